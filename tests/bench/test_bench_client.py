"""What the client and the store add to the time that the LMS and the wire take anyway."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median

import pytest
import requests
from requests.adapters import HTTPAdapter

from jobs.pulling import pull_sites

IN_FLIGHT = 4
TIMES = 3
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Sent:
    """One request as it went out, and when."""

    address: str
    body: bytes
    began: float
    ended: float = 0.0


@pytest.fixture
def wire(monkeypatch):
    """Every form posted from now on."""
    sent = []
    post = requests.Session.post

    def noting(session, url, data=None, **otherwise):
        one = Sent(url, data, time.perf_counter())
        sent.append(one)
        reply = post(session, url, data=data, **otherwise)
        one.ended = time.perf_counter()
        return reply

    with monkeypatch.context() as patch:
        patch.setattr(requests.Session, "post", noting)
        yield sent


def download(sent, *, in_order):
    """Post the same forms again and read the bodies; `in_order`: none before what had ended before it."""
    ended = {id(one): threading.Event() for one in sent}
    with requests.Session() as session, ThreadPoolExecutor(IN_FLIGHT) as pool:
        session.headers["Accept-Encoding"] = "gzip"
        session.mount("http://", HTTPAdapter(pool_maxsize=IN_FLIGHT))

        def again(one):
            if in_order:
                for other in sent:
                    if other.ended <= one.began:
                        ended[id(other)].wait()
            asked = requests.Request("POST", one.address, data=one.body, headers=FORM)
            try:
                return len(session.send(session.prepare_request(asked)).content)
            finally:
                ended[id(one)].set()

        return sum(pool.map(again, sorted(sent, key=lambda one: one.began)))


def synced(context):
    [outcome] = pull_sites(context)
    assert outcome.complete
    return outcome


@pytest.fixture
def first_sync(work_on, timed, wire):
    """Sync a site into new stores; return the median of the seconds, and the requests of the last time."""

    def measure(lms):
        seconds = []
        for _ in range(TIMES):
            with work_on(lms, in_flight=IN_FLIGHT) as context:
                took, outcome = timed(lambda context=context: synced(context))
                seconds.append(took)
        return median(seconds), wire[-outcome.statistics.requests :]

    return measure


@pytest.fixture
def next_sync(work_on, timed, wire):
    """Sync a site that has not changed; return the median of the seconds, and the requests of the last time."""

    def measure(lms):
        with work_on(lms, in_flight=IN_FLIGHT) as context:
            synced(context)
            seconds, outcome = timed(lambda: synced(context), times=TIMES)
        return seconds, wire[-outcome.statistics.requests :]

    return measure


def test_what_a_sync_adds_to_merely_downloading_the_same_replies(
    board, serve, timed, first_sync, next_sync, staff, latency, long_form
):
    table = board(
        f"Client overhead: {IN_FLIGHT} in flight, {latency * 1000:.0f} ms an answer",
        "what", "staff", "requests", "MB", "seconds", "download as ordered", "× as ordered", "× all at once",
    )  # fmt: skip
    for size in (staff, 3_000) if long_form else (staff,):
        lms = serve(staff=size)
        for name, sync in (("first sync", first_sync), ("sync, nothing changed", next_sync)):
            seconds, sent = sync(lms)
            ordered, received = timed(lambda sent=sent: download(sent, in_order=True), times=TIMES)
            freely, same = timed(lambda sent=sent: download(sent, in_order=False), times=TIMES)
            assert same == received
            table.add(
                name, size, len(sent), received / 1e6, seconds, ordered, seconds / ordered, seconds / freely
            )
    table.notes.append("As ordered: no request begins before those that had ended when marshrut sent it.")
