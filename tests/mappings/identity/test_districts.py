"""Districts nobody has seen: the rules are not tuned to the samples."""

import time

import pytest

from mappings.facts import LinkState
from mappings.identity.matcher import match


def measured(districts):
    """Return precision, recall, right-first and how many strangers were linked, over all districts."""
    linked = right = owned = first = strangers = 0
    for district in districts:
        for account, link in zip(
            district.accounts, match(district.people, district.accounts, {}), strict=True
        ):
            true = district.truth[account.username]
            is_linked = link.state is LinkState.LINKED
            linked += is_linked
            right += is_linked and link.person_id == true
            strangers += is_linked and true is None
            owned += true is not None
            first += true is not None and bool(link.candidates) and link.candidates[0].person_id == true
    return right / linked, right / owned, first / owned, strangers


def test_ordinary_districts_are_linked_without_a_single_error(make_district):
    districts = [make_district(600, seed, wrong_snils=0) for seed in range(6)]

    precision, recall, first, strangers = measured(districts)

    assert (precision, strangers) == (1.0, 0)
    assert recall >= 0.98
    assert first >= 0.99


def test_hard_districts_are_asked_about_rather_than_guessed(make_district):
    districts = [make_district(300, seed, hard=True) for seed in range(8)]

    precision, recall, first, strangers = measured(districts)

    assert strangers == 0
    assert precision >= 0.998
    assert recall >= 0.72
    assert first >= 0.975


def test_a_colleagues_snils_in_the_profile_never_links_to_the_colleague(make_district):
    district = make_district(600, 1, wrong_snils=0.3)
    links = match(district.people, district.accounts, {})

    wrong = [
        link.account
        for account, link in zip(district.accounts, links, strict=True)
        if link.state is LinkState.LINKED and link.person_id != district.truth[account.username]
    ]

    assert wrong == []


@pytest.mark.parametrize("hard", [False, True])
def test_three_thousand_people_take_seconds(make_district, hard):
    district = make_district(3000, 1, hard=hard)

    started = time.perf_counter()
    match(district.people, district.accounts, {})

    assert time.perf_counter() - started < 15
