"""What rules get to see of what is kept."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import event

from mappings.facts import (
    AttemptStanding,
    Catalogue,
    CatalogueItem,
    DiagnosticDefinition,
    Format,
    LinkState,
    PartDefinition,
    RouteFact,
    RouteState,
    StaffKind,
    SupportDefinition,
)
from mappings.identity.values import Link
from mappings.keeping import links, routes_kept
from mappings.keeping.loading import as_fraction, load_facts, load_selected

DAY = timedelta(days=1)
BOTH = frozenset(StaffKind)
HEADS = ["директор"]


def item(course: int) -> CatalogueItem:
    return CatalogueItem(
        ("lms", course), "Курс", Format.FORMAL, 72, frozenset(), frozenset(), BOTH, "", registry=()
    )


CATALOGUE = Catalogue(
    competencies={},
    diagnostics=(
        DiagnosticDefinition("teachers", "Диагностика", BOTH, (PartDefinition("a", ("lms", 1), "highest"),)),
    ),
    items={("lms", course): item(course) for course in (30, 31)},
    supports=(
        SupportDefinition("school", "Школа", courses=frozenset({("lms", 40)})),
        SupportDefinition("pairs", "Пары", cohorts=frozenset({("lms", 50)})),
    ),
)


def quiz_row(number=1, **told):
    facts = {"quiz_id": number, "course_id": 20, "module_id": 9, "name": "Тест", "id_number": "D1"}
    return facts | {"grade_method": "highest", "max_mark": 20.0, "max_grade": 100.0} | told


def attempt_row(number, account=5, **told):
    facts = {"attempt_id": number, "quiz_id": 1, "account_id": account, "number": 1, "state": "finished"}
    moments = {"started_at": None, "finished_at": datetime(2026, 2, 1, tzinfo=UTC), "modified_at": None}
    return facts | moments | {"preview": False, "mark": 12.0} | told


def part_row(attempt, part, mark, max_mark=4.0):
    return {"attempt_id": attempt, "part": part, "mark": mark, "max_mark": max_mark}


def enrolment_row(course, account=5, **told):
    facts = {"course_id": course, "account_id": account, "method": "manual"}
    return facts | {"status": "active", "created_at": None, "starts_at": None} | told


def completion_row(course, account=5, completed_at=datetime(2026, 2, 20, tzinfo=UTC), started_at=None):
    return {
        "course_id": course,
        "account_id": account,
        "started_at": started_at,
        "completed_at": completed_at,
    }


@pytest.fixture
def filled(district):
    """Two teachers and a head; account 5 is the first teacher's, 6 awaits a decision, 7 is nobody's."""
    head = district.teacher(3, post="Директор", kind_text="управленческие кадры")
    district.roster(district.teacher(1), district.teacher(2), head)
    district.accounts(5, 6, 7)
    with district.store.transaction() as tx:
        told = [
            Link(("lms", 5), LinkState.LINKED, 1, 0.99, "snils"),
            Link(("lms", 6), LinkState.REVIEW, 1, 0.7, "name"),
            Link(("lms", 7), LinkState.UNMATCHED, None, 0.0, "none"),
        ]
        links.record(tx, told, now=district.now)
    district.pull("quizzes", quiz_row())
    return district


def facts(district):
    with district.store.reading() as tx:
        return load_facts(tx, CATALOGUE, HEADS)


def test_people_come_with_posts_and_accounts(filled):
    first, second, head = facts(filled).people

    assert (first.roster_no, first.birth_date) == ("1", date(1990, 1, 1))
    assert (first.accounts, first.awaiting_accounts) == ((("lms", 5),), (("lms", 6),))
    assert (second.accounts, second.awaiting_accounts) == ((), ())
    [post] = head.employments
    assert (post.kind, post.is_head, post.post, post.hired) == (
        StaffKind.MANAGER,
        True,
        "Директор",
        date(2015, 9, 1),
    )
    assert not first.employments[0].is_head


def test_a_superseded_link_is_no_link(filled):
    with filled.store.transaction() as tx:
        links.record(tx, [Link(("lms", 5), LinkState.LINKED, 2, 0.99, "snils")], now=filled.now)

    assert [person.accounts for person in facts(filled).people] == [(), (("lms", 5),), ()]


def test_an_attempt_comes_with_its_share_and_its_parts(filled):
    filled.pull(
        "attempts", attempt_row(1, mark=13.66667), attempt_row(2, account=6), attempt_row(3, account=7)
    )
    filled.pull("part_marks", part_row(1, "Часть", 1.33333), part_row(1, "slot:2", None, 1.0))

    [attempt] = facts(filled).attempts
    assert (attempt.key, attempt.quiz, attempt.person_id) == (("lms", 1), ("lms", 1), 1)
    assert attempt.standing is AttemptStanding.FINISHED
    assert attempt.share == Fraction(41, 60)
    assert attempt.parts == {"Часть": Fraction(1, 3), "slot:2": None}
    assert attempt.part_weights == {"Часть": 4, "slot:2": 1}


@pytest.mark.parametrize(
    ("told", "standing"),
    [
        ({}, AttemptStanding.FINISHED),
        ({"mark": None}, AttemptStanding.AWAITS_GRADING),
        ({"state": "inprogress"}, AttemptStanding.OTHER),
        ({"state": "overdue"}, AttemptStanding.OTHER),
        ({"state": "abandoned"}, AttemptStanding.OTHER),
        ({"state": "other"}, AttemptStanding.OTHER),
        ({"preview": True}, AttemptStanding.OTHER),
    ],
)
def test_only_finished_attempts_stand(filled, told, standing):
    filled.pull("attempts", attempt_row(1, **told))

    assert [each.standing for each in facts(filled).attempts] == [standing]


@pytest.mark.parametrize("most", [0.0, None])
def test_a_quiz_without_marks_is_finished_without_a_share(filled, most):
    filled.pull("quizzes", quiz_row(max_mark=most))
    filled.pull("attempts", attempt_row(1, mark=None))

    [attempt] = facts(filled).attempts
    assert (attempt.standing, attempt.share) == (AttemptStanding.FINISHED, None)


def test_quizzes_of_no_diagnostic_are_left_out(filled):
    filled.pull("quizzes", quiz_row(), quiz_row(2))
    filled.pull("attempts", attempt_row(1), attempt_row(2, quiz_id=2))

    assert [each.key for each in facts(filled).attempts] == [("lms", 1)]


def test_an_attempt_that_was_deleted_counts_no_more(filled):
    filled.pull("enrolments", enrolment_row(20))
    filled.pull("attempts", attempt_row(1))

    filled.pull("attempts", now=filled.now + DAY)

    assert facts(filled).attempts == ()


def test_an_attempt_that_vanished_with_its_enrolment_still_counts_with_its_parts(filled):
    filled.pull("enrolments", enrolment_row(20))
    filled.pull("attempts", attempt_row(1))
    filled.pull("part_marks", part_row(1, "Часть", 2.0))

    for name in ("enrolments", "attempts", "part_marks"):
        filled.pull(name, now=filled.now + DAY)

    [attempt] = facts(filled).attempts
    assert attempt.parts == {"Часть": Fraction(1, 2)}


def test_a_part_that_is_no_part_any_more_is_left_out(filled):
    filled.pull("attempts", attempt_row(1))
    filled.pull("part_marks", part_row(1, "Старая", 2.0), part_row(1, "Новая", 1.0))
    filled.pull("part_marks", part_row(1, "Новая", 1.0), now=filled.now + DAY)

    assert facts(filled).attempts[0].parts.keys() == {"Новая"}


def test_a_completion_comes_with_the_earliest_enrolment(filled):
    january = datetime(2026, 1, 10, tzinfo=UTC)
    filled.pull(
        "enrolments",
        enrolment_row(30, starts_at=january, created_at=january - 3 * DAY),
        enrolment_row(30, method="self", created_at=january - DAY),
        enrolment_row(31, starts_at=january),
    )
    filled.pull(
        "completions", completion_row(30, started_at=january + DAY), completion_row(31, completed_at=None)
    )

    [completion] = facts(filled).completions
    assert (completion.course, completion.account, completion.person_id) == (("lms", 30), ("lms", 5), 1)
    assert completion.enrolled_at == january - DAY
    assert completion.started_at == january + DAY
    assert completion.completed_at == datetime(2026, 2, 20, tzinfo=UTC)


def test_a_completion_without_any_enrolment_is_one_all_the_same(filled):
    filled.pull("completions", completion_row(30), completion_row(99))

    assert [(each.course, each.enrolled_at) for each in facts(filled).completions] == [(("lms", 30), None)]


def test_a_completion_that_vanished_with_its_enrolment_stays_true(filled):
    january = datetime(2026, 1, 10, tzinfo=UTC)
    filled.pull("enrolments", enrolment_row(30, starts_at=january))
    filled.pull("completions", completion_row(30))
    filled.pull("enrolments", now=filled.now + DAY)
    filled.pull("completions", now=filled.now + DAY)

    [completion] = facts(filled).completions
    assert completion.enrolled_at == january


def test_a_completion_that_was_reset_counts_no_more(filled):
    filled.pull("enrolments", enrolment_row(30))
    filled.pull("completions", completion_row(30))
    filled.pull("completions", now=filled.now + DAY)

    assert facts(filled).completions == ()


def test_a_completion_that_vanished_while_the_enrolment_is_suspended_stays_true(filled):
    """Without the participants report the web service shows no completions of suspended people."""
    filled.pull("enrolments", enrolment_row(30, status="suspended"))
    filled.pull("completions", completion_row(30))
    filled.pull("completions", now=filled.now + DAY)

    assert len(facts(filled).completions) == 1


def test_facts_of_a_deleted_account_stay_true(filled):
    filled.pull("enrolments", enrolment_row(30))
    filled.pull("completions", completion_row(30))
    for name in ("accounts", "enrolments", "completions"):
        filled.pull(name, now=filled.now + DAY)

    assert len(facts(filled).completions) == 1


def test_enrolments_are_those_of_support_courses(filled):
    january = datetime(2026, 1, 10, tzinfo=UTC)
    filled.pull(
        "enrolments",
        enrolment_row(30),
        enrolment_row(40, starts_at=january),
        enrolment_row(40, method="self", created_at=january, status="suspended"),
    )

    manual, own = facts(filled).enrolments
    assert (manual.course, manual.person_id, manual.starts_at, manual.active) == (
        ("lms", 40),
        1,
        january,
        True,
    )
    assert (own.starts_at, own.active) == (january, False)


def test_an_enrolment_that_has_gone_is_not_in_force(filled):
    filled.pull("enrolments", enrolment_row(40))
    filled.pull("enrolments", now=filled.now + DAY)

    assert [each.active for each in facts(filled).enrolments] == [False]


def member(cohort, account=5):
    return {"cohort_id": cohort, "account_id": account}


def test_who_was_a_member_when_we_first_looked_may_have_been_one_for_long(filled):
    filled.pull("cohort_members", member(50), member(51))

    [membership] = facts(filled).memberships
    assert (membership.cohort, membership.person_id) == (("lms", 50), 1)
    assert (membership.joined_at, membership.left_at) == (None, None)


def test_who_joined_and_left_since_did_so_when_we_saw_it(filled):
    filled.pull("cohort_members", member(51))
    filled.pull("cohort_members", member(50), now=filled.now + DAY)
    filled.pull("cohort_members", member(51), now=filled.now + 2 * DAY)

    [membership] = facts(filled).memberships
    assert (membership.joined_at, membership.left_at) == (filled.now + DAY, filled.now + 2 * DAY)


def test_routes_are_loaded_too(filled):
    route = RouteFact(None, 1, "teachers", 1, RouteState.DRAFT, date(2026, 3, 1), None)
    with filled.store.transaction() as tx:
        routes_kept.keep_routes(tx, [route], now=filled.now)

    assert [each.diagnostic_id for each in facts(filled).routes] == ["teachers"]


def count_queries(district) -> int:
    asked: list[str] = []
    engine = district.store._engine

    def counter(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", counter)
    facts(district)
    event.remove(engine, "before_cursor_execute", counter)
    return len([each for each in asked if each.startswith("SELECT")])


def test_a_larger_district_takes_no_more_queries(filled):
    few = count_queries(filled)
    filled.roster(*(filled.teacher(number) for number in range(1, 29)))
    filled.pull("attempts", *(attempt_row(number) for number in range(200)))
    filled.pull("completions", *(completion_row(30, account=number) for number in range(200)))

    assert count_queries(filled) == few <= 15


@pytest.mark.parametrize(
    ("mark", "fraction"),
    [
        (0.0, Fraction(0)),
        (20.0, Fraction(20)),
        (0.5, Fraction(1, 2)),
        (0.33333, Fraction(1, 3)),
        (0.99999, Fraction(1)),
        (13.66667, Fraction(41, 3)),
        (0.14286, Fraction(1, 7)),
        (11.99, Fraction(1199, 100)),
        (11.999, Fraction(11999, 1000)),
    ],
)
def test_a_rounded_mark_is_the_fraction_it_was(mark, fraction):
    assert as_fraction(mark) == fraction


def course_row(number, short_name, **told):
    facts = {"course_id": number, "short_name": short_name, "full_name": short_name, "id_number": None}
    rest = {"category_id": 2, "visible": True, "tracks_completion": True, "custom_fields": {"hours": "72"}}
    return facts | rest | told


def test_selectors_choose_from_what_the_lms_has(filled):
    filled.pull("courses", course_row(20, "DIAG"), course_row(21, "OLD", visible=False))
    filled.pull("categories", {"category_id": 2, "name": "ДПП", "id_number": None, "parent_id": 1})
    filled.pull("cohorts", {"cohort_id": 50, "name": "Молодые", "id_number": "YOUNG"})

    with filled.store.reading() as tx:
        courses, [category], [quiz], [cohort] = load_selected(tx)

    assert [(each.key, each.short_name, each.visible) for each in sorted(courses, key=lambda e: e.key)] == [
        (("lms", 20), "DIAG", True),
        (("lms", 21), "OLD", False),
    ]
    assert courses[0].custom_fields == {"hours": "72"}
    assert (category.key, category.name, category.parent) == (("lms", 2), "ДПП", 1)
    assert (quiz.key, quiz.course, quiz.id_number, quiz.grade_method) == (
        ("lms", 1),
        ("lms", 20),
        "D1",
        "highest",
    )
    assert (cohort.key, cohort.id_number) == (("lms", 50), "YOUNG")


def test_a_course_that_has_gone_is_kept_for_what_was_completed_in_it(filled):
    filled.pull("courses", course_row(30, "DPP"))
    filled.pull("courses", now=filled.now + DAY)

    with filled.store.reading() as tx:
        [course] = load_selected(tx)[0]
    assert (course.short_name, course.visible) == ("DPP", False)


def test_a_quiz_that_has_gone_is_looked_at_while_none_took_its_name(filled):
    filled.pull("quizzes", now=filled.now + DAY)
    with filled.store.reading() as tx:
        assert [each.key for each in load_selected(tx)[2]] == [("lms", 1)]

    filled.pull("quizzes", quiz_row(2, name="Тест заново", id_number="d1 "), now=filled.now + 2 * DAY)
    with filled.store.reading() as tx:
        assert [each.key for each in load_selected(tx)[2]] == [("lms", 2)]
