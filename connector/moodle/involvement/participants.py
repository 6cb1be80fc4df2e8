"""Enrolments and completions from the participants report: one row per enrolment, told in words.

Roles and groups multiply rows, an enrolment method nobody came by has a row without a person, and a person
enrolled twice has the same completion twice (WEBSERVICE.md 5.3). Rows are taken as they come and let go, for
there may be a million of them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from config.problems import Problem
from connector.moodle.involvement.made import new_completion, new_enrolment
from connector.moodle.involvement.participant_cells import Numbers, OddCellError, ParticipantCells, Told
from connector.moodle.reading import Unreadable
from connector.moodle.records import Completion, Enrolment, EnrolmentStatus
from connector.moodle.reports.cells import Cells
from connector.moodle.reports.headings import Columns
from connector.moodle.wire import as_json

MOST_APART = 1_000
"""Rows kept apart one by one; where there are more the report itself is not understood."""

_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_RANK = {status: rank for rank, status in enumerate(EnrolmentStatus)}


@dataclass
class Tally:
    """Rows as the report counts them: multiplied, unreadable and ownerless ones too, by the UTC day of a date.

    Days are numbered as by `date.toordinal`.
    """

    rows: int = 0
    created: Counter[int] = field(default_factory=Counter)
    """By the day of the enrolment's creation; as the next two."""

    suspended: Counter[int] = field(default_factory=Counter)
    """Of these, the suspended ones."""

    not_current: Counter[int] = field(default_factory=Counter)
    """Of these, the ones not current."""

    completed: Counter[int] = field(default_factory=Counter)
    """By the day of the course's completion."""

    undated: int = 0
    """Rows with a person and without a creation."""

    apart: int = 0
    """Rows that could not be read."""

    def add(self, other: "Tally") -> None:
        """Count what another has counted too."""
        self.rows += other.rows
        self.apart += other.apart
        self.undated += other.undated
        for mine, its in (
            (self.created, other.created),
            (self.suspended, other.suspended),
            (self.not_current, other.not_current),
            (self.completed, other.completed),
        ):
            mine.update(its)


class Participants:
    """What the rows taken so far say: each enrolment once, and one completion per account and course."""

    def __init__(self, columns: Columns, zone: tzinfo, numbers: Numbers) -> None:
        self.persons = 0
        """Rows with a person in them."""

        self.unreadable: list[Unreadable] = []
        """Rows set aside, `MOST_APART` at most, with the keys that can still be read."""

        self.columns = columns
        self._cells = ParticipantCells(columns, zone, numbers)
        self._place = 0
        self._aside: dict[str, list[int]] = {}
        self._apart = 0
        self._keyless = 0
        self._enrolled: defaultdict[int, dict[int, Enrolment | list[Enrolment]]] = defaultdict(dict)
        self._completed: defaultdict[int, dict[int, Completion]] = defaultdict(dict)

    def take(self, rows: Iterable[Cells]) -> Tally:
        """Take the rows of a page or a window; return how many there were, as the report counts them."""
        read = self._cells.told
        created_on: list[datetime] = []
        not_active: list[tuple[EnrolmentStatus | None, datetime]] = []
        completed_on: list[datetime] = []
        began, apart, undated, active = self._place, self._apart, 0, EnrolmentStatus.ACTIVE
        for row in rows:
            self._place += 1
            try:
                told = read(row)
            except (OddCellError, ValueError, TypeError):
                told = self._set_aside(row)
            _, account_id, _, status, created_at, _, completed_at, _ = told
            if created_at is not None:
                created_on.append(created_at)
                if status is not active:
                    not_active.append((status, created_at))
            elif account_id is not None:
                undated += 1
            if completed_at is not None:
                completed_on.append(completed_at)
            if account_id is not None:
                self._learn(told)
        return Tally(
            self._place - began,
            _days(created_on),
            _days_with(EnrolmentStatus.SUSPENDED, not_active),
            _days_with(EnrolmentStatus.NOT_CURRENT, not_active),
            _days(completed_on),
            undated,
            self._apart - apart,
        )

    @property
    def understood(self) -> bool:
        """Tell whether every row set aside is known by its key, so that no other seems missing for want of it."""
        return not self._keyless

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return the rows set aside, by what could not be read, with their number and the place of the first."""
        return tuple(
            Problem("lms.problem.report_rows", {"column": column, "n": len(places), "row": places[0]})
            for column, places in self._aside.items()
        )

    def enrolments(self) -> list[Enrolment]:
        """Return each enrolment once, in order."""
        return list(self._each_enrolment())

    def completions(self) -> list[Completion]:
        """Return each account's completion of a course once, also one only begun, in order."""
        return [
            of_course[account_id]
            for _, of_course in sorted(self._completed.items())
            for account_id in sorted(of_course)
        ]

    def _each_enrolment(self) -> Iterator[Enrolment]:
        for course_id in sorted(self._enrolled):
            of_course = self._enrolled[course_id]
            for account_id in sorted(of_course):
                known = of_course[account_id]
                if isinstance(known, list):
                    yield from sorted(known, key=_by_way)
                else:
                    yield known

    def _learn(self, told: Told) -> None:
        course_id, account_id, method, status, created_at, starts_at, completed_at, begun_at = told
        assert course_id is not None
        assert account_id is not None
        self.persons += 1
        if status is not None:
            enrolment = new_enrolment(course_id, account_id, method, status, created_at, starts_at)
            known = self._enrolled[course_id].setdefault(account_id, enrolment)
            if known is not enrolment:
                self._enrolled[course_id][account_id] = _together(known, enrolment)
        if completed_at is not None or begun_at is not None:
            self._completed[course_id][account_id] = new_completion(
                course_id, account_id, begun_at, completed_at
            )

    def _set_aside(self, row: Cells) -> Told:
        """Keep a row apart that cannot be read, or read it after all; what it counts as is returned."""
        row = tuple("" if cell is None else str(cell) for cell in row)
        try:
            return self._cells.told(row)
        except (OddCellError, ValueError):
            pass
        self.persons += 1
        self._apart += 1
        column, keys = self._cells.reason(row), self._cells.key(row)
        self._aside.setdefault(column, []).append(self._place)
        number = "/".join(map(str, keys.values())) if len(keys) > 1 else f"row {self._place}"
        if len(self.unreadable) < MOST_APART:
            self.unreadable.append(Unreadable(number, column, as_json(row), keys))
            self._keyless += not keys
        else:
            self._keyless += 1
        return self._cells.dates(row)


def _days(moments: Iterable[datetime]) -> Counter[int]:
    return Counter(map(datetime.toordinal, moments))


def _days_with(
    status: EnrolmentStatus, told: Iterable[tuple[EnrolmentStatus | None, datetime]]
) -> Counter[int]:
    return _days(moment for its, moment in told if its is status)


def _together(known: Enrolment | list[Enrolment], other: Enrolment) -> Enrolment | list[Enrolment]:
    """Return a pair's enrolments with one more.

    Of two that nothing but their status tells apart, the one that opens the course; which comes first is no matter.
    """
    ways = known if isinstance(known, list) else [known]
    for place, each in enumerate(ways):
        if each.method == other.method and each.created_at == other.created_at:
            ways[place] = min(each, other, key=_by_openness)
            return ways if len(ways) > 1 else ways[0]
    return [*ways, other]


def _by_way(enrolment: Enrolment) -> tuple[str, datetime]:
    return enrolment.method, enrolment.created_at or _LONG_AGO


def _by_openness(enrolment: Enrolment) -> tuple[int, datetime]:
    return _RANK[enrolment.status], enrolment.starts_at or _LONG_AGO
