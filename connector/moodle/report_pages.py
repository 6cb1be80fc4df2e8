"""The rows of a custom report, page by page, and whether they are all there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from connector.moodle.client import Moodle
from connector.moodle.errors import wrong_shape
from connector.moodle.functions import Function
from connector.moodle.preflight import opening
from connector.moodle.wire import list_of, mapping_of

PAGE = 10_000
"""Rows: 2.9 MB and 2.2 s of the server's time, whichever page (WEBSERVICE.md 12)."""

Row = tuple[str, ...]


@dataclass(frozen=True)
class ReportRows:
    """What a report said."""

    headings: tuple[str, ...]
    rows: Sequence[Row]
    total: int
    """How many rows the report itself counts."""

    whole: bool
    """Whether the rows are as many, none twice and none lost between pages."""


def report_rows(
    moodle: Moodle, report_id: int, functions: frozenset[str], *, page_size: int = PAGE
) -> ReportRows:
    """Return all rows, the report's sticky filters reset before.

    Pages of a report without a sure order may repeat some rows and lose others; then everything is read
    again at once. Raises WaitError, RefusedError, OddError.
    """
    report = _Report(moodle, report_id, functions)
    first = report.page(0, page_size)
    if first.whole:
        return first
    return report.further(first, page_size) or report.page(0, 0)


class _Report:
    """A report that can be opened at any page."""

    def __init__(self, moodle: Moodle, report_id: int, functions: frozenset[str]) -> None:
        self._moodle = moodle
        self._report_id = report_id
        self._functions = functions

    def page(self, page: int, size: int) -> ReportRows:
        """Return a page; size 0: everything."""
        calls = opening(self._report_id, self._functions, page=page, size=size)
        replies = [reply.get() for reply in self._moodle.batch(calls, in_order=True)]
        data = mapping_of(mapping_of(replies[-1], Function.REPORT).get("data"), Function.REPORT)
        headings = tuple(str(each) for each in list_of(data, Function.REPORT, "headers"))
        rows = [_row(each) for each in list_of(data, Function.REPORT, "rows")]
        total = data.get("totalrowcount")
        if not isinstance(total, int):
            raise wrong_shape(Function.REPORT)
        return ReportRows(headings, rows, total, whole=len(rows) == total)

    def further(self, first: ReportRows, size: int) -> ReportRows | None:
        """Return the first page and all others; None where they don't add up."""
        rows = list(first.rows)
        for number in range(1, -(-first.total // size)):
            page = self.page(number, size)
            if page.total != first.total:
                return None
            rows += page.rows
        if len(rows) != first.total or len(set(rows)) != first.total:
            return None
        return ReportRows(first.headings, rows, first.total, whole=True)


def _row(told: Any) -> Row:
    cells = list_of(told, Function.REPORT, "columns")
    return tuple("" if cell is None else str(cell) for cell in cells)
