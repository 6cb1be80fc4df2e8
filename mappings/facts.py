"""The values rules take and give: people, what they did in the LMS, and what the catalogue says it means.

Moments are aware UTC datetimes; days are local days of the district's zone.
A `key` is a pair (site, LMS number): LMS numbers mean nothing outside their site.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from pydantic import JsonValue

from mappings.reasons import Reason

Key = tuple[str, int]
"""(site, LMS number)."""


class StaffKind(StrEnum):
    """The regulation's two kinds of staff."""

    TEACHER = "teacher"
    MANAGER = "manager"


class Format(StrEnum):
    """Formats of education a route is made of."""

    FORMAL = "formal"
    NONFORMAL = "nonformal"
    INFORMAL = "informal"


class Level(StrEnum):
    """How well a competency is mastered."""

    DEFICIT = "deficit"
    BASIC = "basic"
    ADVANCED = "advanced"


class LinkState(StrEnum):
    """What is known about an account's owner."""

    LINKED = "linked"
    REVIEW = "review"
    UNMATCHED = "unmatched"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Employment:
    """One post in one organisation, from `hired` up to, not including, `left`."""

    organisation_id: int
    kind: StaffKind
    post: str
    is_head: bool = False
    main: bool = True
    hired: date | None = None
    """None: the roster does not say; then in force until `left`."""

    left: date | None = None

    def in_force(self, day: date) -> bool:
        """Tell whether the post is held on that day."""
        return (self.hired is None or self.hired <= day) and (self.left is None or day < self.left)


@dataclass(frozen=True, slots=True)
class LinkOrigin:
    """How an account came to be taken for somebody's."""

    method: str
    """What carried it, as in `identity_values.Link`."""

    confirmed_by: str
    """The matcher, or the login of who decided."""


@dataclass(frozen=True, slots=True)
class Person:
    """One human being of the roster, without the name: rules need none."""

    person_id: int
    roster_no: str | None
    birth_date: date | None
    work_started: date | None
    employments: tuple[Employment, ...]
    accounts: tuple[Key, ...] = ()
    """Confirmed accounts."""

    awaiting_accounts: tuple[Key, ...] = ()
    """Accounts that may be theirs and wait for a decision."""

    origins: Mapping[Key, LinkOrigin] = field(default_factory=dict)
    """How each of the confirmed accounts came to be theirs, where it is known."""


class AttemptStanding(StrEnum):
    """What an attempt is good for."""

    FINISHED = "finished"
    AWAITS_GRADING = "awaits_grading"
    """Finished, a question not graded yet: passes, but gives no level."""

    OTHER = "other"
    """In progress, overdue, abandoned, a preview: never counts."""


@dataclass(frozen=True, slots=True)
class AttemptFact:
    """One attempt of one of the person's accounts."""

    key: Key
    quiz: Key
    person_id: int
    standing: AttemptStanding
    finished_at: datetime | None
    share: Fraction | None
    """Mark over the most the quiz gives; None while ungraded or where the quiz gives no marks."""

    parts: dict[str, Fraction | None] = field(default_factory=dict)
    """The same by part: a grade item's name or `slot:N`."""

    part_weights: dict[str, Fraction] = field(default_factory=dict)
    """The most each part gives, to sum up slots."""


@dataclass(frozen=True, slots=True)
class PartDefinition:
    """A quiz or a part of it, and the competency it measures."""

    competency: str
    quiz: Key
    grade_method: str
    """highest, average, first or last."""

    parts: tuple[str, ...] = ()
    """Names in `AttemptFact.parts`; empty: the whole quiz."""


@dataclass(frozen=True, slots=True)
class DiagnosticDefinition:
    """A diagnostic with those of its quizzes that were found in the LMS."""

    diagnostic_id: str
    name: str
    meant_for: frozenset[StaffKind]
    parts: tuple[PartDefinition, ...]
    unfound_parts: int = 0
    """Parts whose quiz is not in the LMS; while there are any, the diagnostic as a whole can't be passed."""

    @property
    def quizzes(self) -> frozenset[Key]:
        """Every quiz that must (or may) be passed."""
        return frozenset(part.quiz for part in self.parts)


@dataclass(frozen=True, slots=True)
class CompetencyDefinition:
    """A competency and its levels, in percent."""

    competency_id: str
    name: str
    threshold: Fraction
    advanced: Fraction


@dataclass(frozen=True, slots=True)
class Result:
    """What a round of a diagnostic says about one competency."""

    competency: str
    share: Fraction | None
    """None: awaits grading."""

    level: Level | None
    attempts: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """One passing of a diagnostic."""

    person_id: int
    diagnostic_id: str
    number: int
    passed_at: datetime
    attempts: tuple[Key, ...]
    results: tuple[Result, ...]

    @property
    def deficits(self) -> tuple[Result, ...]:
        """Results below their threshold."""
        return tuple(each for each in self.results if each.level is Level.DEFICIT)


@dataclass(frozen=True, slots=True)
class RegistryStay:
    """A programme's stay in the federal registry: from `included` up to, not including, `excluded`."""

    number: str
    included: date | None
    excluded: date | None

    def in_force(self, day: date) -> bool:
        """Tell whether the entry holds on that day; an unknown end is open."""
        return (self.included is None or self.included <= day) and (
            self.excluded is None or day < self.excluded
        )


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """A course of the LMS as a step of professional growth."""

    course: Key
    name: str
    format: Format
    hours: int | None
    competencies: frozenset[str]
    topics: frozenset[str]
    meant_for: frozenset[StaffKind]
    organiser: str
    registry: tuple[RegistryStay, ...]
    open_for_enrolment: bool = True
    """Hidden courses are kept for what was completed, but not proposed."""


@dataclass(frozen=True, slots=True)
class CompletionFact:
    """A completed course of one of the person's accounts."""

    course: Key
    account: Key
    person_id: int
    completed_at: datetime
    started_at: datetime | None
    """The completion's own start."""

    enrolled_at: datetime | None
    """Start of the earliest enrolment, or its creation."""


@dataclass(frozen=True, slots=True)
class EnrolmentFact:
    """An account's stay in a course that stands for a support."""

    course: Key
    account: Key
    person_id: int
    starts_at: datetime | None
    active: bool


@dataclass(frozen=True, slots=True)
class SupportStay:
    """A person's part in a form of support: local days, both inclusive; None is open."""

    support_id: str
    person_id: int
    source: str
    """`course:N`, `cohort:N` or `register:N`, for the evidence."""

    first_day: date | None
    last_day: date | None


class RouteState(StrEnum):
    """Where a route stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class RouteItem:
    """One step of a route: what closes which deficit, by when."""

    position: int
    competency: str
    format: Format
    course: Key | None
    activity: str
    organiser: str
    hours: int | None
    due_on: date
    why: str
    """A message id below `routes.why`."""


@dataclass(frozen=True, slots=True)
class RouteFact:
    """A person's route as kept."""

    route_id: int | None
    """None: a draft not kept yet."""

    person_id: int
    diagnostic_id: str | None
    """None: rests on no diagnostic; kept and shown, never counted."""

    round_number: int | None
    state: RouteState
    created_on: date
    approved_on: date | None
    items: tuple[RouteItem, ...] = ()


@dataclass(frozen=True, slots=True)
class SupportDefinition:
    """A form of support for the young, and where participation is seen."""

    support_id: str
    name: str
    courses: frozenset[Key] = frozenset()
    cohorts: frozenset[Key] = frozenset()
    participation: str = "completed"
    """By a course: `completed` or `enrolled`."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the configuration says the LMS's courses, quizzes and cohorts mean."""

    competencies: dict[str, CompetencyDefinition]
    diagnostics: tuple[DiagnosticDefinition, ...]
    items: dict[Key, CatalogueItem]
    supports: tuple[SupportDefinition, ...]


@dataclass(frozen=True, slots=True)
class Membership:
    """An account's stay in a cohort that stands for a support; None: since before we looked, or still."""

    cohort: Key
    account: Key
    person_id: int
    joined_at: datetime | None
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the indicators rest on."""

    people: tuple[Person, ...]
    catalogue: Catalogue
    attempts: tuple[AttemptFact, ...] = ()
    completions: tuple[CompletionFact, ...] = ()
    enrolments: tuple[EnrolmentFact, ...] = ()
    """Only in courses that stand for a support."""

    memberships: tuple[Membership, ...] = ()
    routes: tuple[RouteFact, ...] = ()
    supports: tuple[SupportStay, ...] = ()
    """Entries of the register of supports; what the LMS shows is worked out from the above."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an indicator says of one person, for 6.1.4 of one organisation."""

    indicator: str
    subject_id: int
    organisation_id: int
    reason: Reason
    evidence: tuple[dict[str, JsonValue], ...] = ()
    """The chain, oldest link first; each entry has a `kind`."""

    @property
    def counted(self) -> bool:
        """Tell whether the subject is in the numerator."""
        return self.reason is Reason.COUNTED


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """A share as two counts."""

    indicator: str
    numerator: int
    denominator: int

    @property
    def share(self) -> Fraction | None:
        """Return numerator over denominator; None where nobody stands below the line."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None
