"""What must never change a judgement."""

import random
from dataclasses import replace

import pytest

from mappings.facts import LinkState
from mappings.identity.matcher import match
from mappings.identity.values import PersonKey


def judgements(district, people=None, accounts=None):
    links = match(people or district.people, accounts or district.accounts, {})
    return {link.account: (link.state, link.person_id) for link in links}


@pytest.mark.parametrize("hard", [False, True])
def test_the_order_of_rows_changes_nothing(make_district, hard):
    district = make_district(200, 5, hard=hard)
    people, accounts = list(district.people), list(district.accounts)
    random.Random(1).shuffle(people)
    random.Random(2).shuffle(accounts)

    assert judgements(district, people, accounts) == judgements(district)


@pytest.mark.parametrize(
    "respelt",
    [
        str.upper,
        str.lower,
        lambda name: name.replace("ё", "е").replace("Ё", "Е"),
        lambda name: f"  {name.replace(' ', '   ')}\u00a0",
    ],
    ids=["upper", "lower", "ё", "spaces"],
)
def test_case_yo_and_spaces_change_nothing(make_district, respelt):
    district = make_district(200, 6, hard=True)
    accounts = [
        replace(each, last_name=respelt(each.last_name), first_name=respelt(each.first_name))
        for each in district.accounts
    ]

    assert judgements(district, accounts=accounts) == judgements(district)


def test_an_unrelated_person_breaks_no_link(make_district):
    district = make_district(200, 7)
    unrelated = PersonKey(
        999, "999", "Цзюй", "Ёсихиро", "", "h-999", None, "far@away.test", ("Школа на Луне",)
    )
    before = judgements(district)

    after = judgements(district, people=[*district.people, unrelated])

    links = {key for key, (state, _) in before.items() if state is LinkState.LINKED}
    assert {key: after[key] for key in links} == {key: before[key] for key in links}


def test_the_same_data_give_the_same_links(make_district):
    district = make_district(200, 8, hard=True)

    assert match(district.people, district.accounts, {}) == match(district.people, district.accounts, {})
