"""The participants report read back month by month, for the first load of a large site.

    month after month, the newest first:  enrolments created in it
                                        + completions in it of enrolments created before the day asked for
    what has no date ─► counts of what is older, for the nights to come

So each row from that day on is read once, in the month of its enrolment where that is not older. The newest month comes
first because the year's indicators need it most. A window is one answer of one moment, so it can be believed; one
with too many rows is cut by time. One question at a time: that is as gentle as the filters allow.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from connector.errors import OddError, RefusedError
from connector.moodle.client import Moodle
from connector.moodle.involvement.backfill_progress import Part, from_day, laid, parts_of_year, years_before
from connector.moodle.involvement.completions import STREAM as COMPLETIONS
from connector.moodle.involvement.course_lists import STREAM as ENROLMENTS
from connector.moodle.involvement.participant_cells import Numbers
from connector.moodle.involvement.participants import Participants, Tally
from connector.moodle.involvement.participants_report import untold_by
from connector.moodle.involvement.remembered import Remembered, Source
from connector.moodle.plan import Plan, Way
from connector.moodle.reading import Reading, Scope, resting_on
from connector.moodle.reports.pages import PAGE, Page
from connector.moodle.reports.questions import Question, ask
from connector.moodle.reports.windows import (
    COMPLETED,
    CREATED,
    NEEDED,
    NOT_CURRENT,
    STATUS,
    SUSPENDED,
    UNDATED,
    FilterValues,
    Measure,
    Span,
    between,
    with_rows,
)

AT_ONCE = 20_000
"""Rows of an answer: 6 MB and 4 s of the server's time."""

COUNTED_AT_ONCE = 12
"""Counts in one request: each costs a large site about a second."""

_FILLED = PAGE * 4 // 5
"""Rows a part of a window too large should hold: people are not enrolled evenly."""

_MINUTE = 60
"""Seconds; finer a window is not cut."""

_MOST_YEARS = 30


@dataclass(frozen=True)
class _Window:
    """Rows with a date from one second to another, both included; end 0: open."""

    column: str
    start: int
    end: int
    also: tuple[tuple[str, int], ...] = ()

    @property
    def values(self) -> FilterValues:
        return between(self.column, self.start, self.end) | dict(self.also)

    def cut(self, parts: int, now: int) -> list["_Window"]:
        """Return it in about so many parts of as long a time; itself where it can't be cut."""
        length = max((self.end or now) - self.start, 0) // parts
        step = max(length - length % _MINUTE, _MINUTE)
        starts = [self.start, *range(self.start + step, self.end or now, step)]
        ends = [*(start - 1 for start in starts[1:]), self.end]
        return [_Window(self.column, start, end, self.also) for start, end in zip(starts, ends, strict=True)]


def source_of(plan: Plan) -> Source:
    """Return the report to read back. Raises RefusedError where the site has none, or it can't be asked by date."""
    columns = plan.columns
    if plan.report is None or {plan.enrolments, plan.completions} != {Way.REPORT} or columns.created is None:
        raise RefusedError("backfill.needs_report")
    if not plan.windows >= NEEDED:
        lacking = ", ".join(sorted(NEEDED - plan.windows))
        raise RefusedError("backfill.needs_filters", report=plan.report.name, filters=lacking)
    if plan.dates_verified is False:
        raise RefusedError("backfill.dates_off", report=plan.report.name)
    return Source(plan.report.report_id, plan.report.headings, str(plan.zone))


class ReportBackfill:
    """Reads the report back to a day."""

    def __init__(
        self,
        moodle: Moodle,
        plan: Plan,
        numbers: Numbers,
        bases: Sequence[Reading[Any]],
        first: int,
        hear: Callable[[int], object] = lambda _rows: None,
    ) -> None:
        """Begin; `hear` is told the rows of each answer as it comes."""
        self._moodle = moodle
        self._plan = plan
        self._source = source_of(plan)
        self._numbers = numbers
        self._bases = bases
        self._first = first
        self._hear = hear

    def month(self, span: Span) -> Part:
        """Return what a month adds. Raises WaitError, RefusedError, OddError."""
        people, created, older = self._people(), Tally(), Tally()
        new = _window(CREATED, span)
        late = _window(COMPLETED, span, CREATED.within(Span(None, self._first)))
        pages = self._ask([Question(new.values, PAGE), Question(late.values, PAGE)])
        first_new, first_late = next(pages), next(pages)
        for page in self._pages(new, first_new):
            created.add(people.take(page.rows))
        for page in self._pages(late, first_late):
            older.add(people.take(page.rows))
        _check(created, created.created, span)
        _check(older, older.completed, span)
        _check(older, older.created, Span(None, self._first))
        return self._part(span, people, Scope("created_at", spans=(span.moments,)), [created, older])

    def undated(self) -> Part:
        """Return the enrolments without a creation, with the number of such rows. Raises as `month`."""
        people = self._people()
        questions = [Question({}, 1), Question(CREATED.within(Span()), 1), Question(UNDATED, 0)]
        everything, dated, page = self._ask(questions)
        self._hear(len(page.rows))
        tally = people.take(page.rows)
        if tally.created or page.total != tally.rows:
            raise OddError("backfill.filter_ignored")
        return self._part(None, people, Scope(), [tally], blank=everything.total - dated.total)

    def earlier(self) -> Remembered:
        """Return how many rows there are of days before the first, by years, by months where there are many.

        Raises as `month`.
        """
        spans = self._earlier_spans()
        status = (SUSPENDED, NOT_CURRENT) if STATUS in self._plan.windows else ()
        measures = (CREATED, COMPLETED, *status)
        told = {each: laid(zip(spans, self._counts(each, spans), strict=True)) for each in measures}
        return Remembered(
            created=told[CREATED],
            completed=told[COMPLETED],
            suspended=told.get(SUSPENDED, {}),
            not_current=told.get(NOT_CURRENT, {}),
        )

    def _earlier_spans(self) -> list[Span]:
        """Return spans of days before the first that hold every row, few of them many."""
        before = Span(None, self._first)
        left = [self._counts(each, [before])[0] for each in (CREATED, COMPLETED)]
        spans: list[Span] = []
        for year in years_before(self._first, _MOST_YEARS):
            if not any(left):
                return spans
            held = [self._counts(each, [year])[0] for each in (CREATED, COMPLETED)]
            left = [max(0, rows - its) for rows, its in zip(left, held, strict=True)]
            spans += parts_of_year(year) if max(held) > AT_ONCE else [year]
            before = Span(None, year.first)
        return [*spans, before]

    def _counts(self, measure: Measure, spans: Sequence[Span]) -> list[int]:
        counted: list[int] = []
        for place in range(0, len(spans), COUNTED_AT_ONCE):
            some = spans[place : place + COUNTED_AT_ONCE]
            counted += [
                page.total for page in self._ask([Question(measure.within(each), 1) for each in some])
            ]
            self._hear(0)
        return counted

    def _pages(self, window: _Window, page: Page) -> Iterator[Page]:
        """Yield all rows of a window, of which this answer may tell only the first."""
        self._hear(len(page.rows))
        if page.total > len(page.rows):
            parts = window.cut(1 + page.total // _FILLED, self._now)
            if page.total > AT_ONCE and len(parts) > 1:
                for part in parts:
                    yield from self._pages(part, next(self._ask([Question(part.values, PAGE)])))
                return
            page = next(self._ask([Question(window.values, 0)]))
            self._hear(len(page.rows))
        if page.total != len(page.rows):
            raise OddError("backfill.filter_ignored")
        yield page

    @property
    def _now(self) -> int:
        moment = self._moodle.server_time
        return int(moment.timestamp()) if moment else 0

    def _ask(self, questions: Sequence[Question]) -> Iterator[Page]:
        for page in ask(self._moodle, self._source.report_id, questions):
            if (
                page.headings != self._source.headings
            ):  # edited since preflight: columns may have changed places
                raise OddError("backfill.report_edited")
            yield page

    def _people(self) -> Participants:
        return Participants(self._plan.columns, self._plan.zone, self._numbers)

    def _part(
        self, span: Span | None, people: Participants, scope: Scope, tallies: Sequence[Tally], blank: int = 0
    ) -> Part:
        problems, unreadable = people.problems, tuple(people.unreadable)
        tally = Tally()
        for each in tallies:
            tally.add(each)
        records: tuple[Sequence[Any], Sequence[Any]] = people.enrolments(), people.completions()
        enrolments, completions = (
            resting_on(
                Reading(
                    stream,
                    told,
                    people.understood,
                    problems,
                    {"rows": tally.rows, "with_person": people.persons},
                    untold_by(stream, people.columns),
                    looked_at,
                    unreadable,
                ),
                self._bases,
            )
            for stream, told, looked_at in zip(
                (ENROLMENTS, COMPLETIONS), records, (scope, Scope()), strict=True
            )
        )
        return Part(span, enrolments, completions, self._counted(span, tallies[0], tally, blank), tally.rows)

    def _counted(self, span: Span | None, new: Tally, all_rows: Tally, blank: int) -> Remembered:
        """Return the rows by day: of those created from the first day on by creation, of all by completion."""
        return Remembered(
            created={} if span is None else with_rows({}, span, new.created, new.rows),
            suspended={} if span is None else dict(new.suspended),
            not_current={} if span is None else dict(new.not_current),
            completed=from_day(all_rows.completed, self._first),
            blank=blank,
            undated=all_rows.undated,
        )


def _window(measure: Measure, span: Span, also: FilterValues | None = None) -> _Window:
    values = measure.within(span)
    column = measure.column
    return _Window(column, values[f"{column}_from"], values[f"{column}_to"], tuple((also or {}).items()))


def _check(tally: Tally, counted: Any, span: Span) -> None:
    """Raise where rows lie outside the window: the filter is not there, or not ours any more."""
    if counted.total() + tally.apart < tally.rows or not all(map(span.holds, counted)):
        raise OddError("backfill.filter_ignored")
