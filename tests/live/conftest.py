"""A real site, named by MARSHRUT_LMS_URL and MARSHRUT_LMS_TOKEN; only read from, never more than 4 at once."""

import os

import pytest

from connector.moodle.client import Access, Moodle
from connector.moodle.plan import make_plan
from connector.moodle.preflight import preflight
from connector.moodle.pull import pull
from connector.moodle.reading import Options


@pytest.fixture(scope="session")
def moodle():
    url, token = os.environ.get("MARSHRUT_LMS_URL"), os.environ.get("MARSHRUT_LMS_TOKEN")
    if not (url and token):
        pytest.skip("NOT CHECKED: set MARSHRUT_LMS_URL and MARSHRUT_LMS_TOKEN to check a real site")
    with Moodle(Access(url, token, tries=2)) as client:
        yield client


@pytest.fixture(scope="session")
def site(moodle):
    return preflight(moodle)


@pytest.fixture(scope="session")
def plan(site):
    return make_plan(site)


@pytest.fixture(scope="session")
def readings(moodle, site, plan):
    """One whole pull, for all checks."""
    return {each.stream: each for each in pull(moodle, site, plan, Options())}
