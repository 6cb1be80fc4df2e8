"""Districts nobody has seen: the rules are not tuned to the samples."""

import pytest

from mappings.facts import LinkState
from mappings.identity.evidence import Weigher
from mappings.identity.matcher import match
from mappings.identity.values import AccountKey, PersonKey


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


@pytest.fixture
def weighed_pairs(monkeypatch):
    """Count the pairs of account and person that are weighed in full."""
    pairs, weigh = [], Weigher.weigh

    def counting(self, account, told, person):
        pairs.append(account.key)
        return weigh(self, account, told, person)

    monkeypatch.setattr(Weigher, "weigh", counting)
    return pairs


@pytest.mark.parametrize("hard", [False, True])
def test_a_district_ten_times_as_large_takes_few_more_comparisons_an_account(
    make_district, weighed_pairs, hard
):
    shares = []
    for staff in (200, 2000):
        weighed_pairs.clear()
        district = make_district(staff, 1, hard=hard)
        match(district.people, district.accounts, {})
        shares.append(len(weighed_pairs) / len(district.accounts))

    assert shares[0] < 8
    assert shares[1] < 3 * shares[0]


def test_a_surname_that_everybody_bears_is_not_compared_with_everybody(weighed_pairs):
    fathers = [f"{letter}{other}ович" for letter in "абвгдежз" for other in "абвгдежз"]
    people = [
        PersonKey(number, last_name="Иванова", first_name="Елена", patronymic=fathers[number % 64])
        for number in range(1, 641)
    ]
    account = AccountKey(("lms", 1), last_name="Иванова", first_name="Е.")

    match(people, [account], {})

    assert 0 < len(weighed_pairs) < 40
