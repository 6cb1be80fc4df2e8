"""What the configuration's selectors choose from, read from the store.

Courses that have gone from the LMS still say what was completed in them, but nobody is sent there. A quiz
that has gone is looked at only while no living one answers to its name.
"""

from typing import Any

from sqlalchemy import select

from mappings.regulation.selectors import CategoryRow, CohortRow, CourseRow, QuizRow
from mappings.store import Transaction
from mappings.tables import category, cohort, course, quiz

Selected = tuple[list[CourseRow], list[CategoryRow], list[QuizRow], list[CohortRow]]


def load_selected(tx: Transaction) -> Selected:
    """Return what the configuration's selectors choose from: courses, categories, quizzes and cohorts."""
    return _courses(tx), _categories(tx), _quizzes(tx), _cohorts(tx)


def _courses(tx: Transaction) -> list[CourseRow]:
    return [
        CourseRow(
            key=(row.site, row.course_id),
            short_name=row.short_name,
            full_name=row.full_name,
            id_number=row.id_number,
            category_id=row.category_id,
            visible=row.visible and row.gone_at is None,
            custom_fields=row.custom_fields,
        )
        for row in tx.rows(select(course))
    ]


def _categories(tx: Transaction) -> list[CategoryRow]:
    return [
        CategoryRow((row.site, row.category_id), row.name, row.id_number, row.parent_id)
        for row in tx.rows(select(category))
    ]


def _quizzes(tx: Transaction) -> list[QuizRow]:
    found = tx.rows(select(quiz).order_by(quiz.c.site, quiz.c.quiz_id))
    living = {name for row in found if row.gone_at is None for name in _quiz_names(row)}
    return [
        QuizRow((row.site, row.quiz_id), (row.site, row.course_id), row.name, row.id_number, row.grade_method)
        for row in found
        if row.gone_at is None or not living & _quiz_names(row)
    ]


def _quiz_names(row: Any) -> set[tuple[object, ...]]:
    """Return what a selector may find a quiz by."""
    names: set[tuple[object, ...]] = {(row.site, row.course_id, row.name.strip().casefold())}
    return names | {(row.site, row.id_number.strip().casefold())} if row.id_number else names


def _cohorts(tx: Transaction) -> list[CohortRow]:
    living = select(cohort).where(cohort.c.gone_at.is_(None))
    return [CohortRow((row.site, row.cohort_id), row.name, row.id_number) for row in tx.rows(living)]
