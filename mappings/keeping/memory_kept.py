"""What is kept of a site, as the next pull wants to be reminded of it: a query a question, however many rows."""

from collections.abc import Mapping

from pydantic import JsonValue
from sqlalchemy import and_, exists, or_, select

from connector.moodle.asking.pairs import Pair
from connector.moodle.memory import KnownAttempt, Memory, StreamMemory
from connector.moodle.records import AttemptState, EnrolmentStatus
from mappings.store import Transaction
from mappings.tables import account, attempt, completion, course, enrolment, quiz, stream

_OVER = (AttemptState.FINISHED.value, AttemptState.ABANDONED.value)


def remembered(tx: Transaction, site: str) -> Memory:
    """Return what earlier pulls of a site have left; of a site never pulled nothing.

    A stream without a cursor is not remembered: it is read whole again.
    """
    return Memory(
        streams=_streams(tx, site),
        accounts=_accounts(tx, site),
        attempts=_attempts(tx, site),
        pending=_pending(tx, site),
        quiz_courses=_quiz_courses(tx, site),
        courses=_courses(tx, site),
    )


def notes_of_stream(tx: Transaction, site: str, name: str) -> tuple[Mapping[str, JsonValue], bool]:
    """Return what a stream was last left with, also where it has no cursor yet, and whether it was ever read whole."""
    its = stream.c
    found = tx.rows(select(its.notes, its.whole_at).where(its.site == site, its.name == name))
    return next(((row.notes or {}, row.whole_at is not None) for row in found), ({}, False))


def _streams(tx: Transaction, site: str) -> Mapping[str, StreamMemory]:
    its = stream.c
    asked = select(its.name, its.since, its.whole_at, its.notes)
    found = tx.rows(asked.where(its.site == site, its.since.is_not(None)))
    return {row.name: StreamMemory(row.since, row.whole_at, row.notes) for row in found}


def _accounts(tx: Transaction, site: str) -> frozenset[int]:
    its = account.c
    found = tx.stream(select(its.account_id).where(its.site == site, its.gone_at.is_(None)))
    return frozenset(row.account_id for row in found)


def _attempts(tx: Transaction, site: str) -> Mapping[int, KnownAttempt]:
    its = attempt.c
    graded = or_(its.mark.is_not(None), its.state == AttemptState.ABANDONED.value)
    settled = and_(its.state.in_(_OVER), graded)
    asked = select(its.attempt_id, its.quiz_id, its.account_id, settled.label("settled"))
    found = tx.stream(asked.where(its.site == site, its.gone_at.is_(None)))
    return {row.attempt_id: KnownAttempt(row.quiz_id, row.account_id, bool(row.settled)) for row in found}


def _pending(tx: Transaction, site: str) -> frozenset[Pair]:
    """Return who is at work on a course that can be completed, and has not completed it."""
    its = enrolment.c
    tracking = select(course.c.course_id).where(
        course.c.site == site, course.c.gone_at.is_(None), course.c.tracks_completion
    )
    complete = exists().where(
        completion.c.site == its.site,
        completion.c.course_id == its.course_id,
        completion.c.account_id == its.account_id,
        completion.c.completed_at.is_not(None),
        completion.c.gone_at.is_(None),
    )
    active = and_(
        its.site == site,
        its.gone_at.is_(None),
        its.status == EnrolmentStatus.ACTIVE.value,
        its.course_id.in_(tracking),
    )
    found = tx.stream(select(its.course_id, its.account_id).where(active, ~complete).distinct())
    return frozenset((row.course_id, row.account_id) for row in found)


def _quiz_courses(tx: Transaction, site: str) -> Mapping[int, int]:
    its = quiz.c
    found = tx.rows(select(its.quiz_id, its.course_id).where(its.site == site, its.gone_at.is_(None)))
    return {row.quiz_id: row.course_id for row in found}


def _courses(tx: Transaction, site: str) -> frozenset[int]:
    its = course.c
    found = tx.rows(select(its.course_id).where(its.site == site, its.gone_at.is_(None)))
    return frozenset(row.course_id for row in found)
