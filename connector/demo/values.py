"""The made-up world as frozen values: people of the roster, and what the LMS keeps in its tables.

Times of the LMS are whole seconds since 1970 in UTC, 0 for never, as Moodle keeps them.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

FINISHED = "finished"
IN_PROGRESS = "inprogress"
OVERDUE = "overdue"
ABANDONED = "abandoned"

HIGHEST, AVERAGE, FIRST, LAST = 1, 2, 3, 4
"""Moodle's grading methods of a quiz."""

TRUE_FALSE = "truefalse"
ESSAY = "essay"


@dataclass(frozen=True, slots=True)
class Person:
    """A row of the roster: one post of one person."""

    roster_no: int
    organisation: str
    last_name: str = field(repr=False)
    first_name: str = field(repr=False)
    patronymic: str = field(repr=False)
    snils: str = field(repr=False)
    """As the sheet shows it: NNN-NNN-NNN CC."""

    birth_date: date | None = field(repr=False)
    sex: str = field(repr=False)
    post: str
    manager: bool
    subject: str
    work_started: date | None
    hired: date
    email: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the LMS, with whatever they or a school secretary typed in."""

    account_id: int
    username: str = field(repr=False)
    first_name: str = field(repr=False)
    last_name: str = field(repr=False)
    email: str = field(repr=False)
    id_number: str = field(default="", repr=False)
    institution: str = ""
    snils: str = field(default="", repr=False)
    school: str = ""
    suspended: bool = False
    deleted: bool = False
    purged: bool = False
    """Deleted so long ago that the clean-up has removed its context too."""

    created_at: int = 0
    modified_at: int = 0
    """When somebody last changed the account itself; 0 for not since it was made."""

    last_access: int = 0
    dirty: str = ""
    """Which field holds what Moodle itself may not tell: `username`, `name`, `email` or `auth` (trap T1)."""

    roster_no: int | None = None
    """Whose account it truly is; no reply tells."""

    @property
    def full_name(self) -> str:
        """Their name as Moodle shows it."""
        return f"{self.first_name} {self.last_name}"

    @property
    def changed_at(self) -> int:
        """When the account was last changed, being made included."""
        return self.modified_at or self.created_at


@dataclass(frozen=True, slots=True)
class Category:
    """A course category."""

    category_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Course:
    """A course."""

    course_id: int
    short_name: str
    full_name: str
    category_id: int
    visible: bool = True
    tracked: bool = True
    """Completion tracking is on."""

    criteria: bool = True
    """It says what completes it."""

    registry_number: str = ""
    hours: str = ""


class EnrolmentState(StrEnum):
    """What the report says of an enrolment, in its own key."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    NOT_CURRENT = "not_current"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A way of an account into a course."""

    course_id: int
    account_id: int
    method: str
    """`manual` or `self`."""

    state: EnrolmentState
    created_at: int
    starts_at: int
    ends_at: int = 0


@dataclass(frozen=True, slots=True)
class Completion:
    """A row of course_completions."""

    course_id: int
    account_id: int
    started_at: int
    completed_at: int = 0


@dataclass(frozen=True, slots=True)
class Visit:
    """When an account was last seen in a course, as user_lastaccess keeps it."""

    course_id: int
    account_id: int
    at: int


@dataclass(frozen=True, slots=True)
class Quiz:
    """A quiz; its slots in order of place, and its grade items with the places they sum up."""

    quiz_id: int
    course_id: int
    module_id: int
    name: str
    id_number: str
    slots: tuple[str, ...]
    attempts_allowed: int = 0
    grade_method: int = HIGHEST
    parts: tuple[tuple[str, tuple[int, ...]], ...] = ()
    grade_to_pass: int = 60
    max_grade: int = 100
    modified_at: int = 0
    """When its settings were last changed; 0 for not since the site was made."""

    @property
    def max_mark(self) -> int:
        """Each question gives one mark."""
        return len(self.slots)


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt at a quiz; a mark is None where the question is not graded."""

    attempt_id: int
    quiz_id: int
    account_id: int
    number: int
    state: str
    started_at: int
    finished_at: int
    modified_at: int
    marks: tuple[float | None, ...]
    preview: bool = False

    @property
    def mark(self) -> float | None:
        """The sum of marks, None unless finished and graded throughout."""
        if self.state != FINISHED or None in self.marks:
            return None
        return sum(mark for mark in self.marks if mark is not None)


@dataclass(frozen=True, slots=True)
class KeptGrade:
    """A row of quiz_grades (grade None: the row was taken away) that no longer follows from the attempts alone."""

    quiz_id: int
    account_id: int
    grade: float | None
    modified_at: int


@dataclass(frozen=True, slots=True)
class Override:
    """A grade a teacher set by hand in the gradebook, perhaps hiding it from the learner."""

    quiz_id: int
    account_id: int
    grade: float
    hidden: bool
    set_at: int


@dataclass(frozen=True, slots=True)
class Cohort:
    """A site-wide group."""

    cohort_id: int
    name: str
    id_number: str
    members: tuple[int, ...]
