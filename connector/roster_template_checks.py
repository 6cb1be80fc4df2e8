"""Formulas by which a spreadsheet program checks a staff list while it is being typed."""

from typing import Any

NAME_OF_DIGITS = "Разряды"
"""The numbers 1 to 9 in cells: a check may hold no array of its own."""

NAME_OF_POSTS = "Должности"
NAME_OF_ORGANISATIONS = "Организации"

_YOUNGEST_IN_MONTHS = 14 * 12
_OLDEST = "DATE(1920,1,1)"


def day_check(name: str) -> dict[str, Any]:
    """Return the check of a day: born before the age of work, hired at most a year from now.

    Today is the day of typing, so that a sheet drawn last year still fits.
    """
    latest = f"=EDATE(TODAY(),-{_YOUNGEST_IN_MONTHS})" if name == "birth_date" else "=TODAY()+366"
    return {"validate": "date", "criteria": "between", "minimum": f"={_OLDEST}", "maximum": latest}


def snils_check(cell: str) -> str:
    """Return a formula that is true for eleven digits whose last two are the check of the first nine.

    Hyphens and spaces don't matter. It fits the 255 letters a check may have.
    """
    return f"={_snils_holds(cell)}"


def snils_rule(cell: str) -> str:
    """Return a formula that is true for a СНИЛС that is filled in and wrong, also where it is no number at all."""
    return f'=AND({cell}<>"",IFERROR(NOT({_snils_holds(cell)}),TRUE))'


def missing_rule(cell: str, filled: str) -> str:
    """Return a formula that is true for an empty cell of a row that is filled in."""
    return f'=AND(TRIM({cell})="",{filled})'


def _snils_holds(cell: str) -> str:
    digits = f'SUBSTITUTE(SUBSTITUTE({cell},"-","")," ","")'
    total = f"SUMPRODUCT(MID({digits},{NAME_OF_DIGITS},1)*(10-{NAME_OF_DIGITS}))"
    return f"AND(LEN({digits})=11,MOD(MOD({total},101),100)=--RIGHT({digits},2))"
