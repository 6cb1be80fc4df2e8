"""What is looked at before anything is pulled."""

import json

import pytest

from config.locale import texts
from connector.errors import OddError, RefusedError
from connector.moodle.functions import NEEDS, Function
from connector.moodle.planning.preflight import hides_rows, preflight

EVERYTHING = [{"name": function.value, "version": "1"} for function in Function]
PARTICIPANTS = "core_course\\reportbuilder\\datasource\\participants"


def site_info(functions=EVERYTHING):
    return {"userid": 57, "siteurl": "http://lms.example", "release": "4.5.6", "functions": functions}


def zone(value):
    return {
        "settings": [
            {"name": "timezone", "value": "Europe/Moscow"},
            {"name": "forcetimezone", "value": value},
        ]
    }


def sound(**other):
    report = {"data": {"headers": ["Username", "Course short name"], "rows": [], "totalrowcount": 12}}
    return {
        "core_webservice_get_site_info": site_info(),
        "core_user_get_users_by_field": [{"id": 57}],
        "tool_mobile_get_config": zone("99"),
        "core_reportbuilder_list_reports": {"reports": []},
        "core_reportbuilder_filters_reset": True,
        "core_reportbuilder_retrieve_report": report,
    } | other


def test_a_recorded_site_is_understood(serve, recorded):
    moodle, _, site = serve(recorded)

    told = preflight(moodle)

    assert told.release[:5] in {"4.5.6", "4.2.3"}
    assert (told.site_url, told.time_zone, told.time_zone_known) == ("http://lms.example", None, True)
    assert Function.GRADE_ITEMS in told.functions
    [participants] = [each for each in told.reports if each.name == "marshrut participants"]
    assert (participants.source, participants.hides_rows) == ("participants", False)
    assert participants.headings[0] == "Full name with link"
    assert participants.rows in {262, 724}
    assert [each.headings for each in told.reports if each.source == "courses"] == [()]
    assert len(site.asked) == 3


def test_reports_of_courses_are_looked_into_when_asked_for_in_the_same_requests(serve, recorded):
    moodle, _, site = serve(recorded)

    told = {each.name: each for each in preflight(moodle, courses_reports=True).reports}

    assert told["marshrut courses"].source == "courses"
    assert told["marshrut courses"].headings[:3] == (
        "Course full name with link",
        "Course short name",
        "Course ID number",
    )
    assert told["marshrut participants"].headings
    assert len(site.asked) == 3


def test_a_broken_account_is_caught_by_the_canary(serve, fail):
    """Its lists would come back empty and without an error."""
    moodle, _, _ = serve(sound(core_user_get_users_by_field=fail("usernotfullysetup")))

    with pytest.raises(RefusedError, match="profile_incomplete"):
        preflight(moodle)


@pytest.mark.parametrize("told", [[], [{"id": 58}], [{"id": 57}, {"id": 58}]])
def test_an_account_that_cannot_see_itself_is_not_believed(serve, told):
    moodle, _, _ = serve(sound(core_user_get_users_by_field=told))

    with pytest.raises(RefusedError, match="canary"):
        preflight(moodle)


def test_all_missing_functions_are_named_in_one_sentence(serve):
    moodle, _, _ = serve(sound(core_webservice_get_site_info=site_info(EVERYTHING[:3])))

    with pytest.raises(RefusedError) as caught:
        preflight(moodle)

    sentence = texts("ru").say(caught.value.text_id, **caught.value.detail)
    required = [function.value for function, need in NEEDS.items() if need.required]
    assert all(name in sentence for name in required if name != Function.SITE_INFO)
    assert "core_reportbuilder_list_reports" not in sentence


@pytest.mark.parametrize(
    ("told", "forced", "known"),
    [
        (zone("99"), None, True),
        (zone("Europe/Moscow"), "Europe/Moscow", True),
        ({"settings": []}, None, False),
        ({"exception": "x", "errorcode": "accessexception"}, None, False),
    ],
)
def test_the_forced_time_zone_is_learnt(serve, told, forced, known):
    moodle, _, _ = serve(sound(tool_mobile_get_config=told))

    site = preflight(moodle)

    assert (site.time_zone, site.time_zone_known) == (forced, known)


def test_a_service_without_extras_is_enough(serve):
    required = [{"name": each.value} for each, need in NEEDS.items() if need.required]
    moodle, _, site = serve(sound(core_webservice_get_site_info=site_info(required)))

    told = preflight(moodle)

    assert told.reports == ()
    assert not moodle.can_batch
    assert [each.function for each in site.asked] == [
        "core_webservice_get_site_info",
        "core_user_get_users_by_field",
    ]


def test_a_report_that_cannot_be_opened_is_listed_without_headings(serve, fail):
    reports = {
        "reports": [
            {"id": 1, "name": "Закрытый", "source": PARTICIPANTS, "conditiondata": None},
            {"id": 2, "name": "Открытый", "source": PARTICIPANTS, "conditiondata": None},
        ]
    }

    def retrieve(asked):
        good = sound()["core_reportbuilder_retrieve_report"]
        return fail("errorreportview") if asked["reportid"] == 1 else good

    moodle, _, _ = serve(
        sound(core_reportbuilder_list_reports=reports, core_reportbuilder_retrieve_report=retrieve)
    )

    closed, opened = preflight(moodle).reports

    assert closed.headings == ()
    assert (opened.headings, opened.rows) == (("Username", "Course short name"), 12)


@pytest.mark.parametrize("told", [[], {"userid": 57}, {"functions": []}, "x"])
def test_site_info_in_another_shape_is_odd(serve, told):
    moodle, _, _ = serve(sound(core_webservice_get_site_info=told))

    with pytest.raises(OddError, match="wrong_shape"):
        preflight(moodle)


@pytest.mark.parametrize(
    ("conditions", "hides"),
    [
        (None, False),
        ("", False),
        ("{}", False),
        ("[]", False),
        (json.dumps({"enrolment:status_operator": 0, "enrolment:status_value": "0"}), False),
        (json.dumps({"enrolment:status_operator": 1, "enrolment:status_value": "0"}), True),
        (json.dumps({"course:courseselector_values": ["5"]}), True),
        (json.dumps({"course:fullname_operator": "0", "course:fullname_value": "Курс"}), False),
        (json.dumps({"course_category:name_value": "3", "course_category:name_subcategories": "1"}), True),
        (json.dumps({"course_category:name_value": "0", "course_category:name_subcategories": "0"}), False),
        ("not json", True),
    ],
)
def test_conditions_that_hide_rows_are_recognised(conditions, hides):
    assert hides_rows(conditions) is hides
