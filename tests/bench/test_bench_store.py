"""Keeping a reading of enrolments against a statement a row, and what a first load takes of memory."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite

from connector.moodle.reading import Reading
from connector.moodle.records import Enrolment, EnrolmentStatus
from mappings.keeping.pulled import Kept, keep
from mappings.keeping.secrecy import Keyring
from mappings.store import Store
from mappings.tables import enrolment

ROWS = 60_000
SITE = "lms"
NIGHT = datetime(2026, 6, 14, 21, 30, tzinfo=UTC)
KEYRING = Keyring(bytes(32))


def reading(rows=ROWS):
    """Every account in twenty courses, let in a minute apart."""
    accounts = rows // 20
    return [
        Enrolment(
            course_id=number // accounts,
            account_id=number % accounts,
            method="manual",
            status=EnrolmentStatus.ACTIVE,
            created_at=NIGHT - timedelta(minutes=number),
        )
        for number in range(rows)
    ]


def suspended(records, every=100):
    return [
        replace(record, status=EnrolmentStatus.SUSPENDED) if place % every == 0 else record
        for place, record in enumerate(records)
    ]


def kept(store, records, nights):
    told = Reading("enrolments", records)
    with store.transaction() as tx:
        return keep(tx, SITE, "enrolments", told, keyring=KEYRING, now=NIGHT + timedelta(days=nights))


def row_by_row(store, statement, records, nights):
    """Send one statement a row, in one transaction; no row is compared, none is looked for."""
    now = NIGHT + timedelta(days=nights)
    with store.transaction() as tx:
        for record in records:
            row = {
                "site": SITE,
                "course_id": record.course_id,
                "account_id": record.account_id,
                "method": record.method,
                "created_minute": int(record.created_at.timestamp()) // 60,
                "status": record.status.value,
                "created_at": record.created_at,
                "starts_at": record.starts_at,
                "first_seen": now,
                "changed_at": now,
            }
            tx._connection.execute(statement, row)


def overwriting(store):
    """An INSERT that overwrites the row that stands there."""
    new = sqlite.insert(enrolment) if store.dialect == "sqlite" else postgresql.insert(enrolment)
    changed = {name: new.excluded[name] for name in ("status", "created_at", "starts_at", "changed_at")}
    return new.on_conflict_do_update(index_elements=list(enrolment.primary_key.columns), set_=changed)


def emptied(store):
    with store.transaction() as tx:
        tx.execute(enrolment.delete())


def test_sixty_thousand_enrolments_are_kept_in_sets_and_not_row_by_row(board, timed, store):
    table = board(
        f"Store: keeping {ROWS:,} enrolments, {store.dialect}", "night", "keep(), s", "row by row, s", "×"
    )
    records = reading()
    changed = suspended(records)

    plainly, _ = timed(lambda: row_by_row(store, insert(enrolment), records, 0))
    seconds = []
    for _ in range(3):
        emptied(store)
        took, first = timed(lambda: kept(store, records, 0))
        seconds.append(took)
    table.add("the first: all new", median(seconds), plainly, plainly / median(seconds))
    assert first == Kept(ROWS, added=ROWS, live=ROWS)

    again, same = timed(lambda: kept(store, records, 1), times=3)
    later, third = timed(lambda: kept(store, changed, 2))
    assert (same, third) == (Kept(ROWS, live=ROWS), Kept(ROWS, changed=ROWS // 100, live=ROWS))
    plainly, _ = timed(lambda: row_by_row(store, overwriting(store), changed, 3))
    table.add("nothing changed", again, plainly, plainly / again)
    table.add("one row in a hundred changed", later, plainly, plainly / later)


def peak():
    """Return the most this process has weighed, MiB; getrusage would tell of the parent's weight at the fork."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    [told] = [line for line in lines if line.startswith("VmHWM:")]
    return int(told.split()[1]) / 1024


def weigh(url, rows):
    """Keep a reading twice; return seconds of each and what the process weighed, in MiB: records and with keeping."""
    records = reading(rows)
    before = peak()
    seconds = []
    with Store.open(url) as store:
        store.upgrade()
        for night in range(2):
            began = perf_counter()
            assert kept(store, records, night).read == rows
            seconds.append(perf_counter() - began)
    return *seconds, before, peak()


def test_a_first_load_of_a_million_enrolments_weighs_little_more_than_what_was_read(
    board, bare_url, long_form
):
    """In the short form a tenth of it."""
    rows = 1_000_000 if long_form else 100_000
    with get_context("spawn").Pool(1) as pool:
        first, again, read, whole = pool.apply(weigh, (bare_url, rows))

    table = board(
        f"Store: the weight of keeping {rows:,} enrolments, {bare_url.split(':')[0]}",
        "what",
        "first, s",
        "unchanged, s",
        "records, MiB",
        "peak, MiB",
        "×",
    )
    table.add("keep()", first, again, read, whole, whole / read)
    assert whole < 1024
    assert whole - read < 100
