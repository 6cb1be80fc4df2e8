"""The LMS's rows as selectors look at them, and which of them a selector of the configuration means.

Names are compared after unescaping, trimming and folding case. All the conditions of a selector must hold.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from config.settings import CohortSelector, CourseSelector, QuizSelector
from mappings.facts import Key
from mappings.regulation.wording import alike


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course of the LMS as far as selectors look at it."""

    key: Key
    short_name: str
    full_name: str
    id_number: str | None = None
    category_id: int | None = None
    visible: bool = True
    custom_fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A course category; `parent` is the number of the one it lies in, on the same site."""

    key: Key
    name: str
    id_number: str | None = None
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class QuizRow:
    """A quiz of a course; `grade_method` is highest, average, first or last."""

    key: Key
    course: Key
    name: str
    id_number: str | None = None
    grade_method: str = "highest"


@dataclass(frozen=True, slots=True)
class CohortRow:
    """A site-wide group of accounts."""

    key: Key
    name: str
    id_number: str | None = None


class Rows:
    """The LMS's rows, ready to be asked; sorted by key, so that their order of arrival never matters."""

    def __init__(
        self,
        courses: Iterable[CourseRow],
        categories: Iterable[CategoryRow],
        quizzes: Iterable[QuizRow],
        cohorts: Iterable[CohortRow],
    ) -> None:
        self._courses = sorted(courses, key=lambda each: each.key)
        self._categories = {each.key: each for each in categories}
        self._quizzes = sorted(quizzes, key=lambda each: each.key)
        self._cohorts = sorted(cohorts, key=lambda each: each.key)
        self._short_names = {each.key: alike(each.short_name) for each in self._courses}

    def courses(self, told: CourseSelector) -> list[CourseRow]:
        """Return the courses that meet every condition given."""
        conditions: list[Callable[[CourseRow], bool]] = []
        if told.short_name:
            conditions.append(lambda row: self._short_names[row.key] == alike(told.short_name))
        if told.id_number:
            conditions.append(lambda row: alike(row.id_number) == alike(told.id_number))
        if told.pattern:
            conditions.append(lambda row: fnmatchcase(self._short_names[row.key], alike(told.pattern)))
        if told.category:
            conditions.append(lambda row: alike(told.category) in self._category_labels(row))
        return [row for row in self._courses if all(holds(row) for holds in conditions)]

    def _category_labels(self, course: CourseRow) -> set[str]:
        """Return names and id numbers of every category the course lies in, up to the root."""
        site, number = course.key[0], course.category_id
        labels: set[str] = set()
        seen: set[int] = set()
        while number is not None and number not in seen and (site, number) in self._categories:
            seen.add(number)
            category = self._categories[site, number]
            labels |= {alike(category.name), alike(category.id_number)} - {""}
            number = category.parent
        return labels

    def quizzes(self, told: QuizSelector) -> list[QuizRow]:
        """Return the quizzes with that id number, or with that name in that course."""
        if told.id_number:
            return [row for row in self._quizzes if alike(row.id_number) == alike(told.id_number)]
        return [
            row
            for row in self._quizzes
            if alike(row.name) == alike(told.name)
            and self._short_names.get(row.course, "") == alike(told.course)
        ]

    def cohorts(self, told: CohortSelector) -> list[CohortRow]:
        """Return the cohorts that meet every condition given."""
        return [
            row
            for row in self._cohorts
            if (not told.id_number or alike(row.id_number) == alike(told.id_number))
            and (not told.name or alike(row.name) == alike(told.name))
        ]
