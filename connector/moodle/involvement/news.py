"""What is new in the participants report since it was last read, in as few requests as possible.

    one batch: the last days, what was visited since, what begins or ends by time; and how many rows the days
    before them hold ─► where these differ from what is remembered: counts by spans ─► the spans that differ

Late truth comes this way too: a completion dated last year makes last year hold one row more. What no count shows
is left to the next whole reading: two changes of old rows that cancel out, one there and one gone, within a
span that is counted as one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from connector.errors import BorderError
from connector.moodle.client import Moodle
from connector.moodle.involvement.participants import Participants, Tally
from connector.moodle.involvement.remembered import Remembered, Source
from connector.moodle.reports.pages import ONE_ANSWER, Page
from connector.moodle.reports.questions import Question, ask
from connector.moodle.reports.windows import (
    COMPLETED,
    CREATED,
    ENDS_AT,
    NOT_CURRENT,
    PARTS,
    STARTS_AT,
    STATUS,
    SUSPENDED,
    VISITED_AT,
    Histogram,
    Measure,
    Span,
    between,
    cut,
    day_of,
    merged,
    rows_in,
    with_rows,
)

ENOUGH = 5_000
"""Rows: a span with no more is read rather than cut further; a second of the server's time."""

_MOST_SUSPECTS = 6
"""Spans that differ at once: with more, the report is read whole."""

_AHEAD = timedelta(hours=1)
"""Enrolments that end so soon are read too: they may have ended by the time they are."""

_UNTOLD_NOW = timedelta(days=7)
"""How long after the last reading it may be now, where the site has not told the time."""


class _NotByWindowsError(Exception):
    """The report's windows do not explain what it holds: it has to be read whole."""


@dataclass
class News:
    """What was read; after an error, all that came before it."""

    people: Participants
    known: Remembered
    """As it was before."""

    now: Remembered
    """To be remembered, if all went well."""

    created: list[Span] = field(default_factory=list)
    """Days of creation of which every enrolment was read; as the next."""

    completed: list[Span] = field(default_factory=list)
    """Days of completion of which every completion was read."""

    rows: int = 0
    total: int = 0
    error: BorderError | None = None


_MEASURES = (CREATED, COMPLETED, SUSPENDED, NOT_CURRENT)
_Suspect = tuple[Measure, Span, int]
"""A span with the rows that it holds now."""


def report_news(
    moodle: Moodle,
    source: Source,
    people: Participants,
    known: Remembered,
    windows: frozenset[str],
    *,
    since: datetime,
    look_back: timedelta,
) -> News | None:
    """Return what is new since then, the last days before read again; None where the report has to be read whole.

    An error is in the news, with what was read before it.
    """
    night = _Night(moodle, source, News(people, known, known), windows)
    try:
        night.read(since, look_back)
    except _NotByWindowsError:
        return None
    except BorderError as error:
        night.news.error = error
    return night.news


class _Night:
    """One night's questions to the report."""

    def __init__(self, moodle: Moodle, source: Source, news: News, windows: frozenset[str]) -> None:
        self.news = news
        self._moodle = moodle
        self._source = source
        self._windows = windows

    def read(self, since: datetime, look_back: timedelta) -> None:
        """Read what is new, then whatever the counts do not explain, and note what is to be remembered."""
        window = Span(day_of(since - look_back), None)
        past = Span(None, window.first)
        told = self._first(window, past, self._moments(since))
        self._read_spans(self._narrowed(self._unlike([(measure, past, told[measure]) for measure in told])))
        self.news.now = self.news.now.after(self.news.known)

    def _moments(self, since: datetime) -> list[Question]:
        """Return the windows on what may have changed in rows of any age."""
        start, now = int(since.timestamp()), self._moodle.server_time or since + _UNTOLD_NOW
        ends = {VISITED_AT: 0, STARTS_AT: 0, ENDS_AT: int((now + _AHEAD).timestamp())}
        return [Question(between(name, start, end)) for name, end in ends.items() if name in self._windows]

    def _first(self, window: Span, past: Span, moments: Sequence[Question]) -> dict[Measure, int]:
        """Read the last days, the days where something was missing and the moments; return the counts of the past."""
        known, end = self.news.known, window.first or 0
        created = merged([window, *_before(known.created_again, end)])
        completed = merged([window, *_before(known.completed_again, end)])
        measures = _MEASURES if STATUS in self._windows else (CREATED, COMPLETED)
        spans = [*((CREATED, span) for span in created), *((COMPLETED, span) for span in completed)]
        counts = [Question(measure.within(past), 1) for measure in measures]
        questions = [Question(measure.within(span)) for measure, span in spans]
        dated = [Question(CREATED.within(Span()), 1)] if known.undated else []
        pages = self._ask([Question({}, 1), *questions, *moments, *counts, *dated])
        self.news.total = next(pages).total
        for (measure, span), question in zip(spans, questions, strict=True):
            self._take(measure, span, self._all_of(question, next(pages)))
        for question in moments:
            self._count(self.news.people.take(self._all_of(question, next(pages)).rows))
        told = {measure: next(pages).total for measure in measures}
        if dated and self.news.total - next(pages).total != known.blank:
            raise _NotByWindowsError
        return told

    def _unlike(self, told: Sequence[_Suspect]) -> list[_Suspect]:
        """Return the spans that hold other rows than is remembered."""
        return [
            (measure, span, rows)
            for measure, span, rows in told
            if rows != rows_in(self._histogram(measure), span)
        ]

    def _histogram(self, measure: Measure) -> Histogram:
        now = self.news.now
        return {
            CREATED: now.created,
            COMPLETED: now.completed,
            SUSPENDED: now.suspended,
            NOT_CURRENT: now.not_current,
        }[measure]

    def _weights(self, measure: Measure) -> Histogram:
        """Return how many rows have to be read to learn what has changed."""
        return self.news.now.completed if measure is COMPLETED else self.news.now.created

    def _to_read(self, measure: Measure, span: Span, rows: int) -> int:
        """Return how many rows a span is to be read for; of a status it is asked with all others of its days."""
        return rows if measure in (CREATED, COMPLETED) else rows_in(self._weights(measure), span)

    def _narrowed(self, suspects: Sequence[_Suspect]) -> list[_Suspect]:
        """Return the spans to be read for the suspects: the parts of them that differ."""
        found: list[_Suspect] = []
        while suspects:
            parts: list[tuple[Measure, Span]] = []
            large = 0
            for measure, span, rows in suspects:
                cuts = cut(span, self._weights(measure))
                if self._to_read(measure, span, rows) <= ENOUGH or len(cuts) == 1:
                    found.append((measure, span, rows))
                else:
                    parts += [(measure, part) for part in cuts]
                    large += rows
            suspects = self._unlike(self._counted(parts, large))
        if sum(self._to_read(*each) for each in found) > self.news.total // 2 + ENOUGH:
            raise _NotByWindowsError
        return found

    def _counted(self, parts: Sequence[tuple[Measure, Span]], rows: int) -> list[_Suspect]:
        """Return how many rows the parts hold, which together held so many a moment ago."""
        if len(parts) > _MOST_SUSPECTS * PARTS:
            raise _NotByWindowsError
        pages = self._ask([Question(measure.within(span), 1) for measure, span in parts]) if parts else ()
        told = [(*part, page.total) for part, page in zip(parts, pages, strict=True)]
        if sum(counted for _, _, counted in told) != rows:
            raise _NotByWindowsError
        return told

    def _read_spans(self, found: Sequence[_Suspect]) -> None:
        """Read the spans that differ, whole."""
        spans = [
            *(
                (CREATED, span)
                for span in merged(span for measure, span, _ in found if measure is not COMPLETED)
            ),
            *(
                (COMPLETED, span)
                for span in merged(span for measure, span, _ in found if measure is COMPLETED)
            ),
        ]
        questions = [Question(measure.within(span)) for measure, span in spans]
        pages = self._ask(questions) if questions else iter(())
        for (measure, span), question, page in zip(spans, questions, pages, strict=True):
            self._take(measure, span, self._all_of(question, page))

    def _take(self, measure: Measure, span: Span, page: Page) -> None:
        """Learn the rows of a span, and that these are all."""
        tally = self.news.people.take(page.rows)
        self._count(tally)
        counted = tally.created if measure is CREATED else tally.completed
        if counted.total() + tally.apart < tally.rows or not all(map(span.holds, counted)):
            raise _NotByWindowsError  # the filter is not there, or not ours any more
        now = self.news.now
        if measure is CREATED:
            self.news.now = replace(
                now,
                created=with_rows(now.created, span, counted, page.total),
                suspended=with_rows(now.suspended, span, tally.suspended),
                not_current=with_rows(now.not_current, span, tally.not_current),
            )
            self.news.created.append(span)
        else:
            self.news.now = replace(now, completed=with_rows(now.completed, span, counted, page.total))
            self.news.completed.append(span)

    def _count(self, tally: Tally) -> None:
        self.news.rows += tally.rows

    def _all_of(self, question: Question, page: Page) -> Page:
        """Return the page with all rows of the window: one answer for all of them, for pages may not add up."""
        if page.total > ONE_ANSWER:
            raise _NotByWindowsError
        if page.total > len(page.rows):
            page = next(self._ask([replace(question, size=0)]))
        if page.total != len(page.rows):
            raise _NotByWindowsError
        return page

    def _ask(self, questions: Sequence[Question]) -> Iterator[Page]:
        for page in ask(self._moodle, self._source.report_id, questions):
            if page.headings != self._source.headings:
                raise _NotByWindowsError  # edited since preflight: its columns may have changed places
            yield page


def _before(spans: Sequence[Span], end: int) -> list[Span]:
    """Return the parts of spans that lie before a day."""
    parts = [span.before(end) for span in spans]
    return [part for part in parts if part is not None]
