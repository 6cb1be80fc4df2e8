"""The ledger of account links: what is written, what is superseded, what human beings have said."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from mappings import tables
from mappings.facts import LinkState
from mappings.identity.values import Candidate, Decision, Link
from mappings.keeping import links

LINKED, REVIEW, UNMATCHED, IGNORED = (
    LinkState.LINKED,
    LinkState.REVIEW,
    LinkState.UNMATCHED,
    LinkState.IGNORED,
)
FIVE = ("lms", 5)


def link(number=5, state=LINKED, person_id=1, score=0.98, method="snils+name"):
    factors = ({"factor": "snils_same", "says": "for", "weight": 6.0},)
    return Link(("lms", number), state, person_id, score, method, factors, (Candidate(1, score),))


@pytest.fixture
def filled(district):
    district.roster(district.teacher(1), district.teacher(2), district.teacher(3, organisation="Лицей № 2"))
    district.accounts(5, 6, 7)
    return district


def record(district, *told, **how):
    with district.store.transaction() as tx:
        return links.record(tx, told, now=district.now, **how)


def decide(district, state, person_id, by="ivanova", number=5):
    with district.store.transaction() as tx:
        return links.decide(tx, "lms", number, state, person_id, by=by, now=district.now)


def lines(district):
    line = tables.account_link.c
    asked = select(line.state, line.person_id, line.decided_by, line.superseded_at.is_(None).label("holds"))
    with district.store.transaction() as tx:
        return [tuple(row) for row in tx.rows(asked.order_by(line.link_id))]


def holding(district):
    return [line[:3] for line in lines(district) if line[3]]


def test_a_link_is_written_with_its_reasons(filled):
    assert record(filled, link()) == 1

    with filled.store.transaction() as tx:
        [row] = tx.rows(select(tables.account_link))
        held = links.current(tx)
    assert (row.factors[0]["factor"], row.candidates) == (
        "snils_same",
        [{"person_id": 1, "score": 0.98, "factors": []}],
    )
    assert (row.decided_by, row.decided_at, row.rule_version) == ("matcher", filled.now, "identity-2")
    assert (held[FIVE].state, held[FIVE].person_id, held[FIVE].by_hand) == (LINKED, 1, False)


def test_the_same_link_again_writes_nothing(filled):
    record(filled, link())

    assert record(filled, link(score=0.9801)) == 0
    assert len(lines(filled)) == 1


@pytest.mark.parametrize(
    "other", [link(state=REVIEW), link(person_id=2), link(method="email+name"), link(score=0.9)]
)
def test_another_link_supersedes_and_keeps_the_former(filled, other):
    record(filled, link())

    assert record(filled, other) == 1
    assert [line[3] for line in lines(filled)] == [False, True]


def test_a_human_decision_is_never_superseded_by_the_matcher(filled):
    record(filled, link())
    assert decide(filled, LINKED, 2)

    assert record(filled, link(), link(6)) == 1
    assert holding(filled) == [("linked", 2, "ivanova"), ("linked", 1, "matcher")]


def test_a_human_decision_supersedes_another(filled):
    decide(filled, LINKED, 2)
    decide(filled, IGNORED, None, by="petrov")

    assert holding(filled) == [("ignored", None, "petrov")]
    assert len(lines(filled)) == 2


def test_the_same_decision_twice_is_one_line(filled):
    decide(filled, LINKED, 2)
    decide(filled, LINKED, 2)

    assert len(lines(filled)) == 1


def test_confirming_what_the_matcher_thinks_makes_it_a_decision(filled):
    record(filled, replace(link(state=REVIEW), method="decision", score=1.0))
    decide(filled, LINKED, 1)

    assert holding(filled) == [("linked", 1, "ivanova")]


@pytest.mark.parametrize(
    ("state", "person_id", "number"), [(LINKED, 99, 5), (LINKED, 1, 99), (LINKED, None, 5), (REVIEW, None, 5)]
)
def test_a_decision_about_nobody_is_refused(filled, state, person_id, number):
    assert not decide(filled, state, person_id, number=number)
    assert lines(filled) == []


def test_decisions_are_told_to_the_matcher(filled):
    record(filled, link(7))
    decide(filled, LINKED, 2)
    decide(filled, UNMATCHED, None, number=6)

    with filled.store.transaction() as tx:
        assert links.decisions(tx) == {FIVE: Decision(LINKED, 2), ("lms", 6): Decision(UNMATCHED)}


def test_a_rejected_person_is_told_to_the_matcher_and_the_link_to_them_ends(filled):
    record(filled, link())

    assert decide(filled, REVIEW, 1)
    assert decide(filled, REVIEW, 3)

    assert holding(filled) == []
    with filled.store.transaction() as tx:
        assert links.decisions(tx) == {FIVE: Decision(REVIEW, None, frozenset({1, 3}))}
    assert record(filled, link(person_id=2)) == 1
    assert holding(filled) == [("linked", 2, "matcher")]


def test_a_withdrawn_decision_frees_the_matcher_again(filled):
    decide(filled, REVIEW, 1)
    decide(filled, LINKED, 2)

    with filled.store.transaction() as tx:
        assert links.withdraw(tx, "lms", 5, by="ivanova", now=filled.now)
        assert not links.withdraw(tx, "lms", 5, by="ivanova", now=filled.now)
        assert links.decisions(tx) == {}
    assert record(filled, link()) == 1
    assert len(lines(filled)) == 4


def test_people_come_with_the_organisations_they_work_in(filled):
    filled.roster(filled.teacher(2), as_of=filled.now.date())

    with filled.store.transaction() as tx:
        people = links.people(tx)

    assert [(each.person_id, each.roster_no, each.organisations) for each in people] == [
        (1, "1", ("СОШ № 1",)),
        (2, "2", ("СОШ № 1",)),
        (3, "3", ("Лицей № 2",)),
    ]
    assert people[0].first_name == "Анна"


def test_only_accounts_still_in_the_lms_are_matched(filled, account):
    filled.pull(
        "accounts", account(5, snils="112-233-445 95"), account(6), now=filled.now + timedelta(days=1)
    )

    with filled.store.transaction() as tx:
        accounts = links.accounts(tx)

    assert [(each.key, each.username, each.snils_hash) for each in accounts] == [
        (("lms", 5), "u5", filled.keyring.snils_hash("11223344595")),
        (("lms", 6), "u6", None),
    ]


def test_every_account_is_listed_with_what_is_thought_of_it(filled):
    record(filled, link(), link(6, state=REVIEW, person_id=3, score=0.7, method="name"))
    record(filled, link(person_id=2))

    with filled.store.transaction() as tx:
        everything = links.listed(tx)
        doubtful = links.listed(tx, states=[REVIEW])

    assert [
        (e.account_id, e.username, e.state, e.person_id, e.roster_no, e.score, e.method) for e in everything
    ] == [
        (5, "u5", LINKED, 2, "2", 0.98, "snils+name"),
        (6, "u6", REVIEW, 3, "3", 0.7, "name"),
        (7, "u7", UNMATCHED, None, None, 0.0, "none"),
    ]
    assert [each.account_id for each in doubtful] == [6]
