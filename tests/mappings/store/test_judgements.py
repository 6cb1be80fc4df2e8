"""The ledger of judgements: what a decision writes, what an undo puts back, what is told of it afterwards."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from mappings import tables
from mappings.facts import LinkState
from mappings.identity import deciding
from mappings.identity.cases import Ignored, Outcome
from mappings.identity.deciding import Deed
from mappings.identity.values import Candidate, Link, Reason
from mappings.keeping import cases, judgements, links
from mappings.keeping.judgements import Stamp

LINKED, REVIEW, UNMATCHED, IGNORED = (
    LinkState.LINKED,
    LinkState.REVIEW,
    LinkState.UNMATCHED,
    LinkState.IGNORED,
)
FIVE = ("lms", 5)
SURNAME, SCHOOL = ("surname_same", 5.1), ("organisation_other", -4.5)


def doubtful(number=5):
    """The matcher's word: perhaps person 1, perhaps person 2."""
    return Link(
        ("lms", number),
        REVIEW,
        1,
        0.7,
        "name",
        factors=({"factor": "surname_same", "says": "for", "weight": 5.1},),
        candidates=(Candidate(1, 0.7, (SURNAME,)), Candidate(2, 0.2, (SURNAME, SCHOOL))),
        reason=Reason.NAMESAKES,
    )


@pytest.fixture
def filled(district):
    district.roster(district.teacher(1), district.teacher(2), district.teacher(3, organisation="Лицей № 2"))
    district.accounts(5, 6, 7)
    with district.store.transaction() as tx:
        links.record(tx, [doubtful(), doubtful(6)], now=district.now)
    return district


def decide(district, choice, number=5, by="ivanova", why=None):
    with district.store.transaction() as tx:
        before = judgements.history(tx, ("lms", number))
        deed = choice(before)
        if isinstance(deed, Deed):
            stamp = Stamp(by, district.now, why, "batch-1")
            judgements.write(tx, ("lms", number), before, deed, stamp)
            return Outcome.DONE
        return deed


def undo(district, number=5, by="petrov"):
    with district.store.transaction() as tx:
        return judgements.undo(
            tx, ("lms", number), judgements.history(tx, ("lms", number)), Stamp(by, district.now)
        )


def told(district, number=5):
    with district.store.reading() as tx:
        lines = judgements.history(tx, ("lms", number)).lines
    place = {None: None} | {each.line: number for number, each in enumerate(lines, 1)}
    return [
        (
            each.method,
            each.state.value,
            each.person_id,
            each.decided_by,
            place[each.supersedes],
            place[each.undoes],
            each.holds,
        )
        for each in lines
    ]


def case(district, number=5):
    with district.store.reading() as tx:
        [found] = cases.load(tx, key=("lms", number))
    return found


def stands(district, number=5):
    found = case(district, number)
    return found.state, found.person_id, [each.person.person_id for each in found.candidates]


def test_a_decision_is_one_line_that_says_what_it_took_the_place_of(filled):
    decide(filled, deciding.accept(None), why="звонила в школу")

    assert told(filled) == [
        ("name", "review", 1, "matcher", None, None, False),
        ("decision", "linked", 1, "ivanova", 1, None, True),
    ]
    with filled.store.reading() as tx:
        line = judgements.history(tx, FIVE).holding
    assert (line.note, line.batch, line.score, line.factors) == (
        "звонила в школу",
        "batch-1",
        1.0,
        (SURNAME,),
    )
    assert [each.person_id for each in line.candidates] == [1, 2]
    assert "звонила" not in repr(line)


def test_an_undo_is_a_line_that_never_holds_and_what_stood_before_stands_again(filled):
    decide(filled, deciding.accept(2))
    assert undo(filled)

    assert told(filled) == [
        ("name", "review", 1, "matcher", None, None, False),
        ("decision", "linked", 2, "ivanova", 1, None, False),
        ("undo", "linked", 2, "petrov", 2, 2, False),
        ("name", "review", 1, "matcher", 2, 2, True),
    ]
    assert stands(filled) == (REVIEW, 1, [1, 2])
    assert case(filled).candidates[1].factors == (SURNAME, SCHOOL)


def test_undo_takes_back_one_decision_after_another(filled):
    decide(filled, deciding.accept(1), by="ivanova")
    decide(filled, deciding.link(3), by="petrov")
    decide(filled, deciding.ignore(Ignored.TEST), by="petrov")

    seen = []
    while undo(filled):
        found = case(filled)
        seen.append((found.state, found.person_id, found.decided_by, found.by_hand))

    assert seen == [
        (LINKED, 3, "petrov", True),
        (LINKED, 1, "ivanova", True),
        (REVIEW, 1, "matcher", False),
    ]


def test_a_decision_put_back_outranks_the_matcher_as_before(filled):
    decide(filled, deciding.link(3))
    decide(filled, deciding.nobody())
    undo(filled)

    with filled.store.transaction() as tx:
        assert links.record(tx, [doubtful()], now=filled.now) == []
    assert stands(filled) == (LINKED, 3, [3, 1, 2])


def test_the_matchers_line_put_back_is_the_matchers_again(filled):
    decide(filled, deciding.nobody())
    undo(filled)

    with filled.store.transaction() as tx:
        assert links.record(tx, [doubtful()], now=filled.now) == []
        other = Link(FIVE, LINKED, 2, 0.99, "snils+name")
        assert len(links.record(tx, [other], now=filled.now)) == 1


def test_after_a_rejection_the_next_candidate_waits(filled):
    decide(filled, deciding.reject(None))

    assert stands(filled) == (REVIEW, 2, [2])
    assert case(filled).reason is Reason.NAMESAKES

    decide(filled, deciding.accept(None))
    assert stands(filled) == (LINKED, 2, [2])


def test_rejecting_everybody_leaves_nobody(filled):
    decide(filled, deciding.reject(None))
    decide(filled, deciding.reject(None))

    assert stands(filled) == (UNMATCHED, None, [])
    assert decide(filled, deciding.reject(None)) is Outcome.NO_CANDIDATE
    assert decide(filled, deciding.accept(None)) is Outcome.NO_CANDIDATE


def test_rejecting_somebody_who_is_not_thought_of_lets_the_thought_stand(filled):
    decide(filled, deciding.reject(2))

    assert told(filled)[-1] == ("rejection", "review", 2, "ivanova", None, None, False)
    assert stands(filled) == (REVIEW, 1, [1])
    undo(filled)
    assert stands(filled) == (REVIEW, 1, [1, 2])


def test_an_undone_rejection_puts_back_what_the_matcher_has_judged_over_meanwhile(filled):
    decide(filled, deciding.reject(1))
    with filled.store.transaction() as tx:
        links.record(tx, [Link(FIVE, UNMATCHED, None, 0.1, "none", reason=Reason.NOBODY)], now=filled.now)

    undo(filled)

    assert stands(filled) == (REVIEW, 1, [1, 2])


def test_a_split_bars_the_owner_until_undone(filled):
    decide(filled, deciding.link(1))
    assert decide(filled, deciding.split()) is Outcome.DONE

    assert stands(filled) == (REVIEW, 2, [2])
    assert decide(filled, deciding.split()) is Outcome.NO_CANDIDATE
    undo(filled)
    assert stands(filled) == (LINKED, 1, [1, 2])


def test_who_was_rejected_may_still_be_linked_by_name_of_the_person(filled):
    decide(filled, deciding.reject(1))

    assert decide(filled, deciding.accept(1)) is Outcome.NO_CANDIDATE
    assert decide(filled, deciding.link(1)) is Outcome.DONE
    assert stands(filled) == (LINKED, 1, [1, 2])
    undo(filled)
    assert case(filled).barred == {1}


@pytest.mark.parametrize(
    ("choice", "again"),
    [
        (deciding.link(2), deciding.accept(2)),
        (deciding.nobody(), deciding.nobody()),
        (deciding.ignore(Ignored.PUPIL), deciding.ignore(Ignored.PUPIL)),
        (deciding.reject(2), deciding.reject(2)),
    ],
    ids=["link", "nobody", "ignore", "reject"],
)
def test_the_same_word_twice_is_written_once(filled, choice, again):
    assert decide(filled, choice) is Outcome.DONE
    assert decide(filled, again) is Outcome.ALREADY
    assert len(told(filled)) == 2


def test_ignoring_for_another_reason_is_another_decision(filled):
    decide(filled, deciding.ignore(Ignored.PUPIL))

    assert decide(filled, deciding.ignore(Ignored.TEST)) is Outcome.DONE
    assert (case(filled).state, case(filled).ignored) == (IGNORED, Ignored.TEST)
    undo(filled)
    assert case(filled).ignored is Ignored.PUPIL


def test_confirming_what_the_matcher_has_linked_makes_it_a_decision(filled):
    with filled.store.transaction() as tx:
        links.record(tx, [Link(FIVE, LINKED, 3, 0.99, "snils+name")], now=filled.now)

    assert decide(filled, deciding.accept(None)) is Outcome.DONE
    assert (case(filled).by_hand, case(filled).person_id) == (True, 3)


@pytest.mark.parametrize("choice", [deciding.accept(None), deciding.reject(None), deciding.split()])
def test_where_nobody_is_proposed_there_is_nothing_to_say_yes_or_no_to(filled, choice):
    assert decide(filled, choice, number=7) is Outcome.NO_CANDIDATE
    assert told(filled, 7) == []


def test_an_account_that_is_nobodys_is_accepted_for_a_named_candidate_only(filled):
    """A slip in a list of numbers would give a test account to somebody."""
    decide(filled, deciding.ignore(Ignored.TEST))

    assert decide(filled, deciding.accept(None)) is Outcome.NO_CANDIDATE
    assert decide(filled, deciding.accept(2)) is Outcome.DONE


def test_only_a_candidate_can_be_accepted(filled):
    assert decide(filled, deciding.accept(3)) is Outcome.NO_CANDIDATE


def test_there_is_nothing_to_undo_where_nobody_decided(filled):
    assert not undo(filled)
    assert len(told(filled)) == 1


def test_lines_of_before_candidates_had_factors_show_those_of_the_best(filled):
    with filled.store.transaction() as tx:
        tx.execute(
            tables.account_link.update().values(
                candidates=[{"person_id": 1, "score": 0.7}, {"person_id": 2, "score": 0.2}]
            )
        )

    assert [each.factors for each in case(filled).candidates] == [(SURNAME,), ()]


def test_a_case_shows_both_sides(filled, account):
    known = account(
        5, organisation="школа 1", post="учитель", staff_number="T-7", snils="112-233-445 95", suspended=True
    )
    filled.pull("accounts", known, account(6), account(7))
    filled.pull("cohorts", {"cohort_id": 9, "name": "Педагоги СОШ № 1"})
    filled.pull("cohort_members", {"cohort_id": 9, "account_id": 5})
    decide(filled, deciding.link(1), number=6)

    found = case(filled)
    side, [first, second] = found.account, found.candidates
    assert (side.organisation, side.post, side.staff_number, side.has_snils) == (
        "школа 1",
        "учитель",
        "T-7",
        True,
    )
    assert (side.cohorts, side.suspended, side.gone) == (("Педагоги СОШ № 1",), True, False)
    assert (first.person.last_name, first.person.roster_no, first.score) == ("Учитель" + "и", "1", 0.7)
    assert [(post.organisation, post.post, post.left) for post in first.person.posts] == [
        ("СОШ № 1", "учитель", None)
    ]
    assert (first.person.accounts, second.person.accounts) == ((("lms", 6),), ())
    assert "Учитель" not in repr(found)


def test_of_people_who_left_the_last_posts_are_shown_and_their_links_stay(filled):
    decide(filled, deciding.link(2))
    filled.roster(filled.teacher(1), as_of=filled.now.date())

    found = case(filled)
    assert (found.state, found.person_id) == (LINKED, 2)
    [post] = found.candidates[0].person.posts
    assert (post.organisation, post.left) == ("СОШ № 1", filled.now.date())


def test_accounts_gone_from_the_lms_leave_the_queue_and_keep_link_and_log(filled):
    decide(filled, deciding.link(2))
    filled.accounts(6, 7, now=filled.now + timedelta(days=1))

    with filled.store.reading() as tx:
        assert [each.account.key for each in cases.load(tx)] == [("lms", 6), ("lms", 7)]
    found = case(filled)
    assert (found.account.gone, found.state, found.person_id) == (True, LINKED, 2)
    assert undo(filled)


def test_an_account_nobody_has_thought_of_yet_is_nobodys(filled):
    found = case(filled, 7)
    assert (found.state, found.line, found.candidates) == (UNMATCHED, None, ())


def test_no_account_no_case(filled):
    with filled.store.reading() as tx:
        assert cases.load(tx, key=("lms", 99)) == []
        assert cases.load(tx, key=("other", 5)) == []


def test_nothing_but_the_end_of_a_line_is_ever_written_again(filled):
    kept = [column for column in tables.account_link.c if column.name != "superseded_at"]

    def ledger():
        with filled.store.reading() as tx:
            return [tuple(row) for row in tx.rows(select(*kept).order_by(tables.account_link.c.link_id))]

    before = ledger()
    for choice in (deciding.reject(1), deciding.accept(2), deciding.split(), deciding.nobody()):
        decide(filled, choice)
        assert ledger()[: len(before)] == before
        before = ledger()
    while undo(filled):
        assert ledger()[: len(before)] == before
        before = ledger()
