"""What a first pull of a large region takes in memory, and how it grows."""

import json
import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIMIT = 1024
"""MiB, the whole process, at 100,000 accounts with 1,000,000 enrolments (issue 3)."""

CONFIGURATION = """\
[lms]
url = "{url}"
token = {{ env = "MARSHRUT_LMS_TOKEN" }}
requests_per_second = 1000
"""


@pytest.fixture
def huge_site():
    """Serve a site that is reckoned row by row; give its address."""
    running = []

    def serve(accounts, enrolments, *more):
        program = [
            sys.executable,
            ROOT / "tests" / "bench" / "huge_lms.py",
            str(accounts),
            str(enrolments),
            *more,
        ]
        process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        running.append(process)
        return process.stdout.readline().strip()

    yield serve
    for process in running:
        process.communicate()


def peak_of(process):
    """The most memory a process has held until it ended, MiB, as the kernel counts it."""
    peak = 0

    def watch():
        nonlocal peak
        status = Path(f"/proc/{process.pid}/status")
        while process.poll() is None:
            try:
                told = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
            except OSError:
                return
            peak = max(peak, int(told[1]) // 1024 if told else 0)
            time.sleep(0.05)

    watching = threading.Thread(target=watch)
    watching.start()
    out, err = process.communicate()
    watching.join()
    return peak, out, err


def measured(home, url, *words):
    """Run a command on that site in a new folder; return what it tells as JSON, its seconds and its peak, MiB."""
    home.mkdir()
    (home / "marshrut.toml").write_text(CONFIGURATION.format(url=url), "utf-8")
    began = time.perf_counter()
    process = subprocess.Popen(
        [Path(sys.executable).with_name("marshrut"), *words, "--json"],
        cwd=home,
        env={**os.environ, "MARSHRUT_LMS_TOKEN": "huge"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    peak, out, err = peak_of(process)
    assert process.returncode in (0, 3), err
    return json.loads(out), time.perf_counter() - began, peak


def test_a_first_pull_of_a_region_stays_below_a_gibibyte(board, huge_site, tmp_path, long_form):
    table = board(
        "First pull of a large site: the whole process",
        "accounts", "enrolments", "seconds", "peak MiB", "enrolments a second",
    )  # fmt: skip
    sizes = [(10_000, 100_000), (100_000, 1_000_000)] if long_form else [(10_000, 100_000)]
    for accounts, enrolments in sizes:
        url = huge_site(accounts, enrolments)
        told, seconds, peak = measured(tmp_path / str(accounts), url, "sync")
        assert (told["rows"]["accounts"], told["rows"]["enrolments"]) == (accounts, enrolments)
        assert peak < LIMIT
        table.add(accounts, enrolments, seconds, peak, round(enrolments / seconds))


def test_a_backfill_of_a_region_stays_below_a_gibibyte(board, huge_site, tmp_path, long_form):
    table = board(
        "First load of a large site month by month: the whole process",
        "accounts", "enrolments", "from", "requests", "seconds", "peak MiB", "enrolments a second",
    )  # fmt: skip
    sizes = [(10_000, 100_000), (100_000, 1_000_000)] if long_form else [(10_000, 100_000)]
    for accounts, enrolments in sizes:
        url = huge_site(accounts, enrolments, "filters")
        told, seconds, peak = measured(
            tmp_path / str(accounts), url, "lms", "backfill", "--from", "2025-01-01"
        )
        assert told["backfill"]["lms"]["state"] == "finished", told
        assert (told["rows"]["accounts"], told["rows"]["enrolments"]) == (accounts, enrolments)
        assert peak < LIMIT
        rate = round(enrolments / seconds)
        table.add(accounts, enrolments, "2025-01-01", told["requests"], seconds, peak, rate)
