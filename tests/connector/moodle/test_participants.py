"""What the rows of the participants report become."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from config.locale import texts
from connector.moodle.headings import find_columns
from connector.moodle.participants import Numbers, participation
from connector.moodle.records import EnrolmentStatus

HEADINGS = [
    "Full name with link",
    "Course full name with link",
    "Plugin",
    "Status",
    "Time created",
    "Time started",
    "Completed",
    "Time completed",
    "Time started",
]
COLUMNS = find_columns(HEADINGS)
MAY_1 = "Friday, 1 May 2026, 10:00 AM"
MAY_2 = "Saturday, 2 May 2026, 10:00 AM"
MAY_9 = "Saturday, 9 May 2026, 3:30 PM"


def row(
    account=7,
    course=5,
    method="Manual enrolments",
    status="Active",
    created=MAY_1,
    started=MAY_1,
    completed="No",
    completed_at="",
    completion_started="",
):
    return (
        f'<a href="http://lms.example/user/profile.php?id={account}">Анна &amp; Ко</a>' if account else "",
        f'<a href="http://lms.example/course/view.php?id={course}">Курс</a>',
        method,
        status,
        created,
        started,
        completed,
        completed_at,
        completion_started,
    )


def read(*rows, columns=COLUMNS, zone=UTC, numbers=None):
    return participation(rows, columns, zone, numbers or Numbers())


def test_an_enrolment_and_its_completion_are_read():
    told = read(row(completed="Yes", completed_at=MAY_9, completion_started=MAY_2))

    [enrolment], [completion] = told.enrolments, told.completions
    assert (enrolment.course_id, enrolment.account_id, enrolment.method) == (5, 7, "Manual enrolments")
    assert enrolment.status is EnrolmentStatus.ACTIVE
    assert enrolment.created_at == datetime(2026, 5, 1, 10, tzinfo=UTC)
    assert completion.started_at == datetime(2026, 5, 2, 10, tzinfo=UTC)
    assert completion.completed_at == datetime(2026, 5, 9, 15, 30, tzinfo=UTC)
    assert told.problems == ()


def test_a_method_that_nobody_came_by_is_no_enrolment():
    told = read(row(account=None, status="", completed=""))

    assert (told.enrolments, told.completions, told.rows) == ([], [], 0)


def test_rows_multiplied_by_roles_and_groups_are_one_enrolment():
    assert len(read(row(), row(), row()).enrolments) == 1


def test_two_ways_into_a_course_are_two_enrolments_and_one_completion():
    told = read(
        row(completed="Yes", completed_at=MAY_9),
        row(method="Self enrolment", completed="Yes", completed_at=MAY_9),
    )

    assert [each.method for each in told.enrolments] == ["Manual enrolments", "Self enrolment"]
    assert len(told.completions) == 1


def test_several_enrolments_of_one_method_come_in_order_of_creation():
    told = read(row(created=MAY_9, status="Suspended"), row(created=MAY_1), row(created=MAY_2))

    assert [each.created_at.day for each in told.enrolments] == [1, 2, 9]


@pytest.mark.parametrize("statuses", [("Active", "Suspended"), ("Suspended", "Active")])
def test_of_two_enrolments_begun_in_one_minute_the_open_one_counts(statuses):
    [enrolment] = read(*(row(created=MAY_1, status=each) for each in statuses)).enrolments

    assert enrolment.status is EnrolmentStatus.ACTIVE


def test_a_course_begun_and_not_completed_has_no_date():
    [completion] = read(row(completed="No", completion_started=MAY_2)).completions

    assert completion.completed_at is None
    assert completion.started_at is not None


def test_a_course_not_begun_is_no_completion():
    assert read(row(completed="No"), row(account=8, completed="")).completions == []


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("Suspended", "suspended"),
        ("Not current", "not_current"),
        ("Активный", "active"),
        ("Приостановлено", "suspended"),
        ("Не действует", "not_current"),
    ],
)
def test_statuses_are_read_in_both_languages(told, status):
    assert [each.status for each in read(row(status=told)).enrolments] == [status]


@pytest.mark.parametrize(
    ("broken", "column"),
    [
        ({"created": "01.05.2026"}, "created"),
        ({"completed_at": "Sunday, 9 May 2026, 3:30 PM"}, "completed_at"),
        ({"status": "Aktiv"}, "status"),
        ({"completed": "Yes"}, "completed"),
        ({"completed": "Oui", "completed_at": MAY_9}, "completed"),
    ],
)
def test_a_row_that_cannot_be_read_is_set_aside_and_told(broken, column):
    """Kept without its date it would say that somebody had not completed the course."""
    told = read(row(account=1), row(account=2, **broken), row(account=3), row(account=4, **broken))

    assert [each.account_id for each in told.enrolments] == [1, 3]
    [problem] = told.problems
    assert dict(problem.values) == {"column": column, "n": 2, "row": 2}
    assert texts("ru").say(problem.text_id, **problem.values) == (
        f"Отчёт LMS: 2 строки отложены (первая — 2): не читается столбец {column}. Прежние данные сохранены."
    )


def test_dates_are_read_in_the_zone_the_site_forces():
    [enrolment] = read(row(), zone=ZoneInfo("Asia/Yekaterinburg")).enrolments

    assert enrolment.created_at == datetime(2026, 5, 1, 5, tzinfo=UTC)


PLAIN = find_columns(["Username", "Course short name", "Completed", "Time completed", "Status"])


def test_without_links_names_lead_to_numbers():
    numbers = Numbers({"anna&co": 7}, {"дпп-01": 5})

    [enrolment] = read(
        ("anna&amp;co", "ДПП-01", "No", "", "Active"), columns=PLAIN, numbers=numbers
    ).enrolments

    assert (enrolment.account_id, enrolment.course_id, enrolment.method) == (7, 5, "unknown")


@pytest.mark.parametrize(("username", "course", "column"), [("x", "dpp", "account"), ("anna", "y", "course")])
def test_a_name_that_leads_nowhere_is_told(username, course, column):
    numbers = Numbers({"anna": 7}, {"dpp": 5})

    told = read((username, course, "No", "", "Active"), columns=PLAIN, numbers=numbers)

    assert told.enrolments == []
    assert [problem.values["column"] for problem in told.problems] == [column]


def test_somebody_without_a_name_is_somebody():
    link = '<a href="http://lms.example/user/profile.php?id=7"></a>'

    assert [each.account_id for each in read((link, *row()[1:])).enrolments] == [7]


def test_links_of_course_profiles_are_understood():
    link = '<a href="http://lms.example/user/view.php?course=3&amp;id=7">Анна</a>'

    assert [each.account_id for each in read((link, *row()[1:])).enrolments] == [7]
