"""The named alternative to the pull: a plain client of Moodle's web service, as one writes it in an afternoon.

It takes a list where one call gives a list, then goes course by course, enrolment by enrolment, and pair of
account and quiz by pair. It is thrifty: courses that track nothing are not asked about completion, quizzes
only about people enrolled, best grades only about people with a finished attempt. It keeps nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

import requests
from requests.adapters import HTTPAdapter

Pair = tuple[int, int]
"""(course or quiz, account)."""

Asked = TypeVar("Asked")

FRONT_PAGE = 1
"""The site itself, which Moodle lists among the courses."""


@dataclass
class PlainFacts:
    """What the plain client has learnt, by Moodle's numbers."""

    accounts: set[int] = field(default_factory=set)
    enrolled: set[Pair] = field(default_factory=set)
    completed: set[Pair] = field(default_factory=set)
    attempts: dict[int, Pair] = field(default_factory=dict)
    grades: dict[Pair, float] = field(default_factory=dict)


class EnoughError(Exception):
    """The client has sent as many requests as it was told to."""


class PlainClient:
    """Asks one thing a request, `in_flight` requests at a time, over connections kept alive.

    `most` requests are sent, then EnoughError is raised: for timing a part where the whole takes too long.
    """

    def __init__(self, url: str, token: str, *, in_flight: int = 1, most: int | None = None) -> None:
        self._most = most
        self._server = f"{url}/webservice/rest/server.php"
        self._fixed = {"wstoken": token, "moodlewsrestformat": "json"}
        self._session = requests.Session()
        self._session.mount("http://", HTTPAdapter(pool_maxsize=in_flight))
        self._pool = ThreadPoolExecutor(in_flight)
        self.asked: Counter[str] = Counter()
        """Requests by function."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()
        self._session.close()

    @property
    def requests(self) -> int:
        """How many have been sent."""
        return self.asked.total()

    def pull(self) -> PlainFacts:
        """Read the whole site."""
        facts = PlainFacts()
        users = self._ask("core_user_get_users", {"criteria[0][key]": "all", "criteria[0][value]": 1})
        facts.accounts = {user["id"] for user in users["users"]}
        told = self._ask("core_course_get_courses_by_field")["courses"]
        courses = [course for course in told if course["id"] != FRONT_PAGE]
        self._enrolments(facts, [course["id"] for course in courses])
        tracked = {course["id"] for course in courses if course["enablecompletion"]}
        self._completions(facts, tracked)
        quizzes = self._quizzes([course["id"] for course in courses])
        self._attempts(facts, quizzes)
        self._grades(facts)
        self._cohorts()
        return facts

    def _enrolments(self, facts: PlainFacts, courses: Iterable[int]) -> None:
        function = "core_enrol_get_enrolled_users"
        for course, told in self._each(courses, lambda course: self._ask(function, {"courseid": course})):
            if told is not None:
                facts.enrolled |= {(course, user["id"]) for user in told}

    def _completions(self, facts: PlainFacts, tracked: set[int]) -> None:
        function = "core_completion_get_course_completion_status"
        pairs = sorted(pair for pair in facts.enrolled if pair[0] in tracked)
        asked = self._each(pairs, lambda it: self._ask(function, {"courseid": it[0], "userid": it[1]}))
        for pair, told in asked:
            if told is not None and told["completionstatus"]["completed"]:
                facts.completed.add(pair)

    def _quizzes(self, courses: list[int]) -> list[dict[str, Any]]:
        numbers = {f"courseids[{place}]": course for place, course in enumerate(courses)}
        quizzes: list[dict[str, Any]] = self._ask("mod_quiz_get_quizzes_by_courses", numbers)["quizzes"]
        return quizzes

    def _attempts(self, facts: PlainFacts, quizzes: list[dict[str, Any]]) -> None:
        function = "mod_quiz_get_user_attempts"
        pairs = [
            (quiz["id"], account)
            for quiz in quizzes
            for course, account in sorted(facts.enrolled)
            if course == quiz["course"]
        ]
        asked = self._each(
            pairs, lambda it: self._ask(function, {"quizid": it[0], "userid": it[1], "status": "finished"})
        )
        for pair, told in asked:
            if told is not None:
                facts.attempts |= {attempt["id"]: pair for attempt in told["attempts"]}

    def _grades(self, facts: PlainFacts) -> None:
        function = "mod_quiz_get_user_best_grade"
        pairs = sorted(set(facts.attempts.values()))
        for pair, told in self._each(
            pairs, lambda it: self._ask(function, {"quizid": it[0], "userid": it[1]})
        ):
            if told is not None and told["hasgrade"]:
                facts.grades[pair] = told["grade"]

    def _cohorts(self) -> None:
        numbers = [cohort["id"] for cohort in self._ask("core_cohort_get_cohorts")]
        self._ask(
            "core_cohort_get_cohort_members",
            {f"cohortids[{place}]": number for place, number in enumerate(numbers)},
        )

    def _each(self, things: Iterable[Asked], ask: Callable[[Asked], Any]) -> Iterable[tuple[Asked, Any]]:
        things = list(things)
        return zip(things, self._pool.map(ask, things), strict=True)

    def _ask(self, function: str, fields: dict[str, Any] | None = None) -> Any:
        """Return the reply; None where Moodle refuses, as it does about courses that ask nothing of anybody."""
        if self.requests == self._most:
            raise EnoughError
        self.asked[function] += 1
        form = {**self._fixed, "wsfunction": function, **(fields or {})}
        reply = self._session.post(self._server, data=form, timeout=120).json()
        return None if isinstance(reply, dict) and "exception" in reply else reply
