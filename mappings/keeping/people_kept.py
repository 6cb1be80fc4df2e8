"""What is kept of the people of the roster beyond what rules need."""

from typing import Any

from sqlalchemy import Select, exists, select, union_all

from mappings.store import Transaction
from mappings.tables import account, person


def has_hashes(tx: Transaction) -> bool:
    """Tell whether the store holds any СНИЛС, which only the key it was hashed with can match."""
    return any(
        tx.scalar(select(exists().where(table.c.snils_hash.is_not(None)))) for table in (person, account)
    )


def a_seal(tx: Transaction) -> str | None:
    """Return one sealed СНИЛС of the store, to try a key on; None where there is none."""
    seals: list[Select[Any]] = [
        select(table.c.snils_sealed).where(table.c.snils_sealed.is_not(None)) for table in (person, account)
    ]
    found: str | None = tx.scalar(union_all(*seals).limit(1))
    return found
