"""Before anything is pulled: who we are there, what we may ask, and whether the answers can be believed.

An account that Moodle considers half set up gets empty lists from some functions and no error at all
(WEBSERVICE.md 2.2): the canary, our own record asked for by number, tells.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from connector.errors import OddError, RefusedError
from connector.moodle.calls import Call, Reply
from connector.moodle.client import Moodle
from connector.moodle.errors import stops_everything
from connector.moodle.functions import NEEDS, Function
from connector.moodle.wire import Wire, list_of, mapping_of, read_rows

PARTICIPANTS = "participants"
"""Last part of the class name of the report source «Course participants»."""

COURSES = "courses"
"""Last part of the class name of the report source «Courses»."""

_NOT_FORCED = ("99", "")
_NOTHING_CHOSEN = ("0", "", "None")


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


@dataclass(frozen=True)
class Site:
    """What preflight has learnt."""

    release: str
    user_id: int
    functions: frozenset[str]
    site_url: str
    time_zone: str | None = None
    """The zone the site forces on everybody; None: none, or not told."""

    time_zone_known: bool = True
    """Whether the site told at all."""

    reports: tuple[ReportInfo, ...] = ()


class _SiteInfo(Wire):
    userid: int
    siteurl: str = ""
    release: str = ""
    functions: list[dict[str, Any]]


class _Report(Wire):
    id: int
    name: str
    source: str
    conditiondata: str | None = None


def preflight(moodle: Moodle, *, courses_reports: bool = False) -> Site:
    """Return what the site is and allows, in three requests at most.

    `courses_reports` tells to look into the reports of courses too. Raises RefusedError where nothing useful can
    be pulled, WaitError, OddError.
    """
    info = _site_info(moodle)
    functions = frozenset(str(each.get("name")) for each in info.functions)
    moodle.can_batch = Function.BATCH in functions
    _check_functions(functions)
    optional = {
        Function.MOBILE_CONFIG: Call(Function.MOBILE_CONFIG),
        Function.REPORTS: Call(Function.REPORTS, {"perpage": 0}),
    }
    asked = {function: call for function, call in optional.items() if function in functions}
    canary = Call(Function.USERS_BY_FIELD, {"field": "id", "values": [info.userid]})
    replies = moodle.batch([canary, *asked.values()])
    _check_canary(replies[0], info.userid)
    told = dict(zip(asked, replies[1:], strict=True))
    zone = _forced_zone(told.get(Function.MOBILE_CONFIG))
    sources = {PARTICIPANTS, COURSES} if courses_reports else {PARTICIPANTS}
    reports = _reports(moodle, told.get(Function.REPORTS), functions, sources)
    return Site(
        info.release, info.userid, functions, info.siteurl, zone or None, zone is not None, tuple(reports)
    )


def _site_info(moodle: Moodle) -> _SiteInfo:
    told = mapping_of(moodle.call(Function.SITE_INFO), Function.SITE_INFO)
    good, _ = read_rows(_SiteInfo, [told], "site")
    if not good:
        raise OddError("lms.error.wrong_shape", function=Function.SITE_INFO.value)
    return good[0]


def _check_functions(functions: frozenset[str]) -> None:
    missing = [each.value for each, need in NEEDS.items() if need.required and each not in functions]
    if missing:
        raise RefusedError("lms.error.functions_missing", functions=", ".join(missing))


def _check_canary(reply: Reply, user_id: int) -> None:
    rows = list_of(reply.get(), Function.USERS_BY_FIELD)
    if len(rows) != 1 or mapping_of(rows[0], Function.USERS_BY_FIELD).get("id") != user_id:
        raise RefusedError("lms.error.canary", user_id=user_id)


def _forced_zone(reply: Reply | None) -> str | None:
    """Return the zone forced on everybody, a blank for none, None where the site does not tell."""
    if reply is None or reply.error is not None:
        return None
    settings = list_of(reply.value, Function.MOBILE_CONFIG, "settings")
    told = next((each.get("value") for each in settings if each.get("name") == "forcetimezone"), None)
    return None if told is None else "" if str(told) in _NOT_FORCED else str(told)


def _reports(
    moodle: Moodle, reply: Reply | None, functions: frozenset[str], sources: Collection[str]
) -> list[ReportInfo]:
    if reply is None or (reply.error is not None and not stops_everything(reply.error)):
        return []
    rows, _ = read_rows(_Report, list_of(reply.get(), Function.REPORTS, "reports"), "reports")
    found = [
        ReportInfo(row.id, row.name, row.source.rpartition("\\")[2], hides_rows(row.conditiondata))
        for row in rows
    ]
    if Function.REPORT not in functions:
        return found
    looked_at = _opened(moodle, [each for each in found if each.source in sources], functions)
    return [looked_at.get(each.report_id, each) for each in found]


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


def _opened(
    moodle: Moodle, reports: Sequence[ReportInfo], functions: frozenset[str]
) -> dict[int, ReportInfo]:
    """Open each report with one row, its sticky filters reset before, to learn its headings and size."""
    calls = [call for report in reports for call in opening(report.report_id, functions, page=0, size=1)]
    replies = [
        reply
        for call, reply in zip(calls, moodle.batch(calls, in_order=True), strict=True)
        if call.function is Function.REPORT
    ]
    return {
        report.report_id: _with_headings(report, reply)
        for report, reply in zip(reports, replies, strict=True)
        if reply.error is None
    }


def opening(report_id: int, functions: frozenset[str], *, page: int, size: int) -> list[Call]:
    """Return the calls that read a page of a report as if nobody had ever filtered it; size 0: all rows."""
    read = Call(Function.REPORT, {"reportid": report_id, "page": page, "perpage": size})
    if Function.RESET_FILTERS not in functions:
        return [read]
    return [Call(Function.RESET_FILTERS, {"reportid": report_id}), read]


def _with_headings(report: ReportInfo, reply: Reply) -> ReportInfo:
    data = mapping_of(mapping_of(reply.value, Function.REPORT).get("data"), Function.REPORT)
    headings = tuple(str(each) for each in list_of(data, Function.REPORT, "headers"))
    rows = data.get("totalrowcount")
    return ReportInfo(
        report.report_id,
        report.name,
        report.source,
        report.hides_rows,
        headings,
        rows if isinstance(rows, int) else 0,
    )
