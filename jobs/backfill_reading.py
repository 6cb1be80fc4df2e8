"""One LMS read back by months, in a thread of its own: what to keep of it is decided where it is taken.

preflight ─► plan ─► accounts and lists as in a pull ─► months ─► quizzes, unless they have been read before
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pydantic import JsonValue

from connector.errors import OddError
from connector.moodle.catalogue.asked import ask_catalogue
from connector.moodle.catalogue.id_numbers import with_id_numbers
from connector.moodle.client import Moodle
from connector.moodle.involvement.backfill import ReportBackfill, source_of
from connector.moodle.involvement.backfill_progress import Part, Progress
from connector.moodle.involvement.course_lists import STREAM as ENROLMENTS
from connector.moodle.involvement.remembered import Remembered
from connector.moodle.involvement.streams import bases_of, numbers_in
from connector.moodle.plan import Plan
from connector.moodle.planning.date_check import with_verified_dates
from connector.moodle.planning.preflight import Site
from connector.moodle.pull import people_of
from connector.moodle.quizzes.streams import quiz_results
from connector.moodle.reading import Reading, Scope
from connector.moodle.records import Course, Enrolment
from connector.moodle.reports.windows import day_of
from jobs.site_reading import OVERLAP, Begun, Finished, SiteTask, look_at, what_holds

_QUIZZES_READ = frozenset({"quizzes", "attempts"})
"""Streams that are remembered once the quizzes of a site have been read."""


@dataclass(frozen=True)
class Months:
    """The months to be read begin."""

    progress: Progress
    today: int


@dataclass(frozen=True)
class Answer:
    """Rows have come: a sign of life."""

    rows: int


@dataclass(frozen=True)
class Earlier:
    """All months have been read; what is older has been counted."""

    counted: Remembered


@dataclass(frozen=True)
class BackfillTask:
    """What to read back of a site."""

    task: SiteTask
    asked: int
    notes: Mapping[str, JsonValue] = field(repr=False)
    """Of the enrolments as last kept."""

    whole: bool
    """Whether they were ever read whole."""

    @property
    def came_before(self) -> bool:
        """Tell whether all enrolments from the day on have come, and nights go on from there."""
        told = self.notes.get("read_from")
        known = ENROLMENTS in self.task.memory.streams and isinstance(told, str)
        return self.whole or (known and date.fromisoformat(str(told)).toordinal() <= self.asked)

    @property
    def quizzes_came_before(self) -> bool:
        """Tell whether the quizzes have been read, whatever has changed since."""
        return self.task.memory.streams.keys() >= _QUIZZES_READ

    @property
    def nothing_to_do(self) -> bool:
        """Tell whether the site need not be asked."""
        return self.whole or (self.came_before and self.quizzes_came_before)


Taken = Months | Part | Answer | Earlier | Begun | Finished | Reading[Any]
Give = Callable[[Taken], None]


def read_back(job: BackfillTask, give: Give) -> None:
    """Read a site back and hand over what it says as it comes; runs in a thread of its own.

    Raises BorderError where the site can't be asked at all, or not so.
    """
    with Moodle(job.task.access) as moodle:
        site, plan = look_at(moodle, job.task)
        plan = with_verified_dates(moodle, site, plan)
        source_of(plan)
        if moodle.server_time is None:
            raise OddError("backfill.no_time")
        since = moodle.server_time - OVERLAP
        give(Begun(plan.notes, since, everything=False))
        try:
            _read_all(job, moodle, site, plan, since, give)
        finally:
            give(Finished(moodle.statistics))


def _read_all(job: BackfillTask, moodle: Moodle, site: Site, plan: Plan, since: datetime, give: Give) -> None:
    options, memory = job.task.options, what_holds(job.task, moodle.server_time)
    accounts = people_of(moodle, site, plan, options, memory)
    give(accounts)
    lists = ask_catalogue(moodle, plan, memory)
    tree, courses = with_id_numbers(moodle, site, plan, options, lists.categories, lists.courses)
    for reading in (tree, courses, lists.cohorts, lists.members):
        give(reading)
    if not job.came_before:
        source = source_of(plan)
        progress = Progress.of(job.notes, source, job.asked) or Progress.begin(
            source, job.asked, since, options.look_back
        )
        today = day_of(moodle.server_time or since)
        numbers, bases = numbers_in(accounts, courses), bases_of(plan, accounts, courses)
        back = ReportBackfill(moodle, plan, numbers, bases, progress.first, lambda rows: give(Answer(rows)))
        give(Months(progress, today))
        for span in progress.left(today):
            give(back.month(span))
        give(back.undated())
        give(Earlier(back.earlier()))
    if not job.quizzes_came_before:
        _read_quizzes(job, moodle, plan, courses, give)


def _read_quizzes(
    job: BackfillTask, moodle: Moodle, plan: Plan, courses: Reading[Course], give: Give
) -> None:
    """Read quizzes, grades and attempts as in a first pull; who is enrolled is asked by course."""
    enrolments = Reading[Enrolment](ENROLMENTS, scope=Scope())
    for reading in quiz_results(moodle, plan, job.task.options, courses, enrolments, job.task.memory):
        give(reading)
