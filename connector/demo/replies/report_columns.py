"""The columns a custom report may have, by Moodle's identifier: heading in English, and how a cell is written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from connector.demo.asking import Asking
from connector.demo.replies.catalogue import id_number
from connector.demo.replies.report_rows import Participation
from connector.demo.site import CATEGORIES
from connector.demo.values import Account, Completion, Course, Enrolment, EnrolmentState
from connector.demo.wording import cell, formatted, moment, word, yes_no

_METHODS = {"manual": "Manual enrolments", "guest": "Guest access", "self": "Self enrolment"}
_STATES = {
    EnrolmentState.ACTIVE: "Active",
    EnrolmentState.SUSPENDED: "Suspended",
    EnrolmentState.NOT_CURRENT: "Not current",
}
_CATEGORY_NAMES = {category.category_id: category.name for category in CATEGORIES}

Cell = Callable[[Asking, Any], str | None]


@dataclass(frozen=True)
class Column:
    """A column: its heading in English, and how a row's cell is written."""

    header: str
    cell: Cell


def _time(asking: Asking, seconds: int) -> str:
    return moment(seconds, asking.settings.language, asking.settings.zone)


def _text(told: Callable[[Account], str]) -> Cell:
    return lambda _, account: cell(told(account))


def _moment(told: Callable[[Account], int]) -> Cell:
    return lambda asking, account: _time(asking, told(account))


def _user_link(asking: Asking, account: Account) -> str:
    address = f"{asking.site_url}/user/profile.php?id={account.account_id}"
    return f'<a href="{address}">{cell(account.full_name)}</a>'


def _course_link(told: Callable[[Course], str]) -> Cell:
    def link(asking: Asking, course: Course) -> str:
        address = f"{asking.site_url}/course/view.php?id={course.course_id}"
        return f'<a href="{address}">{formatted(told(course))}</a>'

    return link


OF_USERS: dict[str, Column] = {
    "user:fullnamewithlink": Column("Full name with link", _user_link),
    "user:fullname": Column("Full name", _text(lambda account: account.full_name)),
    "user:username": Column("Username", _text(lambda account: account.username)),
    "user:firstname": Column("First name", _text(lambda account: account.first_name)),
    "user:lastname": Column("Last name", _text(lambda account: account.last_name)),
    "user:email": Column("Email address", _text(lambda account: account.email)),
    "user:idnumber": Column("ID number", _text(lambda account: account.id_number)),
    "user:institution": Column("Institution", _text(lambda account: account.institution)),
    "user:suspended": Column(
        "Suspended", lambda asking, one: yes_no(asking.settings.language, told=one.suspended)
    ),
    "user:timecreated": Column("Time created", _moment(lambda account: account.created_at)),
    "user:timemodified": Column("Time modified", _moment(lambda account: account.changed_at)),
    "user:lastaccess": Column("Last access", _moment(lambda account: account.last_access)),
    "user:profilefield_snils": Column("СНИЛС", _text(lambda account: account.snils)),
    "user:profilefield_school": Column("Образовательная организация", _text(lambda account: account.school)),
}

OF_COURSES: dict[str, Column] = {
    "course:coursefullnamewithlink": Column(
        "Course full name with link", _course_link(lambda course: course.full_name)
    ),
    "course:courseshortnamewithlink": Column(
        "Course short name with link", _course_link(lambda course: course.short_name)
    ),
    "course:courseidnumberewithlink": Column("Course ID number with link", _course_link(id_number)),
    "course:fullname": Column("Course full name", lambda _, course: formatted(course.full_name)),
    "course:shortname": Column("Course short name", lambda _, course: formatted(course.short_name)),
    "course:idnumber": Column("Course ID number", lambda _, course: cell(id_number(course))),
    "course_category:name": Column(
        "Category name", lambda _, course: formatted(_CATEGORY_NAMES[course.category_id])
    ),
    "course_category:idnumber": Column("Category ID number", lambda *_: ""),
    "course:visible": Column(
        "Course visibility", lambda asking, one: yes_no(asking.settings.language, told=one.visible)
    ),
    "course:customfield_frdpp": Column("Номер в ФР ДПП", lambda _, course: cell(course.registry_number)),
    "course:customfield_hours": Column("Объём, ч", lambda _, course: cell(course.hours)),
}


def _of_account(column: Column) -> Column:
    """Write the cell of the row's person, nothing where there is none."""
    return Column(column.header, lambda asking, row: column.cell(asking, row.account) if row.account else "")


def _of_course(column: Column) -> Column:
    return Column(column.header, lambda asking, row: column.cell(asking, row.course))


def _method(asking: Asking, row: Participation) -> str:
    return word(_METHODS[row.method], asking.settings.language)


def _status(asking: Asking, row: Participation) -> str | None:
    return word(_STATES[row.enrolment.state], asking.settings.language) if row.enrolment else None


def _enrolment_time(told: Callable[[Enrolment], int]) -> Cell:
    return lambda asking, row: _time(asking, told(row.enrolment)) if row.enrolment else ""


def _completion_time(told: Callable[[Completion], int]) -> Cell:
    return lambda asking, row: _time(asking, told(row.completion)) if row.completion else ""


def _completed(asking: Asking, row: Participation) -> str:
    if row.completion is None:
        return ""
    return yes_no(asking.settings.language, told=bool(row.completion.completed_at))


def _visited(asking: Asking, row: Participation) -> str:
    if row.account is None:
        return ""
    if row.visited_at is None:
        return word("Never", asking.settings.language)
    return _time(asking, row.visited_at)


OF_PARTICIPANTS: dict[str, Column] = {
    **{name: _of_account(column) for name, column in OF_USERS.items()},
    **{name: _of_course(column) for name, column in OF_COURSES.items()},
    "enrol:plugin": Column("Plugin", _method),
    "enrol:name": Column("Name", _method),
    "enrolment:method": Column("Method", _method),
    "enrolment:status": Column("Status", _status),
    "enrolment:timecreated": Column("Time created", _enrolment_time(lambda row: row.created_at)),
    "enrolment:timestarted": Column(
        "Time started", _enrolment_time(lambda row: row.starts_at or row.created_at)
    ),
    "enrolment:timeended": Column("Time ended", _enrolment_time(lambda row: row.ends_at)),
    "completion:completed": Column("Completed", _completed),
    "completion:timecompleted": Column("Time completed", _completion_time(lambda row: row.completed_at)),
    "completion:timestarted": Column("Time started", _completion_time(lambda row: row.started_at)),
    "access:timeaccess": Column("Last access to course", _visited),
}
