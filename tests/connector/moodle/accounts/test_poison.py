"""A record that Moodle cannot tell costs nobody else their place in the list."""

from dataclasses import replace

import pytest

from connector.errors import OddError, WaitError
from connector.moodle.accounts.parts import by_numbers
from connector.moodle.asking.calls import Call
from connector.moodle.asking.poison import bisect, every_number
from connector.moodle.functions import Function


def numbers(reading):
    return {each.account_id for each in reading.records}


def people(person, count, **of):
    """`of` gives further facts by number: `n7={"poisoned": True}`."""
    return [person(number, **of.get(f"n{number}", {})) for number in range(2, count + 2)]


def test_everybody_but_the_poisoned_is_read_and_the_report_tells_of_these(nights, person):
    site = nights(people(person, 40, n7={"poisoned": True, "first_name": "Вера"}))

    told = site.read()

    assert numbers(told) == {each.number for each in site.fake.people}
    assert {each.account_id: each for each in told.records}[7].first_name == "Вера"
    assert told.complete
    assert told.unreadable == ()


def test_a_report_that_tells_too_little_leaves_the_poisoned_set_apart(nights, person):
    site = nights(people(person, 40, n7={"poisoned": True}, n30={"poisoned": True}))
    site.plan = without_addresses(site.plan)

    told = site.read()

    assert numbers(told) == {each.number for each in site.fake.people} - {7, 30}
    assert told.complete
    assert [(each.number, each.reason, each.keys) for each in told.unreadable] == [
        ("7", "invalidresponse", {"account_id": 7}),
        ("30", "invalidresponse", {"account_id": 30}),
    ]


def without_addresses(plan):
    """A plan whose report does not tell all that is kept of an account."""
    return replace(plan, users_columns=replace(plan.users_columns, email=None))


def test_known_culprits_are_asked_for_apart_and_spoil_no_list_again(nights, person):
    site = nights(people(person, 40, n7={"poisoned": True}), windows=frozenset())
    site.plan = without_addresses(site.plan)
    site.read()

    again = site.read()

    assert [each.number for each in again.unreadable] == ["7"]
    assert site.requests <= 5


def test_a_mended_account_is_read_again(nights, person):
    site = nights(people(person, 40, n7={"poisoned": True}))
    site.plan = without_addresses(site.plan)
    site.read()
    site.fake.person(7).poisoned = False

    night = site.read()

    assert numbers(night) == {7}
    assert night.unreadable == ()
    assert night.scope.values == {7}


@pytest.mark.parametrize("count", [600, 3000])
def test_a_culprit_costs_few_requests(nights, person, count):
    site = nights(people(person, count, **{f"n{count // 2}": {"poisoned": True}}))

    site.read()

    assert site.requests <= 10


def test_without_a_report_everybody_is_read_by_number(nights, person):
    facts = {"n7": {"poisoned": True}, "n8": {"deleted": "cleaned"}, "n9": {"deleted": "fresh"}}
    site = nights(people(person, 30, **facts), report=False)

    told = site.read()

    assert numbers(told) == {each.number for each in site.fake.live} - {7}
    assert told.complete
    assert [(each.number, each.keys) for each in told.unreadable] == [("7", {"account_id": 7})]


def test_without_a_report_known_accounts_and_newer_ones_are_read_by_number(nights, person):
    site = nights(people(person, 30), report=False)
    site.read()
    site.fake.person(7).poisoned = True
    site.fake.person(8).deleted = "cleaned"
    site.fake.people.append(person(900))

    told = site.read()

    assert numbers(told) == {each.number for each in site.fake.live} - {7}
    assert told.scope is None
    assert [(each.number, each.keys) for each in told.unreadable] == [("7", {"account_id": 7})]
    site.read()
    assert site.requests <= 6


def test_a_culprit_that_is_not_remembered_is_met_again(nights, person):
    """A whole reading now and then forgets the notes, but knows who is kept."""
    site = nights(people(person, 30, n7={"poisoned": True}), report=False)
    site.read()
    site.memory = replace(site.memory, streams={})

    assert [each.number for each in site.read().unreadable] == ["7"]


def test_where_many_have_been_deleted_the_letters_of_addresses_lead_to_the_poisoned(
    nights, person, monkeypatch
):
    monkeypatch.setattr("connector.moodle.asking.poison.MOST_CULPRITS", 3)
    facts = {f"n{number}": {"deleted": "cleaned"} for number in range(10, 20)}
    site = nights(
        people(person, 30, **facts, n7={"poisoned": True, "email": "Anna_P+1@mail.test"}), report=False
    )

    told = site.read()

    assert numbers(told) == {each.number for each in site.fake.live} - {7}
    assert told.complete
    [apart] = told.unreadable
    assert (apart.number, apart.keys) == ("#1", {})


def test_after_a_great_clean_up_those_left_are_found(nights, person, monkeypatch):
    monkeypatch.setattr("connector.moodle.asking.poison.MOST_CULPRITS", 3)
    monkeypatch.setattr("connector.moodle.accounts.parts.MOST_GONE", 3)
    site = nights(people(person, 30, n9={"email": " "}), report=False)
    site.read()
    for number in range(10, 20):
        site.fake.person(number).deleted = "cleaned"
    site.fake.most = 10  # too many at once

    told = site.read()

    assert numbers(told) == {each.number for each in site.fake.live}
    assert told.unreadable == ()


def test_a_row_we_cannot_read_ourselves_is_read_from_the_report_or_set_apart(nights, person):
    site = nights(people(person, 10, n7={"odd": True}))

    told = site.read()

    assert [each.number for each in told.unreadable] == ["7"]
    assert told.complete


def test_deleted_accounts_asked_for_by_number_are_simply_not_there(nights, person):
    site = nights(
        people(person, 40, n7={"deleted": "fresh"}, n8={"deleted": "cleaned"}, n9={"poisoned": True})
    )

    found, culprits = by_numbers(site.moodle, range(2, 42))

    assert {each.account_id for each in found.told} == {*range(2, 42)} - {7, 8, 9}
    assert [each.part for each in culprits] == [9]


def test_where_nearly_all_fails_it_is_no_single_record(serve, fail):
    moodle, functions, _ = serve(core_user_get_users_by_field=fail("invalidresponse"))

    with pytest.raises(OddError, match="bad_row"):
        bisect(moodle, range(4000), lambda part: Call(Function.USERS_BY_FIELD, {"values": list(part)}))
    assert functions.calls["core_user_get_users_by_field"] < 100


def test_a_site_that_has_no_memory_even_for_one_record_is_not_asked_for_each(serve, answer):
    moodle, _, site = serve()
    site._answer = lambda _: answer(500)

    with pytest.raises(WaitError, match="empty_reply"):
        bisect(moodle, range(1000), lambda part: Call(Function.USERS_BY_FIELD, {"values": list(part)}))
    assert len(site.asked) < 30


def test_a_list_that_is_only_too_long_is_read_in_parts(serve, answer):
    def by_field(arguments):
        return [{"id": int(each)} for each in arguments["values"]]

    moodle, _, site = serve(core_user_get_users_by_field=by_field)
    whole = site._answer

    def answered(asked):
        long = len(asked.arguments.get("values", ())) > 20 or asked.function.startswith("tool_mobile")
        return answer(500) if long else whole(asked)

    moodle.can_batch, site._answer = False, answered
    values, culprits = bisect(
        moodle, range(300), lambda part: Call(Function.USERS_BY_FIELD, {"values": list(part)})
    )

    assert sorted(row["id"] for value in values for row in value) == list(range(300))
    assert culprits == []


def test_an_error_that_dividing_cannot_help_is_raised_at_once(serve, fail):
    moodle, functions, _ = serve(core_user_get_users_by_field=fail("invalidparameter"))

    with pytest.raises(OddError, match="parameter"):
        bisect(moodle, range(100), lambda part: Call(Function.USERS_BY_FIELD, {"values": list(part)}))
    assert functions.calls["core_user_get_users_by_field"] == 1


def test_numbers_are_tried_until_so_many_have_nothing(serve, fail):
    def courses(arguments):
        asked = {int(each) for each in arguments["value"].split(",")}
        if 1500 in asked:
            return fail("invalidresponse")
        return {"courses": [{"id": each} for each in sorted(asked & {1, 2, 1499, 1501, 4200})]}

    moodle, _, _ = serve(core_course_get_courses_by_field=courses)

    def read(known=()):
        return every_number(
            moodle,
            lambda part: Call(Function.COURSES, {"field": "ids", "value": ",".join(map(str, part))}),
            lambda told: told["courses"],
            known,
        )

    rows, culprits = read()
    assert sorted(each["id"] for each in rows) == [1, 2, 1499, 1501]
    assert [each.part for each in culprits] == [1500]
    rows, _ = read(known=[4200])
    assert sorted(each["id"] for each in rows) == [1, 2, 1499, 1501, 4200]
