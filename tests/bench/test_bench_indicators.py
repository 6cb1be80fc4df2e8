"""The five indicators of 3,000 staff against asking the store about one person after the other."""

from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import Engine, event

from mappings.keeping.loading import load_facts, load_selected
from mappings.regulation import routes
from mappings.regulation.assessment import assess
from mappings.regulation.catalogue import resolve
from mappings.regulation.question import question_for
from tests.bench.lms_process import DAY
from tests.bench.plain_reckoning import ASKED_A_PERSON, PlainReckoning

TIMES = 3
MOST_QUERIES = 20
"""Of loading the facts, whatever the size of the district."""


@contextmanager
def queries():
    """Count the statements sent within."""
    sent = []

    def note(_connection, _cursor, statement, *_):
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
def question(large_district):
    return question_for(large_district.settings, DAY)


@pytest.fixture
def catalogue(large_district):
    with large_district.store.reading() as tx:
        return resolve(large_district.settings, *load_selected(tx))[0]


def test_all_five_indicators_with_evidence_against_three_bare_counts_person_by_person(
    board, timed, large_district, catalogue, question
):
    table = board("Indicators: 3,000 staff, SQLite", "what", "queries", "seconds", "× all of marshrut")
    settings, store = large_district.settings, large_district.store
    heads = frozenset(settings.staff.head_posts)

    def load():
        with store.reading() as tx:
            return load_facts(tx, catalogue, heads)

    def plainly():
        with store.reading() as tx:
            return PlainReckoning(tx, catalogue, question).tally()

    with queries() as asked:
        loading, facts = timed(load, times=TIMES)
    assessing, assessment = timed(lambda: assess(facts, question), times=TIMES)
    undrafted = replace(facts, routes=())
    drafting, drafts = timed(
        lambda: routes.build(undrafted, assessment.rounds, question, settings.routes, large_district.words),
        times=TIMES,
    )
    with queries() as asked_plainly:
        plain, tally = timed(plainly)

    whole = loading + assessing + drafting
    table.add("load facts", len(asked) // TIMES, loading, loading / whole)
    table.add("assess: 5 indicators, verdicts, evidence", 0, assessing, assessing / whole)
    table.add(f"draft {len(drafts):,} routes", 0, drafting, drafting / whole)
    table.add("all of marshrut", len(asked) // TIMES, whole, 1.0)
    table.add("person by person: 3 bare counts", len(asked_plainly), plain, plain / whole)
    for value in assessment.values:
        if value.indicator in {"6.1.1", "6.1.2", "6.1.5"}:
            counted, others = tally[value.indicator, True], tally[value.indicator, False]
            assert (counted, counted + others) == (value.numerator, value.denominator)
    assert len(asked) // TIMES <= MOST_QUERIES
    assert len(asked_plainly) > ASKED_A_PERSON * len(facts.people)
