"""The command: where it refuses, what it tells at the end, what it costs other commands."""

import subprocess
import sys
from pathlib import Path

import pytest

from config.locale import texts
from jobs.cli import reconcile_review
from jobs.cli.main import run
from jobs.cli.session import Session
from jobs.reconciliation.wanted import Wanted
from jobs.review.sitting import Sitting
from mappings.facts import LinkState

ROOT = Path(__file__).parents[3]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "marshrut.toml").write_text('[[lms]]\nurl = "https://lms.example.ru"\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_a_terminal_it_refuses_and_names_the_other_ways(folder, capsys):
    code = run(("reconcile", "review"), Session(environ={}))

    told = capsys.readouterr().err
    assert code == 2
    assert told.startswith("Разбор на экране требует обычного терминала")
    assert "marshrut reconcile export" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "Очередь пуста: решать нечего, все записи разобраны.\n"),
        (
            ("--organisation", "СОШ 1", "--reason", "weak", "--state", "review", "--site", "lms"),
            "Под эти условия не подходит ни одна запись. Без условий: marshrut reconcile review.\n",
        ),
    ],
)
def test_an_empty_queue_is_told_kindly(folder, capsys, monkeypatch, words, told):
    monkeypatch.setattr(reconcile_review, "is_terminal", lambda _stream: True)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)

    code = run(("reconcile", "review", *words, "--by", "petrova"), Session(environ={}))

    assert (code, capsys.readouterr().out) == (0, told)


def test_the_summary_counts_what_was_done_and_what_is_left(room):
    sitting = room.sitting()
    sitting.begin()
    sitting.accept(sitting.candidates[0])
    sitting.reject(sitting.candidates[0])

    assert reconcile_review.summary(sitting, texts("ru"), changed=1, left=1) == [
        "Разбор окончен.",
        "  принято: 1",
        "  отклонено кандидатов: 1",
        "Сопоставление повторено с учётом решений; изменилось записей: 1.",
        "В очереди осталась 1 запись: marshrut reconcile review",
    ]


def test_looking_without_deciding_is_told_as_such(room):
    assert reconcile_review.summary(room.sitting(), texts("ru"), changed=None, left=0) == [
        "Ничего не решено.",
        "В очереди никого не осталось.",
    ]


def test_no_other_command_waits_for_textual():
    asked = "import sys, jobs.cli.main; sys.exit('textual' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", asked], cwd=ROOT, check=False).returncode == 0


def test_a_long_queue_is_walked_without_loading_it_again(make_room):
    """Whoever is shown an account waits for that account alone."""
    people = [("Петров", "Пётр", f"Петрович{n % 7}", 1, "учитель", None, None) for n in range(20)]
    accounts = [("Петров", "П.", None, None, None) for _ in range(60)]
    room = make_room(people, accounts)
    desk, calls = room.desk, []
    sitting = Sitting(desk, desk.queue(Wanted(frozenset(LinkState))))
    monkey = desk.queue
    desk.queue = lambda *words: calls.append(words) or monkey(*words)

    sitting.begin()
    for _ in range(30):
        sitting.forward()

    assert calls == []
    assert sitting.progress.place == 31
