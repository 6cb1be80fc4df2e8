"""Whatever rights and reports are taken away: the same facts, or words that say which cannot be known.

A few subsets in every run of the tests, many with MARSHRUT_MANY_EXAMPLES (`make kill`).
"""

import os
from collections import Counter
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from connector.demo.changes import grow
from connector.demo.operations import FUNCTIONS
from connector.demo.replies.report_definitions import REPORT_NAMES
from connector.demo.server import TOKEN, DemoLms
from connector.moodle.client import Access, Moodle
from connector.moodle.functions import NEEDS, Function
from connector.moodle.memory import NOTHING_KNOWN
from connector.moodle.plan import make_plan
from connector.moodle.planning.preflight import preflight
from connector.moodle.pull import pull
from connector.moodle.reading import Options
from connector.moodle.records import EnrolmentStatus
from mappings.tables import PULLED

MANY = bool(os.environ.get("MARSHRUT_MANY_EXAMPLES"))
OPTIONAL = tuple(function for function, need in NEEDS.items() if not need.required)

KEYS = {
    "accounts": ("account_id",),
    "categories": ("category_id",),
    "courses": ("course_id",),
    "enrolments": ("course_id", "account_id", "method", "created_at"),
    "completions": ("course_id", "account_id"),
    "quizzes": ("quiz_id",),
    "final_grades": ("quiz_id", "account_id"),
    "attempts": ("attempt_id",),
    "cohorts": ("cohort_id",),
    "cohort_members": ("cohort_id", "account_id"),
}
"""What names a record, by stream."""

OPTIONS = Options(id_numbers=True)


@dataclass(frozen=True)
class Poverty:
    """What a site does not grant."""

    functions: frozenset
    reports: frozenset
    filters: bool = False
    """Whether the reports have no filters."""

    def befall(self, lms, reports):
        """Let the site grant that much and no more."""
        lms.functions = tuple(each for each in FUNCTIONS if each not in self.functions)
        lms.reports = tuple(each for each in reports if each not in self.reports)
        lms.filters = () if self.filters else None


@pytest.fixture(scope="module")
def site(a_district):
    """A site with every right and report, and their names."""
    with DemoLms(grow(a_district, 3)) as lms:
        yield lms


@pytest.fixture(scope="module")
def rich(site):
    """What a pull tells that may do everything."""
    told = read(site)
    assert all(each.complete for each in told.readings.values()), told
    return told


poverties = st.builds(
    Poverty,
    st.sets(st.sampled_from(OPTIONAL)).map(frozenset),
    st.sets(st.sampled_from(REPORT_NAMES)).map(frozenset),
    st.booleans(),
)
RICHES = Poverty(frozenset(), frozenset())
NOTHING_OPTIONAL = Poverty(frozenset(OPTIONAL), frozenset(REPORT_NAMES))
NO_REPORTS = Poverty(frozenset(), frozenset(REPORT_NAMES))
NO_BATCHES = Poverty(frozenset({Function.BATCH}), frozenset())
NOBODY_ENROLLED = Poverty(
    frozenset({Function.UPDATES, Function.BATCH, Function.ENROLLED_USERS}), frozenset(REPORT_NAMES)
)
NO_LISTS = Poverty(frozenset({Function.UPDATES, Function.GRADE_ITEMS}), frozenset())

tried_on = settings(
    max_examples=40 if MANY else 4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Told:
    """What a pull told: a reading a stream, and what the plan says it cannot know."""

    def __init__(self, readings, notes):
        self.readings, self.notes = readings, notes

    def __repr__(self):
        return f"Told({sorted(note.text_id for note in self.notes)})"

    def says(self, text_id):
        """Tell whether the plan says so."""
        return any(note.text_id == text_id for note in self.notes)


def read(lms):
    """Pull a site by the ways it allows, knowing nothing of it."""
    access = Access(url=lms.url, token=TOKEN, requests_per_second=10_000, tries=1)
    with Moodle(access) as moodle:
        found = preflight(moodle, courses_reports=OPTIONS.may_need_id_numbers)
        plan = make_plan(found)
        readings = {each.stream: each for each in pull(moodle, found, plan, OPTIONS, NOTHING_KNOWN)}
        return Told(readings, plan.notes)


def unexplained(rich, poor):
    """Yield in words what the poor pull tells otherwise than the rich one without saying that it cannot know."""
    assert poor.readings.keys() == rich.readings.keys() == KEYS.keys()
    for stream, whole in rich.readings.items():
        told = poor.readings[stream]
        by_key = {key(each, KEYS[stream], told.untold): each for each in whole.records}
        compared = [each.name for each in fields(whole.records[0]) if each.name not in told.untold]
        alike = NOT_IN_FORCE if poor.says("lms.plan.enrolments_by_course") else {}
        if stream == "final_grades" and poor.says("lms.plan.grades_by_pair"):
            compared.remove("grade")  # one overridden in the gradebook is not told
        wanted, found = facts(whole.records, compared, alike), facts(told.records, compared, alike)
        missing, surplus = wanted - found, found - wanted
        if (missing or not told.complete) and not told.problems and not poor.notes:
            yield f"{stream}: {missing.total()} rows not told, complete is {told.complete}, and not a word why"
        believed = [fact for fact in missing if told.complete and in_scope(told.scope, dict(fact))]
        if believed:
            yield f"{stream}: {len(believed)} rows would be missed that are there: {believed[:2]}"
        wrong = [fact for fact in surplus if told.complete or differs(by_key, fact, KEYS[stream])]
        if wrong:
            yield f"{stream}: {len(wrong)} told otherwise: {wrong[:2]}"


def in_scope(scope, values):
    """Tell whether a row that is kept with these values, and was not read, would be called missing."""
    if scope is None:
        return True
    value = values.get(scope.column)
    inside = (
        isinstance(value, datetime) and (first is None or first <= value) and (last is None or value < last)
        for first, last in scope.spans
    )
    return value in scope.values or any(inside)


def differs(by_key, fact, names):
    """Tell whether an incomplete reading tells a row that is not there, or tells it otherwise than by silence."""
    values = dict(fact)
    known = by_key.get(tuple(values[name] for name in names if name in values))
    if known is None:
        return True
    return any(value is not None and value != coarse(getattr(known, name)) for name, value in fact)


def key(record, names, untold):
    """Return what names a record, as far as the poor pull tells it."""
    return tuple(coarse(getattr(record, name)) for name in names if name not in untold)


NOT_IN_FORCE = {EnrolmentStatus.NOT_CURRENT: EnrolmentStatus.SUSPENDED}


def facts(records, names, alike):
    """Count the records by these fields, times to the minute: reports tell no seconds."""
    values = (tuple((name, coarse(getattr(each, name))) for name in names) for each in records)
    return Counter(tuple((name, alike.get(value, value)) for name, value in each) for each in values)


def coarse(value):
    if isinstance(value, datetime):
        return value.replace(second=0, microsecond=0)
    return tuple(sorted(value.items())) if isinstance(value, dict) else value


@tried_on
@given(poverty=poverties)
@example(NOTHING_OPTIONAL)
@example(NO_REPORTS)
@example(NO_BATCHES)
@example(NOBODY_ENROLLED)
@example(NO_LISTS)
def test_any_subset_of_rights_and_reports_tells_the_same_facts_or_says_what_it_cannot_know(
    site, rich, poverty
):
    poverty.befall(site, REPORT_NAMES)
    try:
        poor = read(site)
    finally:
        RICHES.befall(site, REPORT_NAMES)

    assert list(unexplained(rich, poor)) == []


OWN_MARKS = {"last_seen", "first_seen", "changed_at", "missed_at", "content_hash", "snils_sealed"}


class Shelf:
    """A home's store as it was, to begin from again."""

    def __init__(self, home):
        self.home, self.file, self.now = home, home.folder / "marshrut.sqlite3", home.now
        self.content = self.file.read_bytes()

    def begin(self):
        """Put everything back."""
        for helper in self.home.folder.glob("marshrut.sqlite3-*"):
            helper.unlink()
        self.file.write_bytes(self.content)
        self.home.now = self.now
        return self.night(RICHES, days=0)

    def night(self, poverty, *, days=1):
        """Let days pass and read what the site grants then; return what is kept and not gone."""
        self.home.now += timedelta(days=days)
        self.home.lms.now = self.home.now
        poverty.befall(self.home.lms, REPORT_NAMES)
        if days:
            done = self.home.marshrut("sync")
            assert done.code in {0, 3}, done
        return {name: live(self.home, table) for name, table in PULLED.items()}


def live(home, table):
    """Return the rows of a table that are not gone, by what they say."""
    names = ", ".join(column.name for column in table.columns if column.name not in OWN_MARKS)
    return sorted(home.rows(f"SELECT {names} FROM {table.name} WHERE gone_at IS NULL"), key=repr)


def changed(before, after):
    """Tell which streams say something else, and what."""
    for name, rows in before.items():
        lost = [row for row in rows if row not in after[name]]
        new = [row for row in after[name] if row not in rows]
        if lost or new:
            yield f"{name}: {len(lost)} lost {lost[:2]}, {len(new)} new {new[:2]}"


@tried_on
@given(poverty=poverties, days=st.sampled_from([1, 8]))
@example(NOTHING_OPTIONAL, 1)
@example(NO_REPORTS, 8)
@example(NO_LISTS, 8)
@example(NOBODY_ENROLLED, 1)
def test_rights_lost_for_two_nights_and_regained_change_no_facts(settled, poverty, days):
    """After eight days everything is read anew, after one only the news."""
    shelf = _shelf(settled)
    before = shelf.begin()

    lost = [shelf.night(poverty, days=days) for _ in range(2)]
    regained = [shelf.night(RICHES, days=days) for _ in range(2)]

    overridden = {row[1:3] for row in before["final_grades"] if row[PLACE_OF_OVERRIDDEN]}
    wanted = coarser(before, overridden)
    assert [list(changed(wanted, coarser(each, overridden))) for each in lost] == [[], []]
    assert [list(changed(before, each)) for each in regained][-1] == []


PLACE_OF_OVERRIDDEN = [each.name for each in PULLED["final_grades"].columns].index("overridden")


def coarser(kept, overridden):
    """Return what is kept, without what the plan says that dear ways cannot tell.

    Lists do not say why an enrolment is not in force, nor quizzes what grade the gradebook has in place of theirs.
    """
    grades = [row for row in kept["final_grades"] if row[1:3] not in overridden]
    told = [
        tuple("suspended" if value == "not_current" else value for value in row) for row in kept["enrolments"]
    ]
    return kept | {"enrolments": sorted(told, key=repr), "final_grades": grades}


@tried_on
@given(poverty=poverties)
@example(NOTHING_OPTIONAL)
@example(NO_REPORTS)
def test_what_was_first_read_the_dear_way_is_in_the_end_what_the_cheap_way_tells(home, poverty):
    shelf = _shelf(home)
    shelf.begin()
    wanted = shelf.night(RICHES)
    shelf.begin()

    shelf.night(poverty)
    shelf.night(RICHES, days=8)
    found = shelf.night(RICHES)

    assert list(changed(wanted, found)) == []


def _shelf(home):
    """Return the shelf of a home, made when it is first asked for: before the first example."""
    if not hasattr(home, "shelf"):
        home.shelf = Shelf(home)
    return home.shelf
