"""The demo against recordings of two real sites, file by file: same keys, same JSON types, same errors.

A key that the recordings of a function show in some places only may be absent; any other must be there, and none
may be that no recording knows. A list that had rows in the recording has rows.
"""

import json
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from connector.demo.flavour import IOMAD, MOODLE
from connector.demo.operations import FUNCTIONS, OTHER_FUNCTIONS
from connector.demo.values import EnrolmentState
from connector.moodle.functions import Function

RECORDINGS = Path(__file__).parents[2] / "recordings"
FLAVOURS = {flavour.name: flavour for flavour in (MOODLE, IOMAD)}
FILES = [
    pytest.param(path, id=f"{name}/{path.stem}")
    for name in FLAVOURS
    for path in sorted((RECORDINGS / name).glob("*.json"))
]
JSON_TYPES = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}


def read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def is_error(reply: Any) -> bool:
    return isinstance(reply, dict) and "exception" in reply


class Shape:
    """Everything the recordings of one function show at each path: JSON types, and keys always or sometimes there."""

    def __init__(self) -> None:
        self.types: defaultdict[str, set[str]] = defaultdict(set)
        self.objects: defaultdict[str, int] = defaultdict(int)
        self.keys: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.rows: set[str] = set()

    def learn(self, value: Any, path: str = "") -> "Shape":
        self.types[path].add(json_type(value))
        if isinstance(value, dict):
            self.objects[path] += 1
            for key, inner in value.items():
                self.keys[path][key] += 1
                self.learn(inner, f"{path}.{key}")
        if isinstance(value, list):
            self.rows |= {path} if value else set()
            for inner in value:
                self.learn(inner, f"{path}[]")
        return self

    def always(self, path: str) -> set[str]:
        return {key for key, seen in self.keys[path].items() if seen == self.objects[path]}


def json_type(value: Any) -> str:
    return JSON_TYPES.get(type(value), "number")


def differences(known: Shape, told: Shape) -> set[str]:
    """Say where a reply leaves what the recordings know."""
    found = set()
    for path, types in told.types.items():
        if path not in known.types:
            continue
        found |= {f"{path or 'reply'} is {one}" for one in types - known.types[path]}
        found |= {f"{path}.{key} is unknown" for key in told.keys[path].keys() - known.keys[path].keys()}
        if told.objects[path]:
            found |= {f"{path}.{key} is missing" for key in known.always(path) - told.always(path)}
    found |= {f"{path} had no rows" for path in told.rows if path in known.types and path not in known.rows}
    return found


@cache
def known_shapes(flavour: str) -> dict[str, Shape]:
    shapes: defaultdict[str, Shape] = defaultdict(Shape)
    for path in (RECORDINGS / flavour).glob("*.json"):
        recording = read(path)
        for function, reply in [(recording["function"], recording["reply"]), *nested_replies(recording)]:
            if not is_error(reply):
                shapes[function].learn(reply)
    return shapes


def nested_replies(recording: dict[str, Any]) -> list[tuple[str, Any]]:
    if recording["function"] != Function.BATCH:
        return []
    asked = [one["function"] for one in recording["parameters"]["requests"]]
    told = recording["reply"]["responses"]
    return [
        (function, json.loads(one["data"]))
        for function, one in zip(asked, told, strict=False)
        if not one["error"]
    ]


class Equivalents:
    """Puts people and attempts of the demo in the place of those recorded, by what the recording says of them."""

    def __init__(self, district: Any) -> None:
        self.district = district

    def parameters(self, function: str, recorded: dict[str, Any], reply: Any) -> dict[str, Any]:
        translate = getattr(self, function, None)
        return translate(dict(recorded), reply) if translate else recorded

    def core_user_get_users_by_field(self, told, reply):
        live = [account.account_id for account in self.district.live_accounts]
        return {"field": "id", "values": [*live[: len(told["values"]) - 1], 999_999]}

    def core_course_check_updates(self, told, reply):
        modules = {quiz.quiz_id: quiz.module_id for quiz in self.district.quizzes}
        return told | {"tocheck": [one | {"id": modules[one["id"]]} for one in told["tocheck"]]}

    def core_cohort_get_cohort_members(self, told, reply):
        return {"cohortids": [cohort.cohort_id for cohort in self.district.cohorts]}

    def core_completion_get_course_completion_status(self, told, reply):
        if reply.get("errorcode") == "cannotviewreport":
            return {"courseid": 41, "userid": self.district.service_account.account_id}
        if reply.get("errorcode") == "usernotenroled":
            return self._pair(lambda row, _: row.state is EnrolmentState.SUSPENDED)
        wanted = reply["completionstatus"]["completed"]
        return self._pair(lambda row, done: row.state is EnrolmentState.ACTIVE and done is wanted)

    def _pair(self, fits):
        done = {(row.course_id, row.account_id) for row in self.district.completions if row.completed_at}
        row = next(
            row
            for row in self.district.enrolments
            if row.course_id < 41 and fits(row, (row.course_id, row.account_id) in done)
        )
        return {"courseid": row.course_id, "userid": row.account_id}

    def mod_quiz_get_user_attempts(self, told, reply):
        if "attempts" not in reply:
            return told
        states = {attempt["state"] for attempt in reply["attempts"]}
        quiz_id, account_id = self._sitting(told["quizid"], states)
        return told | {"quizid": quiz_id, "userid": account_id}

    def _sitting(self, quiz_id, states):
        """Find who has attempts in these states, and no other; at this quiz, or else at one like it."""
        made = {
            pair: {attempt.state for attempt in attempts}
            for pair, attempts in self.district.attempts_of.items()
        }
        return next(
            (one, account.account_id)
            for one in (quiz_id, 1, 2, 3, 4, 5)
            for account in self.district.live_accounts[2:]
            if made.get((one, account.account_id), set()) == states
        )

    def mod_quiz_get_user_best_grade(self, told, reply):
        quiz = self.district.quiz_by_id[told["quizid"]]
        graded = {one.account_id for one in self.district.attempts_at[quiz.quiz_id] if one.mark is not None}
        live = {account.account_id for account in self.district.live_accounts[2:]}
        return told | {"userid": min(live & graded if reply["hasgrade"] else live - graded)}

    def mod_quiz_get_attempt_review(self, told, reply):
        if is_error(reply):
            return told
        like = reply["attempt"]
        quiz_id, account_id = self._sitting(like["quiz"], {like["state"]})
        return {"attemptid": self.district.attempts_of[quiz_id, account_id][0].attempt_id}

    def tool_mobile_call_external_functions(self, told, reply):
        replies = [json.loads(one.get("data") or one["exception"]) for one in reply["responses"]]
        answered = zip(told["requests"], replies, strict=False)
        return {
            "requests": [*(self._nested(*one) for one in answered), *told["requests"][len(replies) :]],
        }

    def _nested(self, request, reply):
        arguments = self.parameters(request["function"], json.loads(request["arguments"]), reply)
        return request | {"arguments": json.dumps(arguments)}


@pytest.mark.parametrize("path", FILES)
def test_the_demo_answers_as_the_recorded_site_did(path, serve, district):
    flavour, recording = path.parent.name, read(path)
    function, reply = recording["function"], recording["reply"]
    site = serve(flavour=FLAVOURS[flavour])
    parameters = Equivalents(district).parameters(function, recording["parameters"], reply)
    wrong_token = {"wstoken": "wrong"} if reply_code(reply) == "invalidtoken" else {}

    answer = site.post(function, parameters, **wrong_token)
    told = answer.json()

    assert answer.status_code == recording["status"]
    assert answer.headers["Content-Type"] == recording["content_type"]
    if function in OTHER_FUNCTIONS:
        assert told["errorcode"] == "accessexception"
    elif is_error(reply):
        assert told == reply
    else:
        assert_same_shape(flavour, recording, told)


def reply_code(reply: Any) -> str | None:
    return reply["errorcode"] if is_error(reply) else None


def assert_same_shape(flavour: str, recording: dict[str, Any], told: Any) -> None:
    known, own = known_shapes(flavour)[recording["function"]], Shape().learn(told)
    assert differences(known, own) == set()
    assert Shape().learn(recording["reply"]).rows - own.rows == set()
    if recording["function"] == Function.BATCH:
        assert_same_batch(flavour, recording, told)


def assert_same_batch(flavour: str, recording: dict[str, Any], told: Any) -> None:
    expected, got = recording["reply"]["responses"], told["responses"]
    assert [one["error"] for one in got] == [one["error"] for one in expected]
    for request, ours, theirs in zip(recording["parameters"]["requests"], got, expected, strict=False):
        if ours["error"]:
            assert_same_nested_error(json.loads(ours["exception"]), json.loads(theirs["exception"]))
        else:
            known = known_shapes(flavour)[request["function"]]
            assert differences(known, Shape().learn(json.loads(ours["data"]))) == set()


def assert_same_nested_error(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    own_site = ("link",)
    assert ours.keys() == theirs.keys()
    assert {key: ours[key] for key in ours if key not in own_site} == {
        key: theirs[key] for key in theirs if key not in own_site
    }


def test_every_function_marshrut_may_call_is_answered():
    assert set(Function) <= set(FUNCTIONS)


@pytest.mark.parametrize(
    ("told", "difference"),
    [
        ({"id": 1, "name": "x"}, set()),
        ({"id": 1}, set()),
        ({"name": "x"}, {".id is missing"}),
        ({"id": "1"}, {".id is string"}),
        ({"id": None}, {".id is null"}),
        ({"id": 1, "more": 1}, {".more is unknown"}),
    ],
)
def test_the_comparison_sees_a_difference(told, difference):
    """Else the tests above could never fail."""
    known = Shape().learn({"id": 7, "name": "y"}).learn({"id": 8})

    assert differences(known, Shape().learn(told)) == difference
