"""Letters go out once: each is claimed in the ledger before it is sent.

A crash between claim and answer leaves a claimed letter: it may or may not have arrived, so it is shown to
the administrator rather than sent a second time unasked.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from enum import StrEnum

from connector.errors import BorderError
from connector.mailbox import MaybeSentError
from mappings.keeping import published
from mappings.store import Store

Carrier = Callable[[EmailMessage, str], object]
"""Takes a message and its ledger key; raises BorderError where it does not arrive."""


class DeliveryState(StrEnum):
    """What became of a letter."""

    SENT = "sent"
    ALREADY_SENT = "already_sent"
    UNCERTAIN = "uncertain"
    """Claimed by a run that never came back to say how it ended."""

    FAILED = "failed"


@dataclass(frozen=True)
class Delivery:
    """What became of a letter to one mailbox."""

    recipient_no: int
    """Place in `report.recipients`, from 1: mailboxes stay out of logs."""

    letter: str
    state: DeliveryState
    error: BorderError | None = None

    @property
    def troubled(self) -> bool:
        """Tell whether somebody has to look at it."""
        return self.state in {DeliveryState.FAILED, DeliveryState.UNCERTAIN}


@dataclass(frozen=True)
class Envelope:
    """A letter to one mailbox, and the key that makes it unique."""

    letter: str
    recipient: str
    message: EmailMessage


def deliver(
    store: Store, run_id: int, envelopes: Iterable[Envelope], carrier: Carrier, clock: Callable[[], datetime]
) -> list[Delivery]:
    """Send every letter that was not sent before; one that fails doesn't stop the others."""
    return [
        _deliver_one(store, run_id, number, envelope, carrier, clock)
        for number, envelope in enumerate(envelopes, start=1)
    ]


def _deliver_one(
    store: Store,
    run_id: int,
    number: int,
    envelope: Envelope,
    carrier: Carrier,
    clock: Callable[[], datetime],
) -> Delivery:
    with store.transaction() as tx:
        standing = published.claim_letter(
            tx, run_id, letter=envelope.letter, recipient=envelope.recipient, now=clock()
        )
    if standing != "claimed_now":
        state = DeliveryState.ALREADY_SENT if standing == "sent" else DeliveryState.UNCERTAIN
        return Delivery(number, envelope.letter, state)
    try:
        carrier(envelope.message, envelope.letter)
    except MaybeSentError as error:
        return Delivery(number, envelope.letter, DeliveryState.UNCERTAIN, error)
    except BorderError as error:
        _release(store, envelope)
        return Delivery(number, envelope.letter, DeliveryState.FAILED, error)
    except OSError:  # a file that was not written: nothing has gone out
        _release(store, envelope)
        raise
    with store.transaction() as tx:
        published.mark_letter_sent(tx, envelope.letter, now=clock())
    return Delivery(number, envelope.letter, DeliveryState.SENT)


def _release(store: Store, envelope: Envelope) -> None:
    with store.transaction() as tx:
        published.release_letter(tx, envelope.letter)
