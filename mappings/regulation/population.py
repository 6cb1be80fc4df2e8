"""Who is counted, as what and where: the staff on a day, and the management teams of organisations.

A person is counted once in the district: by the main post in force, or, where there is none, by another post
in force (a person whose only post in the district is a secondary one is still staff). Both kinds of posts in
force, main or not, decide whether someone is "both teacher and manager".
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from config.settings import Readings
from mappings.facts import Employment, Person, StaffKind


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the staff on a day."""

    person: Person
    kind: StaffKind
    organisation_id: int
    """Where the person is counted."""


@dataclass(frozen=True, slots=True)
class Team:
    """The managers of one organisation on a day."""

    organisation_id: int
    managers: tuple[Person, ...]
    heads: frozenset[int]
    """Person ids of those who hold the head's post."""


def staff_on(day: date, people: Iterable[Person], readings: Readings) -> tuple[Member, ...]:
    """Return everyone with a post in force on the day, once each, by person id."""
    members = (_member(person, day, readings) for person in people)
    return tuple(sorted(filter(None, members), key=lambda member: member.person.person_id))


def teams_on(day: date, people: Iterable[Person]) -> tuple[Team, ...]:
    """Return the team of every organisation with a manager in force; one person may be in two teams."""
    managers: dict[int, dict[int, Person]] = defaultdict(dict)
    heads: dict[int, set[int]] = defaultdict(set)
    for person in people:
        for post in person.employments:
            if post.kind is StaffKind.MANAGER and post.in_force(day):
                managers[post.organisation_id][person.person_id] = person
                if post.is_head:
                    heads[post.organisation_id].add(person.person_id)
    return tuple(
        Team(number, tuple(team[each] for each in sorted(team)), frozenset(heads[number]))
        for number, team in sorted(managers.items())
    )


def _member(person: Person, day: date, readings: Readings) -> Member | None:
    in_force = [post for post in person.employments if post.in_force(day)]
    if not in_force:
        return None
    kinds = {post.kind for post in in_force}
    kind = kinds.pop() if len(kinds) == 1 else StaffKind(readings.both_kinds_count_as)
    return Member(person, kind, min(in_force, key=lambda post: _rank(post, kind)).organisation_id)


def _rank(post: Employment, kind: StaffKind) -> tuple[bool, bool, date, int]:
    """Order posts: main first, of the counted kind first, then the longest held, then by organisation."""
    return not post.main, post.kind is not kind, post.hired or date.min, post.organisation_id
