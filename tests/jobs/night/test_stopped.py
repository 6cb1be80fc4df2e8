"""A night that is killed, or asked to stop, and one that is begun by the clock."""

import shutil
import signal
from dataclasses import replace
from time import monotonic, sleep

import pytest

KILLED_BEFORE_STEP = """
import os, signal, sys
from datetime import datetime, UTC
from jobs import steps
from jobs.cli import opening
from jobs.cli.main import main

opening.now = lambda: datetime(2026, 6, 14, 21, 30, tzinfo=UTC)
real = steps.StepLog.run

def run(self, name, action):
    if name == os.environ["DIES_AT"]:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(self, name, action)

steps.StepLog.run = run
sys.argv = ["marshrut", "nightly", "--outbox", "outbox"]
main()
"""
KILLED_IN_PULL = KILLED_BEFORE_STEP.replace(
    "steps.StepLog.run = run",
    """
from jobs import pulling
real = pulling.keep

def keep(tx, site, name, *rest, **named):
    if name == os.environ["DIES_AT"]:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(tx, site, name, *rest, **named)

pulling.keep = keep
""",
)
KILLED_IN_DELIVERY = KILLED_BEFORE_STEP.replace(
    "steps.StepLog.run = run",
    """
from mappings.keeping import published

def dies(*_args, **_named):
    os.kill(os.getpid(), signal.SIGKILL)

published.mark_letter_sent = dies
""",
)


@pytest.fixture
def twin(home, tmp_path_factory):
    """A home as this one is now, same key, for a night that nobody disturbs."""
    folder = tmp_path_factory.mktemp("twin")
    shutil.copytree(home.folder, folder, dirs_exist_ok=True)
    return replace(home, folder=folder)


def learnt(home):
    """Return all facts; sealed texts differ each time by their nature."""
    return home.facts(marks=False, columns_without={"snils_sealed"})


def died(home, script, at):
    """Run a night that dies there; its LMS is the home's."""
    process = home.start(python=script, DIES_AT=at)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    ("script", "at"),
    [
        (KILLED_IN_PULL, "enrolments"),
        (KILLED_IN_PULL, "part_marks"),
        (KILLED_BEFORE_STEP, "match"),
        (KILLED_BEFORE_STEP, "route"),
        (KILLED_BEFORE_STEP, "publish"),
        (KILLED_BEFORE_STEP, "deliver"),
    ],
    ids=["in the pull", "at the end of the pull", "match", "route", "publish", "deliver"],
)
def test_a_killed_night_run_again_is_as_if_nothing_had_been(home, twin, script, at):
    undisturbed = twin.marshrut(
        "--config", twin.folder / "marshrut.toml", "nightly", "--outbox", twin.folder / "outbox"
    )
    died(home, script, at)
    assert home.letters == []
    assert home.rows("SELECT ended_at, exit_code FROM run") == [(None, None)]

    done = home.night()

    assert (undisturbed.code, done.code) == (0, 0)
    assert learnt(home) == learnt(twin)
    assert home.counts == twin.counts
    [letter] = home.letters
    assert letter.counts == home.counts


def test_a_night_killed_between_writing_a_letter_and_noting_it_leaves_one_letter_and_no_doubt(home):
    died(home, KILLED_IN_DELIVERY, "")
    assert len(home.letters) == 1

    done = home.night()

    assert done.code == 0, done
    assert "было отдано серверу" not in done.err
    assert len(home.letters) == 1


def wait_until(true, seconds=60):
    """Wait until something is so."""
    end = monotonic() + seconds
    while not true():
        assert monotonic() < end, "it never came to pass"
        sleep(0.05)


def test_a_night_asked_to_stop_ends_in_the_midst_of_its_pull_and_the_next_goes_on(home):
    home.lms.latency_s = 0.1
    process = home.start("nightly", "--outbox", "outbox")
    wait_until(lambda: len(home.lms.requests) > 2)

    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)

    assert process.returncode == 3
    assert err.splitlines()[-1] == (
        "Остановлено по просьбе: шаги, которые уже прошли, сохранены. Запустите ещё раз, чтобы закончить."
    )
    assert [line.split("\t")[:2] for line in out.splitlines()] == [
        ["Шаг", "Состояние"],
        ["чтение LMS", "не полностью"],
    ]
    assert home.rows("SELECT exit_code FROM run") == [(3,)]
    home.lms.latency_s = 0
    assert home.night().code == 0
    assert len(home.letters) == 1


def test_the_service_waits_for_its_hour_and_stops_when_asked(home):
    process = home.start("run", "--outbox", "outbox")
    first = process.stdout.readline()

    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)

    assert (
        first == "Ночной запуск каждый день в 02:30 (Asia/Yekaterinburg). Остановить: SIGTERM или Ctrl-C.\n"
    )
    assert (process.returncode, out, err) == (0, "Остановлено.\n", "")
    assert home.rows("SELECT * FROM run") == []


IN_A_MOMENT = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo
from jobs.cli.main import main

hour = datetime.now(UTC).astimezone(ZoneInfo("Asia/Yekaterinburg")) + timedelta(seconds=4)
text = Path("marshrut.toml").read_text("utf-8")
Path("marshrut.toml").write_text(text.replace("# at = 02:30:00 ", f"at = {hour:%H:%M:%S} "), "utf-8")
sys.argv = ["marshrut", "run", "--outbox", "outbox", "--verbose"]
main()
"""
"""A service whose hour is near; the file is written when everything is loaded, which may take long."""


def test_the_service_runs_the_night_at_its_hour(home):
    process = home.start(python=IN_A_MOMENT)
    wait_until(lambda: home.rows("SELECT * FROM run WHERE exit_code = 0"))

    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)

    assert (process.returncode, out.splitlines()[-1]) == (0, "Остановлено.")
    assert len(home.letters) == 1
    assert [line for line in err.splitlines() if "event=night" in line and "exit_code=0" in line]


def test_the_service_outlives_a_night_that_cannot_begin(home):
    (home.folder / "marshrut.sqlite3").write_text("no database at all" * 100)
    process = home.start(python=IN_A_MOMENT)
    told = process.stderr.readline()

    alive = process.poll() is None
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=60)

    assert alive
    assert (
        told
        == "Файл, указанный в store.url, — не база данных marshrut. Исправьте store.url; файл не изменён.\n"
    )
    assert (home.folder / "marshrut.sqlite3").read_text() == "no database at all" * 100
    assert (process.returncode, out.splitlines()[-1]) == (0, "Остановлено.")


def test_a_service_with_a_wrong_configuration_does_not_start(home):
    home.settle("# at = 02:30:00 ", 'at = "noon" ')

    done = home.marshrut("run")

    assert (done.code, done.out) == (2, "")
    assert "nightly.at" in done.err
