"""A site that tells less than yesterday, or tells it a dearer way, takes nobody's achievements away."""

from datetime import timedelta

import pytest

from connector.demo.operations import FUNCTIONS
from connector.moodle.functions import NEEDS, Function

REQUIRED = tuple(function for function, need in NEEDS.items() if need.required)


@pytest.fixture
def later(settled):
    """The home, a night later, with nothing changed in the LMS."""
    settled.now += timedelta(days=1)
    return settled


def begun(home):
    """Return how many completions are known to have been begun on some day; only the report tells."""
    return home.rows("SELECT count(*) FROM completion WHERE started_at IS NOT NULL")[0][0]


def test_without_the_participants_report_the_numbers_are_the_same(later):
    later.lms.reports = ()
    before, started = later.counts, begun(later)

    done = later.night()

    assert done.code == 0, done
    assert later.counts == before
    assert begun(later) == started > 0
    assert "Зачисления читаются по курсам" in done.err


def test_when_the_report_is_back_all_is_as_it_was(later):
    before = later.counts
    reports, later.lms.reports = later.lms.reports, ()
    later.night()
    later.lms.reports = reports

    done = later.night()

    assert done.code == 0, done
    assert later.counts == before
    assert later.rows("SELECT count(*) FROM completion WHERE gone_at IS NOT NULL") == [(0,)]


def test_without_batches_the_night_costs_more_and_tells_the_same(home):
    home.lms.functions = tuple(each for each in FUNCTIONS if each != Function.BATCH)
    dear = home.night("--json").json

    assert dear["exit_code"] == 0
    assert len(home.lms.requests) > 100
    home.lms.functions = FUNCTIONS
    home.lms.forget_requests()
    again = home.night("--json").json
    assert again["indicators"] == dear["indicators"]
    pulled = again["steps"][0]["coverage"]["lms"]
    assert {
        name: (told["added"], told["changed"], told["gone"]) for name, told in pulled.items()
    } == dict.fromkeys(pulled, (0, 0, 0))
    assert len(home.lms.requests) < 30


def test_with_the_least_of_rights_the_old_facts_stand_and_the_letter_says_so(later):
    before, counts = later.facts(marks=False), later.counts
    later.lms.functions = REQUIRED

    done = later.night()

    assert done.code == 3, done
    assert later.counts == counts
    now = later.facts(marks=False)
    for table in ("enrolment", "completion", "final_grade", "attempt", "cohort_member", "quiz"):
        assert now[table] == before[table], table
    assert later.letters[-1].subject.endswith("на 16.06.2026 — неполные данные")
