"""How much of a site is kept: what a plan of the next pull is reckoned with."""

from sqlalchemy import ColumnElement, Table, and_, exists, func, select

from mappings.store import Transaction
from mappings.tables import PULLED, attempt, completion, enrolment, quiz, stream


def counts(tx: Transaction, site: str) -> dict[str, int]:
    """Return how many rows of each stream that has been read are kept and not gone; nothing before the first pull.

    Of completions those that have come about; besides, `quiz_courses`, courses that have quizzes, `quiz_pairs`,
    quizzes and people enrolled in their courses, and `left`, attempts of people who are not.
    """
    if not tx.scalar(select(func.count()).select_from(stream).where(stream.c.site == site)):
        return {}
    pair = and_(enrolment.c.course_id == quiz.c.course_id, _live(enrolment, site))
    enrolled = exists().where(pair, enrolment.c.account_id == attempt.c.account_id)
    kept = {
        name: select(func.count()).select_from(table).where(_live(table, site))
        for name, table in PULLED.items()
    }
    people = (
        select(quiz.c.quiz_id, enrolment.c.account_id).where(_live(quiz, site), pair).distinct().subquery()
    )
    tried = and_(attempt.c.quiz_id == quiz.c.quiz_id, _live(quiz, site), _live(attempt, site))
    kept |= {
        "completions": kept["completions"].where(completion.c.completed_at.is_not(None)),
        "quiz_courses": select(func.count(quiz.c.course_id.distinct())).where(_live(quiz, site)),
        "quiz_pairs": select(func.count()).select_from(people),
        "left": select(func.count(attempt.c.attempt_id)).where(tried, ~enrolled),
    }
    return {name: int(tx.scalar(question)) for name, question in kept.items()}


def _live(table: Table, site: str) -> ColumnElement[bool]:
    return and_(table.c.site == site, table.c.gone_at.is_(None))
