"""`marshrut report`: draw the report now, from what is in the store, and send it if asked."""

from pathlib import Path
from typing import Annotated

import typer

from jobs.cli.commands import AsJson, Commands, help_text
from jobs.cli.edge import tell_error
from jobs.cli.indicators import AsOf
from jobs.cli.opening import workplace
from jobs.cli.output import say, show_json
from jobs.cli.session import session_of
from jobs.exit_codes import ExitCode
from jobs.publishing import draw, save_workbook, send_report, write_letters
from jobs.reckoning import reckon
from jobs.reporting import compose, last_pulled

commands = Commands("report.report")


@commands.add("report", "report.report")
def report(
    context: typer.Context,
    as_of: AsOf = None,
    outbox: Annotated[
        Path | None, typer.Option("--outbox", metavar="DIR", help=help_text("report.outbox"))
    ] = None,
    *,
    send: Annotated[bool, typer.Option("--send", help=help_text("report.send"))] = False,
    json: AsJson = False,
) -> None:
    """Draw the workbook; with `--outbox` write the letters as files, with `--send` mail them."""
    with workplace(context) as work:
        reckoning = reckon(work, as_of.date() if as_of else work.today())
        drawn = draw(work, compose(work, reckoning, reckoning.problems, last_pulled(work)))
        workbook = save_workbook(work, drawn)
        files = write_letters(work, drawn, outbox) if outbox else []
        sent = send_report(work, drawn) if send else []
        if json:
            letters = [{"letter": each.letter, "state": each.state} for each in sent]
            show_json({"workbook": workbook, "files": files, "letters": letters})
        else:
            say(work.words.say("night.workbook", file=workbook))
            for file in files:
                say(work.words.say("night.letter_file", file=file))
            for each in sent:
                values = {"recipient": each.recipient_no, "letter": each.letter}
                say(work.words.say(f"night.delivery.{each.state.value}", **values))
        session = session_of(context)
        for each in sent:
            if each.error is not None:
                tell_error(each.error, session)
    if any(each.troubled for each in sent):
        raise typer.Exit(ExitCode.INCOMPLETE)
