"""Days as the regulation counts them: local days, anniversaries, ages, last so many years."""

from datetime import date, datetime, timedelta, tzinfo


def local_day(moment: datetime, zone: tzinfo) -> date:
    """Return the day a moment falls on in the district's zone; the moment must be aware."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(zone).date()


def anniversary(day: date, years: int) -> date:
    """Return the day so many years later (or earlier); 29 February becomes 28 where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def is_younger_than(years: int, birth_date: date, on: date) -> bool:
    """Tell whether that birthday is still ahead on the day; on the birthday itself it is not."""
    return on < anniversary(birth_date, years)


def within_last_years(years: int, day: date, on: date) -> bool:
    """Tell whether a day lies in the last so many years: after `on` minus the years, up to `on` itself."""
    return anniversary(on, -years) < day <= on


def began_within_years(years: int, started: date, on: date) -> bool:
    """Tell whether the first so many years still run: it started after `on` minus the years."""
    return started > anniversary(on, -years)


def months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))
