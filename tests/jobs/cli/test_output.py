"""Tables for people, lines for pipes, JSON for programs."""

import io
import json
import sys
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path

import pytest

from jobs.cli import output


class Terminal(io.StringIO):
    """A terminal as far as anyone asks."""

    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    """Do something before a terminal of 60 columns; return what it shows."""

    def terminal(action, kind="xterm"):
        screen = Terminal()
        with monkeypatch.context() as patch:
            patch.setenv("TERM", kind)
            patch.setenv("COLUMNS", "60")
            patch.setattr(sys, "stdout", screen)
            patch.setattr(sys, "stderr", screen)
            action()
        return screen.getvalue()

    return terminal


def test_a_piped_table_is_tabs_and_nothing_else(capsys):
    output.show_table(["Показатель", "Доля"], [["6.1.1", "66,7\xa0%"], ["с\tтабуляцией\nи строкой", ""]])

    assert capsys.readouterr().out == "Показатель\tДоля\n6.1.1\t66,7 %\nс табуляцией и строкой\t\n"


def test_a_table_on_a_terminal_is_ruled_and_takes_square_brackets_as_they_are(terminal):
    row = ["[bold]lms[0][/bold]", "7"]

    told = terminal(lambda: output.show_table(["Ключ", "Сколько"], [row], numbers={1}))

    assert "[bold]lms[0][/bold]         7" in told
    assert "─" in told


def test_what_people_copy_is_not_broken_by_a_narrow_terminal(terminal):
    row = ["tool_mobile_call_external_functions", "спрашивать о многом одним запросом"]

    told = terminal(lambda: output.show_table(["Функция", "Зачем"], [row], unbroken={0}))

    assert row[0] in told
    assert "…" not in told


@dataclass(frozen=True)
class Row:
    number: int
    share: Fraction | None


def test_json_is_utf8_in_its_own_order_with_shares_as_numbers(capsys):
    zone = timezone(timedelta(hours=5))
    output.show_json(
        {
            "я": [Row(1, Fraction(1, 4)), Row(2, None)],
            "а": datetime(2026, 1, 1, 5, tzinfo=zone),
            "day": date(2026, 1, 1),
            "set": frozenset({"b", "a"}),
            "file": Path("a/b"),
        }
    )

    told = capsys.readouterr().out
    assert '"я"' in told
    assert list(json.loads(told)) == ["я", "а", "day", "set", "file"]
    assert json.loads(told) == {
        "я": [{"number": 1, "share": 0.25}, {"number": 2, "share": None}],
        "а": "2026-01-01T00:00:00Z",
        "day": "2026-01-01",
        "set": ["a", "b"],
        "file": "a/b",
    }


def test_json_refuses_what_it_has_no_form_for(capsys):
    with pytest.raises(TypeError, match="object has no form in JSON"):
        output.show_json(object())


def test_a_bar_shows_on_a_terminal_and_is_gone_afterwards(terminal):
    def work():
        with output.progress() as bar:
            bar.begin("Учётные записи", total=2)
            bar.advance()
            bar.begin("[i]Курсы[/i]")
            bar.advance()

    told = terminal(work)

    assert "[i]Курсы[/i]" in told
    assert told.endswith("\x1b[2K")


def test_nothing_is_drawn_where_nobody_looks(capsys):
    with output.progress() as bar:
        bar.begin("Учётные записи", total=2)
        bar.advance()

    assert capsys.readouterr() == ("", "")


def test_a_dumb_terminal_gets_plain_lines(terminal):
    told = terminal(lambda: output.show_table(["a", "b"], [["1", "2"]]), kind="dumb")

    assert told == "a\tb\n1\t2\n"
