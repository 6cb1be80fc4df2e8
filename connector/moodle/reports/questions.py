"""Questions to a report by its filters, several in one batch.

Filters are preferences of our account and stay until they are reset, so every batch begins and ends with a reset,
each question sets all of its filters anew, and no two readings of a report may overlap.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from connector.moodle.asking.calls import Call
from connector.moodle.client import Moodle
from connector.moodle.functions import Function
from connector.moodle.reports.filters import reset_filters, set_filters
from connector.moodle.reports.pages import PAGE, Page, page_of
from connector.moodle.reports.windows import FilterValues


@dataclass(frozen=True)
class Question:
    """A window on a report: its filters, none for all rows, and how many to tell of those it counts; 0: all."""

    values: FilterValues
    size: int = PAGE


def ask(moodle: Moodle, report_id: int, questions: Sequence[Question]) -> Iterator[Page]:
    """Ask all in one batch; yield the answers in order, raising where the first that failed would stand.

    Raises WaitError, RefusedError, OddError.
    """
    calls = [reset_filters(report_id)]
    for question in questions:
        if question.values:
            calls.append(set_filters(report_id, question.values))
        page = {"reportid": report_id, "page": 0, "perpage": question.size}
        calls.append(Call(Function.REPORT, page))
    calls.append(reset_filters(report_id))
    for call, reply in zip(calls, moodle.batch(calls, in_order=True), strict=True):
        told = reply.get()
        if call.function is Function.REPORT:
            yield page_of(told)
