"""The numbers of all attempts of each quiz, whoever made them, and of those changed since a moment.

`core_course_check_updates` names the attempts changed since a moment; since 0 it names them all, also those
of people no longer enrolled or deleted (mod/quiz/lib.php:1904). Starting, saving, submitting, going overdue,
being abandoned or reopened, manual grading and regrading (of every finished attempt of the quiz) change an
attempt's time; a change of the quiz's grade items does not, though it changes the marks of parts, nor does
anything done in the gradebook, nor is a deletion told but by absence.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from config.problems import Problem
from connector.errors import BorderError
from connector.moodle.asking.calls import Call, Reply
from connector.moodle.asking.encoding import Parameter
from connector.moodle.asking.errors import wrong_shape
from connector.moodle.client import Moodle
from connector.moodle.functions import Function
from connector.moodle.quizzes.attempt_rows import STREAM
from connector.moodle.reading import problem_of
from connector.moodle.records import Quiz
from connector.moodle.wire import Wire, list_of, read_rows

LISTS_AT_ONCE = 80
"""Some 3 s: each takes 0.04 s where a quiz has 60 attempts (WEBSERVICE.md 12)."""

_MODULES_AT_ONCE = 250
"""Three form variables each, where there is no batch function."""

_ATTEMPTS = "userattempts"
_GRADES = "usergrades"
_SETTINGS = "configuration"


class _Update(Wire):
    name: str
    itemids: tuple[int, ...] = ()


class _Instance(Wire):
    id: int
    updates: tuple[_Update, ...] = ()


Listed = dict[int, frozenset[int]]
"""Attempt numbers by quiz; a quiz that is not there could not be listed."""


@dataclass(frozen=True)
class Question:
    """What is asked in one call: quizzes of one course, since one moment."""

    quizzes: tuple[Quiz, ...]
    since: datetime | None
    """None: since ever."""

    @property
    def call(self) -> Call:
        """Return it as it is sent."""
        return Call(Function.UPDATES, self._arguments())

    def _arguments(self) -> dict[str, Parameter]:
        seconds = int(self.since.timestamp()) if self.since else 0
        return {
            "courseid": self.quizzes[0].course_id,
            "tocheck": [
                {"contextlevel": "module", "id": quiz.module_id, "since": seconds} for quiz in self.quizzes
            ],
            "filter": [_SETTINGS],  # of the areas that can be left out, the one that always answers
        }


@dataclass(frozen=True)
class Lists:
    """What the lists say: a quiz in neither mapping could not be listed."""

    numbers: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """All attempts, by quiz."""

    changed: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """Those changed since the moment asked about."""

    touched: frozenset[int] = frozenset()
    """Quizzes whose attempts, grades or settings changed since then."""

    problems: tuple[Problem, ...] = ()


def questions(quizzes: Iterable[Quiz], since: datetime | None) -> list[Question]:
    """Return what to ask: all attempts, and the changed ones too where there is a moment to ask about."""
    moments = [None] if since is None else [None, since]
    return [Question(part, moment) for part in _parts(quizzes) for moment in moments]


def attempt_numbers(moodle: Moodle, quizzes: Iterable[Quiz]) -> tuple[Listed, list[Problem]]:
    """Return the numbers of all attempts by quiz, and what stood in the way. Raises WaitError."""
    asked = questions(quizzes, None)
    told = read_lists(asked, moodle.batch([each.call for each in asked], size=LISTS_AT_ONCE))
    return dict(told.numbers), list(told.problems)


def read_lists(asked: Sequence[Question], replies: Sequence[Reply]) -> Lists:
    """Return what the replies say; a course that is closed is one problem, and its quizzes are not listed."""
    numbers: Listed = {}
    changed: Listed = {}
    touched: set[int] = set()
    problems: dict[int, Problem] = {}
    for question, reply in zip(asked, replies, strict=True):
        course_id = question.quizzes[0].course_id
        try:
            areas = _areas(reply.get(), question)
        except BorderError as error:
            problems.setdefault(course_id, problem_of(error, STREAM, course_id=course_id))
            continue
        if question.since is None:
            numbers |= {quiz_id: each.get(_ATTEMPTS, frozenset()) for quiz_id, each in areas.items()}
        else:
            told = {
                quiz_id for quiz_id, each in areas.items() if {_ATTEMPTS, _GRADES, _SETTINGS} & each.keys()
            }
            touched |= told
            silent = {quiz.quiz_id: frozenset[int]() for quiz in question.quizzes}
            changed |= silent | {quiz_id: areas[quiz_id].get(_ATTEMPTS, frozenset()) for quiz_id in told}
    both = numbers.keys() & changed.keys() if any(each.since for each in asked) else numbers.keys()
    numbers = {quiz_id: numbers[quiz_id] for quiz_id in both}
    return Lists(numbers, changed, frozenset(touched), tuple(problems.values()))


def _parts(quizzes: Iterable[Quiz]) -> list[tuple[Quiz, ...]]:
    by_course: dict[int, list[Quiz]] = {}
    for quiz in quizzes:
        by_course.setdefault(quiz.course_id, []).append(quiz)
    return [
        tuple(those[start : start + _MODULES_AT_ONCE])
        for those in by_course.values()
        for start in range(0, len(those), _MODULES_AT_ONCE)
    ]


def _areas(told: Any, question: Question) -> dict[int, dict[str, frozenset[int]]]:
    """Return what changed by quiz and area; Moodle leaves out a quiz without any change."""
    quiz_of = {quiz.module_id: quiz.quiz_id for quiz in question.quizzes}
    rows, problems = read_rows(_Instance, list_of(told, Function.UPDATES, "instances"), STREAM)
    if problems:  # whose attempts they list is not known: no quiz of the course has been listed
        raise wrong_shape(Function.UPDATES)
    return {
        quiz_of[row.id]: {update.name: frozenset(update.itemids) for update in row.updates}
        for row in rows
        if row.id in quiz_of
    }
