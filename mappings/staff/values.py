"""What importing a staff list compares and plans: people, posts and organisations as values.

None of them shows a person's data in its repr. An organisation is meant by its key: the normal name it is kept
under in the store.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from config.problems import Problem
from mappings.facts import StaffKind
from mappings.staff.choices import AskedOrganisation, GuardedOrganisation


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What a staff list says of a person; None and empty text are "it does not say"."""

    last_name: str = field(default="", repr=False)
    first_name: str = field(default="", repr=False)
    patronymic: str = field(default="", repr=False)
    former_last_name: str | None = field(default=None, repr=False)
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
    withdrawn: bool = False
    """Whether the import that made them was taken back: they are nobody unless a list names them again."""

    snils_sealed: str | None = field(default=None, repr=False)
    import_id: int | None = None
    """The last import that wrote anything of them."""

    former_organisations: tuple[str, ...] = ()
    """Of who is withdrawn: the keys of those where they were."""


@dataclass(frozen=True, slots=True)
class PostFacts:
    """One post as a staff list tells it."""

    organisation: str
    """Its key."""

    kind: StaffKind
    post: str
    subject: str = ""
    main: bool = True
    hired: date | None = None
    extra: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Further columns of the list, by heading, in the order of headings."""


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

    name: str = ""
    withdrawn: bool = False
    """Whether the only import it stood in was taken back: it is not known."""


@dataclass(frozen=True, slots=True)
class StaffState:
    """What the store knows of staff before an import."""

    people: tuple[KnownPerson, ...] = ()
    posts: tuple[KnownPost, ...] = ()
    organisations: Mapping[str, KnownOrganisation] = field(default_factory=dict)
    """By key; withdrawn ones among them."""

    spellings: Mapping[str, str] = field(default_factory=dict)
    """Keys by other normal names of the same organisation, confirmed by hand."""


@dataclass(frozen=True, slots=True)
class PersonChange:
    """What an import does to one person and their posts."""

    known: KnownPerson | None
    """None: a new person."""

    facts: PersonFacts
    """As they are after it."""

    snils: str | None = field(default=None, repr=False)
    """Eleven digits to be sealed, where they are new to the store."""

    begun: tuple[PostFacts, ...] = ()
    ended: tuple[KnownPost, ...] = ()
    corrected: tuple[tuple[KnownPost, PostFacts], ...] = ()
    reopened: tuple[KnownPost, ...] = ()
    """Ended by an earlier import of the same day, which this one puts right."""

    organisations: frozenset[str] = frozenset()
    """Keys of those where the list has them; none of who is missing from it."""

    @property
    def person_id(self) -> int | None:
        """The person's number; None for a new one."""
        return self.known.person_id if self.known else None

    @property
    def before(self) -> PersonFacts:
        """What was known of them before; nothing of a new person."""
        return self.known.facts if self.known and not self.known.withdrawn else PersonFacts()

    @property
    def lost(self) -> frozenset[str]:
        """Keys of the organisations that the list has them in no longer."""
        return frozenset(post.facts.organisation for post in self.ended) - self.organisations

    @property
    def is_new(self) -> bool:
        """Whether nobody knew them before, or nobody was to know."""
        return self.known is None or self.known.withdrawn

    @property
    def written(self) -> bool:
        """Whether anything of the person is to be written."""
        return self.is_new or self.facts != self.before

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
    """Of whom anything but the number in the list is new."""

    hired: int
    """Who got a post and lost none."""

    left: int
    """Who lost a post and got none."""

    moved: int
    """Who lost one and got another."""

    new_organisations: int

    def __add__(self, other: "StaffCounts") -> "StaffCounts":
        """Return what two imports do together, as if they were of different people."""
        names = StaffCounts.__dataclass_fields__
        return StaffCounts(**{name: getattr(self, name) + getattr(other, name) for name in names})


NOTHING_COUNTED = StaffCounts(0, 0, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class StaffPlan:
    """What an import will do, decided before anything is written."""

    as_of: date
    organisations: Mapping[str, str]
    """Those of the list that it may speak for: name by key."""

    new_organisations: frozenset[str]
    changes: tuple[PersonChange, ...]
    """Of everyone in the list and everyone it ends a post of, those without anything to do left out."""

    counts: StaffCounts
    problems: tuple[Problem, ...]
    seen: tuple[int, ...] = ()
    """Numbers of the known people the list names, whether it changes anything of them or not."""

    spellings: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Other names to be remembered: key and spelling by normal name."""

    set_aside: int = 0
    """Rows that are not taken in for their organisation's name."""

    asked: tuple[AskedOrganisation, ...] = ()
    guarded: tuple[GuardedOrganisation, ...] = ()
    """Organisations that would lose more people than the limit allows."""
