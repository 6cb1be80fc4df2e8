"""What a plan costs: for each need the way, the calls, the requests and the seconds, as plain arithmetic.

Calls are what the site's functions are asked, requests what goes over the wire: many calls travel in one. The
seconds are the round trips, at the latency measured in preflight, and the site's work, at what WEBSERVICE.md 12
has measured on a small machine; they are for comparing ways, not a promise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil

from connector.moodle.asking.pairs import PAIRS_AT_ONCE
from connector.moodle.functions import Function
from connector.moodle.involvement.course_lists import LISTS_AT_ONCE as COURSE_LISTS_AT_ONCE
from connector.moodle.plan import Plan, Way
from connector.moodle.planning.preflight import Site
from connector.moodle.planning.sizes import Sizes
from connector.moodle.quizzes.attempt_lists import LISTS_AT_ONCE as ATTEMPT_LISTS_AT_ONCE
from connector.moodle.quizzes.grades import REPORTS_AT_ONCE
from connector.moodle.quizzes.listing import COURSES_AT_ONCE
from connector.moodle.quizzes.reviews import REVIEWS_AT_ONCE
from connector.moodle.reports.filters import CANDIDATES, COMPLETED, ENROLLED, MODIFIED
from connector.moodle.reports.pages import PAGE

ACCOUNT = 12.4 / 3_001
"""Seconds of the site's work for an account by `core_user_get_users`; this and what follows: WEBSERVICE.md 12."""

COURSE = 0.9 / 201
"""A course in the list of all."""

REPORT_ROW = 2.2 / 10_000
"""A row of a page of the participants report."""

LISTED = 55.9 / 59_507
"""A person in a course's list, out of a batch of 200 lists."""

LIGHT = 0.0045
"""A light call inside a batch: an attempt list of one person, a best grade, a completion."""

GRADE_LINE = 4.4 / (5 * 300)
"""A person in a course's grade report."""

CHANGES = 0.04
"""The attempts of a quiz, by number."""

REVIEW = 0.76 / 25
"""An attempt question by question; half a megabyte."""


_FOR_NEWS = frozenset({COMPLETED, ENROLLED})
"""Filters without which the participants report cannot be asked for news."""


class NeedOf(StrEnum):
    """What is to be known."""

    PREFLIGHT = "preflight"
    ACCOUNTS = "accounts"
    LISTS = "lists"
    MEMBERS = "members"
    ENROLMENTS = "enrolments"
    COMPLETIONS = "completions"
    QUIZZES = "quizzes"
    FINAL_GRADES = "final_grades"
    ATTEMPT_LISTS = "attempt_lists"
    ATTEMPTS = "attempts"
    PART_MARKS = "part_marks"


@dataclass(frozen=True)
class Cost:
    """How one need is met, and for how much."""

    need: NeedOf
    way: str
    """Message id below `plan.way`."""

    calls: int = 0
    requests: int = 0
    work: float = 0
    """Seconds of the site."""

    latency: float = 0
    """Seconds of one round trip."""

    @property
    def seconds(self) -> float:
        """Return how long it takes, one request after the other."""
        return self.requests * self.latency + self.work

    def with_more(self, other: "Cost") -> "Cost":
        """Return this cost with what else the same need takes."""
        return replace(
            self,
            calls=self.calls + other.calls,
            requests=self.requests + other.requests,
            work=self.work + other.work,
        )


@dataclass(frozen=True)
class Sums:
    """What everything together costs."""

    calls: int
    requests: int
    seconds: float


def sums(costs: tuple[Cost, ...]) -> Sums:
    """Add costs up."""
    return Sums(
        sum(each.calls for each in costs),
        sum(each.requests for each in costs),
        sum(each.seconds for each in costs),
    )


def costs_of(
    site: Site, plan: Plan, sizes: Sizes, *, slot_quizzes: int = 0, news: bool = False
) -> tuple[Cost, ...]:
    """Return what each need costs in a whole pull or, with `news`, in a night when nothing has changed.

    `slot_quizzes` is how many quizzes are read question by question.
    """
    reckoning = _Reckoning(site, plan, sizes, slot_quizzes, news=news)
    return (
        reckoning.preflight(),
        reckoning.accounts(),
        reckoning.lists(),
        reckoning.members(),
        reckoning.enrolments(),
        reckoning.completions(),
        reckoning.quizzes(),
        reckoning.final_grades(),
        reckoning.attempt_lists(),
        reckoning.attempts(),
        reckoning.part_marks(),
    )


class _Reckoning:
    """One plan for one site, need by need."""

    def __init__(self, site: Site, plan: Plan, sizes: Sizes, slot_quizzes: int, *, news: bool) -> None:
        self._site = site
        self._plan = plan
        self._sizes = sizes
        self._slot_quizzes = slot_quizzes
        self._news = news

    def _cost(self, need: NeedOf, way: str, calls: int, at_once: int, work: float) -> Cost:
        """Return the cost of calls that go `at_once` in a request, or one by one where there are no batches."""
        requests = ceil(calls / at_once) if self._plan.batches else calls
        return Cost(need, way, calls, requests, work, self._site.latency)

    def preflight(self) -> Cost:
        """Ask who we are, the canary, the zone, the reports; open these, try their filters, compare dates."""
        first = [Function.MOBILE_CONFIG, Function.REPORTS]
        asked = 1 + sum(each in self._site.functions for each in first)
        opened = [each for each in self._site.reports if each.headings]
        tries = (
            sum(2 + 2 * len(CANDIDATES.get(each.source, ())) for each in opened) if self._plan.batches else 0
        )
        calls = 1 + asked + 2 * len(opened) + tries
        compared = 0 if self._news or not self._plan.batches or not opened else 1
        requests = (2 + (1 if opened else 0) + compared) if self._plan.batches else calls
        return Cost(
            NeedOf.PREFLIGHT, "preflight", calls + compared, requests, LIGHT * calls, self._site.latency
        )

    def accounts(self) -> Cost:
        """Ask for all in one call; in a night for those that the users report says have changed."""
        if self._news and MODIFIED in self._plan.users_windows and self._plan.batches:
            return self._cost(NeedOf.ACCOUNTS, "window", 3, 3, LIGHT * 3)
        return self._cost(NeedOf.ACCOUNTS, "list", 1, 1, ACCOUNT * self._sizes.accounts)

    def lists(self) -> Cost:
        """Ask for categories, courses and cohorts, and the report that tells id numbers."""
        calls = 1 + self._plan.categories + self._plan.cohorts
        told = self._cost(NeedOf.LISTS, "list", calls, calls, COURSE * self._sizes.courses)
        if self._plan.courses_report is None:
            return told
        report = self._cost(NeedOf.LISTS, "list", 2, 2, REPORT_ROW * self._sizes.courses)
        return replace(told.with_more(report), way="list_and_report")

    def members(self) -> Cost:
        """Ask for the members of all cohorts in one call."""
        if not self._plan.cohorts:
            return self._cost(NeedOf.MEMBERS, "none", 0, 1, 0)
        return self._cost(NeedOf.MEMBERS, "list", 1, 1, LIGHT * self._sizes.cohorts)

    def _report(self, need: NeedOf) -> Cost:
        """Read the participants report in pages; in a night through its windows, in one request."""
        windows = len(self._plan.windows)
        if self._news and self._tells_news:
            return self._cost(need, "window", 2 * windows + 1, 2 * windows + 1, LIGHT * (2 * windows + 1))
        pages = max(1, ceil(self._sizes.rows / PAGE))
        return self._cost(need, "report", 2 * pages, 2, REPORT_ROW * self._sizes.rows)

    @property
    def _tells_news(self) -> bool:
        """Tell whether a night asks the report for news only."""
        plan = self._plan
        both = plan.enrolments is plan.completions is Way.REPORT
        return both and plan.batches and plan.windows >= _FOR_NEWS and plan.columns.created is not None

    def enrolments(self) -> Cost:
        """Take the report, or two lists a course: people let in now, and people not let in."""
        if self._plan.enrolments is Way.REPORT:
            return self._report(NeedOf.ENROLMENTS)
        if self._plan.enrolments is Way.NONE:
            return self._cost(NeedOf.ENROLMENTS, "none", 0, 1, 0)
        lists = 2 * self._sizes.courses
        return self._cost(
            NeedOf.ENROLMENTS, "course", lists, COURSE_LISTS_AT_ONCE, LISTED * self._sizes.enrolments
        )

    def completions(self) -> Cost:
        """Take the same report, or a call for every enrolment; in a night for those not complete yet."""
        if self._plan.completions is Way.REPORT:
            if self._plan.enrolments is Way.REPORT:
                return self._cost(NeedOf.COMPLETIONS, "together", 0, 1, 0)
            return self._report(NeedOf.COMPLETIONS)
        if self._plan.completions is Way.NONE:
            return self._cost(NeedOf.COMPLETIONS, "none", 0, 1, 0)
        pairs = self._sizes.enrolments - (self._sizes.completions if self._news else 0)
        return self._cost(NeedOf.COMPLETIONS, "pair", pairs, PAIRS_AT_ONCE, LIGHT * pairs)

    def quizzes(self) -> Cost:
        """Ask for all quizzes of 200 courses a call."""
        calls = ceil(self._sizes.courses / COURSES_AT_ONCE)
        return self._cost(NeedOf.QUIZZES, "list", calls, 1, LIGHT * self._sizes.quizzes)

    def final_grades(self) -> Cost:
        """Read a grade report a course, or a grade a call; in a night only where something has changed."""
        if self._plan.final_grades is Way.NONE:
            return self._cost(NeedOf.FINAL_GRADES, "none", 0, 1, 0)
        if self._news and self._plan.attempt_lists:
            return self._cost(NeedOf.FINAL_GRADES, "changed", 0, 1, 0)
        if self._plan.final_grades is Way.PAIR:
            pairs = self._sizes.graded
            return self._cost(NeedOf.FINAL_GRADES, "pair", pairs, PAIRS_AT_ONCE, LIGHT * pairs)
        courses = self._sizes.quiz_courses
        lines = max(self._sizes.quiz_pairs, courses * self._sizes.people_a_course)
        book = self._cost(NeedOf.FINAL_GRADES, "course", courses, REPORTS_AT_ONCE, GRADE_LINE * lines)
        pairs = self._sizes.hidden if self._plan.missing_grades else 0
        return book.with_more(self._cost(NeedOf.FINAL_GRADES, "pair", pairs, PAIRS_AT_ONCE, LIGHT * pairs))

    def attempt_lists(self) -> Cost:
        """Ask for the numbers of all attempts, a call a course with quizzes."""
        if not self._plan.attempt_lists:
            return self._cost(NeedOf.ATTEMPT_LISTS, "none", 0, 1, 0)
        courses = self._sizes.quiz_courses
        work = CHANGES * self._sizes.quizzes
        return self._cost(NeedOf.ATTEMPT_LISTS, "course", courses, ATTEMPT_LISTS_AT_ONCE, work)

    def attempts(self) -> Cost:
        """Ask about everybody enrolled, and for the attempts of others by number."""
        if self._news and self._plan.attempt_lists:
            return self._cost(NeedOf.ATTEMPTS, "changed", 0, 1, 0)
        pairs, left = self._sizes.quiz_pairs, self._sizes.left if self._by_number else 0
        asked = self._cost(NeedOf.ATTEMPTS, "pair", pairs, PAIRS_AT_ONCE, LIGHT * pairs)
        return asked.with_more(self._cost(NeedOf.ATTEMPTS, "attempt", left, REVIEWS_AT_ONCE, REVIEW * left))

    @property
    def _by_number(self) -> bool:
        """Tell whether attempts of people no longer enrolled are known, and can be read."""
        return self._plan.attempt_lists and self._plan.reviews

    def part_marks(self) -> Cost:
        """Read each attempt whole for marks by question; by section they come with the attempts."""
        if not self._slot_quizzes:
            return self._cost(NeedOf.PART_MARKS, "with_attempts", 0, 1, 0)
        if not self._plan.reviews:
            return self._cost(NeedOf.PART_MARKS, "none", 0, 1, 0)
        if self._news and self._plan.attempt_lists:
            return self._cost(NeedOf.PART_MARKS, "changed", 0, 1, 0)
        attempts = ceil(self._sizes.attempts * min(self._slot_quizzes / max(self._sizes.quizzes, 1), 1))
        return self._cost(NeedOf.PART_MARKS, "attempt", attempts, REVIEWS_AT_ONCE, REVIEW * attempts)


def as_json(costs: tuple[Cost, ...]) -> list[Mapping[str, str | int | float]]:
    """Return costs as programs read them."""
    return [
        {
            "need": each.need.value,
            "way": each.way,
            "calls": each.calls,
            "requests": each.requests,
            "seconds": round(each.seconds, 1),
        }
        for each in costs
    ]
