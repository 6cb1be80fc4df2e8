"""Everything that can come instead of an answer: what it is called, how often it is asked again, what is told.

Each trouble is met twice: as it stays, and as it passes.
"""

import gzip
import json
import time

import pytest

from connector.errors import OddError, RefusedError, WaitError
from connector.moodle.functions import Function

NAME = "Неразглашаемая"
PERSON = {"id": 7, "lastname": NAME, "email": "nerazglashaemaya@school.example"}
TEXT = json.dumps(PERSON).encode()
PACKED = gzip.compress(json.dumps([PERSON | {"id": number} for number in range(500)]).encode())
PAGE = f"<!DOCTYPE html><html><body>{NAME}</body></html>".encode()
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
TODAY = "Tue, 24 Nov 2026 10:00:00 GMT"
HTML = {"Content_Type": "text/html"}


def head(body, status="200 OK", *, length=None, **headers):
    lines = {"Content-Type": "application/json", "Connection": "close", "Content-Length": length or len(body)}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    told = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status}\r\n{told}\r\n".encode() + body


def sends(body, status="200 OK", **headers):
    return lambda wire: wire.send(head(body, status, **headers))


def raw(*parts, pause=0.0):
    return lambda wire: wire.send(*parts, pause=pause)


def silent(wire):
    wire.closing.wait(2)


def echo(wire):
    """Tell the request back, as pages of debugging proxies do."""
    wire.send(head(repr(wire.form).encode(), "502 Bad Gateway"))


def drips(wire):
    whole = head(TEXT * 100)
    wire.send(whole[:200], *(whole[place : place + 1] for place in range(200, 400)), pause=0.05)


def drips_chunks(wire):
    wire.send(CHUNKED, *[b"1\r\n[\r\n"] * 200, pause=0.05)


PASSING = {
    "silence until the time is out": (silent, "timeout"),
    "connection reset": (lambda wire: wire.reset(), "unreachable"),
    "closed without a byte": (raw(), "unreachable"),
    "closed within the first line": (raw(b"HTTP/1.1 20"), "unreachable"),
    "not HTTP at all": (raw(b"SSH-2.0-OpenSSH_9.6\r\n"), "unreachable"),
    "500 with a page": (sends(PAGE, "500 Oops", **HTML), "server"),
    "500 empty": (sends(b"", "500 Oops"), "empty_reply"),
    "502": (sends(PAGE, "502 Bad Gateway", **HTML), "gateway"),
    "502 telling the request": (echo, "gateway"),
    "503 maintenance": (sends(PAGE, "503 Maintenance", Retry_After=300, **HTML), "unavailable"),
    "504": (sends(PAGE, "504 Time-out", **HTML), "gateway"),
    "520": (sends(b"error code: 520", "520 Unknown"), "server"),
    "429": (sends(b"slow down", "429 Too Many"), "too_many"),
    "429 with seconds": (sends(b"", "429 Too Many", Retry_After=2), "too_many"),
    "429 with a date": (
        sends(b"", "429 Too Many", Date=TODAY, Retry_After="Tue, 24 Nov 2026 10:00:05 GMT"),
        "too_many",
    ),
    "429 with nonsense": (sends(b"", "429 Too Many", Retry_After="-1, soon"), "too_many"),
    "408": (sends(b"", "408 Request Timeout"), "timeout"),
    "a body shorter than promised": (raw(head(TEXT[:30], length=len(TEXT))), "half_reply"),
    "a body without a byte": (raw(head(b"", length=500)), "half_reply"),
    "silence within the body": (
        lambda wire: (wire.send(head(TEXT[:30], length=len(TEXT))), silent(wire)),
        "timeout",
    ),
    "reset within the body": (
        lambda wire: (wire.send(head(TEXT[:30], length=len(TEXT))), time.sleep(0.1), wire.reset()),
        "half_reply",
    ),
    "chunks that end early": (raw(CHUNKED, b"1e\r\n", TEXT[:30], b"\r\n"), "half_reply"),
    "a chunk that ends early": (raw(CHUNKED, b"ff\r\n", TEXT[:30]), "half_reply"),
    "a chunk of no size": (raw(CHUNKED, b"zz\r\n", TEXT[:30]), "half_reply"),
    "200 without a byte": (sends(b""), "half_reply"),
    "JSON cut, its length agreeing": (sends(TEXT[:-9]), "half_reply"),
    "JSON cut within an escape": (sends(TEXT[: TEXT.index(b"\\u") + 4]), "half_reply"),
    "a package that is none": (sends(TEXT, Content_Encoding="gzip"), "half_reply"),
    "a package cut": (sends(PACKED[:-30], Content_Encoding="gzip"), "half_reply"),
    "a package spoilt": (
        sends(PACKED[:20] + bytes(9) + PACKED[29:], Content_Encoding="gzip"),
        "half_reply",
    ),
    "a body that drips for ever": (drips, "timeout"),
    "chunks that drip for ever": (drips_chunks, "timeout"),
    "maintenance told by Moodle": (
        sends(json.dumps({"exception": "x", "errorcode": "sitemaintenance", "message": NAME}).encode()),
        "maintenance",
    ),
    "its database away": (
        sends(json.dumps({"exception": "x", "errorcode": "dmlreadexception", "debuginfo": NAME}).encode()),
        "database",
    ),
}

SHORT = {name: {"read_timeout": 0.2} for name in PASSING if "drip" in name}
"""A body is given five times as long as silence, so silence is made short."""

LASTING = {
    "another host": (
        sends(b"", "303 See Other", Location="http://sync:0f1e2d3c4b5a@other.example/?u=nerazglashaemaya"),
        RefusedError,
        "moved",
    ),
    "the blocked line": (
        sends("Сайт сейчас недоступен.".encode(), Content_Type="text/html"),
        RefusedError,
        "address_blocked",
    ),
    "403 empty": (sends(b"", "403 Forbidden"), RefusedError, "services_off"),
    "404": (sends(PAGE, "404 Not Found"), RefusedError, "not_found"),
    "400": (sends(PAGE, "400 Bad Request"), RefusedError, "status"),
    "a status of its own": (sends(TEXT, "299 Fine"), OddError, "status"),
    "HTML with 200": (sends(PAGE, **HTML), OddError, "html"),
    "XML": (sends(f'<?xml version="1.0"?><X>{NAME}</X>'.encode()), OddError, "xml"),
    "a notice of PHP before": (sends(f"Notice: {NAME}\n in x\n".encode() + TEXT), OddError, "not_json"),
    "a notice of PHP after": (sends(TEXT + f"\nNotice: {NAME}".encode()), OddError, "not_json"),
    "two answers in one": (sends(TEXT + TEXT), OddError, "not_json"),
    "NaN": (sends(TEXT.replace(b"7", b"NaN")), OddError, "not_json"),
    "Infinity": (sends(TEXT.replace(b"7", b"-Infinity")), OddError, "not_json"),
    "a key twice": (sends(TEXT.replace(b'"email"', b'"id"')), OddError, "not_json"),
    "a comma too many": (sends(TEXT.replace(b",", b",,")), OddError, "not_json"),
    "another encoding": (
        sends(json.dumps(PERSON, ensure_ascii=False).encode("cp1251")),
        OddError,
        "not_json",
    ),
    "brackets without end": (sends(b"[" * 200_000), OddError, "not_json"),
    "an error without a code": (
        sends(json.dumps({"exception": "TypeError", "message": NAME}).encode()),
        OddError,
        "php",
    ),
    "a code that is a name": (
        sends(json.dumps({"exception": "x", "errorcode": f"{NAME} 7"}).encode()),
        OddError,
        None,
    ),
    "a code that is a list": (
        sends(json.dumps({"exception": "x", "errorcode": [NAME]}).encode()),
        OddError,
        None,
    ),
}


@pytest.mark.parametrize("name", PASSING)
def test_what_may_pass_is_tried_to_the_end_and_told_in_words(visit, keeper, sentence, name):
    trouble, text = PASSING[name]
    there = visit(*[trouble] * 9, tries=2, **SHORT.get(name, {}))

    with pytest.raises(WaitError) as caught:
        there.moodle.call(Function.SITE_INFO)

    assert caught.value.text_id == f"lms.error.{text}"
    assert sentence(caught.value)
    assert len(there.site.asked) == 2
    assert there.moodle.statistics.requests == 2
    keeper.nothing_told(caught.value, there.moodle, there.moodle.statistics)


@pytest.mark.parametrize("name", PASSING)
def test_what_has_passed_is_forgotten(visit, name):
    there = visit(PASSING[name][0], **SHORT.get(name, {}))

    assert there.moodle.call(Function.SITE_INFO) == PERSON
    assert len(there.site.asked) == 2
    assert there.moodle.call(Function.SITE_INFO) == PERSON
    assert len(there.site.asked) == 3


@pytest.mark.parametrize("name", LASTING)
def test_what_will_not_pass_is_asked_once_and_told_in_words(visit, keeper, sentence, name):
    trouble, kind, text = LASTING[name]
    there = visit(trouble)

    with pytest.raises(kind) as caught:
        there.moodle.call(Function.SITE_INFO)

    if text:
        assert caught.value.text_id == f"lms.error.{text}"
    assert sentence(caught.value)
    assert len(there.site.asked) == 1
    keeper.nothing_told(caught.value, there.moodle)
    assert there.moodle.call(Function.SITE_INFO) == PERSON


@pytest.mark.parametrize("value", [[], [1], "x", "", 0, 5.5, None, True, {}, {"exception": None}])
def test_json_of_any_type_is_handed_on_to_those_who_know_its_shape(visit, value):
    there = visit(right=value)

    if isinstance(value, dict) and value:
        with pytest.raises(OddError, match="php"):
            there.moodle.call(Function.COHORTS)
    else:
        assert there.moodle.call(Function.COHORTS) == value


def test_a_late_answer_is_never_taken_for_that_to_the_next_question(visit, patience):
    written = []

    def late(wire):
        wire.closing.wait(0.8)
        wire.send(head(b'{"late": 1}', Connection="keep-alive"))
        wire.keep = True
        written.append(1)

    there = visit(late, tries=1)
    with pytest.raises(WaitError, match="timeout"):
        there.moodle.call(Function.SITE_INFO)
    patience(lambda: written)

    assert there.moodle.call(Function.SITE_INFO) == PERSON


def test_a_second_answer_to_one_question_is_never_taken_for_that_to_the_next(visit, patience):
    written = []

    def twice(wire):
        wire.send(head(TEXT, Connection="keep-alive"))
        time.sleep(0.05)
        wire.send(head(b'{"second": 1}', Connection="keep-alive"))
        wire.keep = True
        written.append(1)

    there = visit(twice)
    assert there.moodle.call(Function.SITE_INFO) == PERSON
    patience(lambda: written)

    assert there.moodle.call(Function.SITE_INFO) == PERSON


def test_a_connection_the_site_has_closed_meanwhile_costs_nothing(visit, pauses):
    def closes(wire):
        wire.send(head(TEXT, Connection="keep-alive"))

    there = visit(closes, closes)
    for _ in range(3):
        assert there.moodle.call(Function.SITE_INFO) == PERSON
        time.sleep(0.1)

    assert len(there.site.asked) == 3
    assert pauses == []


def test_a_body_that_comes_slowly_and_ends_is_read_to_its_end(visit):
    """`read_timeout` is for silence: a slow line is none."""

    def slowly(wire):
        whole = head(TEXT)
        wire.send(*(whole[place : place + 20] for place in range(0, len(whole), 20)), pause=0.08)

    assert visit(slowly).moodle.call(Function.SITE_INFO) == PERSON


def test_a_large_body_in_chunks_is_read_as_it_was_sent(visit):
    large = {"rows": ["Ёлка " * 20] * 20_000}
    packed = gzip.compress(json.dumps(large).encode())

    def chunks(wire):
        wire.send(CHUNKED.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n"))
        for place in range(0, len(packed), 1000):
            part = packed[place : place + 1000]
            wire.send(f"{len(part):x}\r\n".encode() + part + b"\r\n")
        wire.send(b"0\r\n\r\n")
        wire.keep = True

    there = visit(chunks)

    assert there.moodle.call(Function.SITE_INFO) == large
    assert there.moodle.statistics.bytes_received == len(json.dumps(large))
