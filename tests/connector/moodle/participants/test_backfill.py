"""The report read back by months: each row once, and nights know afterwards what they would after a whole reading."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector.errors import OddError, RefusedError
from connector.moodle.involvement.backfill import ReportBackfill, source_of
from connector.moodle.involvement.backfill_progress import Progress, months
from connector.moodle.involvement.participant_cells import Numbers
from connector.moodle.plan import make_plan
from connector.moodle.reading import Reading, Scope
from connector.moodle.reports.windows import Span, day_of

DAY = 86_400
AT_ONCE = 200
AGO = 200
"""Days before the beginning from which on is read back."""

LOOK_BACK = timedelta(days=14)


class Backfill:
    """A backfill of the report of some nights, kept as it comes."""

    def __init__(self, nights, ago=AGO):
        self.nights = nights
        self.now = datetime.fromtimestamp(nights.world.now, UTC)
        nights.report.server_time = self.now
        nights.report.asked = []
        self.plan = make_plan(nights.site)
        self.since = self.now - timedelta(minutes=10)
        asked = day_of(self.now) - ago
        self.progress = Progress.begin(source_of(self.plan), asked, self.since, LOOK_BACK)
        self.report = ReportBackfill(nights.report, self.plan, Numbers(), [], self.progress.first)
        self.rows = 0

    def parts(self):
        for span in self.progress.left(day_of(self.now)):
            yield self.report.month(span)
        yield self.report.undated()

    def run(self):
        for part in self.parts():
            self.rows += part.rows
            self.progress = self.progress.after(part)
            assert part.complete
            self._keep(part.enrolments, part.completions)
        now = self.progress.remembered(self.report.earlier())
        told = now.for_enrolments(self.progress.source), now.for_completions(self.progress.source)
        names = ("enrolments", "completions")
        self._keep(
            *(Reading(name, scope=Scope(), notes=notes) for name, notes in zip(names, told, strict=True))
        )
        return now

    def _keep(self, *readings):
        for reading in readings:
            self.nights.store.keep(reading, self.since)


def since_then(facts, lines, first):
    """Return the facts about lines from that second on: created, or completed, or without a creation."""
    pairs = {
        line.pair for line in lines if line.created >= first or line.completed >= first or not line.created
    }
    rows = {
        (line.course, line.account, line.method, line.created // 60)
        for line in lines
        if line.created >= first or line.completed >= first or not line.created
    }
    enrolments, completions = facts
    return (
        {key: status for key, status in enrolments.items() if key in rows},
        {pair: at for pair, at in completions.items() if pair in pairs},
    )


@pytest.fixture
def fresh(nights):
    """Begin with these lines, of which nothing has been read."""

    def begin(*lines):
        begun = nights()
        begun.store.streams.clear()
        begun.world.lines = list(lines)
        return begun

    return begin


@pytest.fixture
def small_answers(monkeypatch):
    """A hundredth of what a real site answers at once."""
    for name, rows in (("PAGE", 100), ("AT_ONCE", AT_ONCE), ("_FILLED", 80)):
        monkeypatch.setattr(f"connector.moodle.involvement.backfill.{name}", rows)


def first_second(backfill):
    return int((datetime.fromordinal(backfill.progress.first).replace(tzinfo=UTC)).timestamp())


def test_a_row_comes_once_in_the_month_of_its_creation_or_if_it_is_older_of_its_completion(fresh, line):
    now = line(1, ago=0).created
    lines = [
        line(1, ago=10, completed=now - 3 * DAY),
        line(2, ago=100, completed=now - 2 * DAY),
        line(3, ago=100, completed=now - 300 * DAY),
        line(4, ago=400, completed=now - 30 * DAY),
        line(5, ago=400, completed=now - 300 * DAY),
        line(6, ago=400),
        line(7, ago=150, copies=3),
    ]
    begun = fresh(*lines)
    backfill = Backfill(begun)
    begun.world.empty_methods = 0

    backfill.run()

    assert backfill.rows == 7
    assert begun.facts == since_then(begun.truth, lines, first_second(backfill))
    assert {account for _, account, *_ in begun.facts[0]} == {1, 2, 3, 4, 7}


def test_a_night_after_it_finds_nothing_and_reads_nothing_older(fresh, line):
    begun = fresh(*(line(account, ago=account * 9, suspended=account % 3 == 0) for account in range(1, 150)))
    Backfill(begun).run()
    before = begun.facts

    enrolments, completions = begun.night(days=0)

    assert begun.facts == before
    assert (enrolments.scope, completions.scope) != (None, None)
    assert begun.report.requests == 1
    assert enrolments.problems[-1].text_id == "backfill.left_out"


def test_an_old_row_that_changes_is_found_by_its_year_and_only_that_year_is_read(fresh, line):
    begun = fresh(*(line(account, ago=account * 9, course=6) for account in range(1, 400)))
    Backfill(begun).run()

    begun.world.change(300, suspended=True)
    begun.night()

    found = [key for key in begun.facts[0] if key[1] == 300]
    assert [begun.facts[0][key] for key in found] == ["suspended"]


def test_undated_rows_come_too_and_a_new_one_is_noticed(fresh, line):
    begun = fresh(line(1, ago=10), replace(line(2), created=0))
    Backfill(begun).run()
    assert {account for _, account, *_ in begun.facts[0]} == {1, 2}

    begun.world.lines.append(replace(line(3), created=0))
    begun.night()

    assert {account for _, account, *_ in begun.facts[0]} == {1, 2, 3}


def test_a_month_too_large_for_an_answer_is_cut_by_time(small_answers, fresh, line):
    many = [line(account, ago=90 + account / 20, copies=20) for account in range(1, 26)]
    begun = fresh(*many)

    backfill = Backfill(begun)
    backfill.run()

    assert backfill.rows == 25 * 20 + begun.world.empty_methods
    assert len(begun.facts[0]) == 25
    assert max(size for _, size in begun.report.asked if size) <= 100
    assert any(filters.get("enrolment:timecreated_from", 0) % DAY for filters, _ in begun.report.asked)


def test_a_minute_too_large_for_an_answer_is_asked_for_at_once(small_answers, fresh, line):
    begun = fresh(line(1, ago=90, copies=AT_ONCE + 1))

    backfill = Backfill(begun)
    backfill.run()

    assert backfill.rows == AT_ONCE + 1 + begun.world.empty_methods


def test_years_with_many_rows_are_counted_by_months(small_answers, fresh, line):
    begun = fresh(line(1, ago=400, copies=AT_ONCE), line(2, ago=420, copies=AT_ONCE), line(3, ago=900))

    now = Backfill(begun).run()

    older = {day: rows for day, rows in now.created.items() if day < now.read_from}
    assert sorted(older.values()) == [1, AT_ONCE, AT_ONCE]
    begun.night()
    assert {account for _, account, *_ in begun.facts[0]} == set()


def test_a_filter_that_does_nothing_is_noticed(fresh, line):
    begun = fresh(line(1, ago=10), line(2, ago=400))
    backfill = Backfill(begun)
    begun.report.windows = set()

    with pytest.raises(OddError, match="filter_ignored"):
        list(backfill.parts())


def test_a_report_edited_meanwhile_is_noticed(fresh, line):
    begun = fresh(line(1, ago=10))
    backfill = Backfill(begun)
    begun.report.headings = (*begun.report.headings[1:], "Another")

    with pytest.raises(OddError, match="report_edited"):
        list(backfill.parts())


def test_dates_in_a_wrong_zone_are_not_believed(fresh):
    begun = fresh()

    with pytest.raises(RefusedError, match="dates_off"):
        source_of(replace(make_plan(begun.site), dates_verified=False))


def test_progress_is_remembered_as_it_was_but_for_what_is_read_again(fresh, line):
    backfill = Backfill(fresh(line(1, ago=10, completed=line(1).created), line(2, ago=100)))
    for part in backfill.parts():
        backfill.progress = backfill.progress.after(part)
    told, source = backfill.progress.notes, backfill.progress.source

    again = Progress.of(told, source, backfill.progress.asked)

    assert again == replace(backfill.progress, open=again.open)
    assert len(again.left(day_of(backfill.now))) == 1
    assert Progress.of(told, replace(source, zone="Asia/Omsk"), again.asked) is None
    assert Progress.of(told, source, again.asked + 1) is None
    assert Progress.of({"backfill": {"report": source.notes}}, source, again.asked) is None


@pytest.mark.parametrize("broken", ["from", "since", "done", "created", "blank"])
def test_progress_that_cannot_be_read_is_none(fresh, line, broken):
    backfill = Backfill(fresh(line(1, ago=10)))
    told = backfill.progress.notes
    told["backfill"][broken] = "?"

    assert Progress.of(told, backfill.progress.source, backfill.progress.asked) is None


@given(first=st.integers(700_000, 760_000), days=st.integers(0, 1_500))
def test_months_hold_every_day_from_the_first_on_once(first, days):
    spans = months(first, first + days)

    assert spans[0].end is None
    assert spans[-1].first == first
    assert all(newer.first == older.end for newer, older in pairwise(spans))
    assert spans[0].holds(first + days)
    assert all(datetime.fromordinal(span.first).day == 1 for span in spans[:-1])


def test_a_first_day_that_has_not_come_is_one_open_month():
    assert months(740_000, 739_000) == [Span(740_000, None)]


AGES = st.sampled_from([0, 1, 13, 40, 180, 210, 400, 900, 2_000])
LINES = st.lists(
    st.tuples(AGES, st.one_of(st.none(), AGES), st.booleans(), st.integers(1, 2)), min_size=1, max_size=14
)
CHANGES = st.lists(
    st.tuples(st.integers(1, 14), st.sampled_from(["completed", "suspended", "gone", "new"])), max_size=4
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=LINES, happening=st.lists(CHANGES, max_size=3))
def test_nights_after_it_know_what_whole_readings_tell_from_that_day_on(fresh, line, told, happening):
    start = line(1, ago=0).created
    lines = [
        line(
            number,
            ago=age,
            completed=0 if done is None else start - done * DAY,
            suspended=suspended,
            copies=copies,
        )
        for number, (age, done, suspended, copies) in enumerate(told, 1)
    ]
    begun = fresh(*lines)
    backfill = Backfill(begun)
    backfill.run()
    first = first_second(backfill)
    assert begun.facts == since_then(begun.truth, begun.world.lines, first)

    for changes in happening:
        for account, change in changes:
            if change == "gone":
                begun.world.drop(account)
            elif change == "new":
                begun.world.lines.append(line(account + 100, ago=0, course=7))
            else:
                begun.world.change(account, **{change: begun.world.now if change == "completed" else True})
        begun.night()
    begun.night()
    begun.night()

    lines = begun.world.lines
    assert since_then(begun.facts, lines, first) == since_then(begun.truth, lines, first)
    assert all(key in begun.truth[0] for key in begun.facts[0])
