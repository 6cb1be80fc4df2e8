"""What must hold of any real site that marshrut is pointed at. Nothing here names a person, even when it fails."""

from datetime import UTC, datetime, timedelta

import pytest

from connector.errors import RefusedError
from connector.moodle.client import Access, Moodle
from connector.moodle.completions import completions_by_pair
from connector.moodle.functions import Function
from connector.moodle.plan import Way
from connector.moodle.preflight import preflight

SAMPLE = 20
"""Completions compared one by one with the dearer way."""


def test_the_service_account_passes_preflight(site):
    assert site.release
    assert site.user_id > 0


def test_nothing_that_the_token_calls_is_more_than_it_may(site):
    """A token that can write is a risk that reading does not need."""
    writing = ("create", "update", "delete", "add_", "remove_", "enrol_users", "send_")
    own = {function.value for function in Function}

    assert [name for name in site.functions - own if any(word in name for word in writing)] == []


def test_a_wrong_token_is_refused(moodle):
    with Moodle(Access(moodle.access.url, "0" * 32, tries=1)) as stranger, pytest.raises(RefusedError):
        preflight(stranger)


def test_every_stream_is_read_whole(readings):
    told = {
        name: [(problem.text_id, dict(problem.values)) for problem in reading.problems]
        for name, reading in readings.items()
        if not reading.complete
    }

    assert told == {}


def test_numbers_are_unique(readings):
    for stream, key in (
        ("accounts", "account_id"),
        ("courses", "course_id"),
        ("quizzes", "quiz_id"),
        ("attempts", "attempt_id"),
        ("cohorts", "cohort_id"),
    ):
        numbers = [getattr(each, key) for each in readings[stream].records]
        assert len(numbers) == len(set(numbers)), stream


def test_enrolments_and_attempts_lead_to_known_courses_and_quizzes(readings):
    courses = {each.course_id for each in readings["courses"].records}
    quizzes = {each.quiz_id for each in readings["quizzes"].records}

    assert {each.course_id for each in readings["enrolments"].records} <= courses
    assert {each.course_id for each in readings["quizzes"].records} <= courses
    assert {each.quiz_id for each in readings["attempts"].records} <= quizzes


def test_nothing_has_happened_in_the_future(readings):
    soon = datetime.now(UTC) + timedelta(hours=1)
    late = [each.completed_at for each in readings["completions"].records if each.completed_at]
    late += [each.finished_at for each in readings["attempts"].records if each.finished_at]

    assert [moment for moment in late if moment > soon] == []


def test_the_reports_dates_are_those_of_the_completion_function(moodle, plan, readings):
    """To the minute: a wrong zone or a site's own date format would show here."""
    if plan.completions is not Way.REPORT:
        pytest.skip("NOT CHECKED: this site has no report of completions")
    active = {
        (each.course_id, each.account_id): each
        for each in readings["enrolments"].records
        if each.status == "active"
    }
    told = {
        (each.course_id, each.account_id): each.completed_at
        for each in readings["completions"].records
        if each.completed_at and (each.course_id, each.account_id) in active
    }
    asked = [active[key] for key in sorted(told)[:SAMPLE]]

    found = completions_by_pair(moodle, readings["courses"].records, asked).records

    if not found:
        pytest.skip("NOT CHECKED: no completed course among the active enrolments")
    same = [
        each for each in found if told[each.course_id, each.account_id] == each.completed_at.replace(second=0)
    ]
    # A course with several conditions may tell another date by its conditions; a wrong zone shifts them all.
    assert len(same) * 2 > len(found)


def test_the_pull_takes_few_requests(moodle, plan, readings):
    if not plan.batches or Way.PAIR in (plan.completions, plan.final_grades):
        pytest.skip("NOT CHECKED: this site lacks the bulk ways")
    coverage = readings["attempts"].coverage
    size = sum(len(reading.records) for reading in readings.values())

    assert moodle.statistics.requests <= 60 + coverage["pairs"] // 200 + size // 5_000
