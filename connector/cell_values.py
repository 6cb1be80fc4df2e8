"""One cell of a spreadsheet read as text or as a day, whatever type the file gave it."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache

from connector.sheets import Cell

_EPOCH = date(1899, 12, 30)
"""Day 0 of spreadsheets, since they take 1900 for a leap year."""

_SERIALS = range(2200, 80_000)
"""Serial numbers taken for days: 1906 to 2119. Smaller ones are years, years of service or typing errors."""

_NUMERIC_DAY = re.compile(r"(\d{1,2})[.,/\-\s](\d{1,2})[.,/\-\s](\d{4}|\d{2})")
_ISO_DAY = re.compile(r"(\d{4})[.\-/](\d{1,2})[.\-/](\d{1,2})")
_WORDY_DAY = re.compile(r"«?(\d{1,2})»?[\s\-]+([а-я]{3,8})\.?[\s\-]+(\d{4}|\d{2})")
_SOLID_DAY = re.compile(r"(\d{1,2})(\d{2})(\d{4})")
_TIME = re.compile(r"[t\s]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?z?$")
_YEAR_WORD = re.compile(r"\s*г(?:\.?\s*р?\.?|од\w*(?:\s+рожд\w*)?)$")
_ROUND_SIGNS = re.compile(r"\s*([./\-])\s*")
_MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_CENTURIES = (1900, 2000)
_ERROR = re.compile(
    r"#(?:н/д|знач!|ссылка!|дел/0!|имя\?|число!|пусто!|n/a|value!|ref!|div/0!|name\?|num!|null!|######)",
    re.IGNORECASE,
)


def text_of(cell: Cell) -> str:
    """Return a cell as one line of text: `1`, never `1.0`; no invisible characters, no doubled spaces."""
    if isinstance(cell, str):
        return _line(cell)
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    return str(cell)


@lru_cache(maxsize=20_000)
def _line(text: str) -> str:
    if text.isascii() and text.isprintable():
        return " ".join(text.split()).removeprefix("'")
    told = unicodedata.normalize("NFC", text).replace("_x000D_", " ")
    if not told.isprintable():
        told = "".join(_visible(each) for each in told)
    return " ".join(told.split()).removeprefix("'")


def _visible(letter: str) -> str:
    """Return a letter; a space for a control character; nothing for one that has no width."""
    category = unicodedata.category(letter)
    return " " if category == "Cc" else "" if category == "Cf" else letter


def is_error(text: str) -> bool:
    """Tell whether a text is what a spreadsheet shows for a formula that failed: `#Н/Д`."""
    return _ERROR.fullmatch(text) is not None


def day_of(cell: Cell) -> date | None:
    """Return the one day a cell means; None for anything else, a year of two digits among it."""
    days = days_of(cell)
    return days[0] if len(days) == 1 else None


def days_of(cell: Cell) -> tuple[date, ...]:
    """Return the days a cell may mean: two, a century apart, where the year has two digits; mostly one.

    Read are dates, serial numbers, dd.mm.yyyy, yyyy-mm-dd, ddmmyyyy, «1 июня 2026 г.», «1-июн-26». Nothing
    for anything else, a day that no calendar has among it.
    """
    if isinstance(cell, datetime):
        return (cell.date(),)
    if isinstance(cell, date):
        return (cell,)
    if isinstance(cell, bool):
        return ()
    if isinstance(cell, float) and not cell.is_integer():
        return _from_serial(cell)
    return days_in_words(text_of(cell))


def _from_serial(serial: float) -> tuple[date, ...]:
    known = _SERIALS.start <= serial < _SERIALS.stop
    return (_EPOCH + timedelta(days=int(serial)),) if known else ()


def days_in_words(text: str) -> tuple[date, ...]:
    """Return the days a text may mean and nothing else."""
    plain = _YEAR_WORD.sub("", _TIME.sub("", text.casefold().strip()))
    plain = _ROUND_SIGNS.sub(r"\1", plain)
    if found := _NUMERIC_DAY.fullmatch(plain) or _SOLID_DAY.fullmatch(plain):
        return _days(found[3], int(found[2]), int(found[1]))
    if found := _ISO_DAY.fullmatch(plain):
        return _days(found[1], int(found[2]), int(found[3]))
    if found := _WORDY_DAY.fullmatch(plain):
        return _days(found[3], month_number(found[2]), int(found[1]))
    return _from_serial(int(plain)) if re.fullmatch(r"\d{5}", plain, re.ASCII) else ()


def month_number(word: str) -> int:
    """Return a month's number by its Russian name in any case; 0 for another word."""
    return next((place for place, start in enumerate(_MONTHS, 1) if word.startswith(start)), 0)


def _days(year: str, month: int, day: int) -> tuple[date, ...]:
    years = [int(year)] if len(year) == len("1970") else [century + int(year) for century in _CENTURIES]
    return tuple(found for each in years if (found := _day(each, month, day)))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
