"""The pull against a plain client that asks one thing a request."""

from contextlib import suppress
from statistics import median

import pytest

from connector.moodle.functions import Function
from jobs.pulling import pull_sites
from mappings.tables import account, attempt, completion, enrolment, final_grade
from tests.bench.plain_client import EnoughError, PlainClient

BUDGET = 60
"""Requests of a full pull of 600 staff where there is a participants report (issue 2)."""

QUIET_NIGHT = 10
"""Requests of a night on which nothing has changed (issue 3)."""

IN_FLIGHT = 4
TIMES = 3
"""How often our own pulls are timed: a second or two each, they would suffer most from a busy moment."""

SAMPLE = 1_000
"""Requests that are timed one at a time, unless there is time for all: each takes as long as the others."""

GUEST = 1
"""Moodle's own account for visitors, which is nobody's and is not kept."""

NO_BATCHES = (
    Function.BATCH,
    Function.GRADE_ITEMS,
    Function.UPDATES,
    Function.ATTEMPT_REVIEW,
    Function.REPORTS,
    Function.REPORT,
)
"""Taken away, these leave calls by course, by enrolment and by pair, one a request."""


def synced(context):
    [outcome] = pull_sites(context)
    assert outcome.complete
    return outcome


@pytest.fixture
def asked_by_us(work_on, timed):
    """Sync a site into new stores; return requests, median seconds and what a check makes of the last store."""

    def ask(lms, in_flight, check=None):
        seconds = []
        for _ in range(TIMES):
            with work_on(lms, in_flight=in_flight) as context:
                took, outcome = timed(lambda context=context: synced(context))
                assert lms.requests_so_far() == outcome.statistics.requests
                found = check and check(context)
            seconds.append(took)
        return outcome.statistics.requests, median(seconds), found

    return ask


@pytest.fixture
def asked_plainly(timed):
    """Read a site with the plain client; return requests, seconds and facts."""

    def ask(lms, in_flight, most=None):
        def pull(client):
            with suppress(EnoughError):
                return client.pull()

        with PlainClient(lms.url, lms.token, in_flight=in_flight, most=most) as client:
            seconds, facts = timed(lambda: pull(client))
        assert lms.requests_so_far() == client.requests
        return client.requests, seconds, facts

    return ask


def missing(context, facts):
    """What the plain client has learnt and the store does not hold."""
    with context.store.reading() as tx:
        accounts = {row.account_id for row in tx.rows(account.select())}
        enrolled = {(row.course_id, row.account_id) for row in tx.rows(enrolment.select())}
        done = tx.rows(completion.select().where(completion.c.completed_at.is_not(None)))
        attempts = {row.attempt_id for row in tx.rows(attempt.select())}
        graded = {(row.quiz_id, row.account_id) for row in tx.rows(final_grade.select())}
    return (
        facts.accounts - accounts - {GUEST}
        | facts.enrolled - enrolled
        | facts.completed - {(row.course_id, row.account_id) for row in done}
        | facts.attempts.keys() - attempts
        | facts.grades.keys() - graded
    )


@pytest.fixture
def next_night(work_on, timed):
    """Sync a site again that has not changed; return requests and median seconds."""

    def ask(lms, in_flight):
        with work_on(lms, in_flight=in_flight) as context:
            synced(context)
            seconds, outcome = timed(lambda: synced(context), times=TIMES)
        lms.requests_so_far()
        assert not outcome.reconciled
        return outcome.statistics.requests, seconds

    return ask


def test_what_is_read_grows_with_what_changed_and_not_with_the_site(
    board, serve, work_on, timed, latency, long_form
):
    table = board(
        f"Growth: {latency * 1000:.0f} ms an answer, {IN_FLIGHT} in flight",
        "staff", "full: requests", "MB", "seconds", "night: requests", "MB", "seconds", "× full",
    )  # fmt: skip
    for size in (600, 3_000, 30_000) if long_form else (600, 3_000):
        lms = serve(staff=size)
        with work_on(lms, in_flight=IN_FLIGHT) as context:
            first, whole = timed(lambda context=context: synced(context))
            again, night = timed(lambda context=context: synced(context), times=TIMES)
        full, quiet = whole.statistics, night.statistics
        table.add(
            size,
            full.requests, full.bytes_received / 1e6, first,
            quiet.requests, quiet.bytes_received / 1e6, again, again / first,
        )  # fmt: skip
        assert quiet.requests <= QUIET_NIGHT


def test_a_full_pull_learns_all_that_a_plain_client_does_in_a_fraction_of_its_requests(
    board, serve, asked_by_us, asked_plainly, next_night, staff, latency, long_form
):
    table = board(
        f"Full pull: {staff:,} staff, {latency * 1000:.0f} ms an answer",
        "client", "in flight", "requests", "seconds", "× requests", "× time",
    )  # fmt: skip
    lms = serve()

    many, seconds, facts = asked_plainly(lms, IN_FLIGHT)
    few, base, lacking = asked_by_us(lms, IN_FLIGHT, lambda context: missing(context, facts))
    table.add("marshrut", IN_FLIGHT, few, base, 1.0, 1.0)
    table.add("plain client", IN_FLIGHT, many, seconds, many / few, seconds / base)
    assert lacking == set()
    assert many > 50 * few
    assert staff > 600 or few <= BUDGET

    requests, seconds = next_night(lms, IN_FLIGHT)
    table.add("marshrut, the next night", IN_FLIGHT, requests, seconds, requests / few, seconds / base)
    assert requests <= QUIET_NIGHT

    worse = {"marshrut, no participants report": serve(reports=False)}
    if long_form:
        worse["marshrut, nothing but dear ways"] = serve(reports=False, without=NO_BATCHES)
    for name, site in worse.items():
        requests, seconds, _ = asked_by_us(site, IN_FLIGHT)
        table.add(name, IN_FLIGHT, requests, seconds, requests / few, seconds / base)

    _, base, _ = asked_by_us(lms, 1)
    table.add("marshrut", 1, few, base, 1.0, 1.0)
    timed_requests, seconds, _ = asked_plainly(lms, 1, most=None if long_form else SAMPLE)
    seconds *= many / timed_requests
    table.add("plain client", 1, many, seconds, many / few, seconds / base)
    if timed_requests < many:
        table.notes.append(
            f"One at a time {timed_requests:,} requests were timed and the rest reckoned from them."
        )
