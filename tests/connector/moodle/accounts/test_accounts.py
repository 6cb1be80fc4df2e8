"""Accounts and what they tell of their owner."""

import json

import pytest

from connector.errors import OddError
from connector.moodle.accounts.stream import accounts as read_accounts
from connector.moodle.memory import NOTHING_KNOWN
from connector.moodle.plan import make_plan
from connector.moodle.planning.preflight import Site
from connector.moodle.reading import ProfileFields

SNILS = {"shortname": "snils", "name": "СНИЛС", "value": "112-233-445 95"}
SCHOOL = {"shortname": "school", "name": "Образовательная организация", "value": "МБОУ «Барсовская СОШ»"}


SITE = Site("4.5", 2, frozenset(), "http://lms.example")
PLAN = make_plan(SITE)


def accounts(moodle, profile):
    return read_accounts(moodle, SITE, PLAN, profile, NOTHING_KNOWN)


def user(number=3, **other):
    told = {"id": number, "username": f"u{number}", "firstname": "Анна", "lastname": "Попова"}
    return told | {"email": "a@mail.test", "suspended": False, "lastaccess": 0} | other


@pytest.fixture
def read(serve):
    def reading(*users, **profile):
        moodle, _, _ = serve(core_user_get_users={"users": list(users), "warnings": []})
        return accounts(moodle, ProfileFields(**profile))

    return reading


def test_a_recorded_site_gives_every_account_but_the_guest(serve, recorded):
    moodle, _, site = serve(recorded)

    told = accounts(moodle, ProfileFields())

    asked = {user["id"] for user in recorded.reply("core_user_get_users--all")["users"]}
    assert {each.account_id for each in told.records} == asked - {1}
    assert told.complete
    assert told.problems == ()
    assert len(site.asked) == 1


def test_profile_fields_are_found_by_their_short_names(read):
    [told] = read(user(customfields=[SNILS, SCHOOL], idnumber="52", institution="Другая школа")).records

    assert (told.snils, told.organisation, told.staff_number) == (
        "112-233-445 95",
        "МБОУ «Барсовская СОШ»",
        "52",
    )
    assert told.last_access is None


def test_the_institution_stands_in_for_a_blank_organisation(read):
    first, second = read(user(3, customfields=[SCHOOL]), user(4, institution=" МБДОУ «Белочка» ")).records

    assert (first.organisation, second.organisation) == ("МБОУ «Барсовская СОШ»", "МБДОУ «Белочка»")


def test_a_blank_staff_number_is_none(read):
    """Else everyone without a number would be matched to everyone else."""
    assert [each.staff_number for each in read(user(3, idnumber="  "), user(4)).records] == [None, None]


def test_a_staff_number_may_stand_in_a_profile_field(read):
    field = {"shortname": "tabel", "name": "Табельный номер", "value": "0042"}

    [told] = read(user(customfields=[SNILS, SCHOOL, field], idnumber="52"), staff_number="tabel").records

    assert told.staff_number == "0042"


def test_a_post_is_read_from_the_field_named_for_it_and_only_then(read):
    field = {"shortname": "position", "name": "Должность", "value": " Учитель физики "}
    told = user(customfields=[SNILS, SCHOOL, field])

    assert [each.post for each in read(told, post="position").records] == ["Учитель физики"]
    assert [each.post for each in read(told).records] == [None]


def test_a_field_for_posts_that_nobody_has_is_told(read):
    told = read(user(customfields=[SNILS, SCHOOL]), post="position")

    assert [each.values["field"] for each in told.problems] == ["position"]


def test_a_field_with_another_short_name_is_found_by_its_name_and_told(read):
    field = {"shortname": "insurance", "name": "Номер СНИЛС", "value": "1"}

    told = read(user(customfields=[field, SCHOOL]))

    assert told.records[0].snils == "1"
    [hint] = told.problems
    assert (hint.text_id, dict(hint.values)) == (
        "lms.problem.profile_field_guessed",
        {"field": "snils", "used": "insurance"},
    )
    assert told.complete


def test_a_field_nobody_has_is_told(read):
    told = read(user(customfields=[SCHOOL], institution="x"), organisation="department", staff_number="tabel")

    assert [(each.text_id.rpartition(".")[2], each.values["field"]) for each in told.problems] == [
        ("profile_field_absent", "snils"),
        ("profile_field_guessed", "department"),
        ("profile_field_absent", "tabel"),
    ]


def test_a_site_that_hides_name_parts_gives_the_whole_name(read):
    """4.2 tells first and last name only to those who may see them."""
    told = user(fullname="Горбачева Наталия Федоровна", customfields=[SNILS, SCHOOL])
    del told["firstname"], told["lastname"]

    [account] = read(told).records

    assert (account.first_name, account.last_name) == ("Горбачева Наталия Федоровна", "")


def test_a_row_that_cannot_be_read_is_set_aside_without_its_contents(read):
    told = read(user(3, customfields=[SNILS, SCHOOL]), user(4, suspended="Иванова"))

    assert [each.account_id for each in told.records] == [3]
    assert told.complete
    [apart] = told.unreadable
    assert (apart.number, apart.reason, apart.keys) == ("4", "suspended", {"account_id": 4})
    assert "Иванова" in json.loads(apart.raw)["suspended"]
    assert "Иванова" not in repr(told)


def test_no_person_is_in_the_repr_of_a_reading(read):
    told = repr(read(user(customfields=[SNILS, SCHOOL])))

    assert "Попова" not in told
    assert "112-233" not in told


@pytest.mark.parametrize("told", [[], {"users": {}}, None, {"other": []}])
def test_accounts_in_another_shape_are_odd(serve, told):
    moodle, _, _ = serve(core_user_get_users=told)

    with pytest.raises(OddError, match="wrong_shape"):
        accounts(moodle, ProfileFields())
