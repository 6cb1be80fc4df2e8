"""Who is meant by the rows of a staff list: people are known by СНИЛС, else by full name and birth date.

A row that tells neither is its organisation's person of that name. Rows that tell more go first, so that the
order of a list changes nothing. Rows name organisations by their keys here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from config.problems import Problem
from connector.roster_records import RosterRow, SetAside
from mappings.identity.names import full_name, normal_name
from mappings.staff.values import KnownPerson, StaffState

HashOf = Callable[[str], str]
Place = Callable[[RosterRow | SetAside, str], Mapping[str, str | int]]
"""Tells file, sheet and cell of a field of a row."""


def place_by_row(row: RosterRow | SetAside, _name: str) -> Mapping[str, str | int]:
    """Return the place of a row whose columns are not known."""
    return {"file": row.file, "sheet": row.sheet, "cell": str(row.row)}


@dataclass(slots=True, eq=False)
class Face:
    """A person as known so far: from the store, from rows of the list, or both."""

    name: str = field(repr=False)
    given_names: tuple[str, str] = field(repr=False)
    snils_hash: str | None = field(default=None, repr=False)
    birth_date: date | None = field(default=None, repr=False)
    known: KnownPerson | None = None
    organisations: set[str] = field(default_factory=set, repr=False)
    """Keys of those they ever had a post in."""

    rows: list[RosterRow] = field(default_factory=list)
    snils: str | None = field(default=None, repr=False)


class Gallery:
    """Everyone known; rows are shown to it one by one.

    People of imports that were taken back hang in it only for who is nobody else: they never hide anyone.
    """

    def __init__(self, state: StaffState, hash_of: HashOf, place: Place = place_by_row) -> None:
        self._hash_of = hash_of
        self._place = place
        self._by_hash: dict[str, Face] = {}
        self._by_name: dict[str, list[Face]] = defaultdict(list)
        self.problems: list[Problem] = []
        organisations: dict[int, set[str]] = defaultdict(set)
        for post in state.posts:
            organisations[post.person_id].add(post.facts.organisation)
        for person in state.people:
            if not person.withdrawn:
                self._hang(_face_of(person, organisations[person.person_id]))
        self._withdrawn = [person for person in state.people if person.withdrawn]

    def recognise(self, rows: Iterable[RosterRow]) -> list[Face]:
        """Return everyone in the rows, new people too, each with their rows, main posts first."""
        seen: dict[int, Face] = {}
        for row in sorted(rows, key=lambda row: (row.snils is None, row.birth_date is None, _order(row))):
            face = self._recognise(row)
            face.rows.append(row)
            face.organisations.add(row.organisation)
            seen[id(face)] = face
        for face in seen.values():
            face.rows.sort(key=lambda row: (not row.main, _order(row)))
        faces = sorted(seen.values(), key=lambda face: min(_order(row) for row in face.rows))
        _bring_back(faces, self._withdrawn)
        return faces

    def _recognise(self, row: RosterRow) -> Face:
        shown = self._without_strangers_snils(row)
        number = self._hash_of(shown.snils) if shown.snils else None
        face = self._by_hash.get(number) if number else None
        face = face or self._by_looks(shown, number) or self._hang(_face_of_row(shown))
        if number and face.snils_hash is None:
            face.snils_hash, self._by_hash[number] = number, face
        face.snils = face.snils or shown.snils
        face.birth_date = face.birth_date or shown.birth_date
        return face

    def _without_strangers_snils(self, row: RosterRow) -> RosterRow:
        """Take a number from a row if it is known as that of somebody with other given names."""
        holder = self._by_hash.get(self._hash_of(row.snils)) if row.snils else None
        if holder is None or not _strangers(holder.given_names, _given_names(row)):
            return row
        person_id = holder.known.person_id if holder.known else None
        self.problems.append(
            Problem("staff.snils_of_another", self._place(row, "snils"), person_id=person_id)
        )
        return replace(row, snils=None)

    def _by_looks(self, row: RosterRow, number: str | None) -> Face | None:
        """Return whom name and birth date, or else name and organisation, tell for certain.

        Under the present surname first; a former one, where the row tells it, is enough beside a birth date.
        """
        possible = [face for face in self._by_name[_name(row)] if _may_be(face, row, number)]
        born = [face for face in possible if row.birth_date and face.birth_date == row.birth_date]
        here = [face for face in possible if row.organisation in face.organisations]
        for candidates in (born, [face for face in here if not born or face in born]):
            if len(candidates) == 1:
                return candidates[0]
        if len(possible) > 1:
            place = self._place(row, "last_name")
            self.problems.append(Problem("staff.namesakes", {**place, "found": len(possible)}))
        return None if possible else self._by_former_name(row, number)

    def _by_former_name(self, row: RosterRow, number: str | None) -> Face | None:
        if not row.former_last_name:
            return None
        name = full_name(row.former_last_name, row.first_name, row.patronymic)
        found = [
            face
            for face in self._by_name[name]
            if _may_be(face, row, number)
            and (
                row.organisation in face.organisations
                or (row.birth_date and face.birth_date == row.birth_date)
            )
        ]
        return found[0] if len(found) == 1 else None

    def _hang(self, face: Face) -> Face:
        self._by_name[face.name].append(face)
        if face.snils_hash:
            self._by_hash[face.snils_hash] = face
        return face


def _bring_back(faces: Iterable[Face], withdrawn: Iterable[KnownPerson]) -> None:
    """Give new people the numbers they had before an import was taken back, with all that was decided of them."""
    by_hash: dict[str, KnownPerson] = {}
    by_name: dict[str, list[KnownPerson]] = defaultdict(list)
    for person in withdrawn:
        facts = person.facts
        by_name[full_name(facts.last_name, facts.first_name, facts.patronymic)].append(person)
        if facts.snils_hash:
            by_hash[facts.snils_hash] = person
    taken: set[int] = set()
    for face in faces:
        if face.known is None:
            held = by_hash.get(face.snils_hash or "") or _withdrawn_one(face, by_name[face.name])
            if held and held.person_id not in taken and not _strangers(_names_of(held), face.given_names):
                taken.add(held.person_id)
                face.known = held


def _withdrawn_one(face: Face, namesakes: Iterable[KnownPerson]) -> KnownPerson | None:
    fitting = [each for each in namesakes if _was(each, face)]
    return fitting[0] if len(fitting) == 1 else None


def _was(person: KnownPerson, face: Face) -> bool:
    facts = person.facts
    if facts.snils_hash and face.snils_hash and facts.snils_hash != face.snils_hash:
        return False
    if facts.birth_date and face.birth_date:
        return facts.birth_date == face.birth_date
    return bool(face.organisations.intersection(person.former_organisations))


def _order(row: RosterRow) -> tuple[str, str, int]:
    return row.file, row.sheet, row.row


def _may_be(face: Face, row: RosterRow, number: str | None) -> bool:
    other_number = number and face.snils_hash and face.snils_hash != number
    other_birth = row.birth_date and face.birth_date and face.birth_date != row.birth_date
    return not other_number and not other_birth


def _face_of(person: KnownPerson, organisations: set[str]) -> Face:
    facts = person.facts
    return Face(
        name=full_name(facts.last_name, facts.first_name, facts.patronymic),
        given_names=_names_of(person),
        snils_hash=facts.snils_hash,
        birth_date=facts.birth_date,
        known=person,
        organisations=organisations,
    )


def _face_of_row(row: RosterRow) -> Face:
    return Face(_name(row), _given_names(row), birth_date=row.birth_date)


def _name(row: RosterRow) -> str:
    return full_name(row.last_name, row.first_name, row.patronymic)


def _given_names(row: RosterRow) -> tuple[str, str]:
    return normal_name(row.first_name), normal_name(row.patronymic)


def _names_of(person: KnownPerson) -> tuple[str, str]:
    return normal_name(person.facts.first_name), normal_name(person.facts.patronymic)


def _strangers(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Tell whether first name and patronymic both differ; a surname may change, and one name be mistyped."""
    return one[0] != other[0] and one[1] != other[1]
