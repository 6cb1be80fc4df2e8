"""What must never change a judgement."""

import random
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings.facts import LinkState
from mappings.identity.matcher import match
from mappings.identity.values import MatchOptions, PersonKey
from tests.mappings.identity.conftest import HARD, ORDINARY, Maker

THRESHOLDS = st.sampled_from((0.5, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999))


def judgements(district, people=None, accounts=None, options=None):
    links = match(people or district.people, accounts or district.accounts, {}, options)
    return {link.account: (link.state, link.person_id) for link in links}


def linked(found):
    return {key: person for key, (state, person) in found.items() if state is LinkState.LINKED}


@pytest.fixture(scope="module", params=[False, True], ids=["ordinary", "hard"])
def small(request):
    """A district of 120, made once."""
    return Maker(120, 9, HARD if request.param else ORDINARY).district()


@pytest.mark.parametrize("hard", [False, True])
def test_the_order_of_rows_changes_nothing(make_district, hard):
    district = make_district(200, 5, hard=hard)
    people, accounts = list(district.people), list(district.accounts)
    random.Random(1).shuffle(people)
    random.Random(2).shuffle(accounts)

    assert judgements(district, people, accounts) == judgements(district)


def respelt_name(name, dice):
    """Change case, ё and spaces of a name at random."""
    name = "".join(dice.choice((str.upper, str.lower, str))(letter) for letter in name)
    if dice.random() < 0.5:
        name = name.replace("ё", "е").replace("Ё", "Е")
    return f"{' ' * dice.randrange(3)}{name.replace(' ', ' ' * dice.randrange(1, 4))}\u00a0"


@given(seed=st.integers(0, 10**6))
@settings(max_examples=15, deadline=None)
def test_case_yo_spaces_and_order_of_either_side_change_nothing(small, seed):
    dice = random.Random(seed)
    accounts = [
        replace(
            each, last_name=respelt_name(each.last_name, dice), first_name=respelt_name(each.first_name, dice)
        )
        for each in small.accounts
    ]
    people = [
        replace(each, last_name=respelt_name(each.last_name, dice), patronymic=each.patronymic.upper())
        for each in small.people
    ]
    dice.shuffle(accounts)
    dice.shuffle(people)

    assert judgements(small, people, accounts) == judgements(small)


@given(data=st.data(), link_at=THRESHOLDS)
@settings(max_examples=40, deadline=None)
def test_an_unrelated_person_breaks_no_link_wherever_the_threshold_is(small, data, link_at):
    """Unrelated: another surname, no pair of given names that somebody has, no mailbox or number of anybody's.

    They may have anybody's first name, anybody else's patronymic, and work beside them.
    """
    options = MatchOptions(link_at=link_at, ask_at=0.4)
    first, patronymic, school = (
        data.draw(st.sampled_from(small.people), label=label) for label in ("first name", "father", "school")
    )
    pairs = {(each.first_name, each.patronymic) for each in small.people}
    given = (first.first_name, patronymic.patronymic)
    unrelated = [
        PersonKey(900 + n, f"x{n}", "Ыгъын", given[0], given[1] if given not in pairs else "Ыгъыновна", f"h{n}", None,
                  f"far{n}@away.test", school.organisations)
        for n in range(data.draw(st.integers(1, 3), label="how many"))
    ]  # fmt: skip

    before = linked(judgements(small, options=options))
    after = linked(judgements(small, people=[*small.people, *unrelated], options=options))

    assert {key: after.get(key) for key in before} == before


@pytest.mark.parametrize("hard", [False, True])
def test_a_higher_threshold_links_less_and_changes_no_owner(make_district, hard):
    district = make_district(200, 4, hard=hard)
    found = [
        linked(judgements(district, options=MatchOptions(link_at=at, ask_at=0.4)))
        for at in (0.8, 0.95, 0.99, 0.9999)
    ]

    assert all(set(stricter.items()) <= set(looser.items()) for looser, stricter in pairwise(found))
    assert len(found[-1]) < len(found[0])


def test_a_higher_threshold_for_asking_asks_less_and_links_the_same(make_district):
    district = make_district(200, 4, hard=True)
    often, seldom = (judgements(district, options=MatchOptions(0.95, at)) for at in (0.05, 0.9))
    asked = [sum(state is LinkState.REVIEW for state, _ in each.values()) for each in (often, seldom)]

    assert asked[1] < asked[0]
    assert linked(often) == linked(seldom)


def test_the_same_data_give_the_same_links(make_district):
    district = make_district(200, 8, hard=True)

    assert match(district.people, district.accounts, {}) == match(district.people, district.accounts, {})
