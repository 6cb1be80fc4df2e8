"""Any run of readings, in any order of rows and any chunks, leaves what the rules in plain Python leave."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from connector.moodle.reading import Reading, Scope, Unreadable
from connector.moodle.records import Enrolment, EnrolmentStatus
from mappings.keeping import pulled_rows
from mappings.keeping.guard import Guard
from mappings.keeping.pulled import keep
from mappings.keeping.secrecy import Keyring
from mappings.tables import enrolment, stream
from tests.mappings.store.pulled_model import Key, Model, Row, key_of

FIRST_NIGHT = datetime(2026, 3, 1, 21, 30, tzinfo=UTC)
KEYRING = Keyring(bytes(32))
MOMENTS = [FIRST_NIGHT - timedelta(days=10), FIRST_NIGHT - timedelta(days=10, seconds=20), FIRST_NIGHT]


enrolments = st.builds(
    Enrolment,
    course_id=st.integers(1, 2),
    account_id=st.integers(1, 2),
    method=st.sampled_from(["manual", "self", "unknown"]),
    status=st.sampled_from(EnrolmentStatus),
    created_at=st.sampled_from([None, *MOMENTS]),
    starts_at=st.sampled_from([None, FIRST_NIGHT]),
)
coarse = st.builds(
    Enrolment,
    course_id=st.integers(1, 2),
    account_id=st.integers(1, 3),
    method=st.just("unknown"),
    status=st.sampled_from([EnrolmentStatus.ACTIVE, EnrolmentStatus.SUSPENDED]),
)
spans = st.tuples(st.sampled_from([None, MOMENTS[0]]), st.sampled_from([None, FIRST_NIGHT]))
scopes = st.one_of(
    st.none(),
    st.none(),
    st.just(Scope()),
    st.builds(Scope, column=st.just("course_id"), values=st.frozensets(st.integers(1, 3))),
    st.builds(Scope, column=st.just("account_id"), values=st.frozensets(st.integers(1, 2), min_size=1)),
    st.builds(Scope, column=st.just("created_at"), spans=st.tuples(spans)),
)
unreadable = st.builds(
    Unreadable,
    number=st.just("1"),
    reason=st.just("invaliduser"),
    keys=st.fixed_dictionaries(
        {}, optional={"course_id": st.integers(1, 2), "account_id": st.integers(1, 2)}
    ),
)
common = {
    "complete": st.sampled_from([True, True, True, False]),
    "scope": scopes,
    "unreadable": st.one_of(st.just(()), st.just(()), st.tuples(unreadable)),
}
readings = st.one_of(
    st.builds(
        Reading,
        st.just("enrolments"),
        records=st.lists(enrolments, max_size=6),
        untold=st.sampled_from(
            [
                frozenset(),
                frozenset(),
                frozenset({"starts_at"}),
                frozenset({"created_at"}),
                frozenset({"method"}),
            ]
        ),
        **common,
    ),
    st.builds(
        Reading,
        st.just("enrolments"),
        records=st.lists(coarse, max_size=4),
        untold=st.just(frozenset({"method", "created_at", "starts_at"})),
        **common,
    ),
)
guards = st.sampled_from([Guard(), Guard(rows=0, percent=30), Guard(rows=1, percent=50)])
nights = st.tuples(readings, st.integers(0, 2), guards, st.sampled_from([None, 0, 2]))


def as_kept(tx):
    return {
        Key(row.course_id, row.account_id, row.method, row.created_minute): Row(
            row.status,
            row.created_at,
            row.starts_at,
            row.first_seen,
            row.changed_at,
            row.missed_at,
            row.gone_at,
        )
        for row in tx.rows(select(enrolment).where(enrolment.c.site == "lms"))
    }


@pytest.mark.parametrize("at_once", [2, 10_000])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(nights, min_size=1, max_size=6))
def test_any_run_of_readings_leaves_what_the_rules_say(store, monkeypatch, at_once, history):
    monkeypatch.setattr(pulled_rows, "AT_ONCE", at_once)
    now, expected = FIRST_NIGHT, Model()
    with store.transaction() as tx:
        tx.execute(delete(enrolment))
        tx.execute(delete(stream))
    for reading, later, guard, accepted in history:
        now += timedelta(days=later)
        with store.transaction() as tx:
            kept = keep(
                tx, "lms", "enrolments", reading, keyring=KEYRING, now=now, accepted=accepted, guard=guard
            )
            assert kept == expected.keep(reading, now, guard, accepted)
            assert as_kept(tx) == expected.kept


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=st.lists(enrolments, max_size=8, unique_by=key_of),
    second=st.lists(coarse, max_size=6, unique_by=lambda each: (each.course_id, each.account_id)),
    shuffled=st.randoms(use_true_random=False),
)
def test_the_order_of_rows_is_of_no_matter(store, first, second, shuffled):
    """Rows of a report come in whatever order the database of the LMS found them."""
    found = []
    untold = frozenset({"method", "created_at", "starts_at"})
    for turn in range(2):
        with store.transaction() as tx:
            tx.execute(delete(enrolment))
            for night, (records, silent) in enumerate(((first, frozenset()), (second, untold))):
                told = list(records)
                if turn:
                    shuffled.shuffle(told)
                reading = Reading("enrolments", told, untold=silent)
                now = FIRST_NIGHT + timedelta(days=night)
                keep(tx, "lms", "enrolments", reading, keyring=KEYRING, now=now, accepted=0)
            found.append(as_kept(tx))
    assert found[0] == found[1]
