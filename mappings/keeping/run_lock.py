"""Who is at work: one run at a time, and a lock whose owner died is taken over.

nobody ─take─► owner ─beat─► owner ─release─► nobody
                 ╰── dead, or silent too long ──take_over──► the next owner
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from mappings.store import Transaction
from mappings.tables import run_lock

_NAME = "run"
"""There is one lock for every command that pulls or publishes."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A run that is at work, or was when it was last heard of."""

    owner: str
    """A number of its own for every taking: process numbers come again."""

    command: str
    host: str
    process: int
    taken_at: datetime
    beat_at: datetime
    """When it last said that it is alive."""


def take(tx: Transaction, mine: Holder) -> Holder | None:
    """Take the lock; return None where it is ours now, else who has it."""
    if tx.insert_new(run_lock, {"name": _NAME, **asdict(mine)}):
        return None
    found = tx.rows(select(run_lock).where(run_lock.c.name == _NAME))
    if not found:  # let go between the two questions
        return take(tx, mine)
    row = found[0]
    return Holder(row.owner, row.command, row.host, row.process, row.taken_at, row.beat_at)


def take_over(tx: Transaction, mine: Holder, from_whom: Holder) -> bool:
    """Take the lock from somebody dead; tell whether it was still theirs, so that of two only one gets it."""
    held = (run_lock.c.name == _NAME) & (run_lock.c.owner == from_whom.owner)
    return tx.execute(update(run_lock).where(held).values(**asdict(mine))) == 1


def beat(tx: Transaction, owner: str, *, now: datetime) -> bool:
    """Say that the owner is alive; tell whether the lock is still its own."""
    return tx.execute(update(run_lock).where(run_lock.c.owner == owner).values(beat_at=now)) == 1


def release(tx: Transaction, owner: str) -> None:
    """Let go of the lock, if it is the owner's."""
    tx.execute(delete(run_lock).where(run_lock.c.owner == owner))
