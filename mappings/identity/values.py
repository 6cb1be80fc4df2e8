"""The values identity matching takes and gives; none of them shows a person's data in its repr.

СНИЛС arrive as keyed hashes: equal hashes are equal numbers, and a number that fails its check is None.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import JsonValue

from mappings.facts import Key, LinkState

RULE_VERSION = "identity-3"
"""Kept with every link: another rule may judge otherwise."""


@dataclass(frozen=True, slots=True)
class PersonKey:
    """What of a person of the roster identity looks at."""

    person_id: int
    roster_no: str | None = None
    """№ п/п of the roster file."""

    last_name: str = field(default="", repr=False)
    first_name: str = field(default="", repr=False)
    patronymic: str = field(default="", repr=False)
    snils_hash: str | None = field(default=None, repr=False)
    staff_number: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    organisations: tuple[str, ...] = field(default=(), repr=False)
    """Names of the organisations they work in, spelt as it happens (or already normal)."""

    posts: tuple[str, ...] = field(default=(), repr=False)
    """Their posts, as the roster names them."""

    former_last_names: tuple[str, ...] = field(default=(), repr=False)
    """Surnames they had in earlier lists, or that a list names beside the present one."""


@dataclass(frozen=True, slots=True)
class AccountKey:
    """What of an account identity looks at."""

    key: Key
    username: str = field(default="", repr=False)
    first_name: str = field(default="", repr=False)
    last_name: str = field(default="", repr=False)
    email: str | None = field(default=None, repr=False)
    snils_hash: str | None = field(default=None, repr=False)
    staff_number: str | None = field(default=None, repr=False)
    organisation: str | None = field(default=None, repr=False)
    """As the account's owner, or a clerk, has spelt it."""

    post: str | None = field(default=None, repr=False)
    """As spelt in the profile."""

    cohorts: tuple[str, ...] = field(default=(), repr=False)
    """Names of the cohorts it is in: many sites keep one a school."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a human being has decided about an account; it outranks every rule until undone."""

    state: LinkState
    """linked, unmatched or ignored."""

    person_id: int | None = None
    """Whose it is, where linked."""

    rejected: frozenset[int] = frozenset()
    """People it is not: never proposed for this account again."""


class Reason(StrEnum):
    """Why an account is not linked by itself: the first that holds, in this order."""

    CONFLICT = "conflict"
    """One thing speaks of this person, another of somebody else."""

    NAMESAKES = "namesakes"
    """Several people fit nearly as well."""

    NAME_ALONE = "name_alone"
    """The name fits, and nothing besides it agrees."""

    WEAK = "weak"
    """What agrees is not enough."""

    NOBODY = "nobody"
    """No person of the roster fits."""

    NONE = ""
    """It is linked, or a human being has decided."""


Factor = tuple[str, float]
"""A factor's code and its weight, log-odds; its sentence is the message `identity.factor.<code>`."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person an account may belong to."""

    person_id: int
    score: float
    """Probability, 0 to 1."""

    factors: tuple[Factor, ...] = ()
    """What speaks for and against them, strongest first; kept for the first few."""


@dataclass(frozen=True, slots=True)
class Link:
    """What is thought about one account, and why."""

    account: Key
    state: LinkState
    person_id: int | None
    """The best candidate; None where there is none. Only `linked` makes it an owner."""

    score: float
    method: str
    """What carried it: snils, staff_number, email, name and their sums with `+`, decision or none."""

    factors: tuple[dict[str, JsonValue], ...] = ()
    """For the best candidate: {"factor": code, "says": "for" | "against" | "silent", "weight": log-odds}.

    A factor's sentence is the message `identity.factor.<code>`; no value of a person stands in it.
    """

    candidates: tuple[Candidate, ...] = ()
    """The best few, best first."""

    reason: Reason = Reason.NONE
    """Why it is not linked."""


@dataclass(frozen=True, slots=True)
class MatchOptions:
    """When an account is taken for a person's, and when somebody is asked; probabilities."""

    link_at: float = 0.95
    ask_at: float = 0.4
