"""What there is to take part in: categories, courses, cohorts; each list is one call."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import JsonValue

from config.problems import Problem
from connector.moodle.asking.calls import Call
from connector.moodle.client import Moodle
from connector.moodle.functions import Function
from connector.moodle.reading import Reading
from connector.moodle.records import Category, Cohort, CohortMember, Course
from connector.moodle.wire import Wire, Words, list_of, numbered, read_rows_apart

CATEGORIES, COURSES, COHORTS, COHORT_MEMBERS = "categories", "courses", "cohorts", "cohort_members"

ID_NUMBER = "id_number"
"""A field of courses and categories that Moodle's lists tell only to who may edit them."""

FRONT_PAGE = 1
"""The site itself is kept as a course with this number."""

_COHORTS_AT_ONCE = 500

_UNTOLD_WHERE_CLOSED = frozenset({"visible", "tracks_completion"})
"""Fields that Moodle leaves out of a course closed to us: there, silence is not «no»."""

_NUMBERS = "numbers"
"""The note that tells what there was last time."""


class _Category(Wire):
    id: int
    name: str
    idnumber: Words = None
    parent: int = 0


class _CustomField(Wire):
    shortname: str
    valueraw: Words = None
    value: Words = None


class _Course(Wire):
    id: int
    shortname: str
    fullname: str = ""
    idnumber: Words = None
    categoryid: int | None = None
    visible: bool | None = None
    enablecompletion: bool | None = None
    """Both are told only of courses that the account may enter."""

    customfields: tuple[_CustomField, ...] = ()


class _Cohort(Wire):
    id: int
    name: str
    idnumber: Words = None


class _Members(Wire):
    cohortid: int
    userids: tuple[int, ...]


def categories(told: Any) -> Reading[Category]:
    """Return the tree of categories from its reply. Raises OddError for a reply that is no list."""
    listed = list_of(told, Function.CATEGORIES)
    rows, apart = read_rows_apart(_Category, listed, numbered(category_id="id"))
    found = [
        Category(category_id=row.id, name=row.name, id_number=row.idnumber, parent_id=row.parent or None)
        for row in rows
    ]
    return Reading(
        CATEGORIES,
        found,
        coverage={CATEGORIES: len(found)},
        untold=_untold(rows),
        unreadable=tuple(apart),
        notes=_numbers(each.category_id for each in found),
    )


def courses(told: Any) -> Reading[Course]:
    """Return the courses from their reply, without the front page. Raises OddError for no list."""
    listed = list_of(told, Function.COURSES, "courses")
    rows, apart = read_rows_apart(_Course, listed, numbered(course_id="id"))
    rows = [row for row in rows if row.id != FRONT_PAGE]
    closed = [row.id for row in rows if row.enablecompletion is None]
    values: dict[str, str | int] = {"n": len(closed), "course_id": closed[0]} if closed else {}
    found = [_course(row) for row in rows]
    return Reading(
        COURSES,
        found,
        complete=not closed,
        problems=(Problem("lms.problem.courses_closed", values),) if closed else (),
        coverage={COURSES: len(found)},
        untold=_untold(rows) | (_UNTOLD_WHERE_CLOSED if closed else frozenset()),
        unreadable=tuple(apart),
        notes=_numbers(each.course_id for each in found),
    )


def unread_courses(courses: Reading[Course]) -> list[int]:
    """Return the numbers of the courses that are there and could not be read: what is in them may be readable."""
    return [row.keys["course_id"] for row in courses.unreadable if "course_id" in row.keys]


def _untold(rows: Sequence[_Category | _Course]) -> frozenset[str]:
    told = any("idnumber" in row.model_fields_set for row in rows)
    return frozenset() if told or not rows else frozenset({ID_NUMBER})


def _course(row: _Course) -> Course:
    values = {field.shortname: field.valueraw or field.value for field in row.customfields}
    return Course(
        course_id=row.id,
        short_name=row.shortname,
        full_name=row.fullname,
        id_number=row.idnumber,
        category_id=row.categoryid or None,
        visible=row.visible is not False,
        tracks_completion=bool(row.enablecompletion),
        custom_fields={name: value for name, value in values.items() if value is not None},
    )


def cohorts(told: Any) -> Reading[Cohort]:
    """Return the cohorts from their reply. Raises OddError for a reply that is no list."""
    rows, apart = read_rows_apart(_Cohort, list_of(told, Function.COHORTS), numbered(cohort_id="id"))
    found = [Cohort(cohort_id=row.id, name=row.name, id_number=row.idnumber) for row in rows]
    return Reading(
        COHORTS,
        found,
        coverage={COHORTS: len(found)},
        unreadable=tuple(apart),
        notes=_numbers(each.cohort_id for each in found),
    )


def members_calls(numbers: Sequence[int]) -> list[Call]:
    """Return the calls that tell who is in these cohorts."""
    parts = in_parts(numbers, _COHORTS_AT_ONCE)
    return [Call(Function.COHORT_MEMBERS, {"cohortids": list(part)}) for part in parts]


def cohort_members(moodle: Moodle, known: Reading[Cohort]) -> Reading[CohortMember]:
    """Return who is in which cohort. Raises WaitError, RefusedError, OddError."""
    calls = members_calls([cohort.cohort_id for cohort in known.records])
    return members([reply.get() for reply in moodle.batch(calls)])


def members(told: Sequence[Any]) -> Reading[CohortMember]:
    """Return who is in which cohort from the replies. Raises OddError for a reply that is no list."""
    listed = [row for each in told for row in list_of(each, Function.COHORT_MEMBERS)]
    rows, apart = read_rows_apart(_Members, listed, numbered(cohort_id="cohortid"))
    found = [
        CohortMember(cohort_id=row.cohortid, account_id=account_id)
        for row in rows
        for account_id in dict.fromkeys(row.userids)
    ]
    coverage = {COHORT_MEMBERS: len(found)}
    return Reading(COHORT_MEMBERS, found, coverage=coverage, unreadable=tuple(apart))


def remembered_numbers(notes: Mapping[str, JsonValue]) -> list[int]:
    """Return the numbers that the last reading of a list has left."""
    told = notes.get(_NUMBERS)
    return [each for each in told if isinstance(each, int)] if isinstance(told, list) else []


def _numbers(numbers: Iterable[int]) -> Mapping[str, JsonValue]:
    return {_NUMBERS: list[JsonValue](sorted(set(numbers)))}


def in_parts(numbers: Sequence[int], size: int) -> list[Sequence[int]]:
    """Return the numbers in parts of at most `size`."""
    return [numbers[start : start + size] for start in range(0, len(numbers), size)]
