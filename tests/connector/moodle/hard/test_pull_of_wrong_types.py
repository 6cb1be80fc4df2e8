"""A whole pull from a site one of whose functions answers in wrong types: nothing wrong is taken for whole."""

from datetime import date

import pytest

from config.locale import texts
from connector.demo.district import make_district
from connector.moodle.functions import Function
from connector.moodle.plan import make_plan
from connector.moodle.planning.preflight import preflight
from connector.moodle.pull import pull
from connector.moodle.reading import Options

NAME = "Неразглашаемая"

STREAMS_OF = {
    Function.USERS: {"accounts"},
    Function.CATEGORIES: {"categories"},
    Function.COURSES: {"courses"},
    Function.REPORT: {"enrolments", "completions"},
    Function.QUIZZES: {"quizzes"},
    Function.GRADE_ITEMS: {"final_grades"},
    Function.QUIZ_ATTEMPTS: {"attempts"},
    Function.UPDATES: {"attempts"},
    Function.COHORTS: {"cohorts"},
    Function.COHORT_MEMBERS: {"cohort_members"},
}
KNOWN = ("users", "courses", "data", "quizzes", "usergrades", "attempts", "instances", "cohorts")
WRONG = {
    "a string": NAME,
    "a number": 7,
    "null": None,
    "true": True,
    "a list of strings": [NAME, NAME],
    "a list of lists": [[NAME]],
    "an object of nothing known": {NAME: NAME},
    "all that is known, as strings": dict.fromkeys(KNOWN, NAME),
    "all that is known, with strings inside": {key: [NAME] for key in KNOWN},
}


def says_what_is_gone(reading):
    """Whether what was not read may be called missing: not where nobody knows whose the unreadable rows are."""
    return reading.complete and all(each.keys for each in reading.unreadable)


@pytest.fixture(scope="module")
def small():
    return make_district(staff=12, seed=7, day=date(2026, 6, 1))


@pytest.fixture
def readings(demo, small):
    """Pull the demo site, one function of which answers something else after preflight."""

    def read(function, value):
        lms, moodle = demo(district=small)
        site = preflight(moodle)
        plan = make_plan(site)
        lms.meddlers[function] = lambda _arguments, _right: value
        return {each.stream: each for each in pull(moodle, site, plan, Options())}

    return read


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("function", STREAMS_OF)
def test_a_function_that_answers_in_wrong_types_spoils_its_streams_only(readings, function, wrong):
    told = readings(function, WRONG[wrong])

    assert STREAMS_OF[function] <= {name for name, reading in told.items() if not says_what_is_gone(reading)}
    for reading in told.values():
        for problem in reading.problems:
            assert NAME not in repr(problem)
            assert "{" not in texts("ru").say(problem.text_id, **problem.values)
