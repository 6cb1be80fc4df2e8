"""Which way to take for each question, from what the site allows: a value, made without asking anything.

Ways differ in price and in what they can tell; what the chosen ones cannot is named beside them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo
from enum import StrEnum

from config.problems import Problem
from connector.errors import RefusedError
from connector.moodle.functions import Function
from connector.moodle.planning.preflight import Site
from connector.moodle.reading import alike
from connector.moodle.reports.dates import zone_named
from connector.moodle.reports.headings import (
    AccountColumns,
    Columns,
    find_account_columns,
    find_columns,
    find_course_columns,
)
from connector.moodle.reports.looks import COURSES, PARTICIPANTS, USERS, ReportInfo


class Way(StrEnum):
    """How an answer is come by, cheapest first."""

    REPORT = "report"
    """Pages of the participants report."""

    COURSE = "course"
    """A call or two per course."""

    PAIR = "pair"
    """A call per account and course, or account and quiz."""

    NONE = "none"
    """Not to be had."""


@dataclass(frozen=True)
class Plan:
    """The ways chosen. Accounts, courses, quizzes and attempts have one way each."""

    enrolments: Way
    completions: Way
    final_grades: Way
    report: ReportInfo | None
    columns: Columns
    courses_report: ReportInfo | None
    """Tells id numbers where the lists keep them back; None: no such report, or preflight did not look."""

    zone: tzinfo
    """In which the report writes its dates."""

    batches: bool
    """Whether many calls go in one request."""

    missing_grades: bool
    """Whether grades that the grade report hides (suspended enrolments) can be asked for one by one."""

    attempt_lists: bool
    """Whether the site lists all attempts of a quiz, so that it is known when none is missing."""

    reviews: bool
    """Whether an attempt can be read by its number alone: people no longer enrolled, marks by question."""

    categories: bool
    cohorts: bool
    windows: frozenset[str] = frozenset()
    """Filters that work on `report`, by Moodle's identifier: with them it can be asked for news only."""

    users_report: ReportInfo | None = None
    """Lists all accounts, cheaper than the function does; None: no such report without conditions."""

    users_columns: AccountColumns = field(default_factory=AccountColumns)
    users_windows: frozenset[str] = frozenset()
    """Filters that work on `users_report`."""

    dates_verified: bool | None = None
    """Whether the dates in `report` are those of the completion function; None: not compared, or nothing to compare.

    False: the zone is wrong, and what the report tells of enrolments and completions is not to be believed.
    """

    notes: tuple[Problem, ...] = ()
    """What was not found as configured, and what cannot be known this way: text ids `lms.plan.…`."""


def make_plan(
    site: Site,
    *,
    participants_report: str | None = None,
    time_zone: str | None = None,
    profile: Mapping[str, str | None] | None = None,
) -> Plan:
    """Return the cheapest way the site allows for each question.

    `participants_report` names the report to prefer, `time_zone` the zone the site forces if it won't say,
    `profile` the profile fields that matter, by short name, with the names people see where they are known.
    Raises RefusedError for a zone nobody knows.
    """
    notes: list[Problem] = []
    report = choose_report(site.reports, participants_report, notes)
    columns = find_columns(report.headings) if report else Columns()
    users_report = choose_users_report(site.reports, profile)
    may = site.functions.__contains__
    grades = Way.COURSE if may(Function.GRADE_ITEMS) else Way.PAIR if may(Function.BEST_GRADE) else Way.NONE
    plan = Plan(
        enrolments=_enrolments(columns, site),
        completions=_completions(columns, site),
        final_grades=grades,
        report=report,
        columns=columns,
        courses_report=choose_courses_report(site.reports),
        zone=_zone(time_zone or site.time_zone),
        batches=may(Function.BATCH),
        missing_grades=may(Function.BEST_GRADE),
        attempt_lists=may(Function.UPDATES),
        reviews=may(Function.ATTEMPT_REVIEW),
        categories=may(Function.CATEGORIES),
        cohorts=may(Function.COHORTS) and may(Function.COHORT_MEMBERS),
        windows=report.filters if report else frozenset(),
        users_report=users_report,
        users_columns=find_account_columns(users_report.headings if users_report else (), profile),
        users_windows=users_report.filters if users_report else frozenset(),
    )
    known_zone = site.time_zone_known or time_zone is not None
    return _with_notes(plan, notes, zone_known=known_zone)


def choose_report(
    reports: tuple[ReportInfo, ...], name: str | None, notes: list[Problem]
) -> ReportInfo | None:
    """Return the report of course participants to read: the one named, else the fullest without conditions."""
    usable = [
        each
        for each in reports
        if each.source == PARTICIPANTS and find_columns(each.headings).says_who_and_where
    ]
    named = [each for each in usable if name and alike(each.name) == alike(name)]
    if name and not named:
        notes.append(Problem("lms.plan.report_not_found", {"report": name}))
    if named and named[0].hides_rows:
        notes.append(Problem("lms.plan.report_hides_rows", {"report": named[0].name}))
    if named:
        return named[0]
    whole = [each for each in usable if not each.hides_rows]
    return max(whole, key=lambda each: (find_columns(each.headings).found, -each.report_id), default=None)


def choose_users_report(
    reports: tuple[ReportInfo, ...], profile: Mapping[str, str | None] | None = None
) -> ReportInfo | None:
    """Return the fullest report of users; one with conditions would not tell who is gone."""
    columns = {
        each: find_account_columns(each.headings, profile)
        for each in reports
        if each.source == USERS and not each.hides_rows
    }
    telling = [each for each, its in columns.items() if its.says_who]
    return max(
        telling,
        key=lambda each: (len(each.filters), columns[each].found, -each.report_id),
        default=None,
    )


def choose_courses_report(reports: tuple[ReportInfo, ...]) -> ReportInfo | None:
    """Return the report of courses that tells most id numbers; one with conditions would tell only some."""
    columns = {
        each: find_course_columns(each.headings)
        for each in reports
        if each.source == COURSES and not each.hides_rows
    }
    telling = [each for each, its in columns.items() if its.tells_courses or its.tells_categories]
    return max(
        telling,
        key=lambda each: (columns[each].tells_courses, columns[each].tells_categories, -each.report_id),
        default=None,
    )


def _enrolments(columns: Columns, site: Site) -> Way:
    if columns.tells_enrolments:
        return Way.REPORT
    return Way.COURSE if Function.ENROLLED_USERS in site.functions else Way.NONE


def _completions(columns: Columns, site: Site) -> Way:
    if columns.tells_completions:
        return Way.REPORT
    return Way.PAIR if Function.COURSE_COMPLETION in site.functions else Way.NONE


def _zone(name: str | None) -> tzinfo:
    try:
        return zone_named(name) if name else UTC
    except ValueError:
        raise RefusedError("lms.error.time_zone", zone=str(name)) from None


def _with_notes(plan: Plan, notes: list[Problem], *, zone_known: bool) -> Plan:
    by_report = Way.REPORT in (plan.enrolments, plan.completions)
    limits = {
        "enrolments_none": plan.enrolments is Way.NONE,
        "enrolments_by_course": plan.enrolments is Way.COURSE,
        "enrolment_dates": plan.enrolments is Way.REPORT
        and plan.columns.started is None
        and plan.columns.created is None,
        "completions_none": plan.completions is Way.NONE,
        "completions_by_pair": plan.completions is Way.PAIR,
        "grades_none": plan.final_grades is Way.NONE,
        "grades_by_pair": plan.final_grades is Way.PAIR,
        "quiz_id_numbers": plan.final_grades is not Way.COURSE,
        "attempts_unlisted": not plan.attempt_lists,
        "reviews_none": not plan.reviews,
        "cohorts_none": not plan.cohorts,
        "categories_none": not plan.categories,
        "no_batches": not plan.batches,
        "time_zone_unknown": by_report and not zone_known,
    }
    told = [Problem(f"lms.plan.{name}") for name, holds in limits.items() if holds]
    return replace(plan, notes=(*notes, *told))
