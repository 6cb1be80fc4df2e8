"""Rights of the service account, tried by one cheap call each: Moodle tells nobody what one may.

What is tried on comes from the site itself: people and courses from rows of the reports, a quiz from the list of
quizzes. Four requests, and one more for each refusal.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from config.problems import Problem
from connector.errors import RefusedError
from connector.moodle.asking.calls import Call, Reply
from connector.moodle.asking.pairs import Pair
from connector.moodle.client import Moodle
from connector.moodle.functions import NEEDS, Function
from connector.moodle.plan import Plan
from connector.moodle.planning.checkup import Finding, State
from connector.moodle.planning.preflight import Site
from connector.moodle.quizzes.listing import COURSES_AT_ONCE
from connector.moodle.reading import ProfileFields
from connector.moodle.reports.cells import linked_account, linked_course

_PEOPLE = 20
"""Accounts looked at: enough for one of them to have its profile filled in."""

_TOGETHER = 5
_REPEATED = "profile_field"
"""The one item that is told more than once."""

_SITE_COURSE = 1
_NO_RIGHT = "cannotviewreport"
"""Of a completion: no right to it, or the course tracks none; a person's own row says it does."""

_NOT_TRACKING = frozenset({"usernotenroled", "nocriteriaset"})
"""Codes that say nothing against the right: this pair has no completion to tell."""


def rights_found(moodle: Moodle, site: Site, plan: Plan, profile: ProfileFields) -> list[Finding]:
    """Return a finding a right. Raises WaitError, and RefusedError where nothing more can be asked."""
    return _Trials(moodle, site, plan, profile).findings()


class _Trials:
    """The trials, one after the other; each later one is tried on what earlier ones have found."""

    def __init__(self, moodle: Moodle, site: Site, plan: Plan, profile: ProfileFields) -> None:
        self._moodle = moodle
        self._site = site
        self._profile = profile
        self._accounts, self._pair = _from_reports(plan)
        self._people: list[Mapping[str, Any]] = []
        self._courses: list[Mapping[str, Any]] = []
        self._cohort: int | None = None
        self._quiz: Mapping[str, Any] | None = None
        self._attempt: int | None = None
        self._found: list[Finding] = []

    def findings(self) -> list[Finding]:
        """Ask, and return what has been found."""
        self._ask([Call(Function.COURSES), Call(Function.COHORTS)])
        self._ask([*self._about_courses(), *self._about_quizzes(), *self._about_cohorts()])
        self._ask([*self._about_people(), *self._about_somebody(), *self._about_attempts()])
        self._tell_people()
        self._ask([Call(Function.ATTEMPT_REVIEW, {"attemptid": self._attempt})] if self._attempt else [])
        return [*self._found, *self._untried()]

    def _ask(self, wanted: Sequence[Call]) -> None:
        calls = [each for each in wanted if each.function in self._site.functions]
        judges = {
            Function.COURSES: self._judge_courses,
            Function.COHORTS: self._judge_cohorts,
            Function.USERS_BY_FIELD: self._take_people,
            Function.QUIZZES: self._judge_quizzes,
            Function.UPDATES: self._judge_updates,
        }
        for call, reply in zip(calls, self._moodle.batch(calls), strict=True):
            if reply.error is None and call.function is Function.ENROLLED_USERS:
                self._judge_participants(int(str(call.arguments["courseid"])), reply.value)
            elif reply.error is None and call.function in judges:
                judges[call.function](reply.value)
            else:
                self._judge(call.function, reply)

    def _about_people(self) -> list[Call]:
        """Ask about a few at a time: a record that Moodle cannot give hides those it is asked with."""
        parts = [
            self._accounts[start : start + _TOGETHER] for start in range(0, len(self._accounts), _TOGETHER)
        ]
        return [Call(Function.USERS_BY_FIELD, {"field": "id", "values": part}) for part in parts]

    def _about_courses(self) -> list[Call]:
        """Ask who is in the course of somebody known or, for want of one, in some that may have people."""
        somewhere = [int(each["id"]) for each in self._courses][:_TOGETHER]
        courses = [self._pair[0]] if self._pair else somewhere
        return [Call(Function.ENROLLED_USERS, _one_of(course)) for course in courses]

    def _about_somebody(self) -> list[Call]:
        if self._pair is None:
            return []
        pair = {"courseid": self._pair[0], "userid": self._pair[1]}
        return [Call(Function.COURSE_COMPLETION, pair), Call(Function.GRADE_ITEMS, pair)]

    def _about_quizzes(self) -> list[Call]:
        numbers = [int(each["id"]) for each in self._courses][:COURSES_AT_ONCE]
        return [Call(Function.QUIZZES, {"courseids": numbers})] if numbers else []

    def _about_cohorts(self) -> list[Call]:
        return [Call(Function.COHORT_MEMBERS, {"cohortids": [self._cohort]})] if self._cohort else []

    def _about_attempts(self) -> list[Call]:
        if self._quiz is None:
            return []
        module: dict[str, str | int] = {
            "contextlevel": "module",
            "id": int(self._quiz["coursemodule"]),
            "since": 0,
        }
        asked: dict[str, int | list[str] | list[dict[str, str | int]]] = {
            "courseid": int(self._quiz["course"]),
            "tocheck": [module],
            "filter": ["configuration"],
        }
        calls = [Call(Function.UPDATES, asked)]
        if self._accounts:
            person = {"quizid": int(self._quiz["id"]), "userid": self._accounts[0]}
            calls += [Call(Function.QUIZ_ATTEMPTS, person), Call(Function.BEST_GRADE, person)]
        return calls

    def _judge(self, function: Function, reply: Reply) -> None:
        """Believe an answer, and a refusal; an odd reply says nothing about rights, but for one."""
        item = f"right_{function.name.lower()}"
        if reply.error is None or reply.code in _NOT_TRACKING:
            self._tell(item, State.READY)
        elif isinstance(reply.error, RefusedError) or reply.code == _NO_RIGHT:
            capabilities = ", ".join(NEEDS[function].capabilities)
            reason = Problem(reply.error.text_id, dict(reply.error.detail))
            self._tell(item, State.MISSING, {"capabilities": capabilities}, reason, function.value)
        elif function is not Function.USERS_BY_FIELD:
            self._tell(item, State.UNSEEN, None, Problem(reply.error.text_id, dict(reply.error.detail)))

    def _judge_courses(self, value: Any) -> None:
        """Tell courses that open from those that only show their public fields (WEBSERVICE.md 4b)."""
        told = value.get("courses", ()) if isinstance(value, Mapping) else ()
        rows = [each for each in told if isinstance(each, Mapping) and each.get("id") != _SITE_COURSE]
        self._courses = [each for each in rows if "format" in each]
        closed = len(rows) - len(self._courses)
        if not rows:
            self._tell("right_courses", State.UNSEEN)
        elif closed:
            capabilities = ", ".join(NEEDS[Function.COURSES].capabilities)
            self._tell("right_courses", State.MISSING, {"n": closed, "capabilities": capabilities})
        else:
            self._tell("right_courses", State.READY, {"n": len(rows)})

    def _judge_participants(self, course: int, value: Any) -> None:
        """Find somebody, where no report has told of anybody."""
        rows = [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
        if rows and self._pair is None:
            self._pair = (course, int(rows[0]["id"]))
            self._accounts = self._accounts or [self._pair[1]]
        self._tell("right_enrolled_users", State.READY)

    def _judge_cohorts(self, value: Any) -> None:
        rows = value if isinstance(value, list) else ()
        self._cohort = next((int(each["id"]) for each in rows if isinstance(each, Mapping)), None)
        self._tell("right_cohorts", State.READY, {"n": len(rows)})

    def _take_people(self, value: Any) -> None:
        self._people += (
            [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
        )

    def _tell_people(self) -> None:
        """Tell whether accounts show what they are matched by."""
        rows = self._people
        partly = sum("username" not in each for each in rows)
        if not rows:
            return
        capabilities = ", ".join(NEEDS[Function.USERS].capabilities)
        state = State.MISSING if partly else State.READY
        self._tell("right_people", state, {"n": partly, "capabilities": capabilities})
        shown = {field["shortname"] for each in rows for field in each.get("customfields", ())}
        for name in dict.fromkeys((self._profile.snils, self._profile.organisation)):
            seen = State.READY if name in shown else State.UNSEEN
            self._tell(_REPEATED, seen, {"field": name, "n": len(rows)})

    def _judge_quizzes(self, value: Any) -> None:
        told = value if isinstance(value, Mapping) else {}
        rows = [each for each in told.get("quizzes", ()) if isinstance(each, Mapping)]
        here = [each for each in rows if self._pair and each.get("course") == self._pair[0]]
        self._quiz = next(iter((*here, *rows)), None)
        closed = [each for each in told.get("warnings", ()) if each.get("item") == "course"]
        if closed:
            capabilities = ", ".join(NEEDS[Function.QUIZZES].capabilities)
            self._tell("right_quizzes", State.MISSING, {"n": len(closed), "capabilities": capabilities})
        else:
            self._tell("right_quizzes", State.READY if rows else State.UNSEEN, {"n": len(rows)})

    def _judge_updates(self, value: Any) -> None:
        """Find an attempt; a quiz without any says nothing about the right."""
        told = value.get("instances", ()) if isinstance(value, Mapping) else ()
        areas = [
            area for each in told for area in each.get("updates", ()) if area.get("name") == "userattempts"
        ]
        numbers = [number for area in areas for number in area.get("itemids", ())]
        self._attempt = next(iter(numbers), None)
        self._tell("right_updates", State.READY if numbers else State.UNSEEN, {"n": len(numbers)})

    def _untried(self) -> Iterable[Finding]:
        """Return the rights that there was nothing to try on."""
        names = {
            Function.USERS_BY_FIELD: "right_people",
            Function.ENROLLED_USERS: "right_enrolled_users",
            Function.COURSE_COMPLETION: "right_course_completion",
            Function.GRADE_ITEMS: "right_grade_items",
            Function.QUIZ_ATTEMPTS: "right_quiz_attempts",
            Function.UPDATES: "right_updates",
            Function.ATTEMPT_REVIEW: "right_attempt_review",
            Function.COHORT_MEMBERS: "right_cohort_members",
        }
        told = {each.item for each in self._found}
        return [
            Finding(item, State.UNSEEN)
            for function, item in names.items()
            if function in self._site.functions and item not in told
        ]

    def _tell(
        self,
        item: str,
        state: State,
        values: Mapping[str, str | int] | None = None,
        reason: Problem | None = None,
        thing: str = "",
    ) -> None:
        if item == _REPEATED or item not in {each.item for each in self._found}:
            self._found.append(Finding(item, state, values or {}, reason, thing))


def _one_of(course_id: int) -> dict[str, int | list[dict[str, str | int]]]:
    """Return the arguments that ask for one participant of a course."""
    wanted: dict[str, str | int] = {"onlyactive": 1, "limitnumber": 1, "userfields": "id"}
    return {
        "courseid": course_id,
        "options": [{"name": name, "value": value} for name, value in wanted.items()],
    }


def _from_reports(plan: Plan) -> tuple[list[int], Pair | None]:
    """Return people, and somebody enrolled somewhere, from the rows that preflight has read."""
    people: dict[int, None] = {}
    pair: Pair | None = None
    for report, column in (
        (plan.report, plan.columns.account_link),
        (plan.users_report, plan.users_columns.account_link),
    ):
        for row in report.sample if report else ():
            account = linked_account(row, column)
            course = linked_course(row, plan.columns.course_link) if report is plan.report else None
            if account is not None:
                people.setdefault(account)
                pair = pair or ((course, account) if course is not None else None)
    return list(people)[:_PEOPLE], pair
