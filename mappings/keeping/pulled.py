"""Facts pulled from the LMS: what is read is compared with what is kept, and kept.

    records ─► rows_of ─► keep: compare with what is kept, by hash ─► one upsert a stream

What was read is written only where it is new, changed or back; the rest only learns that it was seen. Only a
whole reading (`complete`) says anything about what is missing from it.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Table, and_, func, select, update

from mappings.keeping.pulled_rows import Row, part_rows, row_of, rows_of
from mappings.store import Transaction
from mappings.tables import PULLED, completion, stream

__all__ = ["Kept", "Row", "content_hash", "keep", "live_rows", "part_rows", "row_of", "rows_of"]

Number = tuple[Any, ...]
"""A row's primary key without its site."""

_MARKS = frozenset({"site", "content_hash", "first_seen", "changed_at", "last_seen", "missed_at", "gone_at"})
_NO_CONTENT = frozenset({"last_access", "snils_sealed", "created_minute"})
"""What is kept but makes no change: a visit is no news, and a seal differs each time."""

_VISITS = {"accounts": "last_access"}
"""The column of a stream that is written whenever it moves, without a change being counted."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What one reading of a stream did, in rows."""

    read: int
    """Different rows; what stood in the reading twice counts once."""

    added: int = 0
    changed: int = 0
    returned: int = 0
    """Back after having been gone, changed or not."""

    gone: int = 0
    repeated: int = 0
    """Rows that stood in the reading more than once; the last one held."""


def keep(
    tx: Transaction,
    site: str,
    name: str,
    rows: Iterable[Row],
    *,
    now: datetime,
    complete: bool,
    untold: Collection[str] = (),
) -> Kept:
    """Keep one reading of a stream of a site: rows of `rows_of`, all with the same keys.

    None in the columns `untold` says nothing: what is kept there stands.
    """
    shelf = _Shelf(tx, site, name, now)
    told = [(shelf.number(row), row) for row in rows]
    read = shelf.with_kept(dict(told), sorted(untold))
    known = shelf.known()
    kept = shelf.write(read, known)
    missing = [number for number, each in known.items() if not each.gone and number not in read]
    if complete:
        shelf.mark_gone(missing)
        shelf.mark_all_seen()
        shelf.mark_read(len(read))
    else:
        shelf.mark_seen(read.keys())
    return replace(kept, gone=len(missing) if complete else 0, repeated=len(told) - len(read))


def completed_courses(tx: Transaction, site: str) -> int:
    """Return how many completions are kept that have come about; the others are only begun."""
    its = completion.c
    done = and_(its.site == site, its.gone_at.is_(None), its.completed_at.is_not(None))
    return int(tx.scalar(select(func.count()).select_from(completion).where(done)))


def live_rows(tx: Transaction, site: str, name: str) -> int:
    """Return how many rows of a stream are kept and not gone."""
    table = PULLED[name]
    live = and_(table.c.site == site, table.c.gone_at.is_(None))
    return int(tx.scalar(select(func.count()).select_from(table).where(live)))


def content_hash(row: Row) -> str:
    """Return what tells whether a row's content is another one, the same on every machine and night."""
    content = [(key, _canonical(row[key])) for key in sorted(row.keys() - _NO_CONTENT - _MARKS)]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _canonical(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


@dataclass(frozen=True, slots=True)
class _Known:
    """What is kept of a row, as far as comparing needs it."""

    content_hash: str
    first_seen: datetime
    changed_at: datetime
    gone: bool
    visit: datetime | None


class _Shelf:
    """One stream of one site, in one transaction, at one moment."""

    def __init__(self, tx: Transaction, site: str, name: str, now: datetime) -> None:
        self._tx = tx
        self._site = site
        self._name = name
        self._now = now
        self._table: Table = PULLED[name]
        self._keys = [column.name for column in self._table.primary_key.columns if column.name != "site"]
        self._visit = _VISITS.get(name)

    def number(self, row: Row) -> Number:
        return tuple(row[key] for key in self._keys)

    def known(self) -> dict[Number, _Known]:
        """Return what is kept, gone rows too."""
        table, width = self._table, len(self._keys)
        marks = [table.c.content_hash, table.c.first_seen, table.c.changed_at, table.c.gone_at.is_not(None)]
        visit = table.c[self._visit] if self._visit else table.c.gone_at
        asked = select(*(table.c[key] for key in self._keys), *marks, visit)
        found = self._tx.stream(asked.where(table.c.site == self._site))
        return {tuple(row[:width]): _Known(*row[width:]) for row in found}

    def with_kept(self, read: Mapping[Number, Row], columns: Sequence[str]) -> Mapping[Number, Row]:
        """Return the rows with what is kept in these columns where nothing was told."""
        if not columns:
            return read
        table, width = self._table, len(self._keys)
        asked = select(*(table.c[name] for name in (*self._keys, *columns)))
        found = self._tx.stream(asked.where(table.c.site == self._site))
        kept = {tuple(row[:width]): dict(zip(columns, row[width:], strict=True)) for row in found}
        return {
            number: row | {name: kept[number][name] for name in columns if row[name] is None}
            if number in kept
            else row
            for number, row in read.items()
        }

    def write(self, read: Mapping[Number, Row], known: Mapping[Number, _Known]) -> Kept:
        """Write what is new, changed, back or visited; return the counts."""
        counts = {"added": 0, "changed": 0, "returned": 0}
        written: list[Row] = []
        for number, row in read.items():
            content, before = content_hash(row), known.get(number)
            kind = _kind(before, content)
            if kind:
                counts[kind] += 1
            if kind or self._visited(before, row):
                written.append(row | self._marks(content, before))
        self._tx.upsert(self._table, written)
        return Kept(len(read), **counts)

    def _visited(self, before: _Known | None, row: Row) -> bool:
        return self._visit is not None and before is not None and row.get(self._visit) != before.visit

    def _marks(self, content: str, before: _Known | None) -> Row:
        same = before is not None and before.content_hash == content
        return {
            "site": self._site,
            "content_hash": content,
            "first_seen": before.first_seen if before else self._now,
            "changed_at": before.changed_at if before and same else self._now,
            "last_seen": self._now,
            "gone_at": None,
        }

    def mark_gone(self, numbers: Iterable[Number]) -> None:
        self._set(numbers, gone_at=self._now)

    def mark_seen(self, numbers: Collection[Number]) -> None:
        self._set(numbers, last_seen=self._now)

    def _set(self, numbers: Iterable[Number], **values: datetime) -> None:
        keys = (dict(zip(self._keys, number, strict=True)) for number in numbers)
        self._tx.update(self._table, ({"site": self._site, **key, **values} for key in keys))

    def mark_all_seen(self) -> None:
        """After a whole reading whatever is not gone was seen."""
        live = and_(self._table.c.site == self._site, self._table.c.gone_at.is_(None))
        self._tx.execute(update(self._table).where(live).values(last_seen=self._now))

    def mark_read(self, rows: int) -> None:
        """Note when the stream was read whole; the first time stays."""
        read = {"site": self._site, "name": self._name, "first_read_at": self._now, "read_at": self._now}
        self._tx.upsert(stream, [read | {"rows": rows, "notes": {}}], keep=("first_read_at",))


def _kind(before: _Known | None, content: str) -> str | None:
    """Return which count of `Kept` a row belongs to; None for one that is as it was."""
    if before is None:
        return "added"
    if before.gone:
        return "returned"
    return "changed" if before.content_hash != content else None
