"""One cell of a spreadsheet read as text, whole number or day, whatever type the file gave it."""

import re
import unicodedata
from datetime import date, datetime, timedelta

from connector.sheets import Cell

_EPOCH = date(1899, 12, 30)
"""Day 0 of spreadsheets, since they take 1900 for a leap year."""

_SERIALS = range(366, 80_000)
"""Serial numbers taken for days: 1901 to 2119. Smaller ones are years of service or typing errors."""

_NUMERIC_DAY = re.compile(r"(\d{1,2})[.,/\-\s](\d{1,2})[.,/\-\s](\d{4})(?:\s*г\.?|\s+0?0:00(?::00)?)?")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T\s]0?0:00(?::00)?)?")
_WORDY_DAY = re.compile(r"(\d{1,2})\s+([а-я]{3,8})\.?\s+(\d{4})(?:\s*г(?:ода|\.)?)?")
_MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")


def text_of(cell: Cell) -> str:
    """Return a cell as one line of text: `1`, never `1.0`; no control characters, no doubled spaces."""
    if isinstance(cell, bool):
        return "да" if cell else "нет"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    text = unicodedata.normalize("NFC", str(cell)).replace("_x000D_", " ")
    printable = (each if unicodedata.category(each) not in ("Cc", "Cf") else " " for each in text)
    return " ".join("".join(printable).split()).removeprefix("'")


def day_of(cell: Cell) -> date | None:
    """Return a cell as a day: a date, a serial number, dd.mm.yyyy, yyyy-mm-dd, «1 июня 2026 г.».

    None for anything else, a day that no calendar has among it.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _from_serial(cell)
    return day_in_words(text_of(cell))


def _from_serial(serial: float) -> date | None:
    return _EPOCH + timedelta(days=int(serial)) if int(serial) in _SERIALS else None


def day_in_words(text: str) -> date | None:
    """Return the day a text names and nothing else."""
    if found := _NUMERIC_DAY.fullmatch(text):
        day, month, year = map(int, found.groups())
        return _day(year, month, day)
    if found := _ISO_DAY.fullmatch(text):
        return _day(*map(int, found.groups()))
    if found := _WORDY_DAY.fullmatch(text.casefold()):
        return _day(int(found[3]), _month(found[2]), int(found[1]))
    return _from_serial(int(text)) if re.fullmatch(r"\d{5}", text, re.ASCII) else None


def _month(word: str) -> int:
    return next((place for place, start in enumerate(_MONTHS, 1) if word.startswith(start)), 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
