"""Values written as TOML are read back as they were."""

import tomllib
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from config.toml_text import assignment

KEYS = some.text("abcdefghijklmnopqrstuvwxyz_", min_size=1)
PLAIN = some.one_of(
    some.text(some.characters(exclude_categories=["Cs"])),
    some.booleans(),
    some.integers(-(2**63), 2**63 - 1),
    some.floats(allow_nan=False, allow_infinity=False),
    some.dates(),
    some.times(),
)
VALUES = some.recursive(
    PLAIN, lambda inner: some.lists(inner, max_size=4) | some.dictionaries(KEYS, inner, max_size=4)
)


@given(KEYS, VALUES)
def test_any_value_is_read_back_as_it_was(key, value):
    assert tomllib.loads(assignment(key, value)) == {key: value}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "x = true"),
        (10.0, "x = 10"),
        (0.95, "x = 0.95"),
        (date(2026, 1, 1), "x = 2026-01-01"),
        (time(2, 30), "x = 02:30:00"),
        ("«Лицей» № 1", 'x = "«Лицей» № 1"'),
        (["a", "b"], 'x = ["a", "b"]'),
        ({"from": 1}, "x = { from = 1 }"),
        ([{"a": 1}], "x = [\n    { a = 1 },\n]"),
        ([], "x = []"),
    ],
)
def test_values_are_written_as_an_administrator_would(value, text):
    assert assignment("x", value) == text
