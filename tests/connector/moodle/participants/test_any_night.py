"""Whatever happens in the report, nights that ask for news only end with the facts of whole readings."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

DAY = 86_400
PEOPLE = range(1, 13)
AGES = st.sampled_from([0, 1, 13, 14, 15, 40, 200, 400, 900])


def gone(lines, person, _):
    return [line for line in lines if line.account != person]


def changed(**values):
    """Change a person's lines; a value may depend on the moment `at`."""

    def change(lines, person, at):
        told = {name: value(at) if callable(value) else value for name, value in values.items()}
        return [replace(line, **told) if line.account == person else line for line in lines]

    return change


def second_way(lines, person, at):
    return lines + [
        replace(line, method="Self enrolment", created=at)
        for line in lines
        if line.account == person
        and line.method != "Self enrolment"
        and not any(each.method == "Self enrolment" for each in lines if each.account == person)
    ]


GAINS = {
    "completed": lambda lines, person, at: [
        replace(line, completed=at) if line.account == person and not line.completed else line
        for line in lines
    ],
    "suspended": changed(suspended=True),
    "enrolled another way": second_way,
    "given a role": changed(copies=2),
}
LOSSES = {
    "unenrolled": gone,
    "taken back": changed(completed=0),
    "let in again": changed(suspended=False),
    "left with one role": changed(copies=1),
}
NIGHT = st.one_of(
    st.lists(st.tuples(st.sampled_from(list(changes.values())), st.sampled_from(PEOPLE), AGES), max_size=5)
    for changes in (GAINS, LOSSES)
)
"""What cancels out within a night is not seen by counting: old rows of a night are gained or lost."""


@pytest.fixture
def people(line):
    return lambda ages: [
        line(person, ago=age, completed=0 if done is None else line(0, ago=done).created)
        for person, (age, done) in zip(PEOPLE, ages, strict=True)
    ]


@pytest.fixture(autouse=True, params=[True, False], ids=["cut to single days", "cut as it pays"])
def fineness(request, monkeypatch):
    """A made-up report is so small that its past would always be read at once."""
    if request.param:
        monkeypatch.setattr("connector.moodle.involvement.news.ENOUGH", 1)


@given(
    ages=st.lists(
        st.tuples(AGES, st.sampled_from([None, 0, 3, 20, 300])), min_size=len(PEOPLE), max_size=len(PEOPLE)
    ),
    week=st.lists(NIGHT, max_size=6),
    turns=st.lists(st.tuples(st.sampled_from(PEOPLE), st.integers(0, 7)), max_size=3),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_two_quiet_nights_after_whatever_happened_the_facts_are_those_of_a_whole_reading(
    nights, people, ages, week, turns
):
    its = nights(*people(ages))
    for person, day in turns:
        its.world.change(person, ends=its.world.now + day * DAY + DAY // 2)
    its.whole()
    for happenings in week:
        for change, person, ago in happenings:
            its.world.lines = change(its.world.lines, person, its.world.now - ago * DAY)
        its.night()
    assert all(reading.complete for reading in its.night())
    its.night()

    assert its.facts == its.truth
