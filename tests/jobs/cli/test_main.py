"""The way in: help in Russian, the version, exit codes of the real program."""

import pytest
import typer
from typer.testing import CliRunner

from jobs.cli.main import app
from jobs.cli.session import Session


def test_help_is_russian_down_to_its_headings(marshrut):
    outcome = marshrut("--help")

    assert outcome.code == 0
    assert outcome.lines[0] == "Использование: marshrut [КЛЮЧИ] КОМАНДА [ПАРАМЕТРЫ]..."
    assert "Ключи:" in outcome.lines
    assert "Команды:" in outcome.lines
    assert "  --help         Показать эту справку." in outcome.lines


def _every_command(group, words=()):
    yield words
    for name, command in getattr(group, "commands", {}).items():
        yield from _every_command(command, (*words, name))


@pytest.mark.parametrize("words", list(_every_command(typer.main.get_command(app))), ids=" ".join)
def test_no_english_is_left_in_any_help(marshrut, words):
    told = marshrut(*words, "--help").out

    assert told.startswith("Использование: marshrut")
    assert not [
        each for each in ("Usage", "Options", "Show ", "Commands", "COMMAND", "OPTIONS") if each in told
    ]


def test_without_a_command_the_help_is_shown_and_the_use_was_wrong(marshrut):
    outcome = marshrut()

    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.lines[0].startswith("Использование: marshrut")


def test_the_version_is_one_line(marshrut):
    assert marshrut("--version").lines == ["marshrut 0.1.0"]


def test_commands_run_in_typers_own_test_runner_too(folder):
    outcome = CliRunner().invoke(app, ["config", "check"], obj=Session(environ={}))

    assert outcome.exit_code == 2
    assert "Файл настроек" in outcome.output


def test_the_program_ends_with_the_codes_that_scripts_rely_on(program, write):
    assert program("config", "show").code == 2
    write()
    assert program("config", "check").code == 2
    assert program("config", "check", MARSHRUT_LMS_TOKEN="abc").code == 0
    assert program("config", "example", "--output", "none/marshrut.toml").lines == [
        "Не найдено: none/marshrut.toml. Проверьте имя и папку."
    ]
    assert program("config", "example", "--output", "none/marshrut.toml").code == 1


def test_output_is_utf8_whatever_the_locale_of_the_machine(program):
    outcome = program("lms", "rights", PYTHONIOENCODING="koi8-r")

    assert outcome.code == 0
    assert outcome.out.startswith("Функции, которые надо добавить")
