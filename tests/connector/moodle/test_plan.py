"""Which way is chosen for what."""

from dataclasses import replace
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest

from config.locale import texts
from connector.errors import RefusedError
from connector.moodle.functions import NEEDS, Function
from connector.moodle.plan import Way, make_plan
from connector.moodle.planning.preflight import ReportInfo, Site

FULL = ("Username", "Course short name", "Plugin", "Status", "Time created", "Completed", "Time completed")
POOR = ("Username", "Course short name", "Status")
ALL = frozenset(function.value for function in Function)
REQUIRED = frozenset(function.value for function, need in NEEDS.items() if need.required)


def report(number, name, headings=FULL, **other):
    return ReportInfo(number, name, other.pop("source", "participants"), headings=headings, **other)


SITE = Site("4.5.6", 57, ALL, "http://lms.example", reports=(report(2, "Участники"),))


def notes(plan):
    return [note.text_id.removeprefix("lms.plan.") for note in plan.notes]


def test_a_site_with_everything_is_read_by_the_cheapest_ways():
    plan = make_plan(SITE)

    assert (plan.enrolments, plan.completions, plan.final_grades) == (Way.REPORT, Way.REPORT, Way.COURSE)
    assert (plan.batches, plan.attempt_lists, plan.reviews, plan.cohorts) == (True, True, True, True)
    assert (plan.zone, plan.notes) == (UTC, ())


def test_a_site_with_the_bare_minimum_says_what_cannot_be_known():
    plan = make_plan(Site("4.2", 57, REQUIRED, "http://lms.example"))

    assert (plan.enrolments, plan.completions, plan.final_grades) == (Way.NONE, Way.NONE, Way.NONE)
    assert set(notes(plan)) >= {
        "enrolments_none",
        "completions_none",
        "grades_none",
        "attempts_unlisted",
        "no_batches",
    }


def test_without_reports_the_dearer_ways_are_taken():
    plan = make_plan(replace(SITE, reports=()))

    assert (plan.enrolments, plan.completions) == (Way.COURSE, Way.PAIR)
    assert notes(plan) == ["enrolments_by_course", "completions_by_pair"]


def test_a_report_without_completions_serves_for_enrolments_only():
    plan = make_plan(replace(SITE, reports=(report(2, "x", POOR),)))

    assert (plan.enrolments, plan.completions) == (Way.REPORT, Way.PAIR)
    assert "enrolment_dates" in notes(plan)


def test_the_fullest_report_without_conditions_is_chosen():
    reports = (
        report(1, "Полный, но с условием", hides_rows=True),
        report(2, "Бедный", POOR),
        report(3, "Полный"),
        report(4, "Полный ещё раз"),
        report(5, "Пользователи", FULL, source="users"),
    )

    assert make_plan(replace(SITE, reports=reports)).report.report_id == 3


def test_the_report_named_is_taken_even_with_conditions_and_says_so():
    reports = (report(1, "Наш отчёт", hides_rows=True), report(2, "Полный"))

    plan = make_plan(replace(SITE, reports=reports), participants_report=" наш  отчёт ")

    assert plan.report.report_id == 1
    assert notes(plan) == ["report_hides_rows"]


def test_a_report_named_and_not_found_is_told_and_another_taken():
    plan = make_plan(SITE, participants_report="Нет такого")

    assert plan.report.report_id == 2
    assert texts("ru").say(plan.notes[0].text_id, **plan.notes[0].values).startswith("Отчёта «Нет такого»")


def test_a_forced_zone_is_the_zone_of_dates():
    assert make_plan(replace(SITE, time_zone="Europe/Moscow")).zone == ZoneInfo("Europe/Moscow")
    assert make_plan(replace(SITE, time_zone="3.0")).zone.utcoffset(None) == timedelta(hours=3)


def test_the_configured_zone_goes_before_what_the_site_says():
    plan = make_plan(replace(SITE, time_zone="Europe/Moscow"), time_zone="Asia/Yekaterinburg")

    assert plan.zone == ZoneInfo("Asia/Yekaterinburg")


def test_a_zone_nobody_knows_is_refused():
    with pytest.raises(RefusedError, match="time_zone"):
        make_plan(replace(SITE, time_zone="Mars/Olympus"))


def test_a_site_that_does_not_tell_its_zone_is_noted_unless_configured():
    silent = replace(SITE, time_zone_known=False)

    assert "time_zone_unknown" in notes(make_plan(silent))
    assert "time_zone_unknown" not in notes(make_plan(silent, time_zone="UTC"))


@pytest.mark.parametrize("function", list(Function))
@pytest.mark.parametrize("language", ["ru", "en"])
def test_whatever_is_missing_every_note_has_its_sentence(function, language):
    for reports in (SITE.reports, ()):
        site = replace(SITE, functions=ALL - {function.value}, reports=reports, time_zone_known=False)
        for note in make_plan(site, participants_report="x").notes:
            assert texts(language).say(note.text_id, **note.values)


def of_courses(number, *headings, **other):
    return report(number, "Курсы", headings, source="courses", **other)


def test_of_the_reports_of_courses_the_one_that_tells_most_id_numbers_is_chosen():
    reports = (
        *SITE.reports,
        of_courses(3, "Course short name", "Category ID number"),
        of_courses(4, "Course short name", "Course ID number"),
        of_courses(5, "Course short name", "Course ID number", "Category ID number", hides_rows=True),
        of_courses(6, "Course short name", "Course ID number", "Category ID number"),
        of_courses(7, "Course short name", "Course ID number", "Category ID number"),
        report(8, "Другие", ("Course short name", "Course ID number", "Category ID number"), source="tags"),
    )

    def chosen(count):
        told = make_plan(replace(SITE, reports=reports[:count])).courses_report
        return told and told.report_id

    assert [chosen(count) for count in range(1, 8)] == [None, 3, 4, 4, 6, 6, 6]


def test_reports_of_courses_change_nothing_else():
    reports = (*SITE.reports, of_courses(4, *FULL, "Course ID number"))

    assert replace(make_plan(replace(SITE, reports=reports)), courses_report=None) == make_plan(SITE)
