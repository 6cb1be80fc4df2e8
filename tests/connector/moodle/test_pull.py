"""Whole pulls: from recordings, and from the demo LMS with everything that can go wrong."""

from dataclasses import replace
from datetime import UTC, date, datetime
from math import ceil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.locale import texts
from connector.demo.district import make_district
from connector.demo.faults import Fault, Trouble
from connector.errors import OddError, RefusedError, WaitError
from connector.moodle.functions import NEEDS, Function
from connector.moodle.plan import make_plan
from connector.moodle.planning.preflight import preflight
from connector.moodle.pull import pull
from connector.moodle.reading import Options, QuizChoice

STREAMS = [
    "categories",
    "courses",
    "enrolments",
    "completions",
    "quizzes",
    "final_grades",
    "attempts",
    "cohorts",
    "cohort_members",
    "accounts",
]
OPTIONAL = sorted(function for function, need in NEEDS.items() if not need.required)


def read(moodle, options=None):
    """Pull everything; return the readings by stream."""
    site = preflight(moodle)
    readings = list(pull(moodle, site, make_plan(site), options or Options()))
    assert [each.stream for each in readings] == STREAMS
    return {each.stream: each for each in readings}


def incomplete(told):
    return [name for name, reading in told.items() if not reading.complete]


def moment(seconds):
    return datetime.fromtimestamp(seconds // 60 * 60, UTC) if seconds else None


def test_a_recorded_site_is_pulled_whole(serve, recorded):
    moodle, _, _ = serve(recorded)

    told = read(moodle)

    cells = [
        row["columns"]
        for row in recorded.reply("core_reportbuilder_retrieve_report--marshrut-participants-all")["data"][
            "rows"
        ]
        if row["columns"][0]
    ]
    assert len(told["accounts"].records) == {"moodle-4.5.6": 53, "iomad-4.2.3": 140}[recorded.version]
    assert len(told["enrolments"].records) == len(cells)
    statuses = [each.status.value for each in told["enrolments"].records]
    assert statuses.count("suspended") == sum(row[5] == "Suspended" for row in cells)
    completed = [each for each in told["completions"].records if each.completed_at]
    assert len(completed) == sum(row[8] == "Yes" for row in cells)
    assert {each.id_number for each in told["quizzes"].records} >= {"DIAG-PRED"}
    assert told["attempts"].records
    assert told["cohort_members"].records


@pytest.fixture
def told(demo):
    """A whole pull of the demo site."""
    _, moodle = demo()
    return read(moodle)


def test_accounts_are_those_of_the_site(told, district):
    live = {each.account_id for each in district.live_accounts if each.username != "guest"}

    assert {each.account_id for each in told["accounts"].records} == live
    assert incomplete(told) == []


def test_enrolments_are_those_of_the_site(told, district):
    accounts = district.account_by_id
    truth = {
        (each.course_id, each.account_id, each.state.value, moment(each.created_at))
        for each in district.enrolments
        if not accounts[each.account_id].deleted
    }
    read = {
        (each.course_id, each.account_id, each.status.value, each.created_at)
        for each in told["enrolments"].records
    }

    assert read == truth


def test_completions_are_those_of_the_site_to_the_minute(told, district):
    enrolled = {(each.course_id, each.account_id) for each in told["enrolments"].records}
    truth = {
        (each.course_id, each.account_id): moment(each.completed_at)
        for each in district.completions
        if each.completed_at and (each.course_id, each.account_id) in enrolled
    }
    read = {
        (each.course_id, each.account_id): each.completed_at
        for each in told["completions"].records
        if each.completed_at
    }

    assert read == truth


def test_attempts_and_their_parts_are_those_of_the_site(told, district):
    truth = {each.attempt_id: (each.state, each.mark, each.preview) for each in district.attempts}
    read = {each.attempt_id: (each.state.value, each.mark, each.preview) for each in told["attempts"].records}

    assert read == truth
    names = {part.part for each in told["attempts"].records for part in each.parts}
    assert names == {name for quiz in district.quizzes for name, _ in quiz.parts}


def test_final_grades_include_overrides_and_suspended_enrolments(told, district):
    grades = {(each.quiz_id, each.account_id): each for each in told["final_grades"].records}
    shown = [each for each in district.override_of if each in grades]

    assert shown
    assert all(grades[key].grade == district.override_of[key].grade for key in shown)
    assert told["final_grades"].coverage["by_person"] > 0


def test_600_staff_take_few_requests(demo):
    """The issue's budget: 30, and one for each 200 quizzes and accounts."""
    _, moodle = demo(district=make_district(staff=600, seed=7, day=date(2026, 6, 1)))

    told = read(moodle)

    assert incomplete(told) == []
    pairs = told["attempts"].coverage["pairs"]
    assert moodle.statistics.requests <= 20 + ceil(pairs / 200) + 1


def test_without_reports_the_same_is_known_of_active_enrolments(demo, told):
    _, moodle = demo(reports=False)

    dear = read(moodle)

    active = {
        (each.course_id, each.account_id) for each in told["enrolments"].records if each.status == "active"
    }
    assert {
        (each.course_id, each.account_id) for each in dear["enrolments"].records if each.status == "active"
    } == active
    cheap = {
        (each.course_id, each.account_id): each.completed_at
        for each in told["completions"].records
        if each.completed_at and (each.course_id, each.account_id) in active
    }
    assert {
        (each.course_id, each.account_id): each.completed_at.replace(second=0)
        for each in dear["completions"].records
    } == cheap
    for stream in ("accounts", "courses", "quizzes", "final_grades", "attempts", "cohort_members"):
        assert set(map(repr, dear[stream].records)) == set(map(repr, told[stream].records))


def test_without_the_batch_function_the_same_is_read(demo, told):
    lms, moodle = demo(functions=[each for each in Function if each is not Function.BATCH])

    slow = read(moodle)

    assert incomplete(slow) == []
    for stream in STREAMS:
        assert slow[stream].records == told[stream].records
    assert Function.BATCH not in lms.requests


def test_without_the_grade_report_grades_come_one_by_one(demo, told):
    _, moodle = demo(functions=[each for each in Function if each is not Function.GRADE_ITEMS])

    single = read(moodle)

    cheap = {(each.quiz_id, each.account_id) for each in told["final_grades"].records if not each.overridden}
    assert {(each.quiz_id, each.account_id) for each in single["final_grades"].records} >= cheap
    assert {each.id_number for each in single["quizzes"].records} == {None}
    assert [each.attempt_id for each in single["attempts"].records] == [
        each.attempt_id for each in told["attempts"].records
    ]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(missing=st.sets(st.sampled_from(OPTIONAL)), reports=st.booleans())
def test_whatever_is_missing_no_fact_is_made_up(demo, told, missing, reports):
    """Facts are the same, or fewer with a note or a problem that says so; each has its Russian sentence."""
    _, moodle = demo(functions=[each for each in Function if each not in missing], reports=reports)
    site = preflight(moodle)
    plan = make_plan(site)

    poor = {each.stream: each for each in pull(moodle, site, plan, Options())}

    for stream, key in (
        ("accounts", lambda each: each.account_id),
        ("courses", lambda each: each.course_id),
        ("attempts", lambda each: each.attempt_id),
        ("enrolments", lambda each: (each.course_id, each.account_id)),
        ("completions", lambda each: (each.course_id, each.account_id)),
        ("cohorts", lambda each: each.cohort_id),
    ):
        known = set(map(key, told[stream].records))
        found = set(map(key, poor[stream].records))
        assert found <= known
        assert found == known or not poor[stream].complete or plan.notes
    for note in (*plan.notes, *(problem for each in poor.values() for problem in each.problems)):
        assert texts("ru").say(note.text_id, **note.values)


STREAM_OF = {
    Function.USERS: {"accounts"},
    Function.COURSES: {"courses"},
    Function.REPORT: {"enrolments", "completions"},
    Function.QUIZZES: {"quizzes"},
    Function.GRADE_ITEMS: {"final_grades"},
    Function.UPDATES: {"attempts"},
    Function.QUIZ_ATTEMPTS: {"attempts"},
    Function.COHORT_MEMBERS: {"cohort_members"},
}


OTHERWISE_READ = {(Function.USERS, Trouble.HTTP_500_EMPTY), (Function.USERS, "invalidresponse")}
"""A list too long for the site, or with a poisoned record, is read by the report of users or by number."""


@pytest.mark.parametrize("function", STREAM_OF)
@pytest.mark.parametrize(
    "trouble",
    [
        Trouble.HTTP_500_EMPTY,
        Trouble.MAINTENANCE_503,
        Trouble.TOO_MANY_429,
        Trouble.BAD_GATEWAY_502,
        Trouble.HALF_BODY,
        Trouble.CUT_CONNECTION,
        "sitemaintenance",
        "dmlreadexception",
    ],
)
def test_trouble_that_passes_leaves_no_trace(demo, told, function, trouble):
    lms, moodle = demo()
    site = preflight(moodle)
    lms.faults.add(Fault(function, str(trouble)))

    again = {each.stream: each for each in pull(moodle, site, make_plan(site), Options())}

    assert incomplete(again) == []
    assert {name: each.records for name, each in again.items()} == {
        name: each.records for name, each in told.items()
    }


@pytest.mark.parametrize("function", STREAM_OF)
@pytest.mark.parametrize(
    "trouble",
    [Trouble.HTML, Trouble.HTTP_500_EMPTY, Trouble.MAINTENANCE_503, "nopermissions", "invalidresponse"],
)
def test_trouble_that_stays_spoils_its_stream_and_lets_the_others_go_on(demo, told, function, trouble):
    lms, moodle = demo()
    site = preflight(moodle)
    plan = make_plan(site)
    lms.faults.add(Fault(function, str(trouble), times=None))

    poor = {each.stream: each for each in pull(moodle, site, plan, Options())}

    assert list(poor) == STREAMS
    if (function, trouble) not in OTHERWISE_READ:
        assert STREAM_OF[function] <= set(incomplete(poor))
    assert poor["categories"].complete or function is Function.COURSES
    for reading in poor.values():
        if reading.complete:
            assert reading.records == told[reading.stream].records
        for problem in reading.problems:
            assert texts("ru").say(problem.text_id, **problem.values)


@pytest.mark.parametrize(
    ("trouble", "kept"), [("dmlreadexception", False), (Trouble.HTML, False), ("nopermissions", True)]
)
def test_quizzes_do_not_lose_their_id_numbers_to_a_bad_night(demo, trouble, kept):
    """What was refused never had an id number; what failed today may have one."""
    lms, moodle = demo()
    site = preflight(moodle)
    lms.faults.add(Fault(Function.GRADE_ITEMS, str(trouble), times=None))

    told = {each.stream: each for each in pull(moodle, site, make_plan(site), Options())}

    assert not told["quizzes"].complete
    assert bool(told["quizzes"].records) is kept


def test_a_token_taken_away_on_the_way_stops_everything(demo):
    lms, moodle = demo()
    site = preflight(moodle)
    lms.faults.add(Fault(Function.REPORT, "invalidtoken", times=None))

    readings = pull(moodle, site, make_plan(site), Options())

    assert [next(readings).stream for _ in range(2)] == ["categories", "courses"]
    with pytest.raises(RefusedError, match="token"):
        next(readings)


@pytest.mark.parametrize(
    ("broken", "name"),
    [
        ("usernotfullysetup", "profile_incomplete"),
        ("forcepasswordchangenotice", "password_change"),
        ("sitepolicynotagreed", "policy"),
    ],
)
def test_a_broken_service_account_is_refused_before_anything_is_read(demo, broken, name):
    _, moodle = demo(broken=broken)

    with pytest.raises(RefusedError, match=name):
        preflight(moodle)


@pytest.mark.parametrize(
    ("trouble", "kind", "name"),
    [
        (Trouble.HTTP_403_EMPTY, RefusedError, "services_off"),
        (Trouble.HTML, OddError, "html"),
        (Trouble.REDIRECT_303, RefusedError, "moved"),
        (Trouble.MAINTENANCE_503, WaitError, "unavailable"),
        ("sitemaintenance", WaitError, "maintenance"),
    ],
)
def test_a_site_that_cannot_be_asked_at_all_is_one_clear_sentence(demo, trouble, kind, name):
    lms, moodle = demo()
    lms.faults.add(Fault(None, str(trouble), times=None))

    with pytest.raises(kind, match=name) as caught:
        preflight(moodle)

    sentence = texts("ru").say(caught.value.text_id, **caught.value.detail)
    assert sentence.endswith(".")


def test_a_wrong_token_is_one_clear_sentence(demo, connect):
    lms, _ = demo()

    with pytest.raises(RefusedError) as caught:
        preflight(connect(lms.url, token="f" * 32))

    assert texts("ru").say(caught.value.text_id).startswith("LMS не узнаёт токен")


def test_marks_by_question_come_with_the_attempts_that_need_them(demo, district):
    _, moodle = demo()
    quiz = district.quizzes[0]

    told = read(moodle, Options(slot_quizzes=(QuizChoice(id_number=quiz.id_number),)))

    marked = {
        each.attempt_id
        for each in told["attempts"].records
        if any(part.part == "slot:1" for part in each.parts)
    }
    assert marked == {
        each.attempt_id
        for each in district.attempts
        if each.quiz_id == quiz.quiz_id and each.state == "finished" and not each.preview
    }


def test_only_the_quizzes_of_the_courses_wanted_are_read(demo, district):
    _, moodle = demo()
    wanted = district.quizzes[-1]
    name = district.course_by_id[wanted.course_id].short_name

    told = read(moodle, Options(quiz_courses=frozenset({name})))

    courses = {each.course_id for each in told["quizzes"].records}
    assert courses == {wanted.course_id}
    assert {each.quiz_id for each in told["attempts"].records} <= {
        each.quiz_id for each in told["quizzes"].records
    }


def test_a_site_that_forces_its_zone_is_read_in_it(demo, told):
    """The demo keeps to the zone asked for; a plan for another zone must shift every date."""
    _, moodle = demo()
    site = preflight(moodle)
    plan = make_plan(replace(site, time_zone="Asia/Yekaterinburg"))

    shifted = {each.stream: each for each in pull(moodle, site, plan, Options())}

    first, same = told["enrolments"].records[0], shifted["enrolments"].records[0]
    assert (first.created_at - same.created_at).total_seconds() == 5 * 3600
