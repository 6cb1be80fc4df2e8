"""Which accounts somebody wants to decide about, and in which order they are decided quickest."""

from collections.abc import Iterable
from dataclasses import dataclass

from mappings.facts import LinkState
from mappings.identity.cases import Case
from mappings.identity.organisation_names import normal_organisation
from mappings.identity.values import Reason

_QUICKEST_FIRST = (
    Reason.NAME_ALONE,
    Reason.WEAK,
    Reason.NAMESAKES,
    Reason.CONFLICT,
    Reason.NOBODY,
    Reason.NONE,
)
"""A name and a school to look at, before two people to tell apart, before what contradicts itself."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a queue is narrowed to."""

    states: frozenset[LinkState] = frozenset({LinkState.REVIEW})
    organisation: str | None = None
    """Words of a name: of the account's organisation, one of its cohorts, or a candidate's organisation."""

    reason: Reason | None = None
    site: str | None = None

    def takes(self, case: Case) -> bool:
        """Tell whether an account in one of the states is wanted."""
        if self.site is not None and case.account.key[0] != self.site:
            return False
        if self.reason is not None and case.reason is not self.reason:
            return False
        return self.organisation is None or _in_organisation(case, self.organisation)


def quickest_first(cases: Iterable[Case]) -> list[Case]:
    """Sort: alike questions together, one school after another, the surest first."""
    return sorted(cases, key=_place)


def organisation_of(case: Case) -> str | None:
    """Return where an account belongs as far as is known: as it says itself, else its first candidate's."""
    if case.account.organisation or not case.candidates:
        return case.account.organisation
    posts = case.candidates[0].person.posts
    return posts[0].organisation if posts else None


def _place(case: Case) -> tuple[object, ...]:
    where = normal_organisation(organisation_of(case) or "")
    return _QUICKEST_FIRST.index(case.reason), where == "", where, -case.score, case.account.key


def _in_organisation(case: Case, told: str) -> bool:
    names = [case.account.organisation or "", *case.account.cohorts]
    names += [post.organisation for each in case.candidates for post in each.person.posts]
    return any(is_part(told, name) for name in names)


def is_part(told: str, name: str) -> bool:
    """Tell whether each word told begins one of the name; numbers are whole: «школа 1» is not «школа № 12»."""
    known = normal_organisation(name).split()
    return all(
        word in known if word.isdigit() else any(each.startswith(word) for each in known)
        for word in normal_organisation(told).split()
    )
