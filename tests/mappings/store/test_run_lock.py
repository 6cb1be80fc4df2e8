"""The lock in the store: one owner, whoever asks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from mappings.keeping import run_lock
from mappings.keeping.run_lock import Holder

NOW = datetime(2026, 6, 15, 21, 30, tzinfo=UTC)
NIGHT = Holder("a1", "nightly", "server", 4711, NOW, NOW)
SYNC = Holder("b2", "sync", "server", 4712, NOW, NOW)


def test_the_first_gets_it_and_the_second_is_told_who_has_it(store):
    with store.transaction() as tx:
        assert run_lock.take(tx, NIGHT) is None
    with store.transaction() as tx:
        assert run_lock.take(tx, SYNC) == NIGHT


def test_what_is_let_go_can_be_taken_but_only_its_owner_lets_go(store):
    with store.transaction() as tx:
        run_lock.take(tx, NIGHT)
        run_lock.release(tx, SYNC.owner)
        assert run_lock.take(tx, SYNC) == NIGHT
        run_lock.release(tx, NIGHT.owner)
        assert run_lock.take(tx, SYNC) is None


def test_of_two_who_take_over_only_one_gets_it(store):
    third = replace(SYNC, owner="c3")
    with store.transaction() as tx:
        run_lock.take(tx, NIGHT)
        assert run_lock.take_over(tx, SYNC, NIGHT)
        assert not run_lock.take_over(tx, third, NIGHT)
        assert run_lock.take(tx, third) == SYNC


def test_a_beat_moves_the_clock_of_the_owner_and_tells_whom_the_lock_was_taken_from(store):
    later = NOW + timedelta(minutes=5)
    with store.transaction() as tx:
        run_lock.take(tx, NIGHT)
        assert run_lock.beat(tx, NIGHT.owner, now=later)
        assert run_lock.take(tx, SYNC) == replace(NIGHT, beat_at=later)
        run_lock.take_over(tx, SYNC, NIGHT)
        assert not run_lock.beat(tx, NIGHT.owner, now=later)
