"""The pull: every stream of facts, one reading after the other, by the ways the plan has chosen.

    accounts → categories, courses → enrolments, completions → quizzes, final grades, attempts → cohorts

A stream that fails is given as incomplete with its problem, and the others go on; only a token or an account
that has been taken out of service stops everything.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from connector.errors import BorderError
from connector.moodle.accounts import STREAM as ACCOUNTS
from connector.moodle.accounts import accounts
from connector.moodle.calls import Call, Reply
from connector.moodle.catalogue import (
    CATEGORIES,
    COHORT_MEMBERS,
    COHORTS,
    COURSES,
    categories,
    cohort_members,
    cohorts,
    courses,
    members,
    members_calls,
    remembered_numbers,
)
from connector.moodle.client import Moodle
from connector.moodle.functions import Function
from connector.moodle.id_numbers import with_id_numbers
from connector.moodle.involvement import involvement
from connector.moodle.memory import NOTHING_KNOWN, Memory
from connector.moodle.plan import Plan
from connector.moodle.preflight import Site
from connector.moodle.quiz_results import quiz_results
from connector.moodle.reading import Options, Reading, failed, guarded, not_to_be_had, resting_on
from connector.moodle.records import Category, Cohort, CohortMember, Course


def pull(
    moodle: Moodle, site: Site, plan: Plan, options: Options, memory: Memory = NOTHING_KNOWN
) -> Iterator[Reading[Any]]:
    """Yield a reading of each stream, part marks excepted, which stand inside attempts.

    With a memory of earlier readings only what is new is asked for, as far as the site can be asked so. Raises
    RefusedError when the token or its account is put out of service on the way.
    """
    known = _for_names(memory, plan)
    people = guarded((ACCOUNTS,), lambda: [accounts(moodle, site, plan, options.profile, known)])[0]
    yield people
    lists = _lists(moodle, plan, memory)
    tree, offered = with_id_numbers(moodle, site, plan, options, lists.categories, lists.courses)
    yield from (tree, offered)
    enrolments, completions = involvement(
        moodle, site, plan, people, offered, memory, look_back=options.look_back
    )
    yield from (enrolments, completions)
    yield from quiz_results(moodle, plan, options, offered, enrolments, memory)
    yield lists.cohorts
    yield _members(moodle, plan, lists)


def _for_names(memory: Memory, plan: Plan) -> Memory:
    """Return the memory for reading accounts: a report without links needs the names of all of them."""
    if plan.report is None or plan.columns.account_link is not None:
        return memory
    return replace(memory, streams={name: each for name, each in memory.streams.items() if name != ACCOUNTS})


@dataclass(frozen=True)
class _Lists:
    """What there is to take part in."""

    categories: Reading[Category]
    courses: Reading[Course]
    cohorts: Reading[Cohort]
    members: Sequence[Reply] = ()
    """Of the cohorts remembered, asked for along with the lists."""

    asked: frozenset[int] = frozenset()
    """Those cohorts."""


def _lists(moodle: Moodle, plan: Plan, memory: Memory) -> _Lists:
    """Return the lists of everything there is, asked for in one request."""
    wanted = {
        Function.CATEGORIES: plan.categories,
        Function.COURSES: True,
        Function.COHORTS: plan.cohorts,
    }
    functions = [function for function, may in wanted.items() if may]
    remembered = memory.streams.get(COHORTS)
    numbers = remembered_numbers(remembered.notes) if remembered and plan.cohorts else []
    calls = [*map(Call, functions), *members_calls(numbers)]
    try:
        replies = moodle.batch(calls)
    except BorderError as error:
        return _Lists(failed(CATEGORIES, error), failed(COURSES, error), failed(COHORTS, error))
    lists = dict(zip(functions, replies, strict=False))
    return _Lists(
        _list(CATEGORIES, lists.get(Function.CATEGORIES), categories),
        _list(COURSES, lists.get(Function.COURSES), courses),
        _list(COHORTS, lists.get(Function.COHORTS), cohorts),
        replies[len(functions) :],
        frozenset(numbers),
    )


def _list(stream: str, reply: Reply | None, read: Callable[[Any], Reading[Any]]) -> Reading[Any]:
    if reply is None:
        return not_to_be_had(stream)
    return guarded((stream,), lambda: [read(reply.get())])[0]


def _members(moodle: Moodle, plan: Plan, lists: _Lists) -> Reading[CohortMember]:
    """Return who is in which cohort: as told along with the lists where the cohorts are still the same."""
    if not plan.cohorts:
        return not_to_be_had(COHORT_MEMBERS)
    now = {cohort.cohort_id for cohort in lists.cohorts.records}
    if lists.cohorts.complete and now == lists.asked and all(each.error is None for each in lists.members):
        told = guarded((COHORT_MEMBERS,), lambda: [members([each.value for each in lists.members])])[0]
    else:
        told = guarded((COHORT_MEMBERS,), lambda: [cohort_members(moodle, lists.cohorts)])[0]
    return resting_on(told, [lists.cohorts])
