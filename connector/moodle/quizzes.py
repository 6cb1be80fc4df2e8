"""Which quizzes there are, in the courses that matter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from config.problems import Problem
from connector.moodle.calls import Call
from connector.moodle.catalogue import in_parts
from connector.moodle.client import Moodle
from connector.moodle.functions import Function
from connector.moodle.reading import QuizChoice, Reading, alike
from connector.moodle.records import Course, GradeMethod, Quiz
from connector.moodle.wire import Wire, list_of, mapping_of, read_rows

STREAM = "quizzes"

COURSES_AT_ONCE = 200

_METHODS = {1: GradeMethod.HIGHEST, 2: GradeMethod.AVERAGE, 3: GradeMethod.FIRST, 4: GradeMethod.LAST}


class _Quiz(Wire):
    id: int
    coursemodule: int
    course: int
    name: str
    grademethod: int = 1
    sumgrades: float | None = None
    grade: float | None = None


def quizzes(moodle: Moodle, courses: Iterable[Course], wanted: frozenset[str] | None) -> Reading[Quiz]:
    """Return the quizzes of all courses, or of those with the short names wanted; id numbers come later.

    Raises WaitError, RefusedError, OddError.
    """
    names = None if wanted is None else {alike(name) for name in wanted}
    numbers = [each.course_id for each in courses if names is None or alike(each.short_name) in names]
    calls = [Call(Function.QUIZZES, {"courseids": list(part)}) for part in in_parts(numbers, COURSES_AT_ONCE)]
    told = [mapping_of(reply.get(), Function.QUIZZES) for reply in moodle.batch(calls, size=1)]
    listed = [row for each in told for row in list_of(each, Function.QUIZZES, "quizzes")]
    rows, problems = read_rows(_Quiz, listed, STREAM)
    problems += _closed(told)
    found = [_quiz(row) for row in rows]
    return Reading(
        STREAM, found, not problems, tuple(problems), {"courses": len(numbers), STREAM: len(found)}
    )


def _closed(told: Iterable[Mapping[str, Any]]) -> list[Problem]:
    """Return what Moodle tells of courses it left out: a warning each, and no error."""
    closed = [
        each.get("itemid")
        for reply in told
        for each in reply.get("warnings") or ()
        if each.get("item") == "course"
    ]
    return (
        [Problem("lms.problem.courses_closed", {"n": len(closed), "course_id": closed[0]})] if closed else []
    )


def _quiz(row: _Quiz) -> Quiz:
    return Quiz(
        quiz_id=row.id,
        course_id=row.course,
        module_id=row.coursemodule,
        name=row.name,
        grade_method=_METHODS.get(row.grademethod, GradeMethod.HIGHEST),
        max_mark=row.sumgrades,
        max_grade=row.grade,
    )


def with_id_numbers(reading: Reading[Quiz], id_numbers: Mapping[int, str]) -> Reading[Quiz]:
    """Return the quizzes with the id numbers that the grade reports have told."""
    found = [replace(each, id_number=id_numbers.get(each.quiz_id)) for each in reading.records]
    return Reading(reading.stream, found, reading.complete, reading.problems, reading.coverage)


def chosen(found: Sequence[Quiz], courses: Iterable[Course], choices: Sequence[QuizChoice]) -> frozenset[int]:
    """Return the numbers of the quizzes that any of the choices means."""
    names = {course.course_id: alike(course.short_name) for course in courses}
    return frozenset(
        quiz.quiz_id
        for quiz in found
        for choice in choices
        if _means(choice, quiz, names.get(quiz.course_id, ""))
    )


def _means(choice: QuizChoice, quiz: Quiz, course: str) -> bool:
    if choice.id_number:
        return alike(quiz.id_number) == alike(choice.id_number)
    return alike(choice.course) == course and alike(choice.name) == alike(quiz.name)
