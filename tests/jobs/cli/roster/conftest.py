"""A methodist's desk: a configuration, staff lists made up as files, a clock that stands still."""

import io
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from python_calamine import load_workbook

from config.example import example
from connector.roster_records import RosterRow
from connector.roster_writing import write_roster
from connector.snils import check_digits
from jobs.cli import opening

SCHOOL, OTHER = "МБОУ СОШ № 1", "МБОУ «Барсовская СОШ»"
JUNE, SEPTEMBER = date(2026, 6, 1), date(2026, 9, 1)
SURNAMES = (
    "Авдеева",
    "Белова",
    "Воронина",
    "Громова",
    "Дёмина",
    "Ежова",
    "Жукова",
    "Зимина",
    "Котова",
    "Лаптева",
)


def someone(number, surname, organisation=SCHOOL, **otherwise):
    """Make a teacher; two of different numbers are different people."""
    nine = f"{112233000 + number:09d}"
    told = {
        "roster_no": str(number),
        "first_name": "Анна",
        "patronymic": "Петровна",
        "snils": nine + check_digits(nine),
        "birth_date": date(1970, 1, number % 28 + 1),
        "post": "Учитель",
        "kind_text": "педагогические работники",
    }
    return RosterRow(row=0, organisation=organisation, last_name=surname, **{**told, **otherwise})


def staff():
    """Ten people of one school, ten of another."""
    return [
        *(someone(number, surname) for number, surname in enumerate(SURNAMES, 1)),
        *(someone(number, surname, OTHER, first_name="Ольга") for number, surname in enumerate(SURNAMES, 11)),
    ]


@dataclass
class Desk:
    """Where lists lie and commands are run."""

    folder: Path
    marshrut: object

    def list(self, name, rows, day=JUNE):
        """Write a staff list."""
        (self.folder / name).write_bytes(write_roster(rows, day))

    def roster(self, *words):
        """Run a command of `marshrut roster`."""
        return self.marshrut("roster", *words)

    def sheet(self, name):
        """Return the rows of a workbook's first sheet."""
        content = io.BytesIO((self.folder / name).read_bytes())
        return load_workbook(content).get_sheet_by_index(0).to_python()


@pytest.fixture
def empty_desk(folder, marshrut, monkeypatch):
    """A desk on which nothing has been imported."""
    (folder / "marshrut.toml").write_text(example(), "utf-8")
    monkeypatch.setattr(opening, "now", lambda: datetime(2026, 9, 2, 5, 30, tzinfo=UTC))
    return Desk(folder, marshrut)


@pytest.fixture
def desk(empty_desk):
    """A desk with the list of June taken in."""
    empty_desk.list("june.xlsx", staff())
    assert empty_desk.roster("import", "june.xlsx", "--by", "methodist").code == 0
    return empty_desk


@pytest.fixture
def september():
    """The staff in September: one has left, one moved, one married, one got another post, one is new."""
    rows = staff()
    return [
        *rows[1:7],
        replace(rows[7], last_name="Орлова"),
        replace(rows[8], post="Методист"),
        rows[9],
        *rows[10:19],
        replace(rows[19], organisation=SCHOOL),
        someone(31, "Новикова", OTHER),
    ]


@pytest.fixture
def make():
    """Make one more person."""
    return someone


@pytest.fixture
def everybody():
    """The staff of June."""
    return staff()
