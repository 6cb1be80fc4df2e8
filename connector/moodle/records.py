"""What the LMS tells, as frozen records; `None` always means "the LMS did not say"."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One fact as the LMS tells it: slim, for a first load holds a million; `wire` has checked the types."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account(Record):
    """A user of the LMS, deleted ones excepted: the web service never tells of those."""

    account_id: int
    """Moodle's `user.id`; it means nothing outside this site."""

    username: str = field(repr=False)
    first_name: str = field(repr=False)
    last_name: str = field(repr=False)
    email: str | None = field(default=None, repr=False)
    staff_number: str | None = field(default=None, repr=False)
    """Moodle's `idnumber`, by convention the number in the personnel file."""

    snils: str | None = field(default=None, repr=False)
    """As typed into the profile field, checked by nobody."""

    organisation: str | None = None
    """As typed into the profile field or, where that is blank, into `institution`."""

    post: str | None = None
    """As typed into the profile field, where one is configured."""

    suspended: bool = False
    last_access: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Category(Record):
    """A node of the tree of course categories."""

    category_id: int
    name: str
    id_number: str | None = None
    parent_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course(Record):
    """A course, visible or not; the front page (id 1) is none."""

    course_id: int
    short_name: str
    full_name: str
    id_number: str | None = None
    """Only told to accounts that may update the course, or by the courses report."""

    category_id: int | None = None
    visible: bool = True
    tracks_completion: bool = False
    custom_fields: dict[str, str] = field(default_factory=dict)
    """Raw values by the field's short name, blanks left out."""


class EnrolmentStatus(StrEnum):
    """Whether an enrolment opens the course to its account now."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    NOT_CURRENT = "not_current"
    """Not yet begun, or ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment(Record):
    """An account's way into a course; a second way, or a second go, is a second enrolment.

    Two by one method begun in the same minute are one: nothing a site tells keeps them apart.
    """

    course_id: int
    account_id: int
    method: str
    """The enrolment plugin as the report spells it; `unknown` where only the list of a course is to be had."""

    status: EnrolmentStatus
    created_at: datetime | None = None
    starts_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion(Record):
    """An account's completion of a course, to the minute where it comes from a report."""

    course_id: int
    account_id: int
    started_at: datetime | None = None
    completed_at: datetime | None = None
    """None: begun, not complete."""


class GradeMethod(StrEnum):
    """Which of several attempts gives the quiz's grade."""

    HIGHEST = "highest"
    AVERAGE = "average"
    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiz(Record):
    """A quiz of a course."""

    quiz_id: int
    course_id: int
    module_id: int
    """Moodle's `course_modules.id` ("cmid")."""

    name: str
    id_number: str | None = None
    """Of its grade item; known only where the course's grade report has a row."""

    grade_method: GradeMethod
    max_mark: float | None = None
    """Sum of the marks of its questions (`sumgrades`)."""

    max_grade: float | None = None
    """What that sum is scaled to (`grade`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalGrade(Record):
    """A quiz's final grade in the gradebook, overrides included."""

    quiz_id: int
    account_id: int
    grade: float | None = None
    max_grade: float | None = None
    submitted_at: datetime | None = None
    graded_at: datetime | None = None
    hidden: bool = False
    overridden: bool = False


class AttemptState(StrEnum):
    """Where an attempt stands; only finished ones count."""

    IN_PROGRESS = "inprogress"
    OVERDUE = "overdue"
    FINISHED = "finished"
    ABANDONED = "abandoned"
    OTHER = "other"
    """A state newer than this list (Moodle 5 adds `notstarted` and `submitted`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartMark(Record):
    """What an attempt earned in one part of its quiz."""

    part: str
    """A grade item's name, or `slot:N`."""

    mark: float | None = None
    """None: not graded yet. Moodle shows 0 for ungraded grade items, so read it with the attempt's `mark`."""

    max_mark: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt(Record):
    """One attempt at a quiz."""

    attempt_id: int
    quiz_id: int
    account_id: int
    number: int
    state: AttemptState
    preview: bool = False
    started_at: datetime | None = None
    finished_at: datetime | None = None
    modified_at: datetime | None = None
    mark: float | None = None
    """Sum of marks (`sumgrades`); None while a question waits for manual grading."""

    parts: tuple[PartMark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort(Record):
    """A site-wide group of accounts."""

    cohort_id: int
    name: str
    id_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortMember(Record):
    """An account's membership in a cohort, as of now: the web service knows no dates."""

    cohort_id: int
    account_id: int
