"""What each function or report is worth: the plan with it against the plan without, in calls and in knowledge."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from config.problems import Problem
from connector.moodle.functions import NEEDS, Function
from connector.moodle.plan import Plan
from connector.moodle.planning.costs import Sums, costs_of, sums
from connector.moodle.planning.preflight import Site
from connector.moodle.planning.sizes import Sizes
from connector.moodle.reports.filters import CANDIDATES
from connector.moodle.reports.looks import COURSES, PARTICIPANTS, USERS, ReportInfo

PARTICIPANTS_REPORT = "participants_report"
USERS_REPORT = "users_report"
COURSES_REPORT = "courses_report"
PARTICIPANTS_FILTERS = "participants_filters"
USERS_FILTERS = "users_filters"

_FOR_REPORTS = (Function.REPORTS, Function.REPORT, Function.SET_FILTERS, Function.RESET_FILTERS)
_HEADINGS = {
    PARTICIPANTS: (
        "user:fullnamewithlink",
        "course:coursefullnamewithlink",
        "enrolment:method",
        "enrolment:status",
        "enrolment:timecreated",
        "enrolment:timestarted",
        "completion:completed",
        "completion:timecompleted",
        "completion:timestarted",
    ),
    USERS: ("user:fullnamewithlink", "user:username", "user:timemodified"),
    COURSES: ("course:coursefullnamewithlink", "course:idnumber", "course_category:idnumber"),
}
_SOURCES = {PARTICIPANTS_REPORT: PARTICIPANTS, USERS_REPORT: USERS, COURSES_REPORT: COURSES}
_FILTERED = {PARTICIPANTS_FILTERS: PARTICIPANTS, USERS_FILTERS: USERS}


@dataclass(frozen=True)
class Price:
    """What a thing saves, or would save: a function by Moodle's name, a report, its filters."""

    thing: str
    there: bool
    whole: Sums
    """By how much a whole pull is dearer without it."""

    news: Sums
    """By how much a night with nothing new is."""

    unknown: tuple[Problem, ...]
    """What cannot be known without it: notes of the plan."""


def prices(
    site: Site,
    sizes: Sizes,
    plan_of: Callable[[Site], Plan],
    *,
    slot_quizzes: int = 0,
    id_numbers: bool = False,
) -> tuple[Price, ...]:
    """Return the price of everything optional, what is missing first, the dearest first among those.

    `plan_of` makes the plan of a site; `id_numbers` tells whether the report of courses matters.
    """
    worth = [
        _price(site, thing, sizes, plan_of, slot_quizzes)
        for thing in _things(id_numbers=id_numbers)
        if _may_be_had(site, thing)
    ]
    return tuple(sorted(worth, key=lambda each: (each.there, -each.whole.seconds - each.news.seconds)))


def _things(*, id_numbers: bool) -> list[str]:
    functions = [function.value for function, need in NEEDS.items() if not need.required]
    single = [each for each in functions if each not in _FOR_REPORTS]
    reports = [PARTICIPANTS_REPORT, USERS_REPORT, *([COURSES_REPORT] if id_numbers else [])]
    return [*reports, *_FILTERED, *single]


def _may_be_had(site: Site, thing: str) -> bool:
    """Tell whether the thing can be looked at by itself: filters only of a report that is there."""
    return thing not in _FILTERED or _has_report(site, _FILTERED[thing])


def _has_report(site: Site, source: str) -> bool:
    return any(each.source == source and each.headings and not each.hides_rows for each in site.reports)


def _price(site: Site, thing: str, sizes: Sizes, plan_of: Callable[[Site], Plan], slot_quizzes: int) -> Price:
    there = _is_there(site, thing)
    rich, poor = (site, _without(site, thing)) if there else (_with(site, thing, sizes), site)
    its, others = plan_of(rich), plan_of(poor)

    def difference(*, news: bool) -> Sums:
        dear = sums(costs_of(poor, others, sizes, slot_quizzes=slot_quizzes, news=news))
        cheap = sums(costs_of(rich, its, sizes, slot_quizzes=slot_quizzes, news=news))
        return Sums(dear.calls - cheap.calls, dear.requests - cheap.requests, dear.seconds - cheap.seconds)

    known = {note.text_id for note in its.notes}
    unknown = tuple(note for note in others.notes if note.text_id not in known)
    return Price(thing, there, difference(news=False), difference(news=True), unknown)


def _is_there(site: Site, thing: str) -> bool:
    if thing in _SOURCES:
        return _has_report(site, _SOURCES[thing])
    if thing in _FILTERED:
        source = _FILTERED[thing]
        return any(each.filters for each in site.reports if each.source == source)
    return thing in site.functions


def _with(site: Site, thing: str, sizes: Sizes) -> Site:
    """Return the site as it would be with the thing."""
    if thing in _FILTERED:
        source = _FILTERED[thing]
        return _changed(site, source, lambda each: replace(each, filters=frozenset(CANDIDATES[source])))
    if thing in _SOURCES:
        source = _SOURCES[thing]
        rows = {PARTICIPANTS: sizes.rows, USERS: sizes.accounts, COURSES: sizes.courses}[source]
        filters = frozenset(CANDIDATES.get(source, ()))
        report = ReportInfo(0, thing, source, headings=_HEADINGS[source], rows=rows, filters=filters)
        return replace(site, functions=site.functions | {*_FOR_REPORTS}, reports=(*site.reports, report))
    zone_known = site.time_zone_known or thing == Function.MOBILE_CONFIG
    return replace(site, functions=site.functions | {thing}, time_zone_known=zone_known)


def _without(site: Site, thing: str) -> Site:
    """Return the site as it would be without the thing."""
    if thing in _FILTERED:
        return _changed(site, _FILTERED[thing], lambda each: replace(each, filters=frozenset()))
    if thing in _SOURCES:
        rest = tuple(each for each in site.reports if each.source != _SOURCES[thing])
        return replace(site, reports=rest)
    zone_known = site.time_zone_known and thing != Function.MOBILE_CONFIG
    return replace(site, functions=site.functions - {thing}, time_zone_known=zone_known)


def _changed(site: Site, source: str, change: Callable[[ReportInfo], ReportInfo]) -> Site:
    return replace(
        site, reports=tuple(change(each) if each.source == source else each for each in site.reports)
    )
