"""Whether the report's dates are read in the right zone: a few of them against the completion function's.

The function tells seconds since 1970, the report words in a zone that a site may force on everybody. Moodle
takes the last condition's time for the course's where all are asked for (lib/completionlib.php:1767); rows of
other courses, and those of people let in no longer, cannot be compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from config.problems import Problem
from connector.moodle.asking.calls import Call, Reply
from connector.moodle.asking.errors import stops_everything
from connector.moodle.asking.pairs import Pair
from connector.moodle.client import Moodle
from connector.moodle.functions import Function
from connector.moodle.plan import Plan
from connector.moodle.planning.preflight import Site
from connector.moodle.reports.cells import linked_account, linked_course, words
from connector.moodle.reports.dates import read_date
from connector.moodle.wire import Moment, Wire, read_rows

ROWS = 5
"""Compared at most: each that the site refuses to tell costs a request."""

_ENOUGH = 2
"""Rows off by one and the same time: one alone may have been mended by hand."""

_QUARTER = timedelta(minutes=15)
"""All zones of today are whole quarters of an hour from UTC."""

_FARTHEST = timedelta(hours=26)
"""Between two zones on one Earth."""

_ACTIVE = frozenset(("active", "активно", "активный", "активен", "активна"))
_MINUTE = timedelta(minutes=1)
_ALL = 1


class _Criterion(Wire):
    complete: bool
    timecompleted: Moment = None


class _Status(Wire):
    completed: bool
    aggregation: int = _ALL
    completions: tuple[_Criterion, ...] = ()


def with_verified_dates(moodle: Moodle, site: Site, plan: Plan) -> Plan:
    """Return the plan with what a comparison of dates has shown; one request, none where nothing can be compared.

    Raises WaitError, and RefusedError where nothing more can be asked at all.
    """
    rows = comparable_rows(plan) if Function.COURSE_COMPLETION in site.functions else {}
    if not rows:
        return plan
    calls = [Call(Function.COURSE_COMPLETION, {"courseid": course, "userid": who}) for course, who in rows]
    truth = [_completed_at(reply) for reply in moodle.batch(calls)]
    offsets = [told - known for told, known in zip(rows.values(), truth, strict=True) if known is not None]
    return judged(plan, offsets)


def comparable_rows(plan: Plan) -> dict[Pair, datetime]:
    """Return when the report says that (course, account) was completed, of as many courses as there are."""
    columns, report = plan.columns, plan.report
    if report is None or columns.completed_at is None:
        return {}
    found: dict[Pair, datetime] = {}
    for row in report.sample:
        course = linked_course(row, columns.course_link)
        account = linked_account(row, columns.account_link)
        active = columns.status is None or words(row, columns.status).casefold() in _ACTIVE
        moment = _moment(words(row, columns.completed_at), plan) if active else None
        if course is not None and account is not None and moment is not None:
            found[course, account] = moment
    first_of_each = {course: (course, account) for course, account in reversed(found)}
    ordered = dict.fromkeys((*reversed(first_of_each.values()), *found))
    return {pair: found[pair] for pair in list(ordered)[:ROWS]}


def judged(plan: Plan, offsets: Sequence[timedelta]) -> Plan:
    """Return the plan with its dates verified, or not: `offsets` are what the report tells less what is true."""
    if any(each == timedelta() for each in offsets):
        return replace(plan, dates_verified=True)
    wrong = len(offsets) >= _ENOUGH and len(set(offsets)) == 1 and _is_of_zones(offsets[0])
    if not wrong or plan.report is None:
        return plan
    values: dict[str, str | int] = {"report": plan.report.name, "offset": _spelt(offsets[0])}
    return replace(plan, dates_verified=False, notes=(*plan.notes, Problem("lms.plan.dates_off", values)))


def _is_of_zones(offset: timedelta) -> bool:
    return offset % _QUARTER == timedelta() and abs(offset) <= _FARTHEST


def _spelt(offset: timedelta) -> str:
    """Return an offset as clocks are set: `+5:00`, `−3:30`."""
    minutes = abs(offset) // _MINUTE
    return f"{'+' if offset > timedelta() else '−'}{minutes // 60}:{minutes % 60:02}"


def _moment(told: str, plan: Plan) -> datetime | None:
    try:
        return read_date(told, plan.zone)
    except ValueError:
        return None


def _completed_at(reply: Reply) -> datetime | None:
    """Return when the course was completed, to the minute; None where the conditions do not tell."""
    if reply.error is not None:
        if stops_everything(reply.error):
            raise reply.error
        return None
    told = reply.value.get("completionstatus") if isinstance(reply.value, Mapping) else None
    good, _ = read_rows(_Status, [told], "completions")
    if not good or not good[0].completed or good[0].aggregation != _ALL:
        return None
    times = [each.timecompleted for each in good[0].completions]
    met = [each for each in times if each is not None]
    if not met or len(met) < len(times):
        return None
    return max(met).astimezone(UTC).replace(second=0, microsecond=0)
