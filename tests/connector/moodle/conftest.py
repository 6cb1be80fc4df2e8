"""A site that answers as told, one that answers from recordings, and the demo LMS: all over real HTTP."""

import gzip
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from urllib.parse import parse_qsl

import pytest

from connector.demo.district import make_district
from connector.demo.server import DemoLms
from connector.moodle.client import Access, Moodle

RECORDINGS = Path(__file__).parents[2] / "recordings"
TOKEN = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
BATCH = "tool_mobile_call_external_functions"


@dataclass
class Answer:
    """An answer below JSON: status, headers, bytes."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut_at: int | None = None
    """Close the connection after so many bytes of the body."""


@dataclass
class Asked:
    """A request as it arrived."""

    path: str
    headers: dict[str, str]
    form: list[tuple[str, str]]

    @property
    def function(self) -> str:
        return dict(self.form)["wsfunction"]

    @property
    def arguments(self):
        """The parameters, brackets undone."""
        told = [pair for pair in self.form if not pair[0].startswith(("ws", "moodlews"))]
        return unflattened(told)


def unflattened(pairs):
    tree = {}
    for name, value in pairs:
        keys = name.replace("]", "").split("[")
        node = tree
        for key in keys[:-1]:
            node = node.setdefault(key, {})
        node[keys[-1]] = value
    return _lists(tree)


def _lists(node):
    if not isinstance(node, dict):
        return node
    if node and all(key.isdigit() for key in node):
        return [_lists(node[key]) for key in node]
    return {key: _lists(value) for key, value in node.items()}


class Site:
    """A loopback HTTP server that answers each request with what `answer` makes of it."""

    def __init__(self, answer: Callable[[Asked], object]) -> None:
        self.asked: list[Asked] = []
        self._answer = answer
        self._lock = Lock()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                asked = Asked(self.path, dict(self.headers), parse_qsl(body, keep_blank_values=True))
                with site._lock:
                    site.asked.append(asked)
                site._send(self, asked)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def _send(self, handler, asked):
        told = self._answer(asked)
        if not isinstance(told, Answer):
            body = gzip.compress(json.dumps(told).encode())
            told = Answer(200, body, {"Content-Type": "application/json", "Content-Encoding": "gzip"})
        if "Date" in told.headers:
            handler.send_response_only(told.status)
        else:
            handler.send_response(told.status)
        for name, value in told.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(told.body)))
        handler.end_headers()
        handler.wfile.write(told.body[: told.cut_at])
        if told.cut_at is not None:
            handler.close_connection = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def failure(code: str):
    return {"exception": "moodle_exception", "errorcode": code, "message": "…"}


class Functions:
    """Answers by function, alone and inside batches, which stop at the first error as Moodle's do."""

    def __init__(self, **functions):
        self.functions = functions
        self.calls = Counter()

    def __call__(self, asked: Asked):
        if asked.function != BATCH:
            return self.one(asked.function, asked.arguments)
        if BATCH in self.functions and self.functions[BATCH] is None:
            return failure("accessexception")
        responses = []
        for each in asked.arguments["requests"]:
            told = self.one(each["function"], json.loads(each["arguments"]))
            failed = isinstance(told, dict) and "exception" in told
            if failed:
                told = {"errorcode": told["errorcode"], "message": "…", "link": "http://lms.example"}
            responses.append(
                {"error": True, "exception": json.dumps(told)}
                if failed
                else {"error": False, "data": json.dumps(told)}
            )
            if failed:
                break
        return {"responses": responses}

    def one(self, function, arguments):
        self.calls[function] += 1
        told = self.functions.get(function, failure("accessexception"))
        return told(arguments) if callable(told) else told


_UNASKED = {
    "mod_quiz_get_user_attempts": {"attempts": [], "warnings": []},
    "mod_quiz_get_user_best_grade": {"hasgrade": False, "warnings": []},
    "core_completion_get_course_completion_status": failure("usernotenroled"),
    "mod_quiz_get_attempt_review": failure("invalidrecord"),
    "core_enrol_get_enrolled_users": [],
    "core_reportbuilder_filters_reset": True,
    "core_reportbuilder_set_filters": True,
}


class Recordings(Functions):
    """Answers what a real site once answered to the same question.

    Questions nobody asked then are answered as by a site where nothing is to be found.
    """

    def __init__(self, version: str) -> None:
        super().__init__()
        self.version = version
        self._told = {}
        for file in sorted((RECORDINGS / version).glob("*.json")):
            told = json.loads(file.read_text("utf-8"))
            self._told.setdefault((told["function"], _key(told["parameters"])), told["reply"])
            self._take_batch(told)

    def _take_batch(self, told):
        if told["function"] != BATCH or "responses" not in told["reply"]:
            return
        for asked, reply in zip(told["parameters"]["requests"], told["reply"]["responses"], strict=False):
            if asked["function"].startswith("mod_quiz") and not reply["error"]:
                key = _key(json.loads(asked["arguments"]))
                self._told[asked["function"], key] = json.loads(reply["data"])

    def reply(self, name: str):
        """A recorded reply by its file's name."""
        file = RECORDINGS / self.version / f"{name}.json"
        return json.loads(file.read_text("utf-8"))["reply"]

    def asked(self, function, numbers):
        """The recorded parameters of the numbered recordings of a function."""
        folder = RECORDINGS / self.version
        files = [folder / f"{function}--{number}.json" for number in numbers]
        return [json.loads(file.read_text("utf-8"))["parameters"] for file in files]

    def one(self, function, arguments):
        self.calls[function] += 1
        known = {
            "core_user_get_users_by_field": self._self,
            "core_reportbuilder_retrieve_report": self._report,
            "mod_quiz_get_quizzes_by_courses": lambda _: self.reply("mod_quiz_get_quizzes_by_courses--1"),
            "core_cohort_get_cohort_members": lambda _: self.reply("core_cohort_get_cohort_members--1"),
            "core_course_check_updates": self._updates,
        }
        if function in known:
            return known[function](arguments)
        arguments.pop("includepreviews", None)
        key = _key(arguments)
        if (function, key) in self._told:
            return self._told[function, key]
        if function in _UNASKED:
            return _UNASKED[function]
        return failure("accessexception")

    def _self(self, arguments):
        site = self.reply("core_webservice_get_site_info--1")
        return [{"id": site["userid"], "fullname": "Sync Service"}]

    def _report(self, arguments):
        reports = {
            "1": "Завершение-курсов-all",
            "2": "marshrut-participants-all",
            "3": "marshrut-users-all",
            "4": "marshrut-courses-all",
        }
        name = reports[str(arguments["reportid"])]
        told = self.reply(f"core_reportbuilder_retrieve_report--{name}")
        size, page = int(arguments["perpage"]), int(arguments["page"])
        rows = told["data"]["rows"][page * size : (page + 1) * size] if size else told["data"]["rows"]
        return told | {"data": told["data"] | {"rows": rows}}

    def _updates(self, arguments):
        """The management course was not recorded: what was, says its attempts changed."""
        names = {2: "DIAG-PED", 3: "DIAG-KOMPL"}
        course = int(arguments["courseid"])
        if course not in names:
            return {"instances": [], "warnings": []}
        return self.reply(f"core_course_check_updates--{names[course]}")


def _key(parameters) -> str:
    """Parameters in one spelling: a form knows only text, and JSON has several."""
    return json.dumps(_spelt(parameters), sort_keys=True, ensure_ascii=False)


def _spelt(value):
    if isinstance(value, dict):
        return {key: _spelt(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_spelt(inner) for inner in value]
    return str(int(value)) if isinstance(value, bool) else str(value)


@pytest.fixture
def sites():
    """Open sites that close with the test."""
    opened = []

    def open_site(answer):
        opened.append(Site(answer))
        return opened[-1]

    yield open_site
    for site in opened:
        site.close()


@pytest.fixture
def pauses():
    """How long the client has been told to sleep; nobody really sleeps."""
    return []


@pytest.fixture
def connect(pauses):
    """Make a client for an address; it does not wait between tries."""
    made = []

    def make(url, **access):
        told = {"requests_per_second": 1_000_000, "read_timeout": 5, "connect_timeout": 5} | access
        made.append(Moodle(Access(url, told.pop("token", TOKEN), **told), sleep=pauses.append))
        return made[-1]

    yield make
    for moodle in made:
        moodle.close()


class Clock:
    """A steady clock that goes on only by sleeping."""

    def __init__(self):
        self.now = 0.0
        self._lock = Lock()

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        with self._lock:
            self.now += seconds


@pytest.fixture
def steady():
    """Make a client whose time goes on only while it sleeps, and its clock."""
    made = []

    def make(url, **access):
        told = {"requests_per_second": 1_000_000, "read_timeout": 5, "connect_timeout": 5} | access
        clock = Clock()
        made.append(Moodle(Access(url, TOKEN, **told), sleep=clock.sleep, clock=clock))
        return made[-1], clock

    yield make
    for moodle in made:
        moodle.close()


@pytest.fixture
def serve(sites, connect):
    """Open a site with these functions and return a client of it, and the functions."""

    def open_site(functions=None, /, access=None, **named):
        answer = Functions(**(functions or named)) if not isinstance(functions, Functions) else functions
        site = sites(answer)
        return connect(site.url, **(access or {})), answer, site

    return open_site


@pytest.fixture(params=["moodle-4.5.6", "iomad-4.2.3"])
def recorded(request):
    """A recorded site of either version."""
    return Recordings(request.param)


@pytest.fixture(scope="session")
def district():
    return make_district(staff=60, seed=7, day=date(2026, 6, 1))


@pytest.fixture
def demo(district, connect):
    """Open demo sites and clients of them."""
    opened = []

    def open_site(access=None, **options):
        opened.append(DemoLms(options.pop("district", district), **options).__enter__())
        lms = opened[-1]
        return lms, connect(lms.url, token=lms.token, **(access or {}))

    yield open_site
    for lms in opened:
        lms.__exit__(None, None, None)


@pytest.fixture
def answer():
    return Answer


@pytest.fixture
def fail():
    return failure


@pytest.fixture
def functions():
    return Functions
