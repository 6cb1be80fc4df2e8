"""What asking has cost, by function."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.errors import WaitError
from connector.moodle.asking.calls import Call
from connector.moodle.asking.spending import Spending, Spent, shares
from connector.moodle.functions import Function


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 10**7)), min_size=1, max_size=50),
    st.floats(0, 100),
    st.integers(0, 10**8),
)
def test_shares_add_up_to_the_request(told, seconds, received):
    parts = shares(told, seconds, received).values()

    assert sum(part.requests for part in parts) == 1
    assert sum(part.calls for part in parts) == len(told)
    assert sum(part.bytes_received for part in parts) == received
    assert sum(part.seconds for part in parts) == pytest.approx(seconds)


def test_a_batch_counts_for_the_function_that_told_most(serve):
    moodle, _, _ = serve(core_reportbuilder_filters_reset=True, core_reportbuilder_retrieve_report="x" * 1000)

    moodle.batch([Call(Function.RESET_FILTERS), Call(Function.REPORT)], in_order=True)

    told = moodle.statistics
    reset, report = told.functions[Function.RESET_FILTERS], told.functions[Function.REPORT]
    assert (reset.requests, report.requests) == (0, 1)
    assert (reset.calls, report.calls) == (1, 1)
    assert report.bytes_received > 1000
    assert reset.bytes_received < 100
    assert told.bytes_received == reset.bytes_received + report.bytes_received
    assert Function.BATCH not in told.functions


def test_requests_in_vain_are_counted_too(sites, connect, answer):
    moodle = connect(sites(lambda _: answer(503)).url, tries=3)

    with pytest.raises(WaitError):
        moodle.call(Function.SITE_INFO)

    spent = moodle.statistics.functions[Function.SITE_INFO]
    assert (spent.requests, spent.calls, spent.bytes_received) == (3, 3, 0)


def test_what_was_told_before_does_not_change_and_cannot_be_changed():
    spending = Spending()
    spending.add({"a": Spent(1, 1, 0.5, 10)})
    before = spending.told()
    spending.add({"a": Spent(1, 1, 0.5, 10)})

    assert before.functions["a"].requests == before.requests == 1
    with pytest.raises(TypeError):
        before.functions["b"] = Spent()


def test_nothing_is_lost_between_threads():
    spending = Spending()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: spending.add({"a": Spent(1, 2, 0.5, 3)}), range(4000)))

    assert spending.told().functions["a"] == Spent(4000, 8000, 2000.0, 12_000)
