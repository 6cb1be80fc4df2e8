"""Enrolments where there is no report: two lists per course, people let in now and people not let in.

The lists tell neither dates nor methods, nor whether somebody outside is suspended or only out of date.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from config.problems import Problem
from connector.errors import BorderError
from connector.moodle.asking.calls import Call, Reply
from connector.moodle.asking.pairs import Pair
from connector.moodle.client import Moodle
from connector.moodle.functions import Function
from connector.moodle.involvement.participant_cells import UNKNOWN_METHOD
from connector.moodle.reading import Reading, problem_of
from connector.moodle.records import Course, Enrolment, EnrolmentStatus
from connector.moodle.wire import Wire, list_of, read_rows

STREAM = "enrolments"

LISTS_AT_ONCE = 40
"""Lists in a batch: numbers only, some 15 s for courses of 3,000 people each."""

_LISTS = {"onlyactive": EnrolmentStatus.ACTIVE, "onlysuspended": EnrolmentStatus.SUSPENDED}


_UNTOLD = frozenset({"method", "created_at", "starts_at"})

_FIELDS = "id,lastcourseaccess"
"""The second comes with the list for nothing, and says whose completion is worth asking for."""

Visits = Mapping[Pair, int]
"""When an account was last in a course, in seconds, 0 for never; accounts whose visits are hidden left out."""


@dataclass(frozen=True)
class Listed:
    """What the lists of the courses say."""

    reading: Reading[Enrolment]
    visits: Visits = field(default_factory=dict, repr=False)


class _Member(Wire):
    id: int
    lastcourseaccess: int | None = None


def listed_enrolments(moodle: Moodle, courses: Iterable[Course], further: Iterable[int] = ()) -> Listed:
    """Return who is enrolled where; a course that cannot be entered is a problem. Raises WaitError.

    `further` are the numbers of courses of which nothing else is known.
    """
    numbers = [*(course.course_id for course in courses), *further]
    asked = [(course_id, option) for course_id in numbers for option in _LISTS]
    calls = [Call(Function.ENROLLED_USERS, _arguments(*each)) for each in asked]
    found: list[Enrolment] = []
    problems: list[Problem] = []
    visits: dict[Pair, int] = {}
    for (course_id, option), reply in zip(asked, moodle.batch(calls, size=LISTS_AT_ONCE), strict=True):
        members, trouble = _members(reply, course_id)
        problems += trouble
        found += [_enrolment(course_id, member.id, _LISTS[option]) for member in members]
        visits |= {
            (course_id, member.id): member.lastcourseaccess
            for member in members
            if member.lastcourseaccess is not None
        }
    told = {problem.values.get("course_id"): problem for problem in problems}
    coverage = {"courses": len(calls) // len(_LISTS), "courses_closed": len(told)}
    return Listed(Reading(STREAM, _once(found), not told, tuple(told.values()), coverage, _UNTOLD), visits)


def _arguments(course_id: int, option: str) -> dict[str, int | list[dict[str, str | int]]]:
    return {
        "courseid": course_id,
        "options": [{"name": option, "value": 1}, {"name": "userfields", "value": _FIELDS}],
    }


def _members(reply: Reply, course_id: int) -> tuple[Sequence[_Member], list[Problem]]:
    try:
        return read_rows(_Member, list_of(reply.get(), Function.ENROLLED_USERS), STREAM)
    except BorderError as error:
        return (), [problem_of(error, STREAM, course_id=course_id)]


def _enrolment(course_id: int, account_id: int, status: EnrolmentStatus) -> Enrolment:
    return Enrolment(course_id=course_id, account_id=account_id, method=UNKNOWN_METHOD, status=status)


def _once(found: Iterable[Enrolment]) -> list[Enrolment]:
    """Return one enrolment per person and course: somebody let in by one way is in."""
    distinct: dict[tuple[int, int], Enrolment] = {}
    for each in found:
        distinct.setdefault((each.course_id, each.account_id), each)
    return list(distinct.values())
