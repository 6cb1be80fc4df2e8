"""The numbers of all attempts of each quiz, whoever made them: what tells that none is missing.

`core_course_check_updates` names the attempts changed since a moment; since 0 it names them all, also those
of people no longer enrolled or deleted (mod/quiz/lib.php:1904).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from config.problems import Problem
from connector.errors import BorderError
from connector.moodle.attempt_rows import STREAM
from connector.moodle.calls import Call
from connector.moodle.client import Moodle
from connector.moodle.encoding import Parameter
from connector.moodle.functions import Function
from connector.moodle.reading import problem_of
from connector.moodle.records import Quiz
from connector.moodle.wire import Wire, list_of, read_rows

COURSES_AT_ONCE = 40

_MODULES_AT_ONCE = 250
"""Three form variables each, where there is no batch function."""

_ATTEMPTS = "userattempts"


class _Update(Wire):
    name: str
    itemids: tuple[int, ...] = ()


class _Instance(Wire):
    id: int
    updates: tuple[_Update, ...] = ()


Listed = dict[int, frozenset[int]]
"""Attempt numbers by quiz; a quiz that is not there could not be listed."""


def attempt_numbers(moodle: Moodle, quizzes: Iterable[Quiz]) -> tuple[Listed, list[Problem]]:
    """Return the numbers of all attempts by quiz, and what stood in the way. Raises WaitError."""
    parts = _parts(quizzes)
    calls = [Call(Function.UPDATES, _arguments(part)) for part in parts]
    listed: Listed = {}
    problems: list[Problem] = []
    for part, reply in zip(parts, moodle.batch(calls, size=COURSES_AT_ONCE), strict=True):
        try:
            listed |= _numbers(reply.get(), {quiz.module_id: quiz.quiz_id for quiz in part})
        except BorderError as error:
            problems.append(problem_of(error, STREAM, course_id=part[0].course_id))
    return listed, problems


def _parts(quizzes: Iterable[Quiz]) -> list[list[Quiz]]:
    by_course: dict[int, list[Quiz]] = {}
    for quiz in quizzes:
        by_course.setdefault(quiz.course_id, []).append(quiz)
    return [
        those[start : start + _MODULES_AT_ONCE]
        for those in by_course.values()
        for start in range(0, len(those), _MODULES_AT_ONCE)
    ]


def _arguments(quizzes: list[Quiz]) -> dict[str, Parameter]:
    return {
        "courseid": quizzes[0].course_id,
        "tocheck": [{"contextlevel": "module", "id": quiz.module_id, "since": 0} for quiz in quizzes],
        "filter": ["configuration"],  # of the areas that can be left out, the one that always answers
    }


def _numbers(told: Any, quiz_of: Mapping[int, int]) -> Listed:
    rows, _ = read_rows(_Instance, list_of(told, Function.UPDATES, "instances"), STREAM)
    return {
        quiz_of[row.id]: frozenset(
            number for update in row.updates if update.name == _ATTEMPTS for number in update.itemids
        )
        for row in rows
        if row.id in quiz_of
    }
