"""Who takes part in which course, and who has completed it: by the report, or the dearer way round.

The report tells both. By night it is asked for news only, where its filters work and the last reading is
remembered; else it is read whole. Without it, enrolments come from the lists of courses, whole each time, and
completions pair by pair, by night only where one is awaited.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from connector.errors import BorderError
from connector.moodle.catalogue.lists import unread_courses
from connector.moodle.client import Moodle
from connector.moodle.involvement.completions import STREAM as COMPLETIONS
from connector.moodle.involvement.completions import Night, completed_pairs, completions_by_pair
from connector.moodle.involvement.course_lists import STREAM as ENROLMENTS
from connector.moodle.involvement.course_lists import Visits, listed_enrolments
from connector.moodle.involvement.participant_cells import Numbers
from connector.moodle.involvement.participants_report import STREAMS, ParticipantsReport
from connector.moodle.memory import NOTHING_KNOWN, Memory
from connector.moodle.plan import Plan, Way
from connector.moodle.planning.preflight import Site
from connector.moodle.reading import Reading, alike, failed, guarded, not_to_be_had, resting_on
from connector.moodle.records import Account, Completion, Course, Enrolment

LOOK_BACK = timedelta(days=14)
"""How long after its date a completion or an enrolment is still expected to turn up; older ones are counted."""


def involvement(
    moodle: Moodle,
    site: Site,
    plan: Plan,
    accounts: Reading[Account],
    courses: Reading[Course],
    memory: Memory = NOTHING_KNOWN,
    *,
    look_back: timedelta = LOOK_BACK,
) -> tuple[Reading[Enrolment], Reading[Completion]]:
    """Return enrolments and completions: whole, or what is new since the memory's last reading.

    Raises RefusedError where nothing more can be asked at all.
    """
    enrolments: Reading[Enrolment] = not_to_be_had(ENROLMENTS)
    completions: Reading[Completion] = not_to_be_had(COMPLETIONS)
    visits: Visits | None = None
    if Way.REPORT in (plan.enrolments, plan.completions):
        report = ParticipantsReport(moodle, site, plan, numbers_in(accounts, courses))
        told = guarded(STREAMS, lambda: report.read(memory, look_back))
        enrolments, completions = (resting_on(each, bases_of(plan, accounts, courses)) for each in told)
    if plan.enrolments is Way.COURSE:
        enrolments, visits = _listed(moodle, courses)
    if plan.completions is Way.PAIR:
        night = _night(memory, visits, look_back)
        pairs = enrolments.records
        found = guarded((COMPLETIONS,), lambda: [completions_by_pair(moodle, courses.records, pairs, night)])
        completions = resting_on(found[0], [courses, enrolments])
    return enrolments, completions


def _listed(moodle: Moodle, courses: Reading[Course]) -> tuple[Reading[Enrolment], Visits]:
    try:
        listed = listed_enrolments(moodle, courses.records, unread_courses(courses))
    except BorderError as error:
        return resting_on(failed(ENROLMENTS, error), [courses]), {}
    return resting_on(listed.reading, [courses]), listed.visits


def _night(memory: Memory, visits: Visits | None, look_back: timedelta) -> Night | None:
    """Return what a night knows of the pairs that may complete; None before the first complete reading."""
    before = memory.streams.get(COMPLETIONS)
    if before is None:
        return None
    return Night(memory.pending, completed_pairs(before.notes), visits, before.since, look_back)


def numbers_in(accounts: Reading[Account], courses: Reading[Course]) -> Numbers:
    """Return the numbers of accounts and courses by their names, as a report without links has them."""
    return Numbers(
        {alike(each.username): each.account_id for each in accounts.records},
        {alike(each.short_name): each.course_id for each in courses.records},
    )


def bases_of(plan: Plan, accounts: Reading[Account], courses: Reading[Course]) -> list[Reading[Any]]:
    """Return what a report without links rests on: the lists that turn names into numbers, whole."""
    links = ((accounts, plan.columns.account_link), (courses, plan.columns.course_link))
    return [
        replace(reading, complete=reading.complete and reading.scope is None)
        for reading, link in links
        if link is None
    ]
