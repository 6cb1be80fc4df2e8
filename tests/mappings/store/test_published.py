"""Runs, steps, published numbers and the ledger of letters."""

from datetime import date, timedelta

import pytest

from config.problems import Problem
from mappings.facts import IndicatorValue, Verdict
from mappings.keeping import published
from mappings.keeping.published import Meaning
from mappings.reasons import Reason

AS_OF = date(2026, 3, 1)
MEANINGS = {"6.1.1": Meaning("1-abc", {"passed_when": "all"}), "6.1.2": Meaning("1-def")}
VALUES = (IndicatorValue("6.1.1", 1, 2), IndicatorValue("6.1.2", 0, 0))
VERDICTS = (
    Verdict("6.1.1", 1, 10, Reason.COUNTED, ({"kind": "roster", "person_id": 1, "roster_no": "№ 1"},)),
    Verdict("6.1.1", 2, 10, Reason.NO_ACCOUNT),
    Verdict("6.1.2", 1, 10, Reason.NO_ROUTE),
)


@pytest.fixture
def do(district):
    """Call a function of the ledger in a transaction of its own."""

    def call(function, *given, **named):
        with district.store.transaction() as tx:
            return function(tx, *given, **named)

    return call


@pytest.fixture
def begin(do, district):
    def start(command="nightly"):
        return do(published.start_run, command=command, as_of=AS_OF, version="0.1.0", now=district.now)

    return start


def publish(do, run_id, values=VALUES, verdicts=VERDICTS):
    do(published.publish, run_id, as_of=AS_OF, values=values, verdicts=verdicts, meanings=MEANINGS)


def test_a_run_is_on_record_from_its_beginning_to_its_end(do, begin, district):
    run_id = begin()
    [running] = do(published.recent_runs)
    do(published.end_run, run_id, exit_code=3, now=district.now + timedelta(minutes=2))
    [over] = do(published.recent_runs, command="nightly")

    assert (running.ended_at, running.exit_code) == (None, None)
    assert (over.run_id, over.command, over.as_of, over.exit_code) == (run_id, "nightly", AS_OF, 3)
    assert over.ended_at - over.started_at == timedelta(minutes=2)
    assert do(published.recent_runs, command="sync") == ()


def test_a_step_is_on_record_with_what_it_covered_and_found(do, begin, district):
    run_id = begin()
    problem = Problem("night.held", {"stream": "accounts", "read": 3}, person_id=7)
    do(published.begin_step, run_id, 1, "pull", now=district.now)
    do(published.begin_step, run_id, 2, "match", now=district.now)
    do(
        published.end_step,
        run_id,
        1,
        state="incomplete",
        coverage={"lms": {"accounts": {"read": 3}}},
        problems=[problem],
        now=district.now,
    )

    pull, match = do(published.steps_of, run_id)
    assert (pull.name, pull.state, pull.problems) == ("pull", "incomplete", (problem,))
    assert pull.coverage == {"lms": {"accounts": {"read": 3}}}
    assert (match.state, match.ended_at) == ("running", None)


def test_what_was_published_comes_back_as_it_was(do, begin):
    run_id = begin()
    publish(do, run_id)

    found = do(published.last_published, "nightly")
    assert found.run.run_id == run_id
    assert [(each.value, each.as_of, each.meaning) for each in found.values] == [
        (VALUES[0], AS_OF, MEANINGS["6.1.1"]),
        (VALUES[1], AS_OF, MEANINGS["6.1.2"]),
    ]
    assert do(published.verdicts_of, run_id) == VERDICTS
    assert do(published.verdicts_of, run_id, "6.1.2") == VERDICTS[2:]


def test_the_last_published_run_is_one_that_published(do, begin):
    first, second, third = begin(), begin("indicators"), begin()
    publish(do, first)
    publish(do, second, VALUES[:1], ())

    assert do(published.last_published).run.run_id == second
    assert do(published.last_published, "nightly").run.run_id == first
    assert do(published.last_published, before_run=third).run.run_id == second
    assert do(published.last_published, before_run=second).run.run_id == first
    assert do(published.last_published, "nightly", before_run=first) is None


def claim(do, run_id, district, letter="2026-03-01-abc"):
    return do(
        published.claim_letter, run_id, letter=letter, recipient="monitoring@edu.example.ru", now=district.now
    )


def test_a_letter_is_claimed_once_and_sent_once(do, begin, district):
    run_id = begin()

    assert claim(do, run_id, district) == "claimed_now"
    assert do(published.hand_over_letter, run_id, "2026-03-01-abc")
    assert claim(do, run_id, district) == "in_doubt"
    do(published.mark_letter_sent, "2026-03-01-abc", now=district.now)
    assert claim(do, run_id, district) == "sent"
    assert claim(do, run_id, district, "2026-03-01-def") == "claimed_now"


def test_a_letter_that_failed_may_be_claimed_again_by_another_run(do, begin, district):
    first, second = begin(), begin()
    claim(do, first, district)
    do(published.release_letter, first, "2026-03-01-abc")

    assert claim(do, second, district) == "claimed_now"
    assert do(published.hand_over_letter, second, "2026-03-01-abc")
    assert [each.run_id for each in do(published.doubtful_letters)] == [second]


def test_a_letter_claimed_and_not_handed_over_is_for_the_next_run_to_send(do, begin, district):
    first, second = begin(), begin()
    claim(do, first, district)

    assert claim(do, second, district) == "claimed_now"
    assert do(published.doubtful_letters) == ()


def test_of_two_runs_that_claim_a_letter_only_the_later_hands_it_over(do, begin, district):
    first, second = begin(), begin()
    claim(do, first, district)
    claim(do, second, district)

    assert not do(published.hand_over_letter, first, "2026-03-01-abc")
    assert do(published.letter_state, "2026-03-01-abc") == "claimed"
    do(published.release_letter, first, "2026-03-01-abc")
    assert do(published.hand_over_letter, second, "2026-03-01-abc")
    assert do(published.letter_state, "2026-03-01-abc") == "handing"
    assert not do(published.hand_over_letter, second, "2026-03-01-abc")


def test_a_letter_put_into_a_folder_is_sent_without_ever_being_in_doubt(do, begin, district):
    claim(do, begin(), district)

    do(published.mark_letter_sent, "2026-03-01-abc", now=district.now)

    assert do(published.letter_state, "2026-03-01-abc") == "sent"
    assert do(published.letter_state, "never heard of") is None


def test_a_sent_letter_stays_sent(do, begin, district):
    run_id = begin()
    claim(do, run_id, district)
    do(published.mark_letter_sent, "2026-03-01-abc", now=district.now)

    do(published.release_letter, run_id, "2026-03-01-abc")

    assert claim(do, run_id, district) == "sent"


def test_what_is_in_doubt_is_listed_without_showing_the_mailbox_in_logs(do, begin, district):
    run_id = begin()
    claim(do, run_id, district)
    do(published.hand_over_letter, run_id, "2026-03-01-abc")

    [letter] = do(published.doubtful_letters)
    assert (letter.letter, letter.run_id, letter.claimed_at) == ("2026-03-01-abc", run_id, district.now)
    assert letter.recipient == "monitoring@edu.example.ru"
    assert "monitoring" not in repr(letter)


def test_the_last_published_run_of_an_earlier_day(do, district):
    days = [AS_OF, AS_OF + timedelta(days=1), AS_OF + timedelta(days=1)]
    runs = [
        do(published.start_run, command="nightly", as_of=day, version="0.1.0", now=district.now)
        for day in days
    ]
    for run_id, day in zip(runs, days, strict=True):
        do(published.publish, run_id, as_of=day, values=VALUES, verdicts=(), meanings=MEANINGS)

    assert do(published.last_published, before_day=days[2]).run.run_id == runs[0]
    assert do(published.last_published, before_day=AS_OF) is None
