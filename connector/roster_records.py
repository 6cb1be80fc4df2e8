"""What a staff list says, row by row, as frozen records that show nothing of a person in their repr."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One post of one person; blank cells are empty text or None."""

    row: int
    """The sheet's own row number, from 1, as the spreadsheet program shows it."""

    roster_no: str | None = None
    """№ п/п: «1», never «1.0»."""

    organisation: str = ""
    last_name: str = field(default="", repr=False)
    first_name: str = field(default="", repr=False)
    patronymic: str = field(default="", repr=False)
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
    hired: date | None = None
    email: str | None = field(default=None, repr=False)
    staff_number: str | None = field(default=None, repr=False)
    """Табельный номер."""

    main: bool = True
    """False where the sheet says the post is held beside another one (совместитель)."""


@dataclass(frozen=True, slots=True)
class RosterSheet:
    """A staff list as of a date: a snapshot of the organisations in it."""

    file_name: str
    sheet: str
    as_of: date | None
    """From the title («… на 01.06.2026»); None where the title names no date."""

    rows: tuple[RosterRow, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    """The letter of the column that holds a field of `RosterRow`: {"kind_text": "J", …}."""
