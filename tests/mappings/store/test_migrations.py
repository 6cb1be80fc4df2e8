"""What an upgrade makes of rows that a former version kept."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, inspect, select, text

from connector.moodle.reading import Reading
from connector.moodle.records import Category, Enrolment, EnrolmentStatus
from mappings import tables
from mappings.keeping.letters_sent import doubtful_letters
from mappings.keeping.memory_kept import remembered
from mappings.keeping.pulled import Kept, keep
from mappings.keeping.secrecy import Keyring
from mappings.store import Store
from mappings.tables import PULLED, Moment

NIGHT = datetime(2026, 3, 1, 21, 30, tzinfo=UTC)
MINUTE = int(NIGHT.timestamp()) // 60
MARKS = {
    "content_hash": "0" * 32,
    "first_seen": NIGHT,
    "changed_at": NIGHT,
    "last_seen": datetime(2026, 3, 2, 21, 30, tzinfo=UTC),
    "gone_at": None,
}


def put(tx, table, **values):
    """Insert a row as it stood in the first version."""
    names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
    moments = [bindparam(name, type_=Moment) for name, value in values.items() if isinstance(value, datetime)]
    tx.execute(
        text(f"INSERT INTO {table} ({names}) VALUES ({marks})").bindparams(*moments).bindparams(**values)
    )


def enrolled(tx, ordinal, *, account=1, created_at=None, **told):
    facts = {"site": "lms", "course_id": 1, "account_id": account, "method": "manual", "ordinal": ordinal}
    rest = {"status": "active", "created_at": created_at, "starts_at": None}
    put(tx, "enrolment", **(facts | rest | MARKS | told))


@pytest.fixture
def first_version(bare_url):
    """A store as the first version made it, with rows."""
    with Store.open(bare_url) as store:
        with store.transaction() as tx:
            tx.migrate("0001")
            put(
                tx, "category", site="lms", category_id=1, name="ДПП", id_number=None, parent_id=None, **MARKS
            )
            read = {"site": "lms", "name": "categories", "first_read_at": MARKS["first_seen"]}
            put(tx, "stream", **read, read_at=MARKS["last_seen"], rows=1)
        yield store


def enrolments(store):
    its = tables.enrolment.c
    with store.transaction() as tx:
        return [
            tuple(row)
            for row in tx.rows(
                select(its.account_id, its.created_minute, its.status, its.gone_at).order_by(
                    *tables.enrolment.c
                )
            )
        ]


def test_enrolments_are_told_apart_by_the_minute_they_were_created_in(first_version):
    with first_version.transaction() as tx:
        enrolled(tx, 1, created_at=datetime(2026, 3, 1, 21, 30, 7, tzinfo=UTC))
        enrolled(tx, 2, created_at=datetime(2026, 3, 1, 21, 31, tzinfo=UTC), status="suspended")
        enrolled(tx, 1, account=2)

    first_version.upgrade()

    assert enrolments(first_version) == [
        (1, MINUTE, "active", None),
        (1, MINUTE + 1, "suspended", None),
        (2, 0, "active", None),
    ]


def test_of_enrolments_of_one_minute_the_first_that_is_not_gone_stays(first_version):
    same = datetime(2026, 3, 1, 21, 30, 7, tzinfo=UTC)
    with first_version.transaction() as tx:
        enrolled(tx, 1, created_at=same, gone_at=MARKS["last_seen"])
        enrolled(tx, 2, created_at=same, status="suspended")
        enrolled(tx, 3, created_at=datetime(2026, 3, 1, 21, 30, 59, tzinfo=UTC))
        enrolled(tx, 1, account=2)
        enrolled(tx, 2, account=2, status="suspended")

    first_version.upgrade()

    assert enrolments(first_version) == [(1, MINUTE, "suspended", None), (2, 0, "active", None)]


def test_what_was_kept_is_as_it_was_to_the_next_reading(first_version):
    with first_version.transaction() as tx:
        enrolled(tx, 1, created_at=NIGHT)

    first_version.upgrade()

    told = Enrolment(
        course_id=1, account_id=1, method="manual", status=EnrolmentStatus.ACTIVE, created_at=NIGHT
    )
    with first_version.transaction() as tx:
        how = {"keyring": Keyring(bytes(32)), "now": NIGHT}
        assert keep(tx, "lms", "enrolments", Reading("enrolments", [told]), **how) == Kept(read=1, live=1)
        categories = Reading("categories", [Category(category_id=1, name="ДПП")])
        assert keep(tx, "lms", "categories", categories, **how) == Kept(read=1, live=1)


def test_after_an_upgrade_nothing_is_remembered_so_that_all_is_read_whole(first_version):
    first_version.upgrade()

    with first_version.transaction() as tx:
        assert remembered(tx, "lms").streams == {}
        [row] = tx.rows(select(tables.stream))
    assert (row.rows, row.since, row.whole_at, row.notes) == (1, None, None, {})


def test_letters_claimed_by_the_first_version_may_have_gone_out_and_stay_in_doubt(first_version):
    with first_version.transaction() as tx:
        night = {"command": "nightly", "as_of": NIGHT.date(), "started_at": NIGHT, "version": "0"}
        tx.insert(tables.run, [{"run_id": 1} | night])
        letters = ({"letter": "l1", "state": "claimed"}, {"letter": "l2", "state": "sent"})
        tx.insert(
            tables.delivery, [{"run_id": 1, "recipient": "r", "claimed_at": NIGHT} | each for each in letters]
        )

    first_version.upgrade()

    with first_version.transaction() as tx:
        assert [each.letter for each in doubtful_letters(tx)] == ["l1"]


def test_a_downgrade_numbers_enrolments_again_and_keeps_every_row(first_version):
    with first_version.transaction() as tx:
        enrolled(tx, 1, created_at=NIGHT)
        enrolled(tx, 2, created_at=datetime(2026, 3, 1, 21, 31, tzinfo=UTC), gone_at=MARKS["last_seen"])
        enrolled(tx, 1, account=2)
    first_version.upgrade()

    first_version.downgrade("0001")

    with first_version.transaction() as tx:
        found = tx.rows(
            text(
                "SELECT account_id, ordinal, CAST(created_at IS NULL AS INTEGER) FROM enrolment ORDER BY 1, 2"
            )
        )
        assert [tuple(map(int, row)) for row in found] == [(1, 1, 0), (1, 2, 0), (2, 1, 1)]
        asked = text("SELECT content_hash FROM category WHERE last_seen = changed_at")
        assert [tuple(row) for row in tx.rows(asked)] == [("",)]


def test_a_downgrade_has_the_columns_of_the_first_version(bare_url):
    def shape(store):
        with store.transaction() as tx:
            tx.migrate("0001", down=True)
            found = inspect(tx._connection)
            return {
                table.name: {
                    (column["name"], str(column["type"]), column["nullable"])
                    for column in found.get_columns(table.name)
                }
                for table in (*PULLED.values(), tables.stream)
            }

    with Store.open(bare_url) as store:
        with store.transaction() as tx:
            tx.migrate("0001")
        before = shape(store)
        store.upgrade()

        assert shape(store) == before
        with store.transaction() as tx:
            tx.migrate("head")
            assert tx.differences() == []
