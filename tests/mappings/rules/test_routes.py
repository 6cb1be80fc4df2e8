from dataclasses import replace
from datetime import date

import pytest

from config.locale import texts
from config.settings import Routes
from mappings.facts import Facts, Format, RouteFact, RouteItem, RouteState, StaffKind
from mappings.regulation.assessment import assess
from mappings.regulation.routes import build


@pytest.fixture
def built(make):
    """Return a function from facts to the routes the rules would make on 30.06.2026."""

    def routes(facts, **plan):
        question = make.question()
        return build(facts, assess(facts, question).rounds, question, Routes(**plan), texts("ru"))

    return routes


@pytest.fixture
def facts(make):
    """Return a function that makes one teacher with deficits in a (20 %) and b (50 %), and a catalogue."""

    def made(*items, completions=(), routes=(), attempts=None, kind=StaffKind.TEACHER):
        diagnostic = make.diagnostic(make.part("a", 1), make.part("b", 2))
        default = (
            make.attempt(1, 1, "2026-03-01 10:00", 20),
            make.attempt(2, 2, "2026-03-02 10:00", 50),
        )
        return Facts(
            people=(make.person(kind=kind),),
            catalogue=make.catalogue(diagnostic, items=items),
            attempts=attempts or default,
            completions=completions,
            routes=routes,
        )

    return made


def courses(route):
    return [(each.competency, each.course and each.course[1]) for each in route.items]


def step(course):
    day = date(2026, 12, 1)
    return RouteItem(1, "a", Format.FORMAL, ("lms", course), "", "", None, day, "formal")


def kept(**changes):
    told = {
        "route_id": 1,
        "person_id": 1,
        "diagnostic_id": "d",
        "round_number": 1,
        "state": RouteState.APPROVED,
        "created_on": date(2026, 3, 5),
        "approved_on": date(2026, 3, 6),
        **changes,
    }
    return RouteFact(**told)


def test_the_worst_deficit_comes_first_and_registry_programmes_lead_the_formal_ones(make, facts, built):
    items = [
        make.item(1, "a"),
        make.item(2, "a", registry=(make.stay("2024-01-01"),)),
        make.item(3, "a", registry=(make.stay("2024-01-01", "2026-06-30"),)),
        make.item(4, "b", format=Format.NONFORMAL),
    ]

    [route] = built(facts(*items), items_per_deficit=3)

    assert courses(route) == [("a", 2), ("a", 1), ("a", 3), ("b", 4)]
    assert [each.why for each in route.items] == ["registry_programme", "formal", "formal", "nonformal"]


def test_formats_take_turns_before_a_second_programme(make, facts, built):
    items = [
        make.item(1, "a"),
        make.item(2, "a"),
        make.item(3, "a", format=Format.INFORMAL),
        make.item(4, "a", format=Format.NONFORMAL),
    ]

    [route] = built(facts(*items), items_per_deficit=3)

    assert courses(route) == [("a", 1), ("a", 4), ("a", 3), ("b", None)]


def test_what_answers_more_deficits_is_preferred_and_stands_only_once(make, facts, built):
    [route] = built(facts(make.item(1, "a"), make.item(2, "a", "b")), items_per_deficit=1)

    assert courses(route) == [("a", 2), ("b", None)]
    assert [each.why for each in route.items] == ["formal", "self_study_beside"]


def test_where_nothing_fits_self_study_stands_in_and_names_the_competency(make, facts, built):
    closed = make.item(1, "a", open_for_enrolment=False)
    for_managers = make.item(2, "a", meant_for=frozenset({StaffKind.MANAGER}))
    completed = make.item(3, "a")
    done = make.completion(3, "2026-04-01 10:00")

    [route] = built(facts(closed, for_managers, completed, completions=(done,)))

    assert courses(route) == [("a", None), ("b", None)]
    assert route.items[0].activity == "Самообразование по компетенции «Компетенция a»"
    assert {(each.format, each.why) for each in route.items} == {(Format.INFORMAL, "self_study")}


def test_what_was_completed_before_the_diagnostic_may_be_taken_again(make, facts, built):
    before = make.completion(3, "2026-03-01 10:00")

    [route] = built(facts(make.item(3, "a"), completions=(before,)))

    assert ("a", 3) in courses(route)


def test_due_dates_spread_evenly_to_the_end_of_the_plan(make, facts, built):
    items = [make.item(number, "a", "b") for number in range(1, 9)]

    [route] = built(facts(*items), months=12)

    assert [each.position for each in route.items] == [1, 2, 3, 4]
    assert [each.due_on for each in route.items] == [
        date(2026, 9, 29),
        date(2026, 12, 29),
        date(2027, 3, 30),
        date(2027, 6, 30),
    ]


def test_a_draft_nobody_has_decided_on_is_made_anew(make, facts, built):
    told = facts(make.item(1, "a"))
    first = built(told)

    again = built(facts(make.item(1, "a"), routes=tuple(replace(each, route_id=7) for each in first)))

    assert again == first


@pytest.mark.parametrize("state", [RouteState.APPROVED, RouteState.CANCELLED])
def test_a_round_whose_route_was_decided_gets_no_other(make, facts, built, state):
    assert built(facts(make.item(1, "a"), routes=(kept(state=state),))) == ()


def test_a_second_round_with_deficits_gets_its_own_route(make, facts, built):
    attempts = (
        make.attempt(1, 1, "2026-03-01 10:00", 20),
        make.attempt(2, 2, "2026-03-02 10:00", 50),
        make.attempt(3, 1, "2026-05-01 10:00", 90),
        make.attempt(4, 2, "2026-05-02 10:00", 55),
    )

    [route] = built(facts(attempts=attempts, routes=(kept(),)))

    assert (route.round_number, [each.competency for each in route.items]) == (2, ["b"])


def test_where_any_quiz_passes_the_draft_takes_in_what_earlier_rounds_left_open(make, facts):
    question = make.question(passed_when="any")
    told = facts()
    rounds = assess(told, question).rounds

    [whole] = build(told, rounds, question, Routes(), texts("ru"))
    first_settled = facts(routes=(kept(round_number=1),))
    [rest] = build(first_settled, rounds, question, Routes(), texts("ru"))

    assert (whole.round_number, [each.competency for each in whole.items]) == (2, ["a", "b"])
    assert (rest.round_number, [each.competency for each in rest.items]) == (2, ["b"])


def test_no_route_is_made_once_the_latest_round_shows_no_deficit(make, facts, built):
    attempts = (
        make.attempt(1, 1, "2026-03-01 10:00", 20),
        make.attempt(2, 2, "2026-03-02 10:00", 50),
        make.attempt(3, 1, "2026-05-01 10:00", 90),
        make.attempt(4, 2, "2026-05-02 10:00", 60),
    )

    assert built(facts(attempts=attempts)) == ()


def test_courses_of_a_live_route_for_another_diagnostic_are_not_proposed_again(make, facts, built):
    other = kept(diagnostic_id="other", items=(step(1),))

    [route] = built(facts(make.item(1, "a"), make.item(2, "a"), routes=(other,)))

    assert courses(route) == [("a", 2), ("b", None)]


def test_on_build_approves_on_the_day(make, facts, built):
    [by_hand] = built(facts())
    [at_once] = built(facts(), approve="on_build")

    assert (by_hand.state, by_hand.approved_on) == (RouteState.DRAFT, None)
    assert (at_once.state, at_once.approved_on) == (RouteState.APPROVED, date(2026, 6, 30))


def test_every_why_format_and_state_has_its_words():
    for locale in ("ru", "en"):
        for why in (
            "registry_programme",
            "formal",
            "nonformal",
            "informal",
            "self_study",
            "self_study_beside",
        ):
            assert texts(locale).say(f"routes.why.{why}")
        for each in Format:
            assert texts(locale).say(f"routes.format.{each}")
        for each in RouteState:
            assert texts(locale).say(f"routes.state.{each}")
