"""What the streams promise: keys, references, and each attribute with its type, drawn from the records themselves.

An attribute added to a record is judged from that day on; nobody has to add a test for it.
"""

import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, get_args, get_origin, get_type_hints

from connector.moodle.reading import Reading
from connector.moodle.records import (
    Account,
    Attempt,
    Category,
    Cohort,
    CohortMember,
    Completion,
    Course,
    Enrolment,
    FinalGrade,
    Quiz,
    Record,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow(Record):
    """A part's mark with the attempt it belongs to, as the store keeps it."""

    attempt_id: int
    part: str
    mark: float | None = None
    max_mark: float


@dataclass(frozen=True)
class Stream:
    """What one stream promises."""

    name: str
    record: type[Record]
    key: tuple[str, ...]
    references: Mapping[str, str] = field(default_factory=dict)
    """Stream by field: what stands there is the key of a record of that stream."""

    also_unique: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    """Streams that have rows only where this one has."""


STREAMS: Mapping[str, Stream] = {
    each.name: each
    for each in (
        Stream("accounts", Account, ("account_id",), follows=("enrolments", "completions", "cohort_members")),
        Stream("categories", Category, ("category_id",), {"parent_id": "categories"}, follows=("courses",)),
        Stream(
            "courses",
            Course,
            ("course_id",),
            {"category_id": "categories"},
            follows=("enrolments", "quizzes"),
        ),
        Stream(
            "enrolments",
            Enrolment,
            ("course_id", "account_id", "method", "created_at"),
            {"course_id": "courses", "account_id": "accounts"},
            follows=("completions", "final_grades", "attempts"),
        ),
        Stream(
            "completions",
            Completion,
            ("course_id", "account_id"),
            {"course_id": "courses", "account_id": "accounts"},
        ),
        Stream(
            "quizzes",
            Quiz,
            ("quiz_id",),
            {"course_id": "courses"},
            ("module_id",),
            follows=("attempts", "final_grades"),
        ),
        Stream(
            "final_grades",
            FinalGrade,
            ("quiz_id", "account_id"),
            {"quiz_id": "quizzes", "account_id": "accounts"},
        ),
        Stream(  # accounts of attempts may have been deleted: Moodle keeps their attempts
            "attempts", Attempt, ("attempt_id",), {"quiz_id": "quizzes"}, ("quiz_id", "account_id", "number")
        ),
        Stream("part_marks", PartRow, ("attempt_id", "part"), {"attempt_id": "attempts"}),
        Stream("cohorts", Cohort, ("cohort_id",), follows=("cohort_members",)),
        Stream(
            "cohort_members",
            CohortMember,
            ("cohort_id", "account_id"),
            {"cohort_id": "cohorts", "account_id": "accounts"},
        ),
    )
}

RESTLESS = frozenset({"last_access"})
"""Attributes that change whenever somebody looks at the site."""


@dataclass(frozen=True)
class Attribute:
    """A field of a stream's records."""

    stream: str
    name: str
    kind: type
    optional: bool

    def __str__(self) -> str:
        return f"{self.stream}.{self.name}"


def _attribute(stream: Stream, name: str, hint: Any) -> Attribute:
    told = get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
    [kind] = [each for each in told if each is not type(None)]
    return Attribute(stream.name, name, get_origin(kind) or kind, type(None) in told)


ATTRIBUTES: Sequence[Attribute] = [
    _attribute(stream, each.name, get_type_hints(stream.record)[each.name])
    for stream in STREAMS.values()
    for each in fields(stream.record)
]

MOMENTS = [each for each in ATTRIBUTES if each.kind is datetime]
NUMBERS = [each for each in ATTRIBUTES if each.kind in {int, float}]
TEXTS = [each for each in ATTRIBUTES if each.kind is str]


Readings = Mapping[str, Reading[Any]]


def records_of(readings: Readings, name: str) -> Sequence[Any]:
    """Return the records of a stream; those of part marks stand inside attempts."""
    if name != "part_marks":
        return readings[name].records if name in readings else ()
    return [
        PartRow(attempt_id=each.attempt_id, part=part.part, mark=part.mark, max_mark=part.max_mark)
        for each in records_of(readings, "attempts")
        for part in each.parts
    ]


def reading_of(readings: Readings, name: str) -> Reading[Any]:
    """Return the reading in which a stream came."""
    return readings["attempts" if name == "part_marks" else name]


def key_of(name: str, record: Any) -> tuple[Any, ...]:
    """Return a record's key."""
    return tuple(getattr(record, each) for each in STREAMS[name].key)


def told_key(name: str, record: Any) -> str:
    """Return a record's key as it may be printed: numbers of the LMS, no person."""
    return f"{name} " + "/".join(str(each) for each in key_of(name, record))
