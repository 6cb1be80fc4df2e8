"""Attempts read by their number alone: people no longer enrolled, and marks question by question."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from config.problems import Problem
from connector.errors import BorderError
from connector.moodle.asking.calls import Call
from connector.moodle.asking.encoding import Parameter
from connector.moodle.asking.errors import wrong_shape
from connector.moodle.client import Moodle
from connector.moodle.functions import Function
from connector.moodle.quizzes.attempt_rows import STREAM, read_attempts
from connector.moodle.reading import Unreadable, problem_of
from connector.moodle.records import Attempt, PartMark
from connector.moodle.wire import Wire, list_of, mapping_of, read_rows

REVIEWS_AT_ONCE = 25
"""A review is up to half a megabyte, for it carries the page of every question (WEBSERVICE.md 12)."""

SLOT = "slot:"
"""What the name of a part begins with that is a question, before the question's place."""

_NO_SUCH_ATTEMPT = "invalidrecord"


class _Question(Wire):
    slot: int
    mark: str | float | None = None
    maxmark: float | None = None


def reviewed(
    moodle: Moodle, numbers: Sequence[int]
) -> tuple[list[Attempt], list[Unreadable], frozenset[int]]:
    """Return the attempts with these numbers, those told and not understood, and numbers no longer there.

    Those that may not be read are in none of them. Only the first page is asked for: it has all about the
    attempt. Raises WaitError.
    """
    calls = [Call(Function.ATTEMPT_REVIEW, {"attemptid": number, "page": 0}) for number in numbers]
    replies = moodle.batch(calls, size=REVIEWS_AT_ONCE)
    gone = frozenset(
        number for number, reply in zip(numbers, replies, strict=True) if reply.code == _NO_SUCH_ATTEMPT
    )
    rows = [reply.value.get("attempt") for reply in replies if isinstance(reply.value, dict)]
    return *read_attempts([row for row in rows if row is not None]), gone


def with_slot_marks(moodle: Moodle, attempts: Sequence[Attempt]) -> tuple[list[Attempt], list[Problem]]:
    """Return the attempts with a part `slot:N` for each question, and what could not be read.

    Raises WaitError.
    """
    calls = [Call(Function.ATTEMPT_REVIEW, _whole(attempt)) for attempt in attempts]
    found: list[Attempt] = []
    problems: dict[int, Problem] = {}
    for attempt, reply in zip(attempts, moodle.batch(calls, size=REVIEWS_AT_ONCE), strict=True):
        try:
            parts = (*attempt.parts, *_slots(reply.get()))
        except BorderError as error:
            where = {"quiz_id": attempt.quiz_id}
            problems.setdefault(attempt.quiz_id, problem_of(error, STREAM, **where))
            continue
        found.append(replace(attempt, parts=parts))
    return found, list(problems.values())


def _whole(attempt: Attempt) -> dict[str, Parameter]:
    return {"attemptid": attempt.attempt_id}


def _slots(told: Any) -> list[PartMark]:
    questions = list_of(mapping_of(told, Function.ATTEMPT_REVIEW), Function.ATTEMPT_REVIEW, "questions")
    rows, problems = read_rows(_Question, questions, STREAM)
    if problems:
        raise wrong_shape(Function.ATTEMPT_REVIEW)
    return [
        PartMark(part=f"{SLOT}{row.slot}", mark=_mark(row.mark), max_mark=row.maxmark)
        for row in rows
        if row.maxmark  # descriptions have none, or 0
    ]


def _mark(told: str | float | None) -> float | None:
    """Read a mark as written for people; a blank is not graded yet."""
    if not isinstance(told, str):
        return told
    written = told.strip().replace(",", ".")
    try:
        return float(written) if written else None
    except ValueError:
        raise wrong_shape(Function.ATTEMPT_REVIEW) from None
