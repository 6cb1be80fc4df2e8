"""Two runs at once: one works, the other says who does; what a dead one holds is taken over."""

import os
import shutil
import socket
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from threading import Event
from time import monotonic, sleep

import pytest

from config.locale import texts
from jobs.cli import opening
from jobs.exclusive import SILENCE

AT_NIGHT = """
import os, sys
from datetime import datetime, UTC
from pathlib import Path
from time import sleep
from jobs.cli import opening
from jobs.cli.main import main

opening.now = lambda: datetime(2026, 6, 14, 21, 30, tzinfo=UTC)
Path(f"ready-{{os.getpid()}}").touch()
while not Path("go").exists():
    sleep(0.005)
sys.argv = ["marshrut", {words}]
main()
"""
"""A run whose clock is the tests', and that begins when it is told to."""

NIGHTLY = '"nightly", "--outbox", "outbox"'


def wait_until(true, seconds=60):
    """Wait until something is so."""
    end = monotonic() + seconds
    while not true():
        assert monotonic() < end, "it never came to pass"
        sleep(0.02)


def holders(home):
    """Who holds the lock: nobody, or one."""
    return home.rows("SELECT command, host, process FROM run_lock")


@pytest.fixture
def answers(home):
    """Set, and the LMS answers; until then whoever asks it waits."""
    due, answer = Event(), home.lms.answer

    def answer_when_due(request):
        due.wait()
        return answer(request)

    home.lms.answer = answer_when_due
    yield due
    due.set()


@pytest.fixture
def at_work(home, answers):
    """A night in another process that is waiting for its LMS."""
    (home.folder / "go").touch()
    process = home.start(python=AT_NIGHT.format(words=NIGHTLY))
    wait_until(lambda: holders(home) and home.lms.requests)
    return process


def hold(home, *, process, host=None, beat_at=None):
    """Leave the lock as somebody left it who came no further."""
    at = (beat_at or home.now).strftime("%Y-%m-%d %H:%M:%S.000000")
    row = ("run", "f" * 16, "nightly", host or socket.gethostname(), process, at, at)
    with home.store() as store:
        store.execute("INSERT INTO run_lock VALUES (?, ?, ?, ?, ?, ?, ?)", row)


@pytest.fixture(scope="module")
def dead():
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def busy(host, process):
    """What is told of a night at work since half past two."""
    where = {"host": host, "process": process, "day": "15.06.2026", "time": "02:30"}
    return texts("ru").say("night.busy", command="nightly", **where)


@pytest.mark.parametrize("words", [("nightly", "--outbox", "outbox"), ("sync",)], ids=["nightly", "sync"])
def test_a_second_run_ends_at_once_and_says_who_is_at_work(home, at_work, answers, words):
    asked = len(home.lms.requests)

    done = home.marshrut(*words)

    assert (done.code, done.out, done.err) == (1, "", busy(socket.gethostname(), at_work.pid) + "\n")
    assert at_work.poll() is None
    assert len(home.lms.requests) == asked, "the second asked the LMS"
    answers.set()
    _, err = at_work.communicate(timeout=60)
    assert at_work.returncode == 0, err
    assert [command for (command,) in home.rows("SELECT command FROM run")] == ["nightly"]
    assert holders(home) == []


def test_whoever_only_looks_does_not_wait_for_a_night(settled):
    hold(settled, process=os.getppid())

    assert settled.marshrut("indicators").code == 0
    assert settled.marshrut("letters", "list").code == 0


def test_the_lock_of_a_process_that_died_here_is_taken_over_at_once_and_told(home, dead):
    hold(home, process=dead)

    done = home.night()

    assert done.code == 0, done
    assert "run lock taken over" in done.err
    assert str(dead) in done.err
    assert holders(home) == []
    assert len(home.letters) == 1


def test_the_lock_of_a_process_with_our_own_number_is_a_dead_ones(home):
    """In a container every run has the same number."""
    hold(home, process=os.getpid())

    assert home.night().code == 0


@pytest.mark.parametrize(
    "silent_for",
    [SILENCE + timedelta(seconds=1), -SILENCE - timedelta(seconds=1)],
    ids=["old", "from the future"],
)
def test_a_lock_of_another_machine_is_taken_over_after_half_an_hour_of_silence(home, silent_for):
    hold(home, process=1, host="elsewhere", beat_at=home.now - silent_for)

    done = home.night()

    assert done.code == 0, done
    assert holders(home) == []


@pytest.mark.parametrize(
    "silent_for", [timedelta(0), SILENCE - timedelta(seconds=1)], ids=["new", "almost old"]
)
def test_a_lock_of_another_machine_that_was_heard_of_lately_is_respected(home, silent_for):
    hold(home, process=1, host="elsewhere", beat_at=home.now - silent_for)

    done = home.night()

    assert (done.code, len(done.err.splitlines())) == (1, 1)
    assert "компьютер elsewhere, процесс 1" in done.err
    assert holders(home) == [("nightly", "elsewhere", 1)]
    assert home.rows("SELECT * FROM run") == []
    assert home.letters == []


def test_a_run_that_was_taken_for_dead_stops_when_it_wakes(home, monkeypatch):
    moments = iter(range(10**6))
    monkeypatch.setattr(opening, "now", lambda: home.now + timedelta(minutes=next(moments)))

    def taken_over(_request):
        if holders(home) and len(home.lms.requests) >= 5:
            with home.store() as store:
                store.execute("UPDATE run_lock SET owner = 'somebody else'")

    receive = home.lms.receive
    home.lms.receive = lambda request: (receive(request), taken_over(request))

    done = home.night()

    assert done.code == 1, done
    assert texts("ru").say("night.turn_lost") in done.err.splitlines()
    assert len(holders(home)) == 1, "the other's lock was let go"
    assert home.letters == []
    assert home.rows("SELECT * FROM indicator_value") == []


def learnt(home):
    """Return all facts; sealed texts differ each time by their nature, cursors by the wall clock."""
    return home.facts(marks=False, columns_without={"snils_sealed", "since", "whole_at", "process", "owner"})


def test_of_two_runs_begun_at_the_same_moment_exactly_one_works(home, tmp_path_factory):
    folder = tmp_path_factory.mktemp("twin")
    shutil.copytree(home.folder, folder, dirs_exist_ok=True)
    twin = replace(home, folder=folder)
    undisturbed = twin.marshrut(
        "--config", twin.folder / "marshrut.toml", "nightly", "--outbox", twin.folder / "outbox"
    )
    home.lms.latency_s = 0.2
    both = [home.start(python=AT_NIGHT.format(words=NIGHTLY)) for _ in range(2)]
    wait_until(lambda: len(list(home.folder.glob("ready-*"))) == 2)
    (home.folder / "go").touch()

    told = [process.communicate(timeout=60) for process in both]

    assert undisturbed.code == 0
    assert sorted(process.returncode for process in both) == [0, 1], told
    [loser] = [place for place, process in enumerate(both) if process.returncode == 1]
    assert told[loser] == ("", busy(socket.gethostname(), both[1 - loser].pid) + "\n")
    assert learnt(home) == learnt(twin)
    assert home.counts == twin.counts
    assert len(home.letters) == 1
    assert holders(home) == []
