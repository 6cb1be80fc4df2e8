"""The custom reports of the made-up site: sources, columns and how each cell is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from connector.demo.asking import Asking
from connector.demo.district import District
from connector.demo.replies.catalogue import id_number
from connector.demo.site import CATEGORIES, GUEST_ID
from connector.demo.values import Account, Completion, Course, Enrolment, EnrolmentState
from connector.demo.wording import cell, formatted, moment, word, yes_no

_METHODS = {"manual": "Manual enrolments", "guest": "Guest access", "self": "Self enrolment"}
_STATES = {
    EnrolmentState.ACTIVE: "Active",
    EnrolmentState.SUSPENDED: "Suspended",
    EnrolmentState.NOT_CURRENT: "Not current",
}
_CATEGORY_NAMES = {category.category_id: category.name for category in CATEGORIES}


@dataclass(frozen=True)
class Participation:
    """A row of the participants report; an enrolment method nobody came by stands there without a person."""

    course: Course
    method: str
    enrolment: Enrolment | None = None
    account: Account | None = None
    completion: Completion | None = None


@dataclass(frozen=True)
class Column:
    """A column: its heading in English, and how a row's cell is written."""

    header: str
    cell: Callable[[Asking, Any], str | None]


@dataclass(frozen=True)
class Report:
    """A custom report; `dates` are its date filters by Moodle's name."""

    report_id: int
    name: str
    source: str
    source_name: str
    rows: Callable[[Asking], list[Any]]
    columns: tuple[Column, ...]
    dates: Mapping[str, Callable[[Any], int]]


@lru_cache(maxsize=2)
def _participations(district: District) -> list[Participation]:
    """List all rows of the participants report, by course and method; kept, for pages ask for them anew."""
    return [
        row
        for course in district.courses
        for method in _METHODS
        for row in _rows_of(district, course, method)
    ]


def _rows_of(district: District, course: Course, method: str) -> list[Participation]:
    accounts = district.account_by_id
    rows = [
        Participation(
            course,
            method,
            enrolment,
            accounts[enrolment.account_id],
            district.completion_of.get((course.course_id, enrolment.account_id)),
        )
        for enrolment in district.enrolments_in.get(course.course_id, ())
        if enrolment.method == method and not accounts[enrolment.account_id].deleted
    ]
    return rows or [Participation(course, method)]


def _users(asking: Asking) -> list[Account]:
    return [account for account in asking.district.live_accounts if account.account_id != GUEST_ID]


def _time(asking: Asking, seconds: int) -> str:
    return moment(seconds, asking.settings.language, asking.settings.zone)


def _of_account(told: Callable[[Account], str]) -> Callable[[Asking, Participation], str]:
    return lambda _, row: cell(told(row.account)) if row.account else ""


def _of_course(told: Callable[[Course], str]) -> Callable[[Asking, Participation], str]:
    return lambda _, row: formatted(told(row.course))


def _enrolment_time(told: Callable[[Enrolment], int]) -> Callable[[Asking, Participation], str]:
    return lambda asking, row: _time(asking, told(row.enrolment)) if row.enrolment else ""


def _completion_time(told: Callable[[Completion], int]) -> Callable[[Asking, Participation], str]:
    return lambda asking, row: _time(asking, told(row.completion)) if row.completion else ""


def _status(asking: Asking, row: Participation) -> str | None:
    return word(_STATES[row.enrolment.state], asking.settings.language) if row.enrolment else None


def _completed(asking: Asking, row: Participation) -> str:
    if row.completion is None:
        return ""
    return yes_no(asking.settings.language, told=bool(row.completion.completed_at))


def _user_link(asking: Asking, account: Account) -> str:
    address = f"{asking.site_url}/user/profile.php?id={account.account_id}"
    return f'<a href="{address}">{cell(account.full_name)}</a>'


def _course_link(asking: Asking, course: Course) -> str:
    address = f"{asking.site_url}/course/view.php?id={course.course_id}"
    return f'<a href="{address}">{formatted(course.full_name)}</a>'


_USERNAME = Column("Username", _of_account(lambda account: account.username))
_SHORT_NAME = Column("Course short name", _of_course(lambda course: course.short_name))
_COMPLETED = Column("Completed", _completed)
_TIME_COMPLETED = Column("Time completed", _completion_time(lambda row: row.completed_at))
_COURSE_STARTED = Column("Time started", _completion_time(lambda row: row.started_at))
_STATUS = Column("Status", _status)

_PARTICIPANT_DATES: dict[str, Callable[[Participation], int]] = {
    "completion:timecompleted": lambda row: row.completion.completed_at if row.completion else 0,
    "enrolment:timecreated": lambda row: row.enrolment.created_at if row.enrolment else 0,
}
_PARTICIPANTS = "core_course\\reportbuilder\\datasource\\participants"


def _participant_rows(asking: Asking) -> list[Participation]:
    return _participations(asking.district)


def _plain(told: Callable[[Account], str]) -> Callable[[Asking, Account], str]:
    return lambda _, account: cell(told(account))


_PARTICIPANTS_REPORT = Report(
    2,
    "marshrut participants",
    _PARTICIPANTS,
    "Course participants",
    rows=_participant_rows,
    columns=(
        Column(
            "Full name with link", lambda asking, row: _user_link(asking, row.account) if row.account else ""
        ),
        _USERNAME,
        Column("Course full name with link", lambda asking, row: _course_link(asking, row.course)),
        _SHORT_NAME,
        Column("Plugin", lambda asking, row: word(_METHODS[row.method], asking.settings.language)),
        _STATUS,
        Column("Time created", _enrolment_time(lambda row: row.created_at)),
        Column("Time started", _enrolment_time(lambda row: row.starts_at)),
        _COMPLETED,
        _TIME_COMPLETED,
        _COURSE_STARTED,
    ),
    dates=_PARTICIPANT_DATES,
)
_COMPLETIONS_REPORT = Report(
    1,
    "Завершение курсов",
    _PARTICIPANTS,
    "Course participants",
    rows=_participant_rows,
    columns=(
        _USERNAME,
        Column("ID number", _of_account(lambda account: account.id_number)),
        _SHORT_NAME,
        _COMPLETED,
        _TIME_COMPLETED,
        _COURSE_STARTED,
        _STATUS,
    ),
    dates=_PARTICIPANT_DATES,
)
_USERS_REPORT = Report(
    3,
    "marshrut users",
    "core_user\\reportbuilder\\datasource\\users",
    "Users",
    rows=_users,
    columns=(
        Column("Full name with link", _user_link),
        Column("Username", _plain(lambda account: account.username)),
        Column("First name", _plain(lambda account: account.first_name)),
        Column("Last name", _plain(lambda account: account.last_name)),
        Column("Email address", _plain(lambda account: account.email)),
        Column("ID number", _plain(lambda account: account.id_number)),
        Column("Institution", _plain(lambda account: account.institution)),
        Column("Suspended", lambda asking, one: yes_no(asking.settings.language, told=one.suspended)),
        Column("Time created", lambda asking, account: _time(asking, account.created_at)),
        Column("Time modified", lambda asking, account: _time(asking, account.created_at)),
        Column("Last access", lambda asking, account: _time(asking, account.last_access)),
        Column("СНИЛС", _plain(lambda account: account.snils)),
        Column("Образовательная организация", _plain(lambda account: account.school)),
    ),
    dates={"user:timecreated": lambda account: account.created_at},
)
_COURSES_REPORT = Report(
    4,
    "marshrut courses",
    "core_course\\reportbuilder\\datasource\\courses",
    "Courses",
    rows=lambda asking: list(asking.district.courses),
    columns=(
        Column("Course full name with link", _course_link),
        Column("Course short name", lambda _, course: formatted(course.short_name)),
        Column("Course ID number", lambda _, course: cell(id_number(course))),
        Column("Category name", lambda _, course: formatted(_CATEGORY_NAMES[course.category_id])),
        Column("Course visibility", lambda asking, one: yes_no(asking.settings.language, told=one.visible)),
        Column("Номер в ФР ДПП", lambda _, course: cell(course.registry_number)),
        Column("Объём, ч", lambda _, course: cell(course.hours)),
    ),
    dates={},
)

REPORTS = (_COURSES_REPORT, _PARTICIPANTS_REPORT, _USERS_REPORT, _COMPLETIONS_REPORT)
"""In order of name, as the list gives them."""

REPORT_NAMES = tuple(report.name for report in REPORTS)
