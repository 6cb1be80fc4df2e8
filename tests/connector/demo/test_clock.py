"""The site's own clock and its counters."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime

from connector.demo import happenings
from connector.demo.changes import grow
from connector.moodle.functions import Function

DAY = 86_400


def date_of(site):
    return parsedate_to_datetime(site.post(Function.SITE_INFO).headers["Date"])


def test_the_date_of_an_answer_is_the_sites_own(site):
    site.lms.now = datetime(2026, 3, 1, 12, 30, 5, tzinfo=UTC)

    assert date_of(site) == datetime(2026, 3, 1, 12, 30, 5, tzinfo=UTC)
    assert site.lms.now == 1_772_368_205


def test_a_clock_nobody_set_stands_in_the_night_of_the_district_and_moves_on_with_it(site, district):
    night = datetime(2026, 5, 31, 21, 30, tzinfo=UTC)
    assert date_of(site) == night
    assert district.day == date(2026, 6, 1)

    site.lms.district = grow(district, seed=1)

    assert (date_of(site) - night).days == 1


def test_nothing_on_a_fresh_site_is_later_than_its_clock(site, district):
    """Else a cursor taken from it would miss what the clock says is still to come."""
    now = site.lms.now
    grown = grow(district, seed=1)
    new = set(grown.attempts) - set(district.attempts)

    assert max(visit.at for visit in district.visits) < now
    assert max(account.changed_at for account in district.accounts) < now
    assert max(account.last_access for account in district.accounts) < now
    assert min(attempt.modified_at for attempt in new) > now


def test_an_enrolment_is_over_when_the_clock_passes_its_end(site, district):
    row = next(one for one in district.enrolments if one.state == "active" and one.course_id == 2)
    site.lms.change(happenings.set_end_date, 2, row.account_id, method=row.method, ends_at=site.lms.now + DAY)

    def members():
        options = [{"name": "userfields", "value": "id"}, {"name": "onlyactive", "value": 1}]
        return {one["id"] for one in site.ask(Function.ENROLLED_USERS, {"courseid": 2, "options": options})}

    site.lms.now = site.lms.now + DAY
    assert row.account_id in members()
    site.lms.now = site.lms.now + 1
    assert row.account_id not in members()


def test_an_enrolment_begins_when_the_clock_reaches_its_start(site, district):
    account_id = district.live_accounts[3].account_id
    course_id = next(
        course.course_id
        for course in district.courses
        if not any(row.course_id == course.course_id for row in district.enrolments_of.get(account_id, ()))
    )
    starts_at = site.lms.now + DAY
    site.lms.change(happenings.enrol, course_id, account_id, starts_at=starts_at)

    def state():
        site.ask(Function.SITE_INFO)
        return site.lms.district.enrolments_of[account_id][-1].state

    assert state() == "not_current"
    site.lms.now = starts_at
    assert state() == "active"


def test_requests_in_flight_together_are_counted(serve):
    site = serve(latency_s=0.2)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: site.post(Function.CATEGORIES), range(4)))
    assert 2 <= site.lms.most_at_once <= 4

    site.lms.forget_requests()
    for _ in range(3):
        site.post(Function.CATEGORIES)

    assert site.lms.most_at_once == 1
    assert len(site.lms.requests) == 3


def test_the_time_an_answer_took_is_kept_by_function(site):
    site.ask(Function.USERS, {"criteria": [{"key": "all", "value": "1"}]})

    assert 0 < site.lms.seconds[Function.USERS] < 5
    assert Function.CATEGORIES not in site.lms.seconds


def test_a_page_asked_for_twice_is_the_same_and_follows_a_change(site, district):
    def page():
        return site.ask(Function.REPORT, {"reportid": 3, "page": 2, "perpage": 50})["data"]["rows"]

    before = page()
    assert page() == before

    account = next(one for one in district.live_accounts if one.username == before[0]["columns"][1])
    site.lms.change(happenings.rename_account, account.account_id, first_name="Анна", last_name="Новая")

    assert page()[0]["columns"][3] == "Новая"
    assert page()[1:] == before[1:]


def test_long_lists_come_alike_alone_in_a_batch_and_as_xml(site):
    asked = {"field": "id", "values": [2, 3]}

    alone = site.ask(Function.USERS_BY_FIELD, asked)
    [nested] = site.ask(
        Function.BATCH,
        {"requests": [{"function": Function.USERS_BY_FIELD, "arguments": json.dumps(asked)}]},
    )["responses"]
    xml = site.post(Function.USERS_BY_FIELD, asked, moodlewsrestformat="").text

    assert json.loads(nested["data"]) == alone
    assert len(alone) == 2
    assert xml.count('<KEY name="username">') == 2


def test_a_function_can_be_slow_in_batches_too(serve):
    site = serve(slowness={Function.CATEGORIES: 0.05})
    requests = [{"function": Function.CATEGORIES, "arguments": "{}"}] * 4

    site.ask(Function.BATCH, {"requests": requests})

    assert site.lms.seconds[Function.BATCH] >= 0.2
