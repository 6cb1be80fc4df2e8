"""A large report read span by span, where its pages do not add up: people are enrolled while it is being read.

An enrolment keeps the moment of its creation, so each row belongs to one span of days whatever happens meanwhile,
and each span is one answer of one moment. It is the slower way: filters allow one reading at a time.
"""

from collections.abc import Callable, Sequence

from connector.moodle.client import Moodle
from connector.moodle.involvement.participants import Tally
from connector.moodle.involvement.remembered import Source
from connector.moodle.reports.cells import Cells
from connector.moodle.reports.pages import ONE_ANSWER, ReportTold
from connector.moodle.reports.questions import Question, ask
from connector.moodle.reports.windows import CREATED, UNDATED, Histogram, Span, cut, rows_in

AT_ONCE = 20_000
"""Rows of an answer: 6 MB and 4 s of the server's time."""


def read_by_spans(
    moodle: Moodle, source: Source, take: Callable[[Sequence[Cells]], Tally], spread: Histogram
) -> ReportTold:
    """Read all rows by the days of creation, then those without one; `spread` tells about how many there are a day.

    Raises WaitError, RefusedError, OddError.
    """
    rows = 0
    for span in cut(Span(), spread, 1 + sum(spread.values()) // AT_ONCE):
        if rows_in(spread, span) > ONE_ANSWER:
            return ReportTold(rows, rows + rows_in(spread, span), whole=False)
        [page] = ask(moodle, source.report_id, [Question(CREATED.within(span), 0)])
        tally = take(page.rows)
        rows += tally.rows
        dated = tally.created.total() + tally.apart >= tally.rows and all(map(span.holds, tally.created))
        if tally.rows != page.total or not dated or page.headings != source.headings:
            return ReportTold(rows, page.total, whole=False)
    [page] = ask(moodle, source.report_id, [Question(UNDATED, 0)])
    tally = take(page.rows)
    rows += tally.rows
    return ReportTold(rows, rows, whole=not tally.created)
