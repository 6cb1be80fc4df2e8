"""Each attribute of each stream, as the records declare it: type, plausible range, blanks told as None."""

import pytest

from tests.live import judgements
from tests.live.streams import ATTRIBUTES, MOMENTS, NUMBERS, TEXTS


def each_of(attributes):
    return pytest.mark.parametrize("attribute", attributes, ids=str, indirect=True)


@each_of(ATTRIBUTES)
def test_a_value_is_of_its_type(seen, attribute):
    assert judgements.wrong_types(seen.first.readings, attribute) == []


@each_of(MOMENTS)
def test_a_moment_is_plausible(seen, attribute):
    assert judgements.wrong_moments(seen.first.readings, attribute, seen.now) == []


@each_of(NUMBERS)
def test_a_number_is_within_its_range(seen, attribute):
    assert judgements.wrong_numbers(seen.first.readings, attribute) == []


@each_of(TEXTS)
def test_a_text_that_is_not_told_is_none(seen, attribute):
    assert judgements.wrong_texts(seen.first.readings, attribute) == []
