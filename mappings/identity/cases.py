"""An account to be decided about, as a human being is shown it: both sides, candidates, what speaks for each.

Values only; `mappings.keeping.cases` loads them. None of them shows a person's data in its repr.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from mappings.facts import Key, LinkState, StaffKind
from mappings.identity.values import Factor, Reason


@dataclass(frozen=True, slots=True)
class AccountSide:
    """What the LMS tells of an account."""

    key: Key
    username: str = field(repr=False)
    last_name: str = field(repr=False)
    first_name: str = field(repr=False)
    email: str | None = field(default=None, repr=False)
    staff_number: str | None = field(default=None, repr=False)
    has_snils: bool = False
    organisation: str | None = field(default=None, repr=False)
    post: str | None = field(default=None, repr=False)
    cohorts: tuple[str, ...] = field(default=(), repr=False)
    suspended: bool = False
    last_access: datetime | None = None
    gone: bool = False
    """It is no longer in the LMS."""


@dataclass(frozen=True, slots=True)
class PostShown:
    """A post a person holds, or held last."""

    organisation_id: int
    organisation: str = field(repr=False)
    post: str = field(repr=False)
    kind: StaffKind = StaffKind.TEACHER
    left: date | None = None


@dataclass(frozen=True, slots=True)
class PersonSide:
    """What the roster tells of a person."""

    person_id: int
    roster_no: str | None = None
    last_name: str = field(default="", repr=False)
    first_name: str = field(default="", repr=False)
    patronymic: str = field(default="", repr=False)
    birth_date: date | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    staff_number: str | None = field(default=None, repr=False)
    has_snils: bool = False
    posts: tuple[PostShown, ...] = ()
    """Held ones; of somebody who left, the last ones."""

    accounts: tuple[Key, ...] = ()
    """Accounts that are linked to them already."""


@dataclass(frozen=True, slots=True)
class CaseCandidate:
    """A person an account may belong to, and why."""

    person: PersonSide
    score: float
    factors: tuple[Factor, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One account and how it stands."""

    account: AccountSide
    line: int | None
    """Number of the ledger's line that holds now: who decides later says which line they saw."""

    state: LinkState
    reason: Reason
    score: float
    person_id: int | None
    """The owner where linked, else the best candidate."""

    candidates: tuple[CaseCandidate, ...] = ()
    """Best first; the owner of a linked account is the first. People rejected for the account are left out."""

    method: str = "none"
    decided_by: str = ""
    decided_at: datetime | None = None
    note: str | None = field(default=None, repr=False)
    by_hand: bool = False
    ignored: "Ignored | None" = None
    """Why it is nobody's business, where a human being has said so."""

    barred: frozenset[int] = frozenset()
    """People it was said not to belong to."""


class Outcome(StrEnum):
    """What became of a decision."""

    DONE = "done"
    ALREADY = "already"
    """It stands so by hand already; nothing was written."""

    CHANGED = "changed"
    """The account stands otherwise than the decider has seen; nothing was written."""

    NO_ACCOUNT = "no_account"
    NO_PERSON = "no_person"
    NO_CANDIDATE = "no_candidate"
    """Nobody is proposed for the account (or it is nobody's), so there is nothing to accept, reject or split."""

    NOTHING_TO_UNDO = "nothing_to_undo"


class Ignored(StrEnum):
    """Why an account is nobody's business."""

    TEST = "test"
    OUTSIDER = "outsider"
    PUPIL = "pupil"
