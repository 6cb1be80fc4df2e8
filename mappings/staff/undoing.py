"""Taking an import back: what it changed stands again as it did before, by the journal, in whole sets.

People and organisations it added stay as numbers, withdrawn: what was decided of them comes back with them.
Whatever a later import has built upon can't be taken away under it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Table, delete, select

from mappings.staff.deeds import Kind
from mappings.store import Transaction
from mappings.tables import (
    employment,
    organisation,
    organisation_spelling,
    person,
    roster_change,
    roster_import,
)

_POST_COLUMNS = {
    Kind.CORRECTED.value: ("kind", "post", "subject", "main", "hired", "extra"),
    Kind.ENDED.value: ("left",),
    Kind.REOPENED.value: ("left",),
}


@dataclass(frozen=True, slots=True)
class Undoable:
    """What is known of an import before it is taken back."""

    import_id: int
    as_of: date
    undone: bool
    journaled: bool
    """False of what an earlier version imported: nobody knows what stood before."""

    people: int
    """How many it changed anything of."""

    later: tuple[int, ...]
    """Imports that rest on it, newest first: they have to be taken back before it."""


def undoable(tx: Transaction, import_id: int) -> Undoable | None:
    """Return whether, and how, an import can be taken back; None where there is none of this number."""
    its = roster_import.c
    asked = select(its.as_of, its.undone_at, its.counts).where(its.import_id == import_id)
    row = next(iter(tx.rows(asked)), None)
    if row is None:
        return None
    touched = _touched(tx, import_id)
    return Undoable(
        import_id=import_id,
        as_of=row.as_of,
        undone=row.undone_at is not None,
        journaled=row.counts is not None,
        people=len(touched.people),
        later=tuple(_later(tx, import_id, touched)),
    )


def undo(tx: Transaction, import_id: int, *, now: datetime, by: str) -> None:
    """Take an import back that `undoable` says can be; the import stays on record."""
    _restore_people(tx, import_id)
    _restore_posts(tx, import_id)
    _restore_organisations(tx, import_id)
    tx.execute(delete(employment).where(employment.c.import_id == import_id))
    tx.execute(delete(organisation_spelling).where(organisation_spelling.c.import_id == import_id))
    tx.update(roster_import, [{"import_id": import_id, "undone_at": now, "undone_by": by}])


@dataclass(frozen=True, slots=True)
class _Touched:
    people: frozenset[int]
    organisations: frozenset[int]


def _touched(tx: Transaction, import_id: int) -> _Touched:
    its = roster_change.c
    asked = select(its.person_id, its.organisation_id).where(its.import_id == import_id)
    rows = tx.rows(asked)
    return _Touched(
        frozenset(row.person_id for row in rows if row.person_id is not None),
        frozenset(row.organisation_id for row in rows if row.person_id is None),
    )


def _later(tx: Transaction, import_id: int, touched: _Touched) -> Iterator[int]:
    """Yield the later imports that speak of the same organisations, or name people this one changed."""
    its = roster_import.c
    asked = select(its.import_id, its.seen).where(its.import_id > import_id, its.undone_at.is_(None))
    for number, seen in tx.rows(asked.order_by(its.import_id.desc())):
        if touched.people.intersection(seen) or touched.organisations & _touched(tx, number).organisations:
            yield number


def _deeds(tx: Transaction, import_id: int, *kinds: Kind) -> Iterable[Any]:
    """Return the deeds of an import of some kinds, last first."""
    its = roster_change.c
    asked = select(roster_change).where(
        its.import_id == import_id, its.kind.in_([each.value for each in kinds])
    )
    return tx.rows(asked.order_by(its.position.desc()))


def _restore_people(tx: Transaction, import_id: int) -> None:
    joined = [row.person_id for row in _deeds(tx, import_id, Kind.JOINED)]
    gone = {"withdrawn": True, "snils_hash": None, "snils_sealed": None}
    tx.update(person, ({"person_id": number, **gone} for number in joined))
    changed = [({"person_id": row.person_id}, row.before) for row in _deeds(tx, import_id, Kind.FACTS)]
    _blot_out_numbers(tx, changed)
    _write_back(tx, person, changed)


def _blot_out_numbers(
    tx: Transaction, changed: Iterable[tuple[Mapping[str, int], Mapping[str, Any]]]
) -> None:
    """Blank the СНИЛС that are going to be others: two people may have swapped theirs, and none stands twice."""
    tx.update(person, ({**key, "snils_hash": None} for key, before in changed if "snils_hash" in before))


def _restore_posts(tx: Transaction, import_id: int) -> None:
    for kind in (Kind.CORRECTED, Kind.ENDED, Kind.REOPENED):
        names = _POST_COLUMNS[kind.value]
        _write_back(
            tx,
            employment,
            (
                ({"employment_id": row.employment_id}, {name: row.before[name] for name in names})
                for row in _deeds(tx, import_id, kind)
            ),
        )


def _restore_organisations(tx: Transaction, import_id: int) -> None:
    deeds = list(_deeds(tx, import_id, Kind.ORGANISATION))
    new = [row.organisation_id for row in deeds if row.before is None]
    known = [
        ({"organisation_id": row.organisation_id}, row.before) for row in deeds if row.before is not None
    ]
    tx.update(organisation, ({"organisation_id": number, "withdrawn": True} for number in new))
    _write_back(tx, organisation, known)


def _write_back(
    tx: Transaction, table: Table, restored: Iterable[tuple[Mapping[str, int], Mapping[str, Any]]]
) -> None:
    """Write columns as they were, rows with the same columns together."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for key, before in restored:
        values = {name: _value(table, name, told) for name, told in before.items()}
        alike[tuple(sorted(before))].append({**key, **values})
    for rows in alike.values():
        tx.update(table, rows)


def _value(table: Table, name: str, told: Any) -> Any:
    return date.fromisoformat(told) if told is not None and isinstance(table.c[name].type, Date) else told
