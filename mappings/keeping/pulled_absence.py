"""What a reading says by its silence: which kept rows were looked for and not found."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    MetaData,
    Table,
    and_,
    case,
    delete,
    exists,
    false,
    literal,
    or_,
    select,
    true,
    tuple_,
    update,
)

from connector.moodle.reading import Reading, Scope, Unreadable
from connector.moodle.records import Record
from mappings.keeping.pulled_rows import columns_told_by
from mappings.keeping.pulled_staging import Deed, Stage
from mappings.store import Transaction
from mappings.tables import Moment, attempt

LOOKED_AT = Table(
    "looked_at",
    MetaData(),
    Column("value", Integer, primary_key=True, autoincrement=False),
    prefixes=["TEMPORARY"],
    sqlite_with_rowid=False,
)
"""The values of a reading's scope: there may be more than a statement takes."""


def looked_at(stage: Stage, reading: Reading[Record]) -> ColumnElement[bool]:
    """Return which kept rows are missing where they were not read; the scope's values lie in `LOOKED_AT`."""
    if not reading.complete or _says_nothing(stage, reading):
        return false()
    scope = reading.scope
    if scope is None:
        return true()
    if not scope.column:
        return false()
    column = _column(stage, scope.column)
    listed = [column.in_(select(LOOKED_AT.c.value))] if scope.values else []
    return or_(false(), *listed, *(_within(column, *span) for span in scope.spans))


def _says_nothing(stage: Stage, reading: Reading[Record]) -> bool:
    """Tell whether silence means nothing: parts that were not told, a row that may be any."""
    silent = stage.name == "part_marks" and "parts" in reading.untold
    return silent or any(not _known(stage, each) for each in reading.unreadable)


def _known(stage: Stage, row: Unreadable) -> Mapping[str, int]:
    """Return the keys of an unreadable row that are columns of the stream."""
    return {name: value for name, value in row.keys.items() if _has(stage, name)}


def _has(stage: Stage, name: str) -> bool:
    return name in stage.kept.c or (stage.name == "part_marks" and name in attempt.c)


def _column(stage: Stage, name: str) -> ColumnElement[Any]:
    """Return a column of the kept rows; part marks have those of their attempts besides their own."""
    if name in stage.kept.c:
        return stage.kept.c[name]
    its = and_(attempt.c.site == stage.kept.c.site, attempt.c.attempt_id == stage.kept.c.attempt_id)
    return select(attempt.c[name]).where(its).scalar_subquery()


def _within(column: ColumnElement[Any], begin: datetime | None, end: datetime | None) -> ColumnElement[bool]:
    from_on = column >= literal(begin, Moment) if begin else column.is_not(None)
    return and_(from_on, column < literal(end, Moment)) if end else from_on


def scope_values(scope: Scope | None) -> Iterable[list[list[int]]]:
    """Return what to load into `LOOKED_AT`."""
    return [[sorted(scope.values)]] if scope else []


def find_missing(tx: Transaction, stage: Stage, site: str, reading: Reading[Record], now: datetime) -> None:
    """Note what is to become of the rows that were looked for and not read.

    One that was missed at this very moment is left alone: a reading kept twice confirms nothing. Missed at a moment
    to come, our clock has been set back since.
    """
    kept = stage.kept
    deed = case((kept.c.missed_at.is_(None), Deed.MISSED.value), else_=Deed.GONE.value)
    live = and_(kept.c.site == site, kept.c.gone_at.is_(None), looked_at(stage, reading))
    earlier = or_(kept.c.missed_at.is_(None), kept.c.missed_at != literal(now, Moment))
    read = exists().where(*(stage.read.c[key] == kept.c[key] for key in stage.keys))
    asked = select(*(kept.c[key] for key in stage.keys), deed, false()).where(live, earlier, ~read)
    tx.insert_from(stage.deeds, [*stage.keys, "deed", "altered"], asked)
    _spare(tx, stage, site, reading.unreadable)
    _supersede(tx, stage, reading)


def _spare(tx: Transaction, stage: Stage, site: str, unreadable: Iterable[Unreadable]) -> None:
    """Take from the missing what may be one of the rows that could not be read."""
    by_columns: dict[tuple[str, ...], set[tuple[int, ...]]] = defaultdict(set)
    for row in unreadable:
        known = _known(stage, row)
        names = tuple(sorted(known))
        by_columns[names].add(tuple(known[name] for name in names))
    for names, values in by_columns.items():
        if names:
            _spare_by(tx, stage, site, names, values)


def _spare_by(
    tx: Transaction, stage: Stage, site: str, names: tuple[str, ...], values: set[tuple[int, ...]]
) -> None:
    columns = (Column(name, Integer, primary_key=True, autoincrement=False) for name in names)
    spared = Table("spared", MetaData(), *columns, prefixes=["TEMPORARY"])
    with tx.temporary(spared):
        tx.load(spared, [list(zip(*values, strict=True))])
        its = and_(
            stage.kept.c.site == site, *(stage.kept.c[key] == stage.deeds.c[key] for key in stage.keys)
        )
        alike = tuple_(*(_column(stage, name) for name in names)).in_(select(spared))
        tx.execute(delete(stage.deeds).where(exists().where(its, alike)))


def _supersede(tx: Transaction, stage: Stage, reading: Reading[Record]) -> None:
    """Set apart those missing of which less was told when they were read, where more is told now."""
    untold = untold_columns(reading)
    blanks = {name: blank for name, blank in stage.blanks.items() if name not in untold}
    if not blanks:
        return
    deeds, read = stage.deeds.c, stage.read.c
    known_better = exists().where(
        *(read[key] == deeds[key] for key in stage.keys if key not in blanks),
        *(or_(deeds[name] == blank, read[name] == deeds[name]) for name, blank in blanks.items()),
    )
    tx.execute(update(stage.deeds).where(known_better).values(deed=Deed.SUPERSEDED.value))


def untold_columns(reading: Reading[Record]) -> frozenset[str]:
    """Return the columns of which the site keeps silent."""
    return frozenset[str]().union(*(columns_told_by(field) for field in reading.untold))
