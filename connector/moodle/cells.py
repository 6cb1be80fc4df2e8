"""What a cell of a custom report says: the words between its tags, and the number its link leads to."""

import html
import re

from connector.moodle.report_pages import Row

_ACCOUNT = re.compile(r"/user/(?:profile|view)\.php\?(?:[^\"']*&(?:amp;)?)?id=(\d+)")
_COURSE = re.compile(r"/course/view\.php\?(?:[^\"']*&(?:amp;)?)?id=(\d+)")
_TAG = re.compile(r"<[^>]*>")


def cell(row: Row, place: int | None) -> str:
    """Return a cell as told; a blank for a column that the report does not have."""
    return row[place] if place is not None and place < len(row) else ""


def words(row: Row, place: int | None) -> str:
    """Return what a reader of the cell would see."""
    return " ".join(html.unescape(_TAG.sub("", cell(row, place))).split())


def linked_account(row: Row, place: int | None) -> int | None:
    """Return the number of the account that the cell links to; None without a link."""
    return _linked(_ACCOUNT, cell(row, place))


def linked_course(row: Row, place: int | None) -> int | None:
    """Return the number of the course that the cell links to; None without a link."""
    return _linked(_COURSE, cell(row, place))


def _linked(pattern: re.Pattern[str], told: str) -> int | None:
    found = pattern.search(told)
    return int(found[1]) if found else None
