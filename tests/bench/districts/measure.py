"""How well links stand up to the truth, over all accounts and by what went wrong with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mappings.facts import Key, LinkState
from mappings.identity.matcher import match
from tests.bench.districts.district import District

ALL = "all"


@dataclass(frozen=True)
class Answer:
    """What a matcher says of a district's accounts."""

    linked: Mapping[Key, int]
    first: Mapping[Key, int]
    """The person it thinks likeliest, linked or not; nobody where it has no idea."""

    asked: frozenset[Key] = frozenset()
    """Accounts it asks a human being about."""


@dataclass
class Tally:
    """Counts over a set of accounts."""

    accounts: int = 0
    owned: int = 0
    """Those that belong to somebody of the roster."""

    linked: int = 0
    right: int = 0
    first: int = 0
    """Owned accounts whose owner it thinks likeliest."""

    asked: int = 0
    asked_owned: int = 0
    strangers: int = 0
    """Accounts of nobody that were linked."""

    @property
    def wrong(self) -> int:
        return self.linked - self.right

    @property
    def precision(self) -> float:
        return self.right / self.linked if self.linked else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.owned if self.owned else 1.0

    @property
    def right_first(self) -> float:
        return self.first / self.owned if self.owned else 1.0

    @property
    def left(self) -> int:
        """Owned accounts neither linked rightly nor asked about: nobody will look at them."""
        return self.owned - self.right - self.asked_owned

    @property
    def balance(self) -> float:
        """The harmonic mean of precision and recall (F1)."""
        return 2 * self.right / max(self.linked + self.owned, 1)

    def add(self, true: int | None, answer: Answer, key: Key) -> None:
        """Count one account."""
        told = answer.linked.get(key)
        self.accounts += 1
        self.owned += true is not None
        self.linked += told is not None
        self.right += told is not None and told == true
        self.strangers += told is not None and true is None
        self.first += true is not None and answer.first.get(key) == true
        self.asked += key in answer.asked
        self.asked_owned += key in answer.asked and true is not None


@dataclass
class Quality:
    """Tallies by kind of mistake; `ALL` is every account once."""

    tallies: dict[str, Tally] = field(default_factory=dict)

    def add(self, district: District, answer: Answer) -> None:
        """Count a district's accounts, each under every kind it carries."""
        for account in district.accounts:
            key = account.key
            for kind in (ALL, *dict.fromkeys(district.kinds[key])):
                self.tallies.setdefault(kind, Tally()).add(district.truth[key], answer, key)

    @property
    def all(self) -> Tally:
        """Return the tally of every account."""
        return self.tallies[ALL]

    def kinds(self) -> Iterable[str]:
        """Return kinds of mistakes, the most frequent first."""
        return sorted(self.tallies, key=lambda kind: (kind != ALL, -self.tallies[kind].accounts, kind))


def ours(district: District) -> Answer:
    """Let the product judge."""
    links = match(district.people, district.accounts, {})
    return Answer(
        linked={link.account: link.person_id for link in links if link.state is LinkState.LINKED},
        first={link.account: link.candidates[0].person_id for link in links if link.candidates},
        asked=frozenset(link.account for link in links if link.state is LinkState.REVIEW),
    )
