"""Boards for the ratios, workplaces for what is timed, and how large and far away things are."""

import gc
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from config.load import load
from connector.demo.district import make_district
from connector.demo.roster import write_roster
from connector.demo.server import DemoLms
from jobs.context import Context, open_context
from jobs.matching import match_accounts
from jobs.pulling import pull_sites
from jobs.reckoning import reckon
from jobs.rostering import import_roster
from jobs.routing import Approval, approve_routes, build_routes
from tests.bench.boards import Board
from tests.bench.lms_process import DAY, ROOT, SEED, LmsProcess, Served

BOARDS = pytest.StashKey[list[Board]]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print every table once all is measured."""
    boards = terminalreporter.config.stash.get(BOARDS, [])
    for board in boards:
        for line in board.lines():
            terminalreporter.write_line(line)


@pytest.fixture
def board(request: pytest.FixtureRequest) -> Callable[..., Board]:
    """Begin a table that is printed in the end."""

    def begin(title: str, *columns: str) -> Board:
        made = Board(title, columns)
        request.config.stash.setdefault(BOARDS, []).append(made)
        return made

    return begin


@pytest.fixture(scope="session")
def long_form() -> bool:
    """Tell whether somebody has an hour: MARSHRUT_BENCH_LONG."""
    return bool(os.environ.get("MARSHRUT_BENCH_LONG"))


@pytest.fixture(scope="session")
def staff() -> int:
    """How large the pulled district is: MARSHRUT_BENCH_STAFF, by default 600."""
    return int(os.environ.get("MARSHRUT_BENCH_STAFF", "600"))


@pytest.fixture(scope="session")
def latency(long_form: bool) -> float:
    """How far away the LMS is, seconds an answer: MARSHRUT_BENCH_LATENCY, by default 0.02, in the long form 0.2."""
    return float(os.environ.get("MARSHRUT_BENCH_LATENCY", "0.2" if long_form else "0.02"))


@pytest.fixture(scope="session")
def timed() -> Callable[..., tuple[float, Any]]:
    """Return what calls something and tells seconds and result; of several `times` the median, and the last."""

    def time_it(action: Callable[[], Any], *, times: int = 1) -> tuple[float, Any]:
        seconds, result = [], None
        for _ in range(times):
            gc.collect()
            began = time.perf_counter()
            result = action()
            seconds.append(time.perf_counter() - began)
        return median(seconds), result

    return time_it


@pytest.fixture
def serve(staff: int, latency: float) -> Iterator[Callable[..., LmsProcess]]:
    """Serve sites, each in a process of its own, until the test ends."""
    running: list[LmsProcess] = []

    def start(**otherwise: Any) -> LmsProcess:
        lms = LmsProcess(Served(**{"staff": staff, "latency_s": latency} | otherwise)).__enter__()
        running.append(lms)
        return lms

    yield start
    for lms in running:
        lms.__exit__()


@contextmanager
def workplace(folder: Path, url: str, token: str, *, in_flight: int = 4) -> Iterator[Context]:
    """Open a workplace of the demo's configuration in a folder, its LMS at an address, asked as fast as may be."""
    folder.mkdir(parents=True, exist_ok=True)
    text = (ROOT / "config" / "demo.toml").read_text("utf-8")
    for old, new in (
        ("http://127.0.0.1", url),
        ("requests_per_second = 100", f"requests_per_second = 1000\nrequests_in_flight = {in_flight}"),
    ):
        assert old in text, old
        text = text.replace(old, new, 1)
    (folder / "marshrut.toml").write_text(text, "utf-8")
    (folder / "lms.token").write_text(token, "utf-8")
    no_environment: Mapping[str, str] = {}
    loaded = load(folder / "marshrut.toml", no_environment)
    moment = datetime.combine(DAY, loaded.settings.nightly.at, loaded.settings.zone())
    with open_context(loaded, lambda: moment) as context:
        yield context


@pytest.fixture
def work_on(tmp_path: Path) -> Callable[..., AbstractContextManager[Context]]:
    """Return what opens a new workplace on a served LMS."""
    made = count()

    def begin(lms: LmsProcess, *, in_flight: int) -> AbstractContextManager[Context]:
        return workplace(tmp_path / str(next(made)), lms.url, lms.token, in_flight=in_flight)

    return begin


@pytest.fixture(scope="module")
def large_district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """A store of 3,000 staff after its first sync and matching, its routes approved."""
    folder = tmp_path_factory.mktemp("large")
    _settle(folder)
    with workplace(folder, "http://127.0.0.1:9", "none") as context:
        yield context


def _settle(folder: Path) -> None:
    district = make_district(3_000, SEED, DAY)
    write_roster(district, folder / "roster.xlsx")
    with DemoLms(district) as lms, workplace(folder, lms.url, lms.token) as context:
        import_roster(context, [folder / "roster.xlsx"])
        pull_sites(context)
        match_accounts(context)
        build_routes(context, reckon(context, DAY))
        approve_routes(context, Approval(DAY, "bench"))
