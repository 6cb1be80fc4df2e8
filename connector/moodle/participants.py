"""Enrolments and completions from the participants report: one row per enrolment, told in words.

Roles and groups multiply rows, an enrolment method nobody came by has a row without a person, and a person
enrolled twice has the same completion twice (WEBSERVICE.md 5.3).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from config.problems import Problem
from connector.moodle.cells import cell, linked_account, linked_course, words
from connector.moodle.dates import read_date
from connector.moodle.headings import Columns
from connector.moodle.reading import alike
from connector.moodle.records import Completion, Enrolment, EnrolmentStatus
from connector.moodle.report_pages import Row

UNKNOWN_METHOD = "unknown"

_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)

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
_YES, _NO = frozenset(("yes", "да")), frozenset(("no", "нет", ""))


@dataclass(frozen=True)
class Numbers:
    """LMS numbers by the names that a report without links has instead."""

    accounts: Mapping[str, int] = field(default_factory=dict, repr=False)
    courses: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Participation:
    """What the rows say."""

    enrolments: Sequence[Enrolment]
    completions: Sequence[Completion]
    problems: tuple[Problem, ...]
    """Rows set aside, by what could not be read, with their number and the place of the first."""

    rows: int
    """Rows with a person in them."""


class _UnreadableError(Exception):
    """A cell that does not say what its column should; carries the column's name."""


@dataclass(frozen=True)
class _Told:
    course_id: int
    account_id: int
    method: str
    status: EnrolmentStatus | None
    created_at: datetime | None
    starts_at: datetime | None
    completed_at: datetime | None
    completion_started_at: datetime | None


def participation(rows: Sequence[Row], columns: Columns, zone: tzinfo, numbers: Numbers) -> Participation:
    """Return enrolments and completions; a row with something unreadable is set aside and told."""
    told: list[_Told] = []
    aside: dict[str, list[int]] = {}
    for place, row in enumerate(rows, 1):
        cells = _Cells(row, columns, zone, numbers)
        if cells.nobody:
            continue
        try:
            told.append(cells.told())
        except _UnreadableError as error:
            aside.setdefault(str(error), []).append(place)
    problems = tuple(
        Problem("lms.problem.report_rows", {"column": column, "n": len(places), "row": places[0]})
        for column, places in aside.items()
    )
    return Participation(_enrolments(told), _completions(told), problems, len(told) + _count(aside))


def _count(aside: Mapping[str, Sequence[int]]) -> int:
    return sum(len(places) for places in aside.values())


class _Cells:
    """One row, asked by meaning."""

    def __init__(self, row: Row, columns: Columns, zone: tzinfo, numbers: Numbers) -> None:
        self._row = row
        self._columns = columns
        self._zone = zone
        self._numbers = numbers

    @property
    def nobody(self) -> bool:
        """Tell whether the row is an enrolment method without people."""
        linked = cell(self._row, self._columns.account_link).strip()
        return not (linked or self._text(self._columns.username))

    def told(self) -> _Told:
        """Return what the row says."""
        columns = self._columns
        return _Told(
            course_id=self._course(),
            account_id=self._account(),
            method=self._text(columns.method) or UNKNOWN_METHOD,
            status=self._status(),
            created_at=self._date("created", columns.created),
            starts_at=self._date("started", columns.started),
            completed_at=self._completed_at(),
            completion_started_at=self._date("completion_started", columns.completion_started),
        )

    def _text(self, place: int | None) -> str:
        return words(self._row, place)

    def _account(self) -> int:
        linked = linked_account(self._row, self._columns.account_link)
        if linked is not None:
            return linked
        return self._numbered("account", self._numbers.accounts, self._text(self._columns.username))

    def _course(self) -> int:
        linked = linked_course(self._row, self._columns.course_link)
        if linked is not None:
            return linked
        return self._numbered("course", self._numbers.courses, self._text(self._columns.short_name))

    def _numbered(self, column: str, numbers: Mapping[str, int], name: str) -> int:
        number = numbers.get(alike(name)) if name else None
        if number is None:
            raise _UnreadableError(column)
        return number

    def _status(self) -> EnrolmentStatus | None:
        if self._columns.status is None:
            return None
        status = _STATUSES.get(self._text(self._columns.status).casefold())
        if status is None:
            raise _UnreadableError("status")
        return status

    def _completed_at(self) -> datetime | None:
        moment = self._date("completed_at", self._columns.completed_at)
        said = self._text(self._columns.completed).casefold()
        if said not in _YES | _NO or (
            said in _YES and moment is None and self._columns.completed_at is not None
        ):
            raise _UnreadableError("completed")
        return moment

    def _date(self, column: str, place: int | None) -> datetime | None:
        try:
            return read_date(self._text(place), self._zone)
        except ValueError:
            raise _UnreadableError(column) from None


def _enrolments(told: Sequence[_Told]) -> list[Enrolment]:
    """Return each enrolment once; of two that only their status tells apart, the one that opens the course."""
    distinct: dict[tuple[int, int, str, datetime | None], Enrolment] = {}
    for row in told:
        if row.status is None:
            continue
        key = (row.course_id, row.account_id, row.method, row.created_at)
        known = distinct.get(key)
        if known is None or (known.status is not EnrolmentStatus.ACTIVE and row.status is not known.status):
            distinct[key] = Enrolment(
                course_id=row.course_id,
                account_id=row.account_id,
                method=row.method,
                status=row.status,
                created_at=row.created_at,
                starts_at=row.starts_at,
            )
    return [distinct[key] for key in sorted(distinct, key=_by_creation)]


def _by_creation(key: tuple[int, int, str, datetime | None]) -> tuple[int, int, str, datetime]:
    return *key[:3], key[3] or _LONG_AGO


def _completions(told: Sequence[_Told]) -> list[Completion]:
    """Return each account's completion of a course once, also one only begun."""
    distinct = {
        (row.course_id, row.account_id): row
        for row in told
        if row.completed_at is not None or row.completion_started_at is not None
    }
    return [
        Completion(
            course_id=course_id,
            account_id=account_id,
            started_at=row.completion_started_at,
            completed_at=row.completed_at,
        )
        for (course_id, account_id), row in sorted(distinct.items())
    ]
