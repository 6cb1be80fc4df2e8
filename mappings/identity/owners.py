"""Who has an account already: it speaks against a second one, and a link without an identifier yields to it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import log

from mappings.facts import Key
from mappings.identity import weights
from mappings.identity.evidence import Evidence, Weighed

_RARE = 0.1
"""Coverage below which having an account tells nothing."""

_FULL = 0.95


@dataclass(frozen=True, slots=True)
class Claim:
    """An account that is somebody's by itself."""

    account: Key
    person_id: int
    sure: bool
    """By a human being's decision, or by an identifier."""

    least: float


@dataclass(frozen=True)
class Owners:
    """Accounts that people own by themselves, before it is asked who has none."""

    claims: Mapping[int, tuple[Claim, ...]] = field(default_factory=dict, repr=False)
    """By person, the surest first."""

    has_one: float = 0.0
    """What it says of a person that they have an account already; 0 or less."""

    has_none: float = 0.0
    """What it says that they have none; 0 or more."""

    def factor(self, evidence: Evidence, account: Key) -> Weighed | None:
        """Return what it says of a candidate that they have, or lack, another account."""
        others = [each for each in self._of(evidence) if each.account != account]
        if others:
            return ("person_has_account", self.has_one, 0.0) if self.has_one else None
        return ("person_has_no_account", self.has_none, 0.0) if self.has_none else None

    def has_other(self, evidence: Evidence, account: Key) -> bool:
        """Tell whether a candidate owns another account by itself."""
        return any(each.account != account for each in self._of(evidence))

    def comes_second(self, evidence: Evidence, account: Key) -> bool:
        """Tell whether a candidate owns a surer account than this one."""
        claims = self._of(evidence)
        return bool(claims) and claims[0].account != account

    def _of(self, evidence: Evidence) -> tuple[Claim, ...]:
        return self.claims.get(evidence.person.key.person_id, ())


NOBODY = Owners()


def owners(claims: Iterable[Claim], people: int) -> Owners:
    """Return who owns what; `people` is how many the roster has."""
    by_person: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_person[claim.person_id].append(claim)
    covered = len(by_person) / max(people, 1)
    return Owners(
        claims={
            person: tuple(sorted(told, key=lambda each: (not each.sure, -each.least, each.account)))
            for person, told in by_person.items()
        },
        has_one=min(log(weights.SECOND_ACCOUNT / max(covered, _RARE)), 0.0),
        has_none=min(
            max(log((1 - weights.SECOND_ACCOUNT) / (1 - min(covered, _FULL))), 0.0), weights.ACCOUNT_AT_MOST
        ),
    )
