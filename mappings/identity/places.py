"""Where an account says its owner works, by profile and by cohorts, held against the roster's organisations."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from mappings.identity.organisation_names import Place, compare_organisations, normal_organisation
from mappings.identity.values import AccountKey

_TELLING = 30
"""Organisations sharing a word beyond which the word tells nothing («сош»)."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one account tells about where its owner works."""

    organisation: str = field(repr=False)
    """Normal name; empty where it tells none."""

    ours: bool
    """The organisation is, or may be, one of the roster's."""

    cohorts: tuple[str, ...] = field(repr=False)
    """Of the roster's organisations those a cohort is named like, by normal name."""

    def place(self, person: Iterable[str]) -> Place:
        """Compare the organisation told with those a person works in."""
        return compare_organisations(self.organisation, person)

    def cohort_place(self, person: Iterable[str]) -> Place:
        """Compare the cohorts with the organisations a person works in."""
        if not self.cohorts:
            return Place.UNKNOWN
        return Place.SAME if set(person) & set(self.cohorts) else Place.OTHER


class Places:
    """The roster's organisations, asked what an account's words mean among them."""

    def __init__(self, organisations: Iterable[str]) -> None:
        self._known = frozenset(organisations)
        self._by_word: dict[str, list[str]] = defaultdict(list)
        for organisation in sorted(self._known):
            for word in organisation.split():
                self._by_word[word].append(organisation)
        self._told: dict[tuple[str | None, tuple[str, ...]], Told] = {}

    def __len__(self) -> int:
        return len(self._known)

    def told(self, account: AccountKey) -> Told:
        """Return what an account tells; the same words are looked at once."""
        asked = (account.organisation, account.cohorts)
        if asked not in self._told:
            organisation = normal_organisation(account.organisation or "")
            cohorts = {found for each in account.cohorts for found in self._named_like(each)}
            self._told[asked] = Told(organisation, self._is_ours(organisation), tuple(sorted(cohorts)))
        return self._told[asked]

    def _is_ours(self, organisation: str) -> bool:
        if organisation in self._known:
            return True
        near = (each for word in organisation.split() for each in self._sharing(word))
        return any(compare_organisations(organisation, (each,)) is not Place.OTHER for each in near)

    def _sharing(self, word: str) -> list[str]:
        found = self._by_word.get(word, [])
        return found if len(found) <= _TELLING else []

    def _named_like(self, cohort: str) -> list[str]:
        """Return the organisations whose whole name a cohort's name holds; of several the longest ones."""
        words = set(normal_organisation(cohort).split())
        whole = {
            each for word in words for each in self._by_word.get(word, ()) if words.issuperset(each.split())
        }
        named = [each for each in whole if len(each.split()) > 1]
        longest = max((len(each.split()) for each in named), default=0)
        return [each for each in named if len(each.split()) == longest]
