"""Enrolments and completions by the participants report: whole, or what is new since it was last read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from config.problems import Problem
from connector.errors import BorderError
from connector.moodle.client import Moodle
from connector.moodle.involvement.completions import STREAM as COMPLETIONS
from connector.moodle.involvement.course_lists import STREAM as ENROLMENTS
from connector.moodle.involvement.news import News, report_news
from connector.moodle.involvement.participant_cells import Numbers
from connector.moodle.involvement.participants import Participants, Tally
from connector.moodle.involvement.remembered import Remembered, Source
from connector.moodle.involvement.spans import read_by_spans
from connector.moodle.memory import Memory
from connector.moodle.plan import Plan, Way
from connector.moodle.planning.preflight import Site
from connector.moodle.reading import Reading, Scope, problem_of
from connector.moodle.reports.cells import Cells
from connector.moodle.reports.headings import Columns, find_columns
from connector.moodle.reports.pages import Take, read_report
from connector.moodle.reports.windows import CREATED_AT, NEEDED, Span

STREAMS = (ENROLMENTS, COMPLETIONS)

_TOLD_IN = {
    ENROLMENTS: {"method": "method", "created_at": "created", "starts_at": "started"},
    COMPLETIONS: {"started_at": "completion_started"},
}
"""The column that tells a field, by stream; a report need not have it."""


class ParticipantsReport:
    """The participants report, read whole or for news."""

    def __init__(self, moodle: Moodle, site: Site, plan: Plan, numbers: Numbers) -> None:
        assert plan.report is not None
        self._moodle = moodle
        self._functions = site.functions
        self._plan = plan
        self._source = Source(plan.report.report_id, plan.report.headings, str(plan.zone))
        self._numbers = numbers

    def read(self, memory: Memory, look_back: timedelta) -> Sequence[Reading[Any]]:
        """Return both readings. Raises WaitError, RefusedError, OddError."""
        known = Remembered.of(memory, self._source)
        if known and self._tells_news:
            since = min(memory.streams[name].since for name in STREAMS)
            people = self._people(self._plan.columns)
            windows = self._plan.windows
            news = report_news(
                self._moodle, self._source, people, known, windows, since=since, look_back=look_back
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
        pages, report_id = _Pages(self._people), self._source.report_id
        by_spans = CREATED_AT in self._plan.windows and self._plan.columns.created is not None
        told = read_report(self._moodle, report_id, self._functions, pages.begin, large_again=not by_spans)
        if not told.whole and by_spans:
            spread = pages.tally.created
            pages.begin(self._source.headings)
            told = read_by_spans(self._moodle, self._source, pages.take, spread)
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
                (*people.problems, *_lacking(stream, lacks), *_left_out(stream, now)),
                coverage,
                untold_by(stream, people.columns),
                scope,
                unreadable=tuple(people.unreadable),
                notes=noted,
            )
            for stream, told, scope, noted in zip(STREAMS, records, scopes, notes, strict=True)
        ]


def untold_by(stream: str, columns: Columns) -> frozenset[str]:
    """Return the fields of a stream that a report with these columns keeps silent about."""
    return frozenset(field for field, column in _TOLD_IN[stream].items() if getattr(columns, column) is None)


class _Pages:
    """Takes the pages of a whole reading, each time it begins anew."""

    def __init__(self, start: Callable[[Columns], Participants]) -> None:
        self._start = start
        self.people = start(Columns())
        self.tally = Tally()

    def begin(self, headings: tuple[str, ...]) -> Take:
        self.people, self.tally = self._start(find_columns(headings)), Tally()
        return self.take

    def take(self, rows: Sequence[Cells]) -> Tally:
        """Take the rows of a page; return how many there were."""
        tally = self.people.take(rows)
        self.tally.add(tally)
        return tally


def _scope(column: str, spans: Sequence[Span]) -> Scope:
    return Scope(column, spans=tuple(span.moments for span in spans))


def _lacking(stream: str, lacks: Mapping[str, int]) -> list[Problem]:
    return [Problem("lms.problem.report_pages", {"stream": stream, **lacks})] if lacks else []


def _left_out(stream: str, now: Remembered) -> list[Problem]:
    """Tell that a backfill has left out what is older, as long as it is so."""
    if stream != ENROLMENTS or now.read_from is None:
        return []
    return [Problem("backfill.left_out", {"day": f"{date.fromordinal(now.read_from):%d.%m.%Y}"})]


def _after_error(reading: Reading[Any], error: BorderError) -> Reading[Any]:
    """Return a reading that an error has cut short: what was read is news, and no more."""
    told = (*reading.problems, problem_of(error, reading.stream))
    return replace(reading, complete=False, problems=told, scope=Scope(), notes={})
