"""Courses, cohorts, and the dearer ways to enrolments and completions."""

from datetime import UTC, datetime

import pytest

from connector.errors import OddError
from connector.moodle.catalogue.lists import categories, cohort_members, cohorts, courses
from connector.moodle.involvement.completions import completions_by_pair
from connector.moodle.involvement.course_lists import listed_enrolments
from connector.moodle.records import Course, Enrolment, EnrolmentStatus

OPEN = {"visible": 1, "enablecompletion": 1}


def course(number, *, tracks=True):
    return Course(course_id=number, short_name=f"C-{number}", full_name="Курс", tracks_completion=tracks)


def enrolment(course_id, account_id, status="active"):
    return Enrolment(course_id=course_id, account_id=account_id, method="x", status=EnrolmentStatus(status))


def test_recorded_courses_come_with_their_category_and_without_the_front_page(recorded):
    told = courses(recorded.reply("core_course_get_courses_by_field--1"))

    assert len(told.records) == 42
    assert told.complete
    [hidden] = [each for each in told.records if not each.visible]
    assert hidden.short_name == "OTH-HIDDEN"
    untracked = {each.short_name for each in told.records if not each.tracks_completion}
    assert "OTH-NOCOMP" in untracked
    assert "DPP-01" not in untracked


def test_custom_fields_are_raw_and_blanks_are_left_out():
    fields = [
        {"shortname": "hours", "valueraw": "36", "value": "36 часов"},
        {"shortname": "frdpp", "valueraw": "", "value": None},
        {"shortname": "old", "value": "до 3.10"},
    ]

    [told] = courses(
        {"courses": [{"id": 5, "shortname": "DPP", "fullname": "x", "customfields": fields} | OPEN]}
    ).records

    assert told.custom_fields == {"hours": "36", "old": "до 3.10"}


def test_a_course_closed_to_us_shrinks_to_its_name_and_is_told():
    """Moodle gives the public fields only, and no error."""
    told = courses(
        {"courses": [{"id": 5, "shortname": "DPP", "fullname": "x"}, {"id": 6, "shortname": "NF"} | OPEN]}
    )

    assert not told.complete
    assert dict(told.problems[0].values) == {"n": 1, "course_id": 5}
    assert told.untold >= {"visible", "tracks_completion"}, "what is kept of them stands"


def test_recorded_categories_and_cohorts_are_read(recorded):
    tree = categories(recorded.reply("core_course_get_categories--1"))
    groups = cohorts(recorded.reply("core_cohort_get_cohorts--1"))

    assert {each.name for each in tree.records} >= {"Неформальное образование", "Прочее"}
    assert {each.parent_id for each in tree.records} == {None}
    assert next((each.name, each.id_number) for each in groups.records) == ("Молодые педагоги", "YOUNG")


def test_a_member_is_one_however_often_told(serve):
    moodle, _, _ = serve(core_cohort_get_cohort_members=[{"cohortid": 1, "userids": [3, 4, 3]}])

    told = cohort_members(moodle, cohorts([{"id": 1, "name": "Молодые"}]))

    assert [(each.cohort_id, each.account_id) for each in told.records] == [(1, 3), (1, 4)]


def test_without_cohorts_nobody_is_asked_about_members(serve):
    moodle, _, site = serve()

    assert cohort_members(moodle, cohorts([])).records == []
    assert site.asked == []


@pytest.mark.parametrize("read", [courses, categories, cohorts])
def test_a_list_that_is_none_is_odd(read):
    with pytest.raises(OddError, match="wrong_shape"):
        read({"courses": None})


def lists(active, inactive):
    def answer(asked):
        options = {each["name"]: each["value"] for each in asked["options"]}
        assert options["userfields"] == "id,lastcourseaccess"
        numbers = active if "onlyactive" in options else inactive
        told = numbers.get(asked["courseid"], [])
        return told if isinstance(told, dict) else [{"id": number, "fullname": "x"} for number in told]

    return answer


def test_two_lists_tell_who_is_let_in_and_who_is_not(serve):
    moodle, _, site = serve(core_enrol_get_enrolled_users=lists({5: [3, 4]}, {5: [8], 6: [3]}))

    told = listed_enrolments(moodle, [course(5), course(6)]).reading

    assert {(each.course_id, each.account_id, each.status.value) for each in told.records} == {
        (5, 3, "active"),
        (5, 4, "active"),
        (5, 8, "suspended"),
        (6, 3, "suspended"),
    }
    assert {each.method for each in told.records} == {"unknown"}
    assert told.complete
    assert len(site.asked) == 1


@pytest.mark.parametrize("code", ["nopermissions", "errorcoursecontextnotvalid"])
def test_a_course_that_cannot_be_entered_is_one_problem_and_the_others_are_read(serve, fail, code):
    moodle, _, _ = serve(core_enrol_get_enrolled_users=lists({5: fail(code), 6: [3]}, {5: fail(code)}))

    told = listed_enrolments(moodle, [course(5), course(6)]).reading

    assert [(each.course_id, each.account_id) for each in told.records] == [(6, 3)]
    assert not told.complete
    assert [problem.values["course_id"] for problem in told.problems] == [5]


def status(completed, *times, aggregation=1):
    met = [{"complete": bool(time), "timecompleted": time or None} for time in times]
    return {
        "completionstatus": {"completed": completed, "aggregation": aggregation, "completions": met},
        "warnings": [],
    }


def statuses(told):
    return lambda asked: told[asked["courseid"], asked["userid"]]


def test_a_course_is_completed_with_its_last_condition(serve):
    told = {
        (5, 3): status(True, 1_700_000_000, 1_710_000_000),
        (5, 4): status(False, 1_700_000_000, 0),
        (5, 6): status(True, 1_700_000_000, 1_710_000_000, aggregation=2),
    }
    moodle, _, _ = serve(core_completion_get_course_completion_status=statuses(told))

    reading = completions_by_pair(moodle, [course(5)], [enrolment(5, number) for number in (3, 4, 6)])

    assert {each.account_id: each.completed_at for each in reading.records} == {
        3: datetime.fromtimestamp(1_710_000_000, UTC),
        6: datetime.fromtimestamp(1_700_000_000 - 20, UTC),  # to the minute, as the report tells it
    }
    assert reading.complete


def test_only_active_enrolments_in_tracked_courses_are_asked_about(serve):
    moodle, functions, _ = serve(core_completion_get_course_completion_status=status(False, 0))

    completions_by_pair(
        moodle,
        [course(5), course(6, tracks=False)],
        [enrolment(5, 3), enrolment(5, 4, "suspended"), enrolment(6, 3)],
    )

    assert functions.calls == {"core_completion_get_course_completion_status": 1}


@pytest.mark.parametrize("code", ["nocriteriaset", "cannotviewreport"])
def test_a_course_without_conditions_is_asked_about_once(serve, fail, code):
    moodle, functions, _ = serve(
        core_completion_get_course_completion_status=lambda asked: (
            fail(code) if asked["courseid"] == 5 else status(True, 1_700_000_000)
        )
    )
    pairs = [enrolment(number, account) for number in (5, 6) for account in range(3, 33)]

    told = completions_by_pair(moodle, [course(5), course(6)], pairs)

    assert functions.calls.total() == 1 + 30
    assert len(told.records) == 30
    assert told.complete
    assert told.coverage == {"pairs": 60, "asked": 31, "tracked": 30, "undated": 0}


def test_somebody_who_is_not_tracked_is_no_problem(serve, fail):
    moodle, _, _ = serve(core_completion_get_course_completion_status=fail("usernotenroled"))

    told = completions_by_pair(moodle, [course(5)], [enrolment(5, 3), enrolment(5, 4)])

    assert (told.records, told.complete) == ([], True)


def test_a_missing_right_makes_the_stream_incomplete(serve, fail):
    moodle, _, _ = serve(core_completion_get_course_completion_status=fail("nopermissions"))

    told = completions_by_pair(moodle, [course(5)], [enrolment(5, 3), enrolment(5, 4)])

    assert not told.complete
    assert [problem.text_id for problem in told.problems] == ["lms.error.right"]


def test_recorded_statuses_of_both_versions_are_read(serve, recorded):
    moodle, _, _ = serve(recorded)
    asked = [
        recorded.reply(f"core_completion_get_course_completion_status--{number}") for number in range(1, 31)
    ]
    completed = sum(bool(each.get("completionstatus", {}).get("completed")) for each in asked)
    keys = [
        (parameters["courseid"], parameters["userid"])
        for parameters in recorded.asked("core_completion_get_course_completion_status", range(1, 31))
    ]

    told = completions_by_pair(
        moodle, [course(number) for number in {each[0] for each in keys}], [enrolment(*each) for each in keys]
    )

    assert len(told.records) + told.coverage["undated"] == completed > 3


def test_a_completion_without_a_date_is_counted_and_told(serve):
    """As on the recorded 4.2 site: completed, and its only condition never met."""
    told = {
        (5, 3): status(True, 0),
        (5, 4): status(True, 1_700_000_000, 0),
        (5, 6): status(True, 1_700_000_000, 0, aggregation=2),
        (5, 8): status(True),
    }
    moodle, _, _ = serve(core_completion_get_course_completion_status=statuses(told))

    reading = completions_by_pair(moodle, [course(5)], [enrolment(5, number) for number in (3, 4, 6, 8)])

    assert [each.account_id for each in reading.records] == [6]
    assert not reading.complete
    assert dict(reading.problems[0].values) == {"n": 3}
