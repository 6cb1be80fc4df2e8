"""What is ready at a site and what is missing."""

import pytest

from connector.moodle.client import Access, Moodle
from connector.moodle.functions import Function
from connector.moodle.plan import make_plan
from connector.moodle.planning.checkup import (
    State,
    dates_found,
    entry,
    functions_found,
    reports_found,
    worst,
)
from connector.moodle.planning.checkup_rights import rights_found
from connector.moodle.planning.date_check import with_verified_dates
from connector.moodle.reading import ProfileFields


def looked_at(moodle, **options):
    """Everything that can be said of a site that lets us in, by item."""
    findings, site = entry(moodle)
    plan = with_verified_dates(moodle, site, make_plan(site))
    told = [
        *findings,
        *functions_found(site),
        *rights_found(moodle, site, plan, ProfileFields()),
        *reports_found(site, plan, courses_matter=options.get("courses_matter", False)),
        *dates_found(site, plan, time_zone=options.get("time_zone")),
    ]
    return told, {each.item: each for each in told}


def states(findings, state):
    return {each.item for each in findings if each.state is state}


def test_a_site_with_everything_is_ready(demo):
    lms, moodle = demo()

    told, _ = looked_at(moodle)

    assert states(told, State.BROKEN) | states(told, State.MISSING) == set()
    assert states(told, State.UNSEEN) == set()
    assert worst(told) is State.READY
    assert len(lms.requests) <= 8


def test_every_right_is_tried_on_something(demo):
    _, moodle = demo()

    _, told = looked_at(moodle)

    assert {each for each in told if each.startswith("right_")} == {
        "right_courses",
        "right_people",
        "right_enrolled_users",
        "right_course_completion",
        "right_grade_items",
        "right_quizzes",
        "right_updates",
        "right_quiz_attempts",
        "right_best_grade",
        "right_attempt_review",
        "right_cohorts",
        "right_cohort_members",
    }


def test_without_reports_people_are_found_in_courses(demo):
    _, moodle = demo(reports=False)

    told, by_item = looked_at(moodle)

    assert states(told, State.MISSING) == {"report_participants", "report_users"}
    assert by_item["right_grade_items"].state is State.READY
    assert by_item["right_people"].state is State.READY


def test_a_missing_function_is_told_by_its_name(demo):
    _, moodle = demo(without=[Function.GRADE_ITEMS, Function.UPDATES])

    told, _ = looked_at(moodle)

    missing = {each.values["function"]: each.thing for each in told if each.item == "function"}
    assert missing == {each: each for each in (Function.GRADE_ITEMS, Function.UPDATES)}


def test_missing_filters_are_told_by_name(demo):
    _, moodle = demo(filters=["completion:timecompleted", "user:timemodified"])

    _, told = looked_at(moodle)

    lacking = [each for each in _filters(moodle) if each.state is State.MISSING]
    assert len(lacking) == 1
    assert "enrolment_timecreated" in lacking[0].values["names"]
    assert "completion_timecompleted" not in lacking[0].values["names"]
    assert told["filters"]


def _filters(moodle):
    return [each for each in looked_at(moodle)[0] if each.item == "filters"]


def test_courses_named_by_number_need_their_report(demo):
    _, moodle = demo(reports=["marshrut participants", "marshrut users"])

    assert looked_at(moodle, courses_matter=True)[1]["report_courses"].state is State.MISSING
    assert "report_courses" not in looked_at(moodle)[1]


def test_a_wrong_zone_means_the_report_cannot_be_believed(demo):
    _, moodle = demo()
    _, site = entry(moodle)
    plan = with_verified_dates(moodle, site, make_plan(site, time_zone="Asia/Vladivostok"))

    told = {each.item: each for each in dates_found(site, plan, time_zone="Asia/Vladivostok")}

    assert told["dates"].state is State.BROKEN
    assert told["dates"].reason.values["offset"] in {"−10:00", "+10:00"}


@pytest.mark.parametrize(
    ("options", "failed", "text_id"),
    [
        ({"broken": "usernotfullysetup"}, "account", "lms.error.profile_incomplete"),
        ({"without": [Function.USERS]}, "functions", "lms.error.functions_missing"),
    ],
)
def test_what_is_broken_is_told_with_what_came_before_and_what_could_not_be_tried(
    demo, options, failed, text_id
):
    _, moodle = demo(**options)

    findings, site = entry(moodle)

    assert site is None
    [broken] = [each for each in findings if each.state is State.BROKEN]
    assert (broken.item, broken.reason.text_id) == (failed, text_id)
    assert worst(findings) is State.BROKEN
    stages = [each.item.removesuffix("_passed") for each in findings if each.item != "encryption"]
    assert stages == ["address", "token", "functions", "account"]


def test_a_wrong_token_and_a_wrong_address_are_told_apart(demo):
    lms, _ = demo()
    with Moodle(Access(lms.url, "0" * 32, tries=1)) as stranger:
        by_token, _ = entry(stranger)
    with Moodle(Access(lms.url.replace("127.0.0.1", "localhost"), lms.token, tries=1)) as astray:
        by_address, _ = entry(astray)

    assert states(by_token, State.BROKEN) == {"token"}
    assert states(by_address, State.BROKEN) == {"address"}


@pytest.mark.parametrize(
    ("url", "state"),
    [
        ("https://lms.example.ru", State.READY),
        ("http://127.0.0.1:8088", State.READY),
        ("http://lms.example.ru", State.MISSING),
    ],
)
def test_a_token_that_travels_in_the_open_is_told(url, state, monkeypatch):
    with Moodle(Access(url, "x", tries=1, connect_timeout=0.01)) as moodle:
        monkeypatch.setattr(moodle, "call", lambda *_: {})
        findings, _ = entry(moodle)

    assert findings[0].item == "encryption"
    assert findings[0].state is state


def rights(serve, fail, **other):
    """Rights at a site that shows one course, with one person in it, and a quiz."""
    functions = [{"name": each.value} for each in Function if each not in _REPORTS]
    moodle, _, _ = serve(
        {
            "core_webservice_get_site_info": {"userid": 57, "siteurl": "", "functions": functions},
            "core_user_get_users_by_field": [{"id": 57, "username": "x"}],
            "tool_mobile_get_config": {"settings": []},
            "core_course_get_courses_by_field": {"courses": [{"id": 1}, {"id": 3, "format": "topics"}]},
            "core_cohort_get_cohorts": [{"id": 9}],
            "core_cohort_get_cohort_members": [{"cohortid": 9, "userids": []}],
            "core_enrol_get_enrolled_users": [{"id": 5}],
            "core_completion_get_course_completion_status": fail("usernotenroled"),
            "gradereport_user_get_grade_items": {"usergrades": []},
            "mod_quiz_get_quizzes_by_courses": {"quizzes": [{"id": 7, "course": 3, "coursemodule": 8}]},
            "core_course_check_updates": {
                "instances": [{"id": 8, "updates": [{"name": "userattempts", "itemids": [1]}]}]
            },
            "mod_quiz_get_user_attempts": {"attempts": []},
            "mod_quiz_get_user_best_grade": {"hasgrade": False},
            "mod_quiz_get_attempt_review": {"grade": None},
        }
        | other
    )
    _, site = entry(moodle)
    told = rights_found(moodle, site, make_plan(site), ProfileFields())
    return {each.item: each for each in told}


_REPORTS = {Function.REPORTS, Function.REPORT, Function.SET_FILTERS, Function.RESET_FILTERS}


@pytest.mark.parametrize(
    ("function", "item", "capability"),
    [
        ("core_enrol_get_enrolled_users", "right_enrolled_users", "moodle/course:viewparticipants"),
        ("gradereport_user_get_grade_items", "right_grade_items", "moodle/grade:viewall"),
        ("mod_quiz_get_user_attempts", "right_quiz_attempts", "mod/quiz:viewreports"),
        ("mod_quiz_get_attempt_review", "right_attempt_review", "moodle/grade:viewhidden"),
        ("core_cohort_get_cohorts", "right_cohorts", "moodle/cohort:view"),
        ("core_cohort_get_cohort_members", "right_cohort_members", "moodle/cohort:view"),
    ],
)
def test_a_refusal_names_the_capabilities(serve, fail, function, item, capability):
    told = rights(serve, fail, **{function: fail("nopermissions")})[item]

    assert told.state is State.MISSING
    assert capability in told.values["capabilities"]
    assert told.thing == function


def test_a_completion_refused_differs_from_one_that_is_not_tracked(serve, fail):
    refused = fail("cannotviewreport")

    assert rights(serve, fail)["right_course_completion"].state is State.READY
    told = rights(serve, fail, core_completion_get_course_completion_status=refused)
    assert told["right_course_completion"].state is State.MISSING


def test_a_course_that_shows_its_public_fields_only_is_closed(serve, fail):
    courses = {"courses": [{"id": 1}, {"id": 3, "format": "topics"}, {"id": 4}, {"id": 5}]}

    told = rights(serve, fail, core_course_get_courses_by_field=courses)["right_courses"]

    assert (told.state, told.values["n"]) == (State.MISSING, 2)


def test_a_record_that_moodle_cannot_give_says_nothing_about_rights(serve, fail):
    def people(asked):
        return [{"id": 57}] if asked["values"] == [57] else fail("invalidresponse")

    told = rights(serve, fail, core_user_get_users_by_field=people)

    assert told["right_people"].state is State.UNSEEN


def test_accounts_without_a_username_are_shown_in_part(serve, fail):
    told = rights(serve, fail, core_user_get_users_by_field=[{"id": 57}])["right_people"]

    assert (told.state, told.values["n"]) == (State.MISSING, 1)


def test_what_there_is_nothing_to_try_on_is_said(serve, fail):
    told = rights(serve, fail, core_course_get_courses_by_field={"courses": [{"id": 1}]})

    assert {item for item, each in told.items() if each.state is State.UNSEEN} == {
        "right_courses",
        "right_people",
        "right_enrolled_users",
        "right_course_completion",
        "right_grade_items",
        "right_quiz_attempts",
        "right_updates",
        "right_attempt_review",
    }
