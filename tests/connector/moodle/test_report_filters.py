"""Filters of reports, learnt in preflight by what no row can satisfy."""

import json
from dataclasses import replace

import pytest

from connector.demo.replies.report_definitions import PARTICIPANTS_REPORT
from connector.moodle.functions import Function
from connector.moodle.plan import make_plan
from connector.moodle.planning.preflight import preflight
from connector.moodle.reports.filters import CANDIDATES, COMPLETED, MODIFIED

WANTED = {source: frozenset(names) for source, names in CANDIDATES.items()}


def test_filters_that_were_added_are_found_in_three_requests(demo):
    lms, moodle = demo()

    site = preflight(moodle)

    plan = make_plan(site)
    assert COMPLETED in plan.windows <= WANTED["participants"]
    assert MODIFIED in plan.users_windows <= WANTED["users"]
    assert len(lms.requests) == 3


def test_filters_that_were_not_added_are_not_believed_in(demo):
    """Moodle passes over them without a word."""
    _, moodle = demo(filters=["enrolment:timecreated"])

    plan = make_plan(preflight(moodle))

    assert plan.windows == {"enrolment:timecreated"}
    assert plan.users_windows == frozenset()


def test_nothing_stays_filtered(demo):
    """What is tried is a preference of the account, and would hide rows from the pull."""
    _, moodle = demo()
    before = preflight(moodle)

    again = {each.report_id: each.rows for each in preflight(moodle).reports}
    for report in before.reports:
        told = moodle.call(Function.REPORT, reportid=report.report_id, page=0, perpage=1)
        if report.headings:
            assert told["data"]["totalrowcount"] == report.rows == again[report.report_id]


def test_a_sample_of_completed_rows_is_taken_on_the_way(demo):
    _, moodle = demo()

    plan = make_plan(preflight(moodle))

    assert plan.report.sample
    assert all(row[plan.columns.completed_at] for row in plan.report.sample)


def test_without_the_completion_filter_the_sample_is_the_first_rows(demo):
    _, moodle = demo(filters=[])

    plan = make_plan(preflight(moodle))

    assert 1 < len(plan.report.sample) <= 20
    assert not all(row[plan.columns.completed_at] for row in plan.report.sample)


@pytest.mark.parametrize("absent", [Function.SET_FILTERS, Function.RESET_FILTERS, Function.BATCH])
def test_filters_are_tried_only_where_they_can_be_taken_off_again_at_once(demo, absent):
    lms, moodle = demo(without=[absent])

    site = preflight(moodle)

    assert {each.filters for each in site.reports} == {frozenset()}
    assert Function.SET_FILTERS not in lms.calls


def reports_of(count):
    return [replace(PARTICIPANTS_REPORT, report_id=40 + n, name=f"Участники {n}") for n in range(count)]


def test_of_many_reports_only_the_best_is_tried(demo):
    """Each probe counts all rows twice; a site may have a report for every methodist."""
    lms, moodle = demo(reports=reports_of(5))

    site = preflight(moodle)

    tried = [each for each in site.reports if each.filters]
    assert [each.report_id for each in tried] == [40]
    assert make_plan(site).report == tried[0]
    assert len(lms.requests) == 4


def test_of_many_reports_the_one_named_is_tried(demo):
    _, moodle = demo(reports=reports_of(5))

    site = preflight(moodle, participants_report="Участники 3")

    assert [each.report_id for each in site.reports if each.filters] == [43]


def with_users_report(serve, headings, *, rows, set_filters):
    """Serve a site with one report of users, which counts so many rows and shows none."""
    moodle, _, _ = serve(
        core_webservice_get_site_info={
            "userid": 57,
            "siteurl": "",
            "functions": [{"name": each.value} for each in Function],
        },
        core_user_get_users_by_field=[{"id": 57}],
        tool_mobile_get_config={"settings": []},
        core_reportbuilder_list_reports={
            "reports": [{"id": 1, "name": "x", "source": "core_user\\users", "conditiondata": None}]
        },
        core_reportbuilder_retrieve_report={"data": {"headers": headings, "rows": [], "totalrowcount": rows}},
        core_reportbuilder_filters_reset=True,
        core_reportbuilder_set_filters=set_filters,
    )
    return moodle


def test_an_empty_report_says_nothing_of_its_filters(serve):
    moodle = with_users_report(serve, ["Full name with link"], rows=0, set_filters=True)

    [told] = preflight(moodle).reports

    assert told.filters == frozenset()


def test_what_is_sent_is_what_moodle_reads(serve):
    """Moodle takes the operator, and seconds from and to; 0 leaves that side open."""
    sent = []
    moodle = with_users_report(
        serve, [], rows=3, set_filters=lambda asked: sent.append(json.loads(asked["values"])) or True
    )

    preflight(moodle)

    assert sent[0] == {
        "user:timemodified_operator": 3,
        "user:timemodified_from": 9_999_999_999,
        "user:timemodified_to": 0,
    }
