"""Final grades of quizzes: one grade report per course, and what it hides asked for one by one.

The report leaves out suspended enrolments (WEBSERVICE.md 4f); a best grade is what the quiz itself counts,
before anybody overrides it in the gradebook.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from config.problems import Problem
from connector.errors import BorderError, RefusedError
from connector.moodle.asking.calls import Call, Reply
from connector.moodle.asking.errors import wrong_shape
from connector.moodle.asking.pairs import Pair, ask_pairs
from connector.moodle.client import Moodle
from connector.moodle.functions import Function
from connector.moodle.reading import Unreadable, problem_of
from connector.moodle.records import FinalGrade, Quiz
from connector.moodle.wire import (
    Moment,
    Wire,
    Words,
    list_of,
    mapping_of,
    numbered,
    read_rows,
    read_rows_apart,
)

STREAM = "final_grades"

REPORTS_AT_ONCE = 5
"""Courses in a batch: 300 people each take 4.4 s (WEBSERVICE.md 12)."""

_ITEM_KEYS = numbered(quiz_id="iteminstance", account_id="userid")
_GONE = frozenset({"userdeleted", "invaliduser", "guestsarenotallowed", "usernotconfirmed"})


class _Item(Wire):
    iteminstance: int
    idnumber: Words = None
    graderaw: float | None = None
    grademax: float | None = None
    gradedatesubmitted: Moment = None
    gradedategraded: Moment = None
    gradeishidden: bool = False
    gradeisoverridden: bool = False


class _Grades(Wire):
    userid: int
    gradeitems: tuple[Any, ...] = ()


class _Best(Wire):
    hasgrade: bool
    grade: float | None = None


@dataclass(frozen=True)
class GradeBook:
    """What the grade reports of all courses said."""

    grades: Sequence[FinalGrade] = ()
    id_numbers: Mapping[int, str] = field(default_factory=dict)
    """By quiz."""

    shown: frozenset[Pair] = frozenset()
    """Quizzes and accounts that the reports have a line for, graded or not."""

    read: frozenset[int] = frozenset()
    """Courses whose report could be read."""

    unread: frozenset[int] = frozenset()
    """Courses whose report may be readable tomorrow: nobody has refused."""

    unreadable: tuple[Unreadable, ...] = ()
    problems: tuple[Problem, ...] = ()


def grade_book(moodle: Moodle, course_ids: Sequence[int]) -> GradeBook:
    """Return the grades of quizzes in these courses; a course that is closed is a problem. Raises WaitError."""
    calls = [Call(Function.GRADE_ITEMS, {"courseid": each}) for each in course_ids]
    replies = dict(zip(course_ids, moodle.batch(calls, size=REPORTS_AT_ONCE), strict=True))
    items: list[tuple[int, _Item]] = []
    apart: list[Unreadable] = []
    problems: dict[int, Problem] = {}
    for course_id, reply in replies.items():
        try:
            read, odd = _items(list_of(reply.get(), Function.GRADE_ITEMS, "usergrades"))
        except BorderError as error:
            problems[course_id] = problem_of(error, STREAM, course_id=course_id)
            continue
        items += read
        apart += odd
    refused = {each for each in problems if isinstance(replies[each].error, RefusedError)}
    return GradeBook(
        grades=[_grade(account_id, item) for account_id, item in items if item.graderaw is not None],
        id_numbers={item.iteminstance: item.idnumber for _, item in items if item.idnumber},
        shown=frozenset((item.iteminstance, account_id) for account_id, item in items),
        read=frozenset(course_ids) - problems.keys(),
        unread=frozenset(problems.keys() - refused),
        unreadable=tuple(apart),
        problems=tuple(problems.values()),
    )


def _items(told: Sequence[Any]) -> tuple[list[tuple[int, _Item]], list[Unreadable]]:
    """Return the lines about quizzes with their account, and what could not be read of them."""
    people, apart = read_rows_apart(_Grades, told, numbered(account_id="userid"))
    found: list[tuple[int, _Item]] = []
    for person in people:
        lines = [{**line, "userid": person.userid} for line in person.gradeitems if _of_quiz(line)]
        good, odd = read_rows_apart(_Item, lines, _ITEM_KEYS)
        found += [(person.userid, item) for item in good]
        apart += odd
    return found, apart


def _of_quiz(line: Any) -> bool:
    """Tell whether a line is a quiz's own grade, not an outcome of it."""
    return isinstance(line, Mapping) and line.get("itemmodule") == "quiz" and not line.get("itemnumber")


def _grade(account_id: int, item: _Item) -> FinalGrade:
    return FinalGrade(
        quiz_id=item.iteminstance,
        account_id=account_id,
        grade=item.graderaw,
        max_grade=item.grademax,
        submitted_at=item.gradedatesubmitted,
        graded_at=item.gradedategraded,
        hidden=item.gradeishidden,
        overridden=item.gradeisoverridden,
    )


def best_grades(
    moodle: Moodle, pairs: Sequence[Pair], quizzes: Iterable[Quiz]
) -> tuple[list[FinalGrade], list[Problem]]:
    """Return the grades that the quizzes themselves count for these accounts. Raises WaitError."""
    return read_best(ask_pairs(moodle, pairs, best_call), quizzes)


def read_best(
    replies: Mapping[Pair, Reply], quizzes: Iterable[Quiz]
) -> tuple[list[FinalGrade], list[Problem]]:
    """Return the grades told of pairs, and a problem for each quiz that cannot be asked about."""
    most = {quiz.quiz_id: quiz.max_grade for quiz in quizzes}
    found: list[FinalGrade] = []
    problems: dict[int, Problem] = {}
    for pair, reply in replies.items():
        if reply.code in _GONE:
            continue
        try:
            best = _best(reply.get())
        except BorderError as error:
            problems.setdefault(pair[0], problem_of(error, STREAM, quiz_id=pair[0]))
            continue
        if best.hasgrade and best.grade is not None:
            found.append(
                FinalGrade(quiz_id=pair[0], account_id=pair[1], grade=best.grade, max_grade=most.get(pair[0]))
            )
    return found, list(problems.values())


def best_call(pair: Pair) -> Call:
    """Return the question for the grade a quiz counts for an account."""
    return Call(Function.BEST_GRADE, {"quizid": pair[0], "userid": pair[1]})


def _best(told: Any) -> _Best:
    good, _ = read_rows(_Best, [mapping_of(told, Function.BEST_GRADE)], STREAM)
    if not good:
        raise wrong_shape(Function.BEST_GRADE)
    return good[0]
