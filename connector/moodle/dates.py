"""Dates as reports write them: `Monday, 23 November 2026, 7:04 PM`, read without the process's locale.

Moodle formats cells with `strftimedaydatetime` (lang/en/langconfig.php:185): minutes, in the language and
time zone of the request. English is asked for; Russian is read too, for a site may have rewritten English.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
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
_DATE = re.compile(
    r"(?P<weekday>[^\W\d]+), (?P<day>\d{1,2}) (?P<month>[^\W\d]+) (?P<year>\d{4}), "
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?: (?P<half>am|pm))?"
)
_NOON = 12


def read_date(text: str, zone: tzinfo) -> datetime | None:
    """Return the moment a cell tells, in UTC; None for a blank cell.

    Raises ValueError for anything else, also where the weekday is not the date's. Of the hour that a zone
    has twice in autumn, the first is taken.
    """
    words = " ".join(text.split()).casefold()
    if not words:
        return None
    told = _DATE.fullmatch(words)
    if told is None or told["weekday"] not in _WEEKDAY or told["month"] not in _MONTH:
        raise ValueError("not a date as reports write it")
    hour = _hour(int(told["hour"]), told["half"])
    day = (int(told["year"]), _MONTH[told["month"]], int(told["day"]))
    moment = datetime(*day, hour, int(told["minute"]), tzinfo=zone)
    if moment.weekday() != _WEEKDAY[told["weekday"]]:
        raise ValueError("the weekday is another day's")
    return moment.astimezone(UTC)


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
