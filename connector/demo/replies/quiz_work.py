"""Replies about attempts, marks and grades of quizzes."""

from typing import Any

from connector.demo.asking import Asking
from connector.demo.failures import MoodleError, missing_record
from connector.demo.grading import grade_row, scaled
from connector.demo.replies.people import active_user
from connector.demo.values import (
    ABANDONED,
    ESSAY,
    FINISHED,
    IN_PROGRESS,
    OVERDUE,
    Attempt,
    Quiz,
)
from connector.demo.wording import decimal, number, word

_STATES = {
    "finished": {FINISHED, ABANDONED},
    "unfinished": {IN_PROGRESS, OVERDUE},
    "all": {FINISHED, ABANDONED, IN_PROGRESS, OVERDUE},
}
_STEPS_SAVED, _STEPS_GRADED = 2, 3
_RIGHT = ("gradedright", "correct", "Correct")
_WRONG = ("gradedwrong", "incorrect", "Incorrect")


def attempts(asking: Asking, args: dict[str, Any]) -> dict[str, Any]:
    """mod_quiz_get_user_attempts: one person's attempts at one quiz; "finished" has the abandoned ones too."""
    quiz = _quiz(asking, args["quizid"])
    if args["status"] not in _STATES:
        raise MoodleError("invalidparameter")
    user_id = _asked_about(asking, args["userid"])
    found = [
        attempt
        for attempt in asking.district.attempts_of.get((quiz.quiz_id, user_id), ())
        if attempt.state in _STATES[args["status"]] and (args["includepreviews"] or not attempt.preview)
    ]
    return {"attempts": [_attempt(asking, quiz, attempt) for attempt in found], "warnings": []}


def _quiz(asking: Asking, quiz_id: int) -> Quiz:
    quiz = asking.district.quiz_by_id.get(quiz_id)
    if quiz is None:
        raise missing_record("quiz")
    return quiz


def _asked_about(asking: Asking, user_id: int) -> int:
    """Read 0 as the asker."""
    asked = user_id or asking.district.service_account.account_id
    return active_user(asking, asked).account_id


def _attempt(asking: Asking, quiz: Quiz, attempt: Attempt) -> dict[str, Any]:
    layout = ",".join(map(str, range(1, len(quiz.slots) + 1)))
    return {
        "id": attempt.attempt_id,
        "quiz": quiz.quiz_id,
        "userid": attempt.account_id,
        "attempt": attempt.number,
        "uniqueid": attempt.attempt_id,
        "layout": f"{layout},0",
        "currentpage": 0,
        "preview": int(attempt.preview),
        "state": attempt.state,
        "timestart": attempt.started_at,
        "timefinish": attempt.finished_at,
        "timemodified": attempt.modified_at,
        "timemodifiedoffline": 0,
        "timecheckstate": None,
        "sumgrades": None if attempt.mark is None else number(attempt.mark),
        **({"gradeitemmarks": _part_marks(quiz, attempt)} if asking.flavour.part_marks else {}),
        "gradednotificationsenttime": attempt.finished_at or None,
    }


def _part_marks(quiz: Quiz, attempt: Attempt) -> list[dict[str, Any]]:
    """Sum up the grade items; a question not graded counts as 0, not as unknown."""
    return [
        {
            "name": name,
            "grade": number(sum(attempt.marks[place - 1] or 0 for place in places)),
            "maxgrade": len(places),
        }
        for name, places in quiz.parts
    ]


def attempt_review(asking: Asking, args: dict[str, Any]) -> dict[str, Any]:
    """mod_quiz_get_attempt_review: any attempt by its id, question by question, marks as localised text.

    Every quiz here has one page, so that `page` changes nothing.
    """
    attempt = asking.district.attempt_by_id.get(args["attemptid"])
    if attempt is None:
        raise missing_record("quiz_attempts")
    quiz = _quiz(asking, attempt.quiz_id)
    questions = [_question(asking, attempt, place, kind) for place, kind in enumerate(quiz.slots, start=1)]
    return {
        "grade": None if attempt.mark is None else number(scaled(quiz, attempt.mark)),
        "attempt": _attempt(asking, quiz, attempt),
        "additionaldata": [],
        "questions": questions,
        "warnings": [],
    }


def _question(asking: Asking, attempt: Attempt, place: int, kind: str) -> dict[str, Any]:
    language = asking.settings.language
    mark = attempt.marks[place - 1]
    state, state_class, status = _question_state(attempt.state, kind, mark)
    return {
        "slot": place,
        "type": kind,
        "page": 0,
        "questionnumber": str(place),
        "number": place,
        "html": "<div>…</div>",
        "responsefileareas": [],
        "sequencecheck": _STEPS_SAVED if mark is None else _STEPS_GRADED,
        "lastactiontime": attempt.modified_at,
        "hasautosavedstep": False,
        "flagged": False,
        "state": state,
        **({"stateclass": state_class} if asking.flavour.recent_fields else {}),
        "status": word(status, language),
        "blockedbyprevious": False,
        "mark": "" if mark is None else decimal(mark, 2, language),
        "maxmark": 1,
        "settings": None,
    }


def _question_state(attempt_state: str, kind: str, mark: float | None) -> tuple[str, str, str]:
    if mark is not None:
        state, state_class, status = _RIGHT if mark else _WRONG
        return (f"man{state.replace('graded', 'gr')}" if kind == ESSAY else state), state_class, status
    if attempt_state == FINISHED:
        return "needsgrading", "requiresgrading", "Requires grading"
    if attempt_state == ABANDONED:
        return "complete", "answersaved", "Answer saved"
    return "todo", "notyetanswered", "Not yet answered"


def best_grade(asking: Asking, args: dict[str, Any]) -> dict[str, Any]:
    """mod_quiz_get_user_best_grade: the quiz's own grade of a person, without what the gradebook overrides."""
    quiz = _quiz(asking, args["quizid"])
    user_id = _asked_about(asking, args["userid"])
    row = grade_row(asking.district, quiz, user_id)
    return {
        "hasgrade": row is not None,
        **({} if row is None or row.grade is None else {"grade": number(round(row.grade, 5))}),
        **({"gradetopass": quiz.grade_to_pass} if quiz.grade_to_pass else {}),
        "warnings": [],
    }
