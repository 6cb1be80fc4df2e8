"""`marshrut routes`: individual routes (ИОМ)."""

import getpass
from datetime import date, datetime
from typing import Annotated

import typer

from config.locale import Texts
from config.locale.numbers import format_day
from jobs.cli.commands import AsJson, Commands, DryRun, help_text
from jobs.cli.edge import WrongUseError
from jobs.cli.opening import rehearsed, workplace
from jobs.cli.output import say, show_json, show_table
from jobs.reckoning import reckon
from jobs.routing import Approval, RouteLine, approve_routes, build_routes, list_routes
from mappings.facts import RouteState

commands = Commands("routes.group")

Day = Annotated[
    datetime | None, typer.Option("--on", formats=["%Y-%m-%d", "%d.%m.%Y"], help=help_text("routes.on"))
]


@commands.add("build", "routes.build")
def build(context: typer.Context, *, dry_run: DryRun = False, json: AsJson = False) -> None:
    """Draft a route for everyone whose deficits have none yet."""
    with workplace(context) as work, rehearsed(work, dry_run=dry_run):
        count = build_routes(work, reckon(work, work.today()))
        if json:
            show_json({"built": count})
            return
        if dry_run:
            say(work.words.say("night.dry_run"))
        say(work.words.say("night.routes_built", n=count))


@commands.add("list", "routes.list")
def list_all(
    context: typer.Context,
    state: Annotated[RouteState | None, typer.Option("--state", help=help_text("routes.state"))] = None,
    *,
    json: AsJson = False,
) -> None:
    """List the routes, by organisation."""
    with workplace(context) as work:
        found = list_routes(work, work.today(), state)
        if json:
            show_json([_as_json(each) for each in found])
            return
        words = work.words
        columns = ("roster_no", "organisation", "diagnostic", "items", "state", "approved_on")
        rows = [_row(words, each) for each in found]
        show_table([words.say(f"night.column.{each}") for each in columns], rows, numbers=[3])


@commands.add("approve", "routes.approve")
def approve(
    context: typer.Context,
    organisation: Annotated[
        str | None, typer.Option("--organisation", help=help_text("routes.organisation"))
    ] = None,
    day: Day = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help=help_text("routes.all"))] = False,
    dry_run: DryRun = False,
    json: AsJson = False,
) -> None:
    """Approve drafts: all, or those of one organisation."""
    if everything == (organisation is not None):
        raise WrongUseError("cli.usage.approve_which")
    with workplace(context) as work, rehearsed(work, dry_run=dry_run):
        approved_on: date = day.date() if day else work.today()
        count = approve_routes(work, Approval(approved_on, getpass.getuser(), organisation))
        if json:
            show_json({"approved": count, "on": approved_on})
            return
        if dry_run:
            say(work.words.say("night.dry_run"))
        told = format_day(approved_on, work.words.locale)
        say(work.words.say("night.routes_approved", n=count, day=told))


def _row(words: Texts, line: RouteLine) -> list[str]:
    approved = line.route.approved_on
    return [
        line.roster_no or "",
        line.organisation,
        line.route.diagnostic_id or "",
        str(len(line.route.items)),
        words.say(f"night.route_state.{line.route.state.value}"),
        format_day(approved, words.locale) if approved else "",
    ]


def _as_json(line: RouteLine) -> dict[str, object]:
    route = line.route
    return {
        "route_id": route.route_id,
        "person_id": route.person_id,
        "roster_no": line.roster_no,
        "organisation": line.organisation,
        "diagnostic_id": route.diagnostic_id,
        "round": route.round_number,
        "state": route.state,
        "created_on": route.created_on,
        "approved_on": route.approved_on,
        "items": route.items,
    }
