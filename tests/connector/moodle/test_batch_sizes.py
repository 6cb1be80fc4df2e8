"""How many calls go into one request, learnt from what earlier ones cost."""

import time

import pytest

from connector.moodle.asking.batch_sizes import Cost, Sizes, fitting
from connector.moodle.asking.calls import Call
from connector.moodle.asking.spending import Spent
from connector.moodle.functions import Function

REVIEWS = Function.ATTEMPT_REVIEW.value


def calls(count, function=Function.ATTEMPT_REVIEW):
    return [Call(function, {"n": number}) for number in range(count)]


@pytest.mark.parametrize(
    ("cost", "fits"),
    [
        (None, 200),
        (Cost(0.01, 455), 200),
        (Cost(0.9, 100), 22),
        (Cost(0.1, 470_000), 17),
        (Cost(90, 90_000_000), 1),
        (Cost(most=12), 12),
    ],
)
def test_a_request_is_to_take_twenty_seconds_and_eight_megabytes_at_most(cost, fits):
    assert fitting(calls(200), {REVIEWS: cost} if cost else {}) == fits


def test_light_calls_beside_a_heavy_one_count_for_themselves():
    costs = {REVIEWS: Cost(14.95, 0), Function.COHORTS.value: Cost(0.1, 0)}

    assert fitting(calls(1) + calls(100, Function.COHORTS), costs) == 51
    assert fitting(calls(2) + calls(100, Function.COHORTS), costs) == 1


def test_what_a_call_costs_is_learnt_and_unlearnt():
    sizes = Sizes()
    sizes.learn({REVIEWS: Spent(1, 10, 50.0, 1000)})
    assert sizes.fitting(calls(50)) == 4

    for _ in range(10):
        sizes.learn({REVIEWS: Spent(1, 4, 0.4, 400)})
    assert sizes.fitting(calls(50)) == 50


def test_too_much_is_remembered_for_its_function_alone():
    sizes = Sizes()
    sizes.too_much(calls(50))
    sizes.too_much(calls(25))

    assert sizes.fitting(calls(200)) == 13
    assert sizes.fitting(calls(200, Function.COHORTS)) == 200


def test_too_much_does_not_hide_what_a_call_costs():
    sizes = Sizes()
    sizes.too_much(calls(100))
    sizes.learn({REVIEWS: Spent(1, 10, 40.0, 1000)})

    assert sizes.fitting(calls(100)) == 5


def test_answers_found_large_are_asked_for_in_smaller_batches(serve):
    """25 reviews of half a megabyte would be 12 MB."""
    moodle, _, site = serve(mod_quiz_get_attempt_review=lambda asked: "x" * 500_000)

    replies = moodle.batch(calls(120), size=25)

    sizes = [len(asked.arguments["requests"]) for asked in site.asked]
    assert len(replies) == 120
    assert max(sizes) == 25
    # Only those are large that were taken before the first answer was there, however late they were sent.
    assert sum(size > 16 for size in sizes) <= 5


def test_a_function_found_too_heavy_is_asked_in_smaller_batches_from_then_on(
    sites, connect, answer, functions
):
    told = functions(mod_quiz_get_attempt_review=lambda asked: asked["n"])
    seen = []

    def weak(asked):
        seen.append(len(asked.arguments["requests"]))
        return answer(504) if seen[-1] > 10 else told(asked)

    moodle = connect(sites(weak).url, requests_in_flight=1)
    moodle.batch(calls(40), size=40)
    seen.clear()

    replies = moodle.batch(calls(40), size=40)

    assert [reply.value for reply in replies] == list(range(40))
    assert seen == [10] * 4


def test_time_is_learnt_by_a_steady_clock_whatever_the_clock_of_the_machine_does(serve, monkeypatch):
    moodle, _, _ = serve(core_cohort_get_cohorts=[])
    wall = iter(range(1_800_000_000, 0, -3600))
    monkeypatch.setattr(time, "time", lambda: next(wall))

    moodle.batch([Call(Function.COHORTS)] * 3)

    assert 0 < moodle.statistics.seconds < 5
