"""How much of a site is kept: what a plan of the next pull is reckoned with."""

from sqlalchemy import and_, func, select

from mappings.store import Transaction
from mappings.tables import PULLED, completion, quiz


def counts(tx: Transaction, site: str) -> dict[str, int]:
    """Return how many rows of each stream are kept and not gone.

    Of completions those that have come about; besides, under `quiz_courses`, how many courses have quizzes.
    """
    kept = {
        name: select(func.count()).where(table.c.site == site, table.c.gone_at.is_(None))
        for name, table in PULLED.items()
    }
    done = and_(
        completion.c.site == site, completion.c.gone_at.is_(None), completion.c.completed_at.is_not(None)
    )
    kept["completions"] = select(func.count()).where(done)
    in_courses = and_(quiz.c.site == site, quiz.c.gone_at.is_(None))
    kept["quiz_courses"] = select(func.count(quiz.c.course_id.distinct())).where(in_courses)
    return {name: int(tx.scalar(question)) for name, question in kept.items()}
