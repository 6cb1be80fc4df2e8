"""Replies about what has changed in a course since a moment."""

from typing import Any

from connector.demo.asking import Asking
from connector.demo.failures import missing_record
from connector.demo.replies.quiz_work import counted, quiz_grade
from connector.demo.site import QUIZZES
from connector.demo.values import Quiz

_MODULE = "module"


def updates(asking: Asking, args: dict[str, Any]) -> dict[str, Any]:
    """core_course_check_updates: by module, ids of all attempts and grades touched after `since`.

    The attempts are everybody's: of people in the course, out of it, and deleted; begun, finished, previews.
    """
    if args["courseid"] not in asking.district.course_by_id:
        raise missing_record("course")
    quizzes = {quiz.module_id: quiz for quiz in asking.district.quizzes if quiz.course_id == args["courseid"]}
    told = [
        _instance(asking, quizzes[one["id"]], one["since"])
        for one in args["tocheck"]
        if one["contextlevel"] == _MODULE and one["id"] in quizzes
    ]
    warned = [
        _warning(one) for one in args["tocheck"] if one["contextlevel"] != _MODULE or one["id"] not in quizzes
    ]
    return {"instances": [one for one in told if one["updates"]], "warnings": warned}


def _warning(asked: dict[str, Any]) -> dict[str, Any]:
    level, module_id = asked["contextlevel"], asked["id"]
    if level != _MODULE:
        return {
            "item": "contextlevel",
            "itemid": module_id,
            "warningcode": "contextlevelnotsupported",
            "message": f"Context level not yet supported {level}",
        }
    return {
        "item": "module",
        "itemid": module_id,
        "warningcode": "cmidnotincourse",
        "message": "This module id does not belong to this course.",
    }


def _instance(asking: Asking, quiz: Quiz, since: int) -> dict[str, Any]:
    made_at = asking.district.service_account.created_at
    areas: list[dict[str, Any]] = []
    if made_at > since:
        areas.append({"name": "configuration", "timeupdated": made_at})
        areas.append({"name": "questions", "itemids": _question_ids(quiz)})
    for name, ids in (
        ("userattempts", _attempts_since(asking, quiz, since)),
        ("usergrades", _grades_since(asking, quiz, since)),
    ):
        if ids:
            areas.append({"name": name, "itemids": ids})
    return {"contextlevel": "module", "id": quiz.module_id, "updates": areas}


def _question_ids(quiz: Quiz) -> list[int]:
    before = sum(len(other.slots) for other in QUIZZES if other.quiz_id < quiz.quiz_id)
    return [before + place for place in range(1, len(quiz.slots) + 1)]


def _attempts_since(asking: Asking, quiz: Quiz, since: int) -> list[int]:
    made = asking.district.attempts_at.get(quiz.quiz_id, ())
    return [attempt.attempt_id for attempt in made if attempt.modified_at > since]


def _grades_since(asking: Asking, quiz: Quiz, since: int) -> list[int]:
    """Give the grades by number: that of the pair's first attempt, which is unique and stays."""
    accounts = dict.fromkeys(
        attempt.account_id for attempt in asking.district.attempts_at.get(quiz.quiz_id, ())
    )
    found = []
    for account_id in accounts:
        made = asking.district.attempts_of[quiz.quiz_id, account_id]
        if quiz_grade(quiz, made) is not None and max(one.modified_at for one in counted(made)) > since:
            found.append(made[0].attempt_id)
    return found
