"""`marshrut reconcile`: how each account stands."""

from enum import StrEnum
from typing import Annotated

import typer

from jobs.cli.commands import AsJson, Commands, help_text
from jobs.cli.opening import workplace
from jobs.cli.output import show_json, show_table
from jobs.reconciliation.desk import Desk, Wanted
from mappings.facts import LinkState

commands = Commands("reconcile.group")


class Filter(StrEnum):
    """Which accounts are listed."""

    LINKED = LinkState.LINKED.value
    REVIEW = LinkState.REVIEW.value
    UNMATCHED = LinkState.UNMATCHED.value
    IGNORED = LinkState.IGNORED.value


@commands.add("list", "reconcile.list")
def list_accounts(
    context: typer.Context,
    state: Annotated[Filter, typer.Option("--state", help=help_text("reconcile.state"))] = Filter.REVIEW,
    *,
    everything: Annotated[bool, typer.Option("--all", help=help_text("reconcile.all"))] = False,
    json: AsJson = False,
) -> None:
    """List accounts; without a filter those that wait for a decision."""
    states = frozenset(LinkState) if everything else frozenset({LinkState(state.value)})
    with workplace(context) as work:
        found = Desk(work, "reader").queue(Wanted(states))
        if json:
            show_json(found)
            return
        words = work.words
        columns = ("account", "username", "state", "roster_no", "score", "method")
        rows = [
            [
                ":".join(map(str, each.account.key)),
                each.account.username,
                words.say(f"identity.state.{each.state.value}"),
                (each.candidates[0].person.roster_no or "") if each.candidates else "",
                f"{each.score:.2f}",
                " + ".join(words.say(f"identity.method.{part}") for part in each.method.split("+")),
            ]
            for each in found
        ]
        show_table([words.say(f"night.column.{each}") for each in columns], rows)
