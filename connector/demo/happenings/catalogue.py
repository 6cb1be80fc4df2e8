"""What happens to courses themselves."""

from dataclasses import replace

from connector.demo.district import District, changed
from connector.demo.values import Course


def create_course(district: District, _at: int, course: Course) -> District:
    """Make a course; its number is the next free one."""
    made = replace(course, course_id=max(district.course_by_id) + 1)
    return changed(district, courses=(*district.courses, made))


def rename_course(
    district: District,
    _at: int,
    course_id: int,
    *,
    full_name: str | None = None,
    short_name: str | None = None,
) -> District:
    """Give a course another full or short name."""
    course = district.course_by_id[course_id]
    named = replace(
        course, full_name=full_name or course.full_name, short_name=short_name or course.short_name
    )
    return changed(district, courses=tuple(named if one is course else one for one in district.courses))


def delete_course(district: District, _at: int, course_id: int) -> District:
    """Delete a course with everything in it: enrolments, completions, visits, quizzes, attempts, grades."""
    quizzes = {quiz.quiz_id for quiz in district.quizzes if quiz.course_id == course_id}
    return changed(
        district,
        courses=tuple(one for one in district.courses if one.course_id != course_id),
        quizzes=tuple(one for one in district.quizzes if one.quiz_id not in quizzes),
        enrolments=tuple(row for row in district.enrolments if row.course_id != course_id),
        completions=tuple(row for row in district.completions if row.course_id != course_id),
        visits=tuple(row for row in district.visits if row.course_id != course_id),
        attempts=tuple(row for row in district.attempts if row.quiz_id not in quizzes),
        attempts_made=district.last_attempt_id,
        overrides=tuple(row for row in district.overrides if row.quiz_id not in quizzes),
        kept_grades=tuple(row for row in district.kept_grades if row.quiz_id not in quizzes),
        hidden_grades=tuple(pair for pair in district.hidden_grades if pair[0] not in quizzes),
    )
