"""Who takes part in which course, and who has completed it: by the report, or the dearer way round."""

from collections.abc import Sequence
from typing import Any

from config.problems import Problem
from connector.moodle.client import Moodle
from connector.moodle.completions import STREAM as COMPLETIONS
from connector.moodle.completions import completions_by_pair
from connector.moodle.course_lists import STREAM as ENROLMENTS
from connector.moodle.course_lists import listed_enrolments
from connector.moodle.headings import find_columns
from connector.moodle.participants import Numbers, Participation, participation
from connector.moodle.plan import Plan, Way
from connector.moodle.preflight import Site
from connector.moodle.reading import Reading, alike, guarded, not_to_be_had, resting_on
from connector.moodle.records import Account, Completion, Course, Enrolment
from connector.moodle.report_pages import ReportRows, report_rows


def involvement(
    moodle: Moodle, site: Site, plan: Plan, accounts: Reading[Account], courses: Reading[Course]
) -> tuple[Reading[Enrolment], Reading[Completion]]:
    """Return enrolments and completions. Raises RefusedError where nothing more can be asked at all."""
    enrolments: Reading[Enrolment] = not_to_be_had(ENROLMENTS)
    completions: Reading[Completion] = not_to_be_had(COMPLETIONS)
    if Way.REPORT in (plan.enrolments, plan.completions):
        numbers = _numbers(accounts, courses)
        told = guarded((ENROLMENTS, COMPLETIONS), lambda: _by_report(moodle, site, plan, numbers))
        enrolments, completions = (resting_on(each, _bases(plan, accounts, courses)) for each in told)
    if plan.enrolments is Way.COURSE:
        found = guarded((ENROLMENTS,), lambda: [listed_enrolments(moodle, courses.records)])
        enrolments = resting_on(found[0], [courses])
    if plan.completions is Way.PAIR:
        pairs = enrolments.records
        found = guarded((COMPLETIONS,), lambda: [completions_by_pair(moodle, courses.records, pairs)])
        completions = resting_on(found[0], [courses, enrolments])
    return enrolments, completions


def _numbers(accounts: Reading[Account], courses: Reading[Course]) -> Numbers:
    return Numbers(
        {alike(each.username): each.account_id for each in accounts.records},
        {alike(each.short_name): each.course_id for each in courses.records},
    )


def _by_report(
    moodle: Moodle, site: Site, plan: Plan, numbers: Numbers
) -> Sequence[Reading[Enrolment | Completion]]:
    assert plan.report is not None
    told = report_rows(moodle, plan.report.report_id, site.functions)
    found = participation(told.rows, find_columns(told.headings), plan.zone, numbers)
    return (
        _reading(ENROLMENTS, found.enrolments, told, found),
        _reading(COMPLETIONS, found.completions, told, found),
    )


def _reading(
    stream: str, records: Sequence[Enrolment | Completion], told: ReportRows, found: Participation
) -> Reading[Enrolment | Completion]:
    problems = list(found.problems)
    if not told.whole:
        values: dict[str, str | int] = {"stream": stream, "rows": len(told.rows), "total": told.total}
        problems.append(Problem("lms.problem.report_pages", values))
    coverage = {"rows": len(told.rows), "total": told.total, "with_person": found.rows}
    return Reading(stream, records, not problems, tuple(problems), coverage)


def _bases(plan: Plan, accounts: Reading[Account], courses: Reading[Course]) -> list[Reading[Any]]:
    """Return what a report without links rests on: the lists that turn names into numbers."""
    links = ((accounts, plan.columns.account_link), (courses, plan.columns.course_link))
    return [reading for reading, link in links if link is None]
