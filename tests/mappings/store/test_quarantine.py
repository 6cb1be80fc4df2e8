"""Rows that could not be read wait until they can, stay silent when somebody has seen them, and tell nobody's name."""

from datetime import timedelta

import pytest

from connector.moodle.reading import Reading, Scope, Unreadable
from mappings.keeping import quarantine
from mappings.keeping.quarantine import QuarantineState
from mappings.keeping.secrecy import Keyring

RAW = '{"id": 7, "firstname": "Вера"}'


def account(number=7, reason="suspended", raw=RAW):
    return Unreadable(str(number), reason, raw, {"account_id": number})


@pytest.fixture
def nights(district):
    """Keep readings of the accounts night after night; return what has become of the rows set apart."""

    class Nights:
        now = district.now

        def keep(self, *rows, site="lms", **reading):
            self.now += timedelta(days=1)
            told = Reading("accounts", unreadable=rows, **reading)
            with district.store.transaction() as tx:
                return quarantine.set_aside(tx, site, told, district.keyring, self.now)

        def rows(self, *states):
            with district.store.reading() as tx:
                return quarantine.listed(tx, states or list(QuarantineState))

        @property
        def states(self):
            return {row.number: row.state.value for row in self.rows()}

        def drop(self, number):
            with district.store.transaction() as tx:
                [row] = [
                    each for each in quarantine.listed(tx, list(QuarantineState)) if each.number == number
                ]
                quarantine.drop(tx, [row.quarantine_id])

    return Nights()


def test_a_row_waits_and_its_meetings_are_counted(nights, district):
    nights.keep(account())
    nights.keep(account())

    [row] = nights.rows(QuarantineState.WAITING)

    assert (row.number, row.reason, row.keys, row.attempts) == ("7", "suspended", {"account_id": 7}, 2)
    assert row.last_seen - row.first_seen == timedelta(days=1)
    assert quarantine.raw_of(row, district.keyring) == RAW


def test_what_was_told_lies_sealed_in_the_store(nights, district):
    nights.keep(account())

    [row] = nights.rows()

    assert "Вера" not in row.raw_sealed
    assert row.raw_sealed not in repr(row)


def test_a_row_no_longer_met_is_mended(nights):
    nights.keep(account(7), account(8, raw=""))

    assert nights.keep(account(8, raw="")).mended == 1
    assert nights.states == {"7": "mended", "8": "waiting"}


def test_where_a_reading_did_not_look_nothing_is_mended(nights):
    nights.keep(account(7), account(8))

    nights.keep(scope=Scope("account_id", frozenset({8, 9})))
    assert nights.states == {"7": "waiting", "8": "mended"}
    nights.keep(scope=Scope())
    assert nights.states["7"] == "waiting"


def test_an_incomplete_reading_mends_nothing(nights):
    nights.keep(account())

    nights.keep(complete=False)

    assert nights.states == {"7": "waiting"}


def test_a_dropped_row_is_silent_as_long_as_it_stays_the_same(nights):
    nights.keep(account())
    nights.drop("7")

    nights.keep(account())

    assert nights.states == {"7": "dropped"}


@pytest.mark.parametrize("changed", [{"reason": "username"}, {"raw": '{"id": 7}'}, {"raw": ""}])
def test_a_dropped_row_that_changes_waits_again(nights, changed):
    nights.keep(account())
    nights.drop("7")

    nights.keep(account(**changed))

    assert nights.states == {"7": "waiting"}


def test_a_dropped_row_that_was_mended_waits_when_it_is_back(nights):
    nights.keep(account())
    nights.drop("7")
    nights.keep()
    assert nights.states == {"7": "mended"}

    assert nights.keep(account()).new == 1
    assert nights.states == {"7": "waiting"}


def test_sites_and_streams_do_not_mend_each_other(nights):
    nights.keep(account())

    nights.keep(site="other")

    assert nights.states == {"7": "waiting"}


def test_texts_are_kept_as_both_databases_take_them(nights):
    nights.keep(Unreadable("7\0" + "9" * 200, "поле" * 100, "{}", {}))

    [row] = nights.rows()

    assert (len(row.number), len(row.reason)) == (100, 100)
    assert "\0" not in row.number


def test_a_row_met_twice_in_one_reading_is_one(nights):
    nights.keep(account(), account())

    assert [each.attempts for each in nights.rows()] == [1]


def test_a_row_is_found_by_our_number_for_it(nights, district):
    nights.keep(account())
    [row] = nights.rows()

    with district.store.reading() as tx:
        assert quarantine.find(tx, row.quarantine_id) == row
        assert quarantine.find(tx, row.quarantine_id + 1) is None
        assert [each.number for each in quarantine.waiting(tx)] == ["7"]
        assert quarantine.waiting_numbers(tx, "lms", "accounts") == ["7"]
        assert quarantine.waiting_numbers(tx, "lms", "courses") == []


def test_a_lost_key_costs_what_was_told_and_nothing_else(nights, district):
    nights.keep(account())
    district.keyring = Keyring(bytes([1]) * 32)

    nights.keep(account())

    [row] = nights.rows()
    assert (row.attempts, quarantine.raw_of(row, district.keyring)) == (2, RAW)
