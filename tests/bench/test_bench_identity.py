"""Matching accounts to people against rapidfuzz on full names alone."""

from collections import Counter

import pytest
from rapidfuzz import fuzz, process, utils

from mappings.facts import LinkState
from mappings.identity.matcher import match
from tests.mappings.identity.conftest import HARD, ORDINARY, Maker

USUAL = 90
"""The least likeness that is commonly asked for."""

LIKENESSES = {"token_sort_ratio": fuzz.token_sort_ratio, "token_set_ratio": fuzz.token_set_ratio}


def best_by_name(district, likeness, least):
    """Return the most alike person of each account and how alike, as rapidfuzz finds them."""
    names = {
        person.person_id: utils.default_process(f"{person.last_name} {person.first_name} {person.patronymic}")
        for person in district.people
    }
    found = {}
    for account in district.accounts:
        asked = utils.default_process(f"{account.last_name} {account.first_name}")
        best = process.extractOne(asked, names, scorer=likeness, score_cutoff=least)
        if best is not None:
            _, score, person_id = best
            found[account.username] = (person_id, score)
    return found


def quality(linked, truth):
    """Return wrong links, precision and recall of links by username."""
    right = sum(truth[name] == person for name, person in linked.items())
    owned = sum(person is not None for person in truth.values())
    return len(linked) - right, right / max(len(linked), 1), right / owned


def best_afterwards(district):
    """Return likeness, least score and quality of what does best here, chosen with the truth in hand."""
    told = {}
    for name, likeness in LIKENESSES.items():
        found = best_by_name(district, likeness, 60)
        for least in range(60, 101, 5):
            linked = {account: person for account, (person, score) in found.items() if score >= least}
            told[name, least] = (len(linked), *quality(linked, district.truth))
    (name, least), best = max(told.items(), key=lambda each: balance(*each[1][2:]))
    return f"{name} ≥ {least}, best afterwards", best


def balance(precision, recall):
    """The harmonic mean (F1)."""
    return 2 * precision * recall / max(precision + recall, 1e-9)


def ours(district):
    links = match(district.people, district.accounts, {})
    told = zip(district.accounts, links, strict=True)
    return {
        account.username: link.person_id for account, link in told if link.state is LinkState.LINKED
    }, Counter(link.state for link in links)


@pytest.mark.parametrize("recipe", [pytest.param(ORDINARY, id="ordinary"), pytest.param(HARD, id="hard")])
def test_accounts_are_matched_with_fewer_errors_than_by_names_alone(board, timed, recipe, long_form):
    kind = "ordinary" if recipe is ORDINARY else "hard"
    table = board(
        f"Matching: made-up districts, {kind}",
        "by", "staff", "linked", "wrong", "precision", "recall", "seconds", "× time",
    )  # fmt: skip
    for staff, times in ((600, 3), (3_000, 1)):
        district = Maker(staff, 1, recipe).district()
        base, (linked, states) = timed(lambda district=district: ours(district), times=times)
        wrong, precision, recall = quality(linked, district.truth)
        table.add("marshrut", staff, len(linked), wrong, precision, recall, base, 1.0)
        waiting = states[LinkState.REVIEW]
        table.notes.append(f"At {staff:,} staff marshrut asks a person about {waiting:,} accounts more.")
        for name, likeness in LIKENESSES.items():
            seconds, found = timed(
                lambda district=district, likeness=likeness: best_by_name(district, likeness, USUAL),
                times=times,
            )
            told = quality({account: person for account, (person, _) in found.items()}, district.truth)
            table.add(f"{name} ≥ {USUAL}", staff, len(found), *told, seconds, seconds / base)
            assert told[0] > wrong
            assert told[2] < recall
        if staff == 600 or long_form:
            name, best = best_afterwards(district)
            table.add(name, staff, *best, "", "")
            assert best[1] > wrong
            assert best[3] < recall
