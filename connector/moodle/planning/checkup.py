"""What is ready at a site and what is missing, item by item, by asking it.

    address, token, functions, account ─► rights, tried by one cheap call each ─► reports, filters, dates

A right cannot be asked about, only tried; where there is nothing to try it on, that is said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from config.problems import Problem
from connector.errors import BorderError
from connector.moodle.client import Moodle
from connector.moodle.functions import NEEDS, Function
from connector.moodle.plan import Plan
from connector.moodle.planning.preflight import Site, preflight
from connector.moodle.reports.filters import CANDIDATES
from connector.moodle.reports.looks import COURSES, PARTICIPANTS, USERS, ReportInfo


class State(StrEnum):
    """How it stands with an item."""

    READY = "ready"
    MISSING = "missing"
    """Reading goes on without it, but costs more or tells less."""

    BROKEN = "broken"
    """Nothing can be read."""

    UNSEEN = "unseen"
    """It could not be tried: nothing to try it on, or something before it is broken."""


@dataclass(frozen=True)
class Finding:
    """One item; its words are `check.<item>.<state>`."""

    item: str
    state: State
    values: Mapping[str, str | int] = field(default_factory=dict)
    reason: Problem | None = None
    """What the site said, or the plan says of it."""

    thing: str = ""
    """What of `plan_prices` it is, so that its price can be told."""


ADDRESS, TOKEN, FUNCTIONS, ACCOUNT = "address", "token", "functions", "account"
_STAGES = (ADDRESS, TOKEN, FUNCTIONS, ACCOUNT)
_STAGE_OF = {
    **dict.fromkeys(("token", "access"), TOKEN),
    "functions_missing": FUNCTIONS,
    **dict.fromkeys(
        ("canary", "profile_incomplete", "password_change", "policy", "account_blocked"), ACCOUNT
    ),
}
"""Errors by the stage that has failed; all others are the address's or the network's."""

_SPARE = frozenset({"user:timecreated"})
"""A new account has been modified at the same time."""

_HERE = frozenset({"127.0.0.1", "localhost", "::1"})
_COLUMNS = {
    PARTICIPANTS: {
        "status": "enrolment_status",
        "created": "enrolment_timecreated",
        "started": "enrolment_timestarted",
        "completed": "completion_completed",
        "completed_at": "completion_timecompleted",
        "completion_started": "completion_timestarted",
        "method": "enrol_plugin",
        "account_link": "user_fullnamewithlink",
        "course_link": "course_coursefullnamewithlink",
    },
    USERS: {
        "account_link": "user_fullnamewithlink",
        "username": "user_username",
        "modified": "user_timemodified",
    },
}
"""Columns worth having, by the names of the plan → message ids below `setup.element`."""


def entry(moodle: Moodle, *, participants_report: str | None = None) -> tuple[list[Finding], Site | None]:
    """Return how far we get in, and the site where all the way. Raises nothing: what went wrong is a finding."""
    try:
        site = preflight(moodle, courses_reports=True, participants_report=participants_report)
    except BorderError as error:
        return [_encryption(moodle), *_stages(error)], None
    ready = [Finding(each, State.READY, _known(site)) for each in _STAGES]
    return [_encryption(moodle), *ready], site


def _known(site: Site) -> dict[str, str | int]:
    return {
        "url": site.site_url,
        "release": site.release,
        "user_id": site.user_id,
        "n": len({each.value for each in NEEDS} & site.functions),
        "total": len(NEEDS),
    }


def _encryption(moodle: Moodle) -> Finding:
    """Tell whether the token travels in the open; on one machine it does not travel."""
    address = urlsplit(moodle.access.url)
    safe = address.scheme == "https" or address.hostname in _HERE
    return Finding("encryption", State.READY if safe else State.MISSING)


def _stages(error: BorderError) -> list[Finding]:
    failed = _STAGE_OF.get(error.text_id.removeprefix("lms.error."), ADDRESS)
    place = _STAGES.index(failed)
    return [
        *(Finding(f"{each}_passed", State.READY) for each in _STAGES[:place]),
        Finding(failed, State.BROKEN, reason=Problem(error.text_id, dict(error.detail))),
        *(Finding(each, State.UNSEEN) for each in _STAGES[place + 1 :]),
    ]


def functions_found(site: Site) -> list[Finding]:
    """Return a finding for each function that is missing and could be there."""
    return [
        Finding("function", State.MISSING, {"function": each.value}, thing=each.value)
        for each in NEEDS
        if each not in site.functions
    ]


def reports_found(site: Site, plan: Plan, *, courses_matter: bool) -> list[Finding]:
    """Return how it stands with the three reports, their columns, conditions and filters."""
    kinds = {PARTICIPANTS: plan.report, USERS: plan.users_report}
    if courses_matter:
        kinds[COURSES] = plan.courses_report
    return [finding for source, report in kinds.items() for finding in _report(site, plan, source, report)]


def _report(site: Site, plan: Plan, source: str, report: ReportInfo | None) -> list[Finding]:
    thing = f"{source}_report"
    if report is None:
        hidden = next((each for each in site.reports if each.source == source and each.hides_rows), None)
        if hidden is not None:
            return [Finding("conditions", State.MISSING, {"report": hidden.name}, thing=thing)]
        return [Finding(f"report_{source}", State.MISSING, thing=thing)]
    told: dict[str, str | int] = {"report": report.name, "n": report.rows}
    findings = [Finding(f"report_{source}", State.READY, told)]
    if report.hides_rows:
        findings.append(Finding("conditions", State.MISSING, {"report": report.name}))
    absent = _absent_columns(plan, source)
    if absent:
        findings.append(Finding("columns", State.MISSING, {"report": report.name, "names": " ".join(absent)}))
    return findings + _filters(report, source)


def _absent_columns(plan: Plan, source: str) -> list[str]:
    columns = plan.columns if source == PARTICIPANTS else plan.users_columns
    return [name for column, name in _COLUMNS.get(source, {}).items() if getattr(columns, column) is None]


def _filters(report: ReportInfo, source: str) -> list[Finding]:
    wanted = [each for each in CANDIDATES.get(source, ()) if each not in _SPARE]
    if not wanted:
        return []
    if not report.rows:
        return [Finding("filters", State.UNSEEN, {"report": report.name})]
    absent = [each.replace(":", "_") for each in wanted if each not in report.filters]
    values: dict[str, str | int] = {"report": report.name, "names": " ".join(absent)}
    if not absent:
        return [Finding("filters", State.READY, {"report": report.name})]
    return [Finding("filters", State.MISSING, values, thing=f"{source}_filters")]


def dates_found(site: Site, plan: Plan, *, time_zone: str | None) -> list[Finding]:
    """Return whether the zone is known, and whether the report's dates have been verified."""
    zone = site.time_zone or time_zone or ""
    known = site.time_zone_known or time_zone is not None
    told = Finding("zone_forced" if zone else "zone", State.READY if known else State.MISSING, {"zone": zone})
    if plan.report is None:
        return [told]
    off = next((note for note in plan.notes if note.text_id == "lms.plan.dates_off"), None)
    states = {True: State.READY, False: State.BROKEN, None: State.UNSEEN}
    return [told, Finding("dates", states[plan.dates_verified], {"report": plan.report.name}, off)]


def worst(findings: Sequence[Finding]) -> State:
    """Return how it stands with everything together."""
    states = {each.state for each in findings}
    return next((each for each in (State.BROKEN, State.MISSING) if each in states), State.READY)


def has(site: Site, *functions: Function) -> bool:
    """Tell whether the token's service has all these."""
    return {each.value for each in functions} <= site.functions
