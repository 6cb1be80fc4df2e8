"""Spans of days, how many rows they hold, and how a report is asked for them."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.moodle.reports.windows import (
    COMPLETED,
    CREATED,
    SUSPENDED,
    Span,
    cut,
    day_of,
    merged,
    rows_in,
    shrunk,
    spanning,
    with_rows,
)

DAY = date(2026, 5, 1).toordinal()
HISTOGRAMS = st.dictionaries(st.integers(DAY - 400, DAY), st.integers(1, 50))
SPANS = st.builds(
    lambda first, length: Span(first, first + length), st.integers(DAY - 400, DAY), st.integers(1, 90)
)


def seconds(*moment):
    return int(datetime(*moment, tzinfo=UTC).timestamp())


def test_a_filter_includes_both_its_ends_so_a_span_ends_a_second_early():
    assert CREATED.within(Span(DAY, DAY + 1)) == {
        "enrolment:timecreated_operator": 3,
        "enrolment:timecreated_from": seconds(2026, 5, 1),
        "enrolment:timecreated_to": seconds(2026, 5, 1, 23, 59, 59),
    }


def test_a_span_without_a_beginning_begins_at_the_first_second():
    """With its end alone a range would stop a second earlier, and no date at all would be before it."""
    told = COMPLETED.within(Span(None, DAY))

    assert (told["completion:timecompleted_from"], told["completion:timecompleted_to"]) == (
        1,
        seconds(2026, 5, 1) - 1,
    )
    assert COMPLETED.within(Span(DAY, None))["completion:timecompleted_to"] == 0


def test_statuses_are_counted_by_the_day_of_creation():
    told = SUSPENDED.within(Span(DAY, DAY + 1))

    assert (told["enrolment:status_operator"], told["enrolment:status_value"]) == (1, 1)
    assert told["enrolment:timecreated_from"] == seconds(2026, 5, 1)


def test_a_day_is_a_day_of_utc():
    assert day_of(datetime.fromisoformat("2026-05-01T04:59:00+05:00")) == DAY - 1
    assert Span(DAY, DAY + 1).moments == (datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 2, tzinfo=UTC))
    assert Span(None, DAY).moments[0] is None


@given(HISTOGRAMS, st.integers(1, 20))
def test_the_parts_of_a_span_are_the_span(histogram, parts):
    for span in (Span(), Span(None, DAY - 7), Span(DAY - 300, None), Span(DAY - 90, DAY - 2)):
        told = cut(span, histogram, parts)

        assert (told[0].first, told[-1].end) == (span.first, span.end)
        assert all(part.end == after.first for part, after in pairwise(told))
        assert sum(rows_in(histogram, part) for part in told) == rows_in(histogram, span)
        assert len(told) <= parts


def test_a_span_is_cut_into_parts_with_about_as_many_rows():
    """A year of which all but one day are quiet is cut around that day."""
    histogram = {DAY - 300: 1, DAY - 10: 500, DAY - 9: 1, DAY: 2}

    assert cut(Span(None, DAY + 1), histogram, 2) == [Span(None, DAY - 9), Span(DAY - 9, DAY + 1)]
    assert [
        rows_in(dict.fromkeys(range(DAY, DAY + 100), 3), part)
        for part in cut(Span(DAY, DAY + 100), dict.fromkeys(range(DAY, DAY + 100), 3), 4)
    ] == [75, 75, 75, 75]


@pytest.mark.parametrize("histogram", [{}, {DAY: 9}, {DAY + 5: 9}])
def test_what_cannot_be_cut_stays_whole(histogram):
    assert cut(Span(None, DAY + 1), histogram) == [Span(None, DAY + 1)]


def test_a_span_read_anew_takes_the_place_of_what_was_remembered():
    assert with_rows({DAY: 3, DAY + 1: 1, DAY + 9: 2}, Span(DAY, DAY + 2), {DAY: 2}, 2) == {
        DAY: 2,
        DAY + 9: 2,
    }


def test_rows_that_a_filter_counts_and_nobody_can_date_belong_to_the_span_all_the_same():
    """Else the span would seem changed every night for ever."""
    told = with_rows({}, Span(DAY, DAY + 5), {DAY: 2}, 3)

    assert rows_in(told, Span(DAY, DAY + 5)) == 3
    assert rows_in(with_rows({}, Span(DAY, None), {DAY + 7: 2}, 3), Span(DAY, None)) == 3
    assert rows_in(with_rows({}, Span(DAY, None), {}, 1), Span(DAY, None)) == 1
    assert rows_in(with_rows({}, Span(None, DAY), {}, 1), Span(None, DAY)) == 1


def test_days_that_hold_fewer_rows_have_shrunk():
    assert shrunk({DAY: 3, DAY + 1: 2, DAY + 2: 1}, {DAY: 2, DAY + 1: 3}) == [DAY, DAY + 2]


@given(st.sets(st.integers(DAY - 400, DAY), max_size=30), st.integers(1, 8))
def test_few_spans_hold_all_the_days(days, most):
    spans = spanning(days, most)

    assert len(spans) <= most
    assert all(any(span.holds(day) for span in spans) for day in days)
    assert merged(spans) == list(spans)


def test_the_widest_gaps_between_days_are_left_out():
    assert spanning([DAY, DAY + 1, DAY + 50, DAY + 52], 2) == (Span(DAY, DAY + 2), Span(DAY + 50, DAY + 53))


@given(st.lists(SPANS, max_size=8))
def test_spans_put_together_hold_the_same_days_once(spans):
    told = merged(spans)

    for day in range(DAY - 401, DAY + 91):
        assert sum(span.holds(day) for span in told) == any(span.holds(day) for span in spans)


def test_a_span_without_an_end_swallows_what_comes_after():
    assert merged([Span(DAY, DAY + 3), Span(DAY - 2, None)]) == [Span(DAY - 2, None)]
    assert merged([Span(DAY, None), Span(DAY - 2, DAY)]) == [Span(DAY - 2, None)]


def test_only_what_lies_before_a_day_is_left_of_a_span():
    assert Span(DAY, DAY + 5).before(DAY + 2) == Span(DAY, DAY + 2)
    assert Span(DAY, DAY + 1).before(DAY + 2) == Span(DAY, DAY + 1)
    assert Span(DAY, DAY + 5).before(DAY) is None
