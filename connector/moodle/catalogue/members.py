"""Who is enrolled in a course altogether: from the enrolments where they were read whole, else its member list.

A night's enrolments hold only news; a list with nothing but numbers is cheap, and asked for only where it
matters.
"""

from collections.abc import Collection, Iterable, Sequence

from config.problems import Problem
from connector.errors import BorderError, RefusedError
from connector.moodle.asking.calls import Call, Reply
from connector.moodle.client import Moodle
from connector.moodle.functions import Function
from connector.moodle.reading import Reading, problem_of
from connector.moodle.records import Enrolment
from connector.moodle.wire import Wire, list_of, read_rows

LISTS_AT_ONCE = 40
"""Courses in a batch: numbers only."""

_STREAM = "enrolments"
_NUMBERS: list[dict[str, str | int]] = [{"name": "userfields", "value": "id"}]


class _Member(Wire):
    id: int


class Members:
    """Accounts by course, as far as anybody has asked."""

    def __init__(self, moodle: Moodle, enrolments: Reading[Enrolment]) -> None:
        self._moodle = moodle
        self._whole = enrolments.scope is None and enrolments.complete
        self._listed = _by_course(enrolments.records)
        self._known = {**self._listed} if self._whole else {}
        self._problems: list[Problem] = []
        self._closed: set[int] = set()
        self._unheard_of = False

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what stood in the way."""
        return tuple(self._problems)

    def unknown(self, courses: Iterable[int]) -> list[int]:
        """Return the courses that would have to be asked about, in order."""
        if self._whole or self._unheard_of:
            return []
        return sorted(set(courses) - self._known.keys() - self._closed)

    def learn(self, courses: Iterable[int]) -> None:
        """Ask about the courses not known yet. Raises WaitError."""
        wanted = self.unknown(courses)
        first, rest = wanted[:1], wanted[1:]
        for part in (wanted,) if len(wanted) <= _FEW else (first, rest):
            if not self._unheard_of:
                calls = [members_call(course_id) for course_id in part]
                self.take(part, self._moodle.batch(calls, size=LISTS_AT_ONCE))

    def take(self, courses: Sequence[int], replies: Sequence[Reply]) -> None:
        """Read the lists of these courses."""
        for course_id, reply in zip(courses, replies, strict=True):
            try:
                told = list_of(reply.get(), Function.ENROLLED_USERS)
            except BorderError as error:
                self._refused(error, course_id)
                continue
            rows, problems = read_rows(_Member, told, _STREAM)
            self._problems += problems
            self._known[course_id] = {row.id for row in rows}

    def _refused(self, error: BorderError, course_id: int) -> None:
        """Let a list that we may not see stay unknown; one that did not come is a problem."""
        self._closed.add(course_id)
        self._unheard_of = self._unheard_of or error.detail.get("code") == "accessexception"
        told = problem_of(error, _STREAM, course_id=course_id)
        if not isinstance(error, RefusedError):
            self._problems.append(told)

    def seen_in(self, course_id: int) -> Collection[int]:
        """Return the accounts known to be enrolled in a course, whether or not they are all."""
        return self._known.get(course_id) or self._listed.get(course_id) or ()

    def of(self, course_id: int) -> Collection[int] | None:
        """Return the accounts enrolled in a course; None: not known."""
        return self._known.get(course_id, frozenset[int]() if self._whole else None)


_FEW = 3
"""So few lists are asked for at once: a refusal of one would be that of all."""


def members_call(course_id: int) -> Call:
    """Return the question for everybody enrolled, whatever their enrolment's status."""
    return Call(Function.ENROLLED_USERS, {"courseid": course_id, "options": _NUMBERS})


def _by_course(enrolments: Iterable[Enrolment]) -> dict[int, set[int]]:
    people: dict[int, set[int]] = {}
    for each in enrolments:
        people.setdefault(each.course_id, set()).add(each.account_id)
    return people
