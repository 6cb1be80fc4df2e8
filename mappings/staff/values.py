"""What importing a staff list compares and plans: people, posts and organisations as values.

None of them shows a person's data in its repr.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from config.problems import Problem
from mappings.facts import StaffKind


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What a staff list says of a person; None and empty text are "it does not say"."""

    last_name: str = field(default="", repr=False)
    first_name: str = field(default="", repr=False)
    patronymic: str = field(default="", repr=False)
    snils_hash: str | None = field(default=None, repr=False)
    birth_date: date | None = field(default=None, repr=False)
    sex: str | None = field(default=None, repr=False)
    work_started: date | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    staff_number: str | None = field(default=None, repr=False)
    roster_no: str | None = None


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person of the store."""

    person_id: int
    facts: PersonFacts


@dataclass(frozen=True, slots=True)
class PostFacts:
    """One post as a staff list tells it."""

    organisation: str
    """Its normal name."""

    kind: StaffKind
    post: str
    subject: str = ""
    main: bool = True
    hired: date | None = None


@dataclass(frozen=True, slots=True)
class KnownPost:
    """A post of the store, held or left."""

    employment_id: int
    person_id: int
    facts: PostFacts
    left: date | None = None


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """An organisation of the store."""

    organisation_id: int
    as_of: date
    """Of the newest staff list it stood in."""


@dataclass(frozen=True, slots=True)
class StaffState:
    """What the store knows of staff before an import."""

    people: tuple[KnownPerson, ...] = ()
    posts: tuple[KnownPost, ...] = ()
    organisations: Mapping[str, KnownOrganisation] = field(default_factory=dict)
    """By normal name."""


@dataclass(frozen=True, slots=True)
class PersonChange:
    """What an import does to one person and their posts."""

    person_id: int | None
    """None: a new person."""

    facts: PersonFacts
    snils: str | None = field(default=None, repr=False)
    """Eleven digits to be sealed, where they are new to the store."""

    written: bool = False
    """Whether anything of the person is to be written."""

    changed: bool = False
    """Whether anything but the number in the list is new."""

    begun: tuple[PostFacts, ...] = ()
    ended: tuple[int, ...] = ()
    """Numbers of employments."""

    corrected: tuple[tuple[int, PostFacts], ...] = ()
    reopened: tuple[int, ...] = ()
    """Ended by an earlier import of the same day, which this one puts right."""

    def __bool__(self) -> bool:
        """Tell whether there is anything to do."""
        return self.written or bool(self.begun or self.ended or self.corrected or self.reopened)


@dataclass(frozen=True, slots=True)
class StaffCounts:
    """What an import does, in people; posts themselves are not counted."""

    rows: int
    people: int
    """Different people in the list."""

    new: int
    changed: int
    hired: int
    """Who got a post and lost none."""

    left: int
    """Who lost a post and got none."""

    moved: int
    """Who lost one and got another."""

    new_organisations: int


@dataclass(frozen=True, slots=True)
class StaffPlan:
    """What an import will do, decided before anything is written."""

    as_of: date
    organisations: Mapping[str, str]
    """Those of the list that it may speak for: name by normal name."""

    new_organisations: frozenset[str]
    changes: tuple[PersonChange, ...]
    """Of everyone in the list and everyone it ends a post of, those without anything to do left out."""

    counts: StaffCounts
    problems: tuple[Problem, ...]
