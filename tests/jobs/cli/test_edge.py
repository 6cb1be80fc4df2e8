"""Every error ends in one sentence that says what to do, and in the right exit code."""

import errno
import os
import signal
import subprocess
import sys
import time
from datetime import date
from typing import Annotated

import pytest
import typer

from config.locale import texts
from connector.errors import OddError, RefusedError, WaitError
from jobs.cli.commands import Commands
from jobs.cli.edge import at_the_edge, ending_of
from jobs.cli.session import Session
from jobs.exit_codes import ExitCode


@pytest.fixture
def ending(capsys):
    """Let a command raise an error; return its exit code and what it printed to stderr."""

    def ending(error, **session):
        def action():
            raise error

        code = at_the_edge(action, Session(**session))
        return code, capsys.readouterr().err

    return ending


def test_a_command_that_says_nothing_is_done():
    assert at_the_edge(lambda: None, Session()) == ExitCode.DONE == 0
    assert at_the_edge(lambda: 3, Session()) == ExitCode.INCOMPLETE


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            OSError(errno.ENOSPC, "No space", "/srv/reports/r.xlsx"),
            "На диске кончилось место (/srv/reports/r.xlsx). Освободите место и повторите команду.",
        ),
        (
            PermissionError(errno.EACCES, "Denied", "/srv/m.key"),
            "Нет права на доступ (/srv/m.key). Проверьте владельца и права.",
        ),
        (
            FileNotFoundError(errno.ENOENT, "No", "roster.xlsx"),
            "Не найдено: roster.xlsx. Проверьте имя и папку.",
        ),
        (IsADirectoryError(errno.EISDIR, "Is", "out"), "Это папка, а нужен файл: out."),
        (
            OSError(errno.EROFS, "ro", "/mnt/x"),
            "Запись запрещена: диск доступен только для чтения (/mnt/x). Укажите другое место.",
        ),
        (
            OSError(errno.EIO, "I/O", None),
            "Ошибка операционной системы EIO (файл не назван). Повторите команду; если ошибка останется, добавьте ключ --debug.",
        ),
        (
            ConnectionResetError(),
            "Ошибка операционной системы ConnectionResetError (файл не назван). Повторите команду; если ошибка останется, добавьте ключ --debug.",
        ),
    ],
)
def test_the_operating_systems_errors_say_what_to_do(ending, error, told):
    assert ending(error) == (1, f"{told}\n")


@pytest.mark.parametrize("kind", [WaitError, RefusedError, OddError])
def test_a_borders_error_is_told_by_its_own_sentence(ending, kind):
    """Any sentence with places does to show that they are filled."""
    assert ending(kind("cli.edge.no_file", file="roster.xlsx")) == (
        1,
        "Не найдено: roster.xlsx. Проверьте имя и папку.\n",
    )


@pytest.mark.parametrize("error", [OddError("lms.error.brand_new"), OddError("cli.edge.no_file")])
def test_an_error_without_its_words_is_told_by_its_id(ending, error):
    """A missing sentence, or one whose places can't be filled, must not end in another error."""
    assert ending(error) == (
        1,
        f"Ошибка {error.text_id}. Повторите команду с ключом --debug и передайте её вывод разработчикам.\n",
    )


def test_errors_are_told_in_the_configurations_language(ending):
    assert ending(FileNotFoundError(errno.ENOENT, "No", "a"), locale="en")[1] == (
        "Not found: a. Check the name and the folder.\n"
    )


def test_a_traceback_is_shown_only_when_asked_for(ending):
    error = FileNotFoundError(errno.ENOENT, "No", "a")

    assert "Traceback" not in ending(error)[1]
    assert "Traceback" in ending(error, debug=True)[1]


def test_what_nobody_expected_passes_the_table(ending):
    with pytest.raises(ZeroDivisionError):
        ending(ZeroDivisionError())


def test_what_nobody_expected_ends_in_a_sentence_without_its_text(program):
    """Its text may quote the very data it choked on."""
    script = (
        "from jobs.cli.edge import *\n"
        "session = Session(debug={debug})\n"
        "report_unexpected(session)\n"
        "raise RuntimeError('Иванова Мария')"
    )

    quiet, loud = (program(python=script.format(debug=debug)) for debug in (False, True))

    assert quiet.code == loud.code == 1
    assert quiet.lines == [
        "Непредвиденная ошибка (RuntimeError). Повторите команду с ключом --debug и передайте её вывод разработчикам."
    ]
    assert "Traceback" in loud.err


def test_ctrl_c_ends_a_command_with_a_short_line(folder):
    script = (
        "import time, sys\n"
        "from jobs.cli.main import app, main\n"
        "@app.add('wait', 'version')\n"
        "def wait():\n"
        "    print('ready', flush=True)\n"
        "    time.sleep(30)\n"
        "sys.argv = ['marshrut', 'wait']\n"
        "main()\n"
    )
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ
    ) as process:
        assert process.stdout.readline() == b"ready\n"
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)

    assert (process.returncode, err.decode().split()) == (130, ["Прервано."])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["confg"], "Нет такой команды: confg. Возможно, имелось в виду «config»?|Справка: marshrut --help"),
        (["config", "zzz"], "Нет такой команды: zzz.|Справка: marshrut config --help"),
        (
            ["config", "check", "--jsn"],
            "Нет такого ключа: --jsn. Возможно, имелось в виду «--json»?|Справка: marshrut config check --help",
        ),
        (["config", "example", "--output"], "После --output нужно значение.|Справка: marshrut --help"),
        (["config", "check", "--config"], "После --config нужно значение.|Справка: marshrut --help"),
        (["--debug=1", "config", "check"], "После --debug значение не указывают.|Справка: marshrut --help"),
        (
            ["config", "check", "лишнее"],
            "Лишнее в командной строке: лишнее.|Справка: marshrut config check --help",
        ),
    ],
)
def test_wrong_words_end_with_2_and_where_to_find_help(marshrut, words, told):
    outcome = marshrut(*words)

    assert (outcome.code, outcome.lines) == (2, told.split("|"))


def test_a_value_that_does_not_fit_and_one_that_lacks_are_told_by_their_option(capsys):
    """By a command of the test's own: those of marshrut come and go."""
    commands = Commands("app")

    @commands.add("count", "version")
    def count(number: Annotated[int, typer.Option("--number")], day: Annotated[date, typer.Argument()]):
        """Take two values."""

    def lines(*words):
        at_the_edge(lambda: commands(args=words, standalone_mode=False, prog_name="marshrut"), Session())
        return capsys.readouterr().err.splitlines()[:1]

    assert lines("--number", "много", "2026-01-01") == ["Значение не подходит: --number."]
    assert lines("2026-01-01") == ["Не указано обязательное: --number."]
    assert lines("--number", "1", "вчера")[0].startswith("Значение не подходит: ")
    assert lines("--number", "1")[0].startswith("Не указано обязательное: ")


def test_an_unexpected_cause_can_be_told_too():
    """For those who tell the cause of an error, as the night does with that of a failed step."""
    assert ending_of(texts("ru"), KeyError("Иванова")).lines == [
        "Непредвиденная ошибка (KeyError). Повторите команду с ключом --debug и передайте её вывод разработчикам."
    ]


def test_every_sentence_of_the_edge_exists_in_both_languages():
    """They are named by their last word only, so no search for whole ids finds them."""
    names = (
        "edge.disk_full edge.no_permission edge.read_only edge.no_file edge.is_folder edge.file_exists edge.system "
        "usage.no_command usage.no_option usage.missing usage.bad_value usage.no_value usage.needless_value "
        "usage.too_many usage.wrong usage.like usage.see_help"
    )
    for language in ("ru", "en"):
        assert [each for each in names.split() if not texts(language).knows(f"cli.{each}")] == []
