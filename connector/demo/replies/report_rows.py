"""The rows behind the custom reports, before any filter: people in courses, accounts, courses."""

from dataclasses import dataclass

from connector.demo.district import District
from connector.demo.site import GUEST_ID
from connector.demo.values import Account, Completion, Course, Enrolment

METHODS = ("manual", "guest", "self")
"""The enrolment methods every course is made with."""


@dataclass(frozen=True, slots=True)
class Participation:
    """A row of the participants report; an enrolment method nobody came by stands there without a person."""

    course: Course
    method: str
    enrolment: Enrolment | None = None
    account: Account | None = None
    completion: Completion | None = None
    visited_at: int | None = None


def participations(district: District) -> list[Participation]:
    """List the participants of all courses, by course and method."""
    return [
        row for course in district.courses for method in METHODS for row in _rows_of(district, course, method)
    ]


def _rows_of(district: District, course: Course, method: str) -> list[Participation]:
    accounts = district.account_by_id
    rows = []
    for enrolment in district.enrolments_in.get(course.course_id, ()):
        account = accounts[enrolment.account_id]
        if enrolment.method == method and not account.deleted:
            pair = course.course_id, account.account_id
            completion = district.completion_of.get(pair)
            rows.append(
                Participation(course, method, enrolment, account, completion, district.visited_at.get(pair))
            )
    return rows or [Participation(course, method)]


def key_of_participation(row: Participation) -> tuple[int, str, int]:
    """Name the course, the method and the account, 0 for nobody."""
    return row.course.course_id, row.method, row.account.account_id if row.account else 0


def accounts(district: District) -> list[Account]:
    """List everybody but the guest and the deleted."""
    return [account for account in district.live_accounts if account.account_id != GUEST_ID]


def courses(district: District) -> list[Course]:
    """List the courses, without the front page."""
    return list(district.courses)
