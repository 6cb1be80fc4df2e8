"""What a reading of the LMS does to the facts that are kept."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import event, select

from connector.moodle.reading import Reading, Scope, Unreadable
from connector.moodle.records import (
    Account,
    Attempt,
    AttemptState,
    Category,
    Course,
    Enrolment,
    EnrolmentStatus,
    FinalGrade,
    PartMark,
)
from mappings import tables
from mappings.keeping import pulled_rows
from mappings.keeping.guard import DEFAULT_GUARD, Guard, HeldReason
from mappings.keeping.pulled import Kept, keep
from mappings.keeping.secrecy import Keyring
from mappings.tables import PULLED

NIGHTS = [datetime(2026, 3, day, 21, 30, tzinfo=UTC) for day in range(1, 20)]
KEYRING = Keyring(bytes(32))
LMS_TIME = timedelta(minutes=7)
"""How far the LMS's clock is behind ours."""


def category(number, name="Категория", **told):
    return Category(category_id=number, name=name, **told)


def read(
    store,
    night,
    *records,
    stream="categories",
    name=None,
    site="lms",
    accepted=None,
    guard=DEFAULT_GUARD,
    **how,
):
    """Keep a reading at the end of a night."""
    told = Reading(stream, records, **how)
    now = NIGHTS[night]
    with store.transaction() as tx:
        return keep(
            tx,
            site,
            name or stream,
            told,
            keyring=KEYRING,
            now=now,
            since=now - LMS_TIME,
            accepted=accepted,
            guard=guard,
        )


def rows(store, name="categories", site="lms"):
    table = PULLED[name]
    with store.transaction() as tx:
        return tx.rows(select(table).where(table.c.site == site).order_by(*table.primary_key.columns))


def marks(store, number, site="lms"):
    """First seen, changed, missed, gone: as numbers of nights."""
    [row] = [each for each in rows(store, site=site) if each.category_id == number]
    found = (row.first_seen, row.changed_at, row.missed_at, row.gone_at)
    return tuple(None if each is None else NIGHTS.index(each) for each in found)


def stream_row(store, name="categories"):
    with store.transaction() as tx:
        [row] = tx.rows(select(tables.stream).where(tables.stream.c.name == name))
    return row


def test_a_first_reading_is_all_new(store):
    assert read(store, 0, category(1), category(2)) == Kept(read=2, added=2, live=2)
    assert marks(store, 1) == (0, 0, None, None)


def test_the_same_reading_again_changes_nothing(store):
    read(store, 0, category(1), category(2))

    assert read(store, 1, category(2), category(1)) == Kept(read=2, live=2)
    assert marks(store, 1) == (0, 0, None, None)


def test_an_unchanged_night_writes_no_kept_row(store):
    """A million rows of which nothing is new must not be written a million times."""
    read(store, 0, category(1), category(2))
    written = []

    def counter(_connection, cursor, statement, *_rest):
        if statement.startswith(("UPDATE category", "INSERT INTO category")):
            written.append(cursor.rowcount)

    event.listen(store._engine, "after_cursor_execute", counter)
    read(store, 1, category(1), category(2))
    assert sum(written) == 0
    read(store, 2, category(1), category(2, "Новое"))
    event.remove(store._engine, "after_cursor_execute", counter)
    assert sum(written) == 1


def test_a_changed_row_is_overwritten_and_remembers_when_it_was_first_seen(store):
    read(store, 0, category(1, "Старое"))

    assert read(store, 1, category(1, "Новое")) == Kept(read=1, changed=1, live=1)
    assert marks(store, 1) == (0, 1, None, None)
    assert [row.name for row in rows(store)] == ["Новое"]


def test_what_a_whole_reading_lacks_is_missed_and_when_lacking_again_gone_since_then(store):
    read(store, 0, category(1), category(2))

    assert read(store, 1, category(2)) == Kept(read=1, missed=1, live=2)
    assert marks(store, 1) == (0, 0, 1, None)
    assert read(store, 2, category(2)) == Kept(read=1, gone=1, live=1)
    assert marks(store, 1) == (0, 0, 1, 1)
    assert read(store, 3, category(2)) == Kept(read=1, live=1)
    assert marks(store, 1) == (0, 0, 1, 1)


def test_a_reading_kept_twice_confirms_nothing(store):
    """A night that was killed after it had kept a stream keeps it once more."""
    read(store, 0, category(1), category(2))

    read(store, 1, category(2))
    assert read(store, 1, category(2)) == Kept(read=1, live=2)
    assert marks(store, 1) == (0, 0, 1, None)


def test_what_was_missed_by_a_clock_set_on_is_gone_by_the_one_set_right(store):
    read(store, 0, category(1), category(2))
    read(store, 5, category(2))

    assert read(store, 3, category(2)) == Kept(read=1, gone=1, live=1)
    assert marks(store, 1) == (0, 0, 5, 3)


def test_what_was_missed_once_and_is_read_again_was_there_all_the_time(store):
    read(store, 0, category(1), category(2))
    read(store, 1, category(2))

    assert read(store, 2, category(1), category(2)) == Kept(read=2, live=2)
    assert marks(store, 1) == (0, 0, None, None)
    assert read(store, 3, category(2)) == Kept(read=1, missed=1, live=2)


def test_what_comes_back_is_no_longer_gone(store):
    read(store, 0, category(1), category(2))
    read(store, 1, category(2))
    read(store, 2, category(2))

    assert read(store, 3, category(1), category(2)) == Kept(read=2, returned=1, live=2)
    assert marks(store, 1) == (0, 0, None, None)


def test_what_comes_back_changed_is_returned_and_changed_then(store):
    read(store, 0, category(1), category(2))
    read(store, 1, category(2))
    read(store, 2, category(2))

    assert read(store, 3, category(1, "Другое"), category(2)) == Kept(read=2, returned=1, live=2)
    assert marks(store, 1) == (0, 3, None, None)


def test_an_incomplete_reading_says_nothing_of_what_it_lacks(store):
    read(store, 0, category(1), category(2))

    assert read(store, 1, category(2, "Новое"), complete=False) == Kept(read=1, changed=1, live=2)
    assert marks(store, 1) == (0, 0, None, None)
    assert marks(store, 2) == (0, 1, None, None)


def test_a_gone_row_returns_in_an_incomplete_reading_too(store):
    for night, numbers in enumerate(((1, 2), (2,), (2,))):
        read(store, night, *map(category, numbers))

    assert read(store, 3, category(1), complete=False) == Kept(read=1, returned=1, live=2)


def test_what_is_read_twice_counts_once_and_the_last_one_holds(store):
    told = category(1, "Первое"), category(2), category(1, "Второе")

    assert read(store, 0, *told) == Kept(read=2, added=2, repeated=1, live=2)
    assert [row.name for row in rows(store)] == ["Второе", "Категория"]


def test_sites_do_not_touch_each_other(store):
    read(store, 0, category(1), site="first")
    read(store, 1, category(1), category(2), site="second")

    assert read(store, 2, category(2), site="second") == Kept(read=1, missed=1, live=2)
    assert read(store, 3, category(2), site="second") == Kept(read=1, gone=1, live=1)
    assert marks(store, 1, site="first") == (0, 0, None, None)


# What was looked at


def test_news_say_nothing_of_what_they_lack(store):
    read(store, 0, category(1), category(2))

    assert read(store, 1, category(3), scope=Scope()) == Kept(read=1, added=1, live=3)
    assert marks(store, 1) == (0, 0, None, None)


def test_what_was_looked_for_by_number_and_not_read_is_missing(store):
    read(store, 0, *map(category, range(1, 6)))

    within = Scope("category_id", frozenset({2, 3}))
    assert read(store, 1, category(3), category(9), scope=within) == Kept(read=2, added=1, missed=1, live=6)
    assert [marks(store, number)[2] for number in (1, 2, 3, 4)] == [None, 1, None, None]


def test_a_scope_may_be_larger_than_any_statement(store):
    read(store, 0, category(1), category(70_000))

    within = Scope("category_id", frozenset(range(2, 80_000)))
    assert read(store, 1, scope=within, accepted=0) == Kept(read=0, missed=1, live=2)


def test_what_was_looked_for_by_moment_is_missing_from_the_first_on_and_before_the_second(store):
    told = [
        Enrolment(
            course_id=1, account_id=night, method="m", status=EnrolmentStatus.ACTIVE, created_at=NIGHTS[night]
        )
        for night in range(5)
    ]
    without = Enrolment(course_id=1, account_id=9, method="m", status=EnrolmentStatus.ACTIVE)
    read(store, 5, *told, without, stream="enrolments")

    within = Scope("created_at", spans=((NIGHTS[1], NIGHTS[3]), (NIGHTS[4], None)))
    read(store, 6, stream="enrolments", scope=within)

    assert [row.account_id for row in rows(store, "enrolments") if row.missed_at] == [1, 2, 4]
    read(store, 7, stream="enrolments", scope=Scope("created_at", spans=((None, NIGHTS[1]),)))
    assert [row.account_id for row in rows(store, "enrolments") if row.missed_at] == [0, 1, 2, 4]


def test_rows_that_may_be_the_unreadable_one_are_not_missing(store):
    told = [
        Enrolment(course_id=course, account_id=account, method="m", status=EnrolmentStatus.ACTIVE)
        for course in (1, 2)
        for account in (1, 2, 3)
    ]
    read(store, 0, *told, stream="enrolments")

    unreadable = (
        Unreadable("2", "invaliduser", keys={"account_id": 2}),
        Unreadable("2/3", "status", keys={"course_id": 2, "account_id": 3}),
    )
    assert read(store, 1, stream="enrolments", unreadable=unreadable) == Kept(read=0, missed=3, live=6)
    missed = [(row.course_id, row.account_id) for row in rows(store, "enrolments") if row.missed_at]
    assert missed == [(1, 1), (1, 3), (2, 1)]


def test_a_row_of_which_nothing_could_be_read_may_be_any(store):
    read(store, 0, category(1), category(2))
    known = Unreadable("1", "name", keys={"category_id": 1})

    assert read(store, 1, unreadable=(Unreadable("7", "invaliduser"), known)) == Kept(read=0, live=2)
    assert read(store, 2, unreadable=(Unreadable("7", "x", keys={"place": 7}),)) == Kept(read=0, live=2)


# What is not believed


def many(count):
    return [category(number) for number in range(count)]


def test_a_reading_that_lost_too_much_is_held_back_and_writes_nothing(store):
    read(store, 0, *many(100), notes={"a": 1})
    before = rows(store), stream_row(store)

    kept = read(store, 1, category(0, "Новое"), category(500), *many(60)[1:], notes={"a": 2})

    assert kept == Kept(read=61, held=HeldReason.SHRUNK, left=61, live=100)
    assert (rows(store), stream_row(store)) == before


def test_an_emptied_list_is_held_back_however_short(store):
    read(store, 0, category(1))

    assert read(store, 1) == Kept(read=0, held=HeldReason.EMPTIED, left=0, live=1)


def test_what_was_shown_is_accepted_and_not_fewer(store):
    read(store, 0, *many(100))
    assert read(store, 1, *many(60)).left == 60

    assert read(store, 2, *many(59), accepted=60).held is HeldReason.SHRUNK
    assert read(store, 2, *many(60), accepted=60) == Kept(read=60, missed=40, live=100)


def test_what_was_accepted_needs_no_accepting_when_it_is_confirmed(store):
    read(store, 0, category(1))
    assert read(store, 1, accepted=0) == Kept(read=0, missed=1, live=1)

    assert read(store, 2) == Kept(read=0, gone=1, live=0)


def test_rows_that_gave_way_to_others_are_lost_all_the_same(store):
    """As many rows as before, but others: another site answered, or half the pages twice."""
    read(store, 0, *many(100))

    others = [category(number) for number in range(50, 150)]
    assert read(store, 1, *others) == Kept(read=100, held=HeldReason.SHRUNK, left=100, live=100)


def test_within_a_scope_the_share_is_of_what_was_looked_at(store):
    read(store, 0, *many(1_000))
    within = Scope("category_id", frozenset(range(30)))

    assert read(store, 1, scope=within) == Kept(read=0, held=HeldReason.SHRUNK, left=970, live=1_000)
    few = Scope("category_id", frozenset(range(20)))
    assert read(store, 2, scope=few) == Kept(read=0, missed=20, live=1_000)


def test_the_guard_is_the_operators_to_set(store):
    read(store, 0, *many(10))

    assert read(store, 1, *many(9), guard=Guard(rows=0, percent=0)).held is HeldReason.SHRUNK
    assert read(store, 2, *many(1), guard=Guard(rows=0, percent=99)).held is None


# The stream itself


def test_a_stream_remembers_its_first_and_its_last_complete_reading(store):
    read(store, 0, category(1), complete=False)
    read(store, 1, category(1), notes={"seen": [1]})
    read(store, 2, category(1), category(2), notes={"seen": [2]}, scope=Scope())
    read(store, 3, category(1), complete=False, notes={"seen": [3]})

    row = stream_row(store)
    assert (row.first_read_at, row.read_at, row.rows) == (NIGHTS[1], NIGHTS[2], 2)
    assert (row.since, row.whole_at) == (NIGHTS[2] - LMS_TIME, NIGHTS[1] - LMS_TIME)
    assert row.notes == {"seen": [2]}


def test_without_the_time_of_the_lms_the_cursor_stays_and_ours_tells_when_it_was_read_whole(store):
    read(store, 0, category(1))
    with store.transaction() as tx:
        keep(tx, "lms", "categories", Reading("categories", [category(1)]), keyring=KEYRING, now=NIGHTS[1])

    row = stream_row(store)
    assert (row.since, row.whole_at) == (NIGHTS[0] - LMS_TIME, NIGHTS[1])


# What is not told


def test_what_the_lms_keeps_silent_about_stands_as_it_is_kept(store):
    read(store, 0, category(1, id_number="PK"), category(2, id_number="NF"), category(3))
    read(store, 0, category(1, id_number="OTHER"), site="second")

    told = (category(1, "Новое"), category(2, id_number="NF-2"), category(3), category(4))
    untold = frozenset({"id_number"})
    assert read(store, 1, *told, untold=untold) == Kept(read=4, added=1, changed=2, live=4)

    assert [(row.category_id, row.name, row.id_number) for row in rows(store)] == [
        (1, "Новое", "PK"),
        (2, "Категория", "NF-2"),
        (3, "Категория", None),
        (4, "Категория", None),
    ]
    assert read(store, 2, *told, untold=untold) == Kept(read=4, live=4)
    assert read(store, 3, *told) == Kept(read=4, changed=1, live=4)


def test_a_field_that_cannot_be_blank_stands_too_where_it_is_untold(store):
    course = {"course_id": 1, "short_name": "A", "full_name": "Б"}
    read(store, 0, Course(**course, tracks_completion=True, custom_fields={"a": "1"}), stream="courses")

    untold = frozenset({"tracks_completion", "custom_fields"})
    assert read(store, 1, Course(**course), stream="courses", untold=untold) == Kept(read=1, live=1)


def test_an_untold_snils_stands_hashed_and_sealed(store):
    keep_account(store, 0, snils="112-233-445 95")
    [before] = rows(store, "accounts")

    read(store, 1, account(last_name="Новая"), stream="accounts", untold=frozenset({"snils"}))

    [after] = rows(store, "accounts")
    assert (after.snils_hash, after.snils_sealed) == (before.snils_hash, before.snils_sealed)


COARSE = frozenset({"method", "created_at", "starts_at"})


def enrolled(account=1, method="manual", status=EnrolmentStatus.ACTIVE, created=0, course=1):
    created_at = None if created is None else NIGHTS[created]
    return Enrolment(
        course_id=course, account_id=account, method=method, status=status, created_at=created_at
    )


def listed(account=1, status=EnrolmentStatus.ACTIVE):
    return enrolled(account, "unknown", status, None)


def ways(store):
    """Account, method, status of the live enrolments."""
    found = rows(store, "enrolments")
    return [(row.account_id, row.method, row.status) for row in found if row.gone_at is None]


def test_a_coarse_list_stands_for_the_enrolment_that_is_known_better(store):
    read(store, 0, enrolled(1), enrolled(2), stream="enrolments")

    kept = read(store, 1, listed(1), listed(2, EnrolmentStatus.SUSPENDED), stream="enrolments", untold=COARSE)

    assert kept == Kept(read=2, changed=1, live=2)
    assert ways(store) == [(1, "manual", "active"), (2, "manual", "suspended")]
    assert [row.created_at for row in rows(store, "enrolments")] == [NIGHTS[0]] * 2


def test_of_several_enrolments_a_coarse_list_only_says_that_they_are_there(store):
    told = enrolled(1), enrolled(1, "self", EnrolmentStatus.SUSPENDED), enrolled(1, "self", created=1)
    read(store, 2, *told, stream="enrolments")

    assert read(store, 3, listed(1), stream="enrolments", untold=COARSE) == Kept(read=1, live=3)
    assert read(store, 4, stream="enrolments", untold=COARSE, accepted=0) == Kept(read=0, missed=3, live=3)


def test_whom_a_coarse_list_alone_knows_is_enrolled_by_an_unknown_way(store):
    read(store, 0, enrolled(1), stream="enrolments")

    kept = read(store, 1, listed(1), listed(2), stream="enrolments", untold=COARSE)

    assert kept == Kept(read=2, added=1, live=2)
    assert ways(store) == [(1, "manual", "active"), (2, "unknown", "active")]


def test_a_coarse_list_does_not_tell_suspended_from_out_of_date(store):
    read(store, 0, enrolled(1, status=EnrolmentStatus.NOT_CURRENT), stream="enrolments")

    out = listed(1, EnrolmentStatus.SUSPENDED)
    assert read(store, 1, out, stream="enrolments", untold=COARSE) == Kept(read=1, live=1)
    assert ways(store) == [(1, "manual", "not_current")]


def test_losing_the_report_and_regaining_it_flips_no_key(store):
    fine = [enrolled(account) for account in range(100)]
    read(store, 0, *fine, stream="enrolments")
    before = rows(store, "enrolments")
    read(store, 1, *(listed(account) for account in range(100)), stream="enrolments", untold=COARSE)

    assert read(store, 2, *fine, stream="enrolments") == Kept(read=100, live=100)
    assert rows(store, "enrolments") == before


def test_what_is_known_better_now_never_was_another_enrolment(store):
    """A hundred keys change at once, and no guard has a word to say."""
    coarse = [listed(account) for account in range(100)]
    read(store, 0, *coarse, stream="enrolments", untold=COARSE)

    kept = read(store, 1, *(enrolled(account) for account in range(100)), stream="enrolments")

    assert kept == Kept(read=100, added=100, gone=100, live=100)
    assert {method for _, method, _ in ways(store)} == {"manual"}


def test_what_only_the_moment_was_untold_of_is_known_better_too(store):
    untold = frozenset({"created_at"})
    read(store, 0, enrolled(1, created=None), stream="enrolments", untold=untold)
    assert read(store, 1, enrolled(1, "self", created=None), stream="enrolments", untold=untold).missed == 1

    told = enrolled(1), enrolled(1, "self")
    assert read(store, 2, *told, stream="enrolments") == Kept(read=2, added=2, gone=2, live=2)


# What is kept of a record


def account(**told) -> Account:
    return Account(**{"account_id": 5, "username": "u5", "first_name": "А", "last_name": "Б"} | told)


def keep_account(store, night, **told):
    return read(store, night, account(**told), stream="accounts")


def test_a_snils_is_kept_hashed_and_sealed_and_never_as_typed(store):
    keep_account(store, 0, snils="112 233 445-95")

    with store.transaction() as tx:
        [row] = tx.rows(select(tables.account))
    assert row.snils_hash == KEYRING.snils_hash("11223344595")
    assert KEYRING.open(row.snils_sealed) == "11223344595"
    assert not any("112" in str(value) or "595" in str(value)[:11] for value in (row.username, row.email))


@pytest.mark.parametrize("snils", ["112-233-445 00", "нет", "", None])
def test_a_snils_that_is_none_leaves_nothing(store, snils):
    keep_account(store, 0, snils=snils)

    [row] = rows(store, "accounts")
    assert (row.snils_hash, row.snils_sealed) == (None, None)


def test_a_seal_that_differs_each_night_is_no_change(store):
    keep_account(store, 0, snils="112-233-445 95")

    assert keep_account(store, 1, snils="112-233-445 95") == Kept(read=1, live=1)


def test_a_visit_is_kept_but_is_no_change(store):
    keep_account(store, 0, last_access=NIGHTS[0])

    assert keep_account(store, 1, last_access=NIGHTS[1]) == Kept(read=1, live=1)
    with store.transaction() as tx:
        [row] = tx.rows(select(tables.account))
    assert (row.last_access, row.changed_at) == (NIGHTS[1], NIGHTS[0])


def test_the_same_moment_in_another_zone_is_no_change(store):
    yekaterinburg = NIGHTS[0].astimezone(timezone(timedelta(hours=5)))
    submitted = {"quiz_id": 1, "account_id": 1, "submitted_at": NIGHTS[0], "graded_at": yekaterinburg}
    read(store, 0, FinalGrade(**submitted), stream="final_grades")

    again = submitted | {"submitted_at": yekaterinburg, "graded_at": NIGHTS[0]}
    assert read(store, 1, FinalGrade(**again), stream="final_grades") == Kept(read=1, live=1)
    [row] = rows(store, "final_grades")
    assert row.submitted_at == row.graded_at == NIGHTS[0]


def test_a_moment_without_a_zone_is_refused(store):
    with pytest.raises(ValueError, match="time zone"):
        keep_account(store, 0, last_access=NIGHTS[0].replace(tzinfo=None))


def test_fields_of_a_course_in_another_order_are_no_change(store):
    course = {"course_id": 1, "short_name": "A", "full_name": "Б"}
    read(store, 0, Course(**course, custom_fields={"hours": "72", "часы": "\ud8001\0"}), stream="courses")

    again = Course(**course, custom_fields={"часы": "?1", "hours": "72"})
    assert read(store, 1, again, stream="courses") == Kept(read=1, live=1)
    [row] = rows(store, "courses")
    assert row.custom_fields == {"hours": "72", "часы": "?1"}


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_kept_as_none(store, number):
    read(store, 0, FinalGrade(quiz_id=1, account_id=1, grade=number, max_grade=1), stream="final_grades")

    [row] = rows(store, "final_grades")
    assert (row.grade, row.max_grade) == (None, 1.0)


@pytest.mark.parametrize("text", ['"', "\\", "{a,b}", "NULL", "", " ", "a\nb\tc", "'; --", "%s", "ё"])
def test_any_text_is_kept_as_it_is(store, text):
    keep_account(store, 0, username=text)

    [row] = rows(store, "accounts")
    assert row.username == text


def test_text_that_postgresql_refuses_is_kept_without_what_it_refuses(store):
    told = {"username": "u\0x", "last_name": "\ud800Б", "first_name": "А"}

    keep_account(store, 0, **told)

    with store.transaction() as tx:
        [row] = tx.rows(select(tables.account))
    assert (row.username, row.last_name) == ("ux", "?Б")


def test_every_column_of_a_stream_is_told_by_its_record(stream_records):
    """A field renamed on one side only would be lost without a word."""
    assert stream_records.keys() | {"part_marks"} == PULLED.keys()
    for name, record in stream_records.items():
        columns = {column.name for column in pulled_rows.told_columns(name)}
        told = {column for each in fields(record) for column in pulled_rows.columns_told_by(each.name)}
        assert (
            columns == told
            if name == "enrolments"
            else columns | {"created_minute"} == told | {"created_minute"}
        )


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
    for name in ("attempts", "part_marks"):
        read(store, 0, attempt, stream="attempts", name=name, notes={"a": 1})
    parts, [kept] = rows(store, "part_marks"), rows(store, "attempts")

    assert [(row.attempt_id, row.part, row.mark, row.max_mark) for row in parts] == [
        (1, "slot:3", None, 1.0),
        (1, "Часть 1", 1.0, 2.0),
    ]
    assert (kept.state, kept.mark) == ("finished", 1.5)

    assert (stream_row(store, "attempts").notes, stream_row(store, "part_marks").notes) == ({"a": 1}, {})


def attempt(number, *parts, quiz=1):
    marks = tuple(PartMark(part=part, mark=1, max_mark=2) for part in parts)
    told = {"attempt_id": number, "quiz_id": quiz, "account_id": number, "number": 1}
    return Attempt(**told, state=AttemptState.FINISHED, parts=marks)


def read_attempts(store, night, *attempts, **how):
    """Keep attempts and their parts; return what became of the parts."""
    read(store, night, *attempts, stream="attempts", **how)
    return read(store, night, *attempts, stream="attempts", name="part_marks", **how)


def test_parts_are_missing_where_their_attempts_were_looked_at(store):
    read_attempts(store, 0, attempt(1, "a", "b"), attempt(2, "a", quiz=2), attempt(3, "a", quiz=2))

    within = Scope("quiz_id", frozenset({2}))
    unreadable = (Unreadable("3", "x", keys={"account_id": 3}),)
    kept = read_attempts(store, 1, scope=within, unreadable=unreadable)

    assert kept == Kept(read=0, missed=1, live=4)
    assert [(row.attempt_id, row.part) for row in rows(store, "part_marks") if row.missed_at] == [(2, "a")]


def test_untold_parts_are_not_missing(store):
    read_attempts(store, 0, attempt(1, "a"))

    assert read_attempts(store, 1, attempt(1), untold=frozenset({"parts"})) == Kept(read=0, live=1)
    assert read_attempts(store, 2, attempt(1), accepted=0) == Kept(read=0, missed=1, live=1)


def test_a_rehearsed_reading_leaves_nothing_behind_and_may_be_kept_again(store):
    read(store, 0, category(1))
    with store.rehearsal():
        assert read(store, 1, category(2), accepted=0).added == 1
        assert read(store, 2, category(2)).gone == 1

    assert read(store, 1, category(1)) == Kept(read=1, live=1)


def test_what_fails_within_a_rehearsal_can_be_tried_again_there(store):
    with store.rehearsal():
        with pytest.raises(ValueError, match="time zone"):
            keep_account(store, 0, last_access=NIGHTS[0].replace(tzinfo=None))
        assert keep_account(store, 0) == Kept(read=1, added=1, live=1)
