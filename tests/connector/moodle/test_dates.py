"""Dates of report cells."""

import locale
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.demo.wording import moment
from connector.moodle.reports.dates import read_date, zone_named

SURGUT = ZoneInfo("Asia/Yekaterinburg")


@pytest.mark.parametrize(
    ("told", "understood"),
    [
        ("Monday, 23 November 2026, 7:04 PM", datetime(2026, 11, 23, 19, 4, tzinfo=UTC)),
        ("Wednesday, 29 January 2025, 08:17 AM", datetime(2025, 1, 29, 8, 17, tzinfo=UTC)),
        ("Monday, 23 November 2026, 12:30 AM", datetime(2026, 11, 23, 0, 30, tzinfo=UTC)),
        ("Monday, 23 November 2026, 12:00 PM", datetime(2026, 11, 23, 12, 0, tzinfo=UTC)),
        ("Monday, 23 November 2026, 7:04\u202fPM", datetime(2026, 11, 23, 19, 4, tzinfo=UTC)),
        ("понедельник, 23 ноября 2026, 19:04", datetime(2026, 11, 23, 19, 4, tzinfo=UTC)),
        ("Понедельник, 23 Ноябрь 2026, 19:04", datetime(2026, 11, 23, 19, 4, tzinfo=UTC)),
        ("понедельник, 23 ноября 2026 г., 19:04", datetime(2026, 11, 23, 19, 4, tzinfo=UTC)),
        ("понедельник, 23 ноября 2026г., 19:04", datetime(2026, 11, 23, 19, 4, tzinfo=UTC)),
        ("понедельник, 23 ноября 2026\u00a0г. в 19:04", datetime(2026, 11, 23, 19, 4, tzinfo=UTC)),
        ("Понедельник, 23 ноября 2026, 7:04 PM", datetime(2026, 11, 23, 19, 4, tzinfo=UTC)),
        ("Monday, 23 November 2026 19:04", datetime(2026, 11, 23, 19, 4, tzinfo=UTC)),
        ("23 November 2026, 7:04 PM", datetime(2026, 11, 23, 19, 4, tzinfo=UTC)),
        (" Monday,  23 November 2026,  7:04:59 PM ", datetime(2026, 11, 23, 19, 4, tzinfo=UTC)),
        ("", None),
        ("  ", None),
    ],
)
def test_english_and_russian_dates_are_read(told, understood):
    assert read_date(told, UTC) == understood


@pytest.mark.parametrize(
    "told",
    [
        "Tuesday, 23 November 2026, 7:04 PM",
        "Monday, 23 November 2026",
        "23/11/26, 19:04",
        "Monday, 31 February 2026, 7:04 PM",
        "Monday, 23 November 2026, 13:04 PM",
        "Monday, 23 November 2026, 0:04 AM",
        "Monday, 23 November 2026, 7:64 PM",
        "Montag, 23 November 2026, 7:04 PM",
        "Monday, 23 November 2026, 2027, 7:04 PM",
        ", 7:04 PM",
        "7:04 PM",
        "Lundi, 23 novembre 2026, 19:04",
        "Never",
    ],
)
def test_anything_else_is_refused_rather_than_guessed(told):
    with pytest.raises(ValueError, match=r".+"):
        read_date(told, UTC)


def test_a_forced_zone_is_taken_off():
    assert read_date("Monday, 23 November 2026, 7:04 PM", SURGUT) == datetime(2026, 11, 23, 14, 4, tzinfo=UTC)


@pytest.mark.parametrize("language", ["en", "ru"])
@given(seconds=st.integers(1, 4_000_000_000))
def test_what_a_site_writes_is_read_back_to_the_minute(language, seconds):
    written = moment(seconds, language, SURGUT)

    assert read_date(written, SURGUT) == datetime.fromtimestamp(seconds // 60 * 60, UTC)


def test_the_locale_of_the_process_does_not_matter(monkeypatch):
    monkeypatch.setattr(locale, "getlocale", lambda *_: ("ru_RU", "UTF-8"))

    assert read_date("Friday, 1 May 2026, 1:00 AM", UTC) == datetime(2026, 5, 1, 1, tzinfo=UTC)


def test_zones_are_known_by_name_and_of_old_by_hours():
    assert zone_named("Asia/Yekaterinburg") == SURGUT
    assert zone_named("5.5") == timezone(timedelta(hours=5.5))
    assert zone_named("-3") == timezone(timedelta(hours=-3))


@pytest.mark.parametrize("name", ["Mars/Olympus", "/etc/passwd", "Asia"])
def test_an_unknown_zone_is_told(name):
    with pytest.raises(ValueError, match=r".+"):
        zone_named(name)
