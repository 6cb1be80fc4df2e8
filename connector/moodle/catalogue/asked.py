"""The lists of what there is to take part in, asked for in one request, members of known cohorts with them.

A list with a record that Moodle cannot tell is asked for by number (WEBSERVICE.md T1).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from connector.errors import BorderError
from connector.moodle.asking.calls import Call, Reply
from connector.moodle.asking.poison import Culprit, every_number, may_be_poisoned
from connector.moodle.catalogue.hidden import hiding_told
from connector.moodle.catalogue.lists import (
    CATEGORIES,
    COHORT_MEMBERS,
    COHORTS,
    COURSES,
    FRONT_PAGE,
    categories,
    cohorts,
    courses,
    members,
    members_calls,
    remembered_numbers,
)
from connector.moodle.client import Moodle
from connector.moodle.functions import Function
from connector.moodle.memory import Memory
from connector.moodle.plan import Plan
from connector.moodle.reading import Reading, Unreadable, failed, guarded, not_to_be_had, resting_on
from connector.moodle.records import Category, Cohort, CohortMember, Course
from connector.moodle.wire import list_of


@dataclass(frozen=True)
class Catalogue:
    """What there is to take part in."""

    categories: Reading[Category]
    courses: Reading[Course]
    cohorts: Reading[Cohort]
    members: Reading[CohortMember]


@dataclass(frozen=True)
class _List:
    """How a list is read, and how it is asked for by number."""

    stream: str
    function: Function
    key: str
    read: Callable[[Any], Reading[Any]]
    by_number: Callable[[Sequence[int]], Call]
    under: str | None = None
    """Where the rows stand in the reply; None: the reply is the rows."""


def _joined(numbers: Sequence[int]) -> str:
    return ",".join(map(str, numbers))


_LISTS = (
    _List(
        CATEGORIES,
        Function.CATEGORIES,
        "category_id",
        categories,
        lambda numbers: Call(
            Function.CATEGORIES,
            {"criteria": [{"key": "ids", "value": _joined(numbers)}], "addsubcategories": False},
        ),
    ),
    _List(
        COURSES,
        Function.COURSES,
        "course_id",
        courses,
        lambda numbers: Call(Function.COURSES, {"field": "ids", "value": _joined(numbers)}),
        under="courses",
    ),
    _List(
        COHORTS,
        Function.COHORTS,
        "cohort_id",
        cohorts,
        lambda numbers: Call(Function.COHORTS, {"cohortids": list(numbers)}),
    ),
)


def ask_catalogue(moodle: Moodle, plan: Plan, memory: Memory) -> Catalogue:
    """Return categories, courses, cohorts and who is in them, always whole: one request, a second for new cohorts.

    A list that can't be read is incomplete, with its problem. Raises RefusedError where nothing more can be
    asked at all.
    """
    allowed = {CATEGORIES: plan.categories, COURSES: True, COHORTS: plan.cohorts}
    wanted = [each for each in _LISTS if allowed[each.stream]]
    cohorts_before = _remembered(memory, COHORTS) if plan.cohorts else []
    calls = [*(Call(each.function) for each in wanted), *members_calls(cohorts_before)]
    try:
        replies = moodle.batch(calls)
    except BorderError as error:
        lost = [
            failed(each.stream, error) if allowed[each.stream] else not_to_be_had(each.stream)
            for each in _LISTS
        ]
        return _catalogue(lost, _lost_members(plan, lost[-1]))
    told = dict(zip((each.stream for each in wanted), replies, strict=False))
    tree, offered, groups = (_read(moodle, each, told.get(each.stream), memory) for each in _LISTS)
    lists = [tree, hiding_told(moodle, offered, memory.courses), groups]
    if not plan.cohorts:
        return _catalogue(lists, not_to_be_had(COHORT_MEMBERS))
    in_cohorts = guarded(
        (COHORT_MEMBERS,), lambda: [_members(moodle, lists[-1], cohorts_before, replies[len(wanted) :])]
    )
    return _catalogue(lists, resting_on(in_cohorts[0], [lists[-1]]))


def _catalogue(lists: Sequence[Reading[Any]], in_cohorts: Reading[CohortMember]) -> Catalogue:
    tree, offered, groups = lists
    return Catalogue(tree, offered, groups, in_cohorts)


def _lost_members(plan: Plan, groups: Reading[Cohort]) -> Reading[CohortMember]:
    lost: Reading[CohortMember] = not_to_be_had(COHORT_MEMBERS)
    return resting_on(lost, [groups]) if plan.cohorts else lost


def _remembered(memory: Memory, stream: str) -> list[int]:
    before = memory.streams.get(stream)
    return remembered_numbers(before.notes) if before else []


def _read(moodle: Moodle, its: _List, reply: Reply | None, memory: Memory) -> Reading[Any]:
    if reply is None:
        return not_to_be_had(its.stream)
    if may_be_poisoned(reply.error):
        known = _remembered(memory, its.stream)
        return guarded((its.stream,), lambda: [_by_number(moodle, its, known)])[0]
    return guarded((its.stream,), lambda: [its.read(reply.get())])[0]


def _by_number(moodle: Moodle, its: _List, known: Sequence[int]) -> Reading[Any]:
    """Return a list of which each readable row is read, the others set apart."""
    rows, culprits = every_number(
        moodle, its.by_number, lambda told: list_of(told, its.function, its.under), known
    )
    reading = its.read(rows if its.under is None else {its.under: rows})
    apart = [_apart(each, its.key) for each in culprits if (its.key, each.part) != ("course_id", FRONT_PAGE)]
    return replace(reading, unreadable=(*reading.unreadable, *apart))


def _apart(culprit: Culprit[int], key: str) -> Unreadable:
    return Unreadable(str(culprit.part), culprit.reason, keys={key: culprit.part})


def _members(
    moodle: Moodle, groups: Reading[Cohort], before: Sequence[int], replies: Sequence[Reply]
) -> Reading[CohortMember]:
    """Return who is in which cohort: as told in the same request, where the cohorts are still the same."""
    now = sorted({each.cohort_id for each in groups.records} | _set_apart(groups))
    if now == sorted(before) and all(reply.error is None for reply in replies):
        return members([reply.get() for reply in replies])
    return members([reply.get() for reply in moodle.batch(members_calls(now))])


def _set_apart(groups: Reading[Cohort]) -> set[int]:
    """Return the cohorts that can't be read: who is in them can be told all the same."""
    return {each.keys["cohort_id"] for each in groups.unreadable if each.keys}
