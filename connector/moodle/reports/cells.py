"""What a cell of a custom report says: the words between its tags, and the number its link leads to."""

import html
import re
from collections.abc import Callable, Sequence
from typing import TypeVar

_ACCOUNT = re.compile(r"/user/(?:profile|view)\.php\?(?:[^\"']*&(?:amp;)?)?id=(\d+)")
_COURSE = re.compile(r"/course/view\.php\?(?:[^\"']*&(?:amp;)?)?id=(\d+)")
_TAG = re.compile(r"<[^>]*>")

_MOST_KNOWN = 50_000
"""Texts remembered a column, some 250 bytes each: the minutes of a month, and a day's worth of courses."""

Cells = Sequence[str | None]
"""A row of a report as it was told."""

_Value = TypeVar("_Value")


class Readings(dict[str | None, _Value]):
    """What the texts of a column mean, each worked out once: a report has few texts and many rows.

    What cannot be read raises what `read` raises, and is not remembered.
    """

    def __init__(self, read: Callable[[str], _Value]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, told: str | None) -> _Value:
        value = self._read("" if told is None else str(told))
        if len(self) >= _MOST_KNOWN:
            self.clear()
        self[told] = value
        return value


def cell(row: Cells, place: int | None) -> str:
    """Return a cell as told; a blank for a column that the report does not have."""
    told = row[place] if place is not None and place < len(row) else None
    return "" if told is None else str(told)


def plain(told: str) -> str:
    """Return what a reader of a cell would see; most cells hold neither tags nor entities."""
    if "<" in told:
        told = _TAG.sub("", told)
    if "&" in told:
        told = html.unescape(told)
    return " ".join(told.split())


def words(row: Cells, place: int | None) -> str:
    """Return what a reader of the cell would see."""
    return plain(cell(row, place))


def linked_account(row: Cells, place: int | None) -> int | None:
    """Return the number of the account that the cell links to; None without a link."""
    return account_in(cell(row, place))


def linked_course(row: Cells, place: int | None) -> int | None:
    """Return the number of the course that the cell links to; None without a link."""
    return course_in(cell(row, place))


def account_in(told: str) -> int | None:
    """Return the number of the account that a cell links to; None without a link."""
    found = _ACCOUNT.search(told)
    return int(found[1]) if found else None


def course_in(told: str) -> int | None:
    """Return the number of the course that a cell links to; None without a link."""
    found = _COURSE.search(told)
    return int(found[1]) if found else None
