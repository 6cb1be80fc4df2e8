"""Who takes part in which course, and who has completed it: by the report, or the dearer way round.

The report tells both. By night it is asked for news only, where its filters work and the last reading is
remembered; else it is read whole. Without it, enrolments come from the lists of courses, whole each time, and
completions pair by pair, by night only where one is awaited.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from config.problems import Problem
from connector.errors import BorderError
from connector.moodle.client import Moodle
from connector.moodle.completions import STREAM as COMPLETIONS
from connector.moodle.completions import Night, completed_pairs, completions_by_pair
from connector.moodle.course_lists import STREAM as ENROLMENTS
from connector.moodle.course_lists import Visits, listed_enrolments
from connector.moodle.headings import Columns, find_columns
from connector.moodle.memory import NOTHING_KNOWN, Memory
from connector.moodle.participant_cells import Numbers
from connector.moodle.participants import Participants, Tally
from connector.moodle.plan import Plan, Way
from connector.moodle.preflight import Site
from connector.moodle.reading import (
    Reading,
    Scope,
    alike,
    failed,
    guarded,
    not_to_be_had,
    problem_of,
    resting_on,
)
from connector.moodle.records import Account, Completion, Course, Enrolment
from connector.moodle.remembered import Remembered, Source
from connector.moodle.report_news import News, report_news
from connector.moodle.report_pages import Take, read_report
from connector.moodle.windows import NEEDED, Span

LOOK_BACK = timedelta(days=14)
"""How long after its date a completion or an enrolment is still expected to turn up; older ones are counted."""

_STREAMS = (ENROLMENTS, COMPLETIONS)


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
        report = _Report(moodle, site, plan, _numbers(accounts, courses))
        told = guarded(_STREAMS, lambda: report.read(memory, look_back))
        enrolments, completions = (resting_on(each, _bases(plan, accounts, courses)) for each in told)
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
        listed = listed_enrolments(moodle, courses.records)
    except BorderError as error:
        return resting_on(failed(ENROLMENTS, error), [courses]), {}
    return resting_on(listed.reading, [courses]), listed.visits


def _night(memory: Memory, visits: Visits | None, look_back: timedelta) -> Night | None:
    """Return what a night knows of the pairs that may complete; None before the first complete reading."""
    before = memory.streams.get(COMPLETIONS)
    if before is None:
        return None
    return Night(memory.pending, completed_pairs(before.notes), visits, before.since, look_back)


def _numbers(accounts: Reading[Account], courses: Reading[Course]) -> Numbers:
    return Numbers(
        {alike(each.username): each.account_id for each in accounts.records},
        {alike(each.short_name): each.course_id for each in courses.records},
    )


def _bases(plan: Plan, accounts: Reading[Account], courses: Reading[Course]) -> list[Reading[Any]]:
    """Return what a report without links rests on: the lists that turn names into numbers, whole."""
    links = ((accounts, plan.columns.account_link), (courses, plan.columns.course_link))
    return [
        replace(reading, complete=reading.complete and reading.scope is None)
        for reading, link in links
        if link is None
    ]


class _Report:
    """The participants report, read whole or for news."""

    def __init__(self, moodle: Moodle, site: Site, plan: Plan, numbers: Numbers) -> None:
        assert plan.report is not None
        self._moodle = moodle
        self._functions = site.functions
        self._plan = plan
        self._report_id = plan.report.report_id
        self._source = Source(self._report_id, plan.report.headings, str(plan.zone))
        self._numbers = numbers

    def read(self, memory: Memory, look_back: timedelta) -> Sequence[Reading[Any]]:
        """Return both readings. Raises WaitError, RefusedError, OddError."""
        known = Remembered.of(memory, self._source)
        if known and self._tells_news:
            since = min(memory.streams[name].since for name in _STREAMS)
            people = self._people(self._plan.columns)
            windows = self._plan.windows
            news = report_news(
                self._moodle, self._report_id, people, known, windows, since=since, look_back=look_back
            )
            if news is not None:
                return self._news(news)
        return self._whole(known)

    @property
    def _tells_news(self) -> bool:
        plan = self._plan
        ways = {plan.enrolments, plan.completions}
        return plan.windows >= NEEDED and plan.columns.created is not None and ways == {Way.REPORT}

    def _people(self, columns: Columns) -> Participants:
        return Participants(columns, self._plan.zone, self._numbers)

    def _whole(self, known: Remembered | None) -> Sequence[Reading[Any]]:
        pages = _Pages(self._people)
        told = read_report(self._moodle, self._report_id, self._functions, pages.begin)
        now = Remembered.of_whole(pages.tally, told.total, known)
        coverage = {"rows": told.rows, "total": told.total, "with_person": pages.people.persons}
        trouble = {} if told.whole else {"rows": told.rows, "total": told.total}
        return self._readings(pages.people, now, coverage, (None, None), trouble)

    def _news(self, news: News) -> Sequence[Reading[Any]]:
        coverage = {"news_rows": news.rows, "total": news.total, "with_person": news.people.persons}
        scopes = _scope("created_at", news.created), _scope("completed_at", news.completed)
        told = self._readings(news.people, news.now, coverage, scopes, {})
        return [_after_error(each, news.error) for each in told] if news.error else told

    def _readings(
        self,
        people: Participants,
        now: Remembered,
        coverage: Mapping[str, int],
        scopes: tuple[Scope | None, Scope | None],
        lacks: Mapping[str, int],
    ) -> Sequence[Reading[Any]]:
        """Return what the rows say, a reading a stream; `lacks` tells of pages that don't add up."""
        complete = people.understood and not lacks and self._plan.dates_verified is not False
        notes = now.for_enrolments(self._source), now.for_completions(self._source)
        records: tuple[Sequence[Any], ...] = (people.enrolments(), people.completions())
        return [
            Reading(
                stream,
                told,
                complete,
                (*people.problems, *_lacking(stream, lacks)),
                coverage,
                scope=scope,
                unreadable=tuple(people.unreadable),
                notes=noted,
            )
            for stream, told, scope, noted in zip(_STREAMS, records, scopes, notes, strict=True)
        ]


class _Pages:
    """Takes the pages of a whole reading, each time it begins anew."""

    def __init__(self, start: Callable[[Columns], Participants]) -> None:
        self._start = start
        self.people = start(Columns())
        self.tally = Tally()

    def begin(self, headings: tuple[str, ...]) -> Take:
        self.people, self.tally = self._start(find_columns(headings)), Tally()
        return lambda rows: self.tally.add(self.people.take(rows))


def _scope(column: str, spans: Sequence[Span]) -> Scope:
    return Scope(column, spans=tuple(span.moments for span in spans))


def _lacking(stream: str, lacks: Mapping[str, int]) -> list[Problem]:
    return [Problem("lms.problem.report_pages", {"stream": stream, **lacks})] if lacks else []


def _after_error(reading: Reading[Any], error: BorderError) -> Reading[Any]:
    """Return a reading that an error has cut short: what was read is news, and no more."""
    told = (*reading.problems, problem_of(error, reading.stream))
    return replace(reading, complete=False, problems=told, scope=Scope(), notes={})
