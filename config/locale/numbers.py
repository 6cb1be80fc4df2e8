"""Numbers and dates as people write them: shares, counts, days and moments, in either language.

A non-breaking space holds thousands and the sign «%» to their number, so that no line ends between them.
"""

from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from babel.dates import format_date

from config.locale import Locale

NO_BREAK = "\N{NO-BREAK SPACE}"
NO_SHARE = "—"
"""Printed where the denominator is 0: such a share is unknown, not 0 %."""


def format_share(share: Fraction | None, locale: Locale) -> str:
    """Return a share in percent with one decimal, rounded half up: «66,7 %», "66.7%"; «—» for None."""
    if share is None:
        return NO_SHARE
    tenths = int(abs(rounded_share(share)) * 1000)
    sign = "−" if share < 0 and tenths else ""
    whole, tenth = divmod(tenths, 10)
    number = f"{sign}{format_count(whole, locale)}{'.' if locale == 'en' else ','}{tenth}"
    return f"{number}%" if locale == "en" else f"{number}{NO_BREAK}%"


def rounded_share(share: Fraction) -> Fraction:
    """Return a share as it is printed: a whole number of tenths of a percent, rounded half up."""
    tenths = Fraction(_half_up(abs(share) * 1000), 1000)
    return -tenths if share < 0 else tenths


def format_count(count: int, locale: Locale) -> str:
    """Return a whole number with its thousands apart: «1 591» (non-breaking), "1,591"."""
    grouped = f"{abs(count):,}"
    told = grouped if locale == "en" else grouped.replace(",", NO_BREAK)
    return f"−{told}" if count < 0 else told


def format_decimal(number: float, digits: int, locale: Locale) -> str:
    """Return a number with so many decimals and its thousands apart: «1 312,4» (non-breaking), "1,312.4"."""
    told = f"{number:,.{digits}f}"
    return told if locale == "en" else told.replace(",", NO_BREAK).replace(".", ",")


def format_day(day: date | None, locale: Locale) -> str:
    """Return a day: «31.12.2026», "31 Dec 2026"; «—» for None."""
    if day is None:
        return NO_SHARE
    return format_date(day, "d MMM y", locale="en") if locale == "en" else f"{day:%d.%m.%Y}"


def format_moment(moment: datetime | None, zone: ZoneInfo, locale: Locale) -> str:
    """Return an aware moment as a clock in the zone shows it: «31.12.2026 09:05»; «—» for None."""
    if moment is None:
        return NO_SHARE
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    local = moment.astimezone(zone)
    return f"{format_day(local.date(), locale)} {local:%H:%M}"


def _half_up(value: Fraction) -> int:
    """Return the nearest whole number, the greater one of two; `round` would take the even one."""
    return int(value + Fraction(1, 2))
