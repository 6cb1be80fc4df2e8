from datetime import date
from fractions import Fraction

import pytest

from config.locale import texts
from config.settings import Settings
from mappings.facts import Format, RegistryStay, StaffKind
from mappings.regulation.catalogue import CategoryRow, CohortRow, CourseRow, QuizRow, resolve

SITE = "lms"


def course(number, short_name, **told):
    return CourseRow((SITE, number), short_name, told.pop("full_name", f"Курс {number}"), **told)


def settings(**told):
    return Settings.model_validate({"lms": {"url": "https://lms.example.ru"}, **told})


def resolved(told, courses=(), categories=(), quizzes=(), cohorts=()):
    return resolve(told, courses, categories, quizzes, cohorts)


def said(problems):
    return [texts("ru").say(each.text_id, **each.values) for each in problems]


COURSES = [
    course(1, "DPP-01", id_number="A1", category_id=10),
    course(2, "dpp-02 ", id_number="A2", category_id=11),
    course(3, "NF&amp;03", category_id=20),
    CourseRow(("other", 1), "DPP-01", "С другой площадки", category_id=10),
]
CATEGORIES = [
    CategoryRow((SITE, 9), "Повышение квалификации", "PK"),
    CategoryRow((SITE, 10), "Педагоги", parent=9),
    CategoryRow((SITE, 11), "Управленцы", parent=10),
    CategoryRow((SITE, 20), "Педагоги и вожатые"),
    CategoryRow(("other", 10), "Разное"),
]


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ({"short_name": "dpp-01"}, [(SITE, 1), ("other", 1)]),
        ({"short_name": "NF&03"}, [(SITE, 3)]),
        ({"id_number": "a2"}, [(SITE, 2)]),
        ({"pattern": "dpp-*"}, [(SITE, 1), (SITE, 2), ("other", 1)]),
        ({"pattern": "DPP-0[23]"}, [(SITE, 2)]),
        ({"category": "повышение квалификации"}, [(SITE, 1), (SITE, 2)]),
        ({"category": "pk"}, [(SITE, 1), (SITE, 2)]),
        ({"category": "Педагоги"}, [(SITE, 1), (SITE, 2)]),
        ({"category": "Педагоги", "pattern": "*-02"}, [(SITE, 2)]),
        ({"category": "Педагоги", "short_name": "NF&03"}, []),
    ],
)
def test_a_selector_means_the_courses_that_meet_every_condition(selector, expected):
    told = settings(events=[{"courses": selector}])

    catalogue, problems = resolved(told, COURSES, CATEGORIES)

    assert list(catalogue.items) == expected
    assert bool(problems) is not bool(expected)


def test_categories_that_lie_in_each_other_end_nobodys_night():
    loop = [CategoryRow((SITE, 1), "А", parent=2), CategoryRow((SITE, 2), "Б", parent=1)]

    catalogue, _ = resolved(
        settings(events=[{"courses": {"category": "б"}}]), [course(5, "X", category_id=1)], loop
    )

    assert list(catalogue.items) == [(SITE, 5)]


def test_the_first_rule_wins_and_programmes_go_before_events():
    told = settings(
        events=[{"courses": {"pattern": "*"}, "format": "informal"}],
        programmes=[
            {"courses": {"short_name": "DPP-01"}, "name": "Первое"},
            {"courses": {"pattern": "DPP-*"}, "name": "Второе", "for": "managers", "hours": 16},
        ],
    )

    catalogue, problems = resolved(told, COURSES[:3])

    assert [(each.name, each.format) for each in catalogue.items.values()] == [
        ("Первое", Format.FORMAL),
        ("Второе", Format.FORMAL),
        ("Курс 3", Format.INFORMAL),
    ]
    assert catalogue.items[SITE, 2].meant_for == {StaffKind.MANAGER}
    assert catalogue.items[SITE, 2].hours == 16
    assert problems == ()


def test_a_rule_whose_courses_are_all_taken_is_told():
    told = settings(programmes=[{"courses": {"pattern": "DPP-*"}}, {"courses": {"short_name": "DPP-01"}}])

    _, problems = resolved(told, COURSES[:2])

    assert said(problems) == [
        (
            "programmes[1]: все курсы этого правила уже заняты правилами, стоящими выше. "
            "Переставьте правила или удалите лишнее."
        )
    ]


@pytest.mark.parametrize(
    ("told", "hours", "problem"),
    [("72", 72, 0), ("72 ч.", 72, 0), ("72,0", 72, 0), ("много", None, 1), ("", None, 0), ("0", None, 0)],
)
def test_hours_are_read_from_the_courses_own_field(told, hours, problem):
    row = course(1, "DPP-01", custom_fields={"hours": told})

    catalogue, problems = resolved(settings(events=[{"courses": {"pattern": "*"}}]), [row])

    assert catalogue.items[SITE, 1].hours == hours
    assert len(problems) == problem


def test_a_registry_number_from_the_courses_field_has_no_dates_and_says_so():
    row = course(7, "DPP-07", custom_fields={"frdpp": " 48-2024 "})

    catalogue, problems = resolved(settings(programmes=[{"courses": {"pattern": "*"}}]), [row])

    assert catalogue.items[SITE, 7].registry == (RegistryStay("48-2024", None, None),)
    assert said(problems) == [
        (
            "programmes[0]: у курса «DPP-07» (№ 7, площадка lms) указан номер в ФР ДПП, но даты включения и "
            "исключения неизвестны; программа считается состоящей в реестре всегда. Укажите даты в registry."
        )
    ]


@pytest.mark.parametrize("told", ["нет", "—", "0", ""])
def test_a_registry_field_without_a_number_is_no_registry_entry(told):
    row = course(7, "DPP-07", custom_fields={"frdpp": told})

    catalogue, problems = resolved(settings(programmes=[{"courses": {"pattern": "*"}}]), [row])

    assert catalogue.items[SITE, 7].registry == ()
    assert problems == ()


def test_registry_entries_of_the_configuration_go_before_the_field():
    row = course(7, "DPP-07", custom_fields={"frdpp": "48"})
    entry = {"number": "5", "from": date(2025, 1, 1), "to": date(2026, 1, 1)}
    told = settings(programmes=[{"courses": {"pattern": "*"}, "registry": [entry]}])

    catalogue, problems = resolved(told, [row])

    assert catalogue.items[SITE, 7].registry == (RegistryStay("5", date(2025, 1, 1), date(2026, 1, 1)),)
    assert problems == ()


def test_a_hidden_course_is_known_but_not_open():
    catalogue, _ = resolved(settings(events=[{"courses": {"pattern": "*"}}]), [course(1, "X", visible=False)])

    assert not catalogue.items[SITE, 1].open_for_enrolment


QUIZZES = [
    QuizRow((SITE, 31), (SITE, 3), "Предметные&nbsp;компетенции ", None, "average"),
    QuizRow((SITE, 32), (SITE, 3), "Методика", "DIAG-M"),
]


def diagnostic(*parts):
    competencies = [{"id": "subject", "name": "Предметные", "threshold": 62.5}]
    told = [{"id": "d", "name": "Д", "for": "teachers", "parts": list(parts)}]
    return settings(competencies=competencies, diagnostics=told)


def test_quizzes_are_found_by_id_number_or_by_course_and_name():
    told = diagnostic(
        {"competency": "subject", "quiz": {"course": "nf&03", "name": "предметные компетенции"}},
        {"competency": "subject", "quiz": {"id_number": "diag-m"}, "slots": [2, 1, 2]},
        {"competency": "subject", "quiz": {"id_number": "DIAG-M"}, "grade_item": "Часть 1"},
    )

    catalogue, problems = resolved(told, COURSES, quizzes=QUIZZES)

    [found] = catalogue.diagnostics
    assert [(each.quiz[1], each.grade_method, each.parts) for each in found.parts] == [
        (31, "average", ()),
        (32, "highest", ("slot:1", "slot:2")),
        (32, "highest", ("Часть 1",)),
    ]
    assert (found.unfound_parts, found.meant_for) == (0, {StaffKind.TEACHER})
    assert catalogue.competencies["subject"].threshold == Fraction(125, 2)
    assert problems == ()


def test_a_quiz_not_found_or_found_twice_leaves_the_diagnostic_listed_and_is_told_with_its_place():
    twice = [*QUIZZES, QuizRow(("other", 1), ("other", 1), "Методика", "DIAG-M")]
    told = diagnostic(
        {"competency": "subject", "quiz": {"course": "NF&03", "name": "Нет такого"}},
        {"competency": "subject", "quiz": {"id_number": "DIAG-M"}},
    )

    catalogue, problems = resolved(told, COURSES, quizzes=twice)

    [found] = catalogue.diagnostics
    assert (found.parts, found.unfound_parts) == ((), 2)
    assert [each.values["key"] for each in problems] == [
        "diagnostics[0].parts[0].quiz",
        "diagnostics[0].parts[1].quiz",
    ]
    assert said(problems)[0].startswith(
        "diagnostics[0].parts[0].quiz: тест «NF&03 / Нет такого» не найден в LMS."
    )
    assert "несколько (2)" in said(problems)[1]


def test_supports_are_courses_or_cohorts_and_a_course_may_be_a_programme_as_well():
    told = settings(
        programmes=[{"courses": {"short_name": "DPP-01"}}],
        supports=[
            {"id": "school", "name": "Школа", "courses": {"short_name": "DPP-01"}},
            {"id": "club", "name": "Клуб", "cohort": {"name": "клуб  молодых"}},
            {"id": "lost", "name": "Пропавший", "cohort": {"id_number": "NO"}},
        ],
    )

    catalogue, problems = resolved(told, COURSES[:1], cohorts=[CohortRow((SITE, 5), "Клуб молодых", "YOUNG")])

    assert [(each.courses, each.cohorts) for each in catalogue.supports] == [
        (frozenset({(SITE, 1)}), frozenset()),
        (frozenset(), frozenset({(SITE, 5)})),
        (frozenset(), frozenset()),
    ]
    assert said(problems) == [
        (
            "supports[2].cohort: глобальная группа «NO» не найдена в LMS. "
            "Проверьте название или идентификационный номер."
        )
    ]


def test_a_competency_used_but_not_described_gets_the_default_levels_and_is_told():
    told = settings(events=[{"courses": {"pattern": "*"}, "competencies": ["ict"]}])

    catalogue, problems = resolved(told, COURSES)

    assert (catalogue.competencies["ict"].threshold, catalogue.competencies["ict"].advanced) == (60, 80)
    assert [each.values["key"] for each in problems] == ["events[0].competencies"]


def test_the_order_of_the_rows_changes_nothing():
    told = settings(programmes=[{"courses": {"pattern": "DPP-*"}}], events=[{"courses": {"pattern": "*"}}])

    assert resolved(told, COURSES, CATEGORIES) == resolved(told, COURSES[::-1], CATEGORIES[::-1])
