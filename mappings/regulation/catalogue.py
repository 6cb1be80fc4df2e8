"""What the configuration says the LMS's courses, quizzes and cohorts mean: selectors in, keys out.

The first rule that fits a course wins, programmes before events; supports are asked apart, for a course may
be both.
"""

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

from config.problems import Problem
from config.settings import (
    Activity,
    Competency,
    CourseSelector,
    Diagnostic,
    DiagnosticPart,
    Event,
    Kind,
    Programme,
    QuizSelector,
    Settings,
    Support,
)
from mappings.facts import (
    Catalogue,
    CatalogueItem,
    CompetencyDefinition,
    DiagnosticDefinition,
    Format,
    Key,
    PartDefinition,
    RegistryStay,
    StaffKind,
    SupportDefinition,
)
from mappings.regulation.selectors import CategoryRow, CohortRow, CourseRow, QuizRow, Rows
from mappings.regulation.wording import plain

__all__ = ["CategoryRow", "CohortRow", "CourseRow", "QuizRow", "resolve", "staff_kinds"]


def resolve(
    settings: Settings,
    courses: Iterable[CourseRow],
    categories: Iterable[CategoryRow],
    quizzes: Iterable[QuizRow],
    cohorts: Iterable[CohortRow],
) -> tuple[Catalogue, tuple[Problem, ...]]:
    """Find what the selectors of the configuration mean in the LMS's rows, of all sites together.

    A selector that finds nothing, a quiz found twice, hours that are no number and registry numbers without
    dates become problems with their key path (`programmes[2].courses`, counted from 0
    as everywhere in the configuration's problems).
    """
    rows = Rows(courses, categories, quizzes, cohorts)
    problems: list[Problem] = []
    catalogue = Catalogue(
        competencies=_competencies(settings, problems),
        diagnostics=tuple(
            _diagnostic(number, told, rows, problems) for number, told in enumerate(settings.diagnostics)
        ),
        items=_items(settings, rows, problems),
        supports=tuple(
            _support(number, told, rows, problems) for number, told in enumerate(settings.supports)
        ),
    )
    return catalogue, tuple(problems)


def _competencies(settings: Settings, problems: list[Problem]) -> dict[str, CompetencyDefinition]:
    """Return every competency told or used; one used but not told gets the default levels, and is told."""
    found = {each.id: each for each in settings.competencies}
    for place, used in _used_competencies(settings):
        if used not in found:
            problems.append(
                Problem("catalogue.problem.unknown_competency", {"key": place, "competency": used})
            )
            found[used] = Competency(id=used, name=used)
    return {
        each.id: CompetencyDefinition(
            each.id, each.name, Fraction(str(each.threshold)), Fraction(str(each.advanced))
        )
        for each in found.values()
    }


def _used_competencies(settings: Settings) -> Iterable[tuple[str, str]]:
    for number, diagnostic in enumerate(settings.diagnostics):
        for position, part in enumerate(diagnostic.parts):
            yield f"diagnostics[{number}].parts[{position}].competency", part.competency
    rules: tuple[tuple[str, Sequence[Activity]], ...] = (
        ("programmes", settings.programmes),
        ("events", settings.events),
    )
    for table, told in rules:
        for number, activity in enumerate(told):
            for competency in activity.competencies:
                yield f"{table}[{number}].competencies", competency


def _diagnostic(number: int, told: Diagnostic, rows: Rows, problems: list[Problem]) -> DiagnosticDefinition:
    """Find a diagnostic's quizzes; it stays listed without those that were not found."""
    parts = [
        _part(f"diagnostics[{number}].parts[{position}].quiz", part, rows, problems)
        for position, part in enumerate(told.parts)
    ]
    found = tuple(part for part in parts if part is not None)
    return DiagnosticDefinition(
        told.id, told.name, staff_kinds(told.meant_for), found, unfound_parts=len(parts) - len(found)
    )


def _part(place: str, told: DiagnosticPart, rows: Rows, problems: list[Problem]) -> PartDefinition | None:
    found = rows.quizzes(told.quiz)
    if len(found) != 1:
        which = "quiz_not_found" if not found else "quiz_found_twice"
        values: dict[str, str | int] = {"key": place, "told": _quiz_words(told.quiz), "found": len(found)}
        problems.append(Problem(f"catalogue.problem.{which}", values))
        return None
    return PartDefinition(told.competency, found[0].key, found[0].grade_method, _part_names(told))


def _part_names(told: DiagnosticPart) -> tuple[str, ...]:
    if told.grade_item is not None:
        return (told.grade_item,)
    return tuple(f"slot:{slot}" for slot in sorted(set(told.slots or ())))


def _quiz_words(told: QuizSelector) -> str:
    return told.id_number or f"{told.course} / {told.name}"


def staff_kinds(told: Kind) -> frozenset[StaffKind]:
    """Return the kinds of staff that the configuration's word stands for."""
    if told is Kind.ALL:
        return frozenset(StaffKind)
    return frozenset({StaffKind.TEACHER if told is Kind.TEACHERS else StaffKind.MANAGER})


def _items(settings: Settings, rows: Rows, problems: list[Problem]) -> dict[Key, CatalogueItem]:
    """Return what each course stands for; the first rule that fits it wins, programmes before events."""
    rules: list[tuple[str, Activity]] = [
        *((f"programmes[{number}]", told) for number, told in enumerate(settings.programmes)),
        *((f"events[{number}]", told) for number, told in enumerate(settings.events)),
    ]
    items: dict[Key, CatalogueItem] = {}
    for place, told in rules:
        fitting = _found_courses(f"{place}.courses", told.courses, rows, problems)
        unclaimed = [course for course in fitting if course.key not in items]
        if fitting and not unclaimed:
            problems.append(Problem("catalogue.problem.rule_never_used", {"key": place}))
        items.update({course.key: _item(place, told, course, problems) for course in unclaimed})
    return dict(sorted(items.items()))


def _found_courses(place: str, told: CourseSelector, rows: Rows, problems: list[Problem]) -> list[CourseRow]:
    found = rows.courses(told)
    if not found:
        words = ", ".join(filter(None, (told.short_name, told.id_number, told.category, told.pattern)))
        problems.append(Problem("catalogue.problem.courses_not_found", {"key": place, "told": words}))
    return found


def _item(place: str, told: Activity, course: CourseRow, problems: list[Problem]) -> CatalogueItem:
    return CatalogueItem(
        course=course.key,
        name=told.name or plain(course.full_name),
        format=Format(told.format) if isinstance(told, Event) else Format.FORMAL,
        hours=told.hours if told.hours is not None else _hours(place, told, course, problems),
        competencies=frozenset(told.competencies),
        topics=frozenset(told.topics),
        meant_for=staff_kinds(told.meant_for),
        organiser=told.organiser,
        registry=_registry(place, told, course, problems) if isinstance(told, Programme) else (),
        open_for_enrolment=course.visible,
    )


def _hours(place: str, told: Activity, course: CourseRow, problems: list[Problem]) -> int | None:
    """Read hours from the course's own field: the first whole number in it («72», «72 ч», «72,0»)."""
    text = plain(course.custom_fields.get(told.hours_field, ""))
    number = re.search(r"\d+", text)
    if text and not number:
        problems.append(Problem("catalogue.problem.hours_unreadable", _course_place(place, course)))
    return int(number.group()) or None if number else None


def _registry(
    place: str, told: Programme, course: CourseRow, problems: list[Problem]
) -> tuple[RegistryStay, ...]:
    """Return the programme's stays in ФР ДПП; from the course's field there is a number, but no dates."""
    if told.registry:
        return tuple(RegistryStay(each.number, each.included, each.excluded) for each in told.registry)
    number = plain(course.custom_fields.get(told.registry_field, ""))
    if not re.search(r"[1-9]", number):
        return ()
    problems.append(Problem("catalogue.problem.registry_dates_unknown", _course_place(place, course)))
    return (RegistryStay(number, None, None),)


def _course_place(place: str, course: CourseRow) -> dict[str, str | int]:
    return {"key": place, "site": course.key[0], "course_id": course.key[1], "course": course.short_name}


def _support(number: int, told: Support, rows: Rows, problems: list[Problem]) -> SupportDefinition:
    place = f"supports[{number}]"
    courses = _found_courses(f"{place}.courses", told.courses, rows, problems) if told.courses else []
    cohorts = rows.cohorts(told.cohort) if told.cohort else []
    if told.cohort and not cohorts:
        words = ", ".join(filter(None, (told.cohort.id_number, told.cohort.name)))
        problems.append(
            Problem("catalogue.problem.cohort_not_found", {"key": f"{place}.cohort", "told": words})
        )
    return SupportDefinition(
        told.id,
        told.name,
        frozenset(each.key for each in courses),
        frozenset(each.key for each in cohorts),
        told.participation,
    )
