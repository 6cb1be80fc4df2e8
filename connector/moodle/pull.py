"""The pull: every stream of facts, one reading after the other, by the ways the plan has chosen.

    accounts → categories, courses → enrolments, completions → quizzes, final grades, attempts → cohorts

A stream that fails is given as incomplete with its problem, and the others go on; only a token or an account
that has been taken out of service stops everything.
"""

from collections.abc import Callable, Iterator
from typing import Any

from connector.errors import BorderError
from connector.moodle.accounts import STREAM as ACCOUNTS
from connector.moodle.accounts import accounts
from connector.moodle.calls import Reply
from connector.moodle.catalogue import (
    CATEGORIES,
    COHORT_MEMBERS,
    COHORTS,
    COURSES,
    ask_lists,
    categories,
    cohort_members,
    cohorts,
    courses,
)
from connector.moodle.client import Moodle
from connector.moodle.functions import Function
from connector.moodle.id_numbers import with_id_numbers
from connector.moodle.involvement import involvement
from connector.moodle.memory import NOTHING_KNOWN
from connector.moodle.plan import Plan
from connector.moodle.preflight import Site
from connector.moodle.quiz_results import quiz_results
from connector.moodle.reading import Options, Reading, failed, guarded, not_to_be_had, resting_on
from connector.moodle.records import Category, Cohort, CohortMember, Course


def pull(moodle: Moodle, site: Site, plan: Plan, options: Options) -> Iterator[Reading[Any]]:
    """Yield a reading of each stream, part marks excepted, which stand inside attempts.

    Raises RefusedError when the token or its account is put out of service on the way.
    """
    people = guarded((ACCOUNTS,), lambda: [accounts(moodle, site, plan, options.profile, NOTHING_KNOWN)])[0]
    yield people
    tree, offered, groups = _lists(moodle, plan)
    tree, offered = with_id_numbers(moodle, site, plan, options, tree, offered)
    yield from (tree, offered)
    enrolments, completions = involvement(moodle, site, plan, people, offered)
    yield from (enrolments, completions)
    yield from quiz_results(moodle, plan, options, offered, enrolments)
    yield groups
    yield _members(moodle, plan, groups)


def _lists(moodle: Moodle, plan: Plan) -> tuple[Reading[Category], Reading[Course], Reading[Cohort]]:
    """Return what there is to take part in, asked for in one request."""
    wanted = {
        Function.CATEGORIES: plan.categories,
        Function.COURSES: True,
        Function.COHORTS: plan.cohorts,
    }
    try:
        replies = ask_lists(moodle, [function for function, may in wanted.items() if may])
    except BorderError as error:
        return failed(CATEGORIES, error), failed(COURSES, error), failed(COHORTS, error)
    return (
        _list(CATEGORIES, replies.get(Function.CATEGORIES), categories),
        _list(COURSES, replies.get(Function.COURSES), courses),
        _list(COHORTS, replies.get(Function.COHORTS), cohorts),
    )


def _list(stream: str, reply: Reply | None, read: Callable[[Any], Reading[Any]]) -> Reading[Any]:
    if reply is None:
        return not_to_be_had(stream)
    return guarded((stream,), lambda: [read(reply.get())])[0]


def _members(moodle: Moodle, plan: Plan, groups: Reading[Cohort]) -> Reading[CohortMember]:
    if not plan.cohorts:
        return not_to_be_had(COHORT_MEMBERS)
    told = guarded((COHORT_MEMBERS,), lambda: [cohort_members(moodle, groups)])[0]
    return resting_on(told, [groups])
