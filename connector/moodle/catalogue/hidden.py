"""Courses that the list no longer shows: whether they have been deleted, or are hidden from us.

A service account that has lost the right to see hidden courses is told of them no more, and of no error. Asked
for who is in it, Moodle says of a deleted course that there is no such record, of a hidden one that it is closed.
"""

from collections.abc import Collection
from dataclasses import replace

from config.problems import Problem
from connector.errors import BorderError
from connector.moodle.asking.calls import Reply
from connector.moodle.catalogue.members import members_call
from connector.moodle.client import Moodle
from connector.moodle.reading import Reading, problem_of
from connector.moodle.records import Course

MOST_ASKED = 200
"""Courses: where more have left the list at once, the guard has its say."""

_CLOSED = "lms.error.course_closed"


def hiding_told(moodle: Moodle, offered: Reading[Course], known: Collection[int]) -> Reading[Course]:
    """Return the courses, incomplete where some that were known are there and not shown.

    One request where any known course is missing, else none. Raises RefusedError where nothing more can be asked.
    """
    apart = {row.keys.get("course_id") for row in offered.unreadable}
    lacking = sorted(set(known).difference((each.course_id for each in offered.records), apart))[:MOST_ASKED]
    if not offered.complete or not lacking:
        return offered
    try:
        replies = moodle.batch([members_call(number) for number in lacking])
    except BorderError as error:
        return _incomplete(offered, problem_of(error, offered.stream))
    hidden = [number for number, reply in zip(lacking, replies, strict=True) if _is_there(reply)]
    if not hidden:
        return offered
    values: dict[str, str | int] = {"n": len(hidden), "course_id": hidden[0]}
    return _incomplete(offered, Problem("lms.problem.courses_hidden", values))


def _is_there(reply: Reply) -> bool:
    return reply.error is None or reply.error.text_id == _CLOSED


def _incomplete(offered: Reading[Course], problem: Problem) -> Reading[Course]:
    return replace(offered, complete=False, problems=(*offered.problems, problem))
