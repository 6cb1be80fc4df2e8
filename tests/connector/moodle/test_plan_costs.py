"""What a plan costs, and what each thing is worth."""

from dataclasses import replace

import pytest

from connector.moodle.client import MOST_IN_BATCH
from connector.moodle.functions import NEEDS, Function
from connector.moodle.plan import make_plan
from connector.moodle.planning.costs import NeedOf, costs_of, sums
from connector.moodle.planning.preflight import ReportInfo, Site
from connector.moodle.planning.prices import prices
from connector.moodle.planning.sizes import Source, sizes_of
from connector.moodle.reports.filters import CANDIDATES

ALL = frozenset(function.value for function in Function)
REQUIRED = frozenset(function.value for function, need in NEEDS.items() if need.required)
PARTICIPANTS = ReportInfo(
    2,
    "Участники",
    "participants",
    headings=(
        "Username",
        "Course short name",
        "Status",
        "enrolment:timecreated",
        "Completed",
        "Time completed",
    ),
    rows=2_282,
    filters=frozenset(CANDIDATES["participants"]),
)
USERS = ReportInfo(
    3,
    "Пользователи",
    "users",
    headings=("Full name with link",),
    rows=600,
    filters=frozenset(CANDIDATES["users"]),
)
SITE = Site("4.5.6", 57, ALL, "http://lms.example", reports=(PARTICIPANTS, USERS), latency=0.1)
DISTRICT = {
    "courses": 42,
    "quizzes": 7,
    "quiz_courses": 3,
    "final_grades": 1_200,
    "completions": 700,
    "attempts": 1_500,
    "cohorts": 2,
}


def costs(site=SITE, **options):
    plan = make_plan(site)
    return costs_of(site, plan, sizes_of(site, plan, DISTRICT), **options)


def cost(need, site=SITE, **options):
    return next(each for each in costs(site, **options) if each.need is need)


def worth(site=SITE, **options):
    sizes = sizes_of(site, make_plan(site), DISTRICT)
    return {each.thing: each for each in prices(site, sizes, make_plan, **options)}


def test_a_district_of_600_is_read_in_25_requests():
    assert sums(costs()).requests <= 25


def test_a_night_with_nothing_new_takes_10():
    assert sums(costs(news=True)).requests <= 10


def test_every_need_is_told_once_whatever_the_site_allows():
    for site in (SITE, replace(SITE, reports=()), replace(SITE, reports=(), functions=REQUIRED)):
        for news in (False, True):
            assert [each.need for each in costs(site, news=news)] == list(NeedOf)


def test_completions_come_with_the_enrolments_of_the_report():
    assert (cost(NeedOf.ENROLMENTS).way, cost(NeedOf.ENROLMENTS).requests) == ("report", 1)
    assert (cost(NeedOf.COMPLETIONS).way, cost(NeedOf.COMPLETIONS).calls) == ("together", 0)


@pytest.mark.parametrize(("rows", "requests"), [(1, 1), (10_000, 1), (10_001, 2), (59_907, 6)])
def test_the_report_is_read_in_pages(rows, requests):
    site = replace(SITE, reports=(replace(PARTICIPANTS, rows=rows), USERS))

    assert cost(NeedOf.ENROLMENTS, site).requests == requests


def test_without_the_report_there_is_a_call_for_every_enrolment():
    site = replace(SITE, reports=(replace(USERS),))
    sizes = sizes_of(site, make_plan(site), DISTRICT | {"enrolments": 2_282})
    told = {each.need: each for each in costs_of(site, make_plan(site), sizes)}

    assert (told[NeedOf.COMPLETIONS].way, told[NeedOf.COMPLETIONS].calls) == ("pair", 2_282)
    assert told[NeedOf.COMPLETIONS].requests == 12
    assert (told[NeedOf.ENROLMENTS].way, told[NeedOf.ENROLMENTS].calls) == ("course", 84)


def test_without_batches_every_call_is_a_request():
    site = replace(SITE, functions=ALL - {Function.BATCH})

    assert all(each.requests == each.calls for each in costs(site))
    assert sums(costs(site)).requests > 1_000


def test_seconds_are_round_trips_and_the_work_of_the_site():
    slow = replace(SITE, latency=1.1)

    assert sums(costs(slow)).seconds - sums(costs()).seconds == pytest.approx(sums(costs()).requests)
    assert cost(NeedOf.ACCOUNTS).seconds == pytest.approx(0.1 + 600 * 12.4 / 3_001)


def test_a_night_without_filters_reads_the_report_again():
    bare = tuple(replace(each, filters=frozenset()) for each in SITE.reports)
    told = cost(NeedOf.ENROLMENTS, replace(SITE, reports=bare), news=True)

    assert told.way == "report"
    assert cost(NeedOf.ENROLMENTS, news=True).way == "window"


def test_marks_by_question_cost_a_call_an_attempt():
    told = cost(NeedOf.PART_MARKS, slot_quizzes=7)

    assert (told.calls, told.requests) == (1_500, 60)
    assert cost(NeedOf.PART_MARKS).calls == 0
    assert cost(NeedOf.PART_MARKS, slot_quizzes=7, news=True).calls == 0


def test_preflight_fits_into_one_batch_however_many_filters_are_tried():
    assert cost(NeedOf.PREFLIGHT).calls < MOST_IN_BATCH
    assert cost(NeedOf.PREFLIGHT, news=True).requests == 3


def test_a_missing_report_costs_the_difference_of_the_two_plans():
    """Two lists a course and a call for every enrolment, for one page of the report."""
    site = replace(SITE, reports=(USERS,))
    sizes = sizes_of(site, make_plan(site), DISTRICT | {"enrolments": 2_282})
    [price] = [each for each in prices(site, sizes, make_plan) if each.thing == "participants_report"]
    opening = 2 + 2 + 2 * len(CANDIDATES["participants"])

    assert not price.there
    assert price.whole.calls == 2_282 + 84 - 2 - opening
    assert {note.text_id for note in price.unknown} == {
        "lms.plan.enrolments_by_course",
        "lms.plan.completions_by_pair",
    }


def test_what_is_there_is_worth_what_losing_it_would_cost():
    told = worth()

    assert all(each.there for each in told.values())
    assert told["participants_report"].whole.calls > 2_000
    assert told[Function.BATCH].whole.requests > 1_000
    assert [note.text_id for note in told[Function.MOBILE_CONFIG].unknown] == ["lms.plan.time_zone_unknown"]


def test_the_missing_come_first_and_the_dearest_first_of_those():
    told = worth(replace(SITE, reports=(), functions=REQUIRED))
    seconds = [each.whole.seconds + each.news.seconds for each in told.values() if not each.there]

    assert [each.there for each in told.values()] == sorted(each.there for each in told.values())
    assert seconds == sorted(seconds, reverse=True)


def test_filters_are_priced_only_where_there_is_the_report():
    assert "participants_filters" in worth()
    assert "participants_filters" not in worth(replace(SITE, reports=()))


def test_the_report_of_courses_matters_only_where_courses_are_named_by_number():
    assert "courses_report" not in worth()
    assert "courses_report" in worth(id_numbers=True)


def test_sizes_are_counted_by_reports_then_kept_then_assumed():
    sizes = sizes_of(SITE, make_plan(SITE), {"courses": 42, "accounts": 1})

    assert (sizes.accounts, sizes.sources["accounts"]) == (600, Source.REPORT)
    assert (sizes.courses, sizes.sources["courses"]) == (42, Source.KEPT)
    assert "quizzes" in sizes.assumed


def test_a_site_that_tells_nothing_is_taken_for_a_district():
    site = replace(SITE, reports=())
    sizes = sizes_of(site, make_plan(site))

    assert (sizes.accounts, sizes.enrolments, sizes.courses, sizes.quizzes) == (3_000, 60_000, 200, 40)
    assert {"accounts", "enrolments", "courses", "quizzes"} <= sizes.assumed
