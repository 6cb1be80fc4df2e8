"""What each thing an account and a person have in common says: log-odds for and against, by factor.

Weights follow Fellegi and Sunter: what is rare in the roster says much, what half of it shares says little.
The constants are how often a thing goes wrong in accounts (a typing error in one name of twenty, a changed
surname in one of twenty-five, a wrong school in one of a hundred), as logarithms.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import fsum, log

from mappings.identity.index import KnownPerson, RosterIndex, normal_email, normal_number, staff_numbers
from mappings.identity.name_likeness import (
    Likeness,
    first_name_likeness,
    patronymic_likeness,
    surname_likeness,
)
from mappings.identity.name_reading import Reading
from mappings.identity.names import NameToken
from mappings.identity.organisation_names import Place, compare_organisations, normal_organisation
from mappings.identity.transliteration import skeleton
from mappings.identity.values import AccountKey

SNILS = 9.0
SNILS_OTHER = -7.0
EMAIL = 8.0
STAFF_NUMBER = 4.5
ORGANISATION_OTHER = -4.5
ORGANISATION_UNSURE = 0.3
ORGANISATION_KNOWN = 1.5
"""A stranger seldom says he works in one of our organisations."""

_LOSS = {
    Likeness.SAME: 0.1,
    Likeness.SPELT: 0.1,
    Likeness.SKELETON: 0.5,
    Likeness.VARIANT: 1.2,
    Likeness.HALF: 1.0,
    Likeness.TYPO: 1.5,
    Likeness.TYPOS: 2.5,
    Likeness.SHORT: 1.5,
    Likeness.BEGINNING: 0.3,
    Likeness.SEX: 3.5,
}
"""What a likeness loses of the weight its rarity gives."""

SURNAME_OTHER = {"ж": -2.5, "м": -4.5}
FIRST_NAME_OTHER = -6.0
PATRONYMIC_OTHER = -4.5
_MAIL_WORD = re.compile(r"[a-z]{3,}")
_MAIL_TRUST = 0.6
"""How much a name within a mailbox says, beside the same name in the profile."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found for one account and one person."""

    person: KnownPerson
    surname: Likeness
    first_name: Likeness
    patronymic: Likeness
    place: Place
    factors: tuple[tuple[str, float], ...]
    """(code, log-odds), strongest first."""

    weight: float
    """The sum of all factors."""

    def has(self, code: str) -> bool:
        """Tell whether a factor was found."""
        return code in (found for found, _ in self.factors)


class Weigher:
    """Weighs what accounts and people have in common, by how common it is in the roster."""

    def __init__(self, index: RosterIndex) -> None:
        self._index = index
        self._count = max(len(index.people), 1)

    def weigh(
        self, account: AccountKey, account_readings: tuple[Reading, ...], person: KnownPerson
    ) -> Evidence:
        """Return the evidence by the reading of the account's name that fits the person best."""
        found = [self._by_reading(account, reading, person) for reading in account_readings or (Reading(),)]
        return max(found, key=lambda evidence: evidence.weight)

    def _by_reading(self, account: AccountKey, reading: Reading, person: KnownPerson) -> Evidence:
        surname = surname_likeness(reading.surnames, person.surname, self._index.known_surnames)
        first_name = first_name_likeness(
            reading.first_name, person.first_name, self._index.vocabulary.known_first_names
        )
        patronymic = patronymic_likeness(reading.patronymic, person.patronymic, self._index.known_patronymics)
        place = compare_organisations(account.organisation, person.organisations)
        factors = [
            *self._surname(surname, person),
            *self._first_name(first_name, reading, person),
            *self._patronymic(patronymic, reading, person),
            *self._organisation(place, account, person),
            *self._identifiers(account, person),
            *self._mail_words(account, first_name, surname, person),
        ]
        factors.sort(key=lambda each: (-abs(each[1]), each[0]))
        weight = fsum(each for _, each in factors)
        return Evidence(person, surname, first_name, patronymic, place, tuple(factors), weight)

    def _rarity(self, count: int) -> float:
        return log((self._count + 1) / (count + 0.5))

    def _surname(self, likeness: Likeness, person: KnownPerson) -> Iterator[tuple[str, float]]:
        if likeness is Likeness.UNKNOWN:
            return
        sex = "м" if looks_male(person) else "ж"
        rarity = self._rarity(self._index.vocabulary.surnames[skeleton(person.surname)])
        weight = SURNAME_OTHER[sex] if likeness is Likeness.OTHER else rarity - _LOSS[likeness]
        yield f"surname_{likeness}", weight

    def _first_name(
        self, likeness: Likeness, reading: Reading, person: KnownPerson
    ) -> Iterator[tuple[str, float]]:
        bearers = self._index.vocabulary.first_names[skeleton(person.first_name)]
        beginnings = self._index.beginnings[0]
        if likeness is not Likeness.UNKNOWN:
            weight = self._given(likeness, reading.first_name, bearers, beginnings)
            yield f"first_name_{likeness}", FIRST_NAME_OTHER if weight is None else weight

    def _patronymic(
        self, likeness: Likeness, reading: Reading, person: KnownPerson
    ) -> Iterator[tuple[str, float]]:
        bearers = self._index.vocabulary.patronymics[skeleton(person.patronymic)]
        beginnings = self._index.beginnings[1]
        if likeness is not Likeness.UNKNOWN:
            weight = self._given(likeness, reading.patronymic, bearers, beginnings)
            yield f"patronymic_{likeness}", PATRONYMIC_OTHER if weight is None else weight

    def _given(
        self, likeness: Likeness, typed: NameToken | None, bearers: int, beginnings: Counter[str]
    ) -> float | None:
        """Weigh a likeness of first names or patronymics by how common it is; None where they differ."""
        if likeness is Likeness.BEGINNING and typed:
            return self._beginning(beginnings, typed.text)
        if likeness is Likeness.OTHER:
            return None
        return self._rarity(bearers) - _LOSS[likeness]

    def _beginning(self, counts: Counter[str], typed: str) -> float:
        return self._rarity(counts[skeleton(typed)[:4]]) - _LOSS[Likeness.BEGINNING]

    def _organisation(
        self, place: Place, account: AccountKey, person: KnownPerson
    ) -> Iterator[tuple[str, float]]:
        if place is Place.SAME:
            normal = normal_organisation(account.organisation or "")
            size = self._index.organisation_sizes.get(normal) or max(
                (self._index.organisation_sizes[each] for each in person.organisations), default=1
            )
            yield "organisation_same", self._rarity(size) + ORGANISATION_KNOWN
        elif place is Place.UNSURE:
            yield "organisation_unsure", ORGANISATION_UNSURE
        elif place is Place.OTHER:
            yield "organisation_other", ORGANISATION_OTHER

    def _identifiers(self, account: AccountKey, person: KnownPerson) -> Iterator[tuple[str, float]]:
        if account.snils_hash and person.key.snils_hash:
            if account.snils_hash != person.key.snils_hash:
                yield "snils_other", SNILS_OTHER
            elif len(self._index.by_snils[account.snils_hash]) == 1:
                yield "snils_same", SNILS
        mail = normal_email(account.email)
        if mail and mail == normal_email(person.key.email):
            alone = len(self._index.by_email[mail]) == 1
            yield ("email_same", EMAIL) if alone else ("email_shared", 0.0)
        number = normal_number(account.staff_number)
        if number and number in staff_numbers(person.key):
            yield "staff_number_same", min(STAFF_NUMBER, self._rarity(len(self._index.by_number[number])))

    def _mail_words(
        self, account: AccountKey, first_name: Likeness, surname: Likeness, person: KnownPerson
    ) -> Iterator[tuple[str, float]]:
        """Yield what the mailbox says of a name the profile leaves open; of others it tells nothing new."""
        local = (normal_email(account.email) or "").partition("@")[0]
        words = {skeleton(word) for word in _MAIL_WORD.findall(local)}
        first_bones, surname_bones = skeleton(person.first_name), skeleton(person.surname)
        open_first = first_name in (Likeness.UNKNOWN, Likeness.BEGINNING, Likeness.SHORT)
        if open_first and first_bones in words:
            taken = self._beginning(self._index.beginnings[0], first_bones[:1])
            known = 0.0 if first_name is Likeness.UNKNOWN else max(taken, 0.0)
            rarity = self._rarity(self._index.vocabulary.first_names[first_bones])
            yield "email_has_first_name", max(rarity - known, 0.0) * _MAIL_TRUST
        if surname in (Likeness.UNKNOWN, Likeness.OTHER) and surname_bones in words:
            yield (
                "email_has_surname",
                self._rarity(self._index.vocabulary.surnames[surname_bones]) * _MAIL_TRUST,
            )


def looks_male(person: KnownPerson) -> bool:
    """Tell whether a person's name has a man's form: men seldom change surnames."""
    if person.patronymic:
        return person.patronymic.endswith(("ич", "оглы", "оглу", "улы", "углы"))
    return not person.surname.endswith(("а", "я"))
