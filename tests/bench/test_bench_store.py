"""Keeping a reading of 60,000 enrolments against a statement a row over the same connection."""

from datetime import UTC, datetime, timedelta
from statistics import median

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite

from mappings.keeping.pulled import Kept, keep, live_rows
from mappings.tables import enrolment

ROWS = 60_000
ACCOUNTS = 3_000
SITE = "lms"
NIGHT = datetime(2026, 6, 14, 21, 30, tzinfo=UTC)


def reading(*, suspended=0):
    """Every account in twenty courses; the first few rows suspended."""
    return [
        {
            "course_id": number // ACCOUNTS,
            "account_id": number % ACCOUNTS,
            "method": "manual",
            "created_minute": 0,
            "status": "suspended" if number < suspended else "active",
            "created_at": NIGHT - timedelta(minutes=number),
            "starts_at": None,
        }
        for number in range(ROWS)
    ]


def kept(store, rows, nights):
    with store.transaction() as tx:
        return keep(tx, SITE, "enrolments", rows, now=NIGHT + timedelta(days=nights), complete=True)


def row_by_row(store, statement, rows, nights):
    """Send one statement a row, in one transaction; no row is compared, none is looked for."""
    now = NIGHT + timedelta(days=nights)
    marks = {"site": SITE, "content_hash": "", "first_seen": now, "changed_at": now, "last_seen": now}
    with store.transaction() as tx:
        for row in rows:
            tx._connection.execute(statement, row | marks)


def overwriting(store):
    """An INSERT that overwrites the row that stands there."""
    new = sqlite.insert(enrolment) if store.dialect == "sqlite" else postgresql.insert(enrolment)
    told = ("status", "created_at", "starts_at", "content_hash", "changed_at", "last_seen")
    changed = {name: new.excluded[name] for name in told}
    return new.on_conflict_do_update(index_elements=list(enrolment.primary_key.columns), set_=changed)


def emptied(store):
    with store.transaction() as tx:
        tx.execute(enrolment.delete())


def test_sixty_thousand_enrolments_are_kept_in_sets_and_not_row_by_row(board, timed, store):
    table = board(
        f"Store: keeping {ROWS:,} enrolments, {store.dialect}", "night", "keep(), s", "row by row, s", "×"
    )
    rows, changed = reading(), reading(suspended=ROWS // 100)

    plainly, _ = timed(lambda: row_by_row(store, insert(enrolment), rows, 0))
    seconds = []
    for _ in range(3):
        emptied(store)
        took, first = timed(lambda: kept(store, rows, 0))
        seconds.append(took)
    table.add("the first: all new", median(seconds), plainly, plainly / median(seconds))
    assert first == Kept(ROWS, added=ROWS)

    again, same = timed(lambda: kept(store, rows, 1), times=3)
    later, third = timed(lambda: kept(store, changed, 2))
    assert (same, third) == (Kept(ROWS), Kept(ROWS, changed=ROWS // 100))
    plainly, _ = timed(lambda: row_by_row(store, overwriting(store), changed, 3))
    table.add("nothing changed", again, plainly, plainly / again)
    table.add("one row in a hundred changed", later, plainly, plainly / later)
    with store.reading() as tx:
        assert live_rows(tx, SITE, "enrolments") == ROWS
