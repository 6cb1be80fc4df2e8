"""Who may be meant by rows that could not be read: they have not left, whatever else the list says.

A row may tell a СНИЛС, a name, a part of one, or nothing but its school. One that tells nothing of the person may
mean anybody the school seems to have lost.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from config.problems import Problem
from connector.roster_records import RosterRow, SetAside
from mappings.identity.alphabets import edits
from mappings.identity.names import normal_name
from mappings.staff.faces import HashOf
from mappings.staff.values import PersonChange, PersonFacts


@dataclass(frozen=True, slots=True)
class Kept:
    """The changes once nobody is dismissed who may be meant by an unread row."""

    changes: list[PersonChange]
    problems: list[Problem] = field(default_factory=list)


def as_unread(row: RosterRow, reason: str) -> SetAside:
    """Return a row that could be read, but is not taken in."""
    names = [name for name in SetAside.__dataclass_fields__ if name != "reason"]
    return SetAside(**{name: getattr(row, name) for name in names}, reason=reason)


def keep_who_may_be_meant(
    changes: Sequence[PersonChange], unread: Iterable[SetAside], hash_of: HashOf
) -> Kept:
    """Take back the endings of posts of whoever may be meant by an unread row, with a problem for each row."""
    missing = _Missing(changes)
    spared: set[int] = set()
    problems: list[Problem] = []
    for row in unread:
        found = missing.meant_by(row, hash_of(row.snils) if row.snils else None)
        spared |= found
        if found:
            people = sorted(missing.number(each) for each in found)
            told: dict[str, str | int] = {
                "file": row.file,
                "sheet": row.sheet,
                "row": row.row,
                "people": len(found),
            }
            person_id = people[0] if len(people) == 1 else None
            problems.append(Problem("staff.kept_for_unread", told, person_id=person_id))
    kept = [_spared(each) if at in spared else each for at, each in enumerate(changes)]
    return Kept(kept, problems)


class _Missing:
    """Those who would be dismissed from an organisation, and those who are present, by what may be known of them.

    A person is meant by the place of their change.
    """

    def __init__(self, changes: Sequence[PersonChange]) -> None:
        self._changes = changes
        self._lost = {at: lost for at, each in enumerate(changes) if (lost := each.lost)}
        self._by_hash = {
            facts.snils_hash: at for at in self._lost if (facts := changes[at].before).snils_hash
        }
        self._by_organisation: dict[str, set[int]] = defaultdict(set)
        for at, organisations in self._lost.items():
            for each in organisations:
                self._by_organisation[each].add(at)
        self._present = {_whole_name(each.facts) for each in changes if each.organisations}
        self._present_hashes = {each.facts.snils_hash for each in changes if each.organisations}

    def number(self, at: int) -> int:
        """Return the person's number."""
        person_id = self._changes[at].person_id
        assert person_id is not None, "only known people can be missed"
        return person_id

    def meant_by(self, row: SetAside, number: str | None) -> set[int]:
        """Return who may be meant by a row."""
        if number and number in self._by_hash:
            return {self._by_hash[number]}
        if self._is_present(row, number):
            return set()
        if not normal_name(row.last_name) and not normal_name(row.first_name):
            return set(self._by_organisation.get(row.organisation, ()))
        here = self._by_organisation.get(row.organisation, set())
        return {at for at in self._lost if _may_be(self._changes[at].before, row, number, is_here=at in here)}

    def _is_present(self, row: SetAside, number: str | None) -> bool:
        if number is not None and number in self._present_hashes:
            return True
        name = tuple(map(normal_name, (row.last_name, row.first_name, row.patronymic)))
        return name in self._present and not any(
            _whole_name(self._changes[at].before) == name
            for at in self._by_organisation.get(row.organisation, ())
        )


def _spared(change: PersonChange) -> PersonChange:
    kept = tuple(post for post in change.ended if post.facts.organisation not in change.lost)
    return replace(change, ended=kept)


def _whole_name(facts: PersonFacts) -> tuple[str, ...]:
    return tuple(map(normal_name, (facts.last_name, facts.first_name, facts.patronymic)))


def _may_be(facts: PersonFacts, row: SetAside, number: str | None, *, is_here: bool) -> bool:
    """Tell whether an unread row may mean a person: their name, perhaps mistyped or shortened, or a new surname.

    A new surname needs whole given names, and the same birth date or organisation.
    """
    if number and facts.snils_hash and facts.snils_hash != number:
        return False
    if row.birth_date and facts.birth_date and row.birth_date != facts.birth_date:
        return False
    if not all(_given_fit(facts, row)):
        return False
    told_whole = len(normal_name(row.first_name)) > 1 and len(normal_name(row.patronymic)) > 1
    same_birth = row.birth_date is not None and row.birth_date == facts.birth_date
    return _surname_fits(facts, row) or (told_whole and (is_here or same_birth))


def _surname_fits(facts: PersonFacts, row: SetAside) -> bool:
    surname = normal_name(row.last_name)
    known = [normal_name(each) for each in (facts.last_name, facts.former_last_name or "") if each]
    return not surname or any(_near(surname, each) for each in known)


def _given_fit(facts: PersonFacts, row: SetAside) -> Iterator[bool]:
    for told, known in ((row.first_name, facts.first_name), (row.patronymic, facts.patronymic)):
        one, other = normal_name(told).rstrip("."), normal_name(known)
        yield not one or not other or other.startswith(one) or _near(one, other)


def _near(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) > 3 and edits(one, other) <= 1)  # noqa: PLR2004
