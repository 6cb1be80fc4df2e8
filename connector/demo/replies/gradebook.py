"""Replies of the gradebook: final grades of a course."""

from typing import Any

from connector.demo.asking import Asking
from connector.demo.drawing import drawn
from connector.demo.failures import missing_record
from connector.demo.grading import grade_row
from connector.demo.replies.catalogue import id_number
from connector.demo.replies.people import active_user, refuse_dirty
from connector.demo.site import FRONT_PAGE
from connector.demo.values import Account, Course, EnrolmentState, Quiz
from connector.demo.wording import decimal, number

_NO_GRADE = "-"
_CROSS = (
    '<i class="icon fa fa-xmark text-danger fa-fw inline"  title="Fail" role="img" aria-label="Fail"></i>'
)
_TICK = (
    '<i class="icon fa fa-check text-success fa-fw inline"  title="Pass" role="img" aria-label="Pass"></i>'
)
_FIRST_COURSE_ITEM = 1_000
"""Numbers of course totals: out of the way of those of quizzes."""


def grade_items(asking: Asking, args: dict[str, Any]) -> dict[str, Any]:
    """gradereport_user_get_grade_items: final grades of all with an active enrolment (userid 0), or of anybody."""
    course = asking.district.course_by_id.get(args["courseid"])
    if args["courseid"] == FRONT_PAGE:
        return {"usergrades": [], "warnings": []}
    if course is None:
        raise missing_record("course")
    one = [active_user(asking, args["userid"])] if args["userid"] else None
    accounts = one or _graded_accounts(asking, course)
    refuse_dirty(accounts, {"name"})
    told = drawn(
        asking,
        ("grades", course.course_id, asking.settings.language),
        ((account.account_id, account) for account in accounts),
        lambda account: _grades(asking, course, account),
    )
    return {"usergrades": told, "warnings": []}


def _graded_accounts(asking: Asking, course: Course) -> list[Account]:
    active = {
        row.account_id
        for row in asking.district.enrolments_in.get(course.course_id, ())
        if row.state is EnrolmentState.ACTIVE
    }
    found = [asking.district.account_by_id[account_id] for account_id in sorted(active)]
    by_name = sorted(found, key=lambda account: (account.last_name, account.first_name, account.account_id))
    return [account for account in by_name if not account.deleted]


def _grades(asking: Asking, course: Course, account: Account) -> dict[str, Any]:
    quizzes = [quiz for quiz in asking.district.quizzes if quiz.course_id == course.course_id]
    grades = [_final_grade(asking, quiz, account) for quiz in quizzes]
    weight = 1 / given if (given := sum(grade is not None for grade in grades)) else 0
    items = [
        _quiz_item(asking, quiz, account, grade, weight) for quiz, grade in zip(quizzes, grades, strict=True)
    ]
    known = [grade for grade in grades if grade is not None]
    return {
        "courseid": course.course_id,
        "courseidnumber": id_number(course),
        "userid": account.account_id,
        "userfullname": account.full_name,
        "useridnumber": account.id_number,
        "maxdepth": 2,
        "gradeitems": [*items, _course_item(asking, course, known, len(quizzes))],
    }


def _final_grade(asking: Asking, quiz: Quiz, account: Account) -> float | None:
    override = asking.district.override_of.get((quiz.quiz_id, account.account_id))
    row = grade_row(asking.district, quiz, account.account_id)
    return override.grade if override else (row.grade if row else None)


def _dates(asking: Asking, quiz: Quiz, account: Account) -> tuple[int | None, int | None]:
    """Say when the graded work was submitted, and when the grade was last set."""
    pair = quiz.quiz_id, account.account_id
    row, override = (
        grade_row(asking.district, quiz, account.account_id),
        asking.district.override_of.get(pair),
    )
    made = asking.district.attempts_of.get(pair, ())
    submitted = max((one.finished_at for one in made), default=0) if row else 0
    graded = override.set_at if override else (row.modified_at if row else 0)
    return submitted or None, graded or None


def _quiz_item(
    asking: Asking, quiz: Quiz, account: Account, grade: float | None, weight: float
) -> dict[str, Any]:
    language, pair = asking.settings.language, (quiz.quiz_id, account.account_id)
    override = asking.district.override_of.get(pair)
    submitted_at, graded_at = _dates(asking, quiz, account)
    hidden = pair in asking.district.hidden_grades or bool(override and override.hidden)
    icon = "" if grade is None else (_TICK if grade >= quiz.grade_to_pass else _CROSS)
    own_weight = weight if grade is not None else 0
    return {
        "id": 100 + quiz.quiz_id,
        "itemname": quiz.name,
        "itemtype": "mod",
        "itemmodule": "quiz",
        "iteminstance": quiz.quiz_id,
        "itemnumber": 0,
        "idnumber": quiz.id_number,
        "categoryid": quiz.course_id,
        "outcomeid": None,
        "scaleid": None,
        "locked": False,
        "cmid": quiz.module_id,
        "weightraw": number(round(own_weight, 5)),
        "weightformatted": f"{decimal(100 * own_weight, 2, language)} %",
        **({"status": "novalue"} if grade is None else {}),
        **_value(language, grade, quiz.max_grade, icon=icon),
        "gradedatesubmitted": submitted_at,
        "gradedategraded": graded_at,
        "gradeishidden": hidden,
        "gradeisoverridden": override is not None,
    }


def _course_item(asking: Asking, course: Course, known: list[float], quizzes: int) -> dict[str, Any]:
    total = sum(known) if known else None
    return {
        "id": _FIRST_COURSE_ITEM + course.course_id,
        "itemname": None,
        "itemtype": "course",
        "itemmodule": None,
        "iteminstance": course.course_id,
        "itemnumber": None,
        "idnumber": None,
        "categoryid": None,
        "outcomeid": None,
        "scaleid": None,
        "locked": False,
        **_value(asking.settings.language, total, 100 * max(1, quizzes)),
        "gradedatesubmitted": None,
        "gradedategraded": None,
        "gradeishidden": False,
        "gradeisoverridden": False,
    }


def _value(language: str, grade: float | None, top: int, *, icon: str = "") -> dict[str, Any]:
    shown = _NO_GRADE if grade is None else icon + decimal(grade, 2, language)
    percent = _NO_GRADE if grade is None else f"{decimal(100 * grade / top, 2, language)} %"
    return {
        "graderaw": None if grade is None else number(round(grade, 5)),
        "gradehiddenbydate": False,
        "gradeneedsupdate": False,
        "gradeislocked": False,
        "gradeformatted": shown,
        "grademin": 0,
        "grademax": top,
        "rangeformatted": f"0&ndash;{top}",
        "percentageformatted": percent,
        "feedback": "",
        "feedbackformat": 2,
    }
