"""What the pull gives: a stream of records with what is known about its wholeness."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from pydantic import JsonValue

from config.problems import Problem
from connector.errors import BorderError
from connector.moodle.asking.errors import stops_everything
from connector.moodle.records import Record

R_co = TypeVar("R_co", bound=Record, covariant=True)


@dataclass(frozen=True)
class Scope:
    """The part of a stream that was looked at: rows kept with these values, and not read, are missing there.

    `Scope()` is no part at all: what was read is news, and says nothing about the rest.
    """

    column: str = ""
    """Of the stream's table in `mappings.tables`."""

    values: frozenset[int] = frozenset()
    spans: tuple[tuple[datetime | None, datetime | None], ...] = ()
    """Moments, from the first on and before the second; None: without an end."""


@dataclass(frozen=True)
class Unreadable:
    """A row that could not be read: kept apart until somebody, or a later night, can."""

    number: str
    """Its key in the LMS as far as known, parts joined by `/`: an account, `course/account`, a place in a list."""

    reason: str
    """Moodle's error code, or the fields that were not understood."""

    raw: str = field(default="", repr=False)
    """What was told, as JSON; blank where the LMS itself could not tell it."""

    keys: Mapping[str, int] = field(default_factory=dict)
    """Columns of the stream's key that are known: rows kept under them are not missing. Empty: nothing is known,
    and so nothing in the stream can be called missing."""


@dataclass(frozen=True)
class Reading(Generic[R_co]):
    """One stream as read now."""

    stream: str
    """Its name in `mappings.tables.PULLED`. Part marks come inside attempts and have no reading of their own."""

    records: Sequence[R_co] = field(default=(), repr=False)
    complete: bool = True
    """Whether absence from `records`, within the scope, means absence from the LMS, as far as can be told."""

    problems: tuple[Problem, ...] = ()
    coverage: Mapping[str, int] = field(default_factory=dict)
    """How much there was and how much of it was read."""

    untold: frozenset[str] = frozenset()
    """Fields of which the site keeps silent: None there says nothing, and what is kept of them stands.

    Where a part of the key is untold (an enrolment's method and creation), a record stands for every row kept
    that agrees with it in the rest of the key.
    """

    scope: Scope | None = None
    """What was looked at; None: the whole stream."""

    unreadable: tuple[Unreadable, ...] = ()
    notes: Mapping[str, JsonValue] = field(default_factory=dict, repr=False)
    """What the next reading of this stream wants to be reminded of; kept with the rows, in one transaction."""


@dataclass(frozen=True)
class ProfileFields:
    """Short names of the profile fields that tell who somebody is."""

    snils: str = "snils"
    organisation: str = "school"
    staff_number: str = "idnumber"
    """`idnumber` is Moodle's own field, anything else a profile field."""

    post: str = ""
    """Blank: the site keeps no posts."""


@dataclass(frozen=True)
class QuizChoice:
    """A quiz as people name it: by its id number, or by course short name and quiz name."""

    id_number: str | None = None
    course: str | None = None
    name: str | None = None


@dataclass(frozen=True)
class Options:
    """What to pull, where there is a choice."""

    profile: ProfileFields = ProfileFields()
    quiz_courses: frozenset[str] | None = None
    """Short names of the courses whose quizzes matter; None: all."""

    slot_quizzes: tuple[QuizChoice, ...] = ()
    """Quizzes whose marks are needed question by question: one heavy call an attempt."""

    id_numbers: bool = False
    """Whether somebody selects courses by their id number."""

    categories: frozenset[str] = frozenset()
    """Categories somebody selects courses by; each may be a name or an id number."""

    look_back: timedelta = timedelta(days=14)
    """What happened so lately is read again every night: the LMS writes completions with earlier dates."""

    @property
    def may_need_id_numbers(self) -> bool:
        """Tell whether it matters what the id numbers of courses or of categories are."""
        return self.id_numbers or bool(self.categories)


def failed(stream: str, error: BorderError) -> Reading[Any]:
    """Return the reading of a stream that could not be read at all."""
    return Reading(stream, complete=False, problems=(problem_of(error, stream),))


def problem_of(error: BorderError, stream: str, **where: int) -> Problem:
    """Return what an error means for a stream: its sentence, with everything the error knows.

    Raises the error itself where nothing more can be asked at all.
    """
    if stops_everything(error):
        raise error
    return Problem(error.text_id, {"stream": stream, **error.detail, **where})


def resting_on(reading: Reading[R_co], bases: Iterable[Reading[Any]]) -> Reading[R_co]:
    """Return the reading, incomplete where something it was drawn from is."""
    broken = [base.stream for base in bases if not base.complete]
    if not broken:
        return reading
    values: dict[str, str | int] = {"stream": reading.stream, "basis": ", ".join(broken)}
    told = Problem("lms.problem.rests_on", values)
    return replace(reading, complete=False, problems=(*reading.problems, told))


def guarded(streams: Sequence[str], ask: Callable[[], Sequence[Reading[Any]]]) -> Sequence[Reading[Any]]:
    """Return what `ask` reads, a reading a stream; when it cannot, all these streams have failed.

    Raises RefusedError where nothing more can be asked at all.
    """
    try:
        return ask()
    except BorderError as error:
        return [failed(stream, error) for stream in streams]


def not_to_be_had(stream: str) -> Reading[Any]:
    """Return the reading of a stream that the plan has no way for; the plan's notes say why."""
    return Reading(stream, complete=False)


def alike(text: str | None) -> str:
    """Return a name as names are compared: without case and stray spaces."""
    return " ".join((text or "").split()).casefold()
