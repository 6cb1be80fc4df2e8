"""What became of a person by all the staff lists, and which imports there were, told from the journal.

What an import that was taken back had changed is not told. Of what was imported before there was a journal, only
posts are known: when each began to be known, and when it ended.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from mappings.identity.names import normal_name
from mappings.staff.deeds import Kind
from mappings.staff.telling import (
    FieldChange,
    FieldValue,
    Happenings,
    HistoryEntry,
    ImportRecord,
    PostLine,
    Told,
    field_changes,
    tell,
)
from mappings.store import Transaction
from mappings.tables import employment, organisation, person, roster_change, roster_import

_DAYS = frozenset({"birth_date", "work_started", "hired", "left"})
_POSTS = {Kind.BEGUN: "begun", Kind.ENDED: "ended", Kind.REOPENED: "reopened", Kind.CORRECTED: "corrected"}


def imports(tx: Transaction) -> list[ImportRecord]:
    """Return every import, newest first, those taken back too."""
    found = tx.rows(select(roster_import).order_by(roster_import.c.import_id.desc()))
    return [
        ImportRecord(
            import_id=row.import_id,
            as_of=row.as_of,
            imported_at=row.imported_at,
            by=row.imported_by,
            files=tuple(row.files),
            counts=row.counts or {},
            problems=len(row.problems),
            undone_at=row.undone_at,
            undone_by=row.undone_by,
        )
        for row in found
    ]


def is_known(tx: Transaction, person_id: int) -> bool:
    """Tell whether a person of this number was ever on a list that was not taken back."""
    its = person.c
    asked = select(its.person_id).where(its.person_id == person_id, its.withdrawn.is_(False))
    return tx.scalar(asked) is not None


def history(tx: Transaction, person_id: int) -> list[HistoryEntry]:
    """Return what became of a person, oldest first: by the import that told it, then posts before facts."""
    names = _organisation_names(tx)
    deeds = tx.rows(_deeds_of(roster_change.c.person_id == person_id))
    by_import: dict[int, list[Any]] = defaultdict(list)
    for row in deeds:
        by_import[row.import_id].append(row)
    told = [
        HistoryEntry(rows[0].as_of, import_id, rows[0].imported_at, each)
        for import_id, rows in by_import.items()
        for each in tell(_happenings(rows, names))
    ]
    return sorted([*_before_the_journal(tx, person_id, names), *told], key=lambda each: each.import_id)


def former_last_names(tx: Transaction) -> dict[int, tuple[str, ...]]:
    """Return the surnames people had before, by their numbers: from lists that name them, and from the journal."""
    its = person.c
    asked = select(its.person_id, its.last_name, its.former_last_name)
    told = select(roster_change.c.before, *(its.person_id, its.last_name)).join_from(
        roster_change, person, its.person_id == roster_change.c.person_id
    )
    told = told.join(roster_import).where(
        roster_import.c.undone_at.is_(None), roster_change.c.kind == Kind.FACTS.value
    )
    pairs = [(row.person_id, row.last_name, row.former_last_name) for row in tx.rows(asked)]
    pairs += [(row.person_id, row.last_name, row.before.get("last_name")) for row in tx.rows(told)]
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for number, present, former in pairs:
        if former and normal_name(former) != normal_name(present):
            found[number].setdefault(normal_name(former), former)
    return {number: tuple(names.values()) for number, names in found.items()}


def _deeds_of(condition: ColumnElement[bool]) -> Select[Any]:
    its, by = roster_change.c, roster_import.c
    asked = select(
        its.import_id, its.kind, its.organisation_id, its.before, its.after, by.as_of, by.imported_at
    ).join_from(roster_change, roster_import)
    return asked.where(condition, by.undone_at.is_(None)).order_by(its.import_id, its.position)


def _organisation_names(tx: Transaction) -> dict[int, str]:
    its = organisation.c
    return {row.organisation_id: row.name for row in tx.rows(select(its.organisation_id, its.name))}


def _happenings(rows: Iterable[Any], names: Mapping[int, str]) -> Happenings:
    posts: dict[str, list[PostLine]] = defaultdict(list)
    facts: tuple[FieldChange, ...] = ()
    for row in rows:
        kind = Kind(row.kind)
        if kind is Kind.FACTS:
            facts = field_changes(_values(row.before), _values(row.after))
        elif kind in _POSTS:
            posts[_POSTS[kind]].append(_post_line(kind, row, names))
    return Happenings(**{name: tuple(lines) for name, lines in posts.items()}, facts=facts)


def _post_line(kind: Kind, row: Any, names: Mapping[int, str]) -> PostLine:
    told = row.after if kind is Kind.BEGUN else row.before
    fields = field_changes(_values(row.before), _values(row.after)) if kind is Kind.CORRECTED else ()
    return PostLine(names.get(row.organisation_id, ""), told["post"], fields)


def _values(columns: Mapping[str, Any]) -> dict[str, object]:
    return {name: _value(name, told) for name, told in columns.items()}


def _value(name: str, told: Any) -> FieldValue | dict[str, str]:
    return date.fromisoformat(told) if name in _DAYS and told else told


def _before_the_journal(tx: Transaction, person_id: int, names: Mapping[int, str]) -> Iterator[HistoryEntry]:
    """Yield when posts that were imported before the journal began, by the import that brought them."""
    held, by = employment.c, roster_import.c
    asked = select(held.organisation_id, held.post, by.import_id, by.as_of, by.imported_at).join_from(
        employment, roster_import
    )
    asked = asked.where(held.person_id == person_id, by.counts.is_(None)).order_by(held.employment_id)
    for row in tx.rows(asked):
        line = PostLine(names[row.organisation_id], row.post)
        for told in tell(Happenings(begun=(line,))):
            yield HistoryEntry(row.as_of, row.import_id, row.imported_at, told)


__all__ = ["Told", "former_last_names", "history", "imports", "is_known"]
