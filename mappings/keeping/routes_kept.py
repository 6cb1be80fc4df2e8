"""Routes in the store: drafts come and go with what they rest on; an approved route stays as it was approved."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select

from mappings.facts import Format, RouteFact, RouteItem, RouteState
from mappings.store import Transaction
from mappings.tables import employment, route, route_item

ON_BUILD = "routes.approve = on_build"
"""Who approved what the configuration lets approve itself."""

_Basis = tuple[int, str | None, int | None]
"""Person, diagnostic and round: what a route rests on."""


@dataclass(frozen=True, slots=True)
class RoutesKept:
    """What keeping built routes did."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    settled: int = 0
    """Left alone, for a route approved or cancelled before rests on the same round."""

    withdrawn: int = 0
    """Drafts by rule that the rule does not make any more: a mark was changed, a round passed since, somebody left."""


def load_routes(tx: Transaction) -> tuple[RouteFact, ...]:
    """Return every route with its items, by person and then in the order they came."""
    columns = (
        route.c.route_id,
        route.c.person_id,
        route.c.diagnostic_id,
        route.c.round_number,
        route.c.state,
        route.c.created_on,
        route.c.approved_on,
    )
    items = _items(tx)
    found = tx.rows(select(*columns).order_by(route.c.person_id, route.c.route_id))
    return tuple(
        RouteFact(
            route_id=row.route_id,
            person_id=row.person_id,
            diagnostic_id=row.diagnostic_id,
            round_number=row.round_number,
            state=RouteState(row.state),
            created_on=row.created_on,
            approved_on=row.approved_on,
            items=items.get(row.route_id, ()),
        )
        for row in found
    )


def keep_routes(tx: Transaction, built: Iterable[RouteFact], *, now: datetime) -> RoutesKept:
    """Keep the routes built for the whole district.

    New ones are added, drafts that came out otherwise replaced, drafts that were not built again withdrawn;
    what was approved, cancelled or agreed elsewhere is left alone.
    """
    built = list(built)
    known: dict[_Basis, list[RouteFact]] = defaultdict(list)
    for each in load_routes(tx):
        known[_basis(each)].append(each)
    counts = {"added": 0, "replaced": 0, "unchanged": 0, "settled": 0}
    new: list[RouteFact] = []
    outdated: list[int] = []
    for each in built:
        kind = _kind(each, known[_basis(each)])
        counts[kind] += 1
        if kind in {"added", "replaced"}:
            new.append(each)
        if kind == "replaced":
            outdated += [old.route_id for old in known[_basis(each)] if old.route_id is not None]
    stale = _stale(known, {_basis(each) for each in built})
    _drop(tx, outdated + stale)
    _add(tx, new, now)
    return RoutesKept(**counts, withdrawn=len(stale))


def _stale(known: Mapping[_Basis, Sequence[RouteFact]], built: Collection[_Basis]) -> list[int]:
    """Return the drafts by rule that were not built again."""
    return [
        each.route_id
        for basis, routes in known.items()
        for each in routes
        if basis not in built
        and each.diagnostic_id is not None
        and each.state is RouteState.DRAFT
        and each.route_id is not None
    ]


def approve(
    tx: Transaction,
    *,
    on: date,
    by: str,
    now: datetime,
    organisation_ids: Iterable[int] | None = None,
    route_ids: Iterable[int] | None = None,
) -> int:
    """Approve drafts as of a day and return how many: those named, of those organisations' staff, or all."""
    chosen = _drafts(tx, on, organisation_ids, route_ids)
    tx.update(
        route,
        (
            {
                "route_id": each,
                "state": RouteState.APPROVED.value,
                "approved_on": on,
                "approved_by": by,
                "decided_at": now,
            }
            for each in chosen
        ),
    )
    return len(chosen)


def cancel(tx: Transaction, route_ids: Iterable[int], *, by: str, now: datetime) -> int:
    """Cancel drafts and return how many; the builder does not make them again. Approved routes stay."""
    chosen = _drafts(tx, None, None, route_ids)
    cancelled = {"state": RouteState.CANCELLED.value, "approved_by": by, "decided_at": now}
    return tx.update(route, ({"route_id": each, **cancelled} for each in chosen))


def _drafts(
    tx: Transaction,
    day: date | None,
    organisation_ids: Iterable[int] | None,
    route_ids: Iterable[int] | None,
) -> Sequence[int]:
    asked = select(route.c.route_id).where(route.c.state == RouteState.DRAFT.value)
    if route_ids is not None:
        asked = asked.where(route.c.route_id.in_(list(route_ids)))
    if organisation_ids is not None:
        staff = select(employment.c.person_id).where(
            employment.c.organisation_id.in_(list(organisation_ids)),
            or_(employment.c.left.is_(None), employment.c.left > day),
        )
        asked = asked.where(route.c.person_id.in_(staff))
    return [row.route_id for row in tx.rows(asked.order_by(route.c.route_id))]


def _items(tx: Transaction) -> Mapping[int, tuple[RouteItem, ...]]:
    found: dict[int, list[RouteItem]] = defaultdict(list)
    for row in tx.rows(select(route_item).order_by(route_item.c.route_id, route_item.c.position)):
        found[row.route_id].append(
            RouteItem(
                position=row.position,
                competency=row.competency,
                format=Format(row.format),
                course=None if row.course_id is None else (row.site, row.course_id),
                activity=row.activity,
                organiser=row.organiser,
                hours=row.hours,
                due_on=row.due_on,
                why=row.why,
            )
        )
    return {number: tuple(items) for number, items in found.items()}


def _basis(each: RouteFact) -> _Basis:
    return each.person_id, each.diagnostic_id, each.round_number


def _kind(built: RouteFact, known: Sequence[RouteFact]) -> str:
    """Return which count of `RoutesKept` a built route belongs to."""
    if built.diagnostic_id is None:
        # Agreed elsewhere: a person may have several, and only the same one again is no news.
        return "unchanged" if any(_same(built, each) for each in known) else "added"
    if any(each.state is not RouteState.DRAFT for each in known):
        return "settled"
    if not known:
        return "added"
    return "unchanged" if _same(built, known[0]) else "replaced"


def _same(one: RouteFact, other: RouteFact) -> bool:
    """Tell whether two routes ask for the same; due dates count from the day of building and are no change."""
    return one.state is other.state and _asked(one) == _asked(other)


def _asked(each: RouteFact) -> list[tuple[object, ...]]:
    return [(item.competency, item.format, item.course, item.activity, item.why) for item in each.items]


def _drop(tx: Transaction, route_ids: Sequence[int]) -> None:
    tx.delete(route_item.c.route_id, route_ids)
    tx.delete(route.c.route_id, route_ids)


def _add(tx: Transaction, built: Sequence[RouteFact], now: datetime) -> None:
    numbers = tx.insert_numbered(route, [_row(each, now) for each in built])
    tx.insert(
        route_item,
        (_item_row(number, item) for number, each in zip(numbers, built, strict=True) for item in each.items),
    )


def _row(each: RouteFact, now: datetime) -> dict[str, Any]:
    approved = each.state is RouteState.APPROVED
    return {
        "person_id": each.person_id,
        "diagnostic_id": each.diagnostic_id,
        "round_number": each.round_number,
        "state": each.state.value,
        "created_on": each.created_on,
        "approved_on": each.approved_on,
        "approved_by": ON_BUILD if approved else None,
        "decided_at": now if approved else None,
    }


def _item_row(route_id: int, item: RouteItem) -> dict[str, Any]:
    site, course_id = item.course or (None, None)
    return {
        "route_id": route_id,
        "position": item.position,
        "competency": item.competency,
        "format": item.format.value,
        "site": site,
        "course_id": course_id,
        "activity": item.activity,
        "organiser": item.organiser,
        "hours": item.hours,
        "due_on": item.due_on,
        "why": item.why,
    }
