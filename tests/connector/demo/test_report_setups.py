"""Reports as other administrators make them: other columns, orders and headings, or no report at all."""

from dataclasses import replace

import pytest

from connector.demo.flavour import IOMAD
from connector.demo.replies.report_definitions import (
    COURSES,
    PARTICIPANTS,
    PARTICIPANTS_REPORT,
    USERS,
    USERS_REPORT,
    Report,
)
from connector.moodle.functions import Function


def data_of(site, report_id, **settings):
    return site.ask(Function.REPORT, {"reportid": report_id, "perpage": 0}, **settings)["data"]


def test_columns_stand_in_the_order_of_the_report(serve, site):
    turned = replace(PARTICIPANTS_REPORT, columns=tuple(reversed(PARTICIPANTS_REPORT.columns)))

    other, usual = data_of(serve(reports=[turned]), 2), data_of(site, 2)

    assert other["headers"] == usual["headers"][::-1]
    strip = [[cell for cell in row["columns"] if "href" not in (cell or "")] for row in usual["rows"]]
    assert [
        [cell for cell in row["columns"][::-1] if "href" not in (cell or "")] for row in other["rows"]
    ] == strip


def test_a_heading_of_ones_own_stands_in_every_language(serve):
    headings = {"completion:timecompleted": "Дата окончания курса"}
    site = serve(reports=[replace(PARTICIPANTS_REPORT, headings=headings)])

    english, russian = data_of(site, 2)["headers"], data_of(site, 2, moodlewssettinglang="ru")["headers"]

    assert english[8:] == ["Completed", "Дата окончания курса", "Time started"]
    assert russian[8:] == ["Завершено", "Дата окончания курса", "Время начала"]


def test_a_report_may_lack_links_and_tell_short_names_alone(serve, district):
    report = Report(11, "Без ссылок", PARTICIPANTS, ("user:username", "course:shortname", "enrolment:status"))
    site = serve(reports=[report])

    people = [row["columns"] for row in data_of(site, 11)["rows"] if row["columns"][0]]

    names = {(account.account_id): account.username for account in district.accounts}
    courses = {course.course_id: course.short_name for course in district.courses}
    assert sorted(row[:2] for row in people) == sorted(
        [names[row.account_id], courses[row.course_id]] for row in district.enrolments
    )


def test_own_reports_stand_among_the_usual_ones_in_order_of_name(serve):
    site = serve(reports=[USERS_REPORT, "marshrut courses", Report(9, "Аккаунты", USERS, ("user:email",))])

    assert [one["name"] for one in site.ask(Function.REPORTS)["reports"]] == [
        "marshrut courses",
        "marshrut users",
        "Аккаунты",
    ]


def test_reports_and_functions_may_be_taken_away_on_a_running_site(site):
    site.lms.reports = ()
    site.lms.functions = tuple(one for one in site.lms.functions if one != Function.SET_FILTERS)

    assert site.ask(Function.REPORTS)["reports"] == []
    assert site.ask(Function.REPORT, {"reportid": 2})["errorcode"] == "errorreportview"
    assert site.ask(Function.SET_FILTERS, {"reportid": 2, "values": "{}"})["errorcode"] == "accessexception"


def test_functions_can_be_named_that_a_service_lacks(serve):
    site = serve(without=[Function.BATCH, Function.UPDATES])

    told = {one["name"] for one in site.ask(Function.SITE_INFO)["functions"]}

    assert not told & {Function.BATCH, Function.UPDATES}
    assert Function.REPORT in told


@pytest.mark.parametrize("source", [PARTICIPANTS, USERS, COURSES])
def test_every_column_there_is_can_be_shown(serve, source):
    site = serve(reports=[Report(12, "Всё", source, tuple(source.columns))])

    told = data_of(site, 12)

    assert {len(row["columns"]) for row in told["rows"]} == {len(source.columns)}
    assert all(isinstance(cell, str | None) for row in told["rows"] for cell in row["columns"])


def test_the_last_visit_of_whoever_never_came_is_never(serve):
    report = Report(12, "Посещения", PARTICIPANTS, ("user:username", "access:timeaccess"))
    site = serve(reports=[report])

    told = {row["columns"][1] for row in data_of(site, 12)["rows"] if row["columns"][0]}
    blank = {row["columns"][1] for row in data_of(site, 12)["rows"] if not row["columns"][0]}

    assert "Never" in told
    assert len(told) > 100
    assert blank == {""}


def test_an_older_site_heads_the_method_as_such(serve):
    assert data_of(serve(flavour=IOMAD), 2)["headers"][4] == "Method"
