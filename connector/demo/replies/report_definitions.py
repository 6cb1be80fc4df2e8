"""The custom reports of the made-up site: what an administrator chose when making each."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from connector.demo.district import District
from connector.demo.flavour import Flavour
from connector.demo.replies import report_columns, report_filters, report_rows
from connector.demo.replies.report_columns import Column
from connector.demo.replies.report_filters import Filter


@dataclass(frozen=True, eq=False)
class Source:
    """A source of reports: its class in Moodle, its name, its rows, and what a report may take from it."""

    class_name: str
    name: str
    rows: Callable[[District], list[Any]]
    key: Callable[[Any], Hashable]
    """What tells a row from the others."""

    columns: Mapping[str, Column]
    filters: Mapping[str, Filter]


PARTICIPANTS = Source(
    "core_course\\reportbuilder\\datasource\\participants",
    "Course participants",
    report_rows.participations,
    report_rows.key_of_participation,
    report_columns.OF_PARTICIPANTS,
    report_filters.OF_PARTICIPANTS,
)
USERS = Source(
    "core_user\\reportbuilder\\datasource\\users",
    "Users",
    report_rows.accounts,
    lambda account: account.account_id,
    report_columns.OF_USERS,
    report_filters.OF_USERS,
)
COURSES = Source(
    "core_course\\reportbuilder\\datasource\\courses",
    "Courses",
    report_rows.courses,
    lambda course: course.course_id,
    report_columns.OF_COURSES,
    {},
)


@dataclass(frozen=True)
class Report:
    """A custom report; `replace` one to try another order of columns, other headings or fewer filters."""

    report_id: int
    name: str
    source: Source
    columns: tuple[str, ...]
    """Moodle's identifiers, in the order they stand."""

    headings: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Headings of the administrator's own, by identifier; the others stand in the language of the request."""

    filters: frozenset[str] | None = None
    """The filters added to it; None: all its source has."""

    def filters_added(self) -> dict[str, Filter]:
        """Give the filters whose values it heeds."""
        known = self.source.filters
        return {name: one for name, one in known.items() if self.filters is None or name in self.filters}


COURSES_REPORT = Report(
    4,
    "marshrut courses",
    COURSES,
    (
        "course:coursefullnamewithlink",
        "course:shortname",
        "course:idnumber",
        "course_category:name",
        "course:visible",
        "course:customfield_frdpp",
        "course:customfield_hours",
    ),
)
PARTICIPANTS_REPORT = Report(
    2,
    "marshrut participants",
    PARTICIPANTS,
    (
        "user:fullnamewithlink",
        "user:username",
        "course:coursefullnamewithlink",
        "course:shortname",
        "enrol:plugin",
        "enrolment:status",
        "enrolment:timecreated",
        "enrolment:timestarted",
        "completion:completed",
        "completion:timecompleted",
        "completion:timestarted",
    ),
)
USERS_REPORT = Report(
    3,
    "marshrut users",
    USERS,
    (
        "user:fullnamewithlink",
        "user:username",
        "user:firstname",
        "user:lastname",
        "user:email",
        "user:idnumber",
        "user:institution",
        "user:suspended",
        "user:timecreated",
        "user:timemodified",
        "user:lastaccess",
        "user:profilefield_snils",
        "user:profilefield_school",
    ),
)
COMPLETIONS_REPORT = Report(
    1,
    "Завершение курсов",
    PARTICIPANTS,
    (
        "user:username",
        "user:idnumber",
        "course:shortname",
        "completion:completed",
        "completion:timecompleted",
        "completion:timestarted",
        "enrolment:status",
    ),
)

REPORTS = (COURSES_REPORT, PARTICIPANTS_REPORT, USERS_REPORT, COMPLETIONS_REPORT)
"""In order of name, as the list gives them."""

REPORT_NAMES = tuple(report.name for report in REPORTS)

_IN_42 = {"enrol:plugin": ("enrolment:method",), "user:timemodified": ()}
"""What stands for a column on the recorded IOMAD: one has another identifier in 4.2, one nobody put there."""


def report_named(name: str, flavour: Flavour) -> Report | None:
    """Give the site's own report of a name, as its version of Moodle has it."""
    found = next((report for report in REPORTS if report.name == name), None)
    if found is None or flavour.recent_fields:
        return found
    columns = tuple(told for column in found.columns for told in _IN_42.get(column, (column,)))
    return replace(found, columns=columns)
