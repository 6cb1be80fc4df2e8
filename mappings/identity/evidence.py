"""What an account and a person have in common, and what it says: log-odds for and against, by factor.

Every factor is weighed twice. Its weight is measured on the roster: rare names and small schools say more. What it
says *at the least* is what a link must be sure on, and rests only on counts of people who bear the same surname,
the same two given names or the same identifier: a new colleague who shares none of these breaks no link.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from math import fsum, log

from mappings.identity import weights
from mappings.identity.index import KnownPerson, RosterIndex, normal_email, normal_number, staff_numbers
from mappings.identity.mail_words import mail_words
from mappings.identity.name_likeness import (
    GIVEN_SAME,
    Likeness,
    first_name_likeness,
    patronymic_likeness,
    surname_likeness,
)
from mappings.identity.name_reading import Reading
from mappings.identity.names import NameToken
from mappings.identity.organisation_names import Place
from mappings.identity.places import Told
from mappings.identity.post_names import posts_agree
from mappings.identity.transliteration import skeleton
from mappings.identity.values import AccountKey, Factor

_NAME_PARTS = ("surname_", "first_name_", "patronymic_")
_SURNAME_TIES = {
    Likeness.SAME,
    Likeness.SPELT,
    Likeness.SKELETON,
    Likeness.HALF,
    Likeness.TYPO,
    Likeness.TYPOS,
}
_IDENTIFIERS = ("snils_same", "email_same", "staff_number_same")

Weighed = tuple[str, float, float]
"""A factor's code, its weight, and what it says at the least."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found for one account and one person."""

    person: KnownPerson
    surname: Likeness
    first_name: Likeness
    patronymic: Likeness
    place: Place
    weighed: tuple[Weighed, ...]
    """Strongest first."""

    weight: float
    """The sum of all weights."""

    @property
    def factors(self) -> tuple[Factor, ...]:
        """Codes and weights, strongest first."""
        return tuple((code, weight) for code, weight, _ in self.weighed)

    @property
    def name_weight(self) -> float:
        """What the name alone says."""
        return fsum(weight for code, weight, _ in self.weighed if code.startswith(_NAME_PARTS))

    @property
    def least(self) -> float:
        """What everything says at the least."""
        return fsum(least for _, _, least in self.weighed)

    @property
    def least_name(self) -> float:
        """What the name alone says at the least."""
        return fsum(least for code, _, least in self.weighed if code.startswith(_NAME_PARTS))

    @property
    def tied(self) -> bool:
        """Tell whether the person shares what a stranger to the account does not: surname, both names, a number."""
        if self.surname in _SURNAME_TIES or self.identified:
            return True
        return self.first_name in GIVEN_SAME and self.patronymic in GIVEN_SAME

    @property
    def identified(self) -> bool:
        """Tell whether a СНИЛС, a mailbox or a staff number of their own agrees."""
        return any(self.has(code) for code in _IDENTIFIERS)

    def has(self, code: str) -> bool:
        """Tell whether a factor was found."""
        return code in [found for found, _, _ in self.weighed]

    def with_factors(self, *added: Weighed, without: frozenset[str] = frozenset()) -> "Evidence":
        """Return the evidence with factors added, and others taken out."""
        kept = [each for each in self.weighed if each[0] not in without]
        return replace(self, weighed=_sorted([*kept, *added]), weight=_sum([*kept, *added]))


def _sorted(weighed: list[Weighed]) -> tuple[Weighed, ...]:
    return tuple(sorted(weighed, key=lambda each: (-abs(each[1]), each[0])))


def _sum(weighed: list[Weighed]) -> float:
    return fsum(weight for _, weight, _ in weighed)


class Weigher:
    """Weighs what accounts and people have in common, by how common it is in the roster."""

    def __init__(self, index: RosterIndex) -> None:
        self._index = index
        self._count = max(len(index.people), 1)
        self._places = index.places
        self._known_first_names = index.vocabulary.known_first_names
        self._pairs = Counter(person.name_bones[1:] for person in index.people)

    def weigh(
        self, account: AccountKey, account_readings: tuple[Reading, ...], person: KnownPerson
    ) -> Evidence:
        """Return the evidence by the reading of the account's name that fits the person best."""
        told = self._places.told(account)
        place = told.place(person.organisations)
        beside = [
            *self._organisation(told, place, person),
            *self._post(account, person),
            *self._identifiers(account, person),
        ]
        found = [
            self._by_reading(account, reading, person, place, beside)
            for reading in account_readings or (Reading(),)
        ]
        return max(found, key=lambda evidence: evidence.weight)

    def _by_reading(
        self, account: AccountKey, reading: Reading, person: KnownPerson, place: Place, beside: list[Weighed]
    ) -> Evidence:
        surname = self._surname_likeness(reading, person)
        first_name = first_name_likeness(reading.first_name, person.first_name, self._known_first_names)
        patronymic = patronymic_likeness(reading.patronymic, person.patronymic, self._index.known_patronymics)
        weighed = [
            *beside,
            *self._surname(surname, person),
            *self._given_names(first_name, patronymic, reading, person),
            *self._mail_words(account, first_name, surname, person),
        ]
        return Evidence(person, surname, first_name, patronymic, place, _sorted(weighed), _sum(weighed))

    def _surname_likeness(self, reading: Reading, person: KnownPerson) -> Likeness:
        """Compare with the present surname, else with former ones, which count as half a double one."""
        known = self._index.known_surnames
        present = surname_likeness(reading.surnames, person.surname, known)
        if present is Likeness.OTHER and any(
            surname_likeness(reading.surnames, former, known) in _SURNAME_TIES
            for former in person.former_surnames
        ):
            return Likeness.HALF
        return present

    def _rarity(self, count: int) -> float:
        return log((self._count + 1) / (count + 0.5))

    def _surname(self, likeness: Likeness, person: KnownPerson) -> Iterator[Weighed]:
        if likeness is Likeness.UNKNOWN:
            return
        if likeness is Likeness.OTHER:
            weight = weights.SURNAME_OTHER["м" if looks_male(person) else "ж"]
        else:
            weight = self._rarity(self._index.vocabulary.surnames[skeleton(person.surname)])
            weight -= weights.LOSS[likeness]
        yield f"surname_{likeness}", weight, weight

    def _given_names(
        self, first_name: Likeness, patronymic: Likeness, reading: Reading, person: KnownPerson
    ) -> Iterator[Weighed]:
        """Weigh first name and patronymic; at the least, both together are as rare as the pair is."""
        least = self._least_pair(first_name, patronymic, person)
        if first_name is not Likeness.UNKNOWN:
            weight = self._first_name(first_name, reading.first_name, person)
            yield (
                f"first_name_{first_name}",
                weight,
                _least_first_name(first_name) if least is None else least,
            )
        if patronymic is not Likeness.UNKNOWN:
            weight = self._patronymic(patronymic, reading.patronymic, person)
            yield f"patronymic_{patronymic}", weight, _least_patronymic(patronymic) if least is None else 0.0

    def _least_pair(self, first_name: Likeness, patronymic: Likeness, person: KnownPerson) -> float | None:
        told = {first_name, patronymic}
        if told & {Likeness.UNKNOWN, Likeness.OTHER, Likeness.BEGINNING, Likeness.SEX}:
            return None
        loss = fsum(weights.LOSS[each] for each in (first_name, patronymic))
        return self._rarity(self._pairs[person.name_bones[1:]]) - loss

    def _first_name(self, likeness: Likeness, typed: NameToken | None, person: KnownPerson) -> float:
        if likeness is Likeness.OTHER:
            return weights.FIRST_NAME_OTHER
        if likeness is Likeness.BEGINNING and typed:
            return self._beginning(self._index.beginnings[0], person.first_name, typed)
        bearers = self._index.vocabulary.first_names[skeleton(person.first_name)]
        return self._rarity(bearers) - weights.LOSS[likeness]

    def _patronymic(self, likeness: Likeness, typed: NameToken | None, person: KnownPerson) -> float:
        if likeness is Likeness.OTHER:
            return weights.PATRONYMIC_OTHER
        if likeness is Likeness.BEGINNING and typed:
            return self._beginning(self._index.beginnings[1], person.patronymic, typed)
        bearers = self._index.vocabulary.patronymics[skeleton(person.patronymic)]
        return self._rarity(bearers) - weights.LOSS[likeness]

    def _beginning(self, counts: Counter[str], name: str, typed: NameToken) -> float:
        """Weigh a beginning of a name by how many names begin so."""
        common = skeleton(name)[: min(max(len(skeleton(typed.text)), 1), 4)]
        return self._rarity(counts[common]) - weights.LOSS[Likeness.BEGINNING]

    def _organisation(self, told: Told, place: Place, person: KnownPerson) -> Iterator[Weighed]:
        """Weigh where the account says its owner works; of profile and cohort the better one counts."""
        if told.pupil:
            yield "cohort_of_pupils", weights.PUPIL, weights.PUPIL
        if place is Place.SAME:
            yield (
                "organisation_same",
                *self._in_organisation(told.meant, person, weights.ORGANISATION_SAME),
            )
            return
        cohort = told.cohort_place(person.organisations)
        if cohort is Place.SAME:
            weight, least = self._in_organisation(told.cohorts, person, weights.COHORT_SAME)
            yield "cohort_same", weight * weights.COHORT_TRUST, least * weights.COHORT_TRUST
        elif place is Place.UNSURE and told.one_of_few:
            weight, least = self._in_organisation(told.meant, person, weights.COHORT_SAME)
            doubt = log(len(told.meant))
            yield "organisation_one_of_few", weight - doubt, least - doubt
        elif place is Place.UNSURE:
            yield "organisation_unsure", weights.ORGANISATION_UNSURE, weights.ORGANISATION_UNSURE
        elif place is Place.OTHER and told.ours:
            yield "organisation_other", weights.ORGANISATION_OTHER, weights.ORGANISATION_OTHER
        elif place is Place.OTHER:
            yield "organisation_foreign", weights.ORGANISATION_FOREIGN, weights.ORGANISATION_FOREIGN
        elif cohort is Place.OTHER and person.organisations:
            yield "cohort_other", weights.COHORT_OTHER, weights.COHORT_OTHER

    def _in_organisation(
        self, meant: Collection[str], person: KnownPerson, known: float
    ) -> tuple[float, float]:
        shared = [each for each in person.organisations if each in meant] or person.organisations
        size = max((self._index.organisation_sizes[each] for each in shared), default=1)
        return self._rarity(size) + known, log(max(len(self._places), 1)) + known

    def _post(self, account: AccountKey, person: KnownPerson) -> Iterator[Weighed]:
        agree = posts_agree(account.post, person.key.posts)
        if agree is not None:
            weight = weights.POST_SAME if agree else weights.POST_OTHER
            yield ("post_same" if agree else "post_other"), weight, weight

    def _identifiers(self, account: AccountKey, person: KnownPerson) -> Iterator[Weighed]:
        if account.snils_hash and person.key.snils_hash:
            if account.snils_hash not in self._index.by_snils:
                yield "snils_unknown", weights.SNILS_UNKNOWN, weights.SNILS_UNKNOWN
            elif account.snils_hash != person.key.snils_hash:
                yield "snils_other", weights.SNILS_OTHER, weights.SNILS_OTHER
            elif len(self._index.by_snils[account.snils_hash]) == 1:
                weight = log(self._count + 1) + weights.SNILS
                yield "snils_same", weight, weight
            else:
                yield "snils_shared", 0.0, 0.0
        mail = normal_email(account.email)
        if mail and mail == normal_email(person.key.email):
            alone = len(self._index.by_email[mail]) == 1
            weight = log(self._count + 1) + weights.EMAIL if alone else 0.0
            yield ("email_same" if alone else "email_shared"), weight, weight
        number = normal_number(account.staff_number)
        if number and number in staff_numbers(person.key):
            weight = min(weights.STAFF_NUMBER, self._rarity(len(self._index.by_number[number])))
            yield "staff_number_same", weight, weight

    def _mail_words(
        self, account: AccountKey, first_name: Likeness, surname: Likeness, person: KnownPerson
    ) -> Iterator[Weighed]:
        """Yield what the mailbox says of a name the profile leaves open; of others it tells nothing new."""
        words = mail_words(account.email)
        if not words or normal_email(account.email) == normal_email(person.key.email):
            return
        first_bones, surname_bones = skeleton(person.first_name), skeleton(person.surname)
        open_first = first_name in (Likeness.UNKNOWN, Likeness.BEGINNING, Likeness.SHORT)
        if open_first and first_bones in words:
            rarity = self._rarity(self._index.vocabulary.first_names[first_bones])
            taken = self._rarity(self._index.beginnings[0][first_bones[:1]])
            known = 0.0 if first_name is Likeness.UNKNOWN else max(taken, 0.0)
            weight = max(rarity - known, 0.0) * weights.MAIL_TRUST
            yield "email_has_first_name", weight, min(weight, weights.LEAST_MAIL_WORD)
        if surname in (Likeness.UNKNOWN, Likeness.OTHER) and surname_bones in words:
            weight = self._rarity(self._index.vocabulary.surnames[surname_bones]) * weights.MAIL_TRUST
            yield "email_has_surname", weight, weight


def _least_first_name(likeness: Likeness) -> float:
    if likeness is Likeness.OTHER:
        return weights.FIRST_NAME_OTHER
    if likeness is Likeness.BEGINNING:
        return weights.LEAST_FIRST_LETTER
    return weights.LEAST_FIRST_NAME - weights.LOSS[likeness]


def _least_patronymic(likeness: Likeness) -> float:
    if likeness is Likeness.OTHER:
        return weights.PATRONYMIC_OTHER
    if likeness is Likeness.BEGINNING:
        return weights.LEAST_PATRONYMIC_LETTER
    return weights.LEAST_PATRONYMIC - weights.LOSS[likeness]


def looks_male(person: KnownPerson) -> bool:
    """Tell whether a person's name has a man's form: men seldom change surnames."""
    if person.patronymic:
        return person.patronymic.endswith(("ич", "оглы", "оглу", "улы", "углы"))
    return not person.surname.endswith(("а", "я"))
