from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from mappings.regulation.calendar_rules import (
    anniversary,
    began_within_years,
    is_younger_than,
    local_day,
    months_later,
    within_last_years,
)

ZONE = ZoneInfo("Asia/Yekaterinburg")


def day(told):
    return date.fromisoformat(told)


def test_a_moment_belongs_to_the_districts_day_not_to_utc():
    assert local_day(datetime(2025, 12, 31, 18, 59, 59, tzinfo=UTC), ZONE) == date(2025, 12, 31)
    assert local_day(datetime(2025, 12, 31, 19, 0, tzinfo=UTC), ZONE) == date(2026, 1, 1)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        local_day(datetime(2026, 1, 1), ZONE)


@pytest.mark.parametrize(
    ("told", "years", "expected"),
    [
        ("1992-02-29", 35, "2027-02-28"),
        ("1992-02-29", 36, "2028-02-29"),
        ("2028-02-29", -3, "2025-02-28"),
        ("2026-06-30", -3, "2023-06-30"),
    ],
)
def test_an_anniversary_of_29_february_falls_on_the_28th(told, years, expected):
    assert anniversary(day(told), years) == day(expected)


@pytest.mark.parametrize(
    ("born", "on", "expected"),
    [
        ("1991-06-30", "2026-06-30", False),
        ("1991-06-30", "2026-06-29", True),
        ("1992-02-29", "2027-02-27", True),
        ("1992-02-29", "2027-02-28", False),
    ],
)
def test_nobody_is_under_35_on_the_35th_birthday(born, on, expected):
    assert is_younger_than(35, day(born), day(on)) is expected


@pytest.mark.parametrize(
    ("started", "on", "expected"),
    [
        ("2023-06-30", "2026-06-30", False),
        ("2023-07-01", "2026-06-30", True),
        ("2025-02-28", "2028-02-29", False),
        ("2025-03-01", "2028-02-29", True),
    ],
)
def test_the_first_three_years_end_on_their_anniversary(started, on, expected):
    assert began_within_years(3, day(started), day(on)) is expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [("2023-06-30", False), ("2023-07-01", True), ("2026-06-30", True), ("2026-07-01", False)],
)
def test_the_last_three_years_end_with_the_day_itself(told, expected):
    assert within_last_years(3, day(told), day("2026-06-30")) is expected


@pytest.mark.parametrize(
    ("told", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-06-30", 12, "2027-06-30"),
        ("2026-10-15", 2, "2026-12-15"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2028-02-29", 12, "2029-02-28"),
    ],
)
def test_months_later_stays_within_the_month(told, months, expected):
    assert months_later(day(told), months) == day(expected)
