import pytest

from mappings.keeping.guard import HeldReason, judge


@pytest.mark.parametrize(
    ("before", "read", "held"),
    [
        (0, 0, None),
        (0, 500, None),
        (500, 500, None),
        (500, 600, None),
        (1, 0, HeldReason.EMPTIED),
        (500, 0, HeldReason.EMPTIED),
        (20, 1, None),
        (21, 1, None),
        (22, 1, HeldReason.SHRUNK),
        (100, 70, None),
        (100, 69, HeldReason.SHRUNK),
        (10_000, 7_001, None),
        (10_000, 6_999, HeldReason.SHRUNK),
    ],
)
def test_a_reading_is_held_when_it_lost_more_than_twenty_rows_and_three_in_ten(before, read, held):
    assert judge(before, read) == held
