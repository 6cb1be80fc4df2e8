"""A list that shrinks out of proportion is held back until somebody says that it is so."""

import dataclasses
from datetime import timedelta

import pytest


def without(district, keep):
    """Return the district with only the first cohort members left."""
    cohorts = tuple(dataclasses.replace(each, members=each.members[:keep]) for each in district.cohorts)
    return dataclasses.replace(district, cohorts=cohorts)


@pytest.fixture
def emptied(settled, lms):
    """A home whose LMS says all at once that its cohorts have nobody in them."""
    lms.district = without(lms.district, 0)
    return settled


def members(home):
    return home.rows("SELECT count(*) FROM cohort_member WHERE gone_at IS NULL")[0][0]


def test_an_emptied_list_is_held_back_and_told_with_its_remedy(emptied):
    before = members(emptied)

    done = emptied.marshrut("sync")

    assert done.code == 3
    assert members(emptied) == before > 0
    assert "прочитано 0. Прежние данные остались" in done.err
    assert "Прочитано или принято не всё." in done.out
    assert "Прочитано только новое" not in done.out
    assert "marshrut sync --accept cohort_members" in done.err


def test_what_was_shown_can_be_accepted(emptied):
    assert emptied.marshrut("sync").code == 3

    done = emptied.marshrut("sync", "--accept", "cohort_members")

    assert done.code == 0, done
    emptied.now += timedelta(days=1)
    assert emptied.marshrut("sync").code == 0
    assert members(emptied) == 0


def test_fewer_than_were_shown_are_held_back_again(settled, lms):
    whole = lms.district
    lms.district = dataclasses.replace(whole, attempts=whole.attempts[:10])
    assert settled.marshrut("sync").code == 3
    lms.district = dataclasses.replace(whole, attempts=whole.attempts[:5])

    done = settled.marshrut("sync", "--accept", "attempts")

    assert done.code == 3
    assert "поток «attempts» придержан" in done.err
    assert "прочитано 5." in done.err


def test_nothing_is_accepted_that_is_not_held_back(settled):
    done = settled.marshrut("sync", "--accept", "accounts")

    assert done.code == 1
    assert done.err.startswith("Поток «accounts» не придержан, принимать нечего.")
