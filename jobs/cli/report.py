"""`marshrut report`: draw the report now, from what is in the store, and send it if asked."""

from pathlib import Path
from typing import Annotated

import typer

from jobs.cli.commands import AsJson, Commands, help_text
from jobs.cli.indicators import AsOf
from jobs.cli.opening import workplace
from jobs.cli.output import say, show_json
from jobs.publishing import carrier, draw, envelopes, save_workbook
from jobs.reckoning import reckon
from jobs.reporting import compose

commands = Commands("report.report")


@commands.add("report", "report.report")
def report(
    context: typer.Context,
    as_of: AsOf = None,
    outbox: Annotated[
        Path | None, typer.Option("--outbox", metavar="DIR", help=help_text("report.outbox"))
    ] = None,
    *,
    json: AsJson = False,
) -> None:
    """Draw the workbook; with `--outbox` the letters as files beside it. Nothing is mailed."""
    with workplace(context) as work:
        reckoning = reckon(work, as_of.date() if as_of else work.today())
        drawn = draw(work, compose(work, reckoning, reckoning.problems, ()))
        workbook = save_workbook(work, drawn)
        letters = envelopes(work, drawn) if outbox else []
        for letter in letters:
            carrier(work, outbox)(letter.message, letter.letter)
        if json:
            show_json({"workbook": workbook, "letters": len(letters), "outbox": outbox})
            return
        say(work.words.say("night.workbook", file=workbook))
        if outbox:
            say(work.words.say("night.letters", n=len(letters), folder=outbox))
