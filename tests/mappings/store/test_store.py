"""The store itself: transactions, rehearsals, migrations, and what its errors tell."""

import signal
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import StatementError

from mappings import tables
from mappings.store import Store, StoreError

NOW = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)


def organisation(name: str) -> dict[str, object]:
    return {"name": name, "normal_name": name.lower(), "as_of": date(2026, 1, 1)}


def names(store: Store) -> list[str]:
    with store.transaction() as tx:
        return [row.name for row in tx.rows(select(tables.organisation).order_by("organisation_id"))]


def write_and_raise(store: Store) -> None:
    with store.transaction() as tx:
        tx.insert(tables.organisation, [organisation("Школа")])
        raise ZeroDivisionError


def test_the_migrations_make_exactly_what_the_tables_say(bare_url):
    with Store.open(bare_url) as store:
        store.upgrade()

        with store.transaction() as tx:
            assert tx.differences() == []


def test_upgrading_twice_changes_nothing(store):
    with store.transaction() as tx:
        tx.insert(tables.organisation, [organisation("Школа")])

    store.upgrade()

    assert names(store) == ["Школа"]


def test_a_downgrade_to_base_leaves_no_table_behind_and_can_be_upgraded_again(bare_url):
    with Store.open(bare_url) as store:
        store.upgrade()
        store.downgrade("base")

        with store.transaction() as tx:
            assert {kind[0] for kind in tx.differences()} == {"add_table", "add_index"}
        store.upgrade()
        with store.transaction() as tx:
            assert tx.differences() == []


def test_a_newer_schema_is_refused_untouched(bare_url):
    with Store.open(bare_url) as store:
        store.upgrade()
        with store.transaction() as tx:
            tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))

        with pytest.raises(StoreError) as caught:
            store.upgrade()

        assert (caught.value.text_id, caught.value.detail) == ("store.newer_schema", {"version": "9999"})


def test_a_failed_upgrade_leaves_nothing_half_made(bare_url):
    with Store.open(bare_url) as store:
        with store.transaction() as tx:
            tx.execute(text("CREATE TABLE verdict (a INTEGER)"))

        with pytest.raises(StoreError):
            store.upgrade()

        with store.transaction() as tx:
            assert "account" in {change[1].name for change in tx.differences() if change[0] == "add_table"}


def test_an_upgrade_may_be_rehearsed(bare_url):
    with Store.open(bare_url) as store:
        with store.rehearsal():
            store.upgrade()
            with store.transaction() as tx:
                tx.insert(tables.organisation, [organisation("Школа")])

        with store.transaction() as tx:
            assert {kind[0] for kind in tx.differences()} == {"add_table", "add_index"}


def test_what_raises_in_a_transaction_is_undone(store):
    with pytest.raises(ZeroDivisionError):
        write_and_raise(store)

    assert names(store) == []


def test_a_rehearsal_sees_its_own_work_and_leaves_none(store):
    with store.transaction() as tx:
        tx.insert(tables.organisation, [organisation("Школа 1")])

    with store.rehearsal():
        with store.transaction() as tx:
            tx.insert(tables.organisation, [organisation("Школа 2")])
        with store.rehearsal(), store.reading() as tx:
            assert tx.scalar(select(func.count()).select_from(tables.organisation)) == 2

    assert names(store) == ["Школа 1"]


def test_a_failed_transaction_of_a_rehearsal_takes_only_its_own_work_along(store):
    with store.rehearsal():
        with store.transaction() as tx:
            tx.insert(tables.organisation, [organisation("Школа 1")])
        with pytest.raises(StoreError), store.transaction() as tx:
            tx.insert(tables.organisation, [organisation("Школа 2"), organisation("Школа 1")])
        assert names(store) == ["Школа 1"]

    assert names(store) == []


def test_after_a_rehearsal_that_raised_transactions_are_real_again(store):
    with pytest.raises(ZeroDivisionError), store.rehearsal():
        raise ZeroDivisionError

    with store.transaction() as tx:
        tx.insert(tables.organisation, [organisation("Школа")])
    assert names(store) == ["Школа"]


def test_an_error_of_the_database_names_nobody(store):
    """PostgreSQL quotes the row it stumbles over: «Key (normal_name)=(…) already exists»."""
    with pytest.raises(StoreError) as caught, store.transaction() as tx:
        tx.insert(tables.organisation, [organisation("Тайна"), organisation("Тайна")])

    assert "тайна" not in str(caught.value).casefold()
    assert caught.value.__suppress_context__
    assert caught.value.text_id == "store.contradiction"


def test_foreign_keys_hold(store):
    with pytest.raises(StoreError, match=r"store.contradiction"), store.transaction() as tx:
        tx.insert(tables.route, [{"person_id": 77, "state": "draft", "created_on": date(2026, 1, 1)}])


def test_one_account_has_one_current_link(store):
    link = {
        "site": "lms",
        "account_id": 5,
        "state": "unmatched",
        "score": 0.0,
        "method": "none",
        "factors": [],
        "candidates": [],
        "rule_version": "1",
        "decided_by": "matcher",
        "decided_at": NOW,
    }
    with store.transaction() as tx:
        tx.insert(tables.account_link, [link | {"superseded_at": NOW}, link | {"superseded_at": None}])

    with pytest.raises(StoreError, match=r"store.contradiction"), store.transaction() as tx:
        tx.insert(tables.account_link, [link])


def test_a_reading_sees_one_state_while_another_process_writes(store):
    with store.reading() as tx:
        count = select(func.count()).select_from(tables.organisation)
        before = tx.scalar(count)
        with store.transaction() as writer:
            writer.insert(tables.organisation, [organisation("Школа")])
        assert tx.scalar(count) == before

    assert names(store) == ["Школа"]


def test_rows_come_back_in_the_order_of_their_numbers(store):
    with store.transaction() as tx:
        numbers = tx.insert_numbered(tables.organisation, [organisation(f"Школа {n}") for n in range(300)])
        found = tx.rows(select(tables.organisation).order_by("organisation_id"))

    assert numbers == [row.organisation_id for row in found]
    assert [row.name for row in found] == [f"Школа {n}" for n in range(300)]


def test_insert_one_tells_the_number_of_its_row(store):
    with store.transaction() as tx:
        number = tx.insert_one(tables.organisation, organisation("Школа"))

        assert tx.scalar(select(tables.organisation.c.organisation_id)) == number


def stream_row(name: str, rows: int, at: datetime = NOW) -> dict[str, object]:
    return {"site": "lms", "name": name, "first_read_at": at, "read_at": at, "rows": rows}


def test_an_upsert_adds_and_overwrites_and_keeps_what_it_is_told_to_keep(store):
    later = NOW + timedelta(days=1)
    with store.transaction() as tx:
        tx.upsert(tables.stream, [stream_row("accounts", 1)])

        tx.upsert(
            tables.stream,
            [stream_row("accounts", 2, later), stream_row("courses", 3, later)],
            keep=("first_read_at",),
        )

        found = tx.rows(select(tables.stream).order_by("name"))
    assert [(row.name, row.first_read_at, row.read_at, row.rows) for row in found] == [
        ("accounts", NOW, later, 2),
        ("courses", later, later, 3),
    ]


def test_insert_new_tells_whether_it_was_new(store):
    with store.transaction() as tx:
        assert tx.insert_new(tables.organisation, organisation("Школа"))
        assert not tx.insert_new(tables.organisation, organisation("Школа"))


def test_many_rows_are_streamed_and_counted(store):
    rows = [stream_row(f"{number:05}", number) for number in range(12_000)]
    with store.transaction() as tx:
        assert tx.insert(tables.stream, iter(rows)) == 12_000
        assert [row.rows for row in tx.stream(select(tables.stream).order_by("name"))] == list(range(12_000))
        assert tx.execute(update(tables.stream).values(rows=0)) == 12_000


def test_moments_come_back_in_utc_whatever_their_zone(store):
    moment = datetime(2026, 3, 1, 5, 0, tzinfo=timezone(timedelta(hours=5)))
    with store.transaction() as tx:
        tx.insert(tables.stream, [stream_row("accounts", 1, moment)])

        [row] = tx.rows(select(tables.stream))

    assert row.read_at == moment
    assert row.read_at.utcoffset() == timedelta(0)


def test_a_moment_without_a_zone_is_refused_and_the_row_not_quoted(store):
    """Such errors are the library's own, not the database's: they would quote every value of the row."""
    row = stream_row("Тайна", 1, datetime(2026, 3, 1))

    with pytest.raises(StatementError, match="time zone") as caught, store.transaction() as tx:
        tx.insert(tables.stream, [row])

    assert "Тайна" not in str(caught.value)


def test_a_new_file_is_its_owners_alone(tmp_path):
    with Store.open(f"sqlite:///{tmp_path / 'data.sqlite3'}") as store:
        store.upgrade()

    assert stat.S_IMODE((tmp_path / "data.sqlite3").stat().st_mode) == 0o600


def test_a_file_in_a_folder_that_is_not_there_is_told(tmp_path):
    with (
        Store.open(f"sqlite:///{tmp_path / 'nowhere' / 'data.sqlite3'}") as store,
        pytest.raises(StoreError, match=r"store.cannot_open"),
    ):
        store.upgrade()


def test_a_file_that_is_no_database_is_told(tmp_path):
    file = Path(tmp_path / "letter.txt")
    file.write_text("Уважаемые коллеги! " * 500, "utf-8")

    with Store.open(f"sqlite:///{file}") as store, pytest.raises(StoreError, match=r"store.not_a_database"):
        store.upgrade()


@pytest.mark.parametrize("url", ["mysql://localhost/x", "nonsense", "postgresql+nonesuch://x/y"])
def test_a_url_of_no_database_of_ours_is_told(url):
    with pytest.raises(StoreError, match=r"store.unknown_url"):
        Store.open(url)


def test_a_server_that_does_not_answer_is_told_without_the_password():
    url = "postgresql://marshrut@127.0.0.1:1/marshrut"
    with Store.open(url, "geheim") as store:
        with pytest.raises(StoreError) as caught:
            store.upgrade()
        assert caught.value.text_id == "store.unreachable"
        assert "geheim" not in f"{caught.value!r}{store!r}{store.__dict__}"


def write_in_another_process(url: str, then: str) -> subprocess.CompletedProcess[str]:
    program = f"""
import os, signal
from datetime import date
from mappings import tables
from mappings.store import Store
with Store.open({url!r}) as store, store.transaction() as tx:
    tx.insert(tables.organisation, [{{"name": "Б", "normal_name": "б", "as_of": date(2026, 1, 1)}}])
    {then}
"""
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )


def test_a_process_killed_in_the_middle_leaves_nothing_half_done(bare_url):
    with Store.open(bare_url) as store:
        store.upgrade()

        killed = write_in_another_process(bare_url, "os.kill(os.getpid(), signal.SIGKILL)")

        assert killed.returncode == -signal.SIGKILL
        assert names(store) == []
        assert write_in_another_process(bare_url, "pass").returncode == 0
        assert names(store) == ["Б"]


def test_writers_wait_for_each_other(store):
    def write(number: int) -> None:
        with store.transaction() as tx:
            count = tx.scalar(select(func.count()).select_from(tables.organisation))
            tx.insert(tables.organisation, [organisation(f"Школа {number}")])
            assert tx.scalar(select(func.count()).select_from(tables.organisation)) > count

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(20)))

    assert len(names(store)) == 20


def test_two_processes_may_upgrade_at_once(bare_url):
    def upgrade(_number: int) -> None:
        with Store.open(bare_url) as store:
            store.upgrade()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(upgrade, range(4)))

    with Store.open(bare_url) as store, store.transaction() as tx:
        assert tx.differences() == []
