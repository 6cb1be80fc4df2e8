"""Letters go out once: each is claimed in the ledger, and noted again when the server is about to be given it.

    claim ─► connection, login, sender, recipient ─► handing ─► the letter ─► sent

A crash before `handing` leaves a claimed letter that surely went nowhere: the next run sends it. A crash between
`handing` and the answer leaves one that may or may not have arrived: it is shown to the administrator rather than
sent a second time unasked. A file in an outbox is never in doubt, for writing it again is harmless.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from enum import StrEnum

from connector.errors import BorderError
from connector.mailbox import Handing, MaybeSentError
from mappings.keeping import published
from mappings.store import Store, StoreError


class DeliveryState(StrEnum):
    """What became of a letter."""

    SENT = "sent"
    ALREADY_SENT = "already_sent"
    UNCERTAIN = "uncertain"
    """Handed over, and no answer is known: by this run, or by one that never came back."""

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


Carrier = Callable[[Envelope, Handing], object]
"""Takes a letter and says how far it has come; raises BorderError where it does not arrive."""


class _TakenOverError(Exception):
    """Another run has claimed the letter after us: it is theirs to send."""


def deliver(
    store: Store, run_id: int, envelopes: Iterable[Envelope], carrier: Carrier, clock: Callable[[], datetime]
) -> list[Delivery]:
    """Send every letter that was not sent before; one that fails doesn't stop the others."""
    return [
        _deliver_one(_Ledger(store, run_id, envelope, clock), number, carrier)
        for number, envelope in enumerate(envelopes, start=1)
    ]


def _deliver_one(ledger: "_Ledger", number: int, carrier: Carrier) -> Delivery:
    letter = ledger.envelope.letter
    standing = ledger.claim()
    if standing != "claimed_now":
        return Delivery(number, letter, _state(standing))
    try:
        carrier(ledger.envelope, Handing(ledger.begins, ledger.taken))
    except _TakenOverError:
        return Delivery(number, letter, _state(ledger.standing()))
    except MaybeSentError as error:
        return Delivery(number, letter, DeliveryState.UNCERTAIN, error)
    except StoreError:  # what the ledger says stands: in doubt, or to be claimed again
        raise
    except BorderError as error:
        ledger.release()
        return Delivery(number, letter, DeliveryState.FAILED, error)
    except OSError:  # a file that was not written: nothing has gone out
        ledger.release()
        raise
    return Delivery(number, letter, DeliveryState.SENT)


def _state(standing: str | None) -> DeliveryState:
    """Return what a letter is that is not ours to send; in another run's hands, how it ends is not known yet."""
    return DeliveryState.ALREADY_SENT if standing == "sent" else DeliveryState.UNCERTAIN


@dataclass(frozen=True)
class _Ledger:
    """One letter's line in the ledger of letters, each word written in a transaction of its own."""

    store: Store
    run_id: int
    envelope: Envelope
    clock: Callable[[], datetime]

    def claim(self) -> str:
        """Claim the letter and say how it stands."""
        letter, recipient = self.envelope.letter, self.envelope.recipient
        with self.store.transaction() as tx:
            return published.claim_letter(
                tx, self.run_id, letter=letter, recipient=recipient, now=self.clock()
            )

    def standing(self) -> str | None:
        """Say how the letter stands, without claiming it."""
        with self.store.reading() as tx:
            return published.letter_state(tx, self.envelope.letter)

    def begins(self) -> None:
        """Note that from now on the letter may arrive."""
        with self.store.transaction() as tx:
            ours = published.hand_over_letter(tx, self.run_id, self.envelope.letter)
        if not ours:
            raise _TakenOverError

    def taken(self) -> None:
        """Note that it has arrived."""
        with self.store.transaction() as tx:
            published.mark_letter_sent(tx, self.envelope.letter, now=self.clock())

    def release(self) -> None:
        """Note that it did not arrive, and may be claimed again."""
        with self.store.transaction() as tx:
            published.release_letter(tx, self.run_id, self.envelope.letter)
