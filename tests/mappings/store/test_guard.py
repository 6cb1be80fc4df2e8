import pytest

from mappings.keeping.guard import DEFAULT_GUARD, Guard, HeldReason


@pytest.mark.parametrize(
    ("before", "lost", "held"),
    [
        (0, 0, None),
        (500, 0, None),
        (1, 1, HeldReason.EMPTIED),
        (500, 500, HeldReason.EMPTIED),
        (21, 20, None),
        (22, 21, HeldReason.SHRUNK),
        (100, 30, None),
        (100, 31, HeldReason.SHRUNK),
        (10_000, 2_999, None),
        (10_000, 3_001, HeldReason.SHRUNK),
    ],
)
def test_a_reading_is_held_when_it_lost_more_than_twenty_rows_and_three_in_ten(before, lost, held):
    assert DEFAULT_GUARD.judge(before=before, lost=lost, left=before - lost) == held


def test_the_limits_are_the_operators_to_set():
    assert Guard(rows=0, percent=0).judge(before=10, lost=1, left=9) is HeldReason.SHRUNK
    assert Guard(rows=5, percent=100).judge(before=10, lost=9, left=1) is None


def test_where_only_a_part_was_looked_at_the_share_is_of_that_part_and_the_rest_is_left():
    assert DEFAULT_GUARD.judge(before=30, lost=30, left=9_970) is HeldReason.SHRUNK
    assert DEFAULT_GUARD.judge(before=3, lost=3, left=9_997) is None
    assert DEFAULT_GUARD.judge(before=3, lost=3, left=0) is HeldReason.EMPTIED
