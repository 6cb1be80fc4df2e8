from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from config.locale import texts
from mappings.facts import Employment, Facts, RouteFact, RouteState, StaffKind
from mappings.regulation.assessment import assess


@pytest.fixture
def told(make):
    """Return a function from facts to the problems' sentences and whose they are."""

    def problems(**facts):
        facts.setdefault("catalogue", make.catalogue(make.diagnostic(make.part("a", 1))))
        found = assess(Facts(**facts), make.question()).problems
        return [
            (
                each.text_id.rpartition(".")[2],
                each.person_id,
                texts("ru").say(each.text_id, **each.values),
            )
            for each in found
        ]

    return problems


def young(make, number=1, **changes):
    return make.person(number, birth_date=date(2000, 1, 1), **changes)


def hired(*posts):
    return tuple(
        Employment(organisation_id=number, kind=StaffKind.TEACHER, post="", **post)
        for number, post in enumerate(posts, 1)
    )


def test_a_young_teacher_without_a_start_of_work_is_told_by_roster_number(make, told):
    person = young(make, 7, work_started=None)

    assert told(people=(person,)) == [
        (
            "hire_date_used",
            7,
            "№ 7 кадрового состава: начало работы неизвестно, вместо него взята дата приёма.",
        )
    ]


def test_an_experienced_teachers_missing_start_of_work_bothers_nobody(make, told):
    assert told(people=(make.person(work_started=None),)) == []


def test_neither_start_of_work_nor_hiring_leaves_a_young_teacher_outside_and_told(make, told):
    person = young(make, work_started=None, employments=hired({}))

    assert [each[0] for each in told(people=(person,))] == ["work_start_unknown"]


def test_an_unknown_birth_date_is_told_where_the_first_years_run(make, told):
    beginner = make.person(1, birth_date=None, work_started=date(2025, 9, 1))
    old_hand = make.person(2, birth_date=None)

    assert [each[:2] for each in told(people=(beginner, old_hand))] == [("birth_date_unknown", 1)]


def test_a_start_of_work_in_the_future_is_told(make, told):
    assert [each[0] for each in told(people=(young(make, work_started=date(2026, 9, 1)),))] == [
        "work_start_in_future"
    ]


def test_posts_without_a_main_one_and_with_several_are_told(make, told):
    secondary = make.person(1, employments=hired({"main": False}))
    torn = make.person(2, employments=hired({}, {}))

    assert [each[:2] for each in told(people=(secondary, torn))] == [
        ("no_main_post", 1),
        ("several_main_posts", 2),
    ]


def test_a_route_that_names_a_diagnostic_nobody_configured_is_told(make, told):
    route = RouteFact(1, 1, "old-one", 1, RouteState.APPROVED, date(2026, 1, 1), date(2026, 1, 2))

    assert [each[2] for each in told(people=(make.person(),), routes=(route,))] == [
        "№ 1 кадрового состава: маршрут опирается на диагностику «old-one», которой нет в настройках."
    ]


def test_a_part_that_no_graded_attempt_has_marks_for_is_told_once(make, told):
    attempt = make.attempt(1, 1, "2026-03-01 10:00", 50, parts={"Чтение": Fraction(1)})
    catalogue = make.catalogue(make.diagnostic(make.part("a", 1, parts=["Чтение", "Письмо"])))

    assert [each[2] for each in told(people=(make.person(),), catalogue=catalogue, attempts=(attempt,))] == [
        (
            "Диагностика «d»: ни в одной из проверенных попыток (1) нет оценки за часть «Письмо». "
            "Проверьте название части или номера вопросов."
        )
    ]


def test_a_person_who_left_is_no_problem(make, told):
    person = young(make, work_started=None)
    gone = replace(person, employments=(replace(person.employments[0], left=date(2026, 1, 1)),))

    assert told(people=(gone,)) == []
