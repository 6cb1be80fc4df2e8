"""A night asks for who has changed, learns by counting that somebody is gone, and reads the rest no more."""

from dataclasses import replace

import pytest

from connector.moodle.memory import Memory, StreamMemory


def numbers(reading):
    return {each.account_id for each in reading.records}


@pytest.fixture
def site(nights, person):
    """A site of 30 people that has been read once."""
    made = nights([person(number) for number in range(2, 32)])
    assert made.read().scope is None
    return made


def test_a_night_without_news_is_one_request(site):
    night = site.read()

    assert (night.records, night.complete, night.scope.values) == ([], True, frozenset())
    assert site.requests == 1
    assert night.coverage["accounts"] == 30


def test_changed_and_new_accounts_are_read_in_a_second_request(site, person, evening):
    _, _, after = evening
    site.fake.person(5).first_name, site.fake.person(5).modified = "Вера", after
    site.fake.people.append(person(40, modified=after))

    night = site.read()

    assert {each.account_id: each.first_name for each in night.records} == {5: "Вера", 40: "Анна"}
    assert night.scope.values == {5, 40}
    assert site.requests == 2


def test_the_filter_is_taken_off_again(site):
    site.read()

    assert site.fake.filters == {}


@pytest.mark.parametrize("kind", ["fresh", "cleaned"])
def test_a_deleted_account_is_missed_twice_and_then_forgotten(site, kind):
    site.fake.person(5).deleted = kind

    first = site.read()
    assert (first.records, first.scope.values, site.requests) == ([], {5}, 2)
    second = site.read()
    assert (second.records, second.scope.values, site.requests) == ([], {5}, 2)
    third = site.read()

    assert (third.scope.values, site.requests) == (frozenset(), 1)
    assert 5 not in site.memory.accounts


def test_an_account_that_was_missing_once_and_is_back_is_read(site):
    site.fake.person(5).deleted = "fresh"
    site.read()
    site.fake.person(5).deleted = ""

    assert numbers(site.read()) == {5}
    assert site.read().scope.values == frozenset()


def test_an_account_that_came_without_a_date_is_found_by_counting(site, person):
    site.fake.people.append(person(40))

    assert numbers(site.read()) == {40}
    assert site.requests == 3


def test_a_changed_account_that_is_poisoned_is_read_from_the_report(site, evening):
    _, _, after = evening
    site.fake.person(5).modified, site.fake.person(5).poisoned = after, True
    site.fake.person(6).modified = after

    night = site.read()

    assert numbers(night) == {5, 6}
    assert night.unreadable == ()


def test_what_was_said_of_profile_fields_is_said_again(nights, person):
    site = nights([person(number, snils="") for number in range(2, 12)])

    whole = site.read()
    night = site.read()

    assert night.scope is not None
    assert [each.text_id for each in night.problems] == [each.text_id for each in whole.problems]
    assert "lms.problem.profile_field_absent" in {each.text_id for each in night.problems}


def test_other_profile_fields_make_everybody_be_read(site):
    site.profile = replace(site.profile, snils="insurance")

    assert site.read().scope is None


def test_where_half_has_changed_everybody_is_read(site, evening):
    _, _, after = evening
    for each in site.fake.people[:20]:
        each.modified = after

    assert site.read().scope is None


@pytest.mark.parametrize("windows", [frozenset(), frozenset({"user:timecreated"})])
def test_without_a_filter_on_changes_everybody_is_read(nights, person, windows):
    site = nights([person(number) for number in range(2, 12)], windows=windows)
    site.read()

    assert site.read().scope is None


def test_notes_that_another_version_has_written_are_no_obstacle(site):
    stream = StreamMemory(site.memory.streams["accounts"].since, None, {"wanted": "?"})
    site.memory = Memory({"accounts": stream}, site.memory.accounts)

    assert len(site.read().records) == 30


def test_a_large_site_is_read_by_its_report(nights, person, monkeypatch):
    monkeypatch.setattr("connector.moodle.accounts.whole.MOST_IN_ONE_CALL", 10)
    site = nights([person(number, first_name="Анна  Мария & Ко") for number in range(2, 32)], most=20)
    told = site.read()

    assert [each.first_name for each in told.records] == ["Анна  Мария & Ко"] * 30
    assert {each.snils for each in told.records} == {"112-233-445 95"}
    assert {each.staff_number for each in told.records} == {str(1000 + number) for number in range(2, 32)}
    assert told.complete


def test_a_large_site_whose_report_tells_too_little_is_read_by_number(nights, person, monkeypatch):
    monkeypatch.setattr("connector.moodle.accounts.whole.MOST_IN_ONE_CALL", 10)
    site = nights([person(number) for number in range(2, 32)], most=20)
    site.plan = replace(site.plan, users_columns=replace(site.plan.users_columns, suspended=None))

    told = site.read()

    assert len(told.records) == 30
    assert {each.snils for each in told.records} == {"112-233-445 95"}
