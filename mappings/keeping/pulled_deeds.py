"""What a reading changes: rows that stand for others resolved, every row compared, and what was found done."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    cast,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)

from connector.moodle.records import EnrolmentStatus
from mappings.keeping.pulled_staging import Deed, Stage
from mappings.store import Transaction
from mappings.tables import Moment

_NO_CHANGE = frozenset({"last_access", "snils_sealed"})
"""What is kept but makes no change: a visit is no news, and a seal differs each time."""

_OVERWRITING = (Deed.CHANGED, Deed.RETURNED, Deed.FOUND, Deed.VISITED)

_VISITS = "last_access"
"""What is written whenever it moves, without a change being counted."""


def resolve(tx: Transaction, stage: Stage, site: str, untold: Collection[str]) -> None:
    """Put the rows that a record stands for in its place, where parts of the key are untold.

    A record that stands for one row tells of it; one that stands for several only tells that they are there.
    One that stands for none is a row of its own.
    """
    vague = {name: blank for name, blank in stage.blanks.items() if name in untold}
    if not vague:
        return
    read, standing = stage.read, stage.standing
    stands_for = _stands_for(stage, site, vague)
    tx.insert_from(standing, standing.columns.keys(), _standing(stage, stands_for, vague))
    tx.execute(delete(read).where(exists().where(stands_for)))
    tx.insert_from(read, read.columns.keys(), select(standing).where(literal(value=True)))


def _stands_for(stage: Stage, site: str, vague: Mapping[str, str | int]) -> ColumnElement[bool]:
    """Tell whether a vague record read stands for a live row kept."""
    read, kept = stage.read.c, stage.kept.c
    return and_(
        kept.site == site,
        kept.gone_at.is_(None),
        or_(*(read[name] == blank for name, blank in vague.items())),
        *(read[key] == kept[key] for key in stage.keys if key not in vague),
        *(or_(read[name] == blank, read[name] == kept[name]) for name, blank in vague.items()),
    )


def _standing(stage: Stage, stands_for: ColumnElement[bool], vague: Mapping[str, str | int]) -> Select[Any]:
    read, kept = stage.read, stage.kept
    alone = func.count().over(partition_by=[read.c[key] for key in stage.keys]) == 1
    content = (
        case((alone, _told_of_one(read.c[name], kept.c[name])), else_=kept.c[name]) for name in stage.content
    )
    # Of two that stand for one row the one that tells more of the key goes before.
    order = (case((read.c[name] == blank, 1), else_=0) for name, blank in vague.items())
    asked = select(*(kept.c[key] for key in stage.keys), *content).select_from(read.join(kept, stands_for))
    return asked.where(literal(value=True)).order_by(*order)


def _told_of_one(told: Column[Any], kept: Column[Any]) -> ColumnElement[Any]:
    """Return what holds of a row that a vague record stands for alone.

    A list of those let in and those not does not know suspended ones from those out of date.
    """
    if told.name != "status":
        return func.coalesce(told, kept)
    out = and_(told == EnrolmentStatus.SUSPENDED.value, kept == EnrolmentStatus.NOT_CURRENT.value)
    return case((out, kept), else_=told)


def compare(tx: Transaction, stage: Stage, site: str, untold: Collection[str]) -> None:
    """Note what is to become of each row that was read."""
    read, kept = stage.read, stage.kept
    altered = or_(*_differences(stage, untold, [name for name in stage.content if name not in _NO_CHANGE]))
    visited = or_(*_differences(stage, untold, [name for name in stage.content if name == _VISITS]))
    deed = case(
        (kept.c.site.is_(None), Deed.ADDED.value),
        (kept.c.gone_at.is_not(None), Deed.RETURNED.value),
        (altered, Deed.CHANGED.value),
        (kept.c.missed_at.is_not(None), Deed.FOUND.value),
        else_=Deed.VISITED.value,
    )
    same = and_(kept.c.site == site, *(read.c[key] == kept.c[key] for key in stage.keys))
    marked = or_(kept.c.site.is_(None), kept.c.gone_at.is_not(None), kept.c.missed_at.is_not(None))
    asked = select(*(read.c[key] for key in stage.keys), deed, altered)
    asked = asked.select_from(read.outerjoin(kept, same)).where(or_(marked, altered, visited))
    tx.insert_from(stage.deeds, [*stage.keys, "deed", "altered"], asked)


def _differences(stage: Stage, untold: Collection[str], names: Collection[str]) -> list[ColumnElement[bool]]:
    """Return for each column whether it is to be another one than is kept."""
    told = ((name, _told(stage, name, untold)) for name in names)
    differences = [_plain(stage.kept.c[name]).is_distinct_from(_plain(value)) for name, value in told]
    return [literal(value=False), *differences]


def _plain(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return what can be compared: PostgreSQL compares no JSON, and ours is always written one way."""
    return cast(value, Text) if isinstance(value.type, JSON) else value


def _told(stage: Stage, name: str, untold: Collection[str]) -> ColumnElement[Any]:
    """Return what is to stand in a column of a row that is kept already."""
    read, kept = stage.read.c[name], stage.kept.c[name]
    if name not in untold:
        return read
    return func.coalesce(read, kept, type_=kept.type) if kept.nullable else kept


def counts(tx: Transaction, stage: Stage) -> Mapping[Deed, int]:
    """Return how many rows each deed is about."""
    told = stage.deeds.c.deed
    found = tx.rows(select(told, func.count()).group_by(told))
    return dict.fromkeys(Deed, 0) | {Deed(deed): number for deed, number in found}


def do(
    tx: Transaction,
    stage: Stage,
    site: str,
    untold: Collection[str],
    found: Mapping[Deed, int],
    now: datetime,
) -> None:
    """Do to the kept rows what was noted and counted."""
    moment, missed_at = literal(now, Moment), stage.kept.c.missed_at
    if found[Deed.ADDED]:
        _add(tx, stage, site, now)
    if any(found[deed] for deed in _OVERWRITING):
        _overwrite(tx, stage, site, untold, now)
    for deed, values in (
        (Deed.MISSED, {"missed_at": moment}),
        (Deed.GONE, {"gone_at": case((missed_at > moment, moment), else_=missed_at)}),
        (Deed.SUPERSEDED, {"gone_at": moment}),
    ):
        if found[deed]:
            _mark(tx, stage, site, deed, **values)


def _add(tx: Transaction, stage: Stage, site: str, now: datetime) -> None:
    read, names = stage.read, stage.read.columns.keys()
    moment = literal(now, Moment)
    new = select(literal(site), *read.columns, moment, moment).select_from(
        read.join(stage.deeds, _its(stage))
    )
    names = ["site", *names, "first_seen", "changed_at"]
    tx.insert_from(stage.kept, names, new.where(stage.deeds.c.deed == Deed.ADDED.value))


def _its(stage: Stage) -> ColumnElement[bool]:
    return and_(*(stage.read.c[key] == stage.deeds.c[key] for key in stage.keys))


def _overwrite(tx: Transaction, stage: Stage, site: str, untold: Collection[str], now: datetime) -> None:
    kept, deeds = stage.kept, stage.deeds
    values: dict[str, Any] = {name: _told(stage, name, untold) for name in stage.content}
    changed_at = case((deeds.c.altered, literal(now, Moment)), else_=kept.c.changed_at)
    values |= {"changed_at": changed_at, "missed_at": None, "gone_at": None}
    about = deeds.c.deed.in_([deed.value for deed in _OVERWRITING])
    same = and_(kept.c.site == site, *(kept.c[key] == deeds.c[key] for key in stage.keys))
    tx.execute(update(kept).where(same, _its(stage), about).values(values))


def _mark(tx: Transaction, stage: Stage, site: str, deed: Deed, **values: ColumnElement[Any]) -> None:
    kept, deeds = stage.kept, stage.deeds
    same = and_(kept.c.site == site, *(kept.c[key] == deeds.c[key] for key in stage.keys))
    tx.execute(update(kept).where(same, deeds.c.deed == deed.value).values(values))
