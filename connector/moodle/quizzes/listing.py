"""Which quizzes there are, in the courses that matter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from config.problems import Problem
from connector.moodle.asking.calls import Call
from connector.moodle.catalogue.lists import ID_NUMBER, in_parts
from connector.moodle.client import Moodle
from connector.moodle.functions import Function
from connector.moodle.memory import Memory
from connector.moodle.quizzes.grades import STREAM as FINAL_GRADES
from connector.moodle.quizzes.grades import GradeBook
from connector.moodle.quizzes.notes import as_texts, notes_of, texts_of
from connector.moodle.reading import QuizChoice, Reading, alike, resting_on
from connector.moodle.records import Course, GradeMethod, Quiz
from connector.moodle.wire import Wire, list_of, mapping_of, numbered, read_rows_apart

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


def quizzes(
    moodle: Moodle, courses: Iterable[Course], wanted: frozenset[str] | None, further: Iterable[int] = ()
) -> Reading[Quiz]:
    """Return the quizzes of all courses, or of those with the short names wanted; id numbers come later.

    `further` are the numbers of courses whose names nobody knows, so that they may be wanted.
    Raises WaitError, RefusedError, OddError.
    """
    names = None if wanted is None else {alike(name) for name in wanted}
    numbers = [each.course_id for each in courses if names is None or alike(each.short_name) in names]
    numbers += further
    calls = [Call(Function.QUIZZES, {"courseids": list(part)}) for part in in_parts(numbers, COURSES_AT_ONCE)]
    told = [mapping_of(reply.get(), Function.QUIZZES) for reply in moodle.batch(calls, size=1)]
    listed = [row for each in told for row in list_of(each, Function.QUIZZES, "quizzes")]
    rows, apart = read_rows_apart(_Quiz, listed, numbered(quiz_id="id"))
    problems = _closed(told)
    found = [_quiz(row) for row in rows]
    coverage = {"courses": len(numbers), STREAM: len(found)}
    return Reading(STREAM, found, not problems, tuple(problems), coverage=coverage, unreadable=tuple(apart))


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
    return replace(reading, records=found)


def told_quizzes(found: Reading[Quiz], book: GradeBook, memory: Memory, *, by_report: bool) -> Reading[Quiz]:
    """Return the quizzes to keep, with the id numbers told now or remembered from an earlier night.

    Without those whose id numbers could have been read and were not: given without it they would be taken for
    quizzes that have lost it. `by_report` tells whether there are grade reports at all.
    """
    if not by_report:
        return replace(found, untold=frozenset({ID_NUMBER}))
    remembered = texts_of(notes_of(memory, STREAM), "id_numbers")
    told = {quiz_id for quiz_id, _ in book.shown}
    numbers = {number: text for number, text in remembered.items() if number not in told}
    numbers.update(book.id_numbers)
    known = memory.quiz_courses.keys() if STREAM in memory.streams else frozenset[int]()
    kept = [each for each in found.records if each.quiz_id in known or each.course_id not in book.unread]
    named = with_id_numbers(replace(found, records=kept), numbers)
    named = replace(named, notes={"id_numbers": as_texts(_of(named.records))})
    lost = len(kept) < len(found.records) or bool(book.problems and not known)
    return resting_on(named, [Reading[Quiz](FINAL_GRADES, complete=False)] if lost else [])


def _of(found: Iterable[Quiz]) -> dict[int, str]:
    return {quiz.quiz_id: quiz.id_number for quiz in found if quiz.id_number}


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
