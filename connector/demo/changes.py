"""The next night: what a day of work in the LMS adds, changes and takes away."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from connector.demo import site
from connector.demo.accounts import account_of
from connector.demo.dice import Dice, dice_for
from connector.demo.district import District, handed_on, local_seconds, seen_at
from connector.demo.grading import following_attempts
from connector.demo.notebook import HOUR, Notebook
from connector.demo.values import (
    ESSAY,
    FINISHED,
    Account,
    Attempt,
    Completion,
    Enrolment,
    EnrolmentState,
    Quiz,
    Visit,
)

Row = TypeVar("Row")

_WORKING_DAY = range(8 * HOUR, 20 * HOUR)


def grow(district: District, seed: int) -> District:
    """Let a day pass: everything new happened on `district.day`, and the result stands a day later.

    One or more of each, a hundredth or so of the district: programmes completed, diagnostics finished, essays
    graded, accounts made, suspended, deleted, people enrolled and unenrolled.
    """
    dice = dice_for("changes", district.staff, district.seed, seed, district.day.toordinal())
    grown = replace(district, day=district.day + timedelta(days=1))
    for change in _CHANGES:
        grown = change(dice, grown, local_seconds(district.day))
    return handed_on(district, grown)


def _some(district: District) -> int:
    return max(1, district.staff // 100)


def _moment(dice: Dice, morning: int) -> int:
    return morning + dice.choice(_WORKING_DAY)


def _programmes_completed(dice: Dice, district: District, morning: int) -> District:
    """Let people complete programmes they were enrolled in."""
    done = district.completion_of
    open_ones = [
        row
        for row in district.enrolments
        if site.FIRST_PROGRAMME <= row.course_id < site.UNTRACKED_COURSE
        and row.state is EnrolmentState.ACTIVE
        and not ((known := done.get((row.course_id, row.account_id))) and known.completed_at)
    ]
    chosen = {(row.course_id, row.account_id): row for row in _sample(dice, open_ones, 2 * _some(district))}
    completed = [
        Completion(
            *pair, known.started_at if (known := done.get(pair)) else row.starts_at, _moment(dice, morning)
        )
        for pair, row in chosen.items()
    ]
    kept = [row for row in district.completions if (row.course_id, row.account_id) not in chosen]
    seen = {(row.course_id, row.account_id): row.completed_at for row in completed}
    return replace(_seen(district, seen), completions=(*kept, *completed))


def _seen(district: District, visits: Mapping[tuple[int, int], int]) -> District:
    """See people in courses, by (course, account)."""
    latest = dict(district.visited_at)
    for pair, at in visits.items():
        latest[pair] = max(at, latest.get(pair, 0))
    rows = tuple(Visit(*pair, at) for pair, at in latest.items())
    return replace(district, visits=rows, accounts=tuple(seen_at(district.accounts, rows)))


def _diagnostics_finished(dice: Dice, district: District, morning: int) -> District:
    """Let people sit the quizzes of DIAG-PED they have not finished, so that their round is whole."""
    enrolled = [
        row.account_id
        for row in district.enrolments_in.get(site.TEACHER_COURSE, ())
        if row.state is EnrolmentState.ACTIVE and _missing_quizzes(district, row.account_id)
    ]
    book = _continued(district)
    for account_id in _sample(dice, enrolled, _some(district)):
        for place, quiz_id in enumerate(_missing_quizzes(district, account_id)):
            quiz = district.quiz_by_id[quiz_id]
            book.finish(dice, quiz, account_id, morning + (9 + 2 * place) * HOUR, ability=0.6)
    after = replace(_seen(district, book.visits), attempts=(*district.attempts, *book.attempts))
    return following_attempts(after, {(one.quiz_id, one.account_id) for one in book.attempts})


def _missing_quizzes(district: District, account_id: int) -> list[int]:
    return [
        quiz.quiz_id
        for quiz in site.TEACHER_QUIZZES
        if not any(
            attempt.state == FINISHED for attempt in district.attempts_of.get((quiz.quiz_id, account_id), ())
        )
    ]


def _continued(district: District) -> Notebook:
    """Open the notebook where the district left off."""
    return Notebook(
        midnight=local_seconds(district.day),
        next_attempt_id=district.last_attempt_id + 1,
        numbers={pair: len(made) for pair, made in district.attempts_of.items()},
    )


def _essays_graded(dice: Dice, district: District, morning: int) -> District:
    """Let a methodist grade essays, old ones; only their time of change moves."""
    waiting = [one for one in district.attempts if one.state == FINISHED and None in one.marks]
    chosen = {attempt.attempt_id for attempt in _sample(dice, waiting, _some(district))}
    attempts = tuple(
        _graded(dice, district.quiz_by_id[attempt.quiz_id], attempt, _moment(dice, morning))
        if attempt.attempt_id in chosen
        else attempt
        for attempt in district.attempts
    )
    pairs = {(one.quiz_id, one.account_id) for one in attempts if one.attempt_id in chosen}
    return following_attempts(replace(district, attempts=attempts), pairs)


def _graded(dice: Dice, quiz: Quiz, attempt: Attempt, at: int) -> Attempt:
    slots = quiz.slots
    marks = tuple(
        float(dice.happens(0.7)) if kind == ESSAY else mark
        for kind, mark in zip(slots, attempt.marks, strict=True)
    )
    return replace(attempt, marks=marks, modified_at=at)


def _accounts_made(dice: Dice, district: District, morning: int) -> District:
    """Let people without an account get one, and be enrolled in their diagnostic."""
    owners = {account.roster_no for account in district.live_accounts}
    without = [person for person in district.people if person.roster_no not in owners]
    made, enrolments = [], []
    first_free = max(district.account_by_id) + 1
    for account_id, person in enumerate(_sample(dice, without, _some(district)), start=first_free):
        at = _moment(dice, morning)
        account = replace(account_of(dice, person), deleted=False, purged=False, suspended=False)
        made.append(replace(account, account_id=account_id, username=f"n{account_id:06d}", created_at=at))
        course_id = site.MANAGER_COURSE if person.manager else site.TEACHER_COURSE
        if course_id in district.course_by_id:
            enrolments.append(Enrolment(course_id, account_id, "manual", EnrolmentState.ACTIVE, at, at))
    return replace(
        district, accounts=(*district.accounts, *made), enrolments=(*district.enrolments, *enrolments)
    )


def _people_unenrolled(dice: Dice, district: District, _: int) -> District:
    """Take people out of DIAG-PED who have attempts there: these are left without an enrolment."""
    with_attempts = {attempt.account_id for attempt in district.attempts}
    there = [
        row for row in district.enrolments_in.get(site.TEACHER_COURSE, ()) if row.account_id in with_attempts
    ]
    gone = set(_sample(dice, there, max(1, _some(district) // 3)))
    left = tuple(row for row in district.enrolments if row not in gone)
    still = {(row.course_id, row.account_id) for row in left}
    pairs = {(row.course_id, row.account_id) for row in gone} - still
    visits = tuple(row for row in district.visits if (row.course_id, row.account_id) not in pairs)
    return replace(district, enrolments=left, visits=visits)


def _accounts_suspended(dice: Dice, district: District, morning: int) -> District:
    at = morning + 12 * HOUR
    return _with_accounts(dice, district, lambda account: replace(account, suspended=True, modified_at=at))


def _accounts_deleted(dice: Dice, district: District, morning: int) -> District:
    """Delete accounts: their enrolments go, their attempts stay."""
    at = morning + 13 * HOUR
    changed = _with_accounts(dice, district, lambda account: replace(account, deleted=True, modified_at=at))
    live = {account.account_id for account in changed.live_accounts}
    return replace(
        changed,
        enrolments=tuple(row for row in changed.enrolments if row.account_id in live),
        completions=tuple(row for row in changed.completions if row.account_id in live),
        visits=tuple(row for row in changed.visits if row.account_id in live),
        cohorts=tuple(
            replace(cohort, members=tuple(one for one in cohort.members if one in live))
            for cohort in changed.cohorts
        ),
    )


def _with_accounts(dice: Dice, district: District, change: Callable[[Account], Account]) -> District:
    usual = [account for account in district.live_accounts if account.roster_no and not account.suspended]
    chosen = {account.account_id for account in _sample(dice, usual, max(1, _some(district) // 3))}
    return replace(district, accounts=tuple(_changed(district.accounts, chosen, change)))


def _changed(
    accounts: tuple[Account, ...], chosen: set[int], change: Callable[[Account], Account]
) -> Iterator[Account]:
    for account in accounts:
        yield change(account) if account.account_id in chosen else account


def _sample(dice: Dice, rows: list[Row], count: int) -> list[Row]:
    return dice.sample(rows, min(count, len(rows)))


_CHANGES = (
    _programmes_completed,
    _diagnostics_finished,
    _essays_graded,
    _accounts_made,
    _people_unenrolled,
    _accounts_suspended,
    _accounts_deleted,
)
