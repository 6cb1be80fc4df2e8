import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.identity.snils import check_digits, normal_snils, snils_digits, written_snils

NUMBERS = st.integers(min_value=1_001_999, max_value=999_999_999).map(lambda number: f"{number:09d}")


@pytest.mark.parametrize(
    ("told", "understood"),
    [
        ("112-233-445 95", "11223344595"),
        ("112-233-445-95", "11223344595"),
        (" 11223344595 ", "11223344595"),
        ("112 233 445 95", "11223344595"),
        ("021-573-681 34", "02157368134"),
        ("2157368134", "02157368134"),
        ("112-233-445 96", None),
        ("570-033-032 33", None),
        ("1122334459", None),
        ("112-233-445 9", None),
        ("СНИЛС", None),
        ("000-000-000 00", None),
        ("", None),
        (None, None),
    ],
)
def test_a_number_is_eleven_digits_with_the_right_check(told, understood):
    assert normal_snils(told) == understood


@pytest.mark.parametrize(
    ("nine", "total", "check"),
    [("920000010", 99, "99"), ("920000100", 100, "00"), ("920000101", 101, "00"), ("920000110", 102, "01"),
     ("087654303", 202, "00"), ("087654301", 200, "99")],
)  # fmt: skip
def test_sums_of_100_and_101_are_checked_by_noughts(nine, total, check):
    assert sum(int(digit) * weight for digit, weight in zip(nine, range(9, 0, -1), strict=True)) == total
    assert check_digits(nine) == check


def test_numbers_older_than_the_check_are_not_checked():
    assert normal_snils("001-001-998 77") == "00100199877"
    assert normal_snils("001-001-999 77") is None


@given(NUMBERS)
def test_written_and_read_again_a_number_stays_itself(nine):
    digits = nine + check_digits(nine)

    assert normal_snils(written_snils(digits)) == digits == snils_digits(digits)


@given(NUMBERS, st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_of_nine_never_passes(nine, place, shift):
    """The weights 9…1 times a shift of 1…9 are never a multiple of 101, save where 100 becomes 00."""
    wrong = nine[:place] + str((int(nine[place]) + shift) % 10) + nine[place + 1 :]
    total, other = (
        sum(int(d) * w for d, w in zip(each, range(9, 0, -1), strict=True)) % 101 for each in (nine, wrong)
    )
    if {total, other} == {0, 100} or int(wrong) <= 1_001_998:
        return

    assert normal_snils(wrong + check_digits(nine)) is None


@given(st.text())
def test_no_text_breaks_the_reading(text):
    number = normal_snils(text)

    assert number is None or (len(number) == 11 and number.isdigit())
