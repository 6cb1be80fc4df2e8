"""СНИЛС, the insurance number that identifies a person: eleven digits, the last two of them a check."""

import re

_SEPARATORS = re.compile(r"[\s\-–—‑−.,_/\\]+")
_DIGITS = re.compile(r"\d{11}", re.ASCII)
_UNCHECKED_UP_TO = 1_001_998
"""Numbers up to 001-001-998 were given out before the check existed."""


def normal_snils(told: str | None) -> str | None:
    """Return the eleven digits of a number that passes its check, else None."""
    digits = snils_digits(told)
    return digits if digits is not None and check_holds(digits) else None


def snils_digits(told: str | None) -> str | None:
    """Return eleven digits without checking them; None where there are not eleven.

    A spreadsheet that takes the number for a figure eats its leading noughts: bare digits, nine or ten of
    them, get them back.
    """
    bare = _SEPARATORS.sub("", told or "")
    if bare.isascii() and bare.isdigit() and bare == (told or "").strip() and len(bare) in (9, 10):
        bare = bare.zfill(11)
    return bare if _DIGITS.fullmatch(bare) else None


def check_digits(number: str) -> str:
    """Return the check of the first nine digits: sum of digit x (9…1), modulo 101, 100 becoming 00."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:9], range(9, 0, -1), strict=True))
    return f"{total % 101 % 100:02d}"


def check_holds(digits: str) -> bool:
    """Tell whether eleven digits are a possible number; the all-nought one is nobody's."""
    if int(digits[:9]) == 0:
        return False
    return int(digits[:9]) <= _UNCHECKED_UP_TO or digits[9:] == check_digits(digits)


def written_snils(digits: str) -> str:
    """Return eleven digits as people write them: NNN-NNN-NNN CC."""
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:9]} {digits[9:]}"
