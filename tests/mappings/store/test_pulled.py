"""What a reading of the LMS does to the facts that are kept."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from connector.moodle import records
from connector.moodle.records import Account, Attempt, AttemptState, Enrolment, EnrolmentStatus, PartMark
from mappings import tables
from mappings.keeping import pulled
from mappings.keeping.pulled import Kept
from mappings.keeping.secrecy import Keyring
from mappings.tables import PULLED

NIGHTS = [datetime(2026, 3, day, 21, 30, tzinfo=UTC) for day in range(1, 20)]
KEYRING = Keyring(bytes(32))


def category(number: int, name: str = "Категория", parent: int | None = None) -> dict[str, object]:
    return {"category_id": number, "name": name, "id_number": None, "parent_id": parent}


def read(store, night, *rows, complete=True, site="lms", name="categories", untold=()):
    with store.transaction() as tx:
        return pulled.keep(tx, site, name, rows, now=NIGHTS[night], complete=complete, untold=untold)


def marks(store, number, site="lms"):
    found = tables.category.c
    asked = select(found.first_seen, found.changed_at, found.last_seen, found.gone_at)
    with store.transaction() as tx:
        [row] = tx.rows(asked.where(found.category_id == number, found.site == site))
    return tuple(None if each is None else NIGHTS.index(each) for each in row)


def test_a_first_reading_is_all_new(store):
    assert read(store, 0, category(1), category(2)) == Kept(read=2, added=2)
    assert marks(store, 1) == (0, 0, 0, None)


def test_the_same_reading_again_only_tells_that_all_was_seen(store):
    read(store, 0, category(1), category(2))

    assert read(store, 1, category(2), category(1)) == Kept(read=2)
    assert marks(store, 1) == (0, 0, 1, None)


def test_a_changed_row_is_overwritten_and_remembers_when_it_was_first_seen(store):
    read(store, 0, category(1, "Старое"))

    assert read(store, 1, category(1, "Новое")) == Kept(read=1, changed=1)
    assert marks(store, 1) == (0, 1, 1, None)
    with store.transaction() as tx:
        assert tx.scalar(select(tables.category.c.name)) == "Новое"


def test_what_a_whole_reading_lacks_is_gone_once(store):
    read(store, 0, category(1), category(2))

    assert read(store, 1, category(2)) == Kept(read=1, gone=1)
    assert read(store, 2, category(2)) == Kept(read=1)
    assert marks(store, 1) == (0, 0, 0, 1)


def test_what_comes_back_is_no_longer_gone(store):
    read(store, 0, category(1), category(2))
    read(store, 1, category(2))

    assert read(store, 2, category(1), category(2)) == Kept(read=2, returned=1)
    assert marks(store, 1) == (0, 0, 2, None)


def test_what_comes_back_changed_is_returned_and_changed_then(store):
    read(store, 0, category(1))
    read(store, 1)

    assert read(store, 2, category(1, "Другое")) == Kept(read=1, returned=1)
    assert marks(store, 1) == (0, 2, 2, None)


def test_a_part_of_a_reading_says_nothing_of_what_it_lacks(store):
    read(store, 0, category(1), category(2))

    assert read(store, 1, category(2, "Новое"), complete=False) == Kept(read=1, changed=1)
    assert marks(store, 1) == (0, 0, 0, None)
    assert marks(store, 2) == (0, 1, 1, None)


def test_a_gone_row_returns_in_a_part_of_a_reading_too(store):
    read(store, 0, category(1), category(2))
    read(store, 1, category(2))

    assert read(store, 2, category(1), complete=False) == Kept(read=1, returned=1)


def test_what_the_lms_keeps_silent_about_stands_as_it_is_kept(store):
    read(store, 0, category(1) | {"id_number": "PK"}, category(2) | {"id_number": "NF"}, category(3))
    read(store, 0, category(1) | {"id_number": "OTHER"}, site="second")

    rows = (category(1, "Новое"), category(2) | {"id_number": "NF-2"}, category(3), category(4))
    assert read(store, 1, *rows, untold={"id_number"}) == Kept(read=4, added=1, changed=2)

    found = tables.category.c
    with store.transaction() as tx:
        kept = tx.rows(
            select(found.category_id, found.name, found.id_number)
            .where(found.site == "lms")
            .order_by("category_id")
        )
    assert [tuple(row) for row in kept] == [
        (1, "Новое", "PK"),
        (2, "Категория", "NF-2"),
        (3, "Категория", None),
        (4, "Категория", None),
    ]
    assert read(store, 2, *rows, untold={"id_number"}) == Kept(read=4)
    assert read(store, 3, *rows) == Kept(read=4, changed=1)


def test_what_is_read_twice_counts_once_and_the_last_one_holds(store):
    assert read(store, 0, category(1, "Первое"), category(1, "Второе")) == Kept(read=1, added=1, repeated=1)
    with store.transaction() as tx:
        assert [row.name for row in tx.rows(select(tables.category))] == ["Второе"]


def test_sites_do_not_touch_each_other(store):
    read(store, 0, category(1), site="first")
    read(store, 1, category(1), category(2), site="second")

    assert read(store, 2, category(2), site="second") == Kept(read=1, gone=1)
    assert marks(store, 1, site="first") == (0, 0, 0, None)


def test_a_stream_remembers_its_first_and_its_last_whole_reading(store):
    read(store, 0, category(1), complete=False)
    read(store, 1, category(1))
    read(store, 2, category(1), category(2))
    read(store, 3, category(1), complete=False)

    with store.transaction() as tx:
        [row] = tx.rows(select(tables.stream))
        assert pulled.live_rows(tx, "lms", "categories") == 2
    assert (row.first_read_at, row.read_at, row.rows) == (NIGHTS[1], NIGHTS[2], 2)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    readings=st.lists(
        st.tuples(st.dictionaries(st.integers(1, 4), st.sampled_from("аб"), max_size=4), st.booleans()),
        min_size=1,
        max_size=6,
    )
)
def test_any_run_of_nights_leaves_what_was_last_said_of_each_row(store, readings):
    """A model in four dictionaries against the store, night after night."""
    with store.transaction() as tx:
        tx.execute(delete(tables.category))
    content: dict[int, str] = {}
    first: dict[int, int] = {}
    changed: dict[int, int] = {}
    seen: dict[int, int] = {}
    gone: dict[int, int] = {}
    for night, (told, complete) in enumerate(readings):
        expected = Kept(
            read=len(told),
            added=len(told.keys() - content.keys()),
            returned=len(told.keys() & gone.keys()),
            changed=sum(
                1 for each in told.keys() & (content.keys() - gone.keys()) if told[each] != content[each]
            ),
            gone=len(content.keys() - gone.keys() - told.keys()) if complete else 0,
        )
        for each, name in told.items():
            first.setdefault(each, night)
            if content.get(each) != name:
                changed[each] = night
            content[each], seen[each] = name, night
            gone.pop(each, None)
        if complete:
            gone |= dict.fromkeys(content.keys() - told.keys() - gone.keys(), night)

        assert (
            read(store, night, *(category(each, name) for each, name in told.items()), complete=complete)
            == expected
        )
        for each in content:
            assert marks(store, each) == (first[each], changed[each], seen[each], gone.get(each))


def account(**told) -> Account:
    return Account(**{"account_id": 5, "username": "u5", "first_name": "А", "last_name": "Б"} | told)


def keep_account(store, night, **told):
    return read(store, night, pulled.row_of("accounts", account(**told), KEYRING), name="accounts")


def test_a_snils_is_kept_hashed_and_sealed_and_never_as_typed(store):
    keep_account(store, 0, snils="112 233 445-95")

    with store.transaction() as tx:
        [row] = tx.rows(select(tables.account))
    assert row.snils_hash == KEYRING.snils_hash("11223344595")
    assert KEYRING.open(row.snils_sealed) == "11223344595"
    assert not any("112" in str(value) or "595" in str(value)[:11] for value in (row.username, row.email))


@pytest.mark.parametrize("snils", ["112-233-445 00", "нет", "", None])
def test_a_snils_that_is_none_leaves_nothing(snils):
    row = pulled.row_of("accounts", account(snils=snils), KEYRING)

    assert (row["snils_hash"], row["snils_sealed"]) == (None, None)


def test_a_seal_that_differs_each_night_is_no_change(store):
    keep_account(store, 0, snils="112-233-445 95")

    assert keep_account(store, 1, snils="112-233-445 95") == Kept(read=1)


def test_a_visit_is_kept_but_is_no_change(store):
    keep_account(store, 0, last_access=NIGHTS[0])

    assert keep_account(store, 1, last_access=NIGHTS[1]) == Kept(read=1)
    with store.transaction() as tx:
        [row] = tx.rows(select(tables.account))
    assert (row.last_access, row.changed_at, row.last_seen) == (NIGHTS[1], NIGHTS[0], NIGHTS[1])


def test_the_same_moment_in_another_zone_is_no_change():
    yekaterinburg = NIGHTS[0].astimezone(timezone(timedelta(hours=5)))

    assert pulled.content_hash({"starts_at": NIGHTS[0]}) == pulled.content_hash({"starts_at": yekaterinburg})


def test_text_that_postgresql_refuses_is_kept_without_what_it_refuses(store):
    told = {"username": "u\0x", "last_name": "\ud800Б", "first_name": "А"}

    keep_account(store, 0, **told)

    with store.transaction() as tx:
        [row] = tx.rows(select(tables.account))
    assert (row.username, row.last_name) == ("ux", "?Б")


RECORDS = {
    "accounts": Account,
    "categories": records.Category,
    "courses": records.Course,
    "enrolments": Enrolment,
    "completions": records.Completion,
    "quizzes": records.Quiz,
    "final_grades": records.FinalGrade,
    "attempts": Attempt,
    "cohorts": records.Cohort,
    "cohort_members": records.CohortMember,
}


@pytest.mark.parametrize("name", RECORDS)
def test_every_column_of_a_stream_is_told_by_its_record(name):
    """A field renamed on one side only would be lost without a word."""
    marks = {"site", "content_hash", "first_seen", "changed_at", "last_seen", "gone_at"}
    columns = {column.name for column in PULLED[name].columns} - marks
    told = {each.name for each in fields(RECORDS[name])} - {"snils", "parts"}

    assert columns - {"snils_hash", "snils_sealed"} == told
    assert RECORDS.keys() | {"part_marks"} == PULLED.keys()


def test_the_marks_of_parts_are_kept_beside_their_attempt(store):
    attempt = Attempt(
        attempt_id=1,
        quiz_id=2,
        account_id=3,
        number=1,
        state=AttemptState.FINISHED,
        mark=1.5,
        parts=(PartMark(part="Часть 1", mark=1, max_mark=2), PartMark(part="slot:3", mark=None, max_mark=1)),
    )
    with store.transaction() as tx:
        for name in ("attempts", "part_marks"):
            rows = pulled.rows_of(name, [attempt], KEYRING)
            pulled.keep(tx, "lms", name, rows, now=NIGHTS[0], complete=True)
        parts = tx.rows(select(tables.part_mark).order_by("part"))
        [kept] = tx.rows(select(tables.attempt))

    assert [(row.attempt_id, row.part, row.mark, row.max_mark) for row in parts] == [
        (1, "slot:3", None, 1.0),
        (1, "Часть 1", 1.0, 2.0),
    ]
    assert (kept.state, kept.mark) == ("finished", 1.5)


def enrolments(count: int) -> list[dict[str, object]]:
    told = (
        Enrolment(
            course_id=number % 60,
            account_id=number // 60,
            method="Зачисление вручную",
            status=EnrolmentStatus.ACTIVE,
            created_at=NIGHTS[0],
        )
        for number in range(count)
    )
    return list(pulled.rows_of("enrolments", told, KEYRING))


def test_sixty_thousand_enrolments_are_kept_in_seconds(sqlite_store):
    """A district of ten thousand; the bound is ten times what it takes, the point is not to loop by row."""
    rows = enrolments(60_000)
    began = perf_counter()

    first = read(sqlite_store, 0, *rows, name="enrolments")
    second = read(sqlite_store, 1, *rows[:-10], name="enrolments")

    assert (first.added, second) == (60_000, Kept(read=59_990, gone=10))
    assert perf_counter() - began < 40
