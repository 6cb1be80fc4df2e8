"""`marshrut indicators`: the five numbers, and who stands behind each."""

from datetime import date, datetime
from typing import Annotated

import typer

from config.indicators import definition, definitions
from config.locale.numbers import format_count, format_share
from jobs.cli.commands import AsJson, Commands, help_text
from jobs.cli.edge import WrongUseError
from jobs.cli.opening import workplace
from jobs.cli.output import show_json, show_table
from jobs.context import Context
from jobs.reckoning import reckon
from jobs.reports.viewing import TEAM, Reckoned
from mappings.facts import IndicatorValue, Verdict

commands = Commands("indicators.group", acts_alone=True)

AsOf = Annotated[
    datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d", "%d.%m.%Y"], help=help_text("as_of"))
]


@commands.callback()
def indicators(context: typer.Context, as_of: AsOf = None, *, json: AsJson = False) -> None:
    """Count the five indicators."""
    if context.invoked_subcommand is not None:
        return
    with workplace(context) as work:
        values = reckon(work, _day(work, as_of)).reckoned.assessment.values
        if json:
            show_json([value_as_json(each) for each in values])
        else:
            show_values(work, values)


@commands.add("explain", "indicators.explain")
def explain(
    context: typer.Context,
    indicator: Annotated[str, typer.Argument(metavar="ID", help=help_text("indicators.id"))],
    as_of: AsOf = None,
    *,
    json: AsJson = False,
) -> None:
    """Say of everyone in a denominator whether they are counted, and why."""
    known = [each.id for each in definitions()]
    if indicator not in known:
        raise WrongUseError("cli.usage.unknown_indicator", known=", ".join(known))
    with workplace(context) as work:
        reckoned = reckon(work, _day(work, as_of)).reckoned
        verdicts = [each for each in reckoned.assessment.verdicts if each.indicator == indicator]
        if json:
            show_json([_verdict(reckoned, each) for each in verdicts])
            return
        words = work.words
        columns = ("roster_no", "organisation", "verdict", "reason")
        rows = [
            [
                _roster_no(reckoned, each) or "",
                reckoned.directory.organisations[each.organisation_id],
                words.say("night.counted" if each.counted else "night.not_counted"),
                words.say(f"reasons.{each.reason.value}"),
            ]
            for each in verdicts
        ]
        show_table([words.say(f"night.column.{each}") for each in columns], rows)


def show_values(work: Context, values: tuple[IndicatorValue, ...]) -> None:
    """Print the five numbers as a table."""
    words = work.words
    columns = ("indicator", "name", "numerator", "denominator", "share")
    rows = [
        [
            each.indicator,
            definition(each.indicator).short_name.say(words.locale),
            format_count(each.numerator, words.locale),
            format_count(each.denominator, words.locale),
            format_share(each.share, words.locale),
        ]
        for each in values
    ]
    show_table([words.say(f"night.column.{each}") for each in columns], rows, numbers=[2, 3, 4])


def _day(work: Context, told: datetime | None) -> date:
    return told.date() if told else work.today()


def value_as_json(value: IndicatorValue) -> dict[str, object]:
    """Return a number as every `--json` tells it."""
    return {
        "id": value.indicator,
        "numerator": value.numerator,
        "denominator": value.denominator,
        "share": value.share,
    }


def _roster_no(reckoned: Reckoned, verdict: Verdict) -> str | None:
    if verdict.indicator == TEAM:
        return None
    return reckoned.directory.people[verdict.subject_id].roster_no


def _verdict(reckoned: Reckoned, verdict: Verdict) -> dict[str, object]:
    return {
        "person_id": None if verdict.indicator == TEAM else verdict.subject_id,
        "roster_no": _roster_no(reckoned, verdict),
        "organisation": reckoned.directory.organisations[verdict.organisation_id],
        "verdict": "counted" if verdict.counted else "not_counted",
        "reason": verdict.reason,
        "evidence": verdict.evidence,
    }
