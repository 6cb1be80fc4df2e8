"""`marshrut roster`: staff lists."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from config.locale.numbers import format_day
from jobs.cli.commands import AsJson, Commands, DryRun, help_text
from jobs.cli.opening import rehearsed, workplace
from jobs.cli.output import say, show_json
from jobs.cli.problems import tell_problems
from jobs.rostering import RosterOutcome, import_roster

commands = Commands("roster.group")

COUNTS = ("rows", "people", "new", "changed", "hired", "moved", "left", "new_organisations")


@commands.add("import", "roster.import")
def take_in(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=help_text("roster.file"))],
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d", "%d.%m.%Y"], help=help_text("roster.as_of")),
    ] = None,
    *,
    dry_run: DryRun = False,
    json: AsJson = False,
) -> None:
    """Take in a staff list: a snapshot of the organisations in it."""
    with workplace(context) as work, rehearsed(work, dry_run=dry_run):
        outcome = import_roster(work, file, as_of.date() if as_of else None)
        words = work.words
        if json:
            show_json(_as_json(outcome))
            return
        if dry_run:
            say(words.say("night.dry_run"))
        say(words.say("night.roster_as_of", day=format_day(outcome.as_of, words.locale)))
        for name in COUNTS:
            say(words.say(f"night.roster_count.{name}", n=getattr(outcome.counts, name)))
        tell_problems(words, outcome.problems)


def _as_json(outcome: RosterOutcome) -> dict[str, object]:
    counts = {name: getattr(outcome.counts, name) for name in COUNTS}
    problems = [{"id": each.text_id, **each.values} for each in outcome.problems]
    return {"as_of": outcome.as_of, **counts, "problems": problems}
