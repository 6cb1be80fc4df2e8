"""Matching accounts to people: quality against full names alone, and what it takes as a district grows."""

from math import log

import pytest

from tests.bench.districts.alone import measured_alone
from tests.bench.districts.district import make_district
from tests.bench.districts.measure import Quality, ours
from tests.bench.districts.rivals import SCORERS, USUAL, best_afterwards, best_at, by_name, quality

SEEDS = range(1, 4)


def row(table, name, tally):
    table.add(
        name, tally.linked, tally.wrong, f"{tally.precision:.4f}", f"{tally.recall:.4f}", f"{tally.right_first:.4f}"
    )  # fmt: skip


@pytest.mark.parametrize("sort", ["ordinary", "hard"])
def test_accounts_are_matched_with_fewer_errors_than_by_names_alone(board, sort):
    districts = [make_district(600, seed, sort) for seed in SEEDS]
    own = Quality()
    for district in districts:
        own.add(district, ours(district))
    names = {scorer: [by_name(district, scorer) for district in districts] for scorer in SCORERS}
    usual = best_at(districts, names)
    scorer, least = best_afterwards(districts, names)
    rivals = {
        f"{usual} ≥ {USUAL}": quality(districts, names[usual], USUAL).all,
        f"{scorer} ≥ {least}, best afterwards": quality(districts, names[scorer], least).all,
    }

    table = board(
        f"Matching: 3 made-up districts of 600, {sort}",
        "by", "linked", "wrong", "precision", "recall", "right first",
    )  # fmt: skip
    row(table, "marshrut", own.all)
    for name, tally in rivals.items():
        row(table, name, tally)
    table.notes.append(f"marshrut asks a person about {own.all.asked:,} accounts more.")
    for tally in rivals.values():
        assert own.all.wrong < tally.wrong
        assert own.all.right_first > tally.right_first


@pytest.mark.parametrize("sort", ["ordinary", "hard"])
def test_a_larger_district_takes_no_more_memory_than_two_gibibytes(board, long_form, sort):
    table = board(
        f"Matching: growth, {sort}",
        "staff", "accounts", "seconds", "processor, s", "peak MiB", "growth", "rapidfuzz, s", "rapidfuzz ×", "wrong",
    )  # fmt: skip
    table.notes.append(
        "Growth: the power of the number of staff with which the processor's time grows, from the row above."
    )
    before = None
    for staff in (600, 3_000, 10_000, *((100_000,) if long_form else ())):
        told = measured_alone(sort, staff)
        took = told["processor"]
        growth = log(took / before[1]) / log(staff / before[0]) if before else ""
        table.add(
            f"{staff:,}", told["accounts"], told["seconds"], took, told["peak"], growth, told["rapidfuzz"],
            told["rapidfuzz"] / told["seconds"], told["wrong"],
        )  # fmt: skip
        before = staff, took
        assert told["peak"] < 2048
        assert told["linked"] > 0
