"""One row of the participants report, read: which cell tells what, and which of them cannot be understood."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from operator import itemgetter
from typing import NamedTuple

from connector.moodle.reading import alike
from connector.moodle.records import EnrolmentStatus
from connector.moodle.reports.cells import Cells, Readings, account_in, course_in, plain
from connector.moodle.reports.dates import read_date
from connector.moodle.reports.headings import Columns

UNKNOWN_METHOD = "unknown"

_STATUSES = {
    "active": EnrolmentStatus.ACTIVE,
    "suspended": EnrolmentStatus.SUSPENDED,
    "not current": EnrolmentStatus.NOT_CURRENT,
    **dict.fromkeys(("активно", "активный", "активен", "активна"), EnrolmentStatus.ACTIVE),
    **dict.fromkeys(
        ("приостановлено", "приостановлен", "приостановленный", "заблокирован", "заблокировано"),
        EnrolmentStatus.SUSPENDED,
    ),
    **dict.fromkeys(
        ("не действует", "не текущий", "не текущее", "неактивный", "неактивно", "недействительно"),
        EnrolmentStatus.NOT_CURRENT,
    ),
}
_A_DAY = "Monday, 1 January 2024"
_YES, _NO = frozenset(("yes", "да")), frozenset(("no", "нет", ""))

_FIELDS = (
    "account_link",
    "username",
    "course_link",
    "short_name",
    "method",
    "status",
    "created",
    "started",
    "completed",
    "completed_at",
    "completion_started",
)
"""Columns in the order in which `_Picked` and the reasons name them."""


class OddCellError(Exception):
    """A cell that does not say what its column should; carries the column's name."""


@dataclass(frozen=True)
class Numbers:
    """LMS numbers by the names that a report without links has instead."""

    accounts: Mapping[str, int] = field(default_factory=dict, repr=False)
    courses: Mapping[str, int] = field(default_factory=dict)


class Told(NamedTuple):
    """What a row says; without an account it is an enrolment method nobody came by, or a row set aside."""

    course_id: int | None
    account_id: int | None
    method: str = UNKNOWN_METHOD
    status: EnrolmentStatus | None = None
    created_at: datetime | None = None
    starts_at: datetime | None = None
    completed_at: datetime | None = None
    begun_at: datetime | None = None


class Dates(Readings[datetime | None]):
    """The moments that the texts of date columns tell; what cannot be read raises ValueError.

    A million enrolments were made in nearly as many minutes, but on few days: where the zone knows no summer
    time a day and a time of day are put together, four times as fast as reading both.
    """

    def __init__(self, zone: tzinfo) -> None:
        super().__init__(lambda told: read_date(plain(told), zone))
        self._adds_up = zone is UTC
        self._days = Readings(lambda told: _certain(f"{told}, 12:00 AM"))
        self._clocks = Readings(lambda told: _certain(f"{_A_DAY}, {told}") - _certain(f"{_A_DAY}, 12:00 AM"))

    def __missing__(self, told: str | None) -> datetime | None:
        if not (self._adds_up and told):
            return super().__missing__(told)
        day, _, clock = told.rpartition(", ")
        try:
            return self._days[day] + self._clocks[clock]
        except ValueError:
            return super().__missing__(told)


def _certain(told: str) -> datetime:
    moment = read_date(told, UTC)
    if moment is None:
        raise ValueError("not a date as reports write it")
    return moment


class ParticipantCells:
    """Reads rows with columns in these places; each text of a column but the people's is worked out once."""

    def __init__(self, columns: Columns, zone: tzinfo, numbers: Numbers) -> None:
        places: list[int | None] = [getattr(columns, name) for name in _FIELDS]
        self._width = 1 + max((place for place in places if place is not None), default=-1)
        self._lacks = None in places
        self._pick: Callable[[Sequence[str | None]], tuple[str | None, ...]] = itemgetter(
            *(self._width if place is None else place for place in places)
        )
        self._numbers = numbers
        self._dated = columns.completed_at is not None
        self._courses = Readings(course_in)
        self._methods = Readings(lambda told: plain(told) or UNKNOWN_METHOD)
        self._statuses = Readings(_status if columns.status is not None else _no_status)
        self._dates = Dates(zone)
        self._said = Readings(_said)

    def told(self, row: Cells) -> Told:
        """Return what a row says. Raises OddCellError, or ValueError or TypeError for a cell of another kind."""
        if self._lacks or len(row) < self._width:
            row = self._padded(row)
        (who, username, where, short_name, method, status, created, started, said, completed, begun) = (
            self._pick(row)
        )
        account_id = account_in(who) if who else None
        course_id = self._courses[where]
        if account_id is None:
            if not (who or "").strip() and not plain(username or ""):
                return Told(None, None, created_at=self._dates[created])
            account_id = self._numbered("account", self._numbers.accounts, username)
        if course_id is None:
            course_id = self._numbered("course", self._numbers.courses, short_name)
        dates = self._dates
        created_at, completed_at = dates[created], dates[completed]
        if self._said[said] and completed_at is None and self._dated:
            raise OddCellError("completed")
        return Told(
            course_id,
            account_id,
            self._methods[method],
            self._statuses[status],
            created_at,
            created_at if started == created else dates[started],
            completed_at,
            dates[begun],
        )

    def reason(self, row: Cells) -> str:
        """Return the first column of a row that cannot be read."""
        ways: tuple[tuple[str, Callable[[], object]], ...] = (
            ("account", lambda: self._account(row)),
            ("course", lambda: self._course(row)),
            ("status", lambda: self._statuses[self._cell(row, "status")]),
            *((name, self._date_of(row, name)) for name in ("created", "started")),
            *((name, self._date_of(row, name)) for name in ("completed_at", "completion_started")),
        )
        for column, read in ways:
            try:
                read()
            except (OddCellError, ValueError):
                return column
        return "completed"

    def key(self, row: Cells) -> dict[str, int]:
        """Return what can still be read of a row's key."""
        found: dict[str, int] = {}
        for column, read in (("course_id", self._course), ("account_id", self._account)):
            try:
                found[column] = read(row)
            except OddCellError:
                continue
        return found

    def dates(self, row: Cells) -> Told:
        """Return only what can be read of the dates of a row by which reports can be asked."""
        return Told(
            None,
            None,
            status=EnrolmentStatus.ACTIVE,
            created_at=self._date_or_none(row, "created"),
            completed_at=self._date_or_none(row, "completed_at"),
        )

    def _padded(self, row: Cells) -> Cells:
        """Return a row with blanks for what it lacks; the last stands for all columns that the report lacks."""
        return (*row[: self._width], *("",) * (self._width - len(row)), "")

    def _cell(self, row: Cells, name: str) -> str:
        told = self._pick(self._padded(row))[_FIELDS.index(name)]
        return "" if told is None else str(told)

    def _account(self, row: Cells) -> int:
        linked = account_in(self._cell(row, "account_link"))
        if linked is not None:
            return linked
        return self._numbered("account", self._numbers.accounts, self._cell(row, "username"))

    def _course(self, row: Cells) -> int:
        linked = course_in(self._cell(row, "course_link"))
        if linked is not None:
            return linked
        return self._numbered("course", self._numbers.courses, self._cell(row, "short_name"))

    def _numbered(self, column: str, numbers: Mapping[str, int], told: str | None) -> int:
        name = plain(told or "")
        number = numbers.get(alike(name)) if name else None
        if number is None:
            raise OddCellError(column)
        return number

    def _date_of(self, row: Cells, name: str) -> Callable[[], object]:
        return lambda: self._dates[self._cell(row, name)]

    def _date_or_none(self, row: Cells, name: str) -> datetime | None:
        try:
            return self._dates[self._cell(row, name)]
        except ValueError:
            return None


def _status(told: str) -> EnrolmentStatus | None:
    status = _STATUSES.get(plain(told).casefold())
    if status is None:
        raise OddCellError("status")
    return status


def _no_status(_: str) -> EnrolmentStatus | None:
    return None


def _said(told: str) -> bool:
    """Tell whether the course is said to be completed."""
    said = plain(told).casefold()
    if said not in _YES | _NO:
        raise OddCellError("completed")
    return said in _YES
