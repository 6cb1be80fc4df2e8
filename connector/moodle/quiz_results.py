"""Quizzes, their final grades and all attempts: three streams that need each other.

The grade report tells the id numbers of quizzes and who has a grade; the attempts tell whose grade it hides.
"""

from collections.abc import Sequence
from dataclasses import replace

from config.problems import Problem
from connector.errors import BorderError
from connector.moodle.attempt_rows import STREAM as ATTEMPTS
from connector.moodle.attempts import Asked, attempts
from connector.moodle.catalogue import ID_NUMBER
from connector.moodle.client import Moodle
from connector.moodle.grades import STREAM as FINAL_GRADES
from connector.moodle.grades import GradeBook, best_grades, grade_book
from connector.moodle.pairs import Pair
from connector.moodle.plan import Plan, Way
from connector.moodle.quizzes import STREAM as QUIZZES
from connector.moodle.quizzes import chosen, quizzes, with_id_numbers
from connector.moodle.reading import Options, Reading, failed, guarded, not_to_be_had, resting_on
from connector.moodle.records import Attempt, AttemptState, Course, Enrolment, FinalGrade, Quiz


def quiz_results(
    moodle: Moodle, plan: Plan, options: Options, courses: Reading[Course], enrolments: Reading[Enrolment]
) -> tuple[Reading[Quiz], Reading[FinalGrade], Reading[Attempt]]:
    """Return the three readings. Raises RefusedError where nothing more can be asked at all."""
    told = guarded((QUIZZES,), lambda: [quizzes(moodle, courses.records, options.quiz_courses)])[0]
    found: Reading[Quiz] = resting_on(told, [courses])
    book, trouble = _book(moodle, plan, found.records)
    found = with_id_numbers(found, book.id_numbers)
    asked = Asked(
        found.records,
        _people(enrolments),
        frozenset((grade.quiz_id, grade.account_id) for grade in book.grades),
        chosen(found.records, courses.records, options.slot_quizzes),
    )
    made = guarded((ATTEMPTS,), lambda: [attempts(moodle, plan, asked)])[0]
    tried: Reading[Attempt] = resting_on(made, [found, *([] if plan.attempt_lists else [enrolments])])
    grades = trouble or _final_grades(moodle, plan, book, asked, tried)
    return _told(plan, found, book, trouble), resting_on(grades, [found, enrolments]), tried


def _book(moodle: Moodle, plan: Plan, found: Sequence[Quiz]) -> tuple[GradeBook, Reading[FinalGrade] | None]:
    """Return the grade book, and the failed reading in its place where it cannot be had."""
    if plan.final_grades is not Way.COURSE:
        return GradeBook(), None
    course_ids = sorted({quiz.course_id for quiz in found})
    try:
        return grade_book(moodle, course_ids), None
    except BorderError as error:
        return GradeBook(), failed(FINAL_GRADES, error)


def _told(
    plan: Plan, found: Reading[Quiz], book: GradeBook, trouble: Reading[FinalGrade] | None
) -> Reading[Quiz]:
    """Return the quizzes to keep: without those whose id numbers could have been read and were not today.

    Given without it they would be taken for quizzes that have lost it.
    """
    if plan.final_grades is not Way.COURSE:
        return replace(found, untold=frozenset({ID_NUMBER}))
    if trouble is None and not book.closed:
        return found
    kept = [quiz for quiz in found.records if trouble is None and quiz.course_id not in book.unread]
    basis = trouble or Reading[FinalGrade](FINAL_GRADES, complete=False)
    return resting_on(replace(found, records=kept), [basis])


def _people(enrolments: Reading[Enrolment]) -> dict[int, set[int]]:
    people: dict[int, set[int]] = {}
    for each in enrolments.records:
        people.setdefault(each.course_id, set()).add(each.account_id)
    return people


def _final_grades(
    moodle: Moodle, plan: Plan, book: GradeBook, asked: Asked, tried: Reading[Attempt]
) -> Reading[FinalGrade]:
    """Return the grades of the book and, of people it leaves out, those the quizzes count themselves."""
    if plan.final_grades is Way.NONE:
        return not_to_be_had(FINAL_GRADES)
    pairs = hidden_pairs(book, asked, tried.records)
    if not plan.missing_grades:
        return _without(book, len(pairs))
    told = guarded((FINAL_GRADES,), lambda: [_with_best(moodle, book, asked, pairs)])[0]
    return resting_on(told, [tried])


def hidden_pairs(book: GradeBook, asked: Asked, tried: Sequence[Attempt]) -> list[Pair]:
    """Return whose grades the book does not show: enrolled, with a finished attempt and no line in it.

    The gradebook keeps no grades of people no longer enrolled.
    """
    course_of = {quiz.quiz_id: quiz.course_id for quiz in asked.quizzes}
    return sorted(
        {
            (each.quiz_id, each.account_id)
            for each in tried
            if each.state is AttemptState.FINISHED
            and not each.preview
            and (each.quiz_id, each.account_id) not in book.shown
            and each.account_id in asked.enrolled.get(course_of.get(each.quiz_id, 0), ())
        }
    )


def _with_best(moodle: Moodle, book: GradeBook, asked: Asked, pairs: Sequence[Pair]) -> Reading[FinalGrade]:
    best, problems = best_grades(moodle, pairs, asked.quizzes)
    told = (*book.problems, *problems)
    coverage = {"by_course": len(book.grades), "by_person": len(best), "asked": len(pairs)}
    return Reading(FINAL_GRADES, [*book.grades, *best], not told, told, coverage)


def _without(book: GradeBook, hidden: int) -> Reading[FinalGrade]:
    told = [*book.problems]
    if hidden:
        told.append(Problem("lms.problem.grades_hidden", {"n": hidden}))
    coverage = {"by_course": len(book.grades), "hidden": hidden}
    return Reading(FINAL_GRADES, book.grades, not told, tuple(told), coverage)
