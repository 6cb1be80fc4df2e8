"""What earlier pulls of a site have learnt, as far as the next one asks less for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import JsonValue

from connector.moodle.asking.pairs import Pair


@dataclass(frozen=True, slots=True)
class StreamMemory:
    """How a stream was last read."""

    since: datetime
    """By the clock of the LMS: what changed before then has been read. Some minutes before the last complete
    reading began, for clocks and transactions are not exact."""

    whole_at: datetime | None
    """When it was last read whole, by the clock of the LMS; None: never."""

    notes: Mapping[str, JsonValue] = field(default_factory=dict, repr=False)
    """`Reading.notes` of the last complete reading."""


@dataclass(frozen=True, slots=True)
class KnownAttempt:
    """An attempt that is kept and not gone."""

    quiz_id: int
    account_id: int
    settled: bool
    """Finished or abandoned, and fully graded; the others are looked at again every time."""


@dataclass(frozen=True)
class Memory:
    """What is kept of a site: what is not gone, by number."""

    streams: Mapping[str, StreamMemory] = field(default_factory=dict)
    """Streams that have ever been read completely, by name."""

    accounts: frozenset[int] = frozenset()
    attempts: Mapping[int, KnownAttempt] = field(default_factory=dict)
    pending: frozenset[Pair] = frozenset()
    """(course, account): enrolled and active in a course that tracks completion, and not complete."""

    quiz_courses: Mapping[int, int] = field(default_factory=dict)
    """Course by quiz."""

    courses: frozenset[int] = frozenset()


NOTHING_KNOWN = Memory()
"""Of a site that is pulled for the first time, or from the beginning again."""
