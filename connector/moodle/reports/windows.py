"""Windows on a report: spans of days it can be asked for, and how many rows each should hold.

A report says how many rows match its filters. Where the days of the past hold as many rows as the last reading
left there, nothing that concerns them is read again; where not, halving by spans finds the days that differ.
All of it is pure. Days are whole days of UTC, numbered as by `date.toordinal`: filters take seconds and
include both ends, cells tell minutes, and a day's border is exact in both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import accumulate, pairwise

CREATED_AT = "enrolment:timecreated"
COMPLETED_AT = "completion:timecompleted"
VISITED_AT = "access:timeaccess"
STARTS_AT = "enrolment:timestarted"
ENDS_AT = "enrolment:timeended"
STATUS = "enrolment:status"

NEEDED = frozenset({CREATED_AT, COMPLETED_AT})
"""Filters without which there is no telling what has changed."""

PARTS = 16
"""Into so many spans a span is cut when it holds other rows than it should: a question, 2 counts, for each."""

_RANGE = 3
"""The operator of a filter on a date (reportbuilder/classes/local/filters/date.php)."""

_EMPTY = 2
"""The operator of a date that was never."""

_EQUAL = 1
"""The operator of a filter on a choice (reportbuilder/classes/local/filters/select.php)."""

_SUSPENDED, _NOT_CURRENT = 1, 2
"""Values of the status (user/classes/output/status_field.php)."""

_EPOCH = date(1970, 1, 1).toordinal()
_DAY = 86_400

Histogram = Mapping[int, int]
"""Rows by day."""

FilterValues = dict[str, int]


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first on and before the end; None: without an end on that side."""

    first: int | None = None
    end: int | None = None

    def holds(self, day: int) -> bool:
        """Tell whether a day is one of these."""
        return (self.first is None or day >= self.first) and (self.end is None or day < self.end)

    @property
    def moments(self) -> tuple[datetime | None, datetime | None]:
        """Return the first moment, and the one that no longer belongs to it."""
        return _midnight(self.first), _midnight(self.end)

    def before(self, end: int) -> "Span | None":
        """Return the part of it before a day; None where that is nothing."""
        last = end if self.end is None else min(self.end, end)
        return Span(self.first, last) if self.first is None or self.first < last else None


@dataclass(frozen=True, slots=True)
class Measure:
    """What rows are counted by: the date that places them in a span, and a further condition."""

    name: str
    """Under which the histogram is remembered."""

    column: str
    """The filter on the date."""

    condition: tuple[tuple[str, int], ...] = ()

    def within(self, span: Span) -> FilterValues:
        """Return the filter values of the rows in a span: rows with a date, for no date is 0 or none."""
        start = 1 if span.first is None else max(1, _seconds(span.first))
        end = 0 if span.end is None else _seconds(span.end) - 1
        return between(self.column, start, end) | dict(self.condition)


CREATED = Measure("created", CREATED_AT)
COMPLETED = Measure("completed", COMPLETED_AT)
SUSPENDED = Measure(
    "suspended", CREATED_AT, ((f"{STATUS}_operator", _EQUAL), (f"{STATUS}_value", _SUSPENDED))
)
NOT_CURRENT = Measure(
    "not_current", CREATED_AT, ((f"{STATUS}_operator", _EQUAL), (f"{STATUS}_value", _NOT_CURRENT))
)
"""Enrolments that have ended or not begun, or whose method is switched off. Counted apart from the suspended ones:
time alone changes these every day, and must not hide that somebody has been suspended."""


UNDATED: FilterValues = {f"{CREATED_AT}_operator": _EMPTY}
"""Filter values of the rows without a creation: methods nobody came by, mostly."""


def between(column: str, start: int, end: int) -> FilterValues:
    """Return the filter values of a date from `start` to `end`, both in seconds and included; end 0: open."""
    return {f"{column}_operator": _RANGE, f"{column}_from": start, f"{column}_to": end}


def day_of(moment: datetime) -> int:
    """Return the day of a moment in UTC."""
    return moment.astimezone(UTC).toordinal()


def _midnight(day: int | None) -> datetime | None:
    return None if day is None else datetime.fromordinal(day).replace(tzinfo=UTC)


def _seconds(day: int) -> int:
    return (day - _EPOCH) * _DAY


def rows_in(histogram: Histogram, span: Span) -> int:
    """Return how many rows a span should hold."""
    return sum(rows for day, rows in histogram.items() if span.holds(day))


def cut(span: Span, histogram: Histogram, parts: int = PARTS) -> list[Span]:
    """Return the span in at most so many parts, each with about as many rows; itself where it can't be cut."""
    days = sorted(day for day in histogram if span.holds(day))
    before = [0, *accumulate(histogram[day] for day in days)]
    if not before[-1]:
        return [span]
    shares = [rows * parts // before[-1] for rows in before[:-1]]
    borders = [day for day, (last, this) in zip(days[1:], pairwise(shares), strict=True) if last != this]
    return [Span(first, end) for first, end in pairwise((span.first, *borders, span.end))]


def without(histogram: Histogram, spans: Iterable[Span]) -> dict[int, int]:
    """Return the histogram of the other days."""
    read = list(spans)
    return {day: rows for day, rows in histogram.items() if not any(span.holds(day) for span in read)}


def with_rows(histogram: Histogram, span: Span, counted: Histogram, told: int = 0) -> dict[int, int]:
    """Return the histogram with a span as it has been read now.

    Rows that the filter counts and whose date could not be read are laid to the span's last day: asked for again,
    the span must not seem changed.
    """
    after = without(histogram, [span]) | {day: rows for day, rows in counted.items() if span.holds(day)}
    unplaced = told - sum(counted.values())
    if unplaced > 0:
        last = span.end - 1 if span.end is not None else max(counted, default=span.first or 1)
        after[last] = after.get(last, 0) + unplaced
    return after


def shrunk(before: Histogram, after: Histogram) -> list[int]:
    """Return the days that hold fewer rows than they did."""
    return [day for day, rows in sorted(before.items()) if after.get(day, 0) < rows]


def spanning(days: Iterable[int], most: int) -> tuple[Span, ...]:
    """Return at most so many spans that hold all these days, and as few others as can be."""
    ordered = sorted(set(days))
    if not ordered:
        return ()
    gaps = sorted(((later - day, later) for day, later in pairwise(ordered) if later - day > 1), reverse=True)
    starts = sorted(day for _, day in gaps[: most - 1])
    edges = [ordered[0], *starts]
    ends = [max(day for day in ordered if day < start) + 1 for start in starts]
    return tuple(Span(first, end) for first, end in zip(edges, (*ends, ordered[-1] + 1), strict=True))


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans that hold the same days, none of them twice."""
    found: list[Span] = []
    for span in sorted(spans, key=_by_first):
        last = found[-1] if found else None
        if last is None or (last.end is not None and (span.first or 0) > last.end):
            found.append(span)
        elif last.end is not None and (span.end is None or span.end > last.end):
            found[-1] = Span(last.first, span.end)
    return found


def _by_first(span: Span) -> int:
    return span.first or 0
