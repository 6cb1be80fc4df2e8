"""Counts over the ledger that no account's lines are needed for."""

from sqlalchemy import func, select

from mappings.facts import LinkState
from mappings.identity.ledger import UNDO
from mappings.store import Transaction
from mappings.tables import account_link, employment


def undone(tx: Transaction) -> int:
    """Return how many decisions were taken back."""
    return int(tx.scalar(select(func.count()).where(account_link.c.method == UNDO)))


def staff(tx: Transaction) -> tuple[int, int]:
    """Return how many people hold a post, and how many of those have an account linked to them."""
    held = select(employment.c.person_id).where(employment.c.left.is_(None)).distinct()
    linked = select(account_link.c.person_id).where(
        account_link.c.superseded_at.is_(None), account_link.c.state == LinkState.LINKED.value
    )
    everyone = tx.scalar(select(func.count()).select_from(held.subquery()))
    with_account = held.where(employment.c.person_id.in_(linked)).subquery()
    return int(everyone), int(tx.scalar(select(func.count()).select_from(with_account)))


def people(tx: Transaction) -> int:
    """Return how many people the matcher chooses from: everyone who ever had a post."""
    had_a_post = select(employment.c.person_id).distinct().subquery()
    return int(tx.scalar(select(func.count()).select_from(had_a_post)))
