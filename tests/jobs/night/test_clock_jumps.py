"""Our clock may be set back or forward between two nights: what the LMS tells is not lost for it."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from connector.demo.changes import grow
from connector.demo.server import DemoLms
from mappings.tables import PULLED

OWN_MARKS = {"last_seen", "first_seen", "changed_at", "missed_at", "gone_at", "content_hash", "snils_sealed"}
DAY = timedelta(days=1)


def live(home):
    """Return what is kept of the LMS and not gone, by stream."""
    kept = {}
    for name, table in PULLED.items():
        columns = ", ".join(column.name for column in table.columns if column.name not in OWN_MARKS)
        asked = f"SELECT {columns} FROM {table.name} WHERE gone_at IS NULL"
        kept[name] = sorted(home.rows(asked), key=repr)
    return kept


def nights(home, jumps, clock=None):
    """Pass a day in the LMS, and on our clock whatever it takes for one, night by night; return what is known."""
    clock = clock or home
    for seed, jump in enumerate(jumps, start=1):
        home.lms.district = grow(home.lms.district, seed)
        clock.now += jump
        done = home.marshrut("--config", home.folder / "marshrut.toml", "sync")
        assert done.code == 0, done
    return live(home)


@pytest.fixture
def untroubled(settled, a_district, tmp_path_factory):
    """What is known after three nights by a clock that goes right."""
    folder = tmp_path_factory.mktemp("right")
    shutil.copytree(settled.folder, folder, dirs_exist_ok=True)
    with DemoLms(a_district) as lms:
        twin = replace(settled, folder=folder, lms=lms)
        text = (folder / "marshrut.toml").read_text("utf-8")
        (folder / "marshrut.toml").write_text(text.replace(settled.lms.url, lms.url), "utf-8")
        found = nights(twin, [DAY, DAY, DAY], clock=settled)
    settled.now = twin.now
    return found


@pytest.mark.parametrize(
    "jump",
    [-DAY, timedelta(0), 3 * DAY, -365 * DAY, 365 * DAY],
    ids=["a day back", "standing still", "three days on", "a year back", "a year on"],
)
@pytest.mark.parametrize("mended", [True, False], ids=["mended the day after", "left so"])
def test_a_clock_set_wrong_loses_nothing_of_what_the_lms_tells(settled, untroubled, jump, mended):
    home = settled

    found = nights(home, [jump, 2 * DAY - jump if mended else DAY, DAY])

    lost = {
        name: rows for name in found if (rows := [row for row in untroubled[name] if row not in found[name]])
    }
    assert lost == {}
    surplus = {
        name: rows for name in found if (rows := [row for row in found[name] if row not in untroubled[name]])
    }
    assert surplus == {}
