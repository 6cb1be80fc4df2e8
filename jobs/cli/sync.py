"""`marshrut sync`: read the LMS now."""

from collections.abc import Iterable
from typing import Annotated

import typer

from config.locale import Texts
from config.locale.numbers import format_decimal
from jobs.acceptance import accept
from jobs.cli.commands import AsJson, Commands, DryRun, help_text
from jobs.cli.opening import rehearsed, workplace
from jobs.cli.output import progress, say, show_json, show_table
from jobs.cli.problems import tell_problems_of_sites
from jobs.context import Context
from jobs.exclusive import one_at_a_time
from jobs.exit_codes import ExitCode
from jobs.pull_outcomes import SiteOutcome, StreamOutcome, sync_summary
from jobs.pulling import PullOrder, sync_sites
from jobs.stream_state import StreamState

commands = Commands("sync.sync")


@commands.add("sync", "sync.sync")
def sync(
    context: typer.Context,
    accepted: Annotated[
        list[str] | None, typer.Option("--accept", metavar="STREAM", help=help_text("sync.accept"))
    ] = None,
    *,
    full: Annotated[bool, typer.Option("--full", help=help_text("sync.full"))] = False,
    dry_run: DryRun = False,
    json: AsJson = False,
) -> None:
    """Pull every LMS and keep what it says."""
    with workplace(context) as work, rehearsed(work, dry_run=dry_run), one_at_a_time(work, "sync") as turn:
        with progress() as bar:
            order = PullOrder(
                hear=lambda site, stream: bar.begin(_reading(work, site, stream)),
                listen=turn.beat,
                accepted=accept(work, accepted or ()),
                everything=full,
            )
            sites = sync_sites(work, order)
        if json:
            show_json(sync_summary(sites))
        if len(sites) == 1 and sites[0].error is not None:
            raise sites[0].error
        if not json:
            _show(work, sites, dry_run=dry_run)
        tell_problems_of_sites(work.words, sites)
    if all(each.error for each in sites):
        raise typer.Exit(ExitCode.FAILED)
    if not all(each.complete for each in sites):
        raise typer.Exit(ExitCode.INCOMPLETE)


def _reading(work: Context, site: str, stream: str) -> str:
    return work.words.say("night.source", site=site, stream=work.words.say(f"night.stream.{stream}"))


def _show(work: Context, sites: tuple[SiteOutcome, ...], *, dry_run: bool) -> None:
    words = work.words
    if dry_run:
        say(words.say("night.dry_run"))
    show_streams(work, sites)
    for site in sites:
        how = "reconciled" if site.reconciled else "news_only"
        told = words.say(f"night.{how}" if site.complete else "night.read_in_part")
        say(f"{requests_told(words, site)} {told}")


def show_streams(work: Context, sites: Iterable[SiteOutcome]) -> None:
    """Print what each stream of each site gave, as a table."""
    columns = ("stream", "read", "added", "changed", "missed", "gone", "state")
    rows = [_stream_row(work, site, each) for site in sites for each in site.streams]
    show_table([work.words.say(f"night.column.{each}") for each in columns], rows, numbers=range(1, 6))


def requests_told(words: Texts, site: SiteOutcome) -> str:
    """Return in how many requests and seconds a site was read: «lms: 27 запросов за 3,4 с.»."""
    seconds = format_decimal(site.seconds, 1, words.locale)
    return words.say("night.requests", site=site.site, seconds=seconds, n=site.statistics.requests)


def _stream_row(work: Context, site: SiteOutcome, stream: StreamOutcome) -> list[str]:
    kept, held = stream.kept, stream.state is StreamState.HELD
    done = (kept.added, kept.changed + kept.returned, kept.missed, kept.gone)
    counts = ("",) * len(done) if held else done
    name = work.words.say(f"night.stream.{stream.stream}")
    prefix = f"{site.site}: " if len(work.settings.lms) > 1 else ""
    state = work.words.say(f"night.state.{stream.state.value}")
    return [prefix + name, str(kept.read), *map(str, counts), state]
