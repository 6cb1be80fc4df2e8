"""Reading a report whole, however its pages behave."""

import pytest

from connector.errors import OddError
from connector.moodle.functions import Function
from connector.moodle.reports.pages import read_report, report_rows

ALL = frozenset({Function.REPORT.value, Function.RESET_FILTERS.value})
HEADERS = ["Username"]


class Report:
    """A report whose rows can be made to move between pages."""

    def __init__(self, rows, page_of=None, totals=None):
        self.rows = rows
        self.page_of = page_of or (lambda page, size: rows[page * size : (page + 1) * size])
        self.totals = totals or []
        self.opened = []
        self.filtered = True

    def reset(self, asked):
        self.filtered = False
        return True

    def retrieve(self, asked):
        page, size = int(asked["page"]), int(asked["perpage"])
        self.opened.append((page, size))
        rows = [] if self.filtered else self.page_of(page, size) if size else self.rows
        total = self.totals.pop(0) if self.totals else 0 if self.filtered else len(self.rows)
        columns = [{"columns": [each]} for each in rows]
        return {"details": {}, "data": {"headers": HEADERS, "rows": columns, "totalrowcount": total}}


@pytest.fixture
def read(serve):
    def reading(report, functions=ALL, *, batches=True):
        moodle, _, site = serve(
            core_reportbuilder_filters_reset=report.reset,
            core_reportbuilder_retrieve_report=report.retrieve,
        )
        moodle.can_batch = batches
        return report_rows(moodle, 2, functions, page_size=10), site

    return reading


ROWS = [f"u{number:03}" for number in range(25)]


@pytest.mark.parametrize("batches", [True, False])
def test_filters_left_by_somebody_are_reset_before_reading(read, batches):
    told, site = read(Report(ROWS), batches=batches)

    assert told.whole
    assert [row[0] for row in told.rows] == ROWS
    assert len(site.asked) == (3 if batches else 4)


def test_pages_are_read_to_the_end(read):
    report = Report(ROWS)

    assert read(report)[0].total == 25
    assert report.opened[0] == (0, 10)
    assert sorted(report.opened) == [(0, 10), (1, 10), (2, 10)]


def test_one_page_is_one_request(read):
    report = Report(ROWS[:10])

    assert read(report)[0].whole
    assert report.opened == [(0, 10)]


def test_rows_that_move_between_pages_are_all_read_at_once(read):
    """Without a sure order a row may stand on two pages and another on none."""
    report = Report(ROWS, page_of=lambda page, size: ROWS[:5] + ROWS[page * 5 : page * 5 + 5])

    told, _ = read(report)

    assert report.opened[-1] == (0, 0)
    assert [row[0] for row in told.rows] == ROWS
    assert told.whole


def test_a_total_that_changes_while_reading_means_reading_again(read):
    report = Report(ROWS, totals=[25, 26, 26])

    told, _ = read(report)

    assert report.opened[-1] == (0, 0)
    assert told.whole


def test_a_report_that_never_adds_up_is_not_whole(read):
    told, _ = read(Report(ROWS, totals=[30] * 9))

    assert not told.whole


def test_a_report_in_another_shape_is_odd(serve):
    moodle, _, _ = serve(core_reportbuilder_retrieve_report={"data": {"headers": [], "rows": []}})

    with pytest.raises(OddError, match="wrong_shape"):
        report_rows(moodle, 2, frozenset({Function.REPORT.value}))


def test_pages_are_handed_on_in_order_however_they_arrive(read):
    """Side by side, a later page may be told first."""
    told, _ = read(Report(ROWS))

    assert [row[0] for row in told.rows] == ROWS


def test_rows_alike_on_one_page_are_two_rows(read):
    """Two cohorts of a course, and somebody in both: nothing the report tells keeps the enrolments apart."""
    alike = [*ROWS[:3], ROWS[2], *ROWS[3:]]
    report = Report(alike)

    told, _ = read(report)

    assert told.whole
    assert (0, 0) not in report.opened


def test_rows_alike_may_be_cut_apart_by_a_page_s_end(read):
    alike = [*ROWS[:10], *ROWS[9:]]
    report = Report(alike)

    assert read(report)[0].whole
    assert (0, 0) not in report.opened


def test_a_row_on_two_pages_hides_another_that_is_on_none(read):
    swapped = [*ROWS[:14], ROWS[3], *ROWS[15:]]
    report = Report(ROWS, page_of=lambda page, size: swapped[page * size : (page + 1) * size])

    told, _ = read(report)

    assert [row[0] for row in told.rows] == ROWS
    assert report.opened[-1] == (0, 0)


def test_a_large_report_is_never_asked_for_at_once(serve):
    report = Report(ROWS, totals=[30] * 99)
    moodle, _, _ = serve(
        core_reportbuilder_filters_reset=report.reset, core_reportbuilder_retrieve_report=report.retrieve
    )
    begun = []

    def begin(headings):
        begun.append([])
        return begun[-1].extend

    told = read_report(moodle, 2, ALL, begin, page_size=10, one_answer=20)

    assert not told.whole
    assert (0, 0) not in report.opened
    assert [len(rows) for rows in begun] == [25, 25, 25]


@pytest.mark.parametrize("odd", [{"columns": "x"}, {"cells": []}, None])
def test_a_row_in_another_shape_is_odd(serve, odd):
    data = {"headers": HEADERS, "rows": [odd], "totalrowcount": 1}
    moodle, _, _ = serve(core_reportbuilder_retrieve_report={"data": data})

    with pytest.raises(OddError, match="wrong_shape"):
        report_rows(moodle, 2, frozenset({Function.REPORT.value}))
