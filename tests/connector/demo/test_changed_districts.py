"""A changed district takes look-ups over from the one before: they must be the ones it would make itself."""

from dataclasses import replace
from functools import cached_property

import pytest

from connector.demo import happenings
from connector.demo.changes import grow
from connector.demo.clock import standing_at
from connector.demo.district import District, changed, local_seconds
from connector.demo.grading import grade_rows
from connector.demo.values import LAST, Account, Course

LOOK_UPS = [name for name, value in vars(District).items() if isinstance(value, cached_property)]
KEPT_FOR_REPLIES = {"drawn", "texts"}

HAPPENINGS = {
    "visit_course": lambda d, at: happenings.visit_course(d, at, *enrolled(d)),
    "complete_course": lambda d, at: happenings.complete_course(d, at, *never_completed(d)),
    "undo_completion": lambda d, at: happenings.undo_completion(d, at, *completed(d)),
    "enrol": lambda d, at: happenings.enrol(d, at, 43, enrolled(d)[1]),
    "unenrol": lambda d, at: happenings.unenrol(d, at, *enrolled(d)),
    "suspend_enrolment": lambda d, at: happenings.suspend_enrolment(d, at, *enrolled(d)),
    "resume_enrolment": lambda d, at: happenings.resume_enrolment(d, at, *enrolled(d)),
    "set_end_date": lambda d, at: happenings.set_end_date(d, at, *enrolled(d), ends_at=at + 1),
    "create_account": lambda d, at: happenings.create_account(d, at, Account(0, "", "А", "Б", "a@b.test")),
    "edit_account": lambda d, at: happenings.edit_account(d, at, enrolled(d)[1], id_number="77"),
    "suspend_account": lambda d, at: happenings.suspend_account(d, at, enrolled(d)[1]),
    "resume_account": lambda d, at: happenings.resume_account(d, at, enrolled(d)[1]),
    "rename_account": lambda d, at: happenings.rename_account(
        d, at, enrolled(d)[1], first_name="А", last_name="Б"
    ),
    "delete_account": lambda d, at: happenings.delete_account(d, at, enrolled(d)[1]),
    "clean_up_deleted": happenings.clean_up_deleted,
    "spoil_account": lambda d, at: happenings.spoil_account(d, at, enrolled(d)[1]),
    "mend_account": lambda d, at: happenings.mend_account(
        happenings.spoil_account(d, at, enrolled(d)[1]), at, enrolled(d)[1]
    ),
    "join_cohort": lambda d, at: happenings.join_cohort(d, at, 1, 2),
    "leave_cohort": lambda d, at: happenings.leave_cohort(d, at, 1, d.cohorts[0].members[0]),
    "create_course": lambda d, at: happenings.create_course(d, at, Course(0, "N", "Новый", 4)),
    "rename_course": lambda d, at: happenings.rename_course(d, at, 2, full_name="Другой"),
    "delete_course": lambda d, at: happenings.delete_course(d, at, 2),
    "begin_attempt": lambda d, at: happenings.begin_attempt(d, at, 1, enrolled(d)[1]),
    "finish_attempt": lambda d, at: happenings.finish_attempt(d, at, begun(d)),
    "let_attempt_go_overdue": lambda d, at: happenings.let_attempt_go_overdue(d, at, begun(d)),
    "abandon_attempt": lambda d, at: happenings.abandon_attempt(d, at, begun(d)),
    "grade_by_hand": lambda d, at: happenings.grade_by_hand(d, at, finished(d), marks={1: 0.0}),
    "regrade_quiz": lambda d, at: happenings.regrade_quiz(d, at, 1, marks={finished(d): [0.0] * 5}),
    "change_grade_method": lambda d, at: happenings.change_grade_method(d, at, 1, method=LAST),
    "delete_attempt": lambda d, at: happenings.delete_attempt(d, at, finished(d)),
    "override_grade": lambda d, at: happenings.override_grade(d, at, 1, enrolled(d)[1], grade=1),
    "undo_override": lambda d, at: happenings.undo_override(
        d, at, d.overrides[0].quiz_id, d.overrides[0].account_id
    ),
    "hide_grade": lambda d, at: happenings.hide_grade(d, at, 1, enrolled(d)[1]),
    "show_grade": lambda d, at: happenings.show_grade(
        d, at, d.overrides[0].quiz_id, d.overrides[0].account_id
    ),
}


def enrolled(district):
    row = district.enrolments[0]
    return row.course_id, row.account_id


def completed(district):
    row = next(row for row in district.completions if row.completed_at)
    return row.course_id, row.account_id


def never_completed(district):
    return next(
        (row.course_id, row.account_id)
        for row in district.enrolments
        if (row.course_id, row.account_id) not in district.completion_of
    )


def begun(district):
    return next(one.attempt_id for one in district.attempts if one.state == "inprogress")


def finished(district):
    return next(one.attempt_id for one in district.attempts if one.quiz_id == 1 and one.mark)


@pytest.fixture
def warm(district):
    """The district, with every look-up made."""
    for name in LOOK_UPS:
        getattr(district, name)
    return district


def test_every_happening_is_tried():
    assert set(HAPPENINGS) == set(happenings.__all__)


@pytest.mark.parametrize("name", HAPPENINGS)
def test_look_ups_taken_over_are_those_of_a_district_made_anew(warm, name):
    at = local_seconds(warm.day) + 9_000

    after = HAPPENINGS[name](warm, at)

    fresh = replace(after)
    assert after is not warm
    for look_up in set(LOOK_UPS) - KEPT_FOR_REPLIES:
        assert getattr(after, look_up) == getattr(fresh, look_up), look_up
    assert not after.drawn


def test_a_field_that_does_not_change_keeps_its_look_ups(warm):
    after = changed(warm, visits=())

    assert after.account_by_id is warm.account_by_id
    assert after.visited_at == {}


def test_grades_follow_from_attempts_again_after_a_day_of_work(district):
    """A grade that was reckoned by hand must not outlive new attempts."""
    at = local_seconds(district.day) + 9_000
    regraded = happenings.regrade_quiz(district, at, 1)

    grown = grow(regraded, seed=1)

    touched = {one.account_id for one in grown.attempts if one.quiz_id == 1 and one.started_at > at}
    rows = {row.account_id: row for row in grade_rows(grown, grown.quiz_by_id[1])}
    assert touched
    assert all(rows[account_id].modified_at > at for account_id in touched)


def test_a_day_passes_on_a_site_without_its_diagnostics(district):
    without = happenings.delete_course(district, 0, 2)

    grown = grow(without, seed=1)

    assert 2 not in {row.course_id for row in grown.enrolments}


def test_time_that_passes_without_a_date_changes_nothing(district):
    midnight = local_seconds(district.day)

    assert standing_at(district, midnight + 9_000) is district
