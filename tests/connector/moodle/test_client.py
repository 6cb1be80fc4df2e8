"""The one place that speaks HTTP, against a real server."""

import json
import time
from datetime import UTC, datetime
from itertools import count
from threading import Lock

import pytest

from connector.errors import OddError, RefusedError, WaitError
from connector.moodle.asking.calls import Call
from connector.moodle.functions import Function

TOKEN = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"


def test_token_function_and_format_come_first_in_the_body(serve):
    """What PHP cuts off when there are too many variables stands at the end."""
    moodle, _, site = serve(core_course_get_courses_by_field={"courses": []})

    moodle.call(Function.COURSES, field="ids", value="1,2")

    assert site.asked[0].form == [
        ("wstoken", TOKEN),
        ("wsfunction", "core_course_get_courses_by_field"),
        ("moodlewsrestformat", "json"),
        ("moodlewssettingraw", "1"),
        ("moodlewssettinglang", "en"),
        ("moodlewssettingtimezone", "UTC"),
        ("moodlewssettingfileurl", "0"),
        ("field", "ids"),
        ("value", "1,2"),
    ]
    assert site.asked[0].path == "/webservice/rest/server.php"
    assert site.asked[0].headers["Accept-Encoding"] == "gzip"


def test_a_packed_answer_is_unpacked(serve):
    moodle, _, _ = serve(core_cohort_get_cohorts=[{"id": 1, "name": "Молодые педагоги"}])

    assert moodle.call(Function.COHORTS) == [{"id": 1, "name": "Молодые педагоги"}]


def test_a_redirect_is_told_and_never_followed(sites, connect, answer):
    """Followed as GET it would lose its body, and Moodle would blame the token."""
    site = sites(lambda _: answer(303, b"", {"Location": "https://lms.example.ru/x"}))

    with pytest.raises(RefusedError) as caught:
        connect(site.url).call(Function.SITE_INFO)

    assert caught.value.detail["address"] == "https://lms.example.ru"
    assert len(site.asked) == 1


def test_what_passes_is_waited_out_with_growing_pauses(sites, connect, answer, pauses):
    answers = [answer(500), answer(502), {"ok": 1}]
    site = sites(lambda _: answers.pop(0))

    assert connect(site.url).call(Function.SITE_INFO) == {"ok": 1}
    assert len(pauses) == 2
    assert 1 <= pauses[0] <= 3 <= pauses[1] + 1


def test_after_the_last_try_the_error_is_told(sites, connect, answer, pauses):
    site = sites(lambda _: answer(503))

    with pytest.raises(WaitError, match="unavailable"):
        connect(site.url, tries=3).call(Function.SITE_INFO)
    assert len(site.asked) == 3


@pytest.mark.parametrize(
    ("asked", "waited"),
    [
        ("7", 7),
        ("300", 120),
        ("Tue, 24 Nov 2026 10:00:42 GMT", 42),
        ("Tue, 24 Nov 2026 09:00:00 GMT", 0),
        ("soon", 0),
    ],
)
def test_retry_after_is_honoured_within_reason(sites, steady, answer, asked, waited):
    """A moment is counted from the server's own Date: our clock may be wrong."""
    told = {"Retry-After": asked, "Date": "Tue, 24 Nov 2026 10:00:00 GMT"}
    answers = [answer(429, b"", told), []]
    site = sites(lambda _: answers.pop(0))
    moodle, clock = steady(site.url)

    moodle.call(Function.COHORTS)

    assert clock.now == pytest.approx(waited) if waited else 1 <= clock.now <= 3


def test_refusals_are_not_asked_again(serve, fail):
    moodle, functions, _ = serve(core_webservice_get_site_info=fail("invalidtoken"))

    with pytest.raises(RefusedError, match="token"):
        moodle.call(Function.SITE_INFO)
    assert functions.calls.total() == 1


def test_half_an_answer_is_asked_for_again(sites, connect, answer):
    answers = [answer(200, b'{"courses": [1, 2, 3]}', cut_at=9), {"courses": []}]
    site = sites(lambda _: answers.pop(0))

    assert connect(site.url).call(Function.COURSES) == {"courses": []}


def test_a_spoilt_package_is_asked_for_again(sites, connect, answer):
    answers = [answer(200, b"\x1f\x8bnot gzip", {"Content-Encoding": "gzip"}), []]
    site = sites(lambda _: answers.pop(0))

    assert connect(site.url).call(Function.COHORTS) == []


def test_nobody_there_is_told_as_unreachable(sites, connect):
    site = sites(lambda _: [])
    site.close()

    with pytest.raises(WaitError, match="unreachable"):
        connect(site.url, tries=2).call(Function.SITE_INFO)


def test_a_silent_site_times_out(sites, connect):
    def silent(_):
        time.sleep(0.6)
        return []

    site = sites(silent)

    with pytest.raises(WaitError, match="timeout"):
        connect(site.url, tries=1, read_timeout=0.1).call(Function.SITE_INFO)


@pytest.mark.parametrize("url", ["http://", "ftp://lms.example.ru"])
def test_a_misspelt_address_is_refused(connect, url):
    with pytest.raises(RefusedError, match="bad_url"):
        connect(url).call(Function.SITE_INFO)


def test_the_token_is_in_no_repr_and_no_error(sites, connect, answer):
    site = sites(lambda _: answer(500, b"oops"))
    moodle = connect(site.url, tries=1)

    with pytest.raises(WaitError) as caught:
        moodle.call(Function.SITE_INFO)

    error = caught.value
    seen = [repr(moodle), repr(moodle.access), repr(error), str(error), repr(error.detail)]
    assert not any(TOKEN in each for each in seen)
    assert error.__cause__ is None


def test_an_error_without_answer_has_no_chain_that_could_show_the_request(connect):
    with pytest.raises(WaitError) as caught:
        connect("http://127.0.0.1:9", tries=1).call(Function.SITE_INFO)

    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


def test_calls_of_a_batch_are_json_in_one_request(serve):
    moodle, _, site = serve(core_course_get_categories=[{"id": 1}], core_cohort_get_cohorts=[])

    replies = moodle.batch([Call(Function.CATEGORIES, {"criteria": []}), Call(Function.COHORTS)])

    assert [reply.get() for reply in replies] == [[{"id": 1}], []]
    assert site.asked[0].arguments["requests"][0] == {
        "function": "core_course_get_categories",
        "arguments": '{"criteria":[]}',
        "settingraw": "1",
    }


def test_the_largest_batch_stays_below_what_php_reads(serve):
    moodle, _, site = serve(mod_quiz_get_user_attempts=lambda asked: asked["userid"])
    calls = [Call(Function.QUIZ_ATTEMPTS, {"userid": number}) for number in range(600)]

    replies = moodle.batch(calls, size=100_000)

    assert [reply.value for reply in replies] == list(range(600))
    assert max(len(asked.form) for asked in site.asked) < 900


def test_a_failed_call_of_a_batch_names_its_function_and_spoils_no_other(serve, fail):
    def attempts(asked):
        return fail("userdeleted") if asked["userid"] == 7 else {"attempts": []}

    moodle, _, site = serve(mod_quiz_get_user_attempts=attempts)
    replies = moodle.batch([Call(Function.QUIZ_ATTEMPTS, {"userid": number}) for number in (6, 7, 8)])

    assert [reply.code for reply in replies] == ["", "userdeleted", ""]
    assert replies[1].error.detail["function"] == "mod_quiz_get_user_attempts"
    assert len(site.asked) == 2


def test_a_batch_that_is_too_much_is_halved_without_waiting(sites, connect, answer, pauses, functions):
    told = functions(mod_quiz_get_user_attempts=lambda asked: asked["userid"])

    def weak(asked):
        return answer(500) if len(asked.arguments["requests"]) > 3 else told(asked)

    replies = connect(sites(weak).url).batch(
        [Call(Function.QUIZ_ATTEMPTS, {"userid": number}) for number in range(10)]
    )

    assert [reply.value for reply in replies] == list(range(10))
    assert pauses == []


def test_without_the_batch_function_calls_go_one_by_one(serve):
    moodle, _functions, site = serve(
        {
            "tool_mobile_call_external_functions": None,
            "mod_quiz_get_user_attempts": lambda asked: int(asked["userid"]),
        }
    )
    calls = [Call(Function.QUIZ_ATTEMPTS, {"userid": number}) for number in range(5)]

    assert [reply.value for reply in moodle.batch(calls)] == list(range(5))
    assert not moodle.can_batch
    assert [reply.value for reply in moodle.batch(calls)] == list(range(5))
    assert [asked.function for asked in site.asked].count("tool_mobile_call_external_functions") == 1


def test_calls_in_order_wait_for_each_other(serve):
    moodle, _, site = serve(mod_quiz_get_user_attempts=lambda asked: asked["userid"])
    moodle.can_batch = False

    moodle.batch([Call(Function.QUIZ_ATTEMPTS, {"userid": n}) for n in range(20)], in_order=True)

    assert [asked.arguments["userid"] for asked in site.asked] == [str(number) for number in range(20)]


class Crowd:
    """Counts how many requests are being answered at the same moment."""

    def __init__(self):
        self.now = self.most = 0
        self.lock = Lock()

    def __call__(self, asked):
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(0.05)
        with self.lock:
            self.now -= 1
        return {"responses": [{"error": False, "data": "1"} for _ in asked.arguments["requests"]]}


@pytest.mark.parametrize("allowed", [1, 3])
def test_requests_in_flight_stay_within_the_budget(sites, connect, allowed):
    crowd = Crowd()
    moodle = connect(sites(crowd).url, requests_in_flight=allowed)

    moodle.batch([Call(Function.COHORTS) for _ in range(60)], size=5)

    assert crowd.most == allowed


def test_requests_per_second_are_shared_by_all_threads(sites, connect, pauses):
    crowd = Crowd()
    moodle = connect(sites(crowd).url, requests_per_second=0.5)

    moodle.batch([Call(Function.COHORTS) for _ in range(4)], size=1)

    assert sorted(round(pause) for pause in pauses) == [2, 4, 6]


def test_after_an_error_no_further_batch_is_begun(sites, connect, answer):
    site = sites(lambda _: answer(404, b"no"))

    with pytest.raises(RefusedError, match="not_found"):
        connect(site.url, requests_in_flight=2).batch([Call(Function.COHORTS)] * 100, size=1)
    assert len(site.asked) < 100


@pytest.mark.parametrize(
    "told",
    [
        [],
        {"responses": None},
        {"responses": [{"error": False}]},
        {"responses": [{"error": False, "data": "{"}]},
    ],
)
def test_a_batch_that_answers_in_another_shape_is_odd(sites, connect, told):
    site = sites(lambda _: told)

    with pytest.raises(OddError, match="wrong_shape"):
        connect(site.url).batch([Call(Function.COHORTS)])


def test_statistics_count_requests_bytes_and_seconds(serve):
    moodle, _, _ = serve(core_cohort_get_cohorts=["x" * 1000])

    moodle.call(Function.COHORTS)
    moodle.call(Function.COHORTS)

    told = moodle.statistics
    assert (told.requests, told.bytes_received) == (2, 2 * len(json.dumps(["x" * 1000])))
    assert 0 < told.seconds < 5


def at(answer, date, body=b"[]", status=200):
    return answer(status, body, {"Date": date} if date else {})


def test_the_time_of_the_lms_is_the_earliest_it_has_told(sites, connect, answer):
    """A cursor set by it goes back behind everything that was read, in whatever order answers arrive."""
    dates = [
        "Tue, 24 Nov 2026 10:00:09 GMT",
        "Tue, 24 Nov 2026 10:00:05 GMT",
        "Tue, 24 Nov 2026 11:00:00 GMT",
    ]
    told = [at(answer, date) for date in dates]
    moodle = connect(sites(lambda _: told.pop(0)).url)
    assert moodle.server_time is None

    seen = []
    for _ in dates:
        moodle.call(Function.COHORTS)
        seen.append(moodle.server_time)

    assert seen == [datetime(2026, 11, 24, 10, 0, second, tzinfo=UTC) for second in (9, 5, 5)]


def test_the_time_on_an_error_page_is_not_that_of_the_lms(sites, connect, answer):
    """A proxy may have a clock of its own."""
    told = [
        at(answer, "Thu, 01 Jan 1970 00:00:00 GMT", status=502),
        at(answer, "Tue, 24 Nov 2026 10:00:09 GMT"),
    ]
    moodle = connect(sites(lambda _: told.pop(0)).url)

    moodle.call(Function.COHORTS)

    assert moodle.server_time == datetime(2026, 11, 24, 10, 0, 9, tzinfo=UTC)


@pytest.mark.parametrize("date", ["yesterday", "Tue, 99 Nov 2026 10:00:09 GMT", "0"])
def test_a_date_nobody_can_read_is_no_time(sites, connect, answer, date):
    moodle = connect(sites(lambda _: at(answer, date)).url)

    assert moodle.call(Function.COHORTS) == []
    assert moodle.server_time is None


def test_a_clock_put_back_on_our_machine_changes_neither_durations_nor_cursors(
    sites, connect, answer, monkeypatch
):
    site = sites(lambda _: at(answer, "Tue, 24 Nov 2026 10:00:09 GMT"))
    moodle = connect(site.url)
    wall = count(4_000_000_000, -7200)
    monkeypatch.setattr(time, "time", lambda: next(wall))

    for _ in range(3):
        moodle.call(Function.COHORTS)

    assert moodle.server_time == datetime(2026, 11, 24, 10, 0, 9, tzinfo=UTC)
    assert 0 < moodle.statistics.seconds < 5


def test_proxies_and_certificates_of_the_environment_are_honoured(connect, monkeypatch, tmp_path):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/etc/own.pem")

    session = connect("https://lms.example.ru")._session

    assert session.proxies["https"] == "http://proxy.example:3128"
    assert session.verify == "/etc/own.pem"


def test_an_address_exempt_from_the_proxy_is_asked_directly(sites, connect, answer, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    assert connect(sites(lambda _: []).url).call(Function.COHORTS) == []
