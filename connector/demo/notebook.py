"""Where a made-up life in the LMS is written down: enrolments, attempts, completions, each numbered once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from connector.demo.dice import Dice
from connector.demo.values import (
    ABANDONED,
    ESSAY,
    FINISHED,
    IN_PROGRESS,
    OVERDUE,
    Attempt,
    Completion,
    Enrolment,
    EnrolmentState,
    Quiz,
)

METHODS = ("manual", "self")
"""The ways into a course."""

HOUR = 3_600
DAY = 24 * HOUR

_STATES = {EnrolmentState.ACTIVE: 96, EnrolmentState.SUSPENDED: 3, EnrolmentState.NOT_CURRENT: 1}
_ESSAY_AWAITS_GRADE = 0.4
UNFINISHED_STATES = {IN_PROGRESS: 4, OVERDUE: 2, ABANDONED: 4}


@dataclass
class Notebook:
    """What has happened so far; nothing may happen at or after `midnight`."""

    midnight: int
    next_attempt_id: int = 1
    enrolments: dict[tuple[int, int, str], Enrolment] = field(default_factory=dict)
    completions: dict[tuple[int, int], Completion] = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)
    numbers: dict[tuple[int, int], int] = field(default_factory=dict)
    """How many attempts the pair (quiz, account) has."""

    visits: dict[tuple[int, int], int] = field(default_factory=dict)
    """When each (course, account) was last seen there."""

    def enrol(self, dice: Dice, course_id: int, account_id: int, at: int, *, method: str = "manual") -> None:
        """Enrol an account, mostly for good; a second enrolment by the same method changes nothing."""
        state = dice.pick(_STATES)
        ended = state is EnrolmentState.NOT_CURRENT
        self.enrolments.setdefault(
            (course_id, account_id, method),
            Enrolment(
                course_id=course_id,
                account_id=account_id,
                method=method,
                state=state,
                created_at=at,
                starts_at=at,
                ends_at=max(at, self.midnight - DAY) if ended else 0,
            ),
        )

    def unenrol(self, course_id: int, account_id: int) -> None:
        """Take an account out of a course; its attempts stay where they are, its completion goes unseen."""
        for method in METHODS:
            self.enrolments.pop((course_id, account_id, method), None)
        self.visits.pop((course_id, account_id), None)

    def finish(self, dice: Dice, quiz: Quiz, account_id: int, at: int, ability: float) -> Attempt:
        """Sit a quiz to the end; ability is the chance to be right at a question."""
        marks = tuple(_mark(dice, kind, ability) for kind in quiz.slots)
        return self._attempt(dice, quiz, account_id, at, state=FINISHED, marks=marks)

    def begin(self, dice: Dice, quiz: Quiz, account_id: int, at: int) -> Attempt:
        """Begin a quiz and not submit it."""
        state = dice.pick(UNFINISHED_STATES)
        return self._attempt(dice, quiz, account_id, at, state=state, marks=(None,) * len(quiz.slots))

    def preview(self, dice: Dice, quiz: Quiz, account_id: int, at: int) -> Attempt:
        """Sit a quiz as those may who made it: the attempt is a preview and counts for nothing."""
        return self._attempt(
            dice, quiz, account_id, at, state=FINISHED, marks=(1.0,) * len(quiz.slots), preview=True
        )

    def complete(self, course_id: int, account_id: int, begun: int, done: int) -> None:
        """Complete a course; a moment that has not come yet leaves it begun."""
        completed = done if done < self.midnight else 0
        row = Completion(course_id, account_id, min(begun, self.midnight - HOUR), completed)
        row = self.completions.setdefault((course_id, account_id), row)
        self.visit(course_id, account_id, row.completed_at or row.started_at)

    def visit(self, course_id: int, account_id: int, at: int) -> None:
        """See somebody in a course."""
        pair = course_id, account_id
        self.visits[pair] = max(at, self.visits.get(pair, 0))

    def _attempt(
        self,
        dice: Dice,
        quiz: Quiz,
        account_id: int,
        at: int,
        *,
        state: str,
        marks: Sequence[float | None],
        preview: bool = False,
    ) -> Attempt:
        started = min(at, self.midnight - 2 * HOUR)
        ended = started + dice.randint(10, 45) * 60
        number = self.numbers.get((quiz.quiz_id, account_id), 0) + 1
        self.numbers[quiz.quiz_id, account_id] = number
        attempt = Attempt(
            attempt_id=self.next_attempt_id,
            quiz_id=quiz.quiz_id,
            account_id=account_id,
            number=number,
            state=state,
            started_at=started,
            finished_at=ended if state == FINISHED else 0,
            modified_at=ended,
            marks=tuple(marks),
            preview=preview,
        )
        self.next_attempt_id += 1
        self.attempts.append(attempt)
        self.visit(quiz.course_id, account_id, ended)
        return attempt


def _mark(dice: Dice, kind: str, ability: float) -> float | None:
    if kind == ESSAY and dice.happens(_ESSAY_AWAITS_GRADE):
        return None
    return 1.0 if dice.happens(ability) else 0.0
