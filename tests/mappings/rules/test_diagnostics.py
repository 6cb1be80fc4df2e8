from fractions import Fraction

import pytest

from mappings.facts import AttemptStanding, Level, StaffKind
from mappings.regulation.diagnostics import attempts_by_person, latest_results, newest_results, rounds_of

AWAITS = AttemptStanding.AWAITS_GRADING


@pytest.fixture
def rounds(make):
    """Return a function from a diagnostic and attempts to one teacher's rounds."""

    def passed(diagnostic, *attempts, kind=StaffKind.TEACHER, question=None):
        question = question or make.question()
        own = attempts_by_person(attempts, question).get(1, [])
        return rounds_of(kind, own, make.catalogue(diagnostic), question)

    return passed


def numbers(each):
    return [number for _, number in each.attempts]


def test_a_round_is_passed_with_the_last_missing_quiz(make, rounds):
    two = make.diagnostic(make.part("a", 1), make.part("b", 2))

    [only] = rounds(
        two,
        make.attempt(1, 1, "2026-03-01 10:00", 50),
        make.attempt(2, 1, "2026-03-02 10:00", 70),
        make.attempt(3, 2, "2026-03-03 10:00", 90),
    )

    assert only.passed_at == make.moment("2026-03-03 10:00")
    assert numbers(only) == [1, 2, 3]
    assert [(each.competency, each.share, each.level) for each in only.results] == [
        ("a", Fraction(7, 10), Level.BASIC),
        ("b", Fraction(9, 10), Level.ADVANCED),
    ]


def test_attempts_after_the_passing_begin_the_next_round(make, rounds):
    two = make.diagnostic(make.part("a", 1), make.part("b", 2))

    first, second = rounds(
        two,
        make.attempt(1, 1, "2026-03-01 10:00", 50),
        make.attempt(2, 2, "2026-03-03 10:00", 90),
        make.attempt(3, 1, "2026-03-04 10:00", 95),
        make.attempt(4, 2, "2026-05-01 10:00", 30),
        make.attempt(5, 1, "2026-05-02 10:00", 10),
    )

    assert (first.number, numbers(first), second.number, numbers(second)) == (1, [1, 2], 2, [3, 4])
    assert [each.level for each in first.results] == [Level.DEFICIT, Level.ADVANCED]
    assert [each.level for each in second.results] == [Level.ADVANCED, Level.DEFICIT]


def test_an_attempt_finished_at_the_very_moment_of_passing_belongs_to_the_round(make, rounds):
    one = make.diagnostic(make.part("a", 1))

    [only] = rounds(
        one, make.attempt(1, 1, "2026-03-01 10:00", 50), make.attempt(2, 1, "2026-03-01 10:00", 70)
    )

    assert numbers(only) == [1, 2]
    assert only.results[0].share == Fraction(7, 10)


def test_with_any_every_finished_attempt_passes_a_round(make, rounds):
    two = make.diagnostic(make.part("a", 1), make.part("b", 2))

    first, second = rounds(
        two,
        make.attempt(1, 1, "2026-03-01 10:00", 50),
        make.attempt(2, 2, "2026-03-03 10:00", 90),
        question=make.question(passed_when="any"),
    )

    assert [each.competency for each in first.results] == ["a"]
    assert [each.competency for each in second.results] == ["b"]


def test_a_diagnostic_with_an_unfound_quiz_is_passed_by_any_only(make, rounds):
    lame = make.diagnostic(make.part("a", 1), unfound=1)
    attempt = make.attempt(1, 1, "2026-03-01 10:00", 50)

    assert rounds(lame, attempt) == ()
    assert len(rounds(lame, attempt, question=make.question(passed_when="any"))) == 1


def test_a_diagnostic_for_the_other_kind_never_counts(make, rounds):
    theirs = make.diagnostic(make.part("a", 1), kinds=[StaffKind.MANAGER])
    attempt = make.attempt(1, 1, "2026-03-01 10:00", 50)

    assert rounds(theirs, attempt) == ()
    assert len(rounds(theirs, attempt, kind=StaffKind.MANAGER)) == 1


def test_attempts_after_the_day_or_without_an_end_do_not_exist(make, rounds):
    one = make.diagnostic(make.part("a", 1))

    assert (
        rounds(
            one,
            make.attempt(1, 1, "2026-07-01 00:00", 50),
            make.attempt(2, 1, "2026-03-01 10:00", 50, standing=AttemptStanding.OTHER),
        )
        == ()
    )
    assert len(rounds(one, make.attempt(1, 1, "2026-06-30 23:59:59", 50))) == 1


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("highest", Fraction(80, 100)),
        ("average", Fraction(60, 100)),
        ("first", Fraction(40, 100)),
        ("last", Fraction(60, 100)),
    ],
)
def test_the_quizzes_own_method_chooses_among_the_rounds_attempts(make, rounds, method, expected):
    two = make.diagnostic(make.part("a", 1, method), make.part("b", 2))

    [only] = rounds(
        two,
        make.attempt(1, 1, "2026-03-01 10:00", 40),
        make.attempt(2, 1, "2026-03-02 10:00", 80),
        make.attempt(3, 1, "2026-03-03 10:00", 60),
        make.attempt(4, 2, "2026-03-04 10:00", 60),
    )

    assert only.results[0].share == expected


@pytest.mark.parametrize(
    ("method", "awaiting", "known"),
    [
        ("highest", 1, False),
        ("average", 2, False),
        ("first", 1, False),
        ("first", 2, True),
        ("last", 2, False),
        ("last", 1, True),
    ],
)
def test_an_ungraded_attempt_hides_the_level_only_where_the_method_needs_it(
    make, rounds, method, awaiting, known
):
    two = make.diagnostic(make.part("a", 1, method), make.part("b", 2))
    standing = {awaiting: {"standing": AWAITS, "percent": None}}

    [only] = rounds(
        two,
        make.attempt(1, 1, "2026-03-01 10:00", **{"percent": 40, **standing.get(1, {})}),
        make.attempt(2, 1, "2026-03-02 10:00", **{"percent": 40, **standing.get(2, {})}),
        make.attempt(3, 2, "2026-03-04 10:00", 60),
    )

    assert (only.results[0].level is Level.DEFICIT) is known
    assert (only.results[0].level is None) is not known


def test_slots_have_a_level_as_soon_as_they_are_graded_and_grade_items_wait_for_the_whole(make, rounds):
    """Moodle shows 0 for an ungraded grade item, so its number says nothing while the attempt waits."""
    parts = [
        make.part("a", 1, parts=["slot:1", "slot:2"]),
        make.part("b", 1, parts=["slot:3"]),
        make.part("c", 1, parts=["Безопасность"]),
    ]
    attempt = make.attempt(
        1,
        1,
        "2026-03-01 10:00",
        standing=AWAITS,
        parts={
            "slot:1": Fraction(1),
            "slot:2": Fraction(0),
            "slot:3": None,
            "Безопасность": Fraction(0),
        },
        part_weights={"slot:1": Fraction(3), "slot:2": Fraction(1), "slot:3": Fraction(1)},
    )

    [only] = rounds(make.diagnostic(*parts), attempt)

    assert [(each.competency, each.share) for each in only.results] == [
        ("a", Fraction(3, 4)),
        ("b", None),
        ("c", None),
    ]


def test_a_grade_item_is_found_by_its_name_as_people_compare_names(make, rounds):
    part = make.part("a", 1, parts=["Чтение & письмо"])
    attempt = make.attempt(1, 1, "2026-03-01 10:00", 90, parts={" чтение &amp;  Письмо": Fraction(1, 2)})

    [only] = rounds(make.diagnostic(part), attempt)

    assert only.results[0].share == Fraction(1, 2)


def test_a_competency_of_two_parts_gets_their_mean(make, rounds):
    both = make.diagnostic(make.part("a", 1), make.part("a", 2))

    [only] = rounds(
        both,
        make.attempt(1, 1, "2026-03-01 10:00", 40),
        make.attempt(2, 2, "2026-03-02 10:00", 79),
    )

    assert [(each.share, each.level) for each in only.results] == [(Fraction("0.595"), Level.DEFICIT)]


@pytest.mark.parametrize(
    ("percent", "level"),
    [
        ("59.999", Level.DEFICIT),
        ("60", Level.BASIC),
        ("79.999", Level.BASIC),
        ("80", Level.ADVANCED),
    ],
)
def test_levels_begin_at_their_thresholds(make, rounds, percent, level):
    [only] = rounds(make.diagnostic(make.part("a", 1)), make.attempt(1, 1, "2026-03-01 10:00", percent))

    assert only.results[0].level is level


def test_latest_results_skip_what_is_not_graded_yet(make, rounds):
    one = make.diagnostic(make.part("a", 1))

    passed = rounds(
        one,
        make.attempt(1, 1, "2026-03-01 10:00", 40),
        make.attempt(2, 1, "2026-04-01 10:00", standing=AWAITS),
    )

    assert newest_results(passed)["d", "a"] == (passed[1], passed[1].results[0])
    assert latest_results(passed)["a"][1].level is Level.DEFICIT
