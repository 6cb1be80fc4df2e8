"""The report's dates against the completion function's."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from config.locale import texts
from connector.moodle.functions import Function
from connector.moodle.plan import make_plan
from connector.moodle.planning.date_check import comparable_rows, judged, with_verified_dates
from connector.moodle.planning.preflight import ReportInfo, Site, preflight

HEADINGS = ("Full name with link", "Course full name with link", "Status", "Completed", "Time completed")
ALL = frozenset(function.value for function in Function)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOURS = timedelta(hours=5)


def row(course, account, told="Monday, 23 November 2026, 12:00 PM", status="Active"):
    return (
        f'<a href="http://lms.example/user/profile.php?id={account}">…</a>',
        f'<a href="http://lms.example/course/view.php?id={course}">…</a>',
        status,
        "Yes",
        told,
    )


def site(*rows):
    report = ReportInfo(2, "Участники", "participants", headings=HEADINGS, rows=9, sample=rows)
    return Site("4.5.6", 57, ALL, "http://lms.example", reports=(report,))


def completion(*moments, aggregation=1, completed=True):
    rows = [
        {"type": 4, "complete": each is not None, "timecompleted": int(each.timestamp()) if each else None}
        for each in moments
    ]
    return {"completionstatus": {"completed": completed, "aggregation": aggregation, "completions": rows}}


def checked(serve, answer, *rows):
    moodle, _, asked = serve(core_completion_get_course_completion_status=answer)
    where = site(*rows)
    return with_verified_dates(moodle, where, make_plan(where)), asked


def test_a_row_that_agrees_to_the_minute_verifies_the_dates(serve):
    """The course was completed with its last condition, within the minute that the report tells."""
    last = NOON + timedelta(seconds=59)

    plan, asked = checked(serve, completion(NOON - HOURS, last), row(3, 5))

    assert plan.dates_verified is True
    assert "lms.plan.dates_off" not in {note.text_id for note in plan.notes}
    assert len(asked.asked) == 1


def test_rows_off_by_one_time_tell_of_a_zone_misread(serve):
    plan, _ = checked(serve, completion(NOON - HOURS), row(3, 5), row(4, 5))

    assert plan.dates_verified is False
    note = plan.notes[-1]
    told = texts("ru").say(note.text_id, **note.values)
    assert told.startswith(
        "Даты в отчёте «Участники» отличаются от дат, которые хранит LMS, ровно на +5:00 ч"
    )


def test_one_row_alone_proves_no_wrong_zone(serve):
    """It may have been mended by hand."""
    plan, _ = checked(serve, completion(NOON - HOURS), row(3, 5))

    assert plan.dates_verified is None


@pytest.mark.parametrize(
    "answer",
    [
        completion(NOON - HOURS, aggregation=2),
        completion(NOON - HOURS, None),
        completion(NOON - HOURS, completed=False),
        completion(),
        {"exception": "x", "errorcode": "usernotenroled"},
        {"completionstatus": "?"},
        ["?"],
    ],
)
def test_rows_that_may_rightly_differ_are_not_compared(serve, answer):
    plan, _ = checked(serve, answer, row(3, 5), row(4, 5))

    assert plan.dates_verified is None


@pytest.mark.parametrize(
    ("offsets", "verified"),
    [
        ([], None),
        ([timedelta()], True),
        ([HOURS, timedelta(), HOURS], True),
        ([HOURS, HOURS], False),
        ([-timedelta(hours=3, minutes=30)] * 3, False),
        ([HOURS, timedelta(hours=4)], None),
        ([timedelta(minutes=7)] * 2, None),
        ([timedelta(days=3)] * 2, None),
    ],
)
def test_only_one_and_the_same_distance_between_zones_is_a_wrong_zone(offsets, verified):
    assert judged(make_plan(site(row(3, 5))), offsets).dates_verified is verified


def test_the_distance_is_told_as_clocks_are_set():
    note = judged(make_plan(site(row(3, 5))), [-timedelta(hours=3, minutes=30)] * 2).notes[-1]

    assert note.values["offset"] == "−3:30"


def test_rows_of_many_courses_are_compared_and_few_in_all():
    plan = make_plan(site(*(row(course, account) for course in (3, 4) for account in range(1, 9))))

    assert list(comparable_rows(plan)) == [(3, 1), (4, 1), (3, 2), (3, 3), (3, 4)]


@pytest.mark.parametrize(
    "each",
    [
        row(3, 5, ""),
        row(3, 5, "вчера"),
        row(3, 5, status="Suspended"),
        ("", "", "Active", "Yes", row(3, 5)[4]),
    ],
)
def test_a_row_without_date_or_person_or_access_is_left_out(each):
    assert comparable_rows(make_plan(site(each))) == {}


def test_nothing_is_asked_where_nothing_can_be_compared(serve):
    plan, asked = checked(serve, completion(NOON))

    assert plan.dates_verified is None
    assert asked.asked == []


def test_without_the_function_nothing_is_compared(serve):
    moodle, _, asked = serve()
    where = replace(site(row(3, 5)), functions=frozenset())

    assert with_verified_dates(moodle, where, make_plan(where)).dates_verified is None
    assert asked.asked == []


def test_the_demo_is_verified_and_a_zone_it_hides_is_found_out(demo):
    """It forces its zone on everybody; told a wrong one, preflight takes the report's words for UTC."""
    _, moodle = demo()
    where = preflight(moodle)
    right = make_plan(where)
    wrong = make_plan(replace(where, time_zone=None), time_zone="Asia/Vladivostok")

    assert with_verified_dates(moodle, where, right).dates_verified is True
    assert with_verified_dates(moodle, where, wrong).dates_verified is False


def test_nobody_is_named_in_what_is_printed_of_a_report():
    shown = repr(site(("Пётр Иванов", *row(3, 5)[1:])))

    assert "Иванов" not in shown
