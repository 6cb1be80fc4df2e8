"""Whether the store holds anything that only its key can read."""

import pytest

from mappings.keeping.people_kept import a_seal, has_hashes


def told(district):
    with district.store.reading() as tx:
        return has_hashes(tx), a_seal(tx)


def test_an_empty_store_needs_no_key_and_neither_does_one_without_snils(district):
    assert told(district) == (False, None)

    district.accounts(5)
    district.roster(district.teacher(1))
    assert told(district) == (False, None)


@pytest.mark.parametrize("where", ["accounts", "roster"])
def test_a_snils_of_an_account_or_of_a_person_binds_the_store_to_its_key(district, account, where):
    if where == "accounts":
        district.pull("accounts", account(5, snils="11223344595"))
    else:
        district.roster(district.teacher(1, snils="11223344595"))

    has, seal = told(district)
    assert has
    assert district.keyring.open(seal) == "11223344595"
