"""All attempts at the quizzes, and the proof that none is missing.

Moodle answers by quiz and account only, so the accounts enrolled are asked about, graded ones first. Where
the numbers of all attempts of a quiz are known, asking stops as soon as all are read, and what is left,
attempts of people no longer enrolled, is read by number.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from config.problems import Problem
from connector.errors import BorderError
from connector.moodle.attempt_lists import Listed, attempt_numbers
from connector.moodle.attempt_rows import STREAM, read_attempts
from connector.moodle.calls import Call, Reply
from connector.moodle.client import Moodle
from connector.moodle.functions import Function
from connector.moodle.pairs import PAIRS_AT_ONCE, Pair, ask_pairs, refuses
from connector.moodle.plan import Plan
from connector.moodle.reading import Reading, problem_of
from connector.moodle.records import Attempt, AttemptState, Quiz
from connector.moodle.reviews import REVIEWS_AT_ONCE, reviewed, with_slot_marks
from connector.moodle.wire import list_of

_GONE = frozenset({"userdeleted", "invaliduser", "guestsarenotallowed", "usernotconfirmed"})


@dataclass(frozen=True)
class Asked:
    """Whose attempts at what are looked for."""

    quizzes: Sequence[Quiz]
    enrolled: Mapping[int, Collection[int]]
    """Accounts by course."""

    graded: frozenset[Pair] = frozenset()
    """Quizzes and accounts that have a grade, so surely an attempt."""

    slot_quizzes: frozenset[int] = frozenset()
    """Quizzes whose marks are needed question by question."""


def attempts(moodle: Moodle, plan: Plan, asked: Asked) -> Reading[Attempt]:
    """Return every attempt that can be come by, whatever its state, previews too. Raises WaitError."""
    listed, problems = attempt_numbers(moodle, asked.quizzes) if plan.attempt_lists else ({}, [])
    search = _Search(moodle, _believed(listed, asked.graded))
    search.problems += problems
    search.ask_about(first_pairs(asked, search.listed))
    others = [pair for pair in other_pairs(asked, search.listed) if search.missing_in(pair[0])]
    if not (plan.reviews and reviews_are_cheaper(len(search.missing()), len(others))):
        for wave in _waves(others, moodle.access.requests_in_flight):
            search.ask_about([pair for pair in wave if search.missing_in(pair[0])])
    if plan.reviews:
        search.review(search.missing())
    search.add_slot_marks(asked.slot_quizzes)
    return search.reading()


def _believed(listed: Listed, graded: Iterable[Pair]) -> Listed:
    """Return the lists that can be believed: a quiz with grades and no attempts hides them from us."""
    with_grades = {quiz_id for quiz_id, _ in graded}
    return {quiz: numbers for quiz, numbers in listed.items() if numbers or quiz not in with_grades}


def first_pairs(asked: Asked, listed: Listed) -> list[Pair]:
    """Return what to ask first: everybody where there is no list, those graded where there is.

    About a quiz whose list is empty one person is asked: the refusal would tell that we may not look.
    """
    pairs: dict[Pair, None] = {}
    for quiz in asked.quizzes:
        people = sorted(asked.enrolled.get(quiz.course_id, ()))
        graded = sorted(account for quiz_id, account in asked.graded if quiz_id == quiz.quiz_id)
        if quiz.quiz_id in listed:
            people = people[:1] if not listed[quiz.quiz_id] else []
        pairs |= dict.fromkeys((quiz.quiz_id, account) for account in (*graded, *people))
    return list(pairs)


def other_pairs(asked: Asked, listed: Listed) -> list[Pair]:
    """Return what to ask as long as attempts on a list are missing: everybody enrolled without a grade."""
    return [
        (quiz.quiz_id, account)
        for quiz in asked.quizzes
        if listed.get(quiz.quiz_id)
        for account in sorted(asked.enrolled.get(quiz.course_id, ()))
        if (quiz.quiz_id, account) not in asked.graded
    ]


def reviews_are_cheaper(missing: int, pairs: int) -> bool:
    """Tell whether reading the missing attempts by number takes fewer requests than asking about people."""
    return ceil(missing / REVIEWS_AT_ONCE) < ceil(pairs / PAIRS_AT_ONCE)


def _waves(pairs: Sequence[Pair], in_flight: int) -> Iterable[Sequence[Pair]]:
    """Return the pairs in as many as can be asked at once, so that asking can stop between."""
    size = PAIRS_AT_ONCE * in_flight
    return (pairs[start : start + size] for start in range(0, len(pairs), size))


class _Search:
    """Attempts found so far, and those known to be missing."""

    def __init__(self, moodle: Moodle, listed: Listed) -> None:
        self._moodle = moodle
        self.listed = listed
        self.problems: list[Problem] = []
        self._found: dict[int, Attempt] = {}
        self._gone: frozenset[int] = frozenset()
        self._asked = 0
        self._open: set[int] = set()
        self._closed: set[int] = set()

    def missing_in(self, quiz_id: int) -> bool:
        """Tell whether attempts on the quiz's list are not found yet."""
        return not self.listed[quiz_id] <= self._found.keys()

    def missing(self) -> list[int]:
        """Return the numbers listed and neither found nor gone since."""
        numbers = {number for those in self.listed.values() for number in those}
        return sorted(numbers - self._found.keys() - self._gone)

    def ask_about(self, pairs: Sequence[Pair]) -> None:
        """Read the attempts of each account at each quiz, but not at those that have refused before."""
        wanted = [pair for pair in pairs if pair[0] not in self._closed]
        replies = ask_pairs(self._moodle, wanted, _call, known=self._open)
        failures: dict[tuple[int, str], Problem] = {}
        for (quiz_id, _), reply in replies.items():
            (self._closed if refuses(reply) else self._open).add(quiz_id)
            try:
                self._take(reply)
            except BorderError as error:
                told = problem_of(error, STREAM, quiz_id=quiz_id)
                failures.setdefault((quiz_id, error.text_id), told)
        self.problems += failures.values()
        self._asked += len(replies)

    def _take(self, reply: Reply) -> None:
        if reply.code in _GONE:
            return
        found, problems = read_attempts(list_of(reply.get(), Function.QUIZ_ATTEMPTS, "attempts"))
        self._found |= {attempt.attempt_id: attempt for attempt in found}
        self.problems += problems

    def review(self, numbers: Sequence[int]) -> None:
        """Read attempts by number."""
        found, gone = reviewed(self._moodle, numbers)
        self._found |= {attempt.attempt_id: attempt for attempt in found}
        self._gone |= gone

    def add_slot_marks(self, quizzes: frozenset[int]) -> None:
        """Read the marks of every question of the finished attempts at these quizzes."""
        wanted = [
            attempt
            for attempt in self._found.values()
            if attempt.quiz_id in quizzes and attempt.state is AttemptState.FINISHED and not attempt.preview
        ]
        marked, problems = with_slot_marks(self._moodle, wanted)
        self._found |= {attempt.attempt_id: attempt for attempt in marked}
        self.problems += problems

    def reading(self) -> Reading[Attempt]:
        """Return everything found, and tell what is not."""
        missing = len(self.missing())
        if missing:
            self.problems.append(Problem("lms.problem.attempts_missing", {"n": missing}))
        found = [self._found[number] for number in sorted(self._found)]
        listed = sum(len(numbers) for numbers in self.listed.values())
        coverage = {"attempts": len(found), "listed": listed, "missing": missing, "pairs": self._asked}
        return Reading(STREAM, found, not self.problems, tuple(self.problems), coverage)


def _call(pair: Pair) -> Call:
    return Call(
        Function.QUIZ_ATTEMPTS,
        {"quizid": pair[0], "userid": pair[1], "status": "all", "includepreviews": True},
    )
