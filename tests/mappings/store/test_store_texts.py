"""Every error of the store has its sentence, in both languages, with every place filled."""

import pytest

from config.locale import texts
from mappings import store_errors

KINDS = {
    *store_errors._SQLITE_KINDS.values(),
    *store_errors._POSTGRESQL_KINDS.values(),
    *("unknown_url", "newer_schema", "contradiction", "failed"),
    *("key.lost", "key.wrong", "key.unreadable", "key.not_written"),
}
PLACES = {"kind": "X", "code": "X", "version": "X", "place": "X"}


@pytest.mark.parametrize("locale", ["ru", "en"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_error_is_one_sentence_or_a_few(kind, locale):
    assert texts(locale).say(f"store.{kind}", **PLACES).endswith(".")


@pytest.mark.parametrize("locale", ["ru", "en"])
def test_no_sentence_is_left_over(locale):
    told = {each.removeprefix("store.") for each in texts(locale).ids() if each.startswith("store.")}

    assert told == KINDS
