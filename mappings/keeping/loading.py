"""What rules need, read from the store: a fixed number of queries, whatever the size of the district.

A completion, or an attempt, that vanished together with the account's enrolment in its course stays true: the
web service shows neither of unenrolled people. One that vanished while the enrolment lives was taken back
(completion reset, attempt deleted) and no longer counts; for a completion the enrolment must be in force, for
without the participants report those of suspended people are not shown either.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, exists, func, or_, select, tuple_

from connector.moodle.records import AttemptState, EnrolmentStatus
from mappings.facts import (
    AttemptFact,
    AttemptStanding,
    Catalogue,
    CompletionFact,
    EnrolmentFact,
    Facts,
    Key,
    LinkState,
    Membership,
)
from mappings.keeping.loading_people import load_people
from mappings.keeping.loading_selected import load_selected
from mappings.keeping.routes_kept import load_routes
from mappings.store import Transaction
from mappings.tables import (
    account_link,
    attempt,
    cohort_member,
    completion,
    enrolment,
    part_mark,
    quiz,
    stream,
)

__all__ = ["as_fraction", "load_facts", "load_selected"]

MARK_DENOMINATOR = 1000
"""Moodle keeps marks with five decimals: 13.66667 means 13 2/3. Fractions this coarse undo its rounding."""


def load_facts(tx: Transaction, catalogue: Catalogue, head_posts: frozenset[str]) -> Facts:
    """Return everything the indicators rest on; `head_posts` are the posts that lead an organisation."""
    supports = catalogue.supports
    support_courses = {key for each in supports for key in each.courses}
    return Facts(
        people=load_people(tx, head_posts),
        catalogue=catalogue,
        attempts=_attempts(tx, {key for each in catalogue.diagnostics for key in each.quizzes}),
        completions=_completions(tx, catalogue.items.keys() | support_courses),
        enrolments=_enrolments(tx, support_courses),
        memberships=_memberships(tx, {key for each in supports for key in each.cohorts}),
        routes=load_routes(tx),
    )


def as_fraction(mark: float) -> Fraction:
    """Return a mark as the fraction it was before Moodle rounded it."""
    return Fraction(mark).limit_denominator(MARK_DENOMINATOR)


def _owned(table: Table, *columns: ColumnElement[Any]) -> Select[Any]:
    """Return a query of a table's columns for accounts with a confirmed owner, whose number comes first."""
    line = account_link.c
    owner = and_(
        line.site == table.c.site,
        line.account_id == table.c.account_id,
        line.superseded_at.is_(None),
        line.state == LinkState.LINKED.value,
    )
    joined = table.join(account_link, owner)
    wanted: Select[Any] = select(line.person_id, table.c.site, table.c.account_id, *columns)
    return wanted.select_from(joined)


def _among(site: ColumnElement[Any], number: ColumnElement[Any], keys: Iterable[Key]) -> ColumnElement[bool]:
    return tuple_(site, number).in_(sorted(keys))


def _enrolled(table: Table, course_id: ColumnElement[Any], *, in_force: bool = False) -> ColumnElement[bool]:
    """Tell whether the account is enrolled in the course still; by default in force or not."""
    found = exists().where(
        enrolment.c.site == table.c.site,
        enrolment.c.course_id == course_id,
        enrolment.c.account_id == table.c.account_id,
        enrolment.c.gone_at.is_(None),
    )
    return found.where(enrolment.c.status == EnrolmentStatus.ACTIVE.value) if in_force else found


def _attempts(tx: Transaction, quizzes: Iterable[Key]) -> tuple[AttemptFact, ...]:
    its = attempt.c
    quizzes = sorted(quizzes)
    asked = _owned(
        attempt,
        its.attempt_id,
        its.quiz_id,
        its.state,
        its.preview,
        its.finished_at,
        its.mark,
        its.gone_at,
        quiz.c.max_mark,
    ).join(quiz, and_(quiz.c.site == its.site, quiz.c.quiz_id == its.quiz_id))
    asked = asked.where(
        _among(its.site, its.quiz_id, quizzes),
        or_(its.gone_at.is_(None), ~_enrolled(attempt, quiz.c.course_id)),
    )
    parts = _parts(tx, quizzes)
    return tuple(
        _attempt(row, parts.get((row.site, row.attempt_id), ()))
        for row in tx.rows(asked.order_by(its.site, its.attempt_id))
    )


def _attempt(row: Any, parts: Sequence[Any]) -> AttemptFact:
    # A part that vanished while its attempt lives is no part of the quiz any more.
    told = [part for part in parts if row.gone_at is not None or part.gone_at is None]
    return AttemptFact(
        key=(row.site, row.attempt_id),
        quiz=(row.site, row.quiz_id),
        person_id=row.person_id,
        standing=_standing(row),
        finished_at=row.finished_at,
        share=_share(row.mark, row.max_mark),
        parts={part.part: _share(part.mark, part.max_mark) for part in told},
        part_weights={part.part: as_fraction(part.max_mark) for part in told},
    )


def _standing(row: Any) -> AttemptStanding:
    if row.preview or row.state != AttemptState.FINISHED.value:
        return AttemptStanding.OTHER
    awaits = row.mark is None and bool(row.max_mark)
    return AttemptStanding.AWAITS_GRADING if awaits else AttemptStanding.FINISHED


def _share(mark: float | None, most: float | None) -> Fraction | None:
    return as_fraction(mark) / as_fraction(most) if mark is not None and most else None


def _parts(tx: Transaction, quizzes: Iterable[Key]) -> Mapping[Key, list[Any]]:
    """Return the marks of the parts of every attempt at the quizzes."""
    its = part_mark.c
    whole = and_(attempt.c.site == its.site, attempt.c.attempt_id == its.attempt_id)
    asked = select(its.site, its.attempt_id, its.part, its.mark, its.max_mark, its.gone_at)
    asked = asked.select_from(part_mark.join(attempt, whole))
    found: dict[Key, list[Any]] = defaultdict(list)
    for row in tx.rows(asked.where(_among(its.site, attempt.c.quiz_id, quizzes)).order_by(its.part)):
        found[row.site, row.attempt_id].append(row)
    return found


def _completions(tx: Transaction, courses: Iterable[Key]) -> tuple[CompletionFact, ...]:
    its = completion.c
    begun = _enrolment_starts()
    same = and_(
        begun.c.site == its.site,
        begun.c.course_id == its.course_id,
        begun.c.account_id == its.account_id,
    )
    asked = _owned(completion, its.course_id, its.completed_at, its.started_at, begun.c.enrolled_at)
    asked = asked.outerjoin(begun, same).where(
        its.completed_at.is_not(None),
        _among(its.site, its.course_id, courses),
        or_(its.gone_at.is_(None), ~_enrolled(completion, its.course_id, in_force=True)),
    )
    return tuple(
        CompletionFact(
            course=(row.site, row.course_id),
            account=(row.site, row.account_id),
            person_id=row.person_id,
            completed_at=row.completed_at,
            started_at=row.started_at,
            enrolled_at=row.enrolled_at,
        )
        for row in tx.rows(asked.order_by(its.site, its.course_id, its.account_id))
    )


def _enrolment_starts() -> Any:
    """Return when each account was first enrolled in each course, enrolments that have gone among them."""
    its = enrolment.c
    earliest = func.min(func.coalesce(its.starts_at, its.created_at)).label("enrolled_at")
    asked = select(its.site, its.course_id, its.account_id, earliest)
    return asked.group_by(its.site, its.course_id, its.account_id).subquery("begun")


def _enrolments(tx: Transaction, courses: Iterable[Key]) -> tuple[EnrolmentFact, ...]:
    its = enrolment.c
    asked = _owned(enrolment, its.course_id, its.status, its.starts_at, its.created_at, its.gone_at)
    asked = asked.where(_among(its.site, its.course_id, courses))
    order = (its.site, its.course_id, its.account_id, its.method, its.created_minute)
    return tuple(
        EnrolmentFact(
            course=(row.site, row.course_id),
            account=(row.site, row.account_id),
            person_id=row.person_id,
            starts_at=row.starts_at or row.created_at,
            active=row.status == EnrolmentStatus.ACTIVE.value and row.gone_at is None,
        )
        for row in tx.rows(asked.order_by(*order))
    )


def _memberships(tx: Transaction, cohorts: Iterable[Key]) -> tuple[Membership, ...]:
    its = cohort_member.c
    asked = _owned(cohort_member, its.cohort_id, its.first_seen, its.gone_at)
    asked = asked.where(_among(its.site, its.cohort_id, cohorts))
    first_readings = _first_readings(tx)
    facts = (
        Membership(
            cohort=(row.site, row.cohort_id),
            account=(row.site, row.account_id),
            person_id=row.person_id,
            joined_at=row.first_seen,
            left_at=row.gone_at,
        )
        for row in tx.rows(asked.order_by(its.site, its.cohort_id, its.account_id))
    )
    return tuple(_since_when(each, first_readings.get(each.cohort[0])) for each in facts)


def _since_when(each: Membership, first_reading: datetime | None) -> Membership:
    """Leave the day of joining open for whoever was a member when we first looked."""
    found_there = first_reading is None or (each.joined_at is not None and each.joined_at <= first_reading)
    return replace(each, joined_at=None) if found_there else each


def _first_readings(tx: Transaction) -> Mapping[str, datetime]:
    asked = select(stream.c.site, stream.c.first_read_at).where(stream.c.name == "cohort_members")
    return {row.site: row.first_read_at for row in tx.rows(asked)}
