"""Whatever happens to accounts of the demo LMS, nights lead to what the site itself knows."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector.demo.district import local_seconds, make_district
from connector.demo.happenings.accounts import (
    clean_up_deleted,
    create_account,
    delete_account,
    edit_account,
    mend_account,
    spoil_account,
    suspend_account,
)
from connector.demo.values import Account
from connector.moodle.accounts.stream import accounts
from connector.moodle.memory import Memory, StreamMemory
from connector.moodle.plan import make_plan
from connector.moodle.planning.preflight import preflight
from connector.moodle.reading import ProfileFields

DISTRICT = make_district(staff=40, seed=3, day=date(2026, 6, 1))
START = local_seconds(DISTRICT.day)
DAY = 86_400
SPOILT = ("username", "name", "email", "auth")


@dataclass
class Kept:
    """What would be kept: facts by number, missed once, and the stream's notes."""

    facts: dict = field(default_factory=dict)
    missed: set = field(default_factory=set)
    stream: StreamMemory | None = None

    @property
    def memory(self):
        streams = {"accounts": self.stream} if self.stream else {}
        return Memory(streams, frozenset(self.facts))

    def keep(self, reading, since):
        """Keep a reading as the store does: missing twice is gone."""
        assert reading.complete
        told = {each.account_id: each for each in reading.records}
        looked_at = set(self.facts) if reading.scope is None else set(reading.scope.values) & set(self.facts)
        apart = {number for each in reading.unreadable for number in each.keys.values()}
        missing = looked_at - told.keys() - apart
        if any(not each.keys for each in reading.unreadable):
            missing = set()
        gone = missing & self.missed
        self.missed = (self.missed | missing) - gone - told.keys()
        self.facts = {number: each for number, each in (self.facts | told).items() if number not in gone}
        whole = since if reading.scope is None else self.stream.whole_at
        self.stream = StreamMemory(since, whole, reading.notes)


def happen(district, at, what, place):
    live = [
        each for each in district.live_accounts if each.username not in ("guest", "admin", "sync", "ADMIN")
    ]
    who = live[place % len(live)].account_id
    happenings = {
        "edit": lambda: edit_account(district, at, who, last_name=f"Новая{at}"),
        "suspend": lambda: suspend_account(district, at, who),
        "delete": lambda: delete_account(district, at, who),
        "clean": lambda: clean_up_deleted(district, at),
        "spoil": lambda: spoil_account(district, at, who, SPOILT[place % 4]),
        "mend": lambda: _mended(district, at, place),
        "create": lambda: create_account(
            district, at, Account(0, "", "Новый", "Человек", f"new{at}@mail.test")
        ),
    }
    return happenings[what]()


def _mended(district, at, place):
    dirty = [each.account_id for each in district.accounts if each.dirty and not each.deleted]
    return mend_account(district, at, dirty[place % len(dirty)]) if dirty else district


HAPPENINGS = st.tuples(
    st.sampled_from(["edit", "suspend", "delete", "clean", "spoil", "mend", "create"]), st.integers(0, 500)
)


@pytest.mark.parametrize("reports", [True, False])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(nights=st.lists(st.lists(HAPPENINGS, max_size=4), min_size=1, max_size=4))
def test_nights_lead_to_what_the_site_knows(demo, reports, nights):
    lms, moodle = demo(district=DISTRICT, reports=reports)
    kept = Kept()
    for night, events in enumerate([[], *nights, [], []]):
        begun = START + night * DAY
        for minute, (what, place) in enumerate(events):
            lms.district = happen(lms.district, begun - DAY // 2 + minute * 60, what, place)
        site = preflight(moodle)
        since = datetime.fromtimestamp(begun, UTC) - timedelta(minutes=10)
        reading = accounts(moodle, site, make_plan(site), ProfileFields(), kept.memory)
        kept.keep(reading, since)

    assert (reading.scope is not None) is reports
    truth = {each.account_id: each for each in lms.district.live_accounts if each.username != "guest"}
    readable = {number for number, each in truth.items() if reports or not each.dirty}
    assert readable <= kept.facts.keys() <= truth.keys()
    for number in readable:
        told, true = kept.facts[number], truth[number]
        if not true.dirty:
            assert (told.last_name, told.suspended) == (true.last_name.strip(), true.suspended)
