"""What a reading of the participants report leaves for the next: how many rows each day of the past holds.

Kept as notes of the two streams, days as ISO dates: the enrolments carry `created`, `suspended`, `not_current`,
`blank` and `undated`, the completions `completed`, both the `report` they were counted in and the spans to look at
`again`. After a backfill the enrolments carry `read_from` besides: the rows before that day have been counted
and not read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Any

from pydantic import JsonValue

from connector.moodle.involvement.participants import Tally
from connector.moodle.memory import Memory
from connector.moodle.reports.windows import Histogram, Span, shrunk, spanning, without

_MOST_AGAIN = 8
"""Spans that are looked at again: each is a question of its own."""


@dataclass(frozen=True)
class Source:
    """Where the rows come from: with another report, other columns or another zone they are other rows."""

    report_id: int
    headings: tuple[str, ...]
    zone: str

    @property
    def notes(self) -> dict[str, JsonValue]:
        """Return it as it is remembered."""
        return {"id": self.report_id, "headings": list(self.headings), "zone": self.zone}


@dataclass(frozen=True)
class Remembered:
    """Rows as the report counted them when it was last read."""

    created: Histogram = field(default_factory=dict)
    """By the day of creation; as the next two."""

    suspended: Histogram = field(default_factory=dict)
    not_current: Histogram = field(default_factory=dict)

    completed: Histogram = field(default_factory=dict)
    """By the day of completion."""

    blank: int = 0
    """Rows without a creation."""

    undated: int = 0
    """Of these, the ones with a person: no window can show them."""

    created_again: tuple[Span, ...] = ()
    """Where rows were missing: what is missing there again is gone. As the next."""

    completed_again: tuple[Span, ...] = ()

    read_from: int | None = None
    """Day of creation from which on rows have been read, where a backfill has left out those before; None: all have."""

    @property
    def exact(self) -> "Remembered":
        """Return the same without the days of which rows were counted by spans: they hold fewer when they are read."""
        if self.read_from is None:
            return self
        span = Span(None, self.read_from)
        return replace(self, created=without(self.created, [span]), completed=without(self.completed, [span]))

    def for_enrolments(self, source: Source) -> dict[str, JsonValue]:
        """Return the notes of a reading of enrolments."""
        return {
            "report": source.notes,
            "blank": self.blank,
            "undated": self.undated,
            "created": _days(self.created),
            "suspended": _days(self.suspended),
            "not_current": _days(self.not_current),
            "again": _spans(self.created_again),
            **({} if self.read_from is None else {"read_from": date.fromordinal(self.read_from).isoformat()}),
        }

    def for_completions(self, source: Source) -> dict[str, JsonValue]:
        """Return the notes of a reading of completions."""
        return {
            "report": source.notes,
            "completed": _days(self.completed),
            "again": _spans(self.completed_again),
        }

    @classmethod
    def of(cls, memory: Memory, source: Source) -> "Remembered | None":
        """Return what is remembered of a report as it is now; None where that is not enough to ask for news only."""
        told = [
            memory.streams[name].notes for name in ("enrolments", "completions") if name in memory.streams
        ]
        if [notes.get("report") for notes in told] != [source.notes] * 2:
            return None
        enrolments, completions = told
        try:
            return replace(
                cls.counted({**enrolments, "completed": completions["completed"]}),
                created_again=_read_spans(enrolments["again"]),
                completed_again=_read_spans(completions["again"]),
                read_from=_day(enrolments.get("read_from")),
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            return None

    @classmethod
    def counted(cls, told: Mapping[str, Any]) -> "Remembered":
        """Return the counts that notes of both streams tell. Raises what comes of notes that are none."""
        return cls(
            created=_histogram(told["created"]),
            suspended=_histogram(told["suspended"]),
            not_current=_histogram(told["not_current"]),
            completed=_histogram(told["completed"]),
            blank=int(told["blank"]),
            undated=int(told["undated"]),
        )

    @classmethod
    def of_whole(cls, tally: Tally, total: int, before: "Remembered | None") -> "Remembered":
        """Return what is to be remembered of a whole reading; `before` tells where rows are missing now."""
        now = cls(
            created=dict(tally.created),
            suspended=dict(tally.suspended),
            not_current=dict(tally.not_current),
            completed=dict(tally.completed),
            blank=total - tally.created.total(),
            undated=tally.undated,
        )
        return now.after(before.exact) if before else now

    def after(self, before: "Remembered") -> "Remembered":
        """Return the same with the days that are to be looked at again, for they hold fewer rows than before."""
        return replace(
            self,
            created_again=spanning(before.lost(before.created, self.created), _MOST_AGAIN),
            completed_again=spanning(before.lost(before.completed, self.completed), _MOST_AGAIN),
        )

    def lost(self, before: Histogram, after: Histogram) -> list[int]:
        """Return the days that hold fewer rows than they did, of rows counted by spans all days of a span."""
        days, exact_from = shrunk(before, after), self.read_from or 0
        ends = dict(pairwise(sorted({*before, exact_from})))
        return [*days, *(day for begin in days if begin < exact_from for day in range(begin, ends[begin]))]


def _days(histogram: Histogram) -> dict[str, JsonValue]:
    return {date.fromordinal(day).isoformat(): rows for day, rows in sorted(histogram.items())}


def _histogram(told: JsonValue) -> dict[int, int]:
    return {date.fromisoformat(day).toordinal(): int(rows) for day, rows in _any(told).items()}


def _day(told: JsonValue) -> int | None:
    return None if told is None else date.fromisoformat(_any(told)).toordinal()


def _spans(spans: tuple[Span, ...]) -> list[JsonValue]:
    return [
        [date.fromordinal(span.first).isoformat(), date.fromordinal(span.end).isoformat()]
        for span in spans
        if span.first is not None and span.end is not None
    ]


def _read_spans(told: JsonValue) -> tuple[Span, ...]:
    return tuple(
        Span(*(date.fromisoformat(day).toordinal() for day in (first, end))) for first, end in _any(told)
    )


def _any(told: JsonValue) -> Any:
    """Return notes as whatever they may be; what they are not raises where they are used."""
    return told
