"""Nights that ask the participants report for news only: what they cost, and what they must not miss."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from connector.errors import OddError
from connector.moodle.involvement import participants_report
from connector.moodle.memory import NOTHING_KNOWN

DAY = 86_400


@pytest.fixture
def many(line):
    """Two thousand and some people, enrolled over three years; every second has completed in between."""
    return [
        line(number, ago=30 + number % 1000, completed=line(0, ago=20 + number % 500).created)
        if number % 2
        else line(number, ago=30 + number % 1000)
        for number in range(1, 2401)
    ]


@pytest.fixture
def cut_finely(monkeypatch):
    monkeypatch.setattr("connector.moodle.involvement.news.ENOUGH", 20)


def read(readings):
    return [{each.account_id for each in reading.records} for reading in readings]


def test_a_night_without_changes_is_one_request_and_reads_nothing(nights, many):
    its = nights(*many)

    told = its.night()

    assert its.report.requests == 1
    assert read(told) == [set(), set()]
    assert all(each.complete for each in told)
    assert [(each.scope.column, len(each.scope.spans)) for each in told] == [
        ("created_at", 1),
        ("completed_at", 1),
    ]


def test_filters_are_reset_before_and_after(nights, many):
    its = nights(*many)
    its.report.filters = {"enrolment:timecreated_operator": 3, "enrolment:timecreated_from": 9_999_999_999}

    its.night()

    assert its.report.asked[0] == ({}, 1)
    assert its.report.filters == {}


def test_who_is_enrolled_today_and_who_completes_today_is_read_in_the_same_request(nights, many, line):
    its = nights(*many)
    its.world.lines.append(line(9001, ago=-0.5))
    its.world.change(2, completed=its.world.now + DAY // 3)

    enrolments, completions = its.night()

    assert its.report.requests == 1
    assert {each.account_id for each in enrolments.records} == {9001, 2}
    assert [each.account_id for each in completions.records] == [2]


def test_a_completion_of_last_week_that_is_written_tonight_arrives_at_once(nights, many):
    its = nights(*many)
    its.world.change(2, completed=its.world.now - 7 * DAY)

    its.night()

    assert its.report.requests == 1
    assert its.facts == its.truth


def test_a_completion_of_last_year_that_is_written_tonight_is_found_by_counting(nights, many, cut_finely):
    its = nights(*many)
    its.world.change(2, completed=its.world.now - 380 * DAY)

    _, completions = its.night()

    assert its.report.requests <= 4
    assert len(completions.records) < 100
    assert its.facts == its.truth


def test_what_is_few_is_read_without_counting_first(nights, many):
    its = nights(*many)
    its.world.change(2, completed=its.world.now - 380 * DAY)

    its.night()

    assert its.report.requests == 2
    assert its.facts == its.truth


def test_somebody_unenrolled_is_missed_one_night_and_gone_the_next(nights, many, cut_finely):
    its = nights(*many)
    its.world.drop(8)

    first = its.night()
    assert its.report.requests <= 4
    assert len(first[0].records) < 100
    assert [8 in {key[1] for key in its.store.missed["enrolments"]}] == [True]
    assert 8 in {key[1] for key in its.facts[0]}

    its.night()
    assert its.report.requests == 1
    assert its.facts == its.truth

    its.night()
    assert its.report.requests == 1
    assert its.store.missed["enrolments"] == set()


def test_a_completion_taken_back_is_confirmed_too(nights, many, cut_finely):
    its = nights(*many)
    its.world.change(9, completed=0)

    its.night()
    assert (5, 9) in its.store.missed["completions"]
    its.night()

    assert its.report.requests == 1
    assert its.facts == its.truth


def test_somebody_who_is_back_the_next_night_was_never_gone(nights, many):
    its = nights(*many)
    [line] = [each for each in its.world.lines if each.account == 8]
    its.world.drop(8)
    its.night()
    its.world.lines.append(line)

    its.night()

    assert its.store.missed["enrolments"] == set()
    assert its.facts == its.truth


def test_a_row_that_leaves_the_last_days_while_it_is_missed_is_looked_for_all_the_same(nights, line):
    """Its day is no longer read the next night, unless somebody remembers."""
    its = nights(*(line(number, ago=13) for number in range(1, 9)), *(line(99, ago=400) for _ in range(9)))
    its.world.drop(8)

    its.night()
    its.night(days=2)

    assert its.facts == its.truth


def test_somebody_suspended_by_a_teacher_is_found_though_nothing_tells_when(nights, many, cut_finely):
    its = nights(*many)
    its.world.change(8, suspended=True)

    enrolments, _ = its.night()

    assert 0 < len(enrolments.records) < 100
    assert its.facts == its.truth
    its.world.change(8, suspended=False)
    its.night()
    assert its.facts == its.truth


def test_an_enrolment_that_ends_by_time_alone_is_read_the_night_after(nights, many):
    its = nights(
        *(replace(line, ends=line.created + 431 * DAY) if line.account == 800 else line for line in many)
    )
    its.whole()
    [ended] = [line for line in its.world.lines if line.account == 800]
    its.world.now = ended.ends - DAY // 2
    its.whole()

    its.night()

    assert its.facts == its.truth
    assert [status for key, status in its.facts[0].items() if key[1] == 800] == ["not_current"]


def test_time_does_not_hide_a_suspension(nights, line):
    """One enrolment ends while another person is let in again: there are as many not active as before."""
    ending = line(1, ago=300, ends=line(0, ago=-0.5).created)
    its = nights(ending, line(2, ago=200, suspended=True), line(3, ago=100))
    its.world.change(2, suspended=False)

    its.night()

    assert its.facts == its.truth


def test_a_visit_brings_the_row_as_it_is_now(nights, many):
    its = nights(*many)
    its.report.windows.discard("enrolment:status")
    its.night()
    its.world.change(8, suspended=True, visited=its.world.now + DAY // 2)

    its.night()

    assert its.report.requests == 1
    assert its.facts == its.truth


def test_roles_multiply_rows_and_change_nothing(nights, many, cut_finely):
    its = nights(*many)
    its.world.change(8, copies=3)
    its.night()
    its.night()

    assert its.report.requests == 1
    assert its.facts == its.truth


def test_when_half_of_the_report_differs_it_is_read_whole(nights, many, cut_finely):
    its = nights(*many)
    for number in range(1, 1500):
        its.world.change(number, suspended=True)

    enrolments, completions = its.night()

    assert (enrolments.scope, completions.scope) == (None, None)
    assert its.facts == its.truth
    its.night()
    assert its.report.requests == 1


def test_who_is_missing_from_a_report_read_whole_at_night_is_looked_for_again(nights, many, cut_finely):
    its = nights(*many)
    for number in range(1, 1500):
        its.world.change(number, suspended=True)
    its.world.drop(8)
    assert its.night()[0].scope is None

    its.night()

    assert its.facts == its.truth


@pytest.mark.parametrize("lost", ["enrolment:timecreated", "completion:timecompleted"])
def test_without_its_windows_the_report_is_read_whole(nights, many, lost):
    its = nights(*many)
    its.report.windows.discard(lost)

    assert [each.scope for each in its.night()] == [None, None]


@pytest.mark.parametrize("lost", ["enrolment:timecreated", "completion:timecompleted"])
def test_a_filter_that_does_nothing_is_seen_by_what_comes_back(nights, many, lost):
    """Removed from the report since preflight: rows of any age are told, and they are all that there is."""
    its = nights(*many)
    its.sees(its.site)
    its.report.windows.discard(lost)

    assert [each.scope for each in its.night()] == [None, None]
    assert its.facts == its.truth


def test_another_report_or_other_columns_are_another_beginning(nights, many):
    its = nights(*many)
    for stream, known in its.store.streams.items():
        notes = known.notes | {"report": {**known.notes["report"], "zone": "Asia/Yekaterinburg"}}
        its.store.streams[stream] = replace(known, notes=notes)

    assert [each.scope for each in its.night()] == [None, None]
    its.night()
    assert its.report.requests == 1


@pytest.mark.parametrize("stream", ["enrolments", "completions"])
@pytest.mark.parametrize("notes", [{}, {"created": 7}, {"created": {"x": 1}}, {"again": [["x"]]}])
def test_notes_that_cannot_be_read_are_no_notes(nights, many, stream, notes):
    its = nights(*many)
    known = its.store.streams[stream]
    broken = {**known.notes, **notes} if notes else {}
    its.store.streams[stream] = replace(known, notes=broken)

    told = its.night()

    assert told[0].complete
    assert its.facts == its.truth


def test_an_error_in_the_middle_leaves_what_was_read_before_it_as_news(nights, many, line):
    its = nights(*many)
    its.world.lines.append(line(9001, ago=-0.5))
    its.report.fails_at = 6

    enrolments, completions = its.read_after_a_day()

    assert [each.account_id for each in enrolments.records] == [9001]
    for each in (enrolments, completions):
        assert not each.complete
        assert (each.scope.column, each.notes) == ("", {})
        assert [problem.text_id for problem in each.problems] == ["lms.error.database"]


def test_a_stream_of_news_may_be_forced_to_be_read_whole(nights, many):
    its = nights(*many)

    assert [each.scope for each in its.read(memory=NOTHING_KNOWN)] == [None, None]


def test_a_row_of_the_last_days_that_cannot_be_read_is_kept_apart_and_does_not_seem_missing(
    nights, many, line
):
    its = nights(*many, line(9001, ago=3))
    its.report.words[9001] = {3: "Aktiv"}

    for _ in range(3):
        enrolments, completions = its.night()
        assert its.report.requests == 1
        assert (enrolments.complete, completions.complete) == (True, True)
        assert [each.number for each in enrolments.unreadable] == ["5/9001"]
    assert 9001 in {key[1] for key in its.facts[0]}


def test_notes_are_small(nights, many):
    """Some 25 bytes a day of the site's history and measure; they are written every night."""
    its = nights(*many)

    assert len(json.dumps(dict(its.store.streams["enrolments"].notes))) < 25 * 1100


def test_enrolments_without_a_date_are_watched_by_their_number(nights, many, line):
    its = nights(*many, replace(line(9001), created=0))
    its.night()
    assert its.report.requests == 1
    its.world.lines.append(replace(line(9002), created=0))

    told = its.night()

    assert told[0].scope is None
    assert its.facts == its.truth


def test_a_window_of_more_rows_than_a_page_is_read_in_one_answer(nights, many, line, monkeypatch):
    monkeypatch.setattr("connector.moodle.reports.questions.Question.__init__.__defaults__", (10,))
    its = nights(*many)
    its.world.lines += [line(9000 + number, ago=-0.5) for number in range(25)]

    enrolments, _ = its.night()

    assert len(enrolments.records) == 25
    assert its.facts == its.truth


def test_a_window_too_large_for_one_answer_means_reading_the_report_in_pages(nights, many, line, monkeypatch):
    monkeypatch.setattr("connector.moodle.involvement.news.ONE_ANSWER", 20)
    its = nights(*many)
    its.world.lines += [line(9000 + number, ago=-0.5) for number in range(25)]

    assert its.night()[0].scope is None
    assert its.facts == its.truth


def test_a_reply_in_another_shape_is_told(nights, many, monkeypatch):
    its = nights(*many)

    def odd(told):
        raise OddError("lms.error.wrong_shape", function="x")

    monkeypatch.setattr("connector.moodle.reports.questions.page_of", odd)

    for reading in its.read_after_a_day():
        assert [problem.text_id for problem in reading.problems] == ["lms.error.wrong_shape"]


def test_dates_that_are_not_those_of_the_lms_make_no_complete_reading(nights, many):
    its = nights(*many)
    its.plan_says(dates_verified=False)

    assert [each.complete for each in its.read_after_a_day()] == [False, False]
    assert [each.complete for each in its.read(memory=NOTHING_KNOWN)] == [False, False]


def test_a_night_looks_back_as_far_as_it_is_told(nights, many):
    its = nights(*many)

    enrolments, _ = its.read_after_a_day(look_back=timedelta(days=40))

    [(first, end)] = enrolments.scope.spans
    assert end is None
    assert first == datetime.fromtimestamp(its.world.now - 41 * DAY, UTC).replace(hour=0, minute=0, second=0)
    assert len(enrolments.records) > 0


def test_a_report_edited_since_preflight_is_not_asked_for_news(nights, many):
    """Its columns may have changed places."""
    its = nights(*many)
    known = its.site
    its.report.headings = (
        "Full name with link",
        "Course full name with link",
        "Method",
        *its.report.headings[3:],
    )
    its.sees(known)

    assert [each.scope for each in its.night()] == [None, None]


@pytest.fixture
def large(monkeypatch):
    """So many rows are a page now, and so many too many for one answer."""
    for name, rows in {
        "reports.pages.PAGE": 300,
        "reports.pages.ONE_ANSWER": 500,
        "involvement.spans.ONE_ANSWER": 500,
        "involvement.spans.AT_ONCE": 400,
    }.items():
        monkeypatch.setattr(f"connector.moodle.{name}", rows)
    read_report = participants_report.read_report
    monkeypatch.setattr(
        participants_report,
        "read_report",
        lambda *args, **options: read_report(*args, page_size=300, one_answer=500, **options),
    )


@pytest.mark.usefixtures("large")
def test_a_large_report_in_which_people_are_enrolled_meanwhile_is_read_by_spans(nights, many, line):
    its = nights(*many)
    its.report.grows_by = [line(9000 + number, ago=-1) for number in range(4)]

    told = its.whole()

    assert [(each.complete, each.scope) for each in told] == [(True, None)] * 2
    assert told[0].coverage["rows"] == told[0].coverage["total"] == 2400 + 4 + 3
    assert its.facts == its.truth
    its.night()
    assert its.report.requests == 1


@pytest.mark.usefixtures("large")
def test_a_large_report_without_windows_is_read_in_pages_again(nights, many, line):
    its = nights(*many)
    its.report.windows.clear()
    its.report.grows_by = [line(9000 + number, ago=-1) for number in range(4)]

    told = its.whole()

    assert [each.complete for each in told] == [True, True]
    assert its.facts == its.truth


@pytest.mark.usefixtures("large")
def test_a_large_report_that_never_stands_still_is_not_whole(nights, many, line):
    its = nights(*many)
    its.report.windows.clear()
    its.report.grows_by = [line(9000 + number, ago=-1) for number in range(99)]

    for reading in its.read(memory=NOTHING_KNOWN):
        assert not reading.complete
        assert [problem.text_id for problem in reading.problems] == ["lms.problem.report_pages"]
