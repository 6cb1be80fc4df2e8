"""`marshrut match`: whose account is whose, anew."""

import typer

from jobs.cli.commands import AsJson, Commands, DryRun
from jobs.cli.opening import rehearsed, workplace
from jobs.cli.output import say, show_json, show_table
from jobs.cli.reconcile_changes import show_changes
from jobs.matching import match_accounts

commands = Commands("match.match")


@commands.add("match", "match.match")
def match(
    context: typer.Context,
    *,
    dry_run: DryRun = False,
    json: AsJson = False,
) -> None:
    """Match accounts to people; what people have decided stays."""
    with workplace(context) as work, rehearsed(work, dry_run=dry_run):
        outcome = match_accounts(work)
        if json:
            states = {state.value: n for state, n in outcome.states.items()}
            show_json({**states, "changed": outcome.changed, "changes": outcome.changes})
            return
        words = work.words
        if dry_run:
            say(words.say("night.dry_run"))
        headings = [words.say(f"night.column.{each}") for each in ("state", "accounts")]
        rows = [[words.say(f"identity.state.{state.value}"), str(n)] for state, n in outcome.states.items()]
        show_table(headings, rows, numbers=[1])
        say(words.say("night.links_changed", n=outcome.changed))
        show_changes(outcome.changes, words)
