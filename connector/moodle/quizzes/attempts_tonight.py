"""The attempts of a night: what has changed since the last, what is new, what has vanished.

    lists and pairs known beforehand, in one batch ─► what changed ─► grade reports ─► whom to ask about ─► the rest
    by number

Asked about every night: attempts not over or not graded, as many as fit beside the lists. They are looked at
again by and by where there are more, for the lists tell every change that Moodle dates. A quiz that is not
listed is looked into wherever somebody has been, or a grade is new.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import JsonValue

from connector.errors import BorderError
from connector.moodle.asking.calls import Call, Reply
from connector.moodle.asking.pairs import Pair
from connector.moodle.catalogue.members import Members
from connector.moodle.client import Moodle
from connector.moodle.memory import KnownAttempt
from connector.moodle.plan import Plan
from connector.moodle.quizzes.attempt_lists import Lists, Question, questions, read_lists
from connector.moodle.quizzes.attempt_rows import STREAM, settled
from connector.moodle.quizzes.attempt_search import Search, attempts_call
from connector.moodle.quizzes.attempts import find_missing, missing_told
from connector.moodle.quizzes.notes import Notes, numbers_in
from connector.moodle.quizzes.reviews import REVIEWS_AT_ONCE
from connector.moodle.quizzes.watch import regrouped, to_watch, unreadable_pairs, watch_notes, watched_of
from connector.moodle.reading import Reading, Scope, problem_of
from connector.moodle.records import Attempt, Quiz

_LONE_PAIRS = 20
"""Pairs asked about beforehand where each is a request."""


@dataclass(frozen=True)
class Known:
    """What is known before the night's first question."""

    quizzes: Mapping[int, Quiz]
    """Those there are, by number."""

    whole: bool
    """Whether these are all: what is known of others is gone."""

    since: datetime
    attempts: Mapping[int, KnownAttempt]
    live: Collection[int]
    """Accounts that are not deleted."""

    seen: frozenset[Pair] = frozenset()
    """Quizzes and accounts that have been in their course, or newly enrolled, since."""

    slot_quizzes: frozenset[int] = frozenset()
    notes: Notes = field(default_factory=dict)


class AttemptsTonight:
    """What a night asks and learns about attempts."""

    def __init__(self, moodle: Moodle, plan: Plan, known: Known, *, room: int) -> None:
        """`room`: how many calls fit into the first batch, the lists and all."""
        self._moodle = moodle
        self._plan = plan
        self._known = known
        self._lists = Lists()
        self._watched = watched_of(known.notes)
        self._vanished: set[int] = set()
        self._again: set[int] = set()
        self.search = Search(moodle, {})
        quizzes = known.quizzes.values()
        self.questions: list[Question] = questions(quizzes, known.since) if plan.attempt_lists else []
        self.first_pairs = self._first_pairs(room - len(self.questions) if plan.batches else _LONE_PAIRS)

    @property
    def lots(self) -> tuple[list[Call], list[Call]]:
        """Return what is asked first: the lists, and pairs known to be worth it."""
        return [each.call for each in self.questions], [attempts_call(pair) for pair in self.first_pairs]

    def _first_pairs(self, room: int) -> list[Pair]:
        known = self._known
        self._watch = to_watch(known.attempts, self._watched, known.quizzes.keys(), known.live)
        if not self._plan.batches:
            self._watch = {}
        sure = {self._pair_of(number) for number in self._watch.values()}
        sure |= {pair for pair in unreadable_pairs(known.notes).values() if pair[0] in known.quizzes}
        return [*sorted(sure), *self._unsettled(sure, room - len(sure))]

    def _unsettled(self, sure: set[Pair], room: int) -> list[Pair]:
        """Return the pairs with attempts not settled that fit, beginning after the last of the night before."""
        pairs = sorted(self._pairs(n for n, each in self._known.attempts.items() if not each.settled) - sure)
        last = tuple(numbers_in(self._known.notes.get("last")))
        turned = [pair for pair in pairs if pair > last] + [pair for pair in pairs if pair <= last]
        return turned[: max(room, 0)]

    def take_first(self, lists: Sequence[Reply], pairs: Sequence[Reply]) -> None:
        """Learn from the first answers what has to be looked for."""
        self._lists = read_lists(self.questions, lists)
        for problem in self._lists.problems:
            self.search.note(problem, int(problem.values.get("course_id", 0)))
        self.search.take(dict(zip(self.first_pairs, pairs, strict=True)))
        changed = {number for numbers in self._lists.changed.values() for number in numbers}
        if self._plan.batches:
            self._again = regrouped(self.search, self._watch, self._watched, changed)
        self.search.wanted = {quiz_id: self._wanted(quiz_id) for quiz_id in self._lists.numbers}
        known = self._known.attempts.items()
        self._vanished = {number for number, each in known if self._is_unlisted(number, each.quiz_id)}

    def _wanted(self, quiz_id: int) -> frozenset[int]:
        """Return which attempts of a quiz are to be found: new ones, changed ones, or all."""
        listed = self._lists.numbers[quiz_id]
        if quiz_id in self._again:
            return listed
        return (listed - self._known.attempts.keys()) | (self._lists.changed[quiz_id] & listed)

    def _is_unlisted(self, number: int, quiz_id: int) -> bool:
        if quiz_id not in self._known.quizzes:
            return self._known.whole
        listed = self._lists.numbers.get(quiz_id)
        return listed is not None and number not in listed

    @property
    def touched(self) -> set[int]:
        """Return the quizzes where attempts, grades or settings have changed, or attempts vanished."""
        lost = {self._known.attempts[number].quiz_id for number in self._vanished}
        changed = {quiz_id for quiz_id, numbers in self.search.wanted.items() if numbers}
        told = {each.quiz_id for each in self.search.found.values() if self._is_news(each)}
        return {*self._lists.touched, *lost, *changed, *told} & self._known.quizzes.keys()

    def _is_news(self, attempt: Attempt) -> bool:
        """Tell whether what was found is not what was known."""
        known = self._known.attempts.get(attempt.attempt_id)
        return known is None or known.settled != settled(attempt)

    @property
    def vanished(self) -> set[int]:
        """Return the quizzes that have lost attempts."""
        return {self._known.attempts[number].quiz_id for number in self._gone()}

    def look(self, graded: Collection[Pair], members: Members) -> None:
        """Find what is wanted: by the pairs that are known, by those that may be it, and by number."""
        hints = {pair for pair in (*self._known.seen, *graded) if pair[0] in self._known.quizzes}
        is_open = self._open_quizzes()
        self._ask(self._sure_pairs() | {pair for pair in hints if pair[0] in is_open})
        others = [] if self._few_missing() else self._enrolled(members)
        find_missing(self.search, self._plan, others, self._moodle.access.requests_in_flight)
        self._doubt_empty_lists()
        self.search.add_slot_marks(self._to_give() & self._of_slots())

    def _sure_pairs(self) -> set[Pair]:
        """Return the pairs whose attempts have changed, vanished, or are to be read again."""
        known = self._known.attempts
        changed = {number for numbers in self.search.wanted.values() for number in numbers if number in known}
        again = {number for number, each in known.items() if each.quiz_id in self._again}
        waiting = {
            number
            for number, each in known.items()
            if not each.settled and each.quiz_id not in self._lists.numbers
        }
        return self._pairs(changed | self._vanished | again | waiting)

    def _open_quizzes(self) -> set[int]:
        """Return the quizzes of which attempts are still to be found, or nobody can tell."""
        return self.search.quizzes_missing() | (set(self._known.quizzes) - self._lists.numbers.keys())

    def _ask(self, pairs: Iterable[Pair]) -> None:
        self.search.ask_about(sorted(pair for pair in pairs if pair not in self.search.answered))

    def _few_missing(self) -> bool:
        """Tell whether all that is missing is read by number in one request."""
        return self._plan.reviews and len(self.search.missing()) <= REVIEWS_AT_ONCE

    def _enrolled(self, members: Members) -> list[Pair]:
        """Return everybody enrolled where new attempts are missing, and not asked about yet.

        Known ones that are missing are of accounts that cannot be asked about.
        """
        new = set(self.search.missing()) - self._known.attempts.keys()
        quizzes = [quiz_id for quiz_id in sorted(self.search.wanted) if self.search.wanted[quiz_id] & new]
        course_of = {quiz_id: self._known.quizzes[quiz_id].course_id for quiz_id in quizzes}
        try:
            members.learn(course_of.values())
        except BorderError as error:
            self.search.note(problem_of(error, STREAM))
        pairs = [
            (quiz_id, account)
            for quiz_id, course_id in course_of.items()
            for account in sorted(members.of(course_id) or ())
        ]
        return [pair for pair in pairs if pair not in self.search.answered]

    def _doubt_empty_lists(self) -> None:
        """Ask by number for one attempt of each quiz that seems to have lost all: we may have lost the right."""
        doubtful: dict[int, int] = {}
        for number in sorted(self._vanished - self._gone()):
            if number not in self.search.found:
                doubtful[self._known.attempts[number].quiz_id] = number
        if self._plan.reviews:
            self.search.review(sorted(doubtful.values()))

    def _gone(self) -> set[int]:
        """Return what has vanished from lists that can be believed.

        A list with attempts can be: without the right to see them Moodle lists none at all. So can an empty one
        where somebody has answered, or a number is refused as unknown.
        """
        attempts = self._known.attempts
        believed = {quiz_id for quiz_id, numbers in self._lists.numbers.items() if numbers}
        believed |= {quiz_id for quiz_id, _ in self.search.answered}
        believed |= {attempts[number].quiz_id for number in self.search.gone if number in attempts}
        return {
            number
            for number in self._vanished - self.search.found.keys() - self.search.apart.keys()
            if attempts[number].quiz_id in believed or attempts[number].quiz_id not in self._known.quizzes
        }

    def _to_give(self) -> set[int]:
        """Return the numbers to hand on: of quizzes read question by question only what has changed."""
        return {
            number
            for number, each in self.search.found.items()
            if each.quiz_id not in self._known.slot_quizzes
            or number in self.search.wanted.get(each.quiz_id, (number,))
        }

    def _of_slots(self) -> set[int]:
        slots = self._known.slot_quizzes
        return {number for number, each in self.search.found.items() if each.quiz_id in slots}

    def _pair_of(self, number: int) -> Pair:
        return self._known.attempts[number].quiz_id, self._known.attempts[number].account_id

    def _pairs(self, numbers: Iterable[int]) -> set[Pair]:
        """Return whose attempts these are, as far as they can be asked about."""
        pairs = {self._pair_of(number) for number in numbers}
        return {pair for pair in pairs if pair[0] in self._known.quizzes and pair[1] in self._known.live}

    def reading(self) -> Reading[Attempt]:
        """Return what was found, and where it was looked for."""
        missing = missing_told(self.search)
        given, gone = self._to_give(), self._gone() | self._untold()
        problems = tuple(self.search.problems)
        return Reading(
            STREAM,
            [self.search.found[number] for number in sorted(given)],
            complete=not problems,
            problems=problems,
            coverage={
                "attempts": len(given),
                "listed": sum(map(len, self._lists.numbers.values())),
                "missing": missing,
                "vanished": len(gone),
                "pairs": self.search.asked,
            },
            scope=Scope("attempt_id", frozenset(given | gone)),
            unreadable=tuple(self.search.apart[number] for number in sorted(self.search.apart)),
            notes=self._notes(),
        )

    def _untold(self) -> set[int]:
        """Return the attempts kept of pairs that were asked about, and not told of them."""
        known = {number: self._pair_of(number) for number in self._known.attempts}
        answered, found = self.search.answered, self.search.found
        return {
            number
            for number, pair in known.items()
            if pair in answered and number not in answered[pair] and number not in found
        }

    def _notes(self) -> dict[str, JsonValue]:
        last: list[JsonValue] = [*self.first_pairs[-1]] if self.first_pairs else []
        return {**watch_notes(self.search, self._watch.values()), "last": last}
