"""A site that does to its answers whatever can be done to them, byte by byte."""

import contextlib
import json
import logging
import socket
import struct
import time
import traceback
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from urllib.parse import parse_qsl

import pytest

from config.locale import texts

TOKEN = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
NAME = "Неразглашаемая"
"""A surname that stands in every answer of the site."""

PERSON = {"id": 7, "lastname": NAME, "email": "nerazglashaemaya@school.example"}
PRIVATE = (TOKEN, TOKEN[:12], NAME, NAME.casefold(), "nerazglashaemaya", json.dumps(NAME).strip('"'))


@dataclass
class Wire:
    """One request, and the connection on which it waits for its answer."""

    connection: socket.socket
    form: dict
    closing: Event
    keep: bool = False
    """Whether the connection stays for a next request."""

    def send(self, *parts, pause=0.0):
        """Write parts as they are; whoever does not listen any more is left alone."""
        for part in parts:
            try:
                self.connection.sendall(part)
            except OSError:
                return
            if pause and self.closing.wait(pause):
                return

    def reset(self):
        """End the connection rudely: RST instead of FIN."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()


def reply(body, status="200 OK", *, length=None, **headers):
    """Return an HTTP answer as bytes; `length` overrides the true one."""
    told = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = {"Content-Type": "application/json", "Content-Length": len(told) if length is None else length}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value is not None)
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + told


def plainly(*arguments, **keywords):
    """Return a trouble that only sends an answer."""
    return lambda wire: wire.send(reply(*arguments, **{"Connection": "close"} | keywords))


class HardSite:
    """Meets each request with the next of its troubles, and with the right answer when there are no more."""

    def __init__(self, troubles, right):
        self.troubles = list(troubles)
        self.right = right
        self.asked = []
        self._closing = Event()
        lock, site = Lock(), self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = dict(parse_qsl(body, keep_blank_values=True))
                with lock:
                    site.asked.append(form["wsfunction"])
                    trouble = site.troubles.pop(0) if site.troubles else None
                wire = Wire(self.connection, form, site._closing)
                if trouble is None:
                    wire.send(reply(site.right(form) if callable(site.right) else site.right))
                else:
                    trouble(wire)
                    self.close_connection = not wire.keep

            def log_message(self, *_):
                pass

            def finish(self):
                with contextlib.suppress(OSError, ValueError):
                    super().finish()

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def close(self):
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@dataclass
class Visit:
    """A hard site and a client of it."""

    site: HardSite
    moodle: object


@pytest.fixture
def visit(connect):
    """Open a hard site and connect to it; nobody really waits between tries."""
    opened = []

    def open_site(*troubles, right=PERSON, **access):
        opened.append(HardSite(troubles, right))
        told = {"tries": 3, "read_timeout": 0.4, "connect_timeout": 2} | access
        return Visit(opened[-1], connect(opened[-1].url, **told))

    yield open_site
    for site in opened:
        site.close()


@dataclass
class Keeper:
    """Looks into everything that could be shown to somebody."""

    records: list = field(default_factory=list)

    def nothing_told(self, error, *others):
        """Assert that neither the token nor a person is in an error, what it hides, its traceback or the log."""
        shown = [*map(repr, others), *(record.getMessage() for record in self.records)]
        while error is not None:
            shown += [str(error), repr(error), repr(vars(error)), *traceback.format_exception(error)]
            error = error.__cause__ or error.__context__
        for text in shown:
            assert not [private for private in PRIVATE if private in text.casefold() or private in text]


@pytest.fixture
def keeper(caplog):
    caplog.set_level(logging.DEBUG)
    return Keeper(caplog.records)


@pytest.fixture
def sentence():
    """Return what a person reads in Russian, everything filled in."""

    def say(error):
        assert texts("ru").knows(error.text_id)
        assert texts("en").knows(error.text_id)
        told = texts("ru").say(error.text_id, **error.detail)
        assert "{" not in told
        return told

    return say


@pytest.fixture
def plain():
    return plainly


@pytest.fixture
def http():
    return reply


@pytest.fixture
def person():
    return PERSON


@pytest.fixture
def patience():
    """Wait, for a short time, until something holds."""

    def wait_until(holds):
        latest = time.monotonic() + 5
        while not holds():
            assert time.monotonic() < latest
            time.sleep(0.01)

    return wait_until
