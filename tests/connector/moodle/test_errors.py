"""Every way the LMS can fail to answer, and the sentence it becomes."""

import json

import pytest

from config.locale import texts
from connector.errors import OddError, RefusedError, WaitError
from connector.moodle.asking import errors
from connector.moodle.asking.errors import HttpReply, read_reply, told_error

JSON = "application/json"
PAGE = b"<!DOCTYPE html><html><body>Moodle</body></html>"


def told(code):
    return json.dumps({"exception": "x", "errorcode": code, "message": "текст"}).encode()


@pytest.mark.parametrize(
    ("reply", "kind", "name"),
    [
        (HttpReply(403, "text/html", b""), RefusedError, "services_off"),
        (HttpReply(403, "text/html", PAGE), RefusedError, "forbidden"),
        (HttpReply(503, "text/html", PAGE, retry_after="300"), WaitError, "unavailable"),
        (HttpReply(429, "text/plain", b"slow down"), WaitError, "too_many"),
        (HttpReply(502, "text/html", PAGE), WaitError, "gateway"),
        (HttpReply(504, "text/html", PAGE), WaitError, "gateway"),
        (HttpReply(500, "text/html", b""), WaitError, "empty_reply"),
        (HttpReply(500, "text/html", PAGE), WaitError, "server"),
        (HttpReply(404, "text/html", PAGE), RefusedError, "not_found"),
        (HttpReply(418, "text/html", PAGE), RefusedError, "status"),
        (HttpReply(303, "text/html", b"", location="https://b.example/login?x=1"), RefusedError, "moved"),
        (HttpReply(200, "text/html", PAGE), OddError, "html"),
        (HttpReply(200, "application/xml", b'<?xml version="1.0"?><EXCEPTION/>'), OddError, "xml"),
        (HttpReply(200, JSON, b'{"users":[{"id":1},{"i'), WaitError, "half_reply"),
        (HttpReply(200, JSON, b""), WaitError, "half_reply"),
        (
            HttpReply(200, "text/html", b"This site is not available currently."),
            RefusedError,
            "address_blocked",
        ),
        (HttpReply(200, "text/html", "Сайт сейчас недоступен.".encode()), RefusedError, "address_blocked"),
        (HttpReply(200, JSON, b"Notice: x in y\n[1,\n2]"), OddError, "not_json"),
        (HttpReply(200, JSON, told("invalidtoken")), RefusedError, "token"),
        (HttpReply(200, JSON, told("accessexception")), RefusedError, "access"),
        (HttpReply(200, JSON, told("sitemaintenance")), WaitError, "maintenance"),
        (HttpReply(200, JSON, told("usernotfullysetup")), RefusedError, "profile_incomplete"),
        (HttpReply(200, JSON, told("forcepasswordchangenotice")), RefusedError, "password_change"),
        (HttpReply(200, JSON, told("dmlreadexception")), WaitError, "database"),
        (HttpReply(200, JSON, told("nopermissions")), RefusedError, "right"),
        (HttpReply(200, JSON, told("errorcoursecontextnotvalid")), RefusedError, "course_closed"),
        (HttpReply(200, JSON, told("invalidresponse")), OddError, "bad_row"),
        (HttpReply(200, JSON, told("neverheardof")), OddError, "unknown_code"),
        (HttpReply(200, JSON, b'{"exception":"TypeError","message":"x"}'), OddError, "php"),
    ],
)
def test_each_answer_that_is_none_is_sorted_and_has_its_sentence(reply, kind, name):
    with pytest.raises(kind) as caught:
        read_reply(reply)

    assert caught.value.text_id == f"lms.error.{name}"
    detail = {"function": "core_x"} | caught.value.detail
    for language in ("ru", "en"):
        sentence = texts(language).say(caught.value.text_id, **detail)
        assert "{" not in sentence


def test_a_redirect_tells_the_right_host_and_nothing_of_its_path():
    location = "https://sync:secret@lms.example.ru:8443/login/index.php?wstoken=abc"

    with pytest.raises(RefusedError) as caught:
        read_reply(HttpReply(303, "text/html", b"", location=location))

    assert texts("ru").say(caught.value.text_id, **caught.value.detail) == (
        "LMS переадресует на https://lms.example.ru:8443. "
        "Укажите в настройках (url) адрес точно как в настройках самой LMS и повторите."
    )


def test_a_value_is_given_whatever_its_type():
    for value in (None, True, [], {"users": []}, "x", 0):
        assert read_reply(HttpReply(200, JSON, json.dumps(value).encode())) == value


@pytest.mark.parametrize(
    "code", ["Иванов", "Иванов Иван <i@mail>\n", "Ivanov Ivan", "x" * 61, ["Иванов"], 7, {}]
)
def test_a_code_cannot_smuggle_text_into_logs(code):
    error = told_error({"errorcode": code})

    assert error.detail in ({"code": "?"}, {})


def test_class_names_of_either_version_mean_the_same():
    """4.5 moved its exceptions into a namespace; the code is what counts."""
    old = told_error({"exception": "moodle_exception", "errorcode": "usernotenroled"})
    new = told_error({"exception": "core\\exception\\moodle_exception", "errorcode": "usernotenroled"})

    assert (type(old), old.text_id) == (type(new), new.text_id)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_sorted_error_has_a_sentence_in_both_languages(language):
    names = {name for _, name in (*errors._BY_CODE.values(), *errors._BY_STATUS.values())}

    assert [name for name in names if not texts(language).knows(f"lms.error.{name}")] == []
    assert all(texts(language).knows(each) for each in errors._STOPS_EVERYTHING)
