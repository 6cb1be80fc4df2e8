"""Sources that are read at once and taken one after the other."""

import threading
import time

import pytest

from jobs.side_by_side import AHEAD, AbandonedError, Ended, side_by_side


def giving(*items):
    def source(give):
        for item in items:
            give(item)

    return source


def test_everything_comes_by_name_in_each_sources_order_and_each_ends_once():
    told = list(side_by_side({"a": giving(1, 2, 3, 4, 5, 6), "b": giving(7)}))

    assert [item for name, item in told if name == "a"][:-1] == [1, 2, 3, 4, 5, 6]
    assert [item for name, item in told if name == "b"][:-1] == [7]
    ends = [(name, item.error) for name, item in told if isinstance(item, Ended)]
    assert sorted(ends) == [("a", None), ("b", None)]


def test_one_that_fails_does_not_stop_the_other():
    def broken(give):
        give(1)
        raise OSError("gone")

    told = list(side_by_side({"broken": broken, "whole": giving(1, 2)}))

    [error] = [item.error for name, item in told if name == "broken" and isinstance(item, Ended)]
    assert isinstance(error, OSError)
    assert [item for name, item in told if name == "whole"][:-1] == [1, 2]


def test_two_are_read_at_the_same_time():
    both = threading.Barrier(2, timeout=10)

    def meeting(give):
        both.wait()
        give("met")

    told = list(side_by_side({"a": meeting, "b": meeting}))

    assert [item for _, item in told].count("met") == 2


def test_a_source_ahead_of_its_keeper_waits():
    given = []

    def eager(give):
        for number in range(20):
            give(number)
            given.append(number)

    taking = side_by_side({"eager": eager})
    next(taking)
    time.sleep(0.2)

    assert len(given) <= AHEAD + 2
    taking.close()


def test_a_caller_who_stops_taking_lets_the_sources_end():
    ended = threading.Event()

    def endless(give):
        try:
            while True:
                give(0)
        except AbandonedError:
            ended.set()
            raise

    taking = side_by_side({"endless": endless})
    next(taking)
    taking.close()

    assert ended.is_set()


def test_somebody_who_listens_while_nothing_comes_can_end_it_all():
    class StopError(Exception):
        pass

    heard = threading.Event()

    def silent(give):
        heard.wait(30)

    def listen():
        heard.set()
        raise StopError

    with pytest.raises(StopError):
        list(side_by_side({"silent": silent}, listen=listen))
