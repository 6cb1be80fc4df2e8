"""The roster laid out for matching: how common each name is, and whom an account may be."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from mappings.identity.diminutives import full_forms_of
from mappings.identity.name_reading import Reading, Vocabulary
from mappings.identity.names import NameToken, normal_name, surname_parts
from mappings.identity.organisation_names import normal_organisation
from mappings.identity.places import Places
from mappings.identity.transliteration import skeleton, skeletons
from mappings.identity.values import AccountKey, PersonKey

_BLOCK = 20
"""People of one surname beyond which the first letter of the first name is asked for too."""

_MOST_BEARERS = 240
"""People of one surname beyond which a surname without any first name says nothing."""

_MOST_HOLDERS = 60
"""People with one mailbox or number beyond which it belongs to no one."""

_SHORTEST_MISTYPED = 4
"""Letters a surname needs for a typing error in it to be looked for."""

_MAIL = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person of the roster, prepared for comparing."""

    place: int
    """Where they stand in the sequence given."""

    key: PersonKey
    surname: str = field(repr=False)
    first_name: str = field(repr=False)
    patronymic: str = field(repr=False)
    organisations: tuple[str, ...] = field(repr=False)
    former_surnames: tuple[str, ...] = field(default=(), repr=False)

    @property
    def name_bones(self) -> tuple[str, str, str]:
        """Skeletons of surname, first name and patronymic."""
        return skeleton(self.surname), skeleton(self.first_name), skeleton(self.patronymic)

    @property
    def surname_parts(self) -> list[str]:
        """The surname and its halves, and those of the surnames they had before."""
        return [part for name in (self.surname, *self.former_surnames) for part in surname_parts(name)]


class RosterIndex:
    """People by everything an account may share with them."""

    def __init__(self, people: Sequence[PersonKey]) -> None:
        self.people = [_known(place, person) for place, person in enumerate(people)]
        self.by_snils = _grouped((p.key.snils_hash, p) for p in self.people)
        self.by_email = _grouped((normal_email(p.key.email), p) for p in self.people)
        self.by_number = _grouped((number, p) for p in self.people for number in staff_numbers(p.key))
        self._by_surname: dict[str, list[KnownPerson]] = defaultdict(list)
        self._by_surname_initial: dict[tuple[str, str], list[KnownPerson]] = defaultdict(list)
        self._by_first_names: dict[tuple[str, str], list[KnownPerson]] = defaultdict(list)
        self._by_first_name_place: dict[tuple[str, str], list[KnownPerson]] = defaultdict(list)
        for person in self.people:
            self._file(person)

    def _file(self, person: KnownPerson) -> None:
        _, first_name, patronymic = person.name_bones
        for bones in {skeleton(part) for part in person.surname_parts} - {""}:
            self._by_surname[bones].append(person)
            self._by_surname_initial[bones, first_name[:1]].append(person)
        self._by_first_names[first_name, patronymic].append(person)
        for organisation in person.organisations:
            self._by_first_name_place[first_name, organisation].append(person)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Names by skeleton, with how many people bear each."""
        bones = [person.name_bones for person in self.people]
        return Vocabulary(*(Counter(each[part] for each in bones if each[part]) for part in range(3)))

    @cached_property
    def known_surnames(self) -> frozenset[str]:
        """Skeletons of the roster's surnames."""
        return frozenset(self.vocabulary.surnames)

    @cached_property
    def known_patronymics(self) -> frozenset[str]:
        """Skeletons of the roster's patronymics."""
        return frozenset(self.vocabulary.patronymics)

    @cached_property
    def organisation_sizes(self) -> Counter[str]:
        """How many people work in each organisation, by normal name."""
        return Counter(place for person in self.people for place in person.organisations)

    @cached_property
    def places(self) -> Places:
        """The roster's organisations, by what accounts may call them."""
        return Places(self.organisation_sizes)

    @cached_property
    def beginnings(self) -> tuple[Counter[str], Counter[str]]:
        """How many first names, and patronymics, begin with each run of one to four letters."""
        counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        for person in self.people:
            for counter, bones in zip(counts, person.name_bones[1:], strict=True):
                counter.update(bones[:length] for length in range(1, min(len(bones), 4) + 1))
        return counts

    @cached_property
    def _mistyped(self) -> dict[str, list[str]]:
        """Surnames by what is left of them without one letter: two that differ by one error meet there."""
        found: dict[str, list[str]] = defaultdict(list)
        spellings = {
            (spelling, skeleton(part))
            for person in self.people
            for part in person.surname_parts
            for spelling in (part, skeleton(part))
        }
        for spelling, surname in sorted(spellings):
            for rest in (spelling, *sorted(_without_a_letter(spelling))):
                found[rest].append(surname)
        return found

    def candidates(self, account: AccountKey, account_readings: Iterable[Reading]) -> list[KnownPerson]:
        """Return everyone the account may belong to, in the roster's order; the rest share nothing with it."""
        found: dict[int, KnownPerson] = {}
        for person in self.sharing_identifiers(account):
            found[person.place] = person
        told = self.places.told(account)
        for reading in account_readings:
            for person in self._by_name(reading, {*told.meant, *told.cohorts}):
                found[person.place] = person
        return [found[place] for place in sorted(found)]

    def sharing_identifiers(self, account: AccountKey) -> Iterator[KnownPerson]:
        """Yield who has the account's СНИЛС, mailbox or staff number; where too many have it, nobody."""
        yield from self.by_snils.get(account.snils_hash or "", ())
        for group in (
            self.by_email.get(normal_email(account.email) or "", ()),
            self.by_number.get(normal_number(account.staff_number) or "", ()),
        ):
            if len(group) <= _MOST_HOLDERS:
                yield from group

    def _by_name(self, reading: Reading, organisations: set[str]) -> Iterator[KnownPerson]:
        first_name = skeleton(reading.first_name.text) if reading.first_name else ""
        for token in reading.surnames:
            for part in surname_parts(token.text):
                for surname in self._surnames_like(part):
                    yield from self._bearers(surname, _initials(reading.first_name))
        if not first_name or (reading.first_name and reading.first_name.shortened):
            return
        for organisation in organisations:
            yield from self._by_first_name_place.get((first_name, organisation), ())
        patronymic = skeleton(reading.patronymic.text) if reading.patronymic else ""
        group = self._by_first_names.get((first_name, patronymic), ())
        if patronymic and len(group) <= _MOST_HOLDERS:
            yield from group

    def _surnames_like(self, typed: str) -> list[str]:
        """Return skeletons of known surnames the typed one may be, at most one error away."""
        bones = skeletons(typed)
        near = set(bones)
        for spelling in {typed, *bones}:
            for rest in (spelling, *_without_a_letter(spelling)):
                near.update(self._mistyped.get(rest, ()))
        return sorted(near & self._by_surname.keys())

    def _bearers(self, surname: str, initials: set[str]) -> list[KnownPerson]:
        bearers = self._by_surname[surname]
        if len(bearers) <= _BLOCK:
            return bearers
        if not initials:
            return bearers if len(bearers) <= _MOST_BEARERS else []
        return [each for initial in initials for each in self._by_surname_initial.get((surname, initial), ())]


def _initials(first_name: NameToken | None) -> set[str]:
    """Return the first letters a first name may have: Саша is А too."""
    if first_name is None:
        return set()
    names = {first_name.text, *full_forms_of(first_name.text)}
    return {skeleton(name)[:1] for name in names} - {""}


def _known(place: int, person: PersonKey) -> KnownPerson:
    return KnownPerson(
        place=place,
        key=person,
        surname=normal_name(person.last_name),
        first_name=normal_name(person.first_name),
        patronymic=normal_name(person.patronymic),
        organisations=tuple({normal_organisation(each): None for each in person.organisations if each}),
        former_surnames=tuple({normal_name(each): None for each in person.former_last_names}),
    )


def _grouped(pairs: Iterable[tuple[str | None, KnownPerson]]) -> dict[str, list[KnownPerson]]:
    found: dict[str, list[KnownPerson]] = defaultdict(list)
    for value, person in pairs:
        if value:
            found[value].append(person)
    return dict(found)


def _without_a_letter(word: str) -> set[str]:
    if len(word) < _SHORTEST_MISTYPED:
        return set()
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


@lru_cache(maxsize=100_000)
def normal_email(told: str | None) -> str | None:
    """Return a mailbox for comparing; None where it is none."""
    bare = (told or "").strip().casefold()
    return bare if _MAIL.fullmatch(bare) else None


@lru_cache(maxsize=100_000)
def normal_number(told: str | None) -> str | None:
    """Return a staff number for comparing: without spaces, leading noughts and a spreadsheet's «.0»."""
    bare = re.sub(r"\s+", "", told or "").casefold().removesuffix(".0").lstrip("0")
    return bare or None


def staff_numbers(person: PersonKey) -> set[str]:
    """Return the numbers by which a site may know a person: personnel number and № п/п of the roster."""
    numbers = (normal_number(person.staff_number), normal_number(person.roster_no))
    return {number for number in numbers if number}
