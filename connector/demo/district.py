"""A made-up district: its staff and everything its LMS holds, one frozen value with the look-ups replies need.

`make_district` is pure: staff, seed and day decide every letter of it.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cached_property
from math import inf
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from connector.demo.accounts import make_accounts
from connector.demo.learning import make_learning
from connector.demo.lives import Calendar
from connector.demo.people import make_people
from connector.demo.site import COURSES, QUIZZES, SITE_ZONE
from connector.demo.values import (
    Account,
    Attempt,
    Cohort,
    Completion,
    Course,
    Enrolment,
    EnrolmentState,
    KeptGrade,
    Override,
    Person,
    Quiz,
    Visit,
)

Row = TypeVar("Row")
Key = TypeVar("Key", bound=Hashable)

_SHORTEST_YEAR = 3 * 86_400
"""On 1 January, "lately" means the last days of December."""


def _by(rows: Iterable[Row], key: Callable[[Row], Key]) -> dict[Key, list[Row]]:
    found: defaultdict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return dict(found)


@dataclass(frozen=True, eq=False)
class District:
    """Everything there is, on the morning of `day`; nothing in it is later than that midnight."""

    staff: int
    seed: int
    day: date
    people: tuple[Person, ...]
    accounts: tuple[Account, ...]
    enrolments: tuple[Enrolment, ...]
    completions: tuple[Completion, ...]
    attempts: tuple[Attempt, ...]
    overrides: tuple[Override, ...]
    cohorts: tuple[Cohort, ...]
    courses: tuple[Course, ...] = COURSES
    quizzes: tuple[Quiz, ...] = QUIZZES
    visits: tuple[Visit, ...] = ()
    kept_grades: tuple[KeptGrade, ...] = ()
    hidden_grades: tuple[tuple[int, int], ...] = ()
    """Pairs (quiz, account) whose grade the gradebook hides."""

    attempts_made: int = 0
    """The highest number an attempt has had, deleted ones included; 0 where none was ever deleted."""

    @cached_property
    def service_account(self) -> Account:
        """The account whose token opens the web service."""
        return next(account for account in self.accounts if account.username == "sync")

    @cached_property
    def account_by_id(self) -> dict[int, Account]:
        """Every account, deleted ones too."""
        return {account.account_id: account for account in self.accounts}

    @cached_property
    def live_accounts(self) -> tuple[Account, ...]:
        """The accounts not deleted, by id."""
        return tuple(account for account in self.accounts if not account.deleted)

    @cached_property
    def course_by_id(self) -> dict[int, Course]:
        """Every course but the front page."""
        return {course.course_id: course for course in self.courses}

    @cached_property
    def quiz_by_id(self) -> dict[int, Quiz]:
        """Every quiz."""
        return {quiz.quiz_id: quiz for quiz in self.quizzes}

    @cached_property
    def enrolments_in(self) -> dict[int, list[Enrolment]]:
        """Enrolments by course."""
        return _by(self.enrolments, lambda enrolment: enrolment.course_id)

    @cached_property
    def enrolments_of(self) -> dict[int, list[Enrolment]]:
        """Enrolments by account."""
        return _by(self.enrolments, lambda enrolment: enrolment.account_id)

    @cached_property
    def completion_of(self) -> dict[tuple[int, int], Completion]:
        """Completions by (course, account)."""
        return {(row.course_id, row.account_id): row for row in self.completions}

    @cached_property
    def attempt_by_id(self) -> dict[int, Attempt]:
        """Every attempt."""
        return {attempt.attempt_id: attempt for attempt in self.attempts}

    @cached_property
    def last_attempt_id(self) -> int:
        """The highest number an attempt has ever had; it is not given again."""
        return max(self.attempts_made, max(self.attempt_by_id, default=0))

    @cached_property
    def attempts_at(self) -> dict[int, list[Attempt]]:
        """Attempts by quiz."""
        return _by(self.attempts, lambda attempt: attempt.quiz_id)

    @cached_property
    def attempts_of(self) -> dict[tuple[int, int], list[Attempt]]:
        """Attempts by (quiz, account), in order of number."""
        return _by(self.attempts, lambda attempt: (attempt.quiz_id, attempt.account_id))

    @cached_property
    def override_of(self) -> dict[tuple[int, int], Override]:
        """Grades set by hand, by (quiz, account)."""
        return {(row.quiz_id, row.account_id): row for row in self.overrides}

    @cached_property
    def kept_grade_of(self) -> dict[tuple[int, int], KeptGrade]:
        """Kept grades by (quiz, account)."""
        return {(row.quiz_id, row.account_id): row for row in self.kept_grades}

    @cached_property
    def visited_at(self) -> dict[tuple[int, int], int]:
        """When each (course, account) was last seen there."""
        return {(row.course_id, row.account_id): row.at for row in self.visits}

    @cached_property
    def next_turn(self) -> float:
        """The moment at which an enrolment next begins or ends by its dates; infinite where none will.

        Moodle calls an enrolment past when its end is before now, so that it turns a second after its end.
        """
        turns = (
            row.ends_at + 1 if row.state is EnrolmentState.ACTIVE else row.starts_at
            for row in self.enrolments
            if (row.state is EnrolmentState.ACTIVE and row.ends_at)
            or (row.state is EnrolmentState.NOT_CURRENT and not row.ends_at)
        )
        return min(turns, default=inf)

    @cached_property
    def drawn(self) -> dict[Hashable, Any]:
        """Where replies keep what they have drawn from this very district, so that it is drawn once."""
        return {}

    @cached_property
    def texts(self) -> dict[Hashable, Any]:
        """Where replies keep rows drawn from nothing but themselves; it is handed on when the district changes."""
        return {}

    @cached_property
    def true_links(self) -> dict[int, int | None]:
        """Whose each account is: account id to № п/п, None for strangers and the site's own accounts."""
        return {account.account_id: account.roster_no for account in self.live_accounts}

    def is_active_in(self, course_id: int, account_id: int) -> bool:
        """Tell whether the account has an active enrolment in the course."""
        return any(
            enrolment.course_id == course_id and enrolment.state is EnrolmentState.ACTIVE
            for enrolment in self.enrolments_of.get(account_id, ())
        )


def make_district(staff: int, seed: int, day: date) -> District:
    """Make up a district of so many people as it stands on the morning of a day."""
    calendar = _calendar(day)
    people = make_people(staff, seed, day)
    accounts = make_accounts(people, seed, calendar.midnight)
    learning = make_learning(people, accounts, seed, calendar, day)
    return District(
        staff=staff,
        seed=seed,
        day=day,
        people=people,
        accounts=tuple(seen_at(accounts, learning.visits)),
        enrolments=learning.enrolments,
        completions=learning.completions,
        attempts=learning.attempts,
        overrides=learning.overrides,
        cohorts=learning.cohorts,
        visits=learning.visits,
    )


_DEPENDS = {
    "service_account": {"accounts"},
    "account_by_id": {"accounts"},
    "live_accounts": {"accounts"},
    "true_links": {"accounts"},
    "course_by_id": {"courses"},
    "quiz_by_id": {"quizzes"},
    "enrolments_in": {"enrolments"},
    "enrolments_of": {"enrolments"},
    "next_turn": {"enrolments"},
    "completion_of": {"completions"},
    "attempt_by_id": {"attempts"},
    "last_attempt_id": {"attempts", "attempts_made"},
    "attempts_at": {"attempts"},
    "attempts_of": {"attempts"},
    "override_of": {"overrides"},
    "kept_grade_of": {"kept_grades"},
    "visited_at": {"visits"},
}
"""Which fields each look-up is made from."""


def changed(district: District, **fields: Any) -> District:
    """Give the district with other fields; look-ups these do not touch are taken over, not made anew."""
    after = handed_on(district, replace(district, **fields))
    for name, made_from in _DEPENDS.items():
        if name in vars(district) and not made_from & fields.keys():
            vars(after)[name] = vars(district)[name]
    return after


def handed_on(before: District, after: District) -> District:
    """Hand on the rows drawn so far to what the district has become."""
    vars(after)["texts"] = before.texts
    return after


def seen_at(accounts: Iterable[Account], visits: Iterable[Visit]) -> Iterator[Account]:
    """Let everybody's last access be no earlier than their last visit to a course."""
    latest: dict[int, int] = {}
    for visit in visits:
        latest[visit.account_id] = max(visit.at, latest.get(visit.account_id, 0))
    for account in accounts:
        seen = latest.get(account.account_id, 0)
        yield replace(account, last_access=seen) if seen > account.last_access else account


def _calendar(day: date) -> Calendar:
    """Hang the world on the year before and this year, up to the day; a day in January has nothing before it."""
    this_year = min(local_seconds(date(day.year, 1, 1)), local_seconds(day) - _SHORTEST_YEAR)
    return Calendar(local_seconds(date(day.year - 1, 1, 1)), this_year, local_seconds(day))


def local_seconds(day: date) -> int:
    """Give the UTC seconds of the local midnight that begins the day."""
    return int(datetime.combine(day, time(), tzinfo=ZoneInfo(SITE_ZONE)).timestamp())
