"""Reading a report whole, however its pages behave."""

import pytest

from connector.errors import OddError
from connector.moodle.functions import Function
from connector.moodle.report_pages import report_rows

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
    assert len(site.asked) == (3 if batches else 6)


def test_pages_are_read_to_the_end(read):
    report = Report(ROWS)

    assert read(report)[0].total == 25
    assert report.opened == [(0, 10), (1, 10), (2, 10)]


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
    report = Report(ROWS, totals=[25, 26])

    told, _ = read(report)

    assert report.opened == [(0, 10), (1, 10), (0, 0)]
    assert told.whole


def test_a_report_that_never_adds_up_is_not_whole(read):
    told, _ = read(Report(ROWS, totals=[30, 30, 30, 30]))

    assert not told.whole


def test_a_report_in_another_shape_is_odd(serve):
    moodle, _, _ = serve(core_reportbuilder_retrieve_report={"data": {"headers": [], "rows": []}})

    with pytest.raises(OddError, match="wrong_shape"):
        report_rows(moodle, 2, frozenset({Function.REPORT.value}))
