"""`marshrut quarantine`: rows of the LMS that could not be read, and what to do about them."""

import json as json_text
from typing import Annotated

import typer

from config.locale import Texts
from config.locale.numbers import format_moment
from jobs.cli.commands import AsJson, Commands, DryRun, help_text
from jobs.cli.edge import WrongUseError, sentence
from jobs.cli.opening import rehearsed, workplace
from jobs.cli.output import say, show_json, show_table, tell
from jobs.context import Context
from jobs.exclusive import one_at_a_time
from jobs.exit_codes import ExitCode
from jobs.quarantine import Replayed, replay
from mappings.keeping import quarantine
from mappings.keeping.quarantine import QuarantineState, SetAside
from mappings.store import Transaction

commands = Commands("quarantine.group")

_COLUMNS = ("quarantine_id", "site", "stream", "number", "reason", "first_seen", "last_seen", "attempts")

Numbers = Annotated[list[int], typer.Argument(metavar="NUMBER", help=help_text("quarantine.number"))]


@commands.add("list", "quarantine.list")
def list_rows(
    context: typer.Context,
    *,
    everything: Annotated[bool, typer.Option("--all", help=help_text("quarantine.all"))] = False,
    json: AsJson = False,
) -> None:
    """List rows set apart: those that wait, or all; nothing of what was told is shown."""
    states = list(QuarantineState) if everything else [QuarantineState.WAITING]
    with workplace(context) as work:
        with work.store.reading() as tx:
            rows = quarantine.listed(tx, states)
        if json:
            show_json([_for_programs(each) for each in rows])
            return
        if not rows:
            say(work.words.say("quarantine.nothing"))
            return
        columns = (*_COLUMNS, "state") if everything else _COLUMNS
        told = [_cells(work, each) for each in rows]
        headings = [work.words.say(f"quarantine.column.{each}") for each in columns]
        show_table(headings, [[row[each] for each in columns] for row in told], numbers=(0, 7))


@commands.add("show", "quarantine.show")
def show(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help=help_text("quarantine.number"))],
    *,
    json: AsJson = False,
) -> None:
    """Show one row with what the LMS told, as it was told: personal data, for the administrator's own eyes."""
    with workplace(context) as work:
        with work.store.reading() as tx:
            [row] = _chosen(tx, [number])
        raw = quarantine.raw_of(row, work.keyring)
        if json:
            show_json({**_for_programs(row), "raw": json_text.loads(raw) if raw else None})
            return
        words, told = work.words, _cells(work, row)
        for name in ("site", "stream", "number", "keys", "state", "first_seen", "last_seen", "attempts"):
            say(f"{words.say(f'quarantine.column.{name}')}: {told[name]}")
        say(words.say("quarantine.why", reason=told["reason"]))
        if words.knows(f"quarantine.remedy.{row.reason}"):
            say(words.say(f"quarantine.remedy.{row.reason}"))
        if raw is None:
            say(words.say("quarantine.nothing_told"))
            return
        tell(words.say("quarantine.private"))
        say(json_text.dumps(json_text.loads(raw), ensure_ascii=False, indent=2))


@commands.add("replay", "quarantine.replay")
def replay_rows(
    context: typer.Context,
    numbers: Annotated[
        list[int] | None, typer.Argument(metavar="NUMBER", help=help_text("quarantine.number"))
    ] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help=help_text("quarantine.replay_all"))] = False,
    dry_run: DryRun = False,
    json: AsJson = False,
) -> None:
    """Read rows again, from what was told or from the LMS, and keep those that can be read now."""
    if bool(numbers) is everything:
        raise WrongUseError("quarantine.numbers_or_all")
    with workplace(context) as work, rehearsed(work, dry_run=dry_run):
        with one_at_a_time(work, "quarantine replay"):
            with work.store.reading() as tx:
                rows = quarantine.waiting(tx) if everything else _chosen(tx, numbers or ())
            done = replay(work, rows)
        if json:
            show_json([{**_for_programs(each.row), "ending": each.ending.value} for each in done])
        else:
            _tell_endings(work, done, dry_run=dry_run)
    if not all(each.ending.mended for each in done):
        raise typer.Exit(ExitCode.INCOMPLETE)


@commands.add("drop", "quarantine.drop")
def drop(context: typer.Context, numbers: Numbers, *, dry_run: DryRun = False) -> None:
    """Note that rows have been seen: nothing more is said of them until they change."""
    with workplace(context) as work, rehearsed(work, dry_run=dry_run):
        with work.store.transaction() as tx:
            rows = _chosen(tx, numbers)
            quarantine.drop(tx, [each.quarantine_id for each in rows])
        if dry_run:
            say(work.words.say("night.dry_run"))
        say(work.words.say("quarantine.dropped", n=len(rows)))


def _chosen(tx: Transaction, numbers: list[int] | tuple[int, ...]) -> list[SetAside]:
    """Return the rows with these numbers, each once; raise WrongUseError where there is none of them."""
    found = [quarantine.find(tx, number) for number in dict.fromkeys(numbers)]
    unknown = [number for number, row in zip(dict.fromkeys(numbers), found, strict=True) if row is None]
    if unknown:
        raise WrongUseError("quarantine.unknown_number", number=str(unknown[0]))
    return [row for row in found if row is not None]


def _tell_endings(work: Context, done: list[Replayed], *, dry_run: bool) -> None:
    words = work.words
    if dry_run:
        say(words.say("night.dry_run"))
    if not done:
        say(words.say("quarantine.nothing"))
    for each in done:
        told = _cells(work, each.row)
        reason = _reason(words, each.reason, told_anything=each.row.raw_sealed is not None)
        if each.problem is not None:
            reason = sentence(words, each.problem)
        values = {name: told[name] for name in ("quarantine_id", "site", "stream", "number")}
        say(words.say(f"quarantine.ending.{each.ending.value}", reason=reason, **values))


def _cells(work: Context, row: SetAside) -> dict[str, str]:
    """Return what a row is, in words, by column; nothing of what was told."""
    words, zone = work.words, work.settings.zone()
    return {
        "quarantine_id": str(row.quarantine_id),
        "site": row.site,
        "stream": words.say(f"night.stream.{row.stream}"),
        "number": row.number,
        "keys": ", ".join(f"{name} = {number}" for name, number in row.keys.items()) or "—",
        "reason": _reason(words, row.reason, told_anything=row.raw_sealed is not None),
        "first_seen": format_moment(row.first_seen, zone, words.locale),
        "last_seen": format_moment(row.last_seen, zone, words.locale),
        "attempts": str(row.attempts),
        "state": words.say(f"quarantine.state.{row.state.value}"),
    }


def _reason(words: Texts, reason: str, *, told_anything: bool) -> str:
    """Return a reason in words: Moodle's code, or the fields that were not understood."""
    if words.knows(f"quarantine.short.{reason}"):
        return words.say(f"quarantine.short.{reason}")
    return words.say("quarantine.fields" if told_anything else "quarantine.code", reason=reason)


def _for_programs(row: SetAside) -> dict[str, object]:
    return {
        "quarantine_id": row.quarantine_id,
        "site": row.site,
        "stream": row.stream,
        "number": row.number,
        "keys": row.keys,
        "reason": row.reason,
        "first_seen": row.first_seen,
        "last_seen": row.last_seen,
        "attempts": row.attempts,
        "state": row.state.value,
    }
