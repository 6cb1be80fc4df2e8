"""Replies about what has changed in a course since a moment."""

from typing import Any

from connector.demo.asking import Asking
from connector.demo.failures import missing_record
from connector.demo.grading import grade_rows, row_id
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
        _instance(asking, quizzes[one["id"]], one["since"], args["filter"])
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


def _instance(asking: Asking, quiz: Quiz, since: int, wanted: list[str]) -> dict[str, Any]:
    """Name what changed; a filter narrows the areas every module has, the quiz's own are always told."""
    made_at = asking.district.service_account.created_at
    configured_at = quiz.modified_at or made_at
    areas: list[dict[str, Any]] = []
    if configured_at > since and (not wanted or "configuration" in wanted):
        areas.append({"name": "configuration", "timeupdated": configured_at})
    if made_at > since:
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
    return [row_id(row) for row in grade_rows(asking.district, quiz) if row.modified_at > since]
