"""The shared sample districts, whose truth is known: precision before recall."""

import json
from pathlib import Path

import pytest

from connector.snils import normal_snils
from connector.spreadsheets import read_roster
from mappings.facts import LinkState
from mappings.identity.matcher import match
from mappings.identity.values import AccountKey, PersonKey

TESTS = Path(__file__).parents[2]
SAMPLES = TESTS / "mappings" / "samples"
RECORDING = TESTS / "recordings" / "moodle-4.5.6" / "core_user_get_users--all.json"


def people_of(district):
    roster, problems = read_roster(SAMPLES / district / "roster.xlsx", "roster.xlsx")
    assert problems == []
    return [
        PersonKey(
            person_id=int(row.roster_no), roster_no=row.roster_no, last_name=row.last_name, first_name=row.first_name,
            patronymic=row.patronymic, snils_hash=row.snils, email=row.email, organisations=(row.organisation,),
        )
        for row in roster.rows
    ]  # fmt: skip


def account(number, username, first, last, email, snils, staff_number, organisation):
    return AccountKey(
        ("lms", number), username, first, last, email, normal_snils(snils), staff_number or None, organisation or None
    )  # fmt: skip


def accounts_of(district):
    told = json.loads((SAMPLES / district / "accounts.json").read_text("utf-8"))
    return [
        account(number, a["username"], a["first"], a["last"], a["email"], a["snils"], a["idnumber"], a["org"])
        for number, a in enumerate(told, 1)
    ]


def recorded_accounts():
    for user in json.loads(RECORDING.read_text("utf-8"))["reply"]["users"]:
        fields = {each["shortname"]: each["value"] for each in user.get("customfields", [])}
        yield account(
            user["id"], user["username"], user["firstname"], user["lastname"], user["email"], fields.get("snils", ""),
            user.get("idnumber"), fields.get("school") or user.get("institution"),
        )  # fmt: skip


def measured(district, accounts):
    """Return precision, recall, right-first and the links of strangers; deleted accounts are not told of."""
    truth = json.loads((SAMPLES / district / "truth.json").read_text("utf-8"))
    links = dict(zip([a.username for a in accounts], match(people_of(district), accounts, {}), strict=True))
    owned = {name: person for name, person in truth.items() if person is not None and name in links}
    linked = {name: link.person_id for name, link in links.items() if link.state is LinkState.LINKED}
    right = sum(owned.get(name) == person for name, person in linked.items())
    foremost = {name: link.candidates[0].person_id for name, link in links.items() if link.candidates}
    first = sum(foremost.get(name) == person for name, person in owned.items())
    strangers = [name for name in linked if name not in owned]
    return right / len(linked), right / len(owned), first / len(owned), strangers


def test_the_small_district_with_its_recorded_accounts_is_matched_whole():
    precision, recall, first, strangers = measured("district-60", list(recorded_accounts()))

    assert (precision, strangers) == (1.0, [])
    assert recall == first == 1.0


def test_guests_administrators_and_services_belong_to_nobody():
    links = match(people_of("district-60"), list(recorded_accounts()), {})
    states = {link.account[1]: link.state for link in links}

    assert {states[number] for number in (1, 2, 57)} == {LinkState.UNMATCHED}


@pytest.mark.parametrize(
    ("district", "least_precision", "least_recall", "least_first"),
    [("district-300", 1.0, 0.98, 0.99), ("district-300-hard", 0.998, 0.72, 0.975)],
)
def test_a_district_is_matched_as_well_as_was_promised(district, least_precision, least_recall, least_first):
    precision, recall, first, strangers = measured(district, accounts_of(district))

    assert strangers == []
    assert precision >= least_precision
    assert recall >= least_recall
    assert first >= least_first
