"""What happens on a running site, as its web service tells it afterwards.

Times and grades were compared with the source of Moodle 4.5 (mod/quiz/classes/quiz_attempt.php, grade_calculator.php,
lib/moodlelib.php delete_user, grade/grade_grade.php) and, on 24 November 2026, with the laboratory's Moodle 4.5.6: the
areas of check_updates of four quizzes at three moments, both dates of 877 grades in the gradebook, the grades that
`quiz_grade` gives for 1,483 people's attempts at seven quizzes by all four methods, and nine deleted accounts.
"""

import json

import pytest

from connector.demo import happenings
from connector.demo.values import AVERAGE, FINISHED, FIRST, LAST, Account, Course
from connector.moodle.functions import Function

HOUR = 3_600
PARTICIPANTS, USERS = 2, 3
DPP = 5


class Told:
    """The questions an incremental pull asks a site."""

    def __init__(self, site):
        self.site, self.lms = site, site.lms

    def news(self, name, since, report_id=PARTICIPANTS):
        """Rows of a report by a date since a moment."""
        values = {f"{name}_operator": 3, f"{name}_from": since}
        self.site.ask(Function.SET_FILTERS, {"reportid": report_id, "values": json.dumps(values)})
        rows = self.site.ask(Function.REPORT, {"reportid": report_id, "perpage": 0})["data"]["rows"]
        self.site.ask(Function.RESET_FILTERS, {"reportid": report_id})
        return [row["columns"] for row in rows]

    def updates(self, quiz_id, since):
        """What check_updates tells of a quiz: area to ids, or to the time."""
        quiz = self.lms.district.quiz_by_id[quiz_id]
        asked = [{"contextlevel": "module", "id": quiz.module_id, "since": since}]
        told = self.site.ask(Function.UPDATES, {"courseid": quiz.course_id, "tocheck": asked})["instances"]
        areas = told[0]["updates"] if told else []
        return {area["name"]: area.get("itemids", area.get("timeupdated")) for area in areas}

    def grade(self, quiz_id, account_id):
        quiz = self.lms.district.quiz_by_id[quiz_id]
        asked = {"courseid": quiz.course_id, "userid": account_id}
        [person] = self.site.ask(Function.GRADE_ITEMS, asked)["usergrades"]
        return next(one for one in person["gradeitems"] if one["iteminstance"] == quiz_id and one["cmid"])

    def total(self, quiz_id, account_id):
        quiz = self.lms.district.quiz_by_id[quiz_id]
        asked = {"courseid": quiz.course_id, "userid": account_id}
        [person] = self.site.ask(Function.GRADE_ITEMS, asked)["usergrades"]
        return person["gradeitems"][-1]["graderaw"]

    def best_grade(self, quiz_id, account_id):
        return self.site.ask(Function.BEST_GRADE, {"quizid": quiz_id, "userid": account_id}).get("grade")

    def attempts(self, quiz_id, account_id):
        asked = {"quizid": quiz_id, "userid": account_id, "status": "all"}
        return self.site.ask(Function.QUIZ_ATTEMPTS, asked)["attempts"]

    def account(self, account_id):
        return self.site.ask(Function.USERS_BY_FIELD, {"field": "id", "values": [account_id]})

    def everybody(self):
        return self.site.ask(Function.USERS, {"criteria": [{"key": "all", "value": "1"}]})


@pytest.fixture
def told(site):
    """A site an hour into its night, so that what happens now is later than all before."""
    site.lms.now = site.lms.now + HOUR
    return Told(site)


@pytest.fixture
def newcomer(told):
    """An account that has done nothing, enrolled in the diagnostic of teachers and in a programme."""
    district = told.lms.district
    account_id = next(
        one.account_id
        for one in district.live_accounts[3:]
        if one.account_id not in district.enrolments_of and not one.suspended
    )
    told.lms.change(happenings.enrol, 2, account_id)
    told.lms.change(happenings.enrol, DPP, account_id)
    return account_id


def later(told, seconds=HOUR):
    told.lms.now = told.lms.now + seconds
    return told.lms.now


def sit(told, quiz_id, account_id, marks):
    """Begin and finish an attempt; return its number."""
    told.lms.change(happenings.begin_attempt, quiz_id, account_id)
    attempt_id = told.lms.district.attempts[-1].attempt_id
    told.lms.change(happenings.finish_attempt, attempt_id, marks=marks)
    return attempt_id


def test_a_completion_dated_back_is_no_news_by_its_date_and_leaves_no_visit(told, newcomer):
    now = later(told)
    last_week = now - 7 * 86_400

    told.lms.change(happenings.complete_course, DPP, newcomer, done_at=last_week)

    assert told.news("completion:timecompleted", now - 600) == []
    username = told.lms.district.account_by_id[newcomer].username
    assert username in {row[1] for row in told.news("completion:timecompleted", last_week)}
    assert told.news("access:timeaccess", now - 600) == []


def test_a_completion_of_now_is_news(told, newcomer):
    now = later(told)

    told.lms.change(happenings.complete_course, DPP, newcomer)

    [row] = told.news("completion:timecompleted", now)
    assert (row[3], row[8]) == ("DPP-01", "Yes")
    status = told.site.ask(Function.COURSE_COMPLETION, {"courseid": DPP, "userid": newcomer})
    assert status["completionstatus"]["completions"][0]["timecompleted"] == now


def test_a_completion_stands_at_its_first_date_until_it_is_undone(told, newcomer):
    now = later(told)
    told.lms.change(happenings.complete_course, DPP, newcomer)
    later(told)
    told.lms.change(happenings.complete_course, DPP, newcomer)

    assert told.news("completion:timecompleted", now + 1) == []
    told.lms.change(happenings.undo_completion, DPP, newcomer)
    assert told.news("completion:timecompleted", now) == []


def test_a_visit_moves_the_access_to_course_and_site_alone(told, newcomer):
    now = later(told)

    told.lms.change(happenings.visit_course, DPP, newcomer)

    assert [row[3] for row in told.news("access:timeaccess", now)] == ["DPP-01"]
    assert told.account(newcomer)[0]["lastaccess"] == now
    assert told.news("user:timemodified", now, USERS) == []


def test_an_enrolment_is_news_suspending_it_is_not(told, newcomer):
    enrolled_at = told.lms.now
    assert len(told.news("enrolment:timecreated", enrolled_at)) == 2
    now = later(told)

    told.lms.change(happenings.suspend_enrolment, DPP, newcomer)

    assert told.news("enrolment:timecreated", now) == []
    states = {row[3]: row[5] for row in told.news("enrolment:timecreated", enrolled_at)}
    assert states == {"DIAG-PED": "Active", "DPP-01": "Suspended"}
    told.lms.change(happenings.resume_enrolment, DPP, newcomer)
    assert {row[5] for row in told.news("enrolment:timecreated", enrolled_at)} == {"Active"}


def test_whoever_is_unenrolled_is_in_no_report_but_their_attempts_stay(told, newcomer):
    enrolled_at = told.lms.now
    attempt_id = sit(told, 1, newcomer, [1.0] * 5)

    told.lms.change(happenings.unenrol, 2, newcomer)

    assert [row[3] for row in told.news("enrolment:timecreated", enrolled_at)] == ["DPP-01"]
    assert [one["id"] for one in told.attempts(1, newcomer)] == [attempt_id]
    assert (2, newcomer) not in told.lms.district.visited_at


def test_one_of_two_ways_into_a_course_can_be_taken_away(told, newcomer):
    told.lms.change(happenings.enrol, DPP, newcomer, method="self")
    told.lms.change(happenings.visit_course, DPP, newcomer)

    told.lms.change(happenings.unenrol, DPP, newcomer, method="manual")

    [left] = [row for row in told.lms.district.enrolments_of[newcomer] if row.course_id == DPP]
    assert left.method == "self"
    assert (DPP, newcomer) in told.lms.district.visited_at


def test_an_attempt_is_told_at_each_of_its_steps(told, newcomer):
    began = later(told)
    told.lms.change(happenings.begin_attempt, 1, newcomer)
    [attempt] = told.attempts(1, newcomer)
    assert (attempt["state"], attempt["timestart"], attempt["timefinish"]) == ("inprogress", began, 0)
    assert told.updates(1, began - 1) == {"userattempts": [attempt["id"]]}
    assert told.updates(1, began) == {}

    finished = later(told)
    told.lms.change(happenings.finish_attempt, attempt["id"], marks=[1.0, 1.0, 1.0, 0.0, 0.0])

    [attempt] = told.attempts(1, newcomer)
    assert (attempt["state"], attempt["timefinish"], attempt["sumgrades"]) == ("finished", finished, 3)
    assert told.updates(1, began).keys() == {"userattempts", "usergrades"}
    item = told.grade(1, newcomer)
    assert (item["graderaw"], item["gradedatesubmitted"], item["gradedategraded"]) == (60, finished, finished)
    assert told.lms.district.visited_at[2, newcomer] == finished


@pytest.mark.parametrize(
    ("happening", "state"),
    [(happenings.let_attempt_go_overdue, "overdue"), (happenings.abandon_attempt, "abandoned")],
)
def test_an_attempt_not_submitted_is_touched_and_gives_no_grade(told, newcomer, happening, state):
    told.lms.change(happenings.begin_attempt, 1, newcomer)
    [attempt] = told.attempts(1, newcomer)
    now = later(told)

    told.lms.change(happening, attempt["id"])

    [after] = told.attempts(1, newcomer)
    assert (after["state"], after["timemodified"], after["timefinish"]) == (state, now, 0)
    assert told.updates(1, now - 1) == {"userattempts": [attempt["id"]]}
    assert told.grade(1, newcomer)["graderaw"] is None


def test_cron_submits_late_with_the_date_of_the_deadline(told, newcomer):
    began = later(told)
    told.lms.change(happenings.begin_attempt, 1, newcomer)
    [attempt] = told.attempts(1, newcomer)
    now = later(told)

    told.lms.change(happenings.finish_attempt, attempt["id"], finished_at=began + 60)

    [after] = told.attempts(1, newcomer)
    assert (after["timefinish"], after["timemodified"]) == (began + 60, now)
    assert told.lms.district.visited_at[2, newcomer] == began


def test_an_essay_graded_by_hand_brings_the_sum_and_the_grade(told, newcomer):
    told.lms.change(happenings.enrol, 3, newcomer)
    attempt_id = sit(told, 6, newcomer, [1.0] * 12 + [None])
    assert told.attempts(6, newcomer)[0]["sumgrades"] is None
    assert told.grade(6, newcomer)["graderaw"] is None
    finished, now = told.lms.now, later(told)

    told.lms.change(happenings.grade_by_hand, attempt_id, marks={13: 1.0})

    [attempt] = told.attempts(6, newcomer)
    assert (attempt["sumgrades"], attempt["timefinish"], attempt["timemodified"]) == (13, finished, now)
    item = told.grade(6, newcomer)
    assert (item["graderaw"], item["gradedatesubmitted"], item["gradedategraded"]) == (100, finished, now)


def test_a_regrade_touches_all_finished_attempts_but_only_grades_that_change(told, newcomer):
    attempt_id = sit(told, 1, newcomer, [1.0] * 5)
    others = {one.attempt_id for one in told.lms.district.attempts_at[1] if one.state == FINISHED}
    now = later(told)

    told.lms.change(happenings.regrade_quiz, 1, marks={attempt_id: [1.0, 1.0, 0.0, 0.0, 0.0]})

    told_now = told.updates(1, now - 1)
    assert set(told_now["userattempts"]) == others
    assert len(told_now["usergrades"]) == 1
    assert (told.grade(1, newcomer)["graderaw"], told.total(1, newcomer)) == (40, 40)
    assert told.grade(1, newcomer)["gradedategraded"] == now


def test_a_regrade_that_changes_nothing_leaves_the_dates_of_grades(told, newcomer):
    sit(told, 1, newcomer, [1.0] * 5)
    graded, now = told.lms.now, later(told)

    told.lms.change(happenings.regrade_quiz, 1)

    assert "usergrades" not in told.updates(1, now - 1)
    assert told.grade(1, newcomer)["gradedategraded"] == graded


def test_a_deleted_attempt_shows_only_by_the_grade_reckoned_anew(told, newcomer):
    first = sit(told, 1, newcomer, [1.0] * 5)
    sit(told, 1, newcomer, [1.0, 1.0, 1.0, 0.0, 0.0])
    now = later(told)

    told.lms.change(happenings.delete_attempt, first)

    assert [one["attempt"] for one in told.attempts(1, newcomer)] == [2]
    assert list(told.updates(1, now - 1)) == ["usergrades"]
    assert told.grade(1, newcomer)["graderaw"] == 60


def test_with_the_last_attempt_the_grade_goes_and_nothing_tells_it(told, newcomer):
    attempt_id = sit(told, 1, newcomer, [1.0] * 5)
    now = later(told)

    told.lms.change(happenings.delete_attempt, attempt_id)

    assert told.updates(1, now - 1) == {}
    item = told.grade(1, newcomer)
    assert (item["graderaw"], item["gradedatesubmitted"], item["gradedategraded"]) == (None, None, None)


def test_the_number_of_a_deleted_attempt_is_not_given_again(told, newcomer):
    attempt_id = sit(told, 1, newcomer, [1.0] * 5)
    told.lms.change(happenings.delete_attempt, attempt_id)

    assert sit(told, 1, newcomer, [1.0] * 5) == attempt_id + 1


@pytest.mark.parametrize(("method", "grade"), [(FIRST, 20), (LAST, 60), (AVERAGE, 40)])
def test_another_grading_method_takes_another_attempt(told, newcomer, method, grade):
    sit(told, 1, newcomer, [1.0, 0.0, 0.0, 0.0, 0.0])
    sit(told, 1, newcomer, [1.0, 1.0, 1.0, 0.0, 0.0])
    now = later(told)

    told.lms.change(happenings.change_grade_method, 1, method=method)

    changes = told.updates(1, now - 1)
    assert changes["configuration"] == now
    assert "userattempts" not in changes
    assert told.best_grade(1, newcomer) == told.grade(1, newcomer)["graderaw"] == grade


def test_a_last_attempt_abandoned_counts_when_the_grade_is_next_reckoned(told, newcomer):
    """Moodle takes an abandoned attempt for the last one, with no sum; but abandoning reckons nothing."""
    told.lms.change(happenings.change_grade_method, 1, method=LAST)
    first = sit(told, 1, newcomer, [1.0] * 5)
    told.lms.change(happenings.begin_attempt, 1, newcomer)
    told.lms.change(happenings.abandon_attempt, told.lms.district.attempts[-1].attempt_id)
    assert told.best_grade(1, newcomer) == 100

    told.lms.change(happenings.grade_by_hand, first, marks={1: 1.0})

    assert told.best_grade(1, newcomer) is None


def test_an_override_stands_until_it_is_undone_and_the_quiz_knows_nothing_of_it(told, newcomer):
    sit(told, 1, newcomer, [1.0] * 5)
    graded, now = told.lms.now, later(told)

    told.lms.change(happenings.override_grade, 1, newcomer, grade=35)
    item = told.grade(1, newcomer)

    assert (item["graderaw"], item["gradeisoverridden"], item["gradedategraded"]) == (35, True, now)
    assert item["gradedatesubmitted"] == graded
    assert told.best_grade(1, newcomer) == 100
    assert told.total(1, newcomer) == 35
    assert told.updates(1, now - 1) == {}
    sit(told, 1, newcomer, [0.0] * 5)
    assert told.grade(1, newcomer)["graderaw"] == 35
    told.lms.change(happenings.undo_override, 1, newcomer)
    assert (told.grade(1, newcomer)["graderaw"], told.grade(1, newcomer)["gradeisoverridden"]) == (100, False)


def test_a_grade_is_hidden_and_shown_without_a_date_of_it_moving(told, newcomer):
    sit(told, 1, newcomer, [1.0] * 5)
    before = told.grade(1, newcomer)
    later(told)

    told.lms.change(happenings.hide_grade, 1, newcomer)
    hidden = told.grade(1, newcomer)
    told.lms.change(happenings.show_grade, 1, newcomer)

    assert hidden == before | {"gradeishidden": True}
    assert told.grade(1, newcomer) == before


def test_a_preview_gives_no_grade(told, newcomer):
    now = later(told)
    told.lms.change(happenings.begin_attempt, 1, newcomer, preview=True)
    told.lms.change(happenings.finish_attempt, told.lms.district.attempts[-1].attempt_id)

    assert list(told.updates(1, now - 1)) == ["userattempts"]
    assert told.attempts(1, newcomer) == []
    assert told.grade(1, newcomer)["graderaw"] is None


def test_an_account_is_made_suspended_renamed_and_each_time_changed(told):
    now = later(told)
    told.lms.change(
        happenings.create_account,
        Account(0, "", "Мария", "Котова", "kotova@mail.test", snils="001-001-999 00"),
    )
    account_id = told.lms.district.accounts[-1].account_id
    assert [row[3] for row in told.news("user:timecreated", now, USERS)] == ["Котова"]

    now = later(told)
    told.lms.change(happenings.suspend_account, account_id)
    [row] = told.news("user:timemodified", now, USERS)
    assert (row[7], told.account(account_id)[0]["suspended"]) == ("Yes", True)

    now = later(told)
    told.lms.change(happenings.rename_account, account_id, first_name="Мария", last_name="Белова")
    told.lms.change(happenings.resume_account, account_id)
    [row] = told.news("user:timemodified", now, USERS)
    assert (row[3], row[7]) == ("Белова", "No")
    assert told.news("user:timecreated", now, USERS) == []


def test_a_deleted_account_leaves_lists_and_comes_back_mangled_until_the_clean_up(told, newcomer):
    sit(told, 1, newcomer, [1.0] * 5)
    account = told.lms.district.account_by_id[newcomer]
    now = later(told)

    told.lms.change(happenings.delete_account, newcomer)

    assert newcomer not in {one["id"] for one in told.everybody()["users"]}
    assert told.news("user:timemodified", now, USERS) == []
    [mangled] = told.account(newcomer)
    assert mangled["username"] == f"{account.email}.{now}"
    assert mangled["suspended"] is False
    assert not {"idnumber", "customfields"} & mangled.keys()
    told.lms.change(happenings.clean_up_deleted)
    assert told.account(newcomer)["errorcode"] == "invaliduser"


@pytest.mark.parametrize("field", ["username", "name", "email", "auth"])
def test_one_spoilt_record_spoils_every_list_it_is_told_in(told, newcomer, field):
    told.lms.change(happenings.spoil_account, newcomer, field)

    other = told.lms.district.live_accounts[2].account_id
    asked = {"field": "id", "values": [other, newcomer]}
    assert told.everybody()["errorcode"] == "invalidresponse"
    assert told.site.ask(Function.USERS_BY_FIELD, asked)["errorcode"] == "invalidresponse"
    assert len(told.account(other)) == 1
    assert len(told.news("user:timecreated", 0, USERS)) > 500

    told.lms.change(happenings.mend_account, newcomer)
    assert len(told.everybody()["users"]) > 500
    assert len(told.account(newcomer)) == 1


@pytest.mark.parametrize(
    ("field", "fields", "spoilt"),
    [
        ("username", "id,username", True),
        ("username", "id", False),
        ("email", "id,email", True),
        ("email", "id,username", False),
        ("name", "id", True),
        ("auth", "", False),
    ],
)
def test_a_course_list_is_spoilt_by_the_fields_it_tells(told, newcomer, field, fields, spoilt):
    told.lms.change(happenings.spoil_account, newcomer, field)
    options = [{"name": "userfields", "value": fields}] if fields else []

    answer = told.site.ask(Function.ENROLLED_USERS, {"courseid": 2, "options": options})

    assert isinstance(answer, dict) is spoilt
    grades = told.site.ask(Function.GRADE_ITEMS, {"courseid": 2})
    assert ("errorcode" in grades) is (field == "name")


def test_cohorts_gain_and_lose_members(told, newcomer):
    def members():
        return told.site.ask(Function.COHORT_MEMBERS, {"cohortids": [1]})[0]["userids"]

    before = members()
    told.lms.change(happenings.join_cohort, 1, newcomer)
    assert members() == [*before, newcomer]
    told.lms.change(happenings.leave_cohort, 1, newcomer)
    assert members() == before


def test_a_course_is_made_renamed_and_deleted_with_all_in_it(told, newcomer):
    def courses():
        return {one["id"]: one["fullname"] for one in told.site.ask(Function.COURSES)["courses"]}

    sit(told, 1, newcomer, [1.0] * 5)
    told.lms.change(happenings.create_course, Course(0, "NEW-01", "Новый курс", 4))
    told.lms.change(happenings.rename_course, DPP, full_name="Курс под другим именем")
    told.lms.change(happenings.delete_course, 2)

    assert (courses()[DPP], courses()[44]) == ("Курс под другим именем", "Новый курс")
    assert 2 not in courses()
    assert told.site.ask(Function.GRADE_ITEMS, {"courseid": 2})["errorcode"] == "invalidrecord"
    assert told.site.ask(Function.QUIZ_ATTEMPTS, {"quizid": 1, "userid": newcomer})["errorcode"]
    assert "DIAG-PED" not in {row[3] for row in told.news("enrolment:timecreated", 1)}


def test_what_happens_leaves_the_district_before_as_it_was(told, newcomer):
    before = told.lms.district
    attempts, accounts = before.attempts, before.accounts

    sit(told, 1, newcomer, [1.0] * 5)
    told.lms.change(happenings.delete_account, newcomer)

    assert before.attempts is attempts
    assert before.accounts is accounts
    assert not before.account_by_id[newcomer].deleted


@pytest.mark.parametrize(
    "happening", [happenings.suspend_enrolment, happenings.resume_enrolment, happenings.set_end_date]
)
def test_an_enrolment_there_is_not_cannot_be_changed(told, happening):
    """Else a test would pass that changed nothing."""
    more = {"ends_at": 1} if happening is happenings.set_end_date else {}
    with pytest.raises(LookupError):
        told.lms.change(happening, 43, 3, **more)
