"""One matching in a process of its own, so that its time and its peak memory are nobody else's.

python -m tests.bench.districts.alone ordinary 10000
"""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from rapidfuzz import fuzz, process, utils

from mappings.facts import LinkState
from mappings.identity.matcher import match
from tests.bench.districts.district import District, make_district

ROOT = Path(__file__).parents[3]
SAMPLE = 300
"""Accounts for which rapidfuzz is timed; the rest is reckoned from them."""


def _peak() -> float:
    """Return this process's peak so far, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _by_names(district: District) -> float:
    """Return the seconds rapidfuzz needs to find everybody's most alike full name."""
    people = [
        utils.default_process(f"{person.last_name} {person.first_name} {person.patronymic}")
        for person in district.people
    ]
    some = district.accounts[:SAMPLE]
    began = time.perf_counter()
    for account in some:
        asked = utils.default_process(f"{account.last_name} {account.first_name}")
        process.extractOne(asked, people, scorer=fuzz.token_sort_ratio)
    return (time.perf_counter() - began) * len(district.accounts) / len(some)


def measure(sort: str, staff: int) -> dict[str, float]:
    """Match one district here and tell what it took."""
    district = make_district(staff, 1, sort)
    before = _peak()
    began, worked = time.perf_counter(), time.process_time()
    links = match(district.people, district.accounts, {})
    told = {
        "accounts": len(district.accounts),
        "seconds": time.perf_counter() - began,
        "processor": time.process_time() - worked,
        "district": before,
        "peak": _peak(),
        "linked": sum(link.state is LinkState.LINKED for link in links),
        "wrong": sum(
            link.state is LinkState.LINKED and link.person_id != district.truth[link.account]
            for link in links
        ),
    }
    del links
    return told | {"rapidfuzz": _by_names(district)}


def measured_alone(sort: str, staff: int) -> dict[str, float]:
    """Match one district in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.districts.alone", sort, str(staff)]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return dict(json.loads(told.stdout))


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
