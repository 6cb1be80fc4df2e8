"""Id numbers of courses and categories that the lists keep back, from a report of courses.

Moodle's lists tell them only to who may edit courses or categories; a report tells them to whoever may see it
(WEBSERVICE.md T16). It has no rows but courses, so a category without courses of its own stays untold.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from config.problems import Problem
from connector.errors import BorderError
from connector.moodle.catalogue.lists import COURSES, ID_NUMBER
from connector.moodle.client import Moodle
from connector.moodle.plan import Plan
from connector.moodle.planning.preflight import Site
from connector.moodle.reading import Options, Reading, alike, problem_of
from connector.moodle.records import Category, Course
from connector.moodle.reports.cells import linked_course, words
from connector.moodle.reports.headings import CourseColumns, find_course_columns
from connector.moodle.reports.pages import Row, report_rows

_Numbered = TypeVar("_Numbered", Category, Course)
_IdNumbers = Mapping[int, str | None]
"""Id numbers by LMS number; None where there is none."""


@dataclass(frozen=True)
class _Told:
    """What the report says."""

    courses: _IdNumbers = field(default_factory=dict)
    categories: _IdNumbers = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def with_id_numbers(
    moodle: Moodle,
    site: Site,
    plan: Plan,
    options: Options,
    tree: Reading[Category],
    offered: Reading[Course],
) -> tuple[Reading[Category], Reading[Course]]:
    """Return categories and courses, with the report's id numbers where somebody needs them and none are told.

    A report that can't be read leaves them as they are, with a problem. Raises RefusedError where nothing more
    can be asked at all.
    """
    of_courses = options.id_numbers and ID_NUMBER in offered.untold
    unnamed = _unnamed(options.categories, tree) if offered.records and ID_NUMBER in tree.untold else []
    columns = find_course_columns(plan.courses_report.headings) if plan.courses_report else CourseColumns()
    told = _Told()
    if (of_courses and columns.tells_courses) or (unnamed and columns.tells_categories):
        told = _ask(moodle, site, plan, offered.records)
    problems = [*told.problems, *(_course_problems(columns, told, offered) if of_courses else ())]
    notes = [_category_note(unnamed)] if unnamed and not columns.tells_categories else []
    return (
        _filled(tree, told.categories, lambda each: each.category_id, notes),
        _filled(offered, told.courses, lambda each: each.course_id, problems),
    )


def _unnamed(wanted: Iterable[str], tree: Reading[Category]) -> list[str]:
    """Return the categories wanted that are no names, and so may be id numbers."""
    names = {alike(each.name) for each in tree.records}
    return sorted(each for each in wanted if alike(each) not in names)


def _ask(moodle: Moodle, site: Site, plan: Plan, courses: Sequence[Course]) -> _Told:
    assert plan.courses_report is not None
    try:
        told = report_rows(moodle, plan.courses_report.report_id, site.functions)
    except BorderError as error:
        return _Told(problems=(problem_of(error, COURSES),))
    return _read(told.rows, find_course_columns(told.headings), courses)


def _read(rows: Iterable[Row], columns: CourseColumns, courses: Sequence[Course]) -> _Told:
    by_number = {each.course_id: each for each in courses}
    by_name = {alike(each.short_name): each for each in courses}
    of_courses: dict[int, str | None] = {}
    of_categories: dict[int, str | None] = {}
    for row in rows:
        linked = linked_course(row, columns.course_link)
        name = alike(words(row, columns.short_name))
        course = by_name.get(name) if linked is None else by_number.get(linked)
        if course and columns.tells_courses:
            of_courses[course.course_id] = words(row, columns.id_number) or None
        if course and course.category_id and columns.tells_categories:
            of_categories[course.category_id] = words(row, columns.category_id_number) or None
    return _Told(of_courses, of_categories)


def _course_problems(columns: CourseColumns, told: _Told, offered: Reading[Course]) -> list[Problem]:
    """Return what to say where some courses' id numbers stay unknown."""
    if not columns.tells_courses:
        return [Problem("lms.plan.course_id_numbers")]
    unread = [each.course_id for each in offered.records if each.course_id not in told.courses]
    if not unread:
        return []
    return [Problem("lms.problem.id_numbers_unread", {"n": len(unread), "course_id": unread[0]})]


def _category_note(unnamed: Sequence[str]) -> Problem:
    return Problem("lms.plan.category_id_numbers", {"categories": ", ".join(unnamed)})


def _filled(
    reading: Reading[_Numbered],
    numbers: _IdNumbers,
    number: Callable[[_Numbered], int],
    problems: Iterable[Problem],
) -> Reading[_Numbered]:
    """Return the reading with the id numbers told and with these problems."""
    if ID_NUMBER not in reading.untold:
        return replace(reading, problems=(*reading.problems, *problems))
    records = [replace(each, id_number=numbers.get(number(each))) for each in reading.records]
    whole = all(number(each) in numbers for each in reading.records)
    untold = reading.untold - {ID_NUMBER} if whole else reading.untold
    return replace(reading, records=records, problems=(*reading.problems, *problems), untold=untold)
