"""How hard a site is asked: decided from how it answers."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from connector.moodle.asking.flow import FIRST_WIDTH, LONGEST_PAUSE, SLOW_ANSWER, Flow


def well(flow, times, *, under_way=32, seconds=0.1):
    for _ in range(times):
        flow = flow.went_well(under_way, seconds)
    return flow


def test_the_width_starts_low_and_grows_by_one_a_round():
    flow = Flow.begin(most=5, per_second=10)
    widths = []
    for _ in range(12):
        widths.append(flow.width)
        flow = well(flow, 1)

    assert widths == [2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5]


def test_a_budget_of_one_stays_one():
    assert well(Flow.begin(most=1, per_second=10), 100).width == 1


def test_answers_one_by_one_do_not_tell_what_a_crowd_would_do():
    assert well(Flow.begin(most=16, per_second=10), 100, under_way=1).width == FIRST_WIDTH


def test_a_slow_site_is_not_asked_more_at_once():
    assert well(Flow.begin(most=16, per_second=10), 100, seconds=SLOW_ANSWER + 1).width == FIRST_WIDTH


def test_trouble_halves_the_width_and_growth_begins_anew():
    flow = well(Flow.begin(most=16, per_second=10), 200)
    assert flow.width == 16

    flow = flow.went_badly(began=10, now=11)

    assert flow.width == 8
    assert well(flow, 7).width == 8
    assert well(flow, 8).width == 9


def test_requests_that_met_the_same_trouble_halve_the_width_once():
    """Four that time out together are one sign of weakness, not four."""
    flow = well(Flow.begin(most=16, per_second=10), 200)

    for ended in (30, 31, 32):
        flow = flow.went_badly(began=10, now=ended)
    assert flow.width == 8

    assert flow.went_badly(began=33, now=34).width == 4


def test_retry_after_moves_the_moment_of_everybody():
    flow = Flow.begin(most=4, per_second=10).went_badly(began=0, now=1, pause=30)

    flow, first = flow.reserve(now=2)
    _, second = flow.reserve(now=2)

    assert (first, second) == (31, 31.1)


def test_the_longest_hold_asked_for_counts_and_none_is_longer_than_reason():
    flow = Flow.begin(most=4, per_second=10).went_badly(began=0, now=1, pause=30)

    assert flow.went_badly(began=0, now=2, pause=5).held_until == 31
    assert flow.went_badly(began=0, now=2, pause=99_999).held_until == 2 + LONGEST_PAUSE


EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("well"), st.integers(1, 40), st.floats(0, 60)),
        st.tuples(st.just("badly"), st.floats(0, 1000), st.floats(0, 500)),
    ),
    max_size=200,
)


@given(st.integers(1, 32), EVENTS)
def test_whatever_happens_the_width_is_between_one_and_the_budget(most, events):
    flow, now = Flow.begin(most, per_second=10), 0.0
    for kind, first, second in events:
        now += 1
        flow = flow.went_well(first, second) if kind == "well" else flow.went_badly(first, now, second)
        assert 1 <= flow.width <= most


@given(st.floats(0.1, 1000), st.lists(st.floats(0, 100), min_size=1, max_size=50))
def test_moments_are_never_nearer_than_the_pace_allows(per_second, steps):
    flow, now, moments = Flow.begin(4, per_second), 0.0, []
    for step in steps:
        now += step
        flow, moment = flow.reserve(now)
        moments.append(moment)

    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert all(gap >= 1 / per_second - 1e-9 for gap in gaps)
