"""Rows of the LMS that could not be read: kept apart with what was told of them, until somebody, or a night, can.

    unreadable ─► waiting ─► mended    read after all, or no longer there to be read
                     │  ▲
                     ▼  │ reason or value another one
                   dropped             somebody has seen it; silent as long as it stays the same

What was told may name people, so it is sealed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from connector.moodle.reading import Reading, Scope, Unreadable
from connector.moodle.records import Record
from mappings.keeping.secrecy import Keyring
from mappings.store import Transaction
from mappings.tables import quarantine, stream

_LONGEST = {"number": 100, "reason": 100}
"""Signs, as the table has them."""


class QuarantineState(StrEnum):
    """How a row set apart stands."""

    WAITING = "waiting"
    DROPPED = "dropped"
    MENDED = "mended"


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row set apart."""

    quarantine_id: int
    site: str
    stream: str
    number: str
    """Its key in the LMS as far as known."""

    reason: str
    """Moodle's code, or the fields that were not understood."""

    keys: Mapping[str, int]
    raw_sealed: str | None = field(repr=False)
    attempts: int
    """How many readings have met it."""

    first_seen: datetime
    last_seen: datetime
    state: QuarantineState


@dataclass(frozen=True, slots=True)
class Sorted:
    """What a reading has done to the rows set apart of its stream, in rows."""

    new: int = 0
    """New, or back."""

    again: int = 0
    mended: int = 0


def set_aside(
    tx: Transaction, site: str, reading: Reading[Record], keyring: Keyring, now: datetime
) -> Sorted:
    """Keep what a reading could not read, and note what it no longer meets; in the reading's own transaction.

    Only a complete reading mends, and only where it has looked.
    """
    known = {each.number: each for each in _found(tx, site=site, stream=reading.stream)}
    met = {_short("number", each.number): each for each in reading.unreadable}
    new = again = 0
    for number, row in met.items():
        before = known.get(number)
        if before is None or before.state is QuarantineState.MENDED:
            new += 1
        else:
            again += 1
        _note(tx, site, reading.stream, row, before, keyring, now)
    gone = [
        each.quarantine_id
        for number, each in known.items()
        if number not in met and each.state is not QuarantineState.MENDED and _looked_at(reading, each)
    ]
    mark_mended(tx, gone, now)
    return Sorted(new, again, len(gone))


def waiting(tx: Transaction) -> Sequence[SetAside]:
    """Return the rows nobody has dropped or mended, by site, stream and place."""
    return listed(tx, [QuarantineState.WAITING])


def waiting_numbers(tx: Transaction, site: str, name: str) -> list[str]:
    """Return the LMS numbers of the rows of a stream that wait for somebody."""
    found = _found(tx, site=site, stream=name, state=QuarantineState.WAITING.value)
    return [each.number for each in found]


def listed(tx: Transaction, states: Collection[QuarantineState]) -> Sequence[SetAside]:
    """Return the rows in these states, by site, stream and the order they came in."""
    return [each for each in _found(tx) if each.state in states]


def find(tx: Transaction, quarantine_id: int) -> SetAside | None:
    """Return a row by our own number for it."""
    return next(iter(_found(tx, quarantine_id=quarantine_id)), None)


def drop(tx: Transaction, numbers: Iterable[int]) -> None:
    """Note that somebody has seen these rows and wants to hear no more of them until they change."""
    _mark(tx, numbers, state=QuarantineState.DROPPED.value)


def mark_mended(tx: Transaction, numbers: Iterable[int], now: datetime) -> None:
    """Note that these rows have been read after all."""
    _mark(tx, numbers, state=QuarantineState.MENDED.value, last_seen=now)


def met_again(
    tx: Transaction, row: SetAside, unreadable: Unreadable, keyring: Keyring, now: datetime
) -> None:
    """Note that a row was asked for once more in vain."""
    _note(tx, row.site, row.stream, unreadable, row, keyring, now)


def raw_of(row: SetAside, keyring: Keyring) -> str | None:
    """Return what the LMS told, as JSON; None where it could tell nothing, or the key has been lost since."""
    try:
        return keyring.open(row.raw_sealed) if row.raw_sealed else None
    except ValueError:
        return None


def _mark(tx: Transaction, numbers: Iterable[int], **values: Any) -> None:
    tx.update(quarantine, ({"quarantine_id": number, **values} for number in numbers))


def _note(
    tx: Transaction,
    site: str,
    stream: str,
    row: Unreadable,
    before: SetAside | None,
    keyring: Keyring,
    now: datetime,
) -> None:
    reason = _short("reason", row.reason)
    told: dict[str, Any] = {
        "reason": reason,
        "keys": dict(row.keys),
        "raw_sealed": keyring.seal(row.raw) if row.raw else None,
        "last_seen": now,
    }
    if before is None:
        first = {"site": site, "stream": stream, "number": _short("number", row.number), "first_seen": now}
        told |= {**first, "attempts": 1, "state": QuarantineState.WAITING.value}
        tx.insert(quarantine, [told])
        return
    same = before.reason == reason and (raw_of(before, keyring) or "") == row.raw
    silent = before.state is QuarantineState.DROPPED and same
    state = QuarantineState.DROPPED if silent else QuarantineState.WAITING
    _mark(tx, [before.quarantine_id], **told, attempts=before.attempts + 1, state=state.value)


def _looked_at(reading: Reading[Record], row: SetAside) -> bool:
    """Tell whether a reading would have met the row, were it still as it was."""
    scope = reading.scope
    if not reading.complete:
        return False
    return scope is None or _within(scope, row.keys)


def _within(scope: Scope, keys: Mapping[str, int]) -> bool:
    return keys.get(scope.column) in scope.values


def _short(name: str, text: str) -> str:
    """Return a text as both databases take it."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()[: _LONGEST[name]]


def _found(tx: Transaction, **where: str | int) -> list[SetAside]:
    its = quarantine.c
    names = [each.name for each in fields(SetAside)]
    asked = select(*(its[name] for name in names)).where(
        *(its[name] == value for name, value in where.items())
    )
    rows = tx.rows(asked.order_by(its.site, its.stream, its.quarantine_id))
    found = (dict(zip(names, row, strict=True)) for row in rows)
    return [SetAside(**{**told, "state": QuarantineState(told["state"])}) for told in found]


def notes_of(tx: Transaction, site: str, name: str) -> Mapping[str, Any]:
    """Return what the last complete reading of a stream has left for the next."""
    its = stream.c
    found = tx.rows(select(its.notes).where(its.site == site, its.name == name))
    return dict(found[0][0] or {}) if found else {}
