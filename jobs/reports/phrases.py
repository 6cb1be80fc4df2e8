"""Phrases that the workbook and the letter share, so that both say the same."""

from datetime import timedelta
from fractions import Fraction

from config.locale import Locale, Texts
from config.locale.numbers import format_count, format_day, format_moment, format_share, rounded_share
from jobs.reports.view import IndicatorLine, ReportView

GAPS_SHOWN = 10
"""So many of what could not be read stand beside the five numbers, so that these stay in sight."""


def subject(view: ReportView, texts: Texts) -> str:
    """Return whose numbers of which day these are: «Сургутский район: показатели 6.1.1–6.1.5 на 24.11.2026»."""
    return texts.say(
        "report.subject",
        district=one_line(view.district),
        first=view.indicators[0].definition.id,
        last=view.indicators[-1].definition.id,
        day=format_day(view.as_of, texts.locale),
    )


def one_line(text: str) -> str:
    """Return the text without line breaks, for headings and mail headers."""
    return " ".join(text.split())


def period(view: ReportView, texts: Texts) -> str:
    """Return the monitoring period with its last day, and whether it still runs."""
    return texts.say(
        "report.as_of.period" if view.period_over else "report.as_of.period_open",
        first=format_day(view.period_from, texts.locale),
        last=format_day(view.period_to - timedelta(days=1), texts.locale),
    )


def made(view: ReportView, texts: Texts) -> str:
    """Return by what and when the report was made."""
    return texts.say(
        "report.as_of.made",
        version=view.version,
        moment=format_moment(view.generated_at, view.zone, texts.locale),
        zone=view.zone.key,
    )


def staff(view: ReportView, texts: Texts) -> str:
    """Return how many teachers, managers and organisations were reckoned with."""
    return texts.say(
        "report.as_of.staff",
        teachers=plural("report.teachers", sum(each.teachers for each in view.organisations), texts),
        managers=plural("report.managers", sum(each.managers for each in view.organisations), texts),
        organisations=plural("report.organisations", len(view.organisations), texts),
    )


def told_gaps(view: ReportView, texts: Texts) -> list[str]:
    """Return what the night could not read, and where the rest stands if there is more than a page can bear."""
    shown = list(view.gaps[:GAPS_SHOWN])
    if more := len(view.gaps) - len(shown):
        sheet = texts.say("report.sheet.problems")
        shown.append(texts.say("report.more_gaps", count=format_count(more, texts.locale), sheet=sheet))
    return shown


def plural(message_id: str, count: int, texts: Texts) -> str:
    """Return a count with its noun in the right form; the sentence prints `{count}`."""
    return texts.say(message_id, n=count, count=format_count(count, texts.locale))


def change(line: IndicatorLine) -> Fraction | None:
    """Return the change since the last report as a share: the difference of what was printed.

    So the reader who subtracts finds the printed change. None where there is nothing comparable.
    """
    before = line.previous
    if before is None or not before.same_methodology:
        return None
    if line.tally.share is None or before.tally.share is None:
        return None
    return rounded_share(line.tally.share) - rounded_share(before.tally.share)


def format_change(share: Fraction, locale: Locale) -> str:
    """Return a change in percentage points with its sign: «+1,2», «−0,4», «0,0»."""
    told = format_share(share, locale).removesuffix("%").rstrip()
    return f"+{told}" if share > 0 else told


def format_percent(value: float, locale: Locale) -> str:
    """Return a threshold without needless decimals and without its sign: «60», «62,5»."""
    return f"{value:g}".replace(".", "." if locale == "en" else ",")
