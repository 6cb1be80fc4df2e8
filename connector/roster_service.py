"""Years of service as staff lists tell them, and the day work began that they come to."""

import re
from calendar import monthrange
from datetime import date

_YEARS = r"(?P<years>\d{1,2}(?:[.,]\d{1,2})?)\s*(?:л\w*|г(?:од\w*)?)?\.?"
_MONTHS = r"(?P<months>\d{1,2})\s*м\w*\.?"
_SERVICE = re.compile(
    rf"(?:(?:более|свыше|>)\s*)?{_YEARS}(?:[\s,и]*{_MONTHS})?(?:[\s,и]*\d{{1,2}}\s*д\w*\.?)?"
)
_ONLY_MONTHS = re.compile(_MONTHS + r"(?:[\s,и]*\d{1,2}\s*д\w*\.?)?")
_NONE_YET = re.compile(
    r"(?:менее|до)\s+(?:1\s*)?(?:одного\s+)?года|б/с|без стажа|нет|молодой специалист|-|–|—"
)
_MOST_YEARS = 75
_A_YEAR = 12


def months_of_service(text: str) -> int | None:
    """Return the months that «12 лет», «2 г. 5 мес.», «2,5» come to; None where a text tells no service."""
    told = text.casefold().strip()
    if _NONE_YET.fullmatch(told):
        return 0
    if found := _ONLY_MONTHS.fullmatch(told):
        return int(found["months"])
    found = _SERVICE.fullmatch(told)
    if found is None:
        return None
    months = round(float(found["years"].replace(",", ".")) * _A_YEAR) + int(found["months"] or 0)
    return months if months <= _MOST_YEARS * _A_YEAR else None


def began(as_of: date, months: int, hired: date | None) -> date:
    """Return the latest day on which work may have begun.

    Years are told rounded down, so the earlier days are as likely; the latest one keeps nobody out of the
    first three years who may belong there. Nobody began after being hired, unless service was broken before.
    """
    latest = _months_before(as_of, months)
    earliest = _months_before(as_of, months + _A_YEAR)
    return hired if hired and earliest <= hired < latest else latest


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * _A_YEAR + day.month - 1 - months, _A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
