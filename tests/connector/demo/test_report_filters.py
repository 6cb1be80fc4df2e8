"""Reports narrowed by filters, as Moodle's date.php, select.php and boolean_select.php narrow them.

What each operator does was compared on 24 November 2026 with the laboratory's Moodle 4.5.6: 48 filters on
completion:timecompleted, enrolment:timecreated, access:timeaccess and user:timemodified (ranges with both ends, with
one, with none, with one second, numbers as text, empty, not empty, past, future, unknown operators, unknown names,
values that are no JSON) gave the numbers of rows that the database and `report_filters` give.
"""

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from connector.demo.flavour import IOMAD
from connector.demo.replies.report_definitions import PARTICIPANTS_REPORT
from connector.demo.replies.report_filters import OF_PARTICIPANTS, Filter, Kind, conditions_of
from connector.demo.values import EnrolmentState
from connector.moodle.functions import Function

RECORDINGS = Path(__file__).parents[2] / "recordings"
PARTICIPANTS, USERS = 2, 3
NEW_YEAR = 1_767_225_600


def narrow(site, report_id=PARTICIPANTS, **values):
    """Set filters, `name__part=value` for `name_part` with the colon written as two dashes."""
    told = {name.replace("__", ":"): value for name, value in values.items()}
    site.ask(Function.SET_FILTERS, {"reportid": report_id, "values": json.dumps(told)})


def rows(site, report_id=PARTICIPANTS):
    data = site.ask(Function.REPORT, {"reportid": report_id, "perpage": 0})["data"]
    assert data["totalrowcount"] == len(data["rows"])
    return [row["columns"] for row in data["rows"]]


def how_many(rows, test):
    return sum(map(test, rows))


def test_people_who_completed_since_a_moment_are_told_and_nobody_else(site, district):
    narrow(site, completion__timecompleted_operator=3, completion__timecompleted_from=NEW_YEAR)

    done = {(row.course_id, row.account_id) for row in district.completions if row.completed_at >= NEW_YEAR}
    expected = how_many(district.enrolments, lambda row: (row.course_id, row.account_id) in done)
    assert len(rows(site)) == expected > 100
    assert {row[8] for row in rows(site)} == {"Yes"}


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("timecreated", lambda row: row.created_at),
        ("timestarted", lambda row: row.starts_at),
        ("timeended", lambda row: row.ends_at),
    ],
)
def test_enrolments_are_told_by_any_of_their_dates(site, district, name, of):
    narrow(site, **{f"enrolment__{name}_operator": 3, f"enrolment__{name}_from": NEW_YEAR})

    assert len(rows(site)) == how_many(district.enrolments, lambda row: of(row) >= NEW_YEAR) > 0


def test_people_seen_in_a_course_since_a_moment_are_told(site, district):
    narrow(site, access__timeaccess_operator=3, access__timeaccess_from=NEW_YEAR)

    seen = {(row.course_id, row.account_id) for row in district.visits if row.at >= NEW_YEAR}
    assert len(rows(site)) == how_many(
        district.enrolments, lambda row: (row.course_id, row.account_id) in seen
    )
    assert 0 < len(rows(site)) < len(district.enrolments)


@pytest.mark.parametrize(
    ("value", "state"), [(0, "active"), (1, "suspended"), (2, "not_current"), ("1", "suspended")]
)
def test_enrolments_are_told_by_status_and_blank_rows_by_none(site, district, value, state):
    wanted = EnrolmentState(state)

    narrow(site, enrolment__status_operator=1, enrolment__status_value=value)
    inside = len(rows(site))
    narrow(site, enrolment__status_operator=2, enrolment__status_value=value)
    outside = len(rows(site))

    assert inside == how_many(district.enrolments, lambda row: row.state is wanted) > 0
    assert inside + outside == len(district.enrolments)


def test_whoever_has_not_completed_is_told_with_the_blank_rows(site):
    everybody = len(rows(site))

    narrow(site, completion__completed_operator=1)
    done = len(rows(site))
    narrow(site, completion__completed_operator=2)

    assert 0 < done < everybody
    assert len(rows(site)) == everybody - done


def test_accounts_changed_since_a_moment_are_told(site, district):
    narrow(site, USERS, user__timemodified_operator=3, user__timemodified_from=NEW_YEAR)
    assert rows(site, USERS) == []

    changed = replace(district.live_accounts[9], modified_at=NEW_YEAR)
    accounts = tuple(changed if one.account_id == changed.account_id else one for one in district.accounts)
    site.lms.district = replace(district, accounts=accounts)

    assert [row[1] for row in rows(site, USERS)] == [changed.username]


TIMES = [None, 0, 99, 100, 150, 200, 201]


@pytest.mark.parametrize(
    ("values", "left"),
    [
        ({"operator": 0}, TIMES),
        ({"operator": 1}, [99, 100, 150, 200, 201]),
        ({"operator": 2}, [None, 0]),
        ({"operator": 3, "from": 100, "to": 200}, [100, 150, 200]),
        ({"operator": 3, "from": 100}, [100, 150, 200, 201]),
        ({"operator": 3, "from": 100, "to": 0}, [100, 150, 200, 201]),
        ({"operator": 3, "to": 200}, [0, 99, 100, 150]),
        ({"operator": 3, "from": 0, "to": 0}, TIMES),
        ({"operator": "3", "from": "200"}, [200, 201]),
        ({"operator": 7}, [0, 99, 100]),
        ({"operator": 8}, [200, 201]),
        ({"operator": 9, "value": 1, "unit": 5}, [0]),
        ({"operator": 4, "value": 1, "unit": 5}, [99, 100, 150]),
        ({"operator": 4, "value": 0, "unit": 5}, TIMES),
        ({"operator": 99}, TIMES),
        ({}, TIMES),
    ],
)
def test_an_operator_leaves_what_it_leaves_in_moodle(values, left):
    """Both ends of a range belong to it, but a range with an end alone stops before it; NULL is never in one."""
    told = {f"time_{name}": value for name, value in values.items()}

    tests = conditions_of({"time": Filter(Kind.DATE, lambda at: at)}, told, now=150)

    assert [at for at in TIMES if all(test(at) for test in tests)] == left


def test_a_name_that_no_filter_has_changes_nothing(site):
    whole = rows(site)

    narrow(site, completion__timefinished_operator=3, completion__timefinished_from=NEW_YEAR)

    assert rows(site) == whole


def test_a_filter_nobody_added_to_the_report_is_ignored_without_a_word(serve):
    site = serve(filters={"enrolment:timecreated"})
    whole = rows(site)

    narrow(site, completion__timecompleted_operator=1)
    assert rows(site) == whole

    narrow(site, enrolment__timecreated_operator=1)
    assert len(rows(site)) < len(whole)


def test_filters_may_be_added_to_one_report_and_not_to_another(serve):
    site = serve(filters={"marshrut users": ["user:timecreated"]})
    participants, users = len(rows(site)), len(rows(site, USERS))

    narrow(site, completion__timecompleted_operator=1)
    narrow(site, USERS, user__timecreated_operator=2)

    assert len(rows(site)) == participants
    assert len(rows(site, USERS)) == 1 < users


def test_values_set_anew_take_the_place_of_all_before(site):
    whole = rows(site)
    narrow(site, completion__timecompleted_operator=1)

    narrow(site, enrolment__timecreated_operator=0)

    assert rows(site) == whole


@pytest.mark.parametrize("values", ["", "[nonsense", "null", "[1, 2]", "7"])
def test_values_that_are_no_json_object_are_taken_for_none(site, values):
    whole = rows(site)
    narrow(site, completion__timecompleted_operator=1)

    assert site.ask(Function.SET_FILTERS, {"reportid": PARTICIPANTS, "values": values}) is True
    assert rows(site) == whole


def test_filters_of_one_report_leave_another_alone(site):
    users = rows(site, USERS)

    narrow(site, enrolment__timecreated_operator=2)

    assert rows(site, USERS) == users
    assert all(row[0] == "" for row in rows(site))


def test_all_filters_set_are_met_together(site):
    narrow(site, enrolment__status_operator=1, enrolment__status_value=1, completion__completed_operator=1)

    assert {(row[5], row[8]) for row in rows(site)} == {("Suspended", "Yes")}


def test_an_older_site_filters_alike(serve):
    site = serve(flavour=IOMAD)

    narrow(site, completion__timecompleted_operator=3, completion__timecompleted_from=NEW_YEAR)

    assert {row[8] for row in rows(site)} == {"Yes"}


def test_every_filter_of_participants_can_be_asked(site):
    """Else a row without a person could break one of them."""
    for name in OF_PARTICIPANTS:
        narrow(site, **{f"{name.replace(':', '__')}_operator": 1, f"{name.replace(':', '__')}_value": 1})
        rows(site)
    assert PARTICIPANTS_REPORT.filters_added() == OF_PARTICIPANTS


@pytest.mark.parametrize("flavour", ["moodle-4.5.6", "iomad-4.2.3"])
def test_the_range_leaves_the_rows_that_the_recorded_site_left(flavour):
    """The recorded whole report, narrowed by our rule, is the report recorded with the filter set.

    It may come in another order: neither report is sorted, and the database looks for the rows another way.
    """
    whole = _recorded(flavour, "core_reportbuilder_retrieve_report--marshrut-participants-all")
    batch = _recorded(flavour, "tool_mobile_call_external_functions--filtered-report")
    values = json.loads(json.loads(batch["parameters"]["requests"][0]["arguments"])["values"])
    told = json.loads(batch["reply"]["responses"][1]["data"])["data"]
    filters = {"completion:timecompleted": Filter(Kind.DATE, lambda row: _seconds(row["columns"][9]))}

    [test] = conditions_of(filters, values, now=0)

    left = [row["columns"] for row in whole["reply"]["data"]["rows"] if test(row)]
    assert sorted(left) == sorted(row["columns"] for row in told["rows"])
    assert 0 < told["totalrowcount"] == len(told["rows"]) < whole["reply"]["data"]["totalrowcount"]


def _recorded(flavour, name):
    return json.loads((RECORDINGS / flavour / f"{name}.json").read_text("utf-8"))


def _seconds(text):
    if not text:
        return None
    at = datetime.strptime(text, "%A, %d %B %Y, %I:%M %p")
    return int(at.replace(tzinfo=ZoneInfo("Asia/Yekaterinburg")).timestamp())
