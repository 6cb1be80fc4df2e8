"""What becomes of a batch that stops at an error, or is too much for the site."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector.errors import OddError, RefusedError, WaitError
from connector.moodle.asking import batching
from connector.moodle.asking.batch_sizes import Sizes
from connector.moodle.asking.calls import Call, Reply
from connector.moodle.functions import Function


def calls(count):
    return [Call(Function.QUIZ_ATTEMPTS, {"n": number}) for number in range(count)]


def answered(calls, exchange, alone):
    return batching.answers(calls, exchange, alone, Sizes())


def number(call):
    return call.arguments["n"]


class Site:
    """Answers with the number of each call, up to the first that fails, and at most so many at once."""

    def __init__(self, failing=(), most=10_000, error=None):
        self.failing = set(failing)
        self.most = most
        self.error = error or OddError("lms.error.no_record")
        self.sizes = []

    def __call__(self, part):
        self.sizes.append(len(part))
        if len(part) > self.most:
            raise WaitError("lms.error.empty_reply")
        replies = []
        for call in part:
            if number(call) in self.failing:
                return [*replies, Reply(error=self.error)]
            replies.append(Reply(number(call)))
        return replies


def never(call):
    raise AssertionError(f"{number(call)} was asked alone")


def test_the_culprit_is_set_aside_and_the_rest_sent_again():
    site = Site(failing=[2, 3])

    replies = answered(calls(6), site, never)

    assert [reply.value for reply in replies] == [0, 1, None, None, 4, 5]
    assert [place for place, reply in enumerate(replies) if reply.error] == [2, 3]
    assert site.sizes == [6, 3, 2]


def test_too_much_at_once_is_halved_until_it_fits_and_stays_so():
    site = Site(most=60)

    replies = answered(calls(200), site, never)

    assert [reply.value for reply in replies] == list(range(200))
    assert site.sizes == [200, 100, 50, 50, 50, 50]


def test_one_call_too_big_for_the_site_does_not_take_the_others_with_it():
    class Poisoned(Site):
        def __call__(self, part):
            self.sizes.append(len(part))
            if any(number(call) == 5 for call in part):
                raise WaitError("lms.error.empty_reply")
            return [Reply(number(call)) for call in part]

    replies = answered(calls(8), Poisoned(), never)

    assert [reply.value for reply in replies] == [0, 1, 2, 3, 4, None, 6, 7]
    assert replies[5].error.text_id == "lms.error.empty_reply"


def test_a_site_silent_even_to_one_call_ends_the_batch():
    def silent(part):
        raise WaitError("lms.error.timeout")

    with pytest.raises(WaitError, match="timeout"):
        answered(calls(200), silent, never)


def test_what_was_too_much_once_is_not_tried_again_by_the_next_batch():
    site, sizes = Site(most=60), Sizes()

    batching.answers(calls(200), site, never, sizes)
    batching.answers(calls(100), site, never, sizes)

    assert site.sizes[-2:] == [50, 50]


def test_an_unreachable_site_is_not_asked_in_halves():
    sizes = []

    def gone(part):
        sizes.append(len(part))
        raise WaitError("lms.error.unreachable")

    with pytest.raises(WaitError):
        answered(calls(200), gone, never)
    assert sizes == [200]


def test_a_call_told_to_wait_is_tried_once_more_alone():
    site = Site(failing=[1], error=WaitError("lms.error.database"))

    replies = answered(calls(3), site, lambda call: Reply(f"alone {number(call)}"))

    assert [reply.value for reply in replies] == [0, "alone 1", 2]


@pytest.mark.parametrize("told", [[], [Reply(0)], [Reply(0), Reply(1), Reply(2)]])
def test_a_batch_with_another_number_of_answers_is_odd(told):
    with pytest.raises(OddError, match="batch_count"):
        answered(calls(2), lambda _: told, never)


def test_a_token_put_out_of_service_is_not_tried_call_by_call():
    """Else each of thousands of calls would cost a request of its own."""
    site = Site(failing=range(200), error=RefusedError("lms.error.account_blocked"))

    with pytest.raises(RefusedError, match="account_blocked"):
        answered(calls(200), site, never)
    assert site.sizes == [200]


@given(st.integers(0, 60), st.sets(st.integers(0, 59)), st.integers(1, 60))
def test_every_call_has_its_own_reply_whatever_happens(count, failing, most):
    replies = answered(calls(count), Site(failing, most), never)

    assert [(reply.value, reply.error is None) for reply in replies] == [
        (None, False) if place in failing else (place, True) for place in range(count)
    ]
