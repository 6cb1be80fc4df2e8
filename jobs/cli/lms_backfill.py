"""`marshrut lms backfill`: the first load of a large site, month by month; it may be stopped and begun again."""

from datetime import date, datetime
from typing import Annotated

import typer

from config.locale.numbers import format_day
from jobs.backfill import BackfillOrder, BackfillState, SiteBackfill, backfill_sites
from jobs.cli.commands import AsJson, DryRun, help_text
from jobs.cli.edge import WrongUseError
from jobs.cli.lms_plan import OneSite, sites_named
from jobs.cli.opening import rehearsed, workplace
from jobs.cli.output import progress, say, show_json, tell
from jobs.cli.problems import tell_problems_of_sites
from jobs.cli.sync import requests_told, show_streams
from jobs.context import Context
from jobs.exclusive import Turn, one_at_a_time
from jobs.exit_codes import ExitCode
from jobs.pull_outcomes import sync_summary
from jobs.steps import StoppedError
from jobs.timetable import Stop, stopping_on_signals

FromDay = Annotated[
    datetime,
    typer.Option(
        "--from", metavar="DATE", formats=["%Y-%m-%d", "%d.%m.%Y"], help=help_text("lms.backfill_from")
    ),
]


def backfill(
    context: typer.Context,
    begin: FromDay,
    site: OneSite = None,
    *,
    dry_run: DryRun = False,
    json: AsJson = False,
) -> None:
    """Read the sites back to a day, keeping month after month."""
    with workplace(context) as work:
        if begin.date() > work.today():
            raise WrongUseError("backfill.day_ahead")
        names = [each.name for each in sites_named(work.settings.lms, site)]
        stop = Stop()
        with rehearsed(work, dry_run=dry_run), one_at_a_time(work, "backfill") as turn:
            sites = _read(work, begin.date(), names, turn, stop)
        if sites is None:
            tell(work.words.say("backfill.rehearsal_stopped" if dry_run else "backfill.stopped"))
            raise typer.Exit(ExitCode.INCOMPLETE)
        _tell(work, begin.date(), sites, dry_run=dry_run, json=json)
    _end(sites)


def _read(
    work: Context, day: date, names: list[str], turn: Turn, stop: Stop
) -> tuple[SiteBackfill, ...] | None:
    """Return what the sites gave; None where somebody asked us to stop."""

    def listen() -> None:
        turn.beat()
        if stop.asked():
            raise StoppedError

    with progress() as bar, stopping_on_signals(stop):
        order = BackfillOrder(
            day,
            names,
            hear=lambda site, what, months: bar.begin(_reading(work, site, what, months)),
            listen=listen,
        )
        try:
            return backfill_sites(work, order)
        except StoppedError:
            return None


def _reading(work: Context, site: str, what: str | date, months: int | None) -> str:
    if isinstance(what, date):
        return work.words.say("backfill.month", site=site, month=f"{what:%m.%Y}", n=months or 0)
    return work.words.say("night.source", site=site, stream=work.words.say(f"night.stream.{what}"))


def _tell(work: Context, day: date, sites: tuple[SiteBackfill, ...], *, dry_run: bool, json: bool) -> None:
    words, outcomes = work.words, [each.outcome for each in sites]
    if json:
        told = {each.outcome.site: each.as_json for each in sites}
        show_json(sync_summary(outcomes) | {"backfill": told})
    if len(sites) == 1 and outcomes[0].error is not None:
        if sites[0].months and not dry_run:
            tell(words.say("backfill.kept_so_far", n=sites[0].months))
        raise outcomes[0].error
    if not json:
        if dry_run:
            say(words.say("night.dry_run"))
        _show(work, day, sites)
    tell_problems_of_sites(words, outcomes)


def _show(work: Context, day: date, sites: tuple[SiteBackfill, ...]) -> None:
    words = work.words
    if any(each.outcome.streams for each in sites):
        show_streams(work, [each.outcome for each in sites])
    for each in sites:
        outcome = each.outcome
        if outcome.streams:
            say(requests_told(words, outcome))
        if each.state is BackfillState.UNFINISHED and not each.left:
            continue  # it failed before the first month: that is told as its problem
        values = {"site": outcome.site, "day": format_day(day, words.locale), "n": len(each.left)}
        say(words.say(f"backfill.state.{each.state.value}", **values))


def _end(sites: tuple[SiteBackfill, ...]) -> None:
    if all(each.outcome.error for each in sites):
        raise typer.Exit(ExitCode.FAILED)
    if any(each.state is BackfillState.UNFINISHED or not each.outcome.complete for each in sites):
        raise typer.Exit(ExitCode.INCOMPLETE)
