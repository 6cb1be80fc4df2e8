"""Routes in the store: drafts, approval, and what never changes."""

from dataclasses import replace
from datetime import date

import pytest

from mappings.facts import Format, RouteFact, RouteItem, RouteState
from mappings.keeping import routes_kept
from mappings.keeping.routes_kept import RoutesKept

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)


def item(position=1, course=("lms", 7), due_on=MAY, competency="subject") -> RouteItem:
    return RouteItem(
        position, competency, Format.FORMAL, course, "Программа", "Институт", 72, due_on, "registry_programme"
    )


def draft(person_id=1, diagnostic="teachers", number=1, items=None, state=RouteState.DRAFT) -> RouteFact:
    approved = MARCH if state is RouteState.APPROVED else None
    items = (item(), item(2, None)) if items is None else items
    return RouteFact(None, person_id, diagnostic, number, state, MARCH, approved, items)


@pytest.fixture
def filled(district):
    district.roster(district.teacher(1), district.teacher(2), district.teacher(3, organisation="Лицей № 2"))
    return district


def keep(district, *built):
    with district.store.transaction() as tx:
        return routes_kept.keep_routes(tx, built, now=district.now)


def approve(district, on=APRIL, **which):
    with district.store.transaction() as tx:
        return routes_kept.approve(tx, on=on, by="ivanova", now=district.now, **which)


def kept(district):
    with district.store.transaction() as tx:
        return routes_kept.load_routes(tx)


def test_a_draft_comes_back_as_it_was_built(filled):
    assert keep(filled, draft(2), draft(1)) == RoutesKept(added=2)

    first, second = kept(filled)
    assert (first, second) == (
        replace(draft(1), route_id=first.route_id),
        replace(draft(2), route_id=second.route_id),
    )


def test_a_draft_built_again_the_same_is_left_alone(filled):
    keep(filled, draft())
    before = kept(filled)

    later = replace(draft(items=(item(due_on=date(2026, 6, 1)), item(2, None))), created_on=APRIL)
    assert keep(filled, later) == RoutesKept(unchanged=1)
    assert kept(filled) == before


def test_a_draft_built_otherwise_replaces_the_former(filled):
    keep(filled, draft(), draft(2))

    assert keep(filled, draft(items=(item(course=("lms", 8)),)), draft(2)) == RoutesKept(
        replaced=1, unchanged=1
    )
    mine, other = kept(filled)
    assert [each.course for each in mine.items] == [("lms", 8)]
    assert len(other.items) == 2


def test_a_draft_that_is_not_built_again_is_withdrawn_and_an_approved_route_stays(filled):
    keep(filled, draft(), draft(2, state=RouteState.APPROVED))

    assert keep(filled) == RoutesKept(withdrawn=1)
    assert [each.state for each in kept(filled)] == [RouteState.APPROVED]


def test_a_draft_becomes_approved_when_it_is_built_approved(filled):
    keep(filled, draft())

    assert keep(filled, draft(state=RouteState.APPROVED)) == RoutesKept(replaced=1)
    assert [(each.state, each.approved_on) for each in kept(filled)] == [(RouteState.APPROVED, MARCH)]


def test_an_approved_route_never_changes(filled):
    keep(filled, draft())
    approve(filled)
    before = kept(filled)

    assert keep(filled, draft(items=()), draft(number=2)) == RoutesKept(added=1, settled=1)
    assert approve(filled, on=MAY, route_ids=[before[0].route_id]) == 0
    assert kept(filled)[0] == before[0]
    assert (before[0].state, before[0].approved_on) == (RouteState.APPROVED, APRIL)


def test_a_cancelled_route_is_not_made_again_and_an_approved_one_not_cancelled(filled):
    keep(filled, draft(1), draft(2))
    first, second = kept(filled)
    approve(filled, route_ids=[second.route_id])

    with filled.store.transaction() as tx:
        both = [first.route_id, second.route_id]
        assert routes_kept.cancel(tx, both, by="ivanova", now=filled.now) == 1

    assert keep(filled, draft(1)) == RoutesKept(settled=1)
    assert [each.state for each in kept(filled)] == [RouteState.CANCELLED, RouteState.APPROVED]


def test_all_drafts_are_approved_on_a_day(filled):
    keep(filled, draft(1), draft(2), draft(3))

    assert approve(filled, on=date(2025, 12, 1)) == 3
    assert {each.approved_on for each in kept(filled)} == {date(2025, 12, 1)}


def test_drafts_of_one_organisation_are_approved(filled):
    keep(filled, draft(1), draft(2), draft(3))

    assert approve(filled, organisation_ids=[1]) == 2
    assert approve(filled, organisation_ids=[]) == 0
    assert [each.person_id for each in kept(filled) if each.state is RouteState.DRAFT] == [3]


def test_an_organisation_approves_nothing_for_who_has_left_it(filled):
    keep(filled, draft(1), draft(2))
    filled.roster(filled.teacher(1), as_of=MARCH)

    assert approve(filled, on=APRIL, organisation_ids=[1]) == 1
    assert [each.person_id for each in kept(filled) if each.state is RouteState.DRAFT] == [2]


def test_routes_agreed_elsewhere_may_be_several_and_are_not_doubled(filled):
    one, two = draft(diagnostic=None, number=None), draft(diagnostic=None, number=None, items=(item(),))

    assert keep(filled, one, two) == RoutesKept(added=2)
    assert keep(filled, one, two) == RoutesKept(unchanged=2)
