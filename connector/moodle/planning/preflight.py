"""Before anything is pulled: who we are there, what we may ask, and whether the answers can be believed.

An account that Moodle considers half set up gets empty lists from some functions and no error at all
(WEBSERVICE.md 2.2): the canary, our own record asked for by number, tells.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from connector.errors import OddError, RefusedError
from connector.moodle.asking.calls import Call, Reply
from connector.moodle.asking.errors import stops_everything
from connector.moodle.client import Moodle, Statistics
from connector.moodle.functions import NEEDS, Function
from connector.moodle.reports.looks import COURSES, PARTICIPANTS, USERS, ReportInfo, hides_rows, looked_at
from connector.moodle.wire import Wire, list_of, mapping_of, read_rows

_NOT_FORCED = ("99", "")


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
    latency: float = 0
    """Seconds that the first, light request took."""


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


def preflight(
    moodle: Moodle, *, courses_reports: bool = False, participants_report: str | None = None
) -> Site:
    """Return what the site is and allows, in three requests; in four where it has many reports of one kind.

    `courses_reports` tells to look into the reports of courses too, `participants_report` names the report to
    prefer. Raises RefusedError where nothing useful can be pulled, WaitError, OddError.
    """
    before = moodle.statistics
    info = _site_info(moodle)
    latency = _latency(before, moodle.statistics)
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
    sources = {PARTICIPANTS, USERS, COURSES} if courses_reports else {PARTICIPANTS, USERS}
    reports = _reports(moodle, told.get(Function.REPORTS), functions, sources, participants_report)
    return Site(
        info.release,
        info.userid,
        functions,
        info.siteurl,
        zone or None,
        zone is not None,
        tuple(reports),
        latency,
    )


def _latency(before: Statistics, after: Statistics) -> float:
    """Return the seconds of a request, those that had to be tried again among them."""
    return (after.seconds - before.seconds) / max(after.requests - before.requests, 1)


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
    moodle: Moodle,
    reply: Reply | None,
    functions: frozenset[str],
    sources: Collection[str],
    named: str | None,
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
    seen = looked_at(moodle, [each for each in found if each.source in sources], functions, named)
    return [seen.get(each.report_id, each) for each in found]
