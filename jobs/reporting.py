"""What surrounds the numbers of a report: the last report's, what was read when, and what was missing."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import JsonValue

from config.indicators import definitions, methodology_version
from config.problems import Problem
from jobs.context import Context, program_version
from jobs.reckoning import Reckoning
from jobs.reports.view import Previous, ReportView, SourceLine, Tally
from jobs.reports.viewing import Circumstances, make_view
from jobs.stream_state import StreamState
from mappings.keeping import published
from mappings.keeping.sources import newest_roster, streams_read


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


Pulled = Mapping[str, Mapping[str, JsonValue]]
"""What a pull covered: by site, by stream, as the step's record keeps it; a site without streams gave nothing."""


def last_pulled(context: Context) -> Pulled:
    """Return what the newest recorded pull covered; nothing of any site where it failed as a whole."""
    with context.store.reading() as tx:
        last = published.last_step(tx, "pull")
    if last is None:
        return {}
    told: dict[str, Any] = {site.name: {} for site in context.settings.lms}
    return told | dict(last.coverage)


def compose(
    context: Context, reckoning: Reckoning, problems: Sequence[Problem], pulled: Pulled
) -> ReportView:
    """Return the view of a report that rests on a pull."""
    circumstances = Circumstances(
        generated_at=context.clock(),
        version=program_version(),
        previous=previous_values(context, reckoning),
        problems=problems,
        sources=sources(context, pulled),
        gaps=tuple(gaps(context, pulled)),
    )
    return make_view(context.settings, reckoning.reckoned, circumstances, context.words)


def sources(context: Context, pulled: Pulled) -> list[SourceLine]:
    """Return what the numbers rest on: each stream of each LMS, and the newest staff list."""
    broken = {(site, stream) for site, stream, _ in _broken(pulled)}
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


def gaps(context: Context, pulled: Pulled) -> Iterator[str]:
    """Yield a sentence for each thing that could not be read whole."""
    words = context.words
    for site, stream, state in _broken(pulled):
        if not stream:
            yield words.say("night.gap_site", site=site)
        else:
            name = words.say(f"night.stream.{stream}")
            yield words.say(f"night.gap_{state}", site=site, stream=name)


def _broken(pulled: Pulled) -> Iterator[tuple[str, str, str]]:
    """Yield site, stream and state of what was not read whole; a blank stream is the whole site."""
    for site, streams in pulled.items():
        if not streams:
            yield site, "", ""
        for stream, told in streams.items():
            state = str(told["state"]) if isinstance(told, dict) else ""
            if state != StreamState.KEPT.value:
                yield site, stream, state
