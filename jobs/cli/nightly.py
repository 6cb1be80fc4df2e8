"""`marshrut nightly` and `marshrut run`: the night once, and every night."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import structlog
import typer

from config.locale import Texts
from config.locale.numbers import format_decimal
from config.problems import ConfigProblems
from connector.errors import BorderError
from jobs.cli.commands import AsJson, Commands, DryRun, help_text
from jobs.cli.edge import WrongUseError, tell_error
from jobs.cli.indicators import AsOf, show_values, value_as_json
from jobs.cli.opening import workplace
from jobs.cli.output import Bar, progress, say, show_json, show_table, tell
from jobs.cli.problems import tell_problems, tell_problems_of_sites
from jobs.cli.session import session_of
from jobs.cli.steps_told import did
from jobs.context import Context
from jobs.exit_codes import ExitCode
from jobs.nightly import NightOptions, NightOutcome, run_night
from jobs.steps import StepRecord, StoppedError, Watch
from jobs.timetable import Stop, keep_going, stopping_on_signals

commands = Commands("nightly.nightly")
log = structlog.get_logger()

Outbox = Annotated[Path | None, typer.Option("--outbox", metavar="DIR", help=help_text("nightly.outbox"))]


class BarWatch(Watch):
    """Shows on a terminal which step is under way."""

    def __init__(self, words: Texts, bar: Bar) -> None:
        self._words = words
        self._bar = bar

    def begins(self, name: str) -> None:
        """Name the step."""
        self._bar.begin(self._words.say(f"night.step.{name}"))


@commands.add("nightly", "nightly.nightly")
def nightly(
    context: typer.Context,
    as_of: AsOf = None,
    outbox: Outbox = None,
    *,
    dry_run: DryRun = False,
    json: AsJson = False,
) -> None:
    """Run the whole night once."""
    session = session_of(context)
    with workplace(context) as work:
        stop = Stop()
        with progress() as bar, stopping_on_signals(stop):
            options = _options(work, as_of, outbox, stop, dry_run=dry_run)
            outcome = run_night(work, options, BarWatch(work.words, bar))
        if json:
            show_json(_as_json(outcome))
        else:
            show_night(work, outcome, dry_run=dry_run)
        if isinstance(outcome.error, StoppedError):
            tell(work.words.say("night.stopped"))
        elif outcome.error is not None:
            tell_error(outcome.error, session)
    if outcome.exit_code is not ExitCode.DONE:
        raise typer.Exit(outcome.exit_code)


@commands.add("run", "nightly.run")
def run(context: typer.Context, outbox: Outbox = None) -> None:
    """Run the night every day at the configured time, until told to stop."""
    session = session_of(context)
    loaded = session.loaded()
    stop = Stop()

    def one_night() -> None:
        """Run a night; one that can't even begin is told, and the next may do better."""
        try:
            with workplace(context) as work:
                outcome = run_night(work, _options(work, None, outbox, stop, dry_run=False))
                if outcome.error is None:
                    _tell_problems(work, outcome)
        except (BorderError, ConfigProblems, OSError) as error:
            tell_error(error, session)
            return
        hear = log.info if outcome.exit_code is ExitCode.DONE else log.warning
        hear("night", exit_code=int(outcome.exit_code), run=outcome.run_id)
        if outcome.error is not None and not isinstance(outcome.error, StoppedError):
            tell_error(outcome.error, session)

    settings = loaded.settings
    with stopping_on_signals(stop):
        say(
            session.words.say("night.keeps_going", at=f"{settings.nightly.at:%H:%M}", zone=settings.time_zone)
        )
        keep_going(one_night, at=settings.nightly.at, zone=settings.time_zone, stop=stop)
    say(session.words.say("night.ended"))


def _options(
    work: Context, as_of: datetime | None, outbox: Path | None, stop: Stop, *, dry_run: bool
) -> NightOptions:
    today = work.today()
    day: date = as_of.date() if as_of else today
    if day > today:
        raise WrongUseError("cli.usage.day_ahead")
    return NightOptions(day, outbox, dry_run, stop.asked)


def show_night(work: Context, outcome: NightOutcome, *, dry_run: bool = False) -> None:
    """Print how a night went: its steps, its problems, its numbers, its files."""
    words = work.words
    if dry_run:
        say(words.say("night.dry_run"))
    columns = ("step", "state", "seconds", "problems", "did")
    rows = [_row(work, each) for each in outcome.steps]
    show_table([words.say(f"night.column.{each}") for each in columns], rows, numbers=[2, 3])
    if outcome.error is None:
        _tell_problems(work, outcome)
    if outcome.values:
        show_values(work, tuple(outcome.values))
    if outcome.workbook:
        say(words.say("night.workbook", file=outcome.workbook))


def _tell_problems(work: Context, outcome: NightOutcome) -> None:
    """Print what was wrong, by step; where there are several sites, what they gave by site."""
    words = work.words
    for step in outcome.steps:
        if step.name == "pull" and len(outcome.sites) > 1:
            tell_problems_of_sites(words, outcome.sites)
        elif step.problems:
            tell(words.say("night.problems_of", step=words.say(f"night.step.{step.name}")))
            tell_problems(words, step.problems)


def _row(work: Context, step: StepRecord) -> list[str]:
    return [
        work.words.say(f"night.step.{step.name}"),
        work.words.say(f"night.step_state.{step.state.value}"),
        format_decimal(step.seconds, 1, work.words.locale),
        str(len(step.problems)),
        did(work.words, step),
    ]


def _as_json(outcome: NightOutcome) -> dict[str, object]:
    return {
        "run": outcome.run_id,
        "exit_code": int(outcome.exit_code),
        "steps": [
            {
                "name": each.name,
                "state": each.state,
                "seconds": round(each.seconds, 3),
                "coverage": each.coverage,
                "problems": len(each.problems),
            }
            for each in outcome.steps
        ],
        "indicators": [value_as_json(each) for each in outcome.values],
        "workbook": outcome.workbook,
        "deliveries": [{"letter": each.letter, "state": each.state} for each in outcome.deliveries],
    }
