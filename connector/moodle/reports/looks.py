"""Custom reports as they look from outside and from inside: conditions, headings, rows, and which filters work.

A report opens with its sticky filters reset, and is left so.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from connector.moodle.asking.calls import Call, Reply
from connector.moodle.client import Moodle
from connector.moodle.functions import Function
from connector.moodle.reports.filters import COMPLETED, having_a_date, probes, reset_filters, set_filters
from connector.moodle.reports.headings import find_account_columns, find_columns
from connector.moodle.wire import list_of, mapping_of

PARTICIPANTS = "participants"
"""Last part of the class name of the report source «Course participants»."""

COURSES = "courses"
"""Last part of the class name of the report source «Courses»."""

USERS = "users"
"""Last part of the class name of the report source «Users»."""

_NOTHING_CHOSEN = ("0", "", "None")

_SAMPLE = 20
"""Rows: as cheap as one, and some of them may have dates."""

_COMPLETED_SAMPLE = 100
"""Completed rows: enough to come to several courses."""

_FEW = 2
"""Reports of one kind: so many are tried out without choosing first; a probe costs two counts of all rows."""


@dataclass(frozen=True)
class ReportInfo:
    """A custom report that our account may see."""

    report_id: int
    name: str
    source: str
    """Class name of its source, by its last part."""

    hides_rows: bool = False
    """Whether it has conditions that leave rows out."""

    headings: tuple[str, ...] = ()
    """Read only for the sources that matter; blank where the report can't be opened."""

    rows: int = 0
    """How many there are, the same limits."""

    filters: frozenset[str] = frozenset()
    """Which of the filters in `report_filters.CANDIDATES` have been added to it, as far as rows can tell."""

    sample: tuple[tuple[str, ...], ...] = field(default=(), repr=False)
    """A few rows, completed ones where they can be asked for: their dates can be compared."""


def hides_rows(conditions: str | None) -> bool:
    """Tell whether a report's conditions leave rows out: an operator other than 0 («any»), a value chosen.

    To the condition on a category, which may ask for subcategories too, 0 means «is»: there the value tells.
    """
    try:
        told = json.loads(conditions or "{}")
    except ValueError:
        return True
    if not isinstance(told, dict):
        return bool(told)
    stems = (key.removesuffix("_subcategories") for key in told if key.endswith("_subcategories"))
    category_values = {f"{stem}_value" for stem in stems}
    return any(
        (key.endswith("_operator") and str(value) not in _NOTHING_CHOSEN)
        or (key in category_values and str(value) not in _NOTHING_CHOSEN)
        or (key.endswith("_values") and bool(value))
        for key, value in told.items()
    )


def looked_at(
    moodle: Moodle, reports: Sequence[ReportInfo], functions: frozenset[str], named: str | None
) -> dict[int, ReportInfo]:
    """Return the reports as they look from inside, their filters tried out in the same request.

    Where there are many reports of one kind only the best is tried, in a request of its own.
    """
    can_filter = moodle.can_batch and {Function.SET_FILTERS, Function.RESET_FILTERS} <= functions
    whole = [each for each in reports if not each.hides_rows or _is_named(each, named)]
    few = [each for each in whole if _of_a_kind(each, whole) <= _FEW] if can_filter else []
    opened = _opened(moodle, reports, few, functions)
    best = {each.source: each for each in sorted(opened.values(), key=lambda its: _fullness(its, named))}
    late = [each for each in best.values() if can_filter and _of_a_kind(each, whole) > _FEW]
    return opened | (_opened(moodle, late, late, functions) if late else {})


def _is_named(report: ReportInfo, named: str | None) -> bool:
    return named is not None and report.name.split() == named.split()


def _of_a_kind(report: ReportInfo, reports: Sequence[ReportInfo]) -> int:
    return sum(each.source == report.source for each in reports)


def _fullness(report: ReportInfo, named: str | None) -> tuple[bool, bool, int, int]:
    find = find_account_columns if report.source == USERS else find_columns
    return (
        _is_named(report, named),
        not report.hides_rows,
        find(report.headings).found,
        -report.report_id,
    )


def _opened(
    moodle: Moodle,
    reports: Sequence[ReportInfo],
    tried: Sequence[ReportInfo],
    functions: frozenset[str],
) -> dict[int, ReportInfo]:
    """Open each report with a few rows, its sticky filters reset before and after; `tried` have theirs tried."""
    looks = {each: _look(each, functions, with_filters=each in tried) for each in reports}
    calls = [call for look in looks.values() for call in look]
    replies = iter(moodle.batch(calls, in_order=True))
    told = {report: [next(replies) for _ in look] for report, look in looks.items()}
    read = {
        report: [
            reply
            for call, reply in zip(looks[report], answers, strict=True)
            if call.function is Function.REPORT
        ]
        for report, answers in told.items()
    }
    return {
        report.report_id: _as_read(report, answers)
        for report, answers in read.items()
        if answers[0].error is None
    }


def _look(report: ReportInfo, functions: frozenset[str], *, with_filters: bool) -> list[Call]:
    """Return the calls that open a report, then try its filters, then read some completed rows."""
    first = opening(report.report_id, functions, page=0, size=_SAMPLE)
    if not with_filters:
        return first
    tries = [call for _, calls in probes(report.report_id, report.source) for call in calls]
    if report.source == PARTICIPANTS:
        completed = set_filters(report.report_id, having_a_date(COMPLETED))
        tries += [completed, *opening(report.report_id, frozenset(), page=0, size=_COMPLETED_SAMPLE)]
    return [*first, *tries, reset_filters(report.report_id)] if tries else first


def _as_read(report: ReportInfo, replies: Sequence[Reply]) -> ReportInfo:
    """Return the report with what its first page, then its filtered ones, have told."""
    whole, *filtered = (_Page.of(each) for each in replies)
    assert whole is not None
    names = [name for name, _ in probes(report.report_id, report.source)]
    filters = frozenset(
        name
        for name, page in zip(names, filtered, strict=False)
        if page is not None and page.total == 0 < whole.total
    )
    completed = filtered[-1] if COMPLETED in filters else None
    return replace(
        report,
        headings=whole.headings,
        rows=whole.total,
        filters=filters,
        sample=(completed or whole).rows,
    )


def opening(report_id: int, functions: frozenset[str], *, page: int, size: int) -> list[Call]:
    """Return the calls that read a page of a report as if nobody had ever filtered it; size 0: all rows."""
    read = Call(Function.REPORT, {"reportid": report_id, "page": page, "perpage": size})
    if Function.RESET_FILTERS not in functions:
        return [read]
    return [Call(Function.RESET_FILTERS, {"reportid": report_id}), read]


@dataclass(frozen=True)
class _Page:
    """What one reading of a report said."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = field(repr=False)
    total: int

    @classmethod
    def of(cls, reply: Reply) -> "_Page | None":
        if reply.error is not None:
            return None
        data = mapping_of(mapping_of(reply.value, Function.REPORT).get("data"), Function.REPORT)
        headings = tuple(str(each) for each in list_of(data, Function.REPORT, "headers"))
        rows = (list_of(each, Function.REPORT, "columns") for each in list_of(data, Function.REPORT, "rows"))
        total = data.get("totalrowcount")
        told = tuple(tuple("" if cell is None else str(cell) for cell in row) for row in rows)
        return cls(headings, told, total if isinstance(total, int) else 0)
