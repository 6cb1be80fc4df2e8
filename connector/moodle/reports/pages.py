"""The rows of a custom report, page by page, and whether they are all there.

    first page ─► the others, several at once ─► each handed on as it comes, in order, and let go

Pages of a report without a sure order may repeat some rows and lose others, and a site where people are being
enrolled counts other rows on each page: such a set of pages is never believed, but read again at once.
"""

from array import array
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from connector.moodle.asking.errors import wrong_shape
from connector.moodle.client import Moodle
from connector.moodle.functions import Function
from connector.moodle.reports.cells import Cells
from connector.moodle.reports.looks import opening
from connector.moodle.wire import list_of, mapping_of

PAGE = 10_000
"""Rows: 2.9 MB and 2.2 s of the server's time, whichever page (WEBSERVICE.md 12)."""

ONE_ANSWER = 100_000
"""Rows that may be asked for at once: 29 MB and 20 s, which the site's memory and most proxies bear."""

_TRIES = 3
"""How often the pages are read before they are given up; one answer for everything counts as a try."""

Row = tuple[str, ...]
Take = Callable[[Sequence[Cells]], object]
"""Is handed the rows of one page after the other, in order."""


@dataclass(frozen=True)
class ReportRows:
    """What a report said."""

    headings: tuple[str, ...]
    rows: Sequence[Row] = field(repr=False)
    total: int
    """How many rows the report itself counts."""

    whole: bool
    """Whether the rows are as many, none twice and none lost between pages."""


@dataclass(frozen=True)
class ReportTold:
    """How a report was read."""

    rows: int
    total: int
    whole: bool


@dataclass(frozen=True)
class Page:
    """What one retrieval said; the rows it was cut from may be more."""

    headings: tuple[str, ...]
    rows: Sequence[Cells] = field(repr=False)
    total: int


def report_rows(
    moodle: Moodle, report_id: int, functions: frozenset[str], *, page_size: int = PAGE
) -> ReportRows:
    """Return all rows of a report that is not large, its sticky filters reset before.

    Raises WaitError, RefusedError, OddError.
    """
    rows: list[Row] = []
    told_headings: tuple[str, ...] = ()

    def begin(headings: tuple[str, ...]) -> Take:
        nonlocal told_headings
        told_headings = headings
        rows.clear()
        return lambda page: rows.extend(
            tuple("" if told is None else str(told) for told in row) for row in page
        )

    told = read_report(moodle, report_id, functions, begin, page_size=page_size)
    return ReportRows(told_headings, rows, told.total, told.whole)


def read_report(
    moodle: Moodle,
    report_id: int,
    functions: frozenset[str],
    begin: Callable[[tuple[str, ...]], Take],
    *,
    page_size: int = PAGE,
    one_answer: int = ONE_ANSWER,
    large_again: bool = True,
) -> ReportTold:
    """Read all rows, the report's sticky filters reset before, and hand them on page by page.

    `begin` is told the headings and returns what takes the pages; where a set of pages does not add up it is
    called again, and what was taken before is void. A report too large for one answer is read in pages again only
    if `large_again`; else the caller has another way. Raises WaitError, RefusedError, OddError.
    """
    report = _Report(moodle, report_id, functions, one_answer)
    told = report.read(begin, page_size)
    for _ in range(1, _TRIES):
        large = told.total > one_answer
        if told.whole or (large and not large_again):
            break
        told = report.read(begin, page_size if large else 0)
    return told


def page_of(told: Any) -> Page:
    """Return a retrieval's reply as a page; raise OddError for anything else."""
    data = mapping_of(mapping_of(told, Function.REPORT).get("data"), Function.REPORT)
    headings = tuple(str(each) for each in list_of(data, Function.REPORT, "headers"))
    try:
        rows = [row["columns"] for row in list_of(data, Function.REPORT, "rows")]
    except (TypeError, KeyError):
        raise wrong_shape(Function.REPORT) from None
    total = data.get("totalrowcount")
    if not isinstance(total, int) or not all(type(row) is list for row in rows):
        raise wrong_shape(Function.REPORT)
    return Page(headings, rows, total)


class _Report:
    """A report that can be opened at any page."""

    def __init__(self, moodle: Moodle, report_id: int, functions: frozenset[str], one_answer: int) -> None:
        self._moodle = moodle
        self._report_id = report_id
        self._functions = functions
        self._one_answer = one_answer

    def read(self, begin: Callable[[tuple[str, ...]], Take], size: int) -> ReportTold:
        """Read everything in pages of a size, 0: in one answer.

        Of a large report all pages are taken even where their totals differ: they tell how its rows are spread.
        """
        first = self._first(size)
        take, seen, rows, same = begin(first.headings), _Seen(), 0, True
        for page in self._pages(first, size):
            same = same and page.total == first.total
            if page.headings != first.headings or not (same or first.total > self._one_answer):
                return ReportTold(rows, first.total, whole=False)
            rows += len(page.rows)
            if len(page.rows) < page.total:
                seen.add(page.rows)
            take(page.rows)
        return ReportTold(rows, first.total, whole=same and rows == first.total and not seen.twice)

    def _first(self, size: int) -> Page:
        calls = opening(self._report_id, self._functions, page=0, size=size)
        replies = [reply.get() for reply in self._moodle.batch(calls, in_order=True)]
        return page_of(replies[-1])

    def _pages(self, first: Page, size: int) -> Iterator[Page]:
        """Yield all pages in order; a few are on their way while one is being read."""
        yield first
        if size == 0 or first.total <= size:
            return
        numbers = iter(range(1, -(-first.total // size)))
        at_once = self._moodle.access.requests_in_flight
        with ThreadPoolExecutor(at_once) as pool:
            coming = deque(pool.submit(self._page, number, size) for number in islice(numbers, at_once))
            try:
                while coming:
                    page = coming.popleft().result()
                    coming.extend(pool.submit(self._page, number, size) for number in islice(numbers, 1))
                    yield page
            finally:
                _cancel(coming)

    def _page(self, number: int, size: int) -> Page:
        told = self._moodle.call(Function.REPORT, reportid=self._report_id, page=number, perpage=size)
        return page_of(told)


def _cancel(coming: deque[Future[Page]]) -> None:
    for each in coming:
        each.cancel()


class _Seen:
    """Whether a row stands on two pages, by 8 bytes a row.

    Rows alike on one page are truly two rows: one answer of a database repeats none. So are those that end one
    page and begin the next, where a report in order is cut between them.
    """

    def __init__(self) -> None:
        self._hashes = array("q")
        self._last: int | None = None

    def add(self, rows: Sequence[Cells]) -> None:
        """Take the rows of the next page."""
        hashes = [hash(tuple(row)) for row in rows]
        if not hashes:
            return
        different = set(hashes)
        if hashes[0] == self._last:
            different.discard(hashes[0])
        self._hashes.extend(different)
        self._last = hashes[-1]

    @property
    def twice(self) -> bool:
        """Tell whether a row was seen on two pages."""
        ordered = sorted(self._hashes)
        return any(map(int.__eq__, ordered, islice(ordered, 1, None)))
