"""What the rows of the participants report become."""

import json
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.locale import texts
from connector.moodle.involvement.participant_cells import Dates, Numbers
from connector.moodle.involvement.participants import MOST_APART, Participants
from connector.moodle.records import EnrolmentStatus
from connector.moodle.reports.dates import read_date
from connector.moodle.reports.headings import find_columns

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


class Read:
    """What some rows say."""

    def __init__(self, rows, columns, zone, numbers):
        people = Participants(columns, zone, numbers)
        self.tally = people.take(rows)
        self.enrolments = people.enrolments()
        self.completions = people.completions()
        self.problems = people.problems
        self.unreadable = people.unreadable
        self.understood = people.understood
        self.rows = people.persons


def read(*rows, columns=COLUMNS, zone=UTC, numbers=None):
    return Read(rows, columns, zone, numbers or Numbers())


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


def test_a_row_set_aside_is_known_by_what_can_still_be_read_of_it():
    """Then it is not missing, though it was not read."""
    told = read(row(account=1), row(account=2, course=9, created="01.05.2026"))

    [apart] = told.unreadable
    assert (apart.number, apart.reason) == ("9/2", "created")
    assert dict(apart.keys) == {"course_id": 9, "account_id": 2}
    assert json.loads(apart.raw)[4] == "01.05.2026"
    assert "Анна" not in repr(apart)
    assert told.understood


def test_a_row_set_aside_without_its_account_leaves_others_seeming_missing():
    told = read(("nobody", "ДПП-01", "No", "", "Active"), columns=PLAIN, numbers=Numbers({}, {}))

    [apart] = told.unreadable
    assert (apart.number, apart.reason, dict(apart.keys)) == ("row 1", "account", {})
    assert not told.understood


def test_with_one_half_of_its_key_a_row_is_known_well_enough():
    told = read(("nobody", "ДПП-01", "No", "", "Active"), columns=PLAIN, numbers=Numbers({}, {"дпп-01": 5}))

    assert (told.unreadable[0].number, dict(told.unreadable[0].keys)) == ("row 1", {"course_id": 5})
    assert told.understood


def test_a_report_of_which_little_is_understood_is_not_kept_apart_row_by_row():
    told = read(*(row(account=number, status="Aktiv") for number in range(1, MOST_APART + 2)))

    assert len(told.unreadable) == MOST_APART
    assert not told.understood
    assert [problem.values["n"] for problem in told.problems] == [MOST_APART + 1]


def test_rows_are_counted_as_the_report_counts_them():
    told = read(
        row(completed="Yes", completed_at=MAY_9),
        row(completed="Yes", completed_at=MAY_9),
        row(account=8, status="Suspended", created=MAY_2),
        row(account=9, status="Not current", created=MAY_2),
        row(account=10, created=""),
        row(account=11, status="Aktiv", completed="Yes", completed_at=MAY_9),
        row(account=None, status="", created="", started=""),
        row(account=None, status="Active", created=MAY_2),
    )

    may = date(2026, 5, 1).toordinal() - 1
    assert told.tally.rows == 8
    assert told.tally.created == {may + 1: 3, may + 2: 3}
    assert told.tally.suspended == {may + 2: 1}
    assert told.tally.not_current == {may + 2: 1}
    assert told.tally.completed == {may + 9: 3}
    assert (told.tally.undated, told.tally.apart) == (1, 1)


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_enrolments_alike_the_one_that_opens_the_course_is_told_whichever_comes_first(order):
    rows = [row(status="Suspended"), row(status="Active"), row(status="Not current")][::order]

    assert [each.status for each in read(*rows).enrolments] == [EnrolmentStatus.ACTIVE]


def test_several_ways_into_a_course_are_told_in_order():
    told = read(row(method="Self enrolment"), row(created=MAY_9), row(account=3), row(), row(created=MAY_9))

    assert [(each.account_id, each.method[:4], each.created_at.day) for each in told.enrolments] == [
        (3, "Manu", 1),
        (7, "Manu", 1),
        (7, "Manu", 9),
        (7, "Self", 1),
    ]


def test_a_cell_may_be_a_number_or_nothing_at_all():
    told = read((*row()[:2], 7, "Active", None, None, None, None, None), row()[:4])

    assert [(each.method, each.created_at) for each in told.enrolments] == [
        ("7", None),
        ("Manual enrolments", None),
    ]
    assert told.problems == ()


@given(
    moment=st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    other=st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
)
def test_days_and_times_put_together_are_the_moments_that_both_tell(moment, other):
    """Also where the day has been read with one time, and the time with another day."""

    def text(at):
        return f"{at:%A}, {at.day} {at:%B} {at.year}, {int(at.strftime('%I'))}:{at:%M %p}"

    dates = Dates(UTC)
    for told in (text(moment), text(other), text(datetime.combine(moment.date(), other.timetz()))):
        assert dates[told] == read_date(told, UTC)
    with pytest.raises(ValueError, match="weekday"):
        dates[text(moment).replace(f"{moment:%A}", f"{moment + timedelta(days=1):%A}")]
