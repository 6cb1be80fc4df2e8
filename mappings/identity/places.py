"""Where an account says its owner works, by profile and by cohorts, held against the roster's organisations."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from mappings.identity.organisation_meaning import Organisations
from mappings.identity.organisation_names import Place, compare_organisations, normal_organisation
from mappings.identity.values import AccountKey

_FEW = 6
_CLASS = re.compile(
    r"(?:1[01]|[1-9])\W{0,3}[а-яёa-z]\W?(?:\W*класс\w*)?|(?:1[01]|[1-9])\W*класс\w*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Told:
    """What one account tells about where its owner works; organisations by normal name."""

    organisation: str = field(repr=False)
    """As it is spelt; empty where it tells none."""

    meant: frozenset[str] = field(repr=False)
    """The roster's organisations it may mean: one where it is clear."""

    cohorts: tuple[str, ...] = field(repr=False)
    """Of the roster's organisations those a cohort is named like."""

    pupil: bool = False
    """It is in a cohort named like a class of pupils."""

    @property
    def one_of_few(self) -> bool:
        """Tell whether it may mean a few of the roster's organisations: «детский сад „Сказка“», of which are two."""
        return 1 < len(self.meant) <= _FEW

    def place(self, person: tuple[str, ...]) -> Place:
        """Compare the organisation told with those a person works in."""
        if self.meant and not self.meant.isdisjoint(person):
            return Place.SAME if len(self.meant) == 1 else Place.UNSURE
        found = compare_organisations(self.organisation, person)
        return Place.OTHER if found is Place.UNSURE and self.meant else found

    @property
    def ours(self) -> bool:
        """Tell whether it is one of the roster's organisations."""
        return bool(self.meant)

    def cohort_place(self, person: Iterable[str]) -> Place:
        """Compare the cohorts with the organisations a person works in."""
        if not self.cohorts:
            return Place.UNKNOWN
        return Place.OTHER if set(person).isdisjoint(self.cohorts) else Place.SAME


class Places:
    """The roster's organisations, asked what an account's words mean among them."""

    def __init__(self, organisations: Iterable[str]) -> None:
        self._known = frozenset(organisations)
        self._organisations = Organisations(self._known)
        self._told: dict[tuple[str | None, tuple[str, ...]], Told] = {}

    def __len__(self) -> int:
        return len(self._known)

    def told(self, account: AccountKey) -> Told:
        """Return what an account tells; the same words are looked at once."""
        asked = (account.organisation, account.cohorts)
        if asked not in self._told:
            spelt = account.organisation or ""
            cohorts = (self._meant(each) for each in account.cohorts)
            self._told[asked] = Told(
                organisation=normal_organisation(spelt),
                meant=self._meant(spelt),
                cohorts=tuple(sorted({one for meant in cohorts if len(meant) == 1 for one in meant})),
                pupil=any(_CLASS.fullmatch(each.strip()) for each in account.cohorts),
            )
        return self._told[asked]

    def _meant(self, spelt: str) -> frozenset[str]:
        """Return the organisations a spelling means; one that is spelt as the roster does is that one."""
        normal = normal_organisation(spelt)
        return frozenset({normal}) if normal in self._known else self._organisations.meant(spelt)
