"""Dates as reports write them: `Monday, 23 November 2026, 7:04 PM`, read without the process's locale.

Moodle formats cells with `strftimedaydatetime` (lang/en/langconfig.php:185): minutes, in the language and
time zone of the request. English is asked for; Russian is read too, for a site may have rewritten English.
A report has as many cells as rows, and few days: what a day and a time of day say is worked out once.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

_WEEKDAYS = (
    ("monday", "понедельник"),
    ("tuesday", "вторник"),
    ("wednesday", "среда"),
    ("thursday", "четверг"),
    ("friday", "пятница"),
    ("saturday", "суббота"),
    ("sunday", "воскресенье"),
)
_MONTHS = (
    ("january", "января", "январь"),
    ("february", "февраля", "февраль"),
    ("march", "марта", "март"),
    ("april", "апреля", "апрель"),
    ("may", "мая", "май"),
    ("june", "июня", "июнь"),
    ("july", "июля", "июль"),
    ("august", "августа", "август"),
    ("september", "сентября", "сентябрь"),
    ("october", "октября", "октябрь"),
    ("november", "ноября", "ноябрь"),
    ("december", "декабря", "декабрь"),
)
_WEEKDAY = {name: number for number, names in enumerate(_WEEKDAYS) for name in names}
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_DAY = re.compile(
    r"(?:(?P<weekday>[^\W\d]+),? )?(?P<day>\d{1,2}) (?P<month>[^\W\d]+) (?P<year>\d{4})(?: ?г\.?)?"
)
_TIME = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2})?(?: ?(?P<half>am|pm))?")
_BOTH = re.compile(r"(?P<day>.*\d{4}(?: ?г\.?)?)(?:,| в|, в)? (?P<time>\d{1,2}:.*)", re.IGNORECASE)
_NOON = 12
_DAYS_KNOWN = 20_000
"""Some fifty years of days, 300 bytes each."""


def read_date(text: str, zone: tzinfo) -> datetime | None:
    """Return the moment a cell tells, in UTC; None for a blank cell.

    Raises ValueError for anything else, also where the weekday is not the date's. Of the hour that a zone
    has twice in autumn, the first is taken.
    """
    if not text or text.isspace():
        return None
    told, comma, clock = text.rpartition(", ")
    if not comma or not told[-1:].isdigit():
        told, clock = _apart(text)
    moment = datetime(*_day(told), *_time(clock), tzinfo=zone)
    return moment if zone is UTC else moment.astimezone(UTC)


def _apart(text: str) -> tuple[str, str]:
    """Return the day and the time of day, however they are joined."""
    told = _BOTH.fullmatch(" ".join(text.split()))
    if told is None:
        raise ValueError("not a date as reports write it")
    return told["day"], told["time"]


@lru_cache(_DAYS_KNOWN)
def _day(text: str) -> tuple[int, int, int]:
    """Return year, month and day."""
    told = _DAY.fullmatch(" ".join(text.split()).casefold())
    if told is None or told["month"] not in _MONTH:
        raise ValueError("not a date as reports write it")
    day = date(int(told["year"]), _MONTH[told["month"]], int(told["day"]))
    if told["weekday"] and _WEEKDAY.get(told["weekday"]) != day.weekday():
        raise ValueError("the weekday is another day's")
    return day.year, day.month, day.day


@lru_cache(_DAYS_KNOWN)
def _time(text: str) -> tuple[int, int]:
    """Return hour and minute."""
    told = _TIME.fullmatch(" ".join(text.split()).casefold())
    if told is None:
        raise ValueError("not a time as reports write it")
    return _hour(int(told["hour"]), told["half"]), int(told["minute"])


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    if not 1 <= hour <= _NOON:
        raise ValueError("no such hour on a clock of twelve")
    return hour % _NOON + (_NOON if half == "pm" else 0)


def zone_named(name: str) -> tzinfo:
    """Return a zone by Moodle's name for it: an IANA name, or hours from UTC on sites from long ago.

    Raises ValueError for an unknown one.
    """
    if re.fullmatch(r"[+-]?\d{1,2}(\.\d+)?", name):
        return timezone(timedelta(hours=float(name)))
    try:
        return ZoneInfo(name)
    except (KeyError, OSError) as error:  # a name that is no zone, a folder of zones
        raise ValueError("unknown time zone") from error
