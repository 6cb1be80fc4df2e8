"""What the next pull is reminded of."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from connector.moodle.memory import NOTHING_KNOWN, KnownAttempt, Memory, StreamMemory
from connector.moodle.reading import Reading, Scope
from connector.moodle.records import (
    Account,
    Attempt,
    AttemptState,
    Completion,
    Course,
    Enrolment,
    EnrolmentStatus,
    GradeMethod,
    Quiz,
)
from mappings.keeping.memory_kept import remembered
from mappings.keeping.pulled import keep
from mappings.tables import PULLED, stream

DAY = timedelta(days=1)


@pytest.fixture
def read(district):
    """Keep a reading, by default whole, with the night's moment as cursor."""

    def keep_it(name, *records, site="lms", nights=0, since=True, **how):
        now = district.now + nights * DAY
        with district.store.transaction() as tx:
            keep(
                tx,
                site,
                name,
                Reading(name, records, **how),
                keyring=district.keyring,
                now=now,
                since=now if since else None,
                accepted=0,
            )

    return keep_it


def memory(district, site="lms"):
    with district.store.reading() as tx:
        return remembered(tx, site)


def of(record, *numbers, **told):
    """A record of a class with numbers and what else it needs to stand."""
    needs = {
        Account: {"username": "u", "first_name": "А", "last_name": "Б"},
        Course: {"short_name": "K", "full_name": "Курс", "tracks_completion": True},
        Enrolment: {"method": "manual", "status": EnrolmentStatus.ACTIVE},
        Quiz: {"module_id": 1, "name": "Тест", "grade_method": GradeMethod.LAST},
        Attempt: {"number": 1, "state": AttemptState.FINISHED, "mark": 1.0},
        Completion: {},
    }
    keys = {
        Account: ("account_id",),
        Course: ("course_id",),
        Enrolment: ("course_id", "account_id"),
        Quiz: ("quiz_id", "course_id"),
        Attempt: ("attempt_id", "quiz_id", "account_id"),
        Completion: ("course_id", "account_id"),
    }
    return record(**dict(zip(keys[record], numbers, strict=True)) | needs[record] | told)


def test_of_a_site_never_pulled_nothing_is_known(district):
    assert memory(district) == NOTHING_KNOWN


def test_a_stream_comes_with_cursor_last_whole_reading_and_notes(district, read):
    read("accounts", of(Account, 5), notes={"total": 1})
    read("accounts", of(Account, 6), nights=1, scope=Scope(), notes={"total": 2})

    assert memory(district).streams == {
        "accounts": StreamMemory(district.now + DAY, district.now, {"total": 2})
    }


def test_a_stream_that_has_no_cursor_is_not_remembered(district, read):
    """So it is after an upgrade from a version that kept none: the next pull is a full one."""
    read("accounts", of(Account, 5), since=False)
    read("courses", of(Course, 1))
    assert memory(district).streams.keys() == {"courses"}

    with district.store.transaction() as tx:
        tx.execute(update(stream).values(since=None))
    assert memory(district).streams == {}


def test_accounts_attempts_and_quizzes_are_those_not_gone(district, read):
    everything = {
        "accounts": [of(Account, 5), of(Account, 6)],
        "quizzes": [of(Quiz, 1, 20), of(Quiz, 2, 20)],
        "attempts": [of(Attempt, 100, 1, 5), of(Attempt, 101, 1, 6)],
    }
    for name, records in everything.items():
        read(name, *records)
        read(name, records[0], nights=1)
    once = memory(district)
    assert (once.accounts, once.attempts.keys()) == ({5, 6}, {100, 101})

    for name, records in everything.items():
        read(name, records[0], nights=2)
    twice = memory(district)
    assert (twice.accounts, twice.quiz_courses) == ({5}, {1: 20})
    assert twice.attempts == {100: KnownAttempt(1, 5, settled=True)}


@pytest.mark.parametrize(
    ("state", "mark", "settled"),
    [
        ("finished", 1.0, True),
        ("finished", 0.0, True),
        ("finished", None, False),
        ("abandoned", None, True),
        ("abandoned", 1.0, True),
        ("inprogress", None, False),
        ("inprogress", 1.0, False),
        ("overdue", None, False),
        ("other", 1.0, False),
    ],
)
def test_an_attempt_is_settled_when_it_is_over_and_graded(district, read, state, mark, settled):
    read("attempts", of(Attempt, 1, 2, 3, state=AttemptState(state), mark=mark))

    assert memory(district).attempts == {1: KnownAttempt(2, 3, settled=settled)}


def test_pending_are_those_at_work_on_a_course_that_can_be_completed(district, read):
    suspended = {"status": EnrolmentStatus.SUSPENDED}
    read("courses", of(Course, 1), of(Course, 2, tracks_completion=False), of(Course, 3))
    read("courses", of(Course, 1), of(Course, 2, tracks_completion=False), nights=1)
    read("courses", of(Course, 1), of(Course, 2, tracks_completion=False), nights=2)
    read(
        "enrolments",
        of(Enrolment, 1, 1),
        of(Enrolment, 1, 1, method="self"),
        of(Enrolment, 1, 2),
        of(Enrolment, 1, 3),
        of(Enrolment, 1, 4, **suspended),
        of(Enrolment, 1, 5, **suspended),
        of(Enrolment, 1, 5, method="self"),
        of(Enrolment, 2, 1),
        of(Enrolment, 3, 1),
        of(Enrolment, 4, 1),
    )
    read(
        "completions",
        of(Completion, 1, 2, started_at=district.now),
        of(Completion, 1, 3, completed_at=district.now),
    )

    assert memory(district).pending == {(1, 1), (1, 2), (1, 5)}


def test_who_is_unenrolled_or_whose_completion_was_reset_is_remembered_so(district, read):
    read("courses", of(Course, 1))
    for night in range(3):
        stays = [of(Enrolment, 1, 1)] if night else [of(Enrolment, 1, 1), of(Enrolment, 1, 2)]
        read("enrolments", *stays, nights=night)
        done = [] if night else [of(Completion, 1, 1, completed_at=district.now)]
        read("completions", *done, nights=night)

    assert memory(district).pending == {(1, 1)}


def test_sites_have_memories_of_their_own(district, read):
    read("accounts", of(Account, 5))
    read("courses", of(Course, 1), site="second")
    read("enrolments", of(Enrolment, 1, 5))
    read("completions", of(Completion, 1, 5, completed_at=district.now), site="second")
    read("enrolments", of(Enrolment, 1, 7), site="second")

    assert memory(district).pending == set()
    assert memory(district, "second") == Memory(
        streams=memory(district, "second").streams, pending=frozenset({(1, 7)}), courses=frozenset({1})
    )
    assert set(memory(district, "second").streams) <= set(PULLED)
