"""The oddities of Moodle's REST protocol that a client must live with."""

import gzip
import json
from xml.etree import ElementTree as ET

import pytest
import requests

from connector.demo.faults import Fault
from connector.demo.wire import ENDPOINT
from connector.moodle.functions import Function

BATCH = Function.BATCH
CATEGORIES = Function.CATEGORIES


def batch(*requests_made):
    return {"requests": [{"function": name, "arguments": json.dumps(told)} for name, told in requests_made]}


@pytest.mark.parametrize(
    ("function", "parameters", "code"),
    [
        (CATEGORIES, {"more": "1"}, "invalidparameter"),
        (CATEGORIES, {"addsubcategories": "true"}, "invalidparameter"),
        (CATEGORIES, {"criteria": [{"key": "id"}]}, "invalidparameter"),
        (Function.ENROLLED_USERS, {"courseid": "02"}, "invalidparameter"),
        (Function.ENROLLED_USERS, {"courseid": ""}, "invalidparameter"),
        (Function.ENROLLED_USERS, {}, "invalidparameter"),
        (Function.ENROLLED_USERS, {"courseid": [2]}, "invalidparameter"),
        (Function.QUIZZES, {"courseids": "2"}, "invalidparameter"),
        (Function.USERS_BY_FIELD, {"field": "id", "values": ["x"]}, "invalidparameter"),
        (Function.USERS_BY_FIELD, {"field": "shoesize", "values": ["42"]}, "codingerror"),
        (Function.QUIZ_ATTEMPTS, {"quizid": 1, "status": "done"}, "invalidparameter"),
        (Function.QUIZ_ATTEMPTS, {"quizid": 1, "userid": 1}, "guestsarenotallowed"),
        (
            Function.ENROLLED_USERS,
            {"courseid": 2, "options": [{"name": "userfields", "value": "shoe"}]},
            "invaliduserfield",
        ),
        (CATEGORIES, {"criteria": [{"key": "visible", "value": "1"}]}, "criteriaerror"),
    ],
)
def test_a_call_that_does_not_fit_is_refused_with_status_200(site, function, parameters, code):
    assert site.ask(function, parameters)["errorcode"] == code


def test_a_missing_token_is_an_invalid_token(site):
    assert site.ask(CATEGORIES, wstoken="")["errorcode"] == "invalidtoken"


def test_a_missing_function_is_an_invalid_parameter(site):
    assert site.ask("")["errorcode"] == "invalidparameter"


def test_a_function_outside_the_service_is_told_from_one_that_does_not_exist(serve):
    site = serve(functions=[Function.SITE_INFO])

    assert site.ask(CATEGORIES)["errorcode"] == "accessexception"
    assert site.ask("core_no_such_thing")["errorcode"] == "invalidrecord"


def test_site_info_lists_exactly_the_functions_of_the_service(serve):
    site = serve(functions=[Function.SITE_INFO, CATEGORIES])

    told = site.ask(Function.SITE_INFO)["functions"]

    assert [function["name"] for function in told] == [Function.SITE_INFO, CATEGORIES]


def test_whoever_does_not_ask_for_json_gets_xml(site):
    answer = site.post(Function.COHORT_MEMBERS, {"cohortids": [1]}, moodlewsrestformat="")

    tree = ET.fromstring(answer.text)
    assert answer.headers["Content-Type"].startswith("application/xml")
    assert tree.find("./MULTIPLE/SINGLE/KEY[@name='cohortid']/VALUE").text == "1"


def test_an_error_comes_as_xml_too(site):
    answer = site.post(CATEGORIES, wstoken="wrong", moodlewsrestformat="")

    assert ET.fromstring(answer.text).find("ERRORCODE").text == "invalidtoken"


def test_a_json_body_is_not_read(site):
    query = f"?wstoken={site.lms.token}&wsfunction={Function.COHORT_MEMBERS}&moodlewsrestformat=json"

    answer = site.session.post(site.lms.url + ENDPOINT + query, json={"cohortids": [1]}, timeout=5)

    assert answer.json()["errorcode"] == "invalidparameter"


def test_parameters_in_the_address_count_too(site):
    query = f"?wstoken={site.lms.token}&wsfunction={Function.COHORT_MEMBERS}&moodlewsrestformat=json&cohortids[]=1"

    answer = site.session.get(site.lms.url + ENDPOINT + query, timeout=5)

    assert answer.json()[0]["cohortid"] == 1


def test_variables_beyond_five_thousand_are_lost_without_a_word(site):
    """The real id stands last, and nobody is found."""
    real = str(site.lms.district.service_account.account_id)
    many = [str(number) for number in range(800_000, 805_500)]

    lost = site.ask(Function.USERS_BY_FIELD, {"field": "id", "values": [*many, real]})
    found = site.ask(BATCH, batch((Function.USERS_BY_FIELD, {"field": "id", "values": [*many, real]})))

    assert lost == []
    assert len(json.loads(found["responses"][0]["data"])) == 1


def test_another_host_name_is_redirected_to_the_address_the_site_knows(site):
    elsewhere = site.lms.url.replace("127.0.0.1", "localhost")

    answer = site.session.post(elsewhere + ENDPOINT, data={}, allow_redirects=False, timeout=5)

    assert (answer.status_code, answer.headers["Location"]) == (303, site.lms.url + ENDPOINT)


def test_an_answer_is_packed_for_whoever_takes_that(site):
    plain = site.session.post(
        site.lms.url + ENDPOINT,
        data={"wstoken": site.lms.token, "wsfunction": Function.SITE_INFO, "moodlewsrestformat": "json"},
        headers={"Accept-Encoding": "gzip"},
        stream=True,
        timeout=5,
    )

    assert plain.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(plain.raw.read()))["username"] == "sync"


def test_a_connection_serves_request_after_request(site):
    site.ask(CATEGORIES)
    site.ask(CATEGORIES)

    pools = site.session.get_adapter(site.lms.url).poolmanager.pools
    [pool] = [pools[key] for key in pools.keys()]  # noqa: SIM118  its iterator is not implemented
    assert (pool.num_connections, pool.num_requests) == (1, 2)


def test_a_batch_holds_json_in_json(site):
    told = site.ask(BATCH, batch((CATEGORIES, {}), (Function.COHORTS, {"cohortids": []})))

    assert [one["error"] for one in told["responses"]] == [False, False]
    assert json.loads(told["responses"][0]["data"])[1]["name"] == "Диагностика профессиональных дефицитов"


def test_a_batch_stops_at_its_first_error_and_is_a_success_all_the_same(site):
    told = site.ask(
        BATCH,
        batch((CATEGORIES, {}), (Function.QUIZ_ATTEMPTS, {"quizid": 1, "userid": 999_999}), (CATEGORIES, {})),
    )

    assert [one["error"] for one in told["responses"]] == [False, True]
    assert json.loads(told["responses"][1]["exception"])["errorcode"] == "invaliduser"


def test_a_batch_takes_json_truth_values_and_lists_that_are_empty(site):
    told = site.ask(
        BATCH,
        batch(
            (Function.QUIZ_ATTEMPTS, {"quizid": 1, "includepreviews": True}),
            (Function.USERS, {"criteria": []}),
        ),
    )

    assert [one["error"] for one in told["responses"]] == [False, False]
    assert json.loads(told["responses"][1]["data"])["warnings"] == []


def test_a_language_not_installed_fails_a_whole_batch_but_no_single_call(site):
    asked = {"requests": [{"function": CATEGORIES, "settinglang": "xx"}]}

    assert site.ask(BATCH, asked)["errorcode"] == "invalidparameter"
    assert len(site.ask(CATEGORIES, moodlewssettinglang="xx")) == 5


def test_requests_are_counted_and_calls_within_batches_too(site):
    site.ask(BATCH, batch((CATEGORIES, {}), (CATEGORIES, {})))

    assert site.lms.requests == [BATCH]
    assert site.lms.calls == {BATCH: 1, CATEGORIES: 2}
    assert site.lms.bytes_sent > 0


def test_a_broken_service_account_is_blind_rather_than_refused(serve):
    """WEBSERVICE.md §2.2: empty lists, which must not be taken for an empty site."""
    site = serve(broken="usernotfullysetup")
    me = site.ask(Function.SITE_INFO)["userid"]

    assert site.ask(CATEGORIES) == []
    assert site.ask(Function.QUIZZES, {"courseids": [2]}) == {"quizzes": [], "warnings": []}
    assert len(site.ask(Function.USERS, {"criteria": [{"key": "all", "value": "1"}]})["users"]) > 500
    assert (
        site.ask(Function.USERS_BY_FIELD, {"field": "id", "values": [me]})["errorcode"] == "usernotfullysetup"
    )
    assert site.ask(Function.ENROLLED_USERS, {"courseid": 2})["errorcode"] == "errorcoursecontextnotvalid"


@pytest.mark.parametrize(
    ("kind", "status", "body"),
    [
        ("http500_empty", 500, ""),
        ("http403_empty", 403, ""),
        ("html", 200, "<!DOCTYPE html>"),
        ("maintenance_503", 503, "<!DOCTYPE html>"),
        ("redirect_303", 303, ""),
        ("too_many_429", 429, "<!DOCTYPE html>"),
        ("bad_gateway_502", 502, "<!DOCTYPE html>"),
    ],
)
def test_an_ordered_trouble_comes_once_and_is_over(serve, kind, status, body):
    site = serve(faults=[Fault(CATEGORIES, kind)])

    answer = site.post(CATEGORIES)

    assert (answer.status_code, answer.text[: len(body) or None]) == (status, body)
    assert len(site.ask(CATEGORIES)) == 5


@pytest.mark.parametrize("kind", ["cut_connection", "half_body"])
def test_a_connection_can_break(serve, kind):
    site = serve(faults=[Fault(None, kind)])

    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        site.post(CATEGORIES)
    assert len(site.ask(CATEGORIES)) == 5


def test_an_answer_can_fail_to_come(serve):
    site = serve(faults=[Fault(None, "timeout")])

    with pytest.raises(requests.ReadTimeout):
        site.session.post(site.lms.url + ENDPOINT, data={"wsfunction": CATEGORIES}, timeout=0.2)


@pytest.mark.parametrize("code", ["sitemaintenance", "invalidresponse", "nopermissions"])
def test_any_error_code_can_be_ordered_alone_and_in_a_batch(serve, code):
    site = serve(faults=[Fault(CATEGORIES, code, times=2)])

    nested = site.ask(BATCH, batch((CATEGORIES, {})))["responses"][0]

    assert json.loads(nested["exception"])["errorcode"] == code
    assert site.ask(CATEGORIES)["errorcode"] == code
    assert len(site.ask(CATEGORIES)) == 5


def test_a_trouble_can_wait_and_can_last(serve):
    site = serve(faults=[Fault(CATEGORIES, "http500_empty", times=None, skip=1)])

    assert [site.post(CATEGORIES).status_code for _ in range(3)] == [200, 500, 500]
    site.lms.faults.clear()
    assert site.post(CATEGORIES).status_code == 200


def test_a_trouble_finds_its_function_inside_a_batch(serve):
    site = serve(faults=[Fault(CATEGORIES, "http500_empty")])

    assert site.post(BATCH, batch((Function.COHORTS, {}))).status_code == 200
    assert site.post(BATCH, batch((CATEGORIES, {}))).status_code == 500


def test_an_answer_can_be_meddled_with_alone_and_in_a_batch(site):
    """Rows twice, another order, another type: whatever a test needs a site to get wrong."""
    site.lms.meddlers[CATEGORIES] = lambda _, rows: [*rows, rows[0]]
    site.lms.meddlers[Function.REPORT] = lambda asked, told: told | {"data": asked["page"]}

    [nested] = site.ask(BATCH, batch((CATEGORIES, {})))["responses"]

    assert len(site.ask(CATEGORIES)) == len(json.loads(nested["data"])) == 6
    assert site.ask(Function.REPORT, {"reportid": 2, "page": 3})["data"] == 3
    site.lms.meddlers.clear()
    assert len(site.ask(CATEGORIES)) == 5
