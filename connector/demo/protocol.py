"""Moodle's REST protocol without the network: an encoded request in, the text of the answer out.

Every error is an answer like any other, with status 200. Source: WEBSERVICE.md §1 and §3.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

from connector.demo.asking import LANGUAGES, Asking, Settings
from connector.demo.failures import MoodleError, missing_record
from connector.demo.faults import FaultLine
from connector.demo.forms import Array, php_array
from connector.demo.operations import BATCH_TAKES, OPERATIONS, OTHER_FUNCTIONS
from connector.demo.rendering import moodle_xml, moodle_xml_error, php_json
from connector.moodle.functions import Function

_RESERVED = ("wstoken", "wsfunction", "moodlewsrestformat")
_SETTINGS = (
    "moodlewssettingraw",
    "moodlewssettingfilter",
    "moodlewssettingfileurl",
    "moodlewssettinglang",
    "moodlewssettingtimezone",
)

_BLIND_ANSWERS: dict[str, Any] = {
    Function.CATEGORIES: [],
    Function.QUIZZES: {"quizzes": [], "warnings": []},
}
"""What functions answer that swallow the breakage of the service account (WEBSERVICE.md §2.2)."""

_UNTOUCHED = {Function.SITE_INFO, Function.USERS, Function.MOBILE_CONFIG, Function.BATCH}
_NAMING_THE_COURSE = {Function.ENROLLED_USERS}


Meddler = Callable[[dict[str, Any], Any], Any]
"""Turns the cleaned parameters and the right answer of a call into the answer given instead."""


@dataclass(frozen=True)
class Request:
    """A request as PHP read it."""

    token: str
    function: str
    as_json: bool
    settings: dict[str, str]
    arguments: Array

    @property
    def nested(self) -> list[str]:
        """The functions a batch asks for, as far as they can be told."""
        asked = self.arguments.get("requests", {})
        if self.function != Function.BATCH or not isinstance(asked, dict):
            return []
        return [str(one["function"]) for one in asked.values() if isinstance(one, dict) and "function" in one]


def read_request(query: str, body: str) -> Request:
    """Read the query string and the form body; the body wins on equal names."""
    told = php_array(query) | php_array(body)
    taken = {name: str(told.pop(name, "")) for name in _RESERVED}
    return Request(
        token=taken["wstoken"],
        function=taken["wsfunction"],
        as_json=taken["moodlewsrestformat"] == "json",
        settings={name: str(told.pop(name)) for name in _SETTINGS if name in told},
        arguments=told,
    )


@dataclass(frozen=True)
class WebService:
    """A token and what it opens."""

    token: str
    asking: Asking
    faults: FaultLine
    note_call: Callable[[str], None]
    """Told of every function called, in batches too."""

    broken: str | None = None
    """The error code of a broken service account, such as usernotfullysetup."""

    meddlers: Mapping[str, Meddler] = field(default_factory=dict)
    """What is done to the answers of functions before they go out."""

    def answer(self, request: Request) -> str:
        """Answer a request as text, JSON or XML as it asked."""
        try:
            value = self._answer(request)
        except MoodleError as error:
            told = error.answer(self.asking.flavour)
            return php_json(told) if request.as_json else moodle_xml_error(told)
        return php_json(value) if request.as_json else moodle_xml(value)

    def _answer(self, request: Request) -> Any:
        self._check(request)
        asking = replace(self.asking, settings=settings_of(request.settings))
        self.note_call(request.function)
        if error := self.faults.error_of(request.function):
            raise MoodleError(error)
        if request.function == Function.BATCH:
            return self._batch(asking, BATCH_TAKES.clean(request.arguments)["requests"])
        return self._call(asking, request.function, request.arguments)

    def _check(self, request: Request) -> None:
        """Check token, function and service, in Moodle's order."""
        if request.token != self.token:
            raise MoodleError("invalidtoken")
        if not request.function:
            raise MoodleError("invalidparameter")
        if request.function in self.asking.functions:
            return
        if request.function in OPERATIONS.keys() | OTHER_FUNCTIONS | {Function.BATCH}:
            raise MoodleError("accessexception")
        raise missing_record("external_functions")

    def _call(self, asking: Asking, function: str, arguments: Any) -> Any:
        operation = OPERATIONS[function]
        args = operation.takes.clean(arguments)
        if self.broken and function not in _UNTOUCHED:
            return _blind_answer(function, self.broken)
        value = operation.answers(asking, args)
        meddler = self.meddlers.get(function)
        return meddler(args, json.loads(php_json(value))) if meddler else value

    def _batch(self, asking: Asking, requests: list[dict[str, Any]]) -> dict[str, Any]:
        """Answer sub-requests one after another, and none after the first that fails."""
        if any(one["settinglang"] not in {"", *LANGUAGES} for one in requests):
            raise MoodleError("invalidparameter")
        responses: list[dict[str, Any]] = []
        for one in requests:
            try:
                value = self._nested(_with_settings(asking, one), one)
            except MoodleError as error:
                told = error.nested_answer(asking.flavour, asking.site_url)
                responses.append({"error": True, "exception": php_json(told)})
                break
            responses.append({"error": False, "data": php_json(value)})
        return {"responses": responses}

    def _nested(self, asking: Asking, one: dict[str, Any]) -> Any:
        function = one["function"]
        if function not in self.asking.functions:
            raise MoodleError("accessexception")
        self.note_call(function)
        if error := self.faults.error_of(function):
            raise MoodleError(error)
        arguments = _decoded(one["arguments"])
        if function == Function.BATCH:
            return self._batch(asking, BATCH_TAKES.clean(arguments)["requests"])
        return self._call(asking, function, arguments)


def _decoded(text: str) -> Any:
    """Read arguments; what is no JSON counts as none given, for json_decode gives null and that is cast."""
    try:
        return json.loads(text)
    except ValueError:
        return {}


def settings_of(told: dict[str, str]) -> Settings:
    """Read the `moodlewssetting…` values; a language or zone Moodle doesn't know leaves the default."""
    settings = Settings(raw=told.get("moodlewssettingraw") == "1")
    language = told.get("moodlewssettinglang")
    if language in LANGUAGES:
        settings = replace(settings, language=language)
    try:
        return replace(settings, zone=ZoneInfo(told["moodlewssettingtimezone"]))
    except (KeyError, ValueError, OSError):
        return settings


def _with_settings(asking: Asking, one: dict[str, Any]) -> Asking:
    """Take raw from the sub-request alone; its language falls back to that of the whole."""
    language = one["settinglang"] or asking.settings.language
    return replace(asking, settings=replace(asking.settings, raw=one["settingraw"], language=language))


def _blind_answer(function: str, broken: str) -> Any:
    if function in _BLIND_ANSWERS:
        return _BLIND_ANSWERS[function]
    raise MoodleError("errorcoursecontextnotvalid" if function in _NAMING_THE_COURSE else broken)
