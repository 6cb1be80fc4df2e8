"""Courses named by id number, on a site that tells id numbers only in its report of courses."""

import pytest

from config.settings import Settings
from connector.demo.replies.report_definitions import REPORT_NAMES
from jobs.site_options import pull_options

BY_SHORT_NAME, BY_ID_NUMBER = (f'courses = {{ {key} = "DPP-04" }}' for key in ("short_name", "id_number"))


def known(home):
    """Return how many courses have an id number, of how many."""
    return home.rows("SELECT count(id_number), count(*) FROM course WHERE gone_at IS NULL")[0]


def notes(home):
    """Return the ids of what the newest pull had to say."""
    return [each["text_id"] for each in home.steps[0][3]]


def test_a_programme_named_by_id_number_counts_as_one_named_by_short_name(settled):
    before, courses = settled.counts, len(settled.district.courses)
    assert known(settled) == (0, courses)
    settled.settle(BY_SHORT_NAME, BY_ID_NUMBER)

    done = settled.night()

    assert done.code == 0, done
    assert settled.counts == before
    assert known(settled) == (courses, courses)
    assert notes(settled) == []


def test_id_numbers_once_known_outlive_the_report(settled):
    """A report withdrawn, or down for a night, must not take programmes out of the indicators."""
    before, courses = settled.counts, len(settled.district.courses)
    settled.settle(BY_SHORT_NAME, BY_ID_NUMBER)
    assert settled.night().code == 0
    settled.lms.reports = tuple(each for each in REPORT_NAMES if each != "marshrut courses")

    done = settled.night()

    assert done.code == 0, done
    assert settled.counts == before
    assert known(settled) == (courses, courses)
    assert notes(settled) == ["lms.plan.course_id_numbers"]


@pytest.mark.parametrize(
    ("rules", "id_numbers", "categories"),
    [
        ({}, False, []),
        ({"programmes": [{"courses": {"short_name": "K"}}, {"courses": {"id_number": "K"}}]}, True, []),
        ({"events": [{"courses": {"id_number": "K", "category": "ПК"}}]}, True, ["ПК"]),
        ({"supports": [{"id": "s", "name": "s", "courses": {"category": "ПК"}}]}, False, ["ПК"]),
        ({"supports": [{"id": "s", "name": "s", "cohort": {"id_number": "YOUNG"}}]}, False, []),
    ],
)
def test_id_numbers_are_wanted_where_somebody_selects_by_them(rules, id_numbers, categories):
    settings = Settings.model_validate({"lms": {"url": "https://lms.example.ru"}, **rules})

    options = pull_options(settings, settings.lms[0])

    assert (options.id_numbers, sorted(options.categories)) == (id_numbers, categories)
