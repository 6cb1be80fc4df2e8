"""What surrounds the numbers of a report: the last report's, what was read when, and what was missing."""

from collections.abc import Iterable, Sequence

from config.indicators import definitions, methodology_version
from config.problems import Problem
from jobs.context import Context, program_version
from jobs.pulling import SiteOutcome, StreamState
from jobs.reckoning import Reckoning
from jobs.reports.view import Previous, ReportView, SourceLine, Tally
from jobs.reports.viewing import Circumstances, make_view
from mappings import published
from mappings.sources import newest_roster, streams_read


def previous_values(context: Context, reckoning: Reckoning) -> dict[str, Previous]:
    """Return what the last published report of an earlier day said, by indicator."""
    with context.store.reading() as tx:
        last = published.last_published(tx, before_day=reckoning.reckoned.question.as_of)
    now_meant = meanings(context)
    return {
        each.value.indicator: Previous(
            day=each.as_of,
            tally=Tally(each.value.numerator, each.value.denominator),
            same_methodology=each.meaning.version == now_meant[each.value.indicator].version,
        )
        for each in (last.values if last else ())
    }


def meanings(context: Context) -> dict[str, published.Meaning]:
    """Return by what definition and readings each indicator is counted now."""
    readings = context.settings.readings
    return {
        each.id: published.Meaning(methodology_version(each, readings), each.chosen(readings))
        for each in definitions()
    }


def compose(
    context: Context,
    reckoning: Reckoning,
    problems: Sequence[Problem],
    sites: Sequence[SiteOutcome],
) -> ReportView:
    """Return the view of a report."""
    circumstances = Circumstances(
        generated_at=context.clock(),
        version=program_version(),
        previous=previous_values(context, reckoning),
        problems=problems,
        sources=sources(context, sites),
        gaps=tuple(gaps(context, sites)),
    )
    return make_view(context.settings, reckoning.reckoned, circumstances, context.words)


def sources(context: Context, sites: Sequence[SiteOutcome]) -> list[SourceLine]:
    """Return what the numbers rest on: each stream of each LMS, and the newest staff list."""
    broken = {
        (site.site, stream.stream)
        for site in sites
        for stream in site.streams
        if stream.state is not StreamState.KEPT
    } | {(site.site, "") for site in sites if site.error}
    words = context.words
    with context.store.reading() as tx:
        streams, roster = streams_read(tx), newest_roster(tx)
    lines = [
        SourceLine(
            name=words.say("night.source", site=row.site, stream=words.say(f"night.stream.{row.name}")),
            read_at=row.read_at,
            rows=row.rows,
            complete=not {(row.site, row.name), (row.site, "")} & broken,
        )
        for row in streams
    ]
    if roster is not None:
        lines.append(SourceLine(words.say("night.roster"), roster.imported_at, roster.rows))
    return lines


def gaps(context: Context, sites: Iterable[SiteOutcome]) -> Iterable[str]:
    """Yield a sentence for each thing that could not be read whole."""
    words = context.words
    for site in sites:
        if site.error is not None:
            yield words.say("night.gap_site", site=site.site)
        for stream in site.streams:
            if stream.state is not StreamState.KEPT:
                name = words.say(f"night.stream.{stream.stream}")
                yield words.say(f"night.gap_{stream.state.value}", site=site.site, stream=name)
