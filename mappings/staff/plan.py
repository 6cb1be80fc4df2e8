"""What importing a staff list would do, decided without touching the store.

A list is a snapshot of the organisations in it, as of a date: whoever is known to work there and is not in it
has left. It says nothing of other organisations, nor of one that stood in a newer list.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from config.problems import Problem
from connector.roster_records import RosterRow
from mappings.identity.names import normal_organisation
from mappings.staff.faces import Face, Gallery, HashOf
from mappings.staff.post_changes import compare, posts_of, unclear_organisations
from mappings.staff.values import (
    KnownPost,
    PersonChange,
    PersonFacts,
    StaffCounts,
    StaffPlan,
    StaffState,
)

FEW_PEOPLE = 5
"""An organisation of fewer may well lose half of its people."""

_TOLD = ("birth_date", "sex", "work_started", "email", "staff_number")


def plan_import(state: StaffState, rows: Iterable[RosterRow], as_of: date, hash_of: HashOf) -> StaffPlan:
    """Return what a list changes; importing it a second time changes nothing."""
    rows = list(rows)
    names = _names(rows)
    outdated = _outdated(state, names, as_of)
    spoken_for = names.keys() - outdated
    gallery = Gallery(state, hash_of)
    faces = gallery.recognise(row for row in rows if normal_organisation(row.organisation) in spoken_for)
    posts = _posts_by_person(state)
    changes = [_change(face, posts, spoken_for, as_of) for face in faces]
    changes += _leavers(state, faces, posts, spoken_for)
    problems = [_too_old(names[each], state, each, as_of) for each in sorted(outdated)]
    problems += gallery.problems
    problems += _births_disagree(faces)
    problems += _many_left(state, changes, names, spoken_for)
    new = frozenset(spoken_for - state.organisations.keys())
    return StaffPlan(
        as_of=as_of,
        organisations={each: names[each] for each in sorted(spoken_for)},
        new_organisations=new,
        changes=tuple(change for change in changes if change),
        counts=_counts(len(rows), len(faces), changes, len(new)),
        problems=tuple(problems),
    )


def _names(rows: Iterable[RosterRow]) -> dict[str, str]:
    """Return the first spelling of each organisation by its normal name."""
    names: dict[str, str] = {}
    for row in rows:
        names.setdefault(normal_organisation(row.organisation), row.organisation)
    return names


def _outdated(state: StaffState, names: Iterable[str], as_of: date) -> frozenset[str]:
    known = state.organisations
    return frozenset(each for each in names if each in known and known[each].as_of > as_of)


def _posts_by_person(state: StaffState) -> Mapping[int, Sequence[KnownPost]]:
    found: dict[int, list[KnownPost]] = defaultdict(list)
    for post in state.posts:
        found[post.person_id].append(post)
    return found


def _change(
    face: Face, posts: Mapping[int, Sequence[KnownPost]], spoken_for: Iterable[str], as_of: date
) -> PersonChange:
    known = posts.get(face.known.person_id, ()) if face.known else ()
    asked = set(spoken_for) - unclear_organisations(face.rows)
    told = {key: post for key, post in posts_of(face.rows).items() if post.organisation in asked}
    found = compare(told, known, asked, as_of)
    before = face.known.facts if face.known else PersonFacts()
    facts = _facts(face, before)
    return PersonChange(
        person_id=face.known.person_id if face.known else None,
        facts=facts,
        snils=face.snils if facts.snils_hash != before.snils_hash else None,
        written=facts != before,
        changed=replace(facts, roster_no=before.roster_no) != before,
        begun=found.begun,
        ended=found.ended,
        corrected=found.corrected,
        reopened=found.reopened,
    )


def _facts(face: Face, before: PersonFacts) -> PersonFacts:
    """Return what is known after the list: its own words where it has any, the first row's before others'."""
    first = face.rows[0]
    told = {name: _first(face.rows, name) or getattr(before, name) for name in _TOLD}
    return replace(
        before,
        last_name=first.last_name,
        first_name=first.first_name,
        patronymic=first.patronymic or before.patronymic,
        snils_hash=face.snils_hash,
        roster_no=_first(face.rows, "roster_no") or before.roster_no,
        **told,
    )


def _first(rows: Iterable[RosterRow], name: str) -> Any:
    return next((told for row in rows if (told := getattr(row, name))), None)


def _leavers(
    state: StaffState,
    faces: Iterable[Face],
    posts: Mapping[int, Sequence[KnownPost]],
    spoken_for: Iterable[str],
) -> Iterator[PersonChange]:
    """Yield who held a post in the list's organisations and is not in the list."""
    present = {face.known.person_id for face in faces if face.known}
    asked = frozenset(spoken_for)
    for person in state.people:
        if person.person_id not in present:
            held = [post for post in posts.get(person.person_id, ()) if post.left is None]
            ended = tuple(post.employment_id for post in held if post.facts.organisation in asked)
            yield PersonChange(person.person_id, person.facts, ended=ended)


def _counts(rows: int, people: int, changes: Iterable[PersonChange], new_organisations: int) -> StaffCounts:
    tally: Counter[str] = Counter()
    for each in changes:
        tally["new"] += each.person_id is None
        tally["changed"] += each.person_id is not None and each.changed
        tally["hired"] += bool(each.begun or each.reopened) and not each.ended
        tally["left"] += bool(each.ended) and not (each.begun or each.reopened)
        tally["moved"] += bool(each.ended) and bool(each.begun or each.reopened)
    return StaffCounts(
        rows=rows,
        people=people,
        new=tally["new"],
        changed=tally["changed"],
        hired=tally["hired"],
        left=tally["left"],
        moved=tally["moved"],
        new_organisations=new_organisations,
    )


def _too_old(name: str, state: StaffState, normal: str, as_of: date) -> Problem:
    known = state.organisations[normal]
    told = {"organisation": name, "as_of": f"{as_of:%d.%m.%Y}", "newest": f"{known.as_of:%d.%m.%Y}"}
    return Problem("staff.list_too_old", told, organisation_id=known.organisation_id)


def _births_disagree(faces: Iterable[Face]) -> Iterator[Problem]:
    """Yield whose rows tell two birth dates; the first row's holds."""
    for face in faces:
        if len({row.birth_date for row in face.rows if row.birth_date}) > 1:
            rows = ", ".join(str(row.row) for row in face.rows)
            yield Problem("staff.births_disagree", {"rows": rows})


def _many_left(
    state: StaffState,
    changes: Iterable[PersonChange],
    names: Mapping[str, str],
    spoken_for: Iterable[str],
) -> Iterator[Problem]:
    """Yield which organisations lose more than half of their people: the list may be cut short."""
    ended = {number for change in changes if not change.begun for number in change.ended}
    before: dict[str, set[int]] = defaultdict(set)
    lost: dict[str, set[int]] = defaultdict(set)
    for post in state.posts:
        if post.left is None:
            before[post.facts.organisation].add(post.person_id)
            if post.employment_id in ended:
                lost[post.facts.organisation].add(post.person_id)
    for each in sorted(spoken_for):
        if len(before[each]) >= FEW_PEOPLE and 2 * len(lost[each]) > len(before[each]):
            counts = {"left": len(lost[each]), "before": len(before[each])}
            yield Problem(
                "staff.many_left",
                {"organisation": names[each], **counts},
                organisation_id=state.organisations[each].organisation_id,
            )
