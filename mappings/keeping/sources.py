"""What the numbers rest on, and how old it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from mappings.store import Transaction
from mappings.tables import roster_import, stream


@dataclass(frozen=True, slots=True)
class StreamRead:
    """When a stream of an LMS was last read whole, and how many rows it had."""

    site: str
    name: str
    read_at: datetime
    rows: int


@dataclass(frozen=True, slots=True)
class RosterTaken:
    """When a staff list was taken in, and how many rows it had."""

    imported_at: datetime
    rows: int


def streams_read(tx: Transaction) -> Sequence[StreamRead]:
    """Return every stream that was ever read whole, by site and name."""
    known = stream.c
    found = tx.rows(
        select(known.site, known.name, known.read_at, known.rows).order_by(known.site, known.name)
    )
    return [StreamRead(*row) for row in found]


def newest_roster(tx: Transaction) -> RosterTaken | None:
    """Return the staff list taken in last."""
    known = roster_import.c
    asked = select(known.imported_at, known.rows).order_by(known.import_id.desc()).limit(1)
    return next((RosterTaken(*row) for row in tx.rows(asked)), None)
