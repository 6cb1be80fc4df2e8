"""What there is to take part in: categories, courses, cohorts; each list is one call."""

from collections.abc import Sequence
from typing import Any

from config.problems import Problem
from connector.moodle.calls import Call, Reply
from connector.moodle.client import Moodle
from connector.moodle.functions import Function
from connector.moodle.reading import Reading
from connector.moodle.records import Category, Cohort, CohortMember, Course
from connector.moodle.wire import Wire, Words, list_of, read_rows

CATEGORIES, COURSES, COHORTS, COHORT_MEMBERS = "categories", "courses", "cohorts", "cohort_members"

ID_NUMBER = "id_number"
"""A field of courses and categories that Moodle's lists tell only to who may edit them."""

FRONT_PAGE = 1
"""The site itself is kept as a course with this number."""

_COHORTS_AT_ONCE = 500


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


def ask_lists(moodle: Moodle, wanted: Sequence[Function]) -> dict[Function, Reply]:
    """Return the replies of the functions that list everything there is, asked in one request."""
    replies = moodle.batch([Call(function) for function in wanted])
    return dict(zip(wanted, replies, strict=True))


def categories(told: Any) -> Reading[Category]:
    """Return the tree of categories from its reply. Raises OddError for a reply that is no list."""
    rows, problems = read_rows(_Category, list_of(told, Function.CATEGORIES), CATEGORIES)
    found = [
        Category(category_id=row.id, name=row.name, id_number=row.idnumber, parent_id=row.parent or None)
        for row in rows
    ]
    coverage = {CATEGORIES: len(found)}
    return Reading(CATEGORIES, found, not problems, tuple(problems), coverage, _untold(rows))


def courses(told: Any) -> Reading[Course]:
    """Return the courses from their reply, without the front page. Raises OddError for no list."""
    rows, problems = read_rows(_Course, list_of(told, Function.COURSES, "courses"), COURSES)
    rows = [row for row in rows if row.id != FRONT_PAGE]
    closed = [row.id for row in rows if row.enablecompletion is None]
    if closed:
        values: dict[str, str | int] = {"n": len(closed), "course_id": closed[0]}
        problems.append(Problem("lms.problem.courses_closed", values))
    found = [_course(row) for row in rows]
    coverage = {COURSES: len(found)}
    return Reading(COURSES, found, not problems, tuple(problems), coverage, _untold(rows))


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
    rows, problems = read_rows(_Cohort, list_of(told, Function.COHORTS), COHORTS)
    found = [Cohort(cohort_id=row.id, name=row.name, id_number=row.idnumber) for row in rows]
    return Reading(COHORTS, found, not problems, tuple(problems), {COHORTS: len(found)})


def cohort_members(moodle: Moodle, known: Reading[Cohort]) -> Reading[CohortMember]:
    """Return who is in which cohort. Raises WaitError, RefusedError, OddError."""
    numbers = [cohort.cohort_id for cohort in known.records]
    told = [
        row
        for part in in_parts(numbers, _COHORTS_AT_ONCE)
        for row in list_of(
            moodle.call(Function.COHORT_MEMBERS, cohortids=list(part)), Function.COHORT_MEMBERS
        )
    ]
    rows, problems = read_rows(_Members, told, COHORT_MEMBERS)
    found = [
        CohortMember(cohort_id=row.cohortid, account_id=account_id)
        for row in rows
        for account_id in dict.fromkeys(row.userids)
    ]
    return Reading(COHORT_MEMBERS, found, not problems, tuple(problems), {COHORT_MEMBERS: len(found)})


def in_parts(numbers: Sequence[int], size: int) -> list[Sequence[int]]:
    """Return the numbers in parts of at most `size`."""
    return [numbers[start : start + size] for start in range(0, len(numbers), size)]
