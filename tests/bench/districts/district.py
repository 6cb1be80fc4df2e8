"""Made-up districts by seed, for measuring identity: who is who is known, and what went wrong with each account.

Independent of the product's tables and of `tests/mappings/identity/conftest.py`: other names, places, spellings
and mistakes. Nothing of the product may be tuned to these lists: they are there to surprise it.
"""

import random
from dataclasses import dataclass, replace

from mappings.facts import Key
from mappings.identity.values import AccountKey, PersonKey
from tests.bench.districts.mistakes import NameSpoiler
from tests.bench.districts.organisations import organisations
from tests.bench.districts.outsiders import OutsiderMaker
from tests.bench.districts.profile import Profiler
from tests.bench.districts.recipe import SORTS, Recipe
from tests.bench.districts.roster import RosterMaker

PLAIN = "nothing wrong"


@dataclass(frozen=True)
class District:
    """People, accounts and the truth about them."""

    people: list[PersonKey]
    accounts: list[AccountKey]
    truth: dict[Key, int | None]
    """Whose each account is."""

    kinds: dict[Key, tuple[str, ...]]
    """What went wrong with each account."""


class _Maker:
    def __init__(self, staff: int, seed: int, recipe: Recipe) -> None:
        self.dice = random.Random(f"district {staff} {seed}")
        self.recipe = recipe
        self.schools = organisations(self.dice, staff)
        self.roster = RosterMaker(self.dice, recipe, self.schools)
        self.members = self.roster.draw(staff)
        self.profiler = Profiler(self.dice, recipe, self.schools, self.members)
        self.spoiler = NameSpoiler(self.dice, recipe, self.roster.form)
        self.outsiders = OutsiderMaker(self.dice, self.roster, self.profiler)
        self.namesakes = self._namesakes()
        self.drafts: list[tuple[AccountKey, int | None, tuple[str, ...]]] = []

    def _namesakes(self) -> set[int]:
        held: dict[tuple[str, str, str], list[int]] = {}
        for member in self.members:
            key = member.key
            held.setdefault((key.last_name, key.first_name, key.patronymic), []).append(key.person_id)
        return {number for numbers in held.values() if len(numbers) > 1 for number in numbers}

    def district(self) -> District:
        for member in self.members:
            if self.dice.random() >= self.recipe.without_account:
                self._account(member, [])
                if self.dice.random() < self.recipe.second_account:
                    self._account(member, ["second account"])
        self._outsiders()
        self.dice.shuffle(self.drafts)
        numbered = [
            (replace(account, key=("lms", number), username=self._username(account, number)), owner, kinds)
            for number, (account, owner, kinds) in enumerate(self.drafts, 2)
        ]
        return District(
            people=[member.key for member in self.members],
            accounts=[account for account, _, _ in numbered],
            truth={account.key: owner for account, owner, _ in numbered},
            kinds={account.key: kinds for account, _, kinds in numbered},
        )

    def _username(self, account: AccountKey, number: int) -> str:
        told = (account.email or "").partition("@")[0].lower()
        return self.dice.choice((f"user{number}", told or f"user{number}"))

    def _account(self, member, kinds) -> None:
        last, first, of_the_name = self.spoiler.spoilt(member)
        kinds += of_the_name
        if member.key.person_id in self.namesakes:
            kinds.append("namesake")
        account = AccountKey(
            key=("lms", 0), first_name=first, last_name=last, email=self.profiler.mail(member, kinds),
            snils_hash=self.profiler.snils(member, kinds), staff_number=self.profiler.number(member, kinds),
            organisation=self.profiler.school(member, kinds), post=self.profiler.post(member),
            cohorts=self.profiler.cohorts(member.place),
        )  # fmt: skip
        self.drafts.append((account, member.key.person_id, tuple(kinds) or (PLAIN,)))

    def _outsiders(self) -> None:
        staff, recipe = len(self.members), self.recipe
        for share, draw in (
            (recipe.stranger, self.outsiders.stranger),
            (recipe.double, self.outsiders.double),
            (recipe.outsider, self.outsiders.other),
        ):
            for _ in range(round(staff * share)):
                told = draw()
                account = AccountKey(
                    key=("lms", 0), first_name=told.first, last_name=told.last, email=told.mail, snils_hash=told.snils,
                    staff_number=told.number, organisation=told.school, post=told.post,
                    cohorts=told.cohorts or self.profiler.cohorts(told.place),
                )  # fmt: skip
                self.drafts.append((account, None, (told.kind,)))


def make_district(staff: int, seed: int, sort: str | Recipe = "ordinary") -> District:
    """Return the district of so many staff that this seed makes; `sort`: of `SORTS`, or a recipe of one's own."""
    return _Maker(staff, seed, SORTS[sort] if isinstance(sort, str) else sort).district()
