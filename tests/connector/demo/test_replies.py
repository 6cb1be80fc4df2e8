"""What the functions tell and what they keep silent about."""

import json

import pytest

from connector.demo.grading import quiz_grade
from connector.demo.site import COMPLEX_QUIZ, TEACHER_QUIZZES
from connector.demo.values import (
    AVERAGE,
    FINISHED,
    FIRST,
    HIGHEST,
    IN_PROGRESS,
    LAST,
    Attempt,
    EnrolmentState,
    Quiz,
)
from connector.moodle.functions import Function

PARTICIPANTS = 2
EVERYBODY = {"criteria": [{"key": "all", "value": "1"}]}
ONLY_IDS = {"name": "userfields", "value": "id"}


def first(rows, test):
    return next(row for row in rows if test(row))


def ids(rows):
    return {row["id"] for row in rows}


def test_an_unknown_key_finds_everybody_and_warns(site, district):
    told = site.ask(Function.USERS, EVERYBODY)

    assert [user["id"] for user in told["users"]] == [one.account_id for one in district.live_accounts]
    assert told["warnings"][0]["warningcode"] == "invalidfieldparameter"


def test_users_are_found_by_pattern_or_exactly(site):
    by_pattern = site.ask(Function.USERS, {"criteria": [{"key": "lastname", "value": "USE%"}]})
    exactly = site.ask(Function.USERS, {"criteria": [{"key": "id", "value": "2"}]})

    assert ids(by_pattern["users"]) == ids(exactly["users"]) == {2}


def test_blank_fields_of_a_user_are_left_out(site):
    admin = site.ask(Function.USERS_BY_FIELD, {"field": "id", "values": [2]})[0]

    assert {"idnumber", "institution", "customfields", "city", "phone1"} & admin.keys() == set()


def test_a_deleted_user_comes_back_mangled_and_later_fails_the_whole_call(site, district):
    fresh = first(district.accounts, lambda one: one.deleted and not one.purged)
    purged = first(district.accounts, lambda one: one.purged)

    [told] = site.ask(Function.USERS_BY_FIELD, {"field": "id", "values": [fresh.account_id]})
    failed = site.ask(Function.USERS_BY_FIELD, {"field": "id", "values": [2, purged.account_id]})

    assert told["username"].startswith(fresh.email)
    assert told["suspended"] is False
    assert failed["errorcode"] == "invaliduser"


def test_a_name_is_kept_as_written_where_raw_and_stripped_otherwise(site):
    asked = {"field": "shortname", "value": "OTH-HIDDEN"}

    [raw] = site.ask(Function.COURSES, asked, moodlewssettingraw="1")["courses"]
    [plain] = site.ask(Function.COURSES, asked)["courses"]

    assert raw["fullname"] == 'Скрытый курс <span class="multilang" lang="ru">&amp; «кавычки»</span>'
    assert plain["fullname"] == "Скрытый курс &amp; «кавычки»"


def test_active_and_suspended_members_make_up_the_course(site):
    def members(option):
        options = [ONLY_IDS, *([{"name": option, "value": 1}] if option else [])]
        return ids(site.ask(Function.ENROLLED_USERS, {"courseid": 2, "options": options}))

    active, suspended = members("onlyactive"), members("onlysuspended")

    assert active
    assert suspended
    assert not active & suspended
    assert active | suspended == members(None)


def test_members_come_page_by_page_in_a_stable_order(site):
    def page(start, size):
        options = [ONLY_IDS, {"name": "limitfrom", "value": start}, {"name": "limitnumber", "value": size}]
        return [one["id"] for one in site.ask(Function.ENROLLED_USERS, {"courseid": 2, "options": options})]

    whole = page(0, 0)

    assert page(0, 7) + page(7, 7) == whole[:14]
    assert whole == sorted(whole)
    assert page(len(whole), 7) == []


@pytest.mark.parametrize(
    ("course_id", "test", "code"),
    [
        (None, lambda row: row.state is EnrolmentState.SUSPENDED and row.course_id < 41, "usernotenroled"),
        (41, None, "cannotviewreport"),
        (42, lambda row: row.course_id == 42 and row.state is EnrolmentState.ACTIVE, "nocriteriaset"),
    ],
)
def test_completion_that_cannot_be_told_says_why(site, district, course_id, test, code):
    row = first(district.enrolments, test or (lambda one: one.course_id == course_id))

    told = site.ask(Function.COURSE_COMPLETION, {"courseid": row.course_id, "userid": row.account_id})

    assert told["errorcode"] == code


def test_completion_of_a_deleted_user_is_refused(site, district):
    gone = first(district.accounts, lambda one: one.deleted)

    told = site.ask(Function.COURSE_COMPLETION, {"courseid": 2, "userid": gone.account_id})

    assert told["errorcode"] == "userdeleted"


def test_grades_leave_out_suspended_enrolments(site, district):
    graded = {one["userid"] for one in site.ask(Function.GRADE_ITEMS, {"courseid": 2})["usergrades"]}

    states = {row.account_id: row.state for row in district.enrolments_in[2]}
    assert graded == {account for account, state in states.items() if state is EnrolmentState.ACTIVE}
    assert len(graded) < len(states)


def test_a_grade_set_by_hand_stands_in_the_gradebook_and_not_in_the_quiz(site, district):
    override = first(district.overrides, lambda row: row.account_id in district.enrolments_of)
    course_id = district.quiz_by_id[override.quiz_id].course_id

    [person] = site.ask(Function.GRADE_ITEMS, {"courseid": course_id, "userid": override.account_id})[
        "usergrades"
    ]
    item = first(person["gradeitems"], lambda one: one["iteminstance"] == override.quiz_id)

    assert (item["graderaw"], item["gradeisoverridden"]) == (override.grade, True)


def test_quizzes_without_course_ids_are_none(site):
    assert site.ask(Function.QUIZZES)["quizzes"] == []
    assert len(site.ask(Function.QUIZZES, {"courseids": [2, 3, 4]})["quizzes"]) == 7


def test_a_course_nobody_knows_is_warned_of(site):
    told = site.ask(Function.QUIZZES, {"courseids": [2, 999]})

    assert [warning["itemid"] for warning in told["warnings"]] == [999]


@pytest.mark.parametrize(
    ("asked", "states"),
    [("finished", {"finished", "abandoned"}), ("unfinished", {"inprogress", "overdue"})],
)
def test_finished_attempts_have_the_abandoned_among_them(site, district, asked, states):
    wanted = first(district.attempts, lambda one: one.state in states - {"finished"} and not one.preview)
    told = site.ask(
        Function.QUIZ_ATTEMPTS, {"quizid": wanted.quiz_id, "userid": wanted.account_id, "status": asked}
    )

    assert wanted.attempt_id in ids(told["attempts"])
    assert {attempt["state"] for attempt in told["attempts"]} <= states


def test_previews_are_told_on_request_only(site):
    def attempts(**more):
        return site.ask(Function.QUIZ_ATTEMPTS, {"quizid": 1, "userid": 2, "status": "all", **more})[
            "attempts"
        ]

    assert attempts() == []
    assert [one["preview"] for one in attempts(includepreviews=1)] == [1]


def test_an_essay_not_graded_leaves_the_sum_open_while_parts_show_numbers(site, district):
    waiting = first(
        district.attempts_at[COMPLEX_QUIZ.quiz_id], lambda one: one.state == FINISHED and None in one.marks
    )

    review = site.ask(Function.ATTEMPT_REVIEW, {"attemptid": waiting.attempt_id})

    assert (review["grade"], review["attempt"]["sumgrades"]) == (None, None)
    assert [part["maxgrade"] for part in review["attempt"]["gradeitemmarks"]] == [4, 4, 4]
    assert (review["questions"][12]["state"], review["questions"][12]["mark"]) == ("needsgrading", "")


def test_parts_of_an_attempt_in_progress_show_nought_not_nothing(site, district):
    begun = Attempt(900_000, 6, 2, 1, IN_PROGRESS, 1, 0, 2, (None,) * 13)
    site.lms.district = type(district)(**{**vars_of(district), "attempts": (*district.attempts, begun)})

    [told] = [
        one
        for one in site.ask(Function.QUIZ_ATTEMPTS, {"quizid": 6, "userid": 2, "status": "all"})["attempts"]
        if one["id"] == 900_000
    ]

    assert [part["grade"] for part in told["gradeitemmarks"]] == [0, 0, 0]


def vars_of(district):
    return {name: getattr(district, name) for name in district.__dataclass_fields__}


def test_marks_in_a_review_have_the_separator_of_the_language(site, district):
    done = first(district.attempts, lambda one: one.mark)
    asked = {"attemptid": done.attempt_id}

    english = site.ask(Function.ATTEMPT_REVIEW, asked, moodlewssettinglang="en")["questions"]
    russian = site.ask(Function.ATTEMPT_REVIEW, asked, moodlewssettinglang="ru")["questions"]

    assert {question["mark"] for question in english} <= {"1.00", "0.00"}
    assert {question["mark"] for question in russian} <= {"1,00", "0,00"}


def test_attempts_of_people_who_left_show_only_in_the_updates_and_their_reviews(site, district):
    enrolled = {row.account_id for row in district.enrolments_in[2]}
    left = first(district.attempts_at[1], lambda one: one.account_id not in enrolled and not one.preview)
    module = district.quiz_by_id[1].module_id

    told = site.ask(
        Function.UPDATES, {"courseid": 2, "tocheck": [{"contextlevel": "module", "id": module, "since": 0}]}
    )
    areas = {area["name"]: area.get("itemids") for area in told["instances"][0]["updates"]}

    assert left.attempt_id in areas["userattempts"]
    review = site.ask(Function.ATTEMPT_REVIEW, {"attemptid": left.attempt_id})
    assert review["attempt"]["userid"] == left.account_id


def test_updates_since_a_moment_name_only_what_came_after_it(site, district):
    times = sorted(attempt.modified_at for attempt in district.attempts_at[1])
    since = times[len(times) // 2]
    asked = [{"contextlevel": "module", "id": 41, "since": moment} for moment in (since, 4_000_000_000)]

    [told] = site.ask(Function.UPDATES, {"courseid": 2, "tocheck": asked})["instances"]

    expected = [one.attempt_id for one in district.attempts_at[1] if one.modified_at > since]
    assert [area["name"] for area in told["updates"]] == ["userattempts", "usergrades"]
    assert told["updates"][0]["itemids"] == expected


@pytest.mark.parametrize(("method", "grade"), [(HIGHEST, 80), (AVERAGE, 50), (FIRST, 40), (LAST, 30)])
def test_several_attempts_are_graded_as_the_quiz_says(method, grade):
    quiz = Quiz(1, 2, 41, "", "", ("truefalse",) * 10, grade_method=method)
    made = [_attempt(number, mark) for number, mark in enumerate((4, 8, 3), start=1)]

    assert quiz_grade(quiz, made) == grade


def _attempt(number, mark):
    return Attempt(number, 1, 5, number, FINISHED, 1, 2, 2, (1.0,) * mark + (0.0,) * (10 - mark))


def test_a_report_shows_enrolments_and_blank_rows_for_ways_nobody_came_by(site, district):
    data = site.ask(Function.REPORT, {"reportid": PARTICIPANTS, "perpage": 0})["data"]

    people = [row["columns"] for row in data["rows"] if row["columns"][0]]
    blank = [row["columns"] for row in data["rows"] if not row["columns"][0]]
    assert len(people) == len(district.enrolments)
    assert {row[5] for row in people} == {"Active", "Suspended", "Not current"}
    assert {row[8] for row in people} == {"Yes", "No", ""}
    assert all(row[5] is None and row[6:] == [""] * 5 for row in blank)


def test_pages_of_a_report_make_up_the_whole(site):
    def rows(page, size):
        return site.ask(Function.REPORT, {"reportid": PARTICIPANTS, "page": page, "perpage": size})["data"]

    whole = rows(0, 0)
    pages = [row for page in range(whole["totalrowcount"] // 1000 + 1) for row in rows(page, 1000)["rows"]]

    assert pages == whole["rows"]
    assert rows(99, 1000)["rows"] == []


@pytest.mark.parametrize(
    ("language", "zone", "text"),
    [
        ("en", "UTC", "Sunday, 31 May 2026, 7:05 PM"),
        ("en", "Asia/Yekaterinburg", "Monday, 1 June 2026, 12:05 AM"),
        ("ru", "Asia/Yekaterinburg", "понедельник, 1 июня 2026, 00:05"),
    ],
)
def test_dates_of_a_report_are_text_of_the_language_and_zone(site, district, language, zone, text):
    account = district.live_accounts[5]
    changed = [
        type(one)(**{**{name: getattr(one, name) for name in one.__slots__}, "created_at": 1_780_254_300})
        if one == account
        else one
        for one in district.accounts
    ]
    site.lms.district = type(district)(**{**vars_of(district), "accounts": tuple(changed)})

    data = site.ask(
        Function.REPORT,
        {"reportid": 3, "perpage": 0},
        moodlewssettinglang=language,
        moodlewssettingtimezone=zone,
    )["data"]

    row = first(data["rows"], lambda one: one["columns"][1] == account.username)
    assert row["columns"][8] == text


def test_a_filter_sticks_until_it_is_reset(site):
    def count():
        return site.ask(Function.REPORT, {"reportid": PARTICIPANTS, "perpage": 1})["data"]["totalrowcount"]

    whole = count()
    values = {"completion:timecompleted_operator": 3, "completion:timecompleted_from": 1_767_225_600}
    site.ask(Function.SET_FILTERS, {"reportid": PARTICIPANTS, "values": json.dumps(values)})

    assert 0 < count() < whole
    assert site.ask(Function.RESET_FILTERS, {"reportid": PARTICIPANTS}) is True
    assert count() == whole


def test_a_site_may_have_no_reports_or_only_some(serve):
    bare, poor = serve(reports=False), serve(reports=["Завершение курсов"])

    assert bare.ask(Function.REPORTS)["reports"] == []
    assert [one["name"] for one in poor.ask(Function.REPORTS)["reports"]] == ["Завершение курсов"]
    assert poor.ask(Function.REPORT, {"reportid": PARTICIPANTS})["errorcode"] == "errorreportview"


def test_modules_and_quizzes_are_numbered_apart():
    """Else a client that mixes them up would pass here and fail on every real site."""
    assert all(quiz.module_id != quiz.quiz_id for quiz in TEACHER_QUIZZES)
