"""A whole night on PostgreSQL tells the same as one on SQLite."""

import shutil
from datetime import timedelta

import pytest
from sqlalchemy import create_engine

from mappings.tables import metadata

pytestmark = pytest.mark.postgresql


@pytest.fixture
def url(_postgresql_maker):
    """The address of an empty database."""
    return _postgresql_maker()


@pytest.fixture
def elsewhere(home, url):
    """The home, with its store on PostgreSQL and the staff list taken in there."""
    home.settle('# url = "sqlite:///marshrut.sqlite3" ', f'url = "{url}" ')
    home.take_in_roster()
    return home


@pytest.fixture
def everything(url):
    """Return what reads every row of every table."""
    engine = create_engine(url)

    def rows():
        with engine.connect() as connection:
            return {
                name: sorted(map(repr, connection.execute(table.select())))
                for name, table in metadata.tables.items()
            }

    yield rows
    engine.dispose()


def told(night):
    """Return what a night says of itself, but for the file's place and the time it took."""
    steps = [(each["name"], each["state"], each["coverage"], each["problems"]) for each in night["steps"]]
    return night["exit_code"], steps, night["indicators"]


def test_both_databases_give_the_same_night(home, url):
    here = told(home.night("--json").json)
    shutil.rmtree(home.folder / "outbox")
    home.settle('# url = "sqlite:///marshrut.sqlite3" ', f'url = "{url}" ')
    home.take_in_roster()

    there = told(home.night("--json").json)

    assert there == here
    assert len(home.letters) == 1


def test_a_second_run_changes_nothing_there_either(elsewhere, everything):
    elsewhere.night()
    before = everything()
    elsewhere.now += timedelta(hours=1)

    done = elsewhere.night("--json").json

    assert done["exit_code"] == 0
    assert done["steps"][-1]["coverage"]["already_sent"] == 1
    after = everything()
    unmoved = {name for name in before if before[name] == after[name]}
    assert unmoved >= {
        "person",
        "employment",
        "organisation",
        "account_link",
        "route",
        "route_item",
        "delivery",
    }


def test_a_dry_night_leaves_nothing_there_either(elsewhere, everything):
    elsewhere.night()
    elsewhere.wait_a_day(seed=5)
    before = everything()

    done = elsewhere.night("--dry-run", "--json")

    assert done.code == 0
    assert done.json["steps"][0]["coverage"]["lms"]["attempts"]["added"] > 0
    assert everything() == before


def test_a_wrong_token_changes_nothing_there_either(elsewhere, everything):
    elsewhere.night()
    before = everything()
    elsewhere.environ["MARSHRUT_LMS_TOKEN"] = "f" * 32

    done = elsewhere.marshrut("sync")

    assert (done.code, len(done.err.splitlines())) == (1, 1)
    after = everything()
    assert {name for name in before if before[name] != after[name]} <= {"run", "step"}
