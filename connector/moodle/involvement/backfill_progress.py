"""How far a backfill of the participants report has come: a value, kept as notes of the enrolments from month to month.

    months from today back to the day asked for ─► each read and counted ─► all of them: what nights go by

A month is done once it is over by the clock of the LMS at the time and has been kept; the one under way is read
by every run anew. All of it is pure. Days and spans are those of `windows`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import reduce
from itertools import pairwise
from typing import Any

from pydantic import JsonValue

from connector.moodle.involvement.remembered import Remembered, Source
from connector.moodle.reading import Reading
from connector.moodle.records import Completion, Enrolment
from connector.moodle.reports.windows import Histogram, Span, day_of, without

KEY = "backfill"
"""Under which the progress stands in the notes of the enrolments."""


@dataclass(frozen=True)
class Part:
    """What was read at once, to be kept at once."""

    span: Span | None
    """Days of a month; None: what has no date."""

    enrolments: Reading[Enrolment]
    completions: Reading[Completion]
    counted: Remembered
    """Rows of this part; no row is counted in two."""

    rows: int = 0

    @property
    def complete(self) -> bool:
        """Tell whether everything in it was read."""
        return self.enrolments.complete and self.completions.complete


@dataclass(frozen=True)
class Progress:
    """What of a backfill has been read and kept."""

    source: Source
    asked: int
    """Day from which on somebody wants to have it."""

    first: int
    """Day from which on it is read: what a night reads again anyway is read too."""

    since: datetime
    """Where nights are to begin, by the clock of the LMS: some minutes before the first run began."""

    done: frozenset[int] = frozenset()
    """First days of the months done."""

    counted: Remembered = field(default_factory=Remembered)
    """Rows of these."""

    open: Remembered = field(default_factory=Remembered)
    """Rows of the parts that the next run reads again; not kept."""

    @classmethod
    def begin(cls, source: Source, asked: int, since: datetime, look_back: timedelta) -> "Progress":
        """Return the progress before anything has been read."""
        return cls(source, asked, min(asked, day_of(since - look_back)), since)

    @classmethod
    def of(cls, notes: Mapping[str, JsonValue], source: Source, asked: int) -> "Progress | None":
        """Return what notes tell of a backfill from this day of this report; None where they tell of none."""
        told: Any = notes.get(KEY)
        try:
            if told["report"] != source.notes or _day(told["from"]) != asked:
                return None
            return cls(
                source,
                asked,
                _day(told["first"]),
                datetime.fromisoformat(told["since"]),
                frozenset(map(_day, told["done"])),
                Remembered.counted(told),
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            return None

    @property
    def notes(self) -> dict[str, JsonValue]:
        """Return it as it is remembered."""
        counts = self.counted.for_enrolments(self.source) | self.counted.for_completions(self.source)
        told: dict[str, JsonValue] = {
            "from": _text(self.asked),
            "first": _text(self.first),
            "since": self.since.isoformat(),
            "done": [_text(day) for day in sorted(self.done)],
        }
        return {KEY: {**counts, **told}}

    def left(self, today: int) -> list[Span]:
        """Return the months to be read, the newest, which is not over, first."""
        return [span for span in months(self.first, today) if span.first not in self.done]

    def after(self, part: Part) -> "Progress":
        """Return the progress once a part has been kept."""
        if part.span is None or part.span.first is None or part.span.end is None:
            return replace(self, open=together((self.open, part.counted)))
        done = self.done | {part.span.first}
        return replace(self, done=done, counted=together((self.counted, part.counted)))

    def remembered(self, earlier: Remembered) -> Remembered:
        """Return what nights go by once everything has been read; `earlier` counts what was not."""
        return replace(together((self.counted, self.open, earlier)), read_from=self.first)


def months(first: int, today: int) -> list[Span]:
    """Return the months from a day on, the newest first; the one of today has no end."""
    spans: list[Span] = []
    begin, end = date.fromordinal(max(first, today)).replace(day=1).toordinal(), None
    while begin > first:
        spans.append(Span(begin, end))
        begin, end = _month_before(begin), begin
    return [*spans, Span(first, end)]


def years_before(first: int, most: int) -> list[Span]:
    """Return so many years before a day, the latest first."""
    borders = [first - round(365.25 * number) for number in range(most + 1)]
    return [Span(begin, end) for end, begin in pairwise(borders)]


def parts_of_year(span: Span, parts: int = 12) -> list[Span]:
    """Return the span cut into parts of about as many days."""
    assert span.first is not None
    assert span.end is not None
    borders = [span.first + (span.end - span.first) * number // parts for number in range(parts + 1)]
    return [Span(begin, end) for begin, end in pairwise(borders)]


def laid(counts: Iterable[tuple[Span, int]]) -> dict[int, int]:
    """Return counts of spans as a histogram, each laid to its first day: a span is never cut in two there."""
    return {_place(span): rows for span, rows in counts if rows}


def from_day(histogram: Histogram, first: int) -> dict[int, int]:
    """Return the histogram of the days from one on."""
    return without(histogram, [Span(None, first)])


def together(parts: Iterable[Remembered]) -> Remembered:
    """Return the rows of several parts, of which none is in two."""
    return reduce(_both, parts, Remembered())


def _both(one: Remembered, other: Remembered) -> Remembered:
    return Remembered(
        created=_sum(one.created, other.created),
        suspended=_sum(one.suspended, other.suspended),
        not_current=_sum(one.not_current, other.not_current),
        completed=_sum(one.completed, other.completed),
        blank=one.blank + other.blank,
        undated=one.undated + other.undated,
    )


def _sum(one: Histogram, other: Histogram) -> dict[int, int]:
    return dict(Counter(one) + Counter(other))


def _place(span: Span) -> int:
    if span.first is not None:
        return span.first
    return (span.end or 2) - 1


def _month_before(first: int) -> int:
    return (date.fromordinal(first) - timedelta(days=1)).replace(day=1).toordinal()


def _text(day: int) -> str:
    return date.fromordinal(day).isoformat()


def _day(told: str) -> int:
    return date.fromisoformat(told).toordinal()
