"""What staff lists say, row by row, as frozen records that show nothing of a person in their repr."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cached_property


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One post of one person; blank cells are empty text or None."""

    row: int
    """The sheet's own row number, from 1, as the spreadsheet program shows it."""

    file: str = ""
    """The file it stands in, as people know it: a name, never a path."""

    sheet: str = ""
    roster_no: str | None = None
    """№ п/п: «1», never «1.0»."""

    organisation: str = ""
    """From the row's own cell, a row above a group of people, the title, or the sheet's name."""

    last_name: str = field(default="", repr=False)
    first_name: str = field(default="", repr=False)
    patronymic: str = field(default="", repr=False)
    former_last_name: str = field(default="", repr=False)
    """«Сидорова» of «Петрова (Сидорова)»."""

    snils: str | None = field(default=None, repr=False)
    """Eleven digits with the right check digits; a number that fails the check is a problem and None here."""

    birth_date: date | None = field(default=None, repr=False)
    sex: str | None = field(default=None, repr=False)
    """«м» or «ж»."""

    post: str = ""
    kind_text: str = ""
    """«Категория» as it stands: педагогические работники, управленческие кадры."""

    subject: str = ""
    work_started: date | None = None
    work_started_estimated: bool = False
    """The sheet tells years of service («стаж 2 г. 5 мес.»), from which the day was reckoned."""

    hired: date | None = None
    email: str | None = field(default=None, repr=False)
    staff_number: str | None = field(default=None, repr=False)
    """Табельный номер."""

    main: bool = True
    """False where the sheet says the post is held beside another one (совместитель)."""

    extra: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)
    """Filled cells of columns nobody asked for: heading → text."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that was not read, and whatever of the person could be: who is meant has not left."""

    row: int
    file: str
    sheet: str
    reason: str
    """The id of the problem it was set aside for."""

    organisation: str = ""
    last_name: str = field(default="", repr=False)
    first_name: str = field(default="", repr=False)
    """May be initials here."""

    patronymic: str = field(default="", repr=False)
    snils: str | None = field(default=None, repr=False)
    birth_date: date | None = field(default=None, repr=False)
    post: str = ""
    staff_number: str | None = field(default=None, repr=False)


class SkippedAs(Enum):
    """Why a filled row below the headings is nobody."""

    COLUMN_NUMBERS = "column_numbers"
    HEADINGS = "headings"
    """The headings once more, as on each printed page."""

    GROUP = "group"
    """A row above a group of people: a school, «Учителя начальных классов»."""

    FOOTER = "footer"
    """A sum, a signature, a note."""

    VACANCY = "vacancy"
    LEFT = "left"
    """The list itself says that they have left by its date."""

    REPEATED = "repeated"
    """The same post of the same person stands elsewhere in what was read."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A filled row that is nobody's, or nobody's new."""

    row: int
    file: str
    sheet: str
    why: SkippedAs


@dataclass(frozen=True, slots=True)
class RosterSheet:
    """One sheet of staff. Each filled row below the headings is in `rows`, `set_aside` or `skipped`."""

    file: str
    sheet: str
    as_of: date | None
    """From the title («… на 01.06.2026»); None where no title names a date."""

    rows: tuple[RosterRow, ...]
    columns: Mapping[str, str] = field(default_factory=dict, hash=False)
    """The letters of the column that holds a field of `RosterRow`: {"kind_text": "J", …}."""

    set_aside: tuple[SetAside, ...] = ()
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True)
class Roster:
    """All sheets of staff of one file or of several: a snapshot of the organisations in them."""

    sheets: tuple[RosterSheet, ...]

    @property
    def rows(self) -> tuple[RosterRow, ...]:
        """Return the rows of all sheets, in the order of files and sheets."""
        return tuple(row for sheet in self.sheets for row in sheet.rows)

    @property
    def set_aside(self) -> tuple[SetAside, ...]:
        """Return what was set aside in all sheets."""
        return tuple(row for sheet in self.sheets for row in sheet.set_aside)

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """Return what was skipped in all sheets."""
        return tuple(row for sheet in self.sheets for row in sheet.skipped)

    @property
    def as_of(self) -> date | None:
        """Return the latest day that a title names; None where none does."""
        return max((sheet.as_of for sheet in self.sheets if sheet.as_of), default=None)

    def cell(self, row: RosterRow | SetAside, name: str) -> str:
        """Return the cell that holds a field of a row: «F12»; the name's cell for a field without a column."""
        columns = self._columns.get((row.file, row.sheet), {})
        letters = next((columns[each] for each in (name, "last_name", "full_name") if each in columns), "A")
        return f"{letters}{row.row}"

    def place(self, row: RosterRow | SetAside, name: str) -> dict[str, str | int]:
        """Return file, sheet and cell of a field of a row: what a `Problem` is told."""
        return {"file": row.file, "sheet": row.sheet, "cell": self.cell(row, name)}

    @cached_property
    def _columns(self) -> Mapping[tuple[str, str], Mapping[str, str]]:
        return {(sheet.file, sheet.sheet): sheet.columns for sheet in self.sheets}


def pointing_back(place: Mapping[str, str | int]) -> dict[str, str | int]:
    """Return the place of a first row as the `Problem` of a later one tells it: `first_file` and so on."""
    return {f"first_{part}": told for part, told in place.items()}
