"""The ledger of account links: what is written, what is superseded, what human beings have said."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from mappings import tables
from mappings.facts import LinkState
from mappings.identity import deciding
from mappings.identity.organisation_names import normal_organisation
from mappings.identity.values import Candidate, Decision, Link, Reason
from mappings.keeping import judgement_counts, judgements, links
from mappings.keeping.judgements import Stamp

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
        return len(links.record(tx, told, now=district.now, **how))


def decide(district, choice, number=5, by="ivanova"):
    with district.store.transaction() as tx:
        before = judgements.history(tx, ("lms", number))
        judgements.write(tx, ("lms", number), before, choice(before), Stamp(by, district.now))


def undo(district, number=5):
    with district.store.transaction() as tx:
        before = judgements.history(tx, ("lms", number))
        return judgements.undo(tx, ("lms", number), before, Stamp("ivanova", district.now))


def told(district):
    with district.store.transaction() as tx:
        return links.decisions(tx)


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
        held = judgements.holding(tx)
    assert (row.factors[0]["factor"], row.candidates) == (
        "snils_same",
        [{"person_id": 1, "score": 0.98, "factors": []}],
    )
    assert (row.decided_by, row.decided_at, row.rule_version) == ("matcher", filled.now, "identity-3")
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


def test_a_score_that_creeps_is_no_news_until_it_has_moved_far(filled):
    """Rarity is measured on the roster: with every import all scores move a little."""
    record(filled, link(score=0.70, state=REVIEW))

    assert [record(filled, link(score=score, state=REVIEW)) for score in (0.72, 0.74, 0.76)] == [0, 0, 1]


@pytest.mark.parametrize(
    "news",
    [
        {"reason": Reason.NAMESAKES},
        {"factors": ({"factor": "snils_other", "says": "against", "weight": -7.0},)},
        {"candidates": (Candidate(1, 0.98), Candidate(2, 0.4))},
    ],
    ids=["another reason", "another factor", "a rival"],
)
def test_another_reason_factor_or_rival_is_news(filled, news):
    record(filled, link())

    assert record(filled, replace(link(), **news)) == 1


def test_a_weight_that_moves_is_no_news(filled):
    record(filled, link())

    moved = ({"factor": "snils_same", "says": "for", "weight": 4.0},)
    assert record(filled, replace(link(), factors=moved)) == 0


def test_a_change_is_explained_by_what_appeared_vanished_and_moved(filled):
    before = [
        ("snils_same", 6.0),
        ("organisation_other", -4.5),
        ("surname_same", 5.0),
        ("first_name_same", 2.0),
    ]
    after = [("email_same", 8.0), ("surname_same", 3.0), ("first_name_same", 2.1)]

    def with_factors(told, **rest):
        told = tuple({"factor": code, "says": "for", "weight": weight} for code, weight in told)
        return replace(link(**rest), factors=told)

    with filled.store.transaction() as tx:
        links.record(tx, [with_factors(before, state=REVIEW, score=0.7)], now=filled.now)
        [change] = links.record(tx, [with_factors(after)], now=filled.now)

    assert (change.before.state, change.before.score, change.after.state) == (REVIEW, 0.7, LINKED)
    assert change.appeared == (("email_same", 8.0),)
    assert change.vanished == (("snils_same", 6.0), ("organisation_other", -4.5))
    assert change.moved == (("surname_same", 5.0, 3.0),)


def test_what_speaks_of_another_person_is_told_from_the_beginning(filled):
    record(filled, link(person_id=1))
    with filled.store.transaction() as tx:
        [change] = links.record(tx, [link(person_id=2)], now=filled.now)

    assert (change.before.person_id, change.after.person_id) == (1, 2)
    assert (change.appeared, change.vanished) == ((("snils_same", 6.0),), ())


def test_a_human_decision_is_never_superseded_by_the_matcher(filled):
    record(filled, link())
    decide(filled, deciding.link(2))

    assert record(filled, link(), link(6)) == 1
    assert holding(filled) == [("linked", 2, "ivanova"), ("linked", 1, "matcher")]


def test_what_was_decided_while_the_matcher_thought_is_left_for_its_next_turn(filled):
    """It would propose the very person who was rejected a second ago."""
    before = told(filled)
    decide(filled, deciding.reject(1))

    assert record(filled, link(), judged_by=before) == 0
    assert record(filled, link(person_id=2), judged_by=told(filled)) == 1


def test_decisions_are_told_to_the_matcher(filled):
    record(filled, link(7))
    decide(filled, deciding.link(2))
    decide(filled, deciding.nobody(), number=6)

    assert told(filled) == {FIVE: Decision(LINKED, 2), ("lms", 6): Decision(UNMATCHED)}


def test_a_rejected_person_is_told_to_the_matcher_and_the_link_to_them_ends(filled):
    record(filled, link())

    decide(filled, deciding.reject(1))
    decide(filled, deciding.reject(3))

    assert holding(filled) == []
    assert told(filled) == {FIVE: Decision(REVIEW, None, frozenset({1, 3}))}
    assert record(filled, link(person_id=2)) == 1
    assert holding(filled) == [("linked", 2, "matcher")]


def test_a_decision_taken_back_frees_the_matcher_again(filled):
    decide(filled, deciding.reject(1))
    decide(filled, deciding.link(2))

    assert [undo(filled), undo(filled), undo(filled)] == [True, True, False]
    assert told(filled) == {}
    assert record(filled, link()) == 1


def test_what_a_former_version_withdrew_is_no_decision_any_more(filled):
    """It wrote one line that took back everything, rejections too, and said of none what it had replaced."""
    decide(filled, deciding.reject(1))
    decide(filled, deciding.link(2))
    with filled.store.transaction() as tx:
        tx.execute(update(tables.account_link).values(superseded_at=filled.now, supersedes=None))
        tx.insert_one(tables.account_link, withdrawal(filled.now))

    assert told(filled) == {}
    assert not undo(filled)
    decide(filled, deciding.reject(3))
    assert told(filled) == {FIVE: Decision(REVIEW, None, frozenset({3}))}


def withdrawal(now):
    return {
        "site": "lms",
        "account_id": 5,
        "state": "review",
        "score": 0.0,
        "method": "withdrawal",
        "factors": [],
        "candidates": [],
        "rule_version": "identity-1",
        "decided_by": "ivanova",
        "decided_at": now,
        "superseded_at": now,
    }


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


def test_an_account_of_a_school_by_its_confirmed_other_name_is_told_as_of_that_school(filled, account):
    """Whoever imported has said that «Школа у моста» is the lyceum; accounts may say so, too."""
    filled.pull("accounts", account(5, organisation="школа у  моста"), account(6, organisation="СОШ № 9"))
    with filled.store.transaction() as tx:
        lyceum = tx.scalar(
            select(tables.organisation.c.organisation_id).where(tables.organisation.c.name == "Лицей № 2")
        )
        spelling = {"normal_name": normal_organisation("Школа у моста"), "spelling": "Школа у моста"}
        tx.insert(tables.organisation_spelling, [spelling | {"organisation_id": lyceum, "import_id": 1}])

        told = {each.key[1]: each.organisation for each in links.accounts(tx)}

    assert (told[5], told[6]) == ("Лицей № 2", "СОШ № 9")


def test_only_people_who_had_a_post_are_counted_to_choose_from(filled):
    with filled.store.transaction() as tx:
        tx.execute(tables.employment.delete().where(tables.employment.c.person_id == 3))

        assert judgement_counts.people(tx) == len(links.people(tx)) == 2
