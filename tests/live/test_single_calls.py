"""A sample asked for one by one tells what the pull has told."""

import pytest

from tests.live import samples


@pytest.mark.parametrize(
    "compare",
    [
        samples.accounts_by_number,
        samples.completions_by_person,
        samples.attempts_by_review,
        samples.grades_by_person,
        samples.people_by_course,
    ],
    ids=lambda compare: compare.__name__,
)
def test_single_calls_agree_with_the_pull(seen, compare):
    try:
        troubles = compare(seen)
    except samples.NothingToCompareError as why:
        pytest.skip(f"НЕ ПРОВЕРЕНО: {why}")

    assert troubles == []
