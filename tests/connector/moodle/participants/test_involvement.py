"""Enrolments and completions of the demo LMS over real HTTP, from night to night and by every way there is."""

from datetime import UTC, datetime, timedelta

import pytest

from connector.demo import happenings
from connector.demo.faults import Fault
from connector.demo.site import FIRST_PROGRAMME, UNTRACKED_COURSE
from connector.demo.values import EnrolmentState
from connector.moodle.catalogue.lists import courses
from connector.moodle.functions import Function
from connector.moodle.involvement.streams import involvement
from connector.moodle.memory import NOTHING_KNOWN, Memory
from connector.moodle.plan import Way, make_plan
from connector.moodle.planning.preflight import preflight
from connector.moodle.reading import Reading

DAY = 86_400
LIST = Function.ENROLLED_USERS.value
PAIR = Function.COURSE_COMPLETION.value


class Site:
    """A demo site from night to night, and what is kept of it."""

    def __init__(self, lms, moodle, store):
        self.lms, self.moodle, self.store = lms, moodle, store
        self.whole()

    def read(self, memory):
        site = preflight(self.moodle)
        self.plan = make_plan(site)
        offered = courses(self.moodle.call(Function.COURSES, field="", value=""))
        self.courses = {each.course_id: each for each in offered.records}
        self.tracked = {each.course_id for each in offered.records if each.tracks_completion}
        self.lms.forget_requests()
        return involvement(self.moodle, site, self.plan, Reading("accounts"), offered, memory)

    def whole(self):
        return self.keep(self.read(NOTHING_KNOWN))

    def night(self, days=1):
        self.lms.now += days * DAY
        return self.keep(self.read(Memory(self.store.streams, pending=self.pending)))

    def keep(self, readings):
        for reading in readings:
            self.store.keep(reading, datetime.fromtimestamp(self.lms.now, UTC) - timedelta(minutes=10))
        return readings

    @property
    def pending(self):
        """As jobs works it out of what is kept."""
        return frozenset(
            (each.course_id, each.account_id)
            for each in self.store.rows["enrolments"].values()
            if each.status.value == "active"
            and each.course_id in self.tracked
            and (each.course_id, each.account_id) not in self.done
        )

    @property
    def done(self):
        return {key for key, each in self.store.rows["completions"].items() if each.completed_at}

    @property
    def truth(self):
        """What the site's tables hold, of people who are still enrolled."""
        told = self.lms.district
        there = {(row.course_id, row.account_id) for row in told.enrolments}
        states = {(row.course_id, row.account_id, row.method): row.state.value for row in told.enrolments}
        done = {pair for pair, row in told.completion_of.items() if row.completed_at and pair in there}
        return states, done

    @property
    def facts(self):
        methods = {"Manual enrolments": "manual", "Self enrolment": "self"}
        states = {
            (key[0], key[1], methods[key[2]]): each.status.value
            for key, each in self.store.rows["enrolments"].items()
        }
        return states, self.done

    def somebody(self, *, done=False):
        """Return a pair: active in a programme for long, and complete for long or not at all."""
        long_ago = self.lms.now - 60 * DAY
        for row in self.lms.district.enrolments:
            pair = row.course_id, row.account_id
            known = self.lms.district.completion_of.get(pair)
            completed_at = known.completed_at if known else 0
            fits = 0 < completed_at < long_ago if done else not completed_at
            programme = FIRST_PROGRAMME <= row.course_id < UNTRACKED_COURSE
            if fits and programme and row.state is EnrolmentState.ACTIVE and row.created_at < long_ago:
                return pair
        raise LookupError("nobody like that")


@pytest.fixture
def site(demo, store):
    lms, moodle = demo()
    return Site(lms, moodle, store)


def test_a_demo_site_is_read_as_it_is(site):
    assert site.facts == site.truth
    assert site.plan.windows >= {"completion:timecompleted", "enrolment:timecreated"}


def test_a_night_without_changes_is_one_request(site):
    site.night()

    assert len(site.lms.requests) == 1
    assert site.facts == site.truth


@pytest.mark.parametrize("ago", [0, 7, 400], ids=["today", "last week", "last year"])
def test_a_completion_arrives_however_late_it_is_written(site, ago):
    pair = site.somebody()
    site.lms.change(happenings.complete_course, *pair, done_at=site.lms.now - ago * DAY)

    site.night()

    assert len(site.lms.requests) <= 3
    assert pair in site.done
    assert site.facts == site.truth


def test_somebody_unenrolled_is_gone_after_two_nights_and_back_when_back(site):
    pair = site.somebody(done=True)
    site.lms.change(happenings.unenrol, *pair)

    site.night()
    assert pair in site.done
    site.night()
    assert site.facts == site.truth
    assert pair not in site.done

    site.lms.change(happenings.enrol, *pair)
    site.night()
    assert site.facts == site.truth
    assert pair in site.done


def test_somebody_suspended_without_a_visit_is_seen_the_same_night(site):
    pair = site.somebody()
    site.lms.change(happenings.suspend_enrolment, *pair)
    site.night()
    assert site.facts == site.truth

    site.lms.change(happenings.resume_enrolment, *pair)
    site.night()
    assert site.facts == site.truth


def test_an_enrolment_ends_by_itself(site):
    pair = site.somebody()
    site.lms.change(happenings.set_end_date, *pair, ends_at=site.lms.now + 3 * DAY // 2)
    site.night()
    assert site.facts == site.truth

    site.night()
    site.night()

    assert site.facts == site.truth


def test_a_course_deleted_with_all_its_people_is_gone_after_two_nights(site):
    course_id, _ = site.somebody()
    site.lms.change(happenings.delete_course, course_id)

    site.night()
    site.night()

    assert site.facts == site.truth


@pytest.fixture
def poor(demo, store):
    """A site without reports: lists and pairs."""
    lms, moodle = demo(reports=False)
    return Site(lms, moodle, store)


def pairs_of(states_and_done):
    states, done = states_and_done
    active = {}
    for (course, account, *_), status in states.items():
        active[course, account] = active.get((course, account), False) or status == "active"
    return active, {pair for pair in done if active[pair]}


def kept_pairs(site):
    rows = site.store.rows["enrolments"]
    return {key[:2]: each.status.value == "active" for key, each in rows.items()}, site.done


def test_without_a_report_lists_and_pairs_tell_the_same_as_far_as_they_can(poor):
    assert (poor.plan.enrolments, poor.plan.completions) == (Way.COURSE, Way.PAIR)
    assert kept_pairs(poor) == pairs_of(poor.truth)


def test_lists_say_that_they_do_not_tell_ways_and_dates(poor):
    enrolments, completions = poor.whole()

    assert enrolments.untold == {"method", "created_at", "starts_at"}
    assert completions.untold == {"started_at"}


def test_at_night_only_pairs_are_asked_about_that_may_have_completed(poor):
    asked_whole = poor.lms.calls[PAIR]
    visited = poor.somebody()
    poor.lms.change(happenings.visit_course, *visited)
    poor.lms.now += 3600

    enrolments, completions = poor.night()

    assert enrolments.scope is None
    assert completions.scope is not None
    assert completions.scope.column == ""
    assert 0 < poor.lms.calls[PAIR] < asked_whole / 3
    assert poor.lms.calls[LIST] == 2 * len(poor.courses)


def test_without_a_report_a_completion_arrives_days_after_the_visit_that_earned_it(poor):
    pair = poor.somebody()
    poor.lms.change(happenings.visit_course, *pair)
    for _ in range(5):
        poor.night()
    poor.lms.change(happenings.complete_course, *pair)

    poor.night()

    assert pair in poor.done


def test_without_a_report_whoever_is_new_is_asked_about_at_once(poor):
    course_id, _ = poor.somebody()
    there = {row.account_id for row in poor.lms.district.enrolments_in[course_id]}
    people = [each.account_id for each in poor.lms.district.live_accounts if each.roster_no]
    new = next(account_id for account_id in people if account_id not in there)
    poor.lms.change(happenings.enrol, course_id, new)
    poor.lms.change(happenings.complete_course, course_id, new)

    poor.night()

    assert (course_id, new) in poor.done


def test_who_has_completed_is_not_asked_about_again(poor):
    pair = poor.somebody(done=True)
    poor.lms.change(happenings.visit_course, *pair)
    poor.night()
    asked = poor.lms.calls[PAIR]
    poor.lms.change(happenings.visit_course, *pair)

    poor.night()

    assert poor.lms.calls[PAIR] <= asked


def test_the_next_whole_reading_learns_what_no_visit_told(poor):
    """Marked complete by a teacher, though long not seen there."""
    pair = poor.somebody()
    long_ago = poor.lms.now - 200 * DAY
    poor.lms.change(lambda district, _: happenings.visit_course(district, long_ago, *pair))
    poor.lms.change(happenings.complete_course, *pair)
    poor.night()
    assert pair not in poor.done

    poor.whole()

    assert pair in poor.done


def test_a_list_that_fails_makes_both_streams_incomplete(poor):
    poor.lms.faults.add(Fault(LIST, "nopermissions", times=None))

    assert [each.complete for each in poor.night()] == [False, False]


def test_a_site_without_either_way_tells_nothing(demo, store):
    lms, moodle = demo(reports=False, without=[LIST, PAIR])

    assert [each.complete for each in Site(lms, moodle, store).night()] == [False, False]
