"""Shares, counts and dates as people write them."""

from datetime import UTC, date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from config.locale.numbers import format_count, format_day, format_decimal, format_moment, format_share

YEKATERINBURG = ZoneInfo("Asia/Yekaterinburg")


@pytest.mark.parametrize(
    ("share", "russian", "english"),
    [
        (Fraction(2, 3), "66,7\xa0%", "66.7%"),
        (Fraction(1, 2000), "0,1\xa0%", "0.1%"),
        (Fraction(3, 2000), "0,2\xa0%", "0.2%"),
        (Fraction(1, 1000000), "0,0\xa0%", "0.0%"),
        (Fraction(0), "0,0\xa0%", "0.0%"),
        (Fraction(1), "100,0\xa0%", "100.0%"),
        (Fraction(1999, 2000), "100,0\xa0%", "100.0%"),
        (Fraction(-1, 8), "−12,5\xa0%", "−12.5%"),
        (Fraction(-1, 1000000), "0,0\xa0%", "0.0%"),
        (None, "—", "—"),
    ],
)
def test_a_share_has_one_decimal_rounded_half_up(share, russian, english):
    assert (format_share(share, "ru"), format_share(share, "en")) == (russian, english)


@pytest.mark.parametrize(
    ("count", "russian", "english"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1591, "1\xa0591", "1,591"),
        (-1234567, "−1\xa0234\xa0567", "−1,234,567"),
    ],
)
def test_thousands_stand_apart(count, russian, english):
    assert (format_count(count, "ru"), format_count(count, "en")) == (russian, english)


def test_a_day_is_written_as_the_department_writes_it():
    assert format_day(date(2026, 3, 1), "ru") == "01.03.2026"
    assert format_day(date(2026, 3, 1), "en") == "1 Mar 2026"
    assert format_day(None, "ru") == "—"


def test_a_moment_is_shown_by_the_districts_clock():
    moment = datetime(2026, 12, 31, 20, 5, tzinfo=UTC)

    assert format_moment(moment, YEKATERINBURG, "ru") == "01.01.2027 01:05"
    assert format_moment(moment, YEKATERINBURG, "en") == "1 Jan 2027 01:05"
    assert format_moment(None, YEKATERINBURG, "ru") == "—"


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        format_moment(datetime(2026, 1, 1), YEKATERINBURG, "ru")


@pytest.mark.parametrize(
    ("number", "digits", "russian", "english"),
    [(0.04, 1, "0,0", "0.0"), (1312.44, 1, "1\xa0312,4", "1,312.4"), (0.0384, 3, "0,038", "0.038")],
)
def test_a_number_has_as_many_decimals_as_asked_for(number, digits, russian, english):
    assert (format_decimal(number, digits, "ru"), format_decimal(number, digits, "en")) == (russian, english)
