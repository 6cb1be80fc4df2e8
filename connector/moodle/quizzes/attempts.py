"""All attempts at the quizzes, and the proof that none is missing.

Moodle answers by quiz and account only, so the accounts enrolled are asked about, graded ones first. Where
the numbers of all attempts of a quiz are known, asking stops as soon as all are read, and what is left,
attempts of people no longer enrolled, is read by number.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil

from config.problems import Problem
from connector.errors import BorderError
from connector.moodle.asking.pairs import PAIRS_AT_ONCE, Pair
from connector.moodle.client import Moodle
from connector.moodle.memory import KnownAttempt
from connector.moodle.plan import Plan
from connector.moodle.quizzes.attempt_lists import Listed, attempt_numbers
from connector.moodle.quizzes.attempt_rows import STREAM
from connector.moodle.quizzes.attempt_search import Search
from connector.moodle.quizzes.reviews import REVIEWS_AT_ONCE
from connector.moodle.quizzes.watch import watch_notes
from connector.moodle.reading import Reading, Scope, problem_of
from connector.moodle.records import Attempt, Quiz


@dataclass(frozen=True)
class Asked:
    """Whose attempts at what are looked for."""

    quizzes: Sequence[Quiz]
    enrolled: Mapping[int, Collection[int]] = field(default_factory=dict)
    """Accounts by course."""

    graded: frozenset[Pair] = frozenset()
    """Quizzes and accounts that have a grade, so surely an attempt."""

    slot_quizzes: frozenset[int] = frozenset()
    """Quizzes whose marks are needed question by question."""

    known: Mapping[int, KnownAttempt] = field(default_factory=dict)
    """Attempts kept from earlier on."""

    every_quiz: bool = True
    """Whether `quizzes` are all there are."""


def attempts(moodle: Moodle, plan: Plan, asked: Asked) -> Reading[Attempt]:
    """Return every attempt that can be come by, whatever its state, previews too. Raises RefusedError."""
    listed, problems = _lists(moodle, plan, asked.quizzes)
    search = Search(moodle, _believed(listed, asked.graded))
    for problem in problems:
        search.note(problem, int(problem.values.get("course_id", 0)))
    search.ask_about(first_pairs(asked, search.wanted))
    find_missing(search, plan, other_pairs(asked, search.wanted), moodle.access.requests_in_flight)
    search.add_slot_marks(
        {number for number, each in search.found.items() if each.quiz_id in asked.slot_quizzes}
    )
    return replace(_reading(search), scope=_scope(asked, search))


def _scope(asked: Asked, search: Search) -> Scope | None:
    """Return what was looked at.

    Without a list, the attempts of people no longer enrolled are not seen, and those of the others are all there
    are; a quiz that could not be read was not looked at.
    """
    listed = search.wanted.keys()
    if asked.every_quiz and all(quiz.quiz_id in listed for quiz in asked.quizzes):
        return None
    there = {quiz.quiz_id for quiz in asked.quizzes}
    looked_at = {
        number
        for number, each in asked.known.items()
        if each.quiz_id in listed
        or (each.quiz_id, each.account_id) in search.answered
        or (asked.every_quiz and each.quiz_id not in there)
    }
    return Scope("attempt_id", frozenset(looked_at | search.found.keys()))


def _lists(moodle: Moodle, plan: Plan, quizzes: Sequence[Quiz]) -> tuple[Listed, list[Problem]]:
    if not plan.attempt_lists:
        return {}, []
    try:
        return attempt_numbers(moodle, quizzes)
    except BorderError as error:
        return {}, [problem_of(error, STREAM)]


def _believed(listed: Listed, graded: Iterable[Pair]) -> Listed:
    """Return the lists that can be believed: a quiz with grades and no attempts hides them from us."""
    with_grades = {quiz_id for quiz_id, _ in graded}
    return {quiz: numbers for quiz, numbers in listed.items() if numbers or quiz not in with_grades}


def first_pairs(asked: Asked, listed: Mapping[int, frozenset[int]]) -> list[Pair]:
    """Return what to ask first: everybody where there is no list, those graded where there is.

    About a quiz whose list is empty one person is asked: the refusal would tell that we may not look.
    """
    graded: dict[int, list[int]] = {}
    for quiz_id, account in sorted(asked.graded):
        graded.setdefault(quiz_id, []).append(account)
    pairs: dict[Pair, None] = {}
    for quiz in asked.quizzes:
        people = sorted(asked.enrolled.get(quiz.course_id, ()))
        if quiz.quiz_id in listed:
            people = people[:1] if not listed[quiz.quiz_id] else []
        first = (*graded.get(quiz.quiz_id, ()), *people)
        pairs |= dict.fromkeys((quiz.quiz_id, account) for account in first)
    return list(pairs)


def other_pairs(asked: Asked, listed: Mapping[int, frozenset[int]]) -> list[Pair]:
    """Return what to ask as long as attempts on a list are missing: everybody enrolled without a grade."""
    return [
        (quiz.quiz_id, account)
        for quiz in asked.quizzes
        if listed.get(quiz.quiz_id)
        for account in sorted(asked.enrolled.get(quiz.course_id, ()))
        if (quiz.quiz_id, account) not in asked.graded
    ]


def find_missing(search: Search, plan: Plan, others: Iterable[Pair], in_flight: int) -> None:
    """Look for what is still missing, among these pairs and then by number, or by number alone if cheaper."""
    pairs = _at(search.quizzes_missing(), others)
    if not (plan.reviews and reviews_are_cheaper(len(search.missing()), len(pairs))):
        for wave in _waves(pairs, in_flight):
            search.ask_about(_at(search.quizzes_missing(), wave))
    if plan.reviews:
        search.review(search.missing())


def reviews_are_cheaper(missing: int, pairs: int) -> bool:
    """Tell whether reading the missing attempts by number takes fewer requests than asking about people."""
    return ceil(missing / REVIEWS_AT_ONCE) < ceil(pairs / PAIRS_AT_ONCE)


def _at(quizzes: Collection[int], pairs: Iterable[Pair]) -> list[Pair]:
    return [pair for pair in pairs if pair[0] in quizzes]


def _waves(pairs: Sequence[Pair], in_flight: int) -> Iterable[Sequence[Pair]]:
    """Return the pairs in as many as can be asked at once, so that asking can stop between."""
    size = PAIRS_AT_ONCE * in_flight
    return (pairs[start : start + size] for start in range(0, len(pairs), size))


def missing_told(search: Search) -> int:
    """Return how many attempts could not be come by, after making a problem of them."""
    missing = len(search.missing())
    if missing:
        search.note(Problem("lms.problem.attempts_missing", {"n": missing}))
    return missing


def _reading(search: Search) -> Reading[Attempt]:
    """Return everything found, and tell what is not."""
    missing = missing_told(search)
    problems = tuple(search.problems)
    found = [search.found[number] for number in sorted(search.found)]
    listed = sum(len(numbers) for numbers in search.wanted.values())
    coverage = {"attempts": len(found), "listed": listed, "missing": missing, "pairs": search.asked}
    return Reading(
        STREAM,
        found,
        complete=not problems,
        problems=problems,
        coverage=coverage,
        unreadable=tuple(search.apart[number] for number in sorted(search.apart)),
        notes=watch_notes(search),
    )
