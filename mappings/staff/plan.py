"""What importing a staff list would do, decided without touching the store.

A list is a snapshot of the organisations in it, as of a date: whoever is known to work there and is not in it
has left. It says nothing of other organisations, nor of one that stood in a newer list, and nobody has left whom
a row that could not be read may mean.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from config.problems import Problem
from connector.roster_records import RosterRow, SetAside, pointing_back
from mappings.staff.choices import DEFAULT_LIMIT, DismissLimit, OrganisationChoice
from mappings.staff.dismissals import guard_problems, guarded_organisations
from mappings.staff.faces import Face, Gallery, HashOf, Place, place_by_row
from mappings.staff.organisations import Settled, settle_organisations
from mappings.staff.post_changes import compare, posts_of, unclear_organisations
from mappings.staff.set_aside import as_unread, keep_who_may_be_meant
from mappings.staff.values import (
    KnownPost,
    PersonChange,
    PersonFacts,
    StaffCounts,
    StaffPlan,
    StaffState,
)

_TOLD = ("birth_date", "sex", "email", "staff_number", "former_last_name")
_ESTIMATED_WITHIN = timedelta(days=400)
"""Years of service are told whole, or in months, of a day that may be another in each list."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A list as it was read, and how to plan by it."""

    rows: Sequence[RosterRow]
    as_of: date
    set_aside: Sequence[SetAside] = ()
    choice: OrganisationChoice = OrganisationChoice.ASK
    limit: DismissLimit = DEFAULT_LIMIT
    place: Place = place_by_row


def plan_import(state: StaffState, rows: Iterable[RosterRow], as_of: date, hash_of: HashOf) -> StaffPlan:
    """Return what a list changes whose rows could all be read; importing it a second time changes nothing."""
    return plan_reading(state, Reading(tuple(rows), as_of), hash_of)


def plan_reading(state: StaffState, reading: Reading, hash_of: HashOf) -> StaffPlan:
    """Return what a list changes; importing it a second time changes nothing."""
    settled = settle_organisations(state, reading.rows, reading.set_aside, reading.choice)
    outdated = _outdated(state, settled.names, reading.as_of)
    spoken_for = settled.names.keys() - outdated
    gallery = Gallery(state, hash_of, reading.place)
    faces = gallery.recognise(row for row in settled.rows if row.organisation in spoken_for)
    changes = _changes(state, faces, settled, spoken_for, reading.as_of)
    unread = [*settled.set_aside, *(as_unread(row, "staff.organisation_asked") for row in settled.asked_rows)]
    kept = keep_who_may_be_meant(changes, unread, hash_of)
    guarded = guarded_organisations(state, kept.changes, reading.limit)
    new = frozenset(each for each in spoken_for if _is_new(state, each))
    problems = [_too_old(settled.names[each], state, each, reading.as_of) for each in sorted(outdated)]
    problems += [
        *settled.problems,
        *gallery.problems,
        *_births_disagree(faces, reading.place),
        *kept.problems,
    ]
    problems += guard_problems(state, guarded, reading.limit)
    return StaffPlan(
        as_of=reading.as_of,
        organisations={each: settled.names[each] for each in sorted(spoken_for)},
        new_organisations=new,
        changes=tuple(change for change in kept.changes if change),
        counts=_counts(len(reading.rows), len(faces), kept.changes, len(new)),
        problems=tuple(problems),
        seen=tuple(sorted(face.known.person_id for face in faces if face.known)),
        spellings=settled.spellings,
        set_aside=len(settled.asked_rows),
        asked=settled.asked,
        guarded=tuple(each for _, each in guarded),
    )


def _is_new(state: StaffState, key: str) -> bool:
    known = state.organisations.get(key)
    return known is None or known.withdrawn


def _outdated(state: StaffState, keys: Iterable[str], as_of: date) -> frozenset[str]:
    known = state.organisations
    return frozenset(each for each in keys if not _is_new(state, each) and known[each].as_of > as_of)


def _changes(
    state: StaffState,
    faces: Sequence[Face],
    settled: Settled,
    spoken_for: Collection[str],
    as_of: date,
) -> list[PersonChange]:
    """Return what happens to everyone in the list and everyone missing from it; nobody leaves a doubtful place."""
    posts: dict[int, list[KnownPost]] = defaultdict(list)
    for post in state.posts:
        posts[post.person_id].append(post)
    changes = [_change(face, posts, spoken_for, as_of) for face in faces]
    changes += _leavers(state, faces, posts, spoken_for)
    if not settled.doubtful:
        return changes
    return [
        replace(
            each,
            ended=tuple(
                post for post in each.ended if post.facts.organisation not in settled.doubtful & each.lost
            ),
        )
        for each in changes
    ]


def _change(
    face: Face, posts: Mapping[int, Sequence[KnownPost]], spoken_for: Iterable[str], as_of: date
) -> PersonChange:
    known = posts.get(face.known.person_id, ()) if face.known else ()
    asked = set(spoken_for) - unclear_organisations(face.rows)
    told = {key: post for key, post in posts_of(face.rows).items() if post.organisation in asked}
    found = compare(told, known, asked, as_of)
    change = PersonChange(
        known=face.known,
        facts=PersonFacts(),
        begun=found.begun,
        ended=found.ended,
        corrected=found.corrected,
        reopened=found.reopened,
        organisations=frozenset(row.organisation for row in face.rows),
    )
    facts = _facts(face, change.before)
    sealed = face.snils if facts.snils_hash != change.before.snils_hash else None
    return replace(change, facts=facts, snils=sealed)


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
        work_started=_work_started(face.rows, before.work_started),
        roster_no=_first(face.rows, "roster_no") or before.roster_no,
        **told,
    )


def _work_started(rows: Iterable[RosterRow], before: date | None) -> date | None:
    """Return the day work began; one reckoned from years of service does not move a known day a little."""
    row = next((row for row in rows if row.work_started), None)
    if row is None or row.work_started is None:
        return before
    estimated = row.work_started_estimated and before is not None
    return (
        before
        if estimated and before and abs(row.work_started - before) < _ESTIMATED_WITHIN
        else row.work_started
    )


def _first(rows: Iterable[RosterRow], name: str) -> Any:
    return next((told for row in rows if (told := getattr(row, name))), None)


def _leavers(
    state: StaffState,
    faces: Iterable[Face],
    posts: Mapping[int, Sequence[KnownPost]],
    spoken_for: Collection[str],
) -> Iterator[PersonChange]:
    """Yield who held a post in the list's organisations and is not in the list."""
    present = {face.known.person_id for face in faces if face.known}
    for person in state.people:
        if person.person_id not in present:
            held = [post for post in posts.get(person.person_id, ()) if post.left is None]
            ended = tuple(post for post in held if post.facts.organisation in spoken_for)
            if ended:
                yield PersonChange(person, person.facts, ended=ended)


def _counts(rows: int, people: int, changes: Iterable[PersonChange], new_organisations: int) -> StaffCounts:
    tally: Counter[str] = Counter()
    for each in changes:
        tally["new"] += each.is_new
        tally["changed"] += not each.is_new and _changed(each)
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


def _changed(change: PersonChange) -> bool:
    return replace(change.facts, roster_no=change.before.roster_no) != change.before


def _too_old(name: str, state: StaffState, key: str, as_of: date) -> Problem:
    known = state.organisations[key]
    told = {"organisation": name, "as_of": f"{as_of:%d.%m.%Y}", "newest": f"{known.as_of:%d.%m.%Y}"}
    return Problem("staff.list_too_old", told, organisation_id=known.organisation_id)


def _births_disagree(faces: Iterable[Face], place: Place) -> Iterator[Problem]:
    """Yield whose rows tell two birth dates, or one that is not the known one; the first row's holds."""
    for face in faces:
        dated = [row for row in face.rows if row.birth_date]
        other = next((row for row in dated if row.birth_date != dated[0].birth_date), None)
        if other is not None:
            first = pointing_back(place(dated[0], "birth_date"))
            yield Problem("staff.births_disagree", {**place(other, "birth_date"), **first})
        known = face.known if face.known and not face.known.withdrawn else None
        before = known.facts.birth_date if known else None
        if known and dated and before and before != dated[0].birth_date:
            where = place(dated[0], "birth_date")
            yield Problem("staff.birth_changed", where, person_id=known.person_id)
