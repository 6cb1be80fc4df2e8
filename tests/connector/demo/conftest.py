"""A small made-up site, and a way to ask it as any client would."""

from datetime import date
from typing import Any

import pytest
import requests

from connector.demo.district import make_district
from connector.demo.server import DemoLms
from connector.demo.wire import ENDPOINT

DAY = date(2026, 6, 1)


def form(name: str, value: Any) -> list[tuple[str, str]]:
    """Write a value under a name with PHP's brackets."""
    if isinstance(value, dict):
        return [pair for key, inner in value.items() for pair in form(f"{name}[{key}]", inner)]
    if isinstance(value, list):
        return form(name, dict(enumerate(value)))
    return [(name, str(int(value)) if isinstance(value, bool) else str(value))]


class Client:
    """Asks a demo site over HTTP, knowing nothing of how it is made."""

    def __init__(self, lms: DemoLms) -> None:
        self.lms = lms
        self.session = requests.Session()

    def post(self, function: str, parameters: Any = None, **settings: str) -> requests.Response:
        told = {"wstoken": self.lms.token, "wsfunction": function, "moodlewsrestformat": "json"} | settings
        fields = [*told.items(), *(pair for item in (parameters or {}).items() for pair in form(*item))]
        return self.session.post(
            self.lms.url + ENDPOINT,
            data=fields,
            allow_redirects=False,
            timeout=20,
        )

    def ask(self, function: str, parameters: Any = None, **settings: str) -> Any:
        reply = self.post(function, parameters, **settings)
        assert reply.status_code == 200
        return reply.json()


@pytest.fixture(scope="session")
def district():
    return make_district(staff=600, seed=7, day=DAY)


@pytest.fixture
def serve(district):
    """Open demo sites that close with the test."""
    opened = []

    def open_site(**options):
        lms = DemoLms(options.pop("district", district), **options).__enter__()
        client = Client(lms)
        opened.append(client)
        return client

    yield open_site
    for client in opened:
        client.session.close()
        client.lms.__exit__(None, None, None)


@pytest.fixture
def site(serve):
    return serve()
