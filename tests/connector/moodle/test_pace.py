"""The client against a site that counts how many it has to answer at once."""

import time
from dataclasses import dataclass, field
from itertools import pairwise
from threading import Lock

import pytest

from connector.errors import WaitError
from connector.moodle.asking.calls import Call
from connector.moodle.functions import Function

GOOD = {"responses": [{"error": False, "data": "1"}]}


@dataclass
class Crowd:
    """Answers after a moment, and notes how many were being answered as each request came, and when."""

    answer: object = None
    seconds: float = 0.02
    now: int = 0
    seen: list = field(default_factory=list)
    moments: list = field(default_factory=list)
    lock: object = field(default_factory=Lock)

    def __call__(self, asked):
        with self.lock:
            self.now += 1
            self.seen.append(self.now)
            self.moments.append(time.monotonic())
            place = len(self.seen)
        time.sleep(self.seconds)
        told = self.answer(place, self.now) if self.answer else None
        with self.lock:
            self.now -= 1
        return GOOD if told is None else told


def ask(moodle, times):
    return moodle.batch([Call(Function.COHORTS)] * times, size=1)


def test_a_site_that_answers_well_is_asked_more_and_more_at_once_up_to_the_budget(sites, connect):
    crowd = Crowd(seconds=0.1)
    moodle = connect(sites(crowd).url, requests_in_flight=6)

    ask(moodle, 60)

    assert max(crowd.seen[:4]) <= 2
    assert max(crowd.seen) == 6
    assert moodle.flow.width == 6


def test_a_site_that_bears_no_more_than_three_at_once_is_not_asked_more_for_long(sites, connect, answer):
    crowd = Crowd(lambda _, now: answer(429) if now > 3 else None, seconds=0.05)
    moodle = connect(sites(crowd).url, requests_in_flight=16, tries=20)

    replies = ask(moodle, 80)

    assert [reply.value for reply in replies] == [1] * 80
    assert max(crowd.seen) <= 5
    refused = len(crowd.seen) - 80
    assert 0 < refused < 20


@pytest.mark.parametrize("status", [429, 503, 502, 504])
def test_trouble_halves_what_is_asked_at_once(sites, connect, answer, status):
    crowd = Crowd(lambda place, _: answer(status, b"busy") if place == 60 else None)
    moodle = connect(sites(crowd).url, requests_in_flight=8)
    ask(moodle, 59)
    assert moodle.flow.width == 8

    moodle.call(Function.COHORTS)

    assert moodle.flow.width == 4


def test_a_time_out_halves_it_too(sites, connect):
    slow = [1.0]
    site = sites(lambda _: time.sleep(slow.pop()) if slow else [])
    moodle = connect(site.url, requests_in_flight=4, read_timeout=0.2)

    assert moodle.call(Function.COHORTS) == []
    assert moodle.flow.width == 1


@pytest.mark.parametrize("status", [500, 404])
def test_what_fewer_at_once_would_not_mend_halves_nothing(sites, connect, answer, status):
    """An empty 500 is one request's memory; a wrong address is nobody's weakness."""
    moodle = connect(sites(lambda _: answer(status)).url, tries=2)

    with pytest.raises(Exception, match=r"empty_reply|not_found"):
        moodle.call(Function.COHORTS)

    assert moodle.flow.width == 2


def test_requests_per_second_hold_however_many_threads_ask(sites, connect):
    crowd = Crowd(seconds=0)
    moodle = connect(sites(crowd).url, requests_in_flight=8, requests_per_second=50)
    moodle._pace._sleep = time.sleep

    began = time.monotonic()
    ask(moodle, 20)

    assert time.monotonic() - began >= 19 / 50
    # A request may come late, so that two come close together; none may come before its turn.
    assert all(moment >= began + turn / 50 for turn, moment in enumerate(sorted(crowd.moments)))


def test_retry_after_holds_back_those_who_did_not_hear_it(sites, connect, answer):
    """The one refused waits its own pause; the others must not run into the wall one after another."""
    crowd = Crowd(lambda place, _: answer(429, b"", {"Retry-After": "1"}) if place == 5 else None)
    moodle = connect(sites(crowd).url, requests_in_flight=4)
    moodle._pace._sleep = time.sleep

    ask(moodle, 40)

    gaps = [later - earlier for earlier, later in pairwise(crowd.moments)]
    wide = [place for place, gap in enumerate(gaps, 1) if gap > 0.8]
    assert len(wide) == 1
    assert wide[0] <= 5 + 3  # those under way when it was told are answered still
    assert len(crowd.moments) == 41


def test_after_the_tries_are_used_up_places_are_free_again(sites, connect, answer):
    told = [answer(503)] * 6
    moodle = connect(sites(lambda _: told.pop() if told else []).url, tries=2, requests_in_flight=1)
    for _ in range(3):
        with pytest.raises(WaitError):
            moodle.call(Function.COHORTS)

    assert moodle.call(Function.COHORTS) == []
