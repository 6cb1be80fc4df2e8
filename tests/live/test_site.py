"""The site as a whole: it can be asked, there is a way for every need, and asking costs what the plan says."""

from dataclasses import replace

import pytest

from connector.errors import RefusedError
from connector.moodle.client import Moodle
from connector.moodle.functions import Function
from connector.moodle.plan import Way
from connector.moodle.planning.costs import NeedOf
from connector.moodle.planning.preflight import preflight
from tests.live.samples import NothingToCompareError, filters_left
from tests.live.streams import records_of
from tests.live.summary import no_way

WRITING = (
    "create",
    "update",
    "delete",
    "add_",
    "remove_",
    "enrol_users",
    "send_",
    "upload",
    "save_",
    "submit",
)
STOCK_REQUESTS = 25
STOCK_SIZES = {"accounts": 700, "courses": 50, "quizzes": 8}
"""The district of which the number of requests is promised."""

PAIRS_A_BATCH = 200
NIGHT_REQUESTS = 10


def with_slack(requests):
    """A quiz is tried with one call before its others are asked, and a slow site gets smaller batches."""
    return requests + max(3, requests // 4)


def test_the_service_account_passes_preflight(seen):
    assert seen.site.release
    assert seen.site.user_id > 0


@pytest.mark.parametrize("need", NeedOf, ids=lambda need: need.value)
def test_there_is_a_way_for_every_need(seen, need):
    missing = no_way(seen, need)
    if missing:
        pytest.skip(f"НЕ ПРОВЕРЕНО: {missing}")

    assert seen.price.ways[need.value]


def test_the_token_cannot_write(seen):
    """A token that can write is a risk that reading does not need."""
    own = {function.value for function in Function}

    assert sorted(each for each in seen.site.functions - own if any(word in each for word in WRITING)) == []


def test_only_functions_that_read_have_been_called(seen):
    pulls = [each for each in (seen.first, seen.second, seen.night) if each]
    called = {function for pulled in pulls for function in pulled.statistics.functions}

    assert called <= {function.value for function in Function}


def test_a_wrong_token_is_refused(seen):
    access = replace(seen.subject.access, token="0" * 32, tries=1)
    with Moodle(access) as stranger, pytest.raises(RefusedError):
        preflight(stranger)


def test_dates_of_the_report_are_not_proved_wrong(seen):
    assert seen.plan.dates_verified is not False


def test_a_whole_pull_takes_no_more_requests_than_planned(seen):
    taken = seen.first.statistics.requests

    assert taken <= with_slack(seen.price.whole)


def test_a_whole_pull_of_a_stock_site_takes_few_requests(seen):
    plan, readings = seen.plan, seen.first.readings
    bulk = plan.batches and plan.enrolments is plan.completions is Way.REPORT
    if not (bulk and plan.final_grades is Way.COURSE and plan.users_report):
        pytest.skip("НЕ ПРОВЕРЕНО: на площадке нет всего, что удешевляет чтение; сравнено только с планом")
    if any(len(records_of(readings, name)) > most for name, most in STOCK_SIZES.items()):
        pytest.skip("НЕ ПРОВЕРЕНО: площадка больше района, для которого названо число запросов")
    pairs = readings["attempts"].coverage.get("pairs", 0)

    taken = seen.first.statistics.requests

    assert taken <= STOCK_REQUESTS + -(-pairs // PAIRS_A_BATCH)


def test_a_night_with_nothing_new_takes_few_requests(seen):
    plan, taken = seen.plan, seen.night.statistics.requests
    cheap = plan.batches and plan.attempt_lists and plan.final_grades is Way.COURSE
    if not (cheap and plan.windows and plan.users_windows):
        assert taken <= max(with_slack(seen.price.night), seen.first.statistics.requests)
        pytest.skip("НЕ ПРОВЕРЕНО: на площадке нет всего, что удешевляет ночь; она не дороже чтения целиком")

    assert taken <= NIGHT_REQUESTS


def test_reports_are_left_without_filters(seen):
    try:
        assert filters_left(seen) == []
    except NothingToCompareError as why:
        pytest.skip(f"НЕ ПРОВЕРЕНО: {why}")
