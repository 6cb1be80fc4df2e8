"""Facts pulled from the LMS: what is read is compared with what is kept, and kept.

    Reading ─► read (temporary) ─► resolve ─► find_missing, compare ─► deeds ─► guard ─► do, stream

Only rows that are new, changed, missing or back are written. What is missing where it was looked for is missed
first, and gone when a later reading misses it again: a partial answer is not the truth. Rows and cursor are kept
in one transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from connector.moodle.reading import Reading
from connector.moodle.records import Record
from mappings.keeping.guard import DEFAULT_GUARD, Guard, HeldReason
from mappings.keeping.pulled_absence import (
    LOOKED_AT,
    find_missing,
    looked_at,
    scope_values,
    untold_columns,
)
from mappings.keeping.pulled_deeds import compare, counts, do, resolve
from mappings.keeping.pulled_rows import columns_of
from mappings.keeping.pulled_staging import Deed, Stage, stage_of
from mappings.keeping.secrecy import Keyring
from mappings.store import Transaction
from mappings.tables import completion, stream

__all__ = ["Guard", "HeldReason", "Kept", "completed_courses", "keep"]


@dataclass(frozen=True, slots=True)
class Kept:
    """What one reading of a stream did, in rows."""

    read: int
    """Different rows; what stood in the reading twice counts once."""

    added: int = 0
    changed: int = 0
    returned: int = 0
    """Back after having been gone, changed or not."""

    missed: int = 0
    """Missing for the first time; they still count as there."""

    gone: int = 0
    """Missing for the second time, or known better now."""

    repeated: int = 0
    """Rows that stood in the reading more than once; the last one held."""

    held: HeldReason | None = None
    """Why the reading was not believed; nothing at all was written then."""

    left: int | None = None
    """How many rows a reading that is held back would leave."""

    live: int = 0
    """Rows that are kept and not gone, afterwards."""


def keep(
    tx: Transaction,
    site: str,
    name: str,
    reading: Reading[Record],
    *,
    keyring: Keyring,
    now: datetime,
    since: datetime | None = None,
    accepted: int | None = None,
    guard: Guard = DEFAULT_GUARD,
) -> Kept:
    """Keep one reading of a stream of a site, unless the guard holds it back.

    `name` is the stream's in `PULLED`: the reading of attempts is kept twice, as `attempts` and `part_marks`.
    `since` is the moment of the LMS kept as cursor beside the rows of a complete reading. `accepted`: somebody
    has seen that so many rows would be left, and agrees to so many or more.
    """
    stage, untold = stage_of(name), untold_columns(reading)
    with tx.temporary(stage.read, stage.standing, stage.deeds, LOOKED_AT):
        told = tx.load(stage.read, columns_of(name, reading.records, keyring))
        tx.load(LOOKED_AT, scope_values(reading.scope))
        tx.analyze(stage.read)
        read = int(tx.scalar(select(func.count()).select_from(stage.read)))
        resolve(tx, stage, site, untold)
        find_missing(tx, stage, site, reading, now)
        compare(tx, stage, site, untold)
        tx.analyze(stage.deeds)
        found = counts(tx, stage)
        before = _before(tx, stage, site, reading)
        kept = _kept(found, before, read=read, repeated=told - read)
        held = _held(found, before, kept, accepted, guard)
        if held is not None:
            return Kept(read, repeated=told - read, held=held, left=_left(kept), live=before.live)
        do(tx, stage, site, untold, found, now)
    if reading.complete:
        _note_stream(tx, site, name, reading, now=now, since=since, rows=kept.live)
    return kept


@dataclass(frozen=True, slots=True)
class _Before:
    """How many rows stood before."""

    live: int
    looked_at: int
    """Where the reading looked, and not missed yet."""


def _before(tx: Transaction, stage: Stage, site: str, reading: Reading[Record]) -> _Before:
    kept = stage.kept.c
    looked = and_(kept.missed_at.is_(None), looked_at(stage, reading))
    live = and_(kept.site == site, kept.gone_at.is_(None))
    [row] = tx.rows(select(func.count(), func.count().filter(looked)).select_from(stage.kept).where(live))
    return _Before(*row)


def _kept(found: Mapping[Deed, int], before: _Before, *, read: int, repeated: int) -> Kept:
    gone = found[Deed.GONE] + found[Deed.SUPERSEDED]
    return Kept(
        read,
        added=found[Deed.ADDED],
        changed=found[Deed.CHANGED],
        returned=found[Deed.RETURNED],
        missed=found[Deed.MISSED],
        gone=gone,
        repeated=repeated,
        live=before.live + found[Deed.ADDED] + found[Deed.RETURNED] - gone,
    )


def _left(kept: Kept) -> int:
    return kept.live - kept.missed


def _held(
    found: Mapping[Deed, int], before: _Before, kept: Kept, accepted: int | None, guard: Guard
) -> HeldReason | None:
    left = _left(kept)
    if accepted is not None and left >= accepted:
        return None
    return guard.judge(before=before.looked_at, lost=found[Deed.MISSED], left=left)


def _note_stream(
    tx: Transaction,
    site: str,
    name: str,
    reading: Reading[Record],
    *,
    now: datetime,
    since: datetime | None,
    rows: int,
) -> None:
    """Note how the stream was read; the first time stays, and what this reading cannot tell."""
    whole = reading.scope is None
    note = {
        "site": site,
        "name": name,
        "first_read_at": now,
        "read_at": now,
        "rows": rows,
        "since": since,
        "whole_at": (since or now) if whole else None,
        "notes": dict(reading.notes) if name == reading.stream else {},
    }
    stays = {"first_read_at": True, "since": since is None, "whole_at": not whole}
    tx.upsert(stream, [note], keep=[column for column, kept in stays.items() if kept])


def completed_courses(tx: Transaction, site: str) -> int:
    """Return how many completions are kept that have come about; the others are only begun."""
    its = completion.c
    done = and_(its.site == site, its.gone_at.is_(None), its.completed_at.is_not(None))
    return int(tx.scalar(select(func.count()).select_from(completion).where(done)))
