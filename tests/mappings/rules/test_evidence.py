from mappings.facts import LinkOrigin, Person
from mappings.regulation import evidence


def test_a_chain_says_how_an_account_was_taken_for_somebodys_and_by_whom():
    person = Person(
        person_id=5,
        roster_no="17",
        birth_date=None,
        work_started=None,
        employments=(),
        accounts=(("lms", 30), ("lms", 31)),
        awaiting_accounts=(("lms", 40),),
        origins={
            ("lms", 30): LinkOrigin("snils+name", "matcher"),
            ("lms", 31): LinkOrigin("decision", "ivanova"),
        },
    )

    assert evidence.identity(person) == (
        {"kind": "roster", "person_id": 5, "roster_no": "17"},
        {
            "kind": "account",
            "site": "lms",
            "account_id": 30,
            "method": "snils+name",
            "confirmed_by": "matcher",
        },
        {"kind": "account", "site": "lms", "account_id": 31, "method": "decision", "confirmed_by": "ivanova"},
        {"kind": "account_awaiting_decision", "site": "lms", "account_id": 40},
    )
