"""The suite of `make live` is tested itself: it passes a good site, and finds what is wrong with a bad one."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from config.locale import texts
from config.settings import Lms
from connector.demo.district import make_district
from connector.demo.server import DemoLms
from connector.moodle.client import Access
from connector.moodle.functions import Function
from connector.moodle.planning.costs import NeedOf
from connector.moodle.reading import ProfileFields
from connector.moodle.reports.filters import matching_nothing, set_filters
from tests.live import judgements, samples
from tests.live.seen import looking
from tests.live.streams import ATTRIBUTES, STREAMS
from tests.live.subject import NO_SITE, NOT_SEEN, Subject, subject_of
from tests.live.summary import leans_on_silence, no_way, silence, told_in_the_end

ROOT = Path(__file__).parents[2]
NOBODY = 999_999
DIAGNOSTIC = 4
"""A course with a quiz, in which people are enrolled."""

pytest_plugins = ("pytester",)

OURS = ("MARSHRUT_", "PYTEST_ADDOPTS")

FAST = """\
[[lms]]
url = "{url}"
requests_per_second = 1000
"""
ATTRIBUTE = {str(each): each for each in ATTRIBUTES}


@pytest.fixture(scope="module")
def district():
    return make_district(staff=40, seed=7, day=date(2026, 6, 15))


@contextmanager
def seen_at(lms, folder):
    access = Access(lms.url, lms.token, requests_per_second=1000)
    with looking(Subject(Lms(url=lms.url), access), folder) as found:
        yield found


@pytest.fixture(scope="module")
def good(district, tmp_path_factory):
    with DemoLms(district) as lms, seen_at(lms, tmp_path_factory.mktemp("good")) as found:
        yield found


def _shuffled_names(_asked, told, turn=[0]):  # noqa: B006  counts the calls
    turn[0] += 1
    return told | {
        "quizzes": [each | {"name": f"Тест {turn[0]}", "sumgrades": 1} for each in told["quizzes"]]
    }


def _in_the_future(_asked, told):
    return told | {"users": [each | {"lastaccess": 4_000_000_000} for each in told["users"]]}


def _another_address(_asked, told):
    return [each | {"email": "other@example.org"} for each in told]


MEDDLERS = {
    Function.CATEGORIES: lambda _, told: [*told, told[0]],
    Function.COHORT_MEMBERS: lambda _, told: [
        each | {"userids": [*each["userids"], NOBODY]} for each in told
    ],
    Function.COURSES: lambda _, told: (
        told | {"courses": [each for each in told["courses"] if each["id"] != DIAGNOSTIC]}
    ),
    Function.USERS: _in_the_future,
    Function.USERS_BY_FIELD: _another_address,
    Function.QUIZZES: _shuffled_names,
    Function.ENROLLED_USERS: lambda _, told: told[1:],
    Function.BEST_GRADE: lambda _, told: told | ({"grade": told["grade"] + 10} if told["hasgrade"] else {}),
}


@pytest.fixture(scope="module")
def bad(district, tmp_path_factory):
    """A site that does all of this at once; each trouble is found by itself."""
    with DemoLms(district) as lms:
        lms.meddlers.update(MEDDLERS)
        with seen_at(lms, tmp_path_factory.mktemp("bad")) as found:
            yield found


def test_a_good_site_passes_and_is_told_in_plain_words_without_naming_anybody(district, tmp_path):
    with DemoLms(district) as lms:
        ended = run_suite(**named(lms, tmp_path))

    assert ended.returncode == 0, ended.stdout
    assert re.search(r"^\d+ passed in ", ended.stdout, re.MULTILINE)
    assert "Сразу после него ночное: запросов 9 " in ended.stdout
    assert "Изменилось за время проверки строк: 0." in ended.stdout
    assert "Площадка говорит всё, что нужно." in ended.stdout
    assert re.search(r"^Проверок: прошло \d{3}\.$", ended.stdout, re.MULTILINE)
    assert not [each.email for each in district.accounts if each.email and each.email in ended.stdout]


def test_a_site_that_says_rows_twice_fails_and_names_no_more_than_numbers(district, tmp_path, run_inside):
    with DemoLms(district) as lms:
        lms.meddlers[Function.CATEGORIES] = lambda _, told: [*told, told[0]]
        ended = run_inside("-k", "keys_are_there", **named(lms, tmp_path))

    told = ended.stdout.str()
    assert ended.ret == pytest.ExitCode.TESTS_FAILED
    assert "test_keys_are_there_and_unique[categories]" in told
    assert re.search(r"categories \d+: 2 раза", told)
    assert "Проверок: прошло 10, не прошло 1.\n  ✗ test_keys_are_there_and_unique[categories]\n" in told
    assert not [each.email for each in district.accounts if each.email and each.email in told]


def test_a_site_that_refuses_ends_the_suite_at_once_with_the_reason(district, tmp_path, run_inside):
    with DemoLms(district, broken="forcepasswordchangenotice") as lms:
        ended = run_inside(**named(lms, tmp_path))

    told = ended.stdout.str() + ended.stderr.str()
    assert ended.ret == 1
    assert NOT_SEEN in told
    assert texts("ru").say("lms.error.password_change")[:40] in told
    assert "Traceback" not in told


def test_without_a_site_the_suite_skips_and_says_how_to_name_one(run_inside):
    ended = run_inside()

    told = ended.stdout.str()
    assert ended.ret == pytest.ExitCode.OK
    assert re.search(r"^1 skipped, \d{3} deselected in ", told, re.MULTILINE)
    assert NO_SITE in told


def named(lms, folder):
    """Return what names a site to the suite."""
    file = folder / "marshrut.toml"
    file.write_text(FAST.format(url=lms.url))
    return {"MARSHRUT_LMS_CONFIG": str(file), "MARSHRUT_LMS_TOKEN": lms.token}


WORDS = ["tests/live", "-rs", "-p", "no:cacheprovider", "-p", "no:xdist"]


def run_suite(**environ):
    """Run the suite as `make live` does."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return subprocess.run(
        [sys.executable, "-m", "pytest", *WORDS],
        cwd=ROOT,
        env=others | environ,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def run_inside(pytester, monkeypatch):
    """Run the suite within this process, which has imported everything already."""

    def run(*words, **environ):
        for name in [name for name in os.environ if name.startswith(OURS)]:
            monkeypatch.delenv(name)
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(ROOT)
        return pytester.runpytest_inprocess(*WORDS, *words)

    return run


FINDINGS = {
    "rows twice": (
        lambda seen: judgements.keys(seen.first.readings, "categories"),
        r"categories \d+: 2 раза",
    ),
    "a member who is nobody": (
        lambda seen: judgements.dangling(seen.first.readings, "cohort_members", "account_id"),
        rf"cohort_members \d+/{NOBODY}: нет accounts {NOBODY}",
    ),
    "enrolled in a course that is not there": (
        lambda seen: judgements.dangling(seen.first.readings, "enrolments", "course_id"),
        r"enrolments .*: нет courses \d+",
    ),
    "seen tomorrow": (
        lambda seen: judgements.wrong_moments(
            seen.first.readings, ATTRIBUTE["accounts.last_access"], seen.now
        ),
        r"accounts \d+: last_access = 2096-",
    ),
    "more than the most": (
        lambda seen: judgements.wrong_numbers(seen.first.readings, ATTRIBUTE["attempts.mark"]),
        r"attempts \d+: mark = ",
    ),
    "another reading tells otherwise": (
        lambda seen: judgements.differing(seen.first.readings, seen.second.readings, "quizzes"),
        r"quizzes \d+: иначе name$",
    ),
    "a night finds what is no news": (
        lambda seen: judgements.news(seen.kept_at_night, "quizzes"),
        r"quizzes: нового 0, изменено [67], ",
    ),
    "an account told otherwise by number": (samples.accounts_by_number, r"accounts \d+: иначе email$"),
    "a grade told otherwise by person": (samples.grades_by_person, r"final_grades \d+/\d+: у теста другая"),
    "a list of people without one of them": (samples.people_by_course, r"enrolments \d+/\d+: нет в списке"),
}


@pytest.mark.parametrize("finding", FINDINGS)
def test_what_is_wrong_with_a_site_is_found_and_is_not_found_at_a_good_one(good, bad, finding):
    judge, told = FINDINGS[finding]

    assert judge(good) == []
    assert re.search(told, judge(bad)[0])


def test_a_filter_that_is_left_is_found_and_taken_off(good):
    report = good.plan.users_report
    good.moodle.batch([set_filters(report.report_id, matching_nothing("user:timemodified"))])

    assert judgements.some(samples.filters_left(good)) == [
        f"отчёт {report.report_id}: фильтр оставлен, видно 0 строк из {report.rows}"
    ]
    assert samples.filters_left(good) == []


def test_a_stream_that_others_need_is_not_empty(good):
    readings = {**good.first.readings}
    readings["courses"] = partial(type(readings["courses"]), "courses")()

    assert judgements.empty(good.first.readings, "courses") == []
    assert judgements.empty(readings, "courses") == [
        "courses пусто, а enrolments нет",
        "courses пусто, а quizzes нет",
    ]


def test_what_does_not_come_back_from_the_store_is_found(good):
    stored = {name: rows[1:] for name, rows in good.stored.items()}

    for name in STREAMS:
        assert judgements.lost_in_store(good.first.readings, good.stored, name) == []
        assert judgements.lost_in_store(good.first.readings, stored, name)[0].endswith(": не сохранено")


def test_a_poor_site_is_told_which_right_is_missing_and_what_it_is_worth(district, tmp_path):
    without = [Function.COHORTS, Function.GRADE_ITEMS, Function.BEST_GRADE]
    with DemoLms(district, without=without) as lms, seen_at(lms, tmp_path) as seen:
        told = "\n".join(told_in_the_end(seen))

        assert "core_cohort_get_cohorts" in silence(seen, "cohorts")
        assert silence(seen, "enrolments") == ""
        assert no_way(seen, NeedOf.FINAL_GRADES).startswith("Итоговые оценки: Итоговые оценки узнать нельзя")
        assert "Без функции gradereport_user_get_grade_items" in no_way(seen, NeedOf.FINAL_GRADES)
        assert no_way(seen, NeedOf.ENROLMENTS) == ""
        assert "Чего не хватает и чего это стоит:" in told


def test_a_stream_drawn_from_what_the_site_cannot_tell_is_not_checked(district, tmp_path):
    without = [Function.REPORTS, Function.ENROLLED_USERS, Function.COURSE_COMPLETION]
    with DemoLms(district, without=without) as lms, seen_at(lms, tmp_path) as seen:
        readings = seen.first.readings

        assert judgements.unread(readings, "final_grades") != []
        assert leans_on_silence(seen, readings, "final_grades").startswith("Зачисления узнать нельзя")
        assert leans_on_silence(seen, readings, "courses") == ""


def test_the_token_may_lie_in_a_file_and_a_configuration_tells_the_rest(tmp_path):
    (tmp_path / "token").write_text("secret\n")
    (tmp_path / "marshrut.toml").write_text(
        '[[lms]]\nname = "one"\nurl = "https://one.example.ru"\n'
        '[[lms]]\nname = "two"\nurl = "https://two.example.ru/"\nrequests_in_flight = 2\n'
        'profile = { snils = "ins" }\n'
    )
    named = {"MARSHRUT_LMS_TOKEN_FILE": str(tmp_path / "token")}
    configured = named | {"MARSHRUT_LMS_CONFIG": str(tmp_path / "marshrut.toml"), "MARSHRUT_LMS_SITE": "two"}

    assert subject_of(named) is None
    assert subject_of(named | {"MARSHRUT_LMS_URL": "https://lms.example.ru/"}).access == Access(
        "https://lms.example.ru", "secret"
    )
    found = subject_of(configured)
    assert found.access == Access("https://two.example.ru", "secret", requests_in_flight=2)
    assert found.options.profile == ProfileFields(snils="ins")
