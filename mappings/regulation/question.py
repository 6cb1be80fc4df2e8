"""What is asked of the facts: which day, which period, by which reading of the regulation."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from config.settings import Readings, Settings
from mappings.regulation.calendar_rules import local_day


@dataclass(frozen=True, slots=True)
class Question:
    """One assessment's frame; nothing that happened after `as_of` exists for it."""

    as_of: date
    """The report shows the state at the end of this local day."""

    period_from: date
    period_to: date
    """The day after the monitoring period's last day."""

    zone: ZoneInfo
    readings: Readings

    def day(self, moment: datetime) -> date:
        """Return the moment's local day."""
        return local_day(moment, self.zone)

    def exists(self, moment: datetime | None) -> bool:
        """Tell whether the moment is known and not after the as-of day."""
        return moment is not None and self.day(moment) <= self.as_of

    def in_period(self, day: date) -> bool:
        """Tell whether a day lies in the monitoring period, as far as it has passed."""
        return self.period_from <= day < self.period_to and day <= self.as_of

    def overlaps_period(self, first: date | None, last: date | None) -> bool:
        """Tell whether a stay (both days inclusive, None is open) touches what has passed of the period."""
        last_of_period = min(self.period_to - timedelta(days=1), self.as_of)
        if last_of_period < self.period_from:
            return False
        return (first is None or first <= last_of_period) and (last is None or last >= self.period_from)


def question_for(settings: Settings, as_of: date) -> Question:
    """Return the question for a day: the configured period, else the day's own calendar year."""
    return Question(
        as_of=as_of,
        period_from=settings.period.starts or date(as_of.year, 1, 1),
        period_to=settings.period.ends or date(as_of.year + 1, 1, 1),
        zone=settings.zone(),
        readings=settings.readings,
    )
