"""Batches answered in another shape, with another number of replies, or too weakly to answer at all."""

import json

import pytest

from connector.errors import OddError, RefusedError, WaitError
from connector.moodle.asking.calls import Call
from connector.moodle.functions import Function

NAME = "Неразглашаемая"
GOOD = {"error": False, "data": json.dumps({"lastname": NAME})}


def calls(count):
    return [Call(Function.QUIZ_ATTEMPTS, {"userid": number, "lastname": NAME}) for number in range(count)]


def right(form):
    """Answer every call of a batch with its place."""
    count = sum(name.endswith("[function]") for name in form)
    return {"responses": [{"error": False, "data": str(place)} for place in range(count)]}


def told(*responses):
    return {"responses": [*responses]}


def failed(exception):
    return {"error": True, "exception": exception}


WRONG_SHAPE = {
    "a list for an object": [NAME],
    "a string": NAME,
    "a number": 7,
    "null": None,
    "an object without responses": {"warnings": [NAME]},
    "responses null": {"responses": None},
    "responses a string": {"responses": NAME},
    "responses an object": {"responses": {"0": GOOD}},
    "a response a string": told(NAME, NAME, NAME),
    "a response null": told(None, None, None),
    "a response a list": told([False, "1"]),
    "a response of nothing": told({}),
    "error a word": told(GOOD | {"error": "no"}),
    "error a number": told(GOOD | {"error": 0}),
    "data missing": told({"error": False}),
    "data null": told({"error": False, "data": None}),
    "data not inside a string": told({"error": False, "data": {"lastname": NAME}}),
    "data cut": told({"error": False, "data": '{"lastname": "' + NAME}),
    "data with NaN": told({"error": False, "data": '{"id": NaN}'}),
    "data a page": told({"error": False, "data": f"<html>{NAME}</html>"}),
    "exception missing": told({"error": True}),
    "exception a list": told(failed(json.dumps([NAME]))),
    "exception a string": told(failed(json.dumps(NAME))),
    "exception null": told(failed("null")),
    "exception not JSON": told(failed(NAME)),
}


@pytest.mark.parametrize("name", WRONG_SHAPE)
def test_a_batch_in_another_shape_is_odd_and_asked_once(visit, plain, keeper, sentence, name):
    there = visit(plain(WRONG_SHAPE[name]), right=right)

    with pytest.raises(OddError) as caught:
        there.moodle.batch(calls(3))

    assert caught.value.text_id == "lms.error.wrong_shape"
    assert sentence(caught.value)
    assert len(there.site.asked) == 1
    keeper.nothing_told(caught.value, there.moodle, calls(3))
    assert [reply.get() for reply in there.moodle.batch(calls(3))] == [0, 1, 2]


@pytest.mark.parametrize("count", [0, 1, 2, 4, 9])
def test_a_batch_with_another_number_of_replies_is_not_believed(visit, plain, keeper, sentence, count):
    """Fewer is right only where the last is an error; else nobody knows which reply is whose."""
    there = visit(plain(told(*[GOOD] * count)), right=right)

    with pytest.raises(OddError) as caught:
        there.moodle.batch(calls(3))

    assert caught.value.text_id == "lms.error.batch_count"
    assert caught.value.detail["told"] == count
    assert sentence(caught.value)
    keeper.nothing_told(caught.value)
    assert [reply.get() for reply in there.moodle.batch(calls(3))] == [0, 1, 2]


def test_an_error_without_a_code_spoils_its_own_call_only(visit, plain, keeper):
    there = visit(plain(told(GOOD, failed(json.dumps({"message": NAME})))), right=right)

    replies = there.moodle.batch(calls(3))

    assert [reply.error is None for reply in replies] == [True, False, True]
    assert replies[1].error.text_id == "lms.error.php"
    keeper.nothing_told(replies[1].error, *replies)


@pytest.mark.parametrize("code", ["usernotfullysetup", "sitepolicynotagreed", "wsaccessusersuspended"])
def test_an_account_put_out_of_service_ends_the_batch_at_once(visit, plain, code):
    there = visit(*[plain(told(failed(json.dumps({"errorcode": code}))))] * 99, right=right)

    with pytest.raises(RefusedError):
        there.moodle.batch(calls(500), size=50)

    assert len(there.site.asked) <= there.moodle.access.requests_in_flight


@pytest.mark.parametrize("status", ["500 Oops", "502 Bad Gateway", "504 Time-out"])
def test_a_batch_that_is_too_much_is_halved_at_once_and_without_a_pause(visit, plain, pauses, status):
    there = visit(plain(b"", status), plain(b"", status), right=right, requests_in_flight=1)

    assert len(there.moodle.batch(calls(40))) == 40
    assert len(there.site.asked) == 2 + 4
    assert pauses == []


def test_a_batch_cut_by_the_network_is_asked_again_as_it_was(visit, pauses):
    there = visit(lambda wire: wire.reset(), right=right)

    assert [reply.get() for reply in there.moodle.batch(calls(40))] == list(range(40))
    assert len(there.site.asked) == 2
    assert len(pauses) == 1


def test_a_site_that_stays_silent_ends_the_batch_after_the_last_try(visit, plain, keeper):
    there = visit(*[plain(b"", "503 Maintenance")] * 99, tries=2, requests_in_flight=2)

    with pytest.raises(WaitError) as caught:
        there.moodle.batch(calls(500), size=50)

    assert len(there.site.asked) <= 4
    keeper.nothing_told(caught.value)


def test_trouble_among_many_batches_leaves_every_reply_in_its_place(visit, plain):
    def echo(form):
        asked = [json.loads(value) for name, value in form.items() if name.endswith("[arguments]")]
        return {"responses": [{"error": False, "data": str(each["userid"])} for each in asked]}

    troubles = [plain(b"", "500 Oops"), plain(b"busy", "429 Too Many"), lambda wire: wire.reset(), None]
    there = visit(*troubles * 5, right=echo, tries=9)

    replies = there.moodle.batch(calls(700), size=40)

    assert [reply.get() for reply in replies] == list(range(700))
