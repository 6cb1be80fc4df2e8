"""A demo LMS in a process of its own, so that its work is not the client's: what is timed is only the asking."""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from connector.demo.district import District, make_district
from connector.demo.operations import FUNCTIONS
from connector.demo.server import TOKEN, DemoLms

ROOT = Path(__file__).parents[2]
DAY = date(2026, 6, 15)
SEED = 7


@dataclass(frozen=True)
class Served:
    """Which site is served, and how far away it is."""

    staff: int
    latency_s: float = 0.0
    without: tuple[str, ...] = ()
    """Functions the token's service lacks."""

    reports: bool = True


class LmsProcess:
    """`with LmsProcess(Served(600)) as lms:` serves a site at `lms.url` until the block ends."""

    token = TOKEN

    def __init__(self, served: Served) -> None:
        self.served = served

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.lms_process", json.dumps(asdict(self.served))],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.url: str = self._answer()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def requests_so_far(self) -> int:
        """Return how many requests have come since this was asked last, as the site has counted them."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        count: int = self._answer()
        return count

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


def _tell(value: str | int) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def _serve(served: Served) -> None:
    """Serve until stdin ends; a line on it asks for the count of requests."""
    functions = [each for each in FUNCTIONS if each not in served.without]
    district = make_district(served.staff, SEED, DAY)
    for name in (name for name, value in vars(District).items() if isinstance(value, cached_property)):
        getattr(
            district, name
        )  # as if it had been asked before: the first client shall not pay for the others
    with DemoLms(district, functions=functions, reports=served.reports, latency_s=served.latency_s) as lms:
        _tell(lms.url)
        for _ in sys.stdin:
            _tell(len(lms.requests))
            lms.forget_requests()


if __name__ == "__main__":
    _serve(Served(**json.loads(sys.argv[1])))
