"""The ledger of letters: what is known of each at every moment, so that none goes out twice and none is lost.

    (nothing) ─claim─► claimed ─hand over─► handing ─taken─► sent
                          │ ▲                  │
                          │ ╰──claim───────────│── by any later run: it has not left the house
                          ╰────────refused─────┴──────► failed ─claim─► claimed …

A letter is `handing` from just before the server is given it until the server has answered. What stays so belongs
to a run that never came back: it may or may not have arrived, and is shown to the administrator rather than sent
again. Of two runs that claim one letter, the one that is first to hand it over sends it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, and_, exists, select, update

from mappings.store import Transaction
from mappings.tables import delivery

Standing = Literal["claimed_now", "in_doubt", "sent"]
"""claimed_now: ours to send. in_doubt: handed over by somebody who has not said how it ended. sent: done."""

_CLAIMED, _HANDING, _SENT, _FAILED = "claimed", "handing", "sent", "failed"


@dataclass(frozen=True, slots=True)
class DoubtfulLetter:
    """A letter of which nobody knows whether it arrived."""

    letter: str
    run_id: int
    claimed_at: datetime
    recipient: str = field(repr=False)


def claim_letter(tx: Transaction, run_id: int, *, letter: str, recipient: str, now: datetime) -> Standing:
    """Claim a letter for sending, unless it was sent or handed over; a claim of another run is taken over."""
    row = {"run_id": run_id, "recipient": recipient, "state": _CLAIMED, "claimed_at": now, "sent_at": None}
    if tx.insert_new(delivery, row | {"letter": letter}):
        return "claimed_now"
    if tx.execute(update(delivery).where(_in(letter, _CLAIMED, _FAILED)).values(row)) == 1:
        return "claimed_now"
    return "sent" if letter_state(tx, letter) == _SENT else "in_doubt"


def letter_state(tx: Transaction, letter: str) -> str | None:
    """Return what the ledger says of a letter, None where it has never heard of it."""
    state: str | None = tx.scalar(select(delivery.c.state).where(delivery.c.letter == letter))
    return state


def hand_over_letter(tx: Transaction, run_id: int, letter: str) -> bool:
    """Write that the server is about to be given the letter; False where another run has taken over the claim."""
    ours = and_(_in(letter, _CLAIMED), delivery.c.run_id == run_id)
    return tx.execute(update(delivery).where(ours).values(state=_HANDING)) == 1


def mark_letter_sent(tx: Transaction, letter: str, *, now: datetime) -> None:
    """Write that a letter was taken by the server, or lies in the folder it was to be put in."""
    tx.execute(update(delivery).where(_in(letter, _CLAIMED, _HANDING)).values(state=_SENT, sent_at=now))


def release_letter(tx: Transaction, run_id: int, letter: str) -> None:
    """Write that a letter of the run was refused and did not arrive: it may be claimed again."""
    ours = and_(_in(letter, _CLAIMED, _HANDING), delivery.c.run_id == run_id)
    tx.execute(update(delivery).where(ours).values(state=_FAILED))


def doubtful_letters(tx: Transaction) -> tuple[DoubtfulLetter, ...]:
    """Return the letters of which no answer is known, oldest first; while a run sends, its own is among them."""
    asked = select(delivery).where(delivery.c.state == _HANDING).order_by(delivery.c.delivery_id)
    return tuple(
        DoubtfulLetter(row.letter, row.run_id, row.claimed_at, row.recipient) for row in tx.rows(asked)
    )


def letter_went_out(run_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Tell, within a query, whether a letter of the run was taken by the server."""
    return exists().where(delivery.c.run_id == run_id, delivery.c.state == _SENT)


def _in(letter: str, *states: str) -> ColumnElement[bool]:
    return and_(delivery.c.letter == letter, delivery.c.state.in_(states))
