"""The ledger of letters: claimed before they are sent, so that none goes out twice.

    (nothing) ─claim─► claimed ─sent─► sent
                          ╰──failed──► failed ─claim─► claimed …

What stays claimed belongs to a run that never came back: it may or may not have arrived, and is shown to the
administrator rather than sent again.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Update, and_, exists, select, update

from mappings.store import Transaction
from mappings.tables import delivery

Standing = Literal["claimed_now", "claimed", "sent"]
"""claimed_now: ours to send. claimed: somebody's who never came back. sent: done."""

_CLAIMED, _SENT, _FAILED = "claimed", "sent", "failed"


@dataclass(frozen=True, slots=True)
class ClaimedLetter:
    """A letter of which nobody knows whether it arrived."""

    letter: str
    run_id: int
    claimed_at: datetime
    recipient: str = field(repr=False)


def claim_letter(tx: Transaction, run_id: int, *, letter: str, recipient: str, now: datetime) -> Standing:
    """Claim a letter for sending, unless it was sent or is claimed; two runs never both get `claimed_now`."""
    row = {"run_id": run_id, "recipient": recipient, "state": _CLAIMED, "claimed_at": now, "sent_at": None}
    if tx.insert_new(delivery, row | {"letter": letter}):
        return "claimed_now"
    failed = and_(delivery.c.letter == letter, delivery.c.state == _FAILED)
    if tx.execute(update(delivery).where(failed).values(row)) == 1:
        return "claimed_now"
    state = tx.scalar(select(delivery.c.state).where(delivery.c.letter == letter))
    return "sent" if state == _SENT else "claimed"


def mark_letter_sent(tx: Transaction, letter: str, *, now: datetime) -> None:
    """Write that a claimed letter was taken by the server."""
    tx.execute(_claimed(letter).values(state=_SENT, sent_at=now))


def release_letter(tx: Transaction, letter: str) -> None:
    """Write that a claimed letter was refused and did not arrive: it may be claimed again."""
    tx.execute(_claimed(letter).values(state=_FAILED))


def claimed_letters(tx: Transaction) -> tuple[ClaimedLetter, ...]:
    """Return the letters that stay claimed, oldest first; while a run sends, its own are among them."""
    asked = select(delivery).where(delivery.c.state == _CLAIMED).order_by(delivery.c.delivery_id)
    return tuple(
        ClaimedLetter(row.letter, row.run_id, row.claimed_at, row.recipient) for row in tx.rows(asked)
    )


def letter_went_out(run_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Tell, within a query, whether a letter of the run was taken by the server."""
    return exists().where(delivery.c.run_id == run_id, delivery.c.state == _SENT)


def _claimed(letter: str) -> Update:
    return update(delivery).where(delivery.c.letter == letter, delivery.c.state == _CLAIMED)
