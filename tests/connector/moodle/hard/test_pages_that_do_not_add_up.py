"""A report whose pages contradict each other is never believed as whole; read at peace, it is."""

import json

import pytest

from connector.errors import OddError, WaitError
from connector.moodle.functions import Function
from connector.moodle.reports.pages import report_rows

ALL = frozenset({Function.REPORT.value, Function.RESET_FILTERS.value})
ROWS = [[f"Неразглашаемая {number:03}", f"course {number % 7}"] for number in range(45)]
HEADERS = ["Full name", "Course"]
SIZE = 10


class Report:
    """Tells pages of 45 rows; `spoil` is given place, size and the page that would be right."""

    def __init__(self, spoil=None, times=10**9):
        self.spoil = spoil
        self.times = times
        self.told = 0

    def __call__(self, form):
        if form["wsfunction"] == Function.REPORT.value:
            return self.page(int(form["page"]), int(form["perpage"]))
        asked = [json.loads(value) for name, value in form.items() if name.endswith("[arguments]")]
        replies = [self.page(each["page"], each["perpage"]) if "page" in each else True for each in asked]
        return {"responses": [{"error": False, "data": json.dumps(reply)} for reply in replies]}

    def page(self, place, size):
        self.told += 1
        rows = ROWS[place * size : (place + 1) * size] if size else ROWS
        data = {
            "headers": HEADERS,
            "rows": [{"columns": row, "id": None} for row in rows],
            "totalrowcount": len(ROWS),
        }
        if self.spoil and self.told <= self.times:
            data = self.spoil(place, size, data)
        return {"details": {"id": 2}, "data": data, "warnings": []}


def rows_of(data, rows):
    return data | {"rows": [{"columns": row} for row in rows]}


def columns(data):
    return [row["columns"] for row in data["rows"]]


def row_twice(place, size, data):
    """The fourth row of each page stands on every page, in place of another."""
    rows = columns(data)
    return rows_of(data, [*rows[:3], ROWS[3], *rows[4:]]) if size else rows_of(data, [*rows[:-1]])


def page_twice(place, size, data):
    again = ROWS[(place - 1) * size : place * size] if place == 2 else None
    return rows_of(data, again if again and size else columns(data)[: None if size else -1])


def another_order(place, size, data):
    """Each page is cut from another order of the same rows."""
    mixed = sorted(ROWS, key=lambda row: (hash((row[0], place)), row))
    cut = mixed[place * size : (place + 1) * size] if size else mixed[:-2]
    return rows_of(data, cut)


def total_grows(place, size, data):
    return data | {"totalrowcount": len(ROWS) + (place if size else 1)}


def total_shrinks(place, size, data):
    return data | {"totalrowcount": len(ROWS) - (place == 3 if size else 1)}


def row_missing(place, size, data):
    return rows_of(data, columns(data)[:-1] if place == 1 or not size else columns(data))


def row_too_many(place, size, data):
    extra = [["Неразглашаемая 999", "course 1"]]
    return rows_of(data, columns(data) + (extra if place == 1 or not size else []))


def last_page_empty(place, size, data):
    return rows_of(data, [] if place == 4 or not size else columns(data))


def headings_change(place, size, data):
    """Somebody edits the report while it is read: its columns stand in another order from the third page on."""
    if place < 2:
        return data
    return rows_of(data, [row[::-1] for row in columns(data)]) | {"headers": HEADERS[::-1]}


LASTING = [
    row_twice, page_twice, another_order, total_grows, total_shrinks, row_missing, row_too_many, last_page_empty,
]  # fmt: skip
PASSING = [*LASTING, headings_change]


@pytest.mark.parametrize("spoil", LASTING, ids=lambda spoil: spoil.__name__)
@pytest.mark.parametrize("batches", [True, False], ids=["batches", "alone"])
def test_pages_that_contradict_each_other_are_never_believed(visit, spoil, batches):
    there = visit(right=Report(spoil))
    there.moodle.can_batch = batches

    told = report_rows(there.moodle, 2, ALL, page_size=SIZE)

    assert not told.whole
    assert len(there.site.asked) < 40


@pytest.mark.parametrize("spoil", PASSING, ids=lambda spoil: spoil.__name__)
def test_the_report_is_read_again_at_peace_and_believed(visit, spoil):
    # A total that grows is found out at the second page: what is left of the trouble must not reach the last try.
    there = visit(right=Report(spoil, times=2 if spoil is total_grows else 5))

    told = report_rows(there.moodle, 2, ALL, page_size=SIZE)

    assert told.whole
    assert told.headings == tuple(HEADERS)
    assert sorted(told.rows) == sorted(map(tuple, ROWS))


def test_without_trouble_each_page_is_asked_for_once(visit):
    there = visit(right=Report())

    assert report_rows(there.moodle, 2, ALL, page_size=SIZE).whole
    assert len(there.site.asked) == 5


@pytest.mark.parametrize(
    "spoil",
    [
        lambda *_: None,
        lambda *_: [],
        lambda *_: "Неразглашаемая",
        lambda place, size, data: data | {"rows": {"0": data["rows"][0]}},
        lambda place, size, data: data | {"rows": ["Неразглашаемая"]},
        lambda place, size, data: data | {"rows": [{"columns": "Неразглашаемая"}]},
        lambda place, size, data: data | {"rows": [None]},
        lambda place, size, data: data | {"headers": None},
        lambda place, size, data: data | {"totalrowcount": None},
        lambda place, size, data: data | {"totalrowcount": "45"},
        lambda place, size, data: {name: data[name] for name in ("headers", "rows")},
    ],
)
def test_pages_in_another_shape_are_odd_and_tell_nothing(visit, keeper, sentence, spoil):
    there = visit(right=Report(spoil))

    with pytest.raises(OddError) as caught:
        report_rows(there.moodle, 2, ALL, page_size=SIZE)

    assert caught.value.text_id == "lms.error.wrong_shape"
    assert sentence(caught.value)
    keeper.nothing_told(caught.value)


def test_trouble_between_pages_is_waited_out_and_nothing_is_lost(visit, plain):
    troubles = [None, plain(b"", "503 Maintenance"), lambda wire: wire.reset(), plain(b"", "500 Oops")]
    there = visit(*troubles, right=Report(), tries=5)

    told = report_rows(there.moodle, 2, ALL, page_size=SIZE)

    assert told.whole
    assert sorted(told.rows) == sorted(map(tuple, ROWS))


def test_a_site_that_falls_silent_between_pages_has_told_nothing(visit, plain, keeper):
    there = visit(None, None, *[plain(b"", "503 Maintenance")] * 99, right=Report())

    with pytest.raises(WaitError) as caught:
        report_rows(there.moodle, 2, ALL, page_size=SIZE)

    keeper.nothing_told(caught.value)
