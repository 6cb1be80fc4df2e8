"""`marshrut roster list|history|undo`: what imports there were, what they told of a person, taking one back."""

import getpass
from typing import Annotated

import typer

from config.locale import Texts
from config.locale.numbers import format_count, format_day, format_moment
from jobs.cli.commands import AsJson, DryRun, help_text
from jobs.cli.opening import rehearsed, workplace
from jobs.cli.output import say, show_json, show_table
from jobs.cli.roster_told import details, what
from jobs.context import Context
from jobs.rostering import HistoryEntry, ImportRecord, undo_import
from jobs.rostering import history as history_of
from jobs.rostering import imports as all_imports

_COUNTS = ("hired", "moved", "left", "changed")
_IMPORTS = ("number", "imported_at", "as_of", "by", "files", "people", "did", "problems", "undone")
_HISTORY = ("as_of", "import", "what", "organisation", "details")


def list_imports(context: typer.Context, *, json: AsJson = False) -> None:
    """List the imports, newest first."""
    with workplace(context) as work:
        found = all_imports(work)
        if json:
            show_json(found)
            return
        words = work.words
        if not found:
            say(words.say("rosters.past.none"))
            return
        headings = [words.say(f"rosters.column.{each}") for each in _IMPORTS]
        show_table(
            headings, [_import_row(work, each) for each in found], numbers=[0, 5, 7], unbroken=[1, 2, 8]
        )


def _import_row(work: Context, record: ImportRecord) -> list[str]:
    locale, zone = work.words.locale, work.settings.zone()
    return [
        str(record.import_id),
        format_moment(record.imported_at, zone, locale),
        format_day(record.as_of, locale),
        record.by,
        ", ".join(record.files),
        format_count(record.counts["people"], locale) if record.counts else "",
        _did(work.words, record),
        format_count(record.problems, locale),
        format_moment(record.undone_at, zone, locale) if record.undone_at else "",
    ]


def _did(words: Texts, record: ImportRecord) -> str:
    """Return what an import did, without what it did not: «принято 3, выбыло 1»."""
    counts = {each: record.counts.get(each, 0) for each in _COUNTS}
    told = [
        words.say(f"rosters.did.{each}", n=format_count(count, words.locale))
        for each, count in counts.items()
        if count
    ]
    return ", ".join(told) if told or not record.counts else words.say("rosters.did.nothing")


def history(
    context: typer.Context,
    person: Annotated[int, typer.Argument(metavar="PERSON", help=help_text("roster.person"))],
    *,
    json: AsJson = False,
) -> None:
    """Show what imports have told of a person, oldest first."""
    with workplace(context) as work:
        found = history_of(work, person)
        if json:
            show_json(found)
            return
        words = work.words
        say(words.say("rosters.past.person", person=person))
        headings = [words.say(f"rosters.column.{each}") for each in _HISTORY]
        show_table(headings, [_history_row(words, each) for each in found], numbers=[1], unbroken=[0])


def _history_row(words: Texts, entry: HistoryEntry) -> list[str]:
    return [
        format_day(entry.as_of, words.locale),
        str(entry.import_id),
        what(words, entry.told),
        entry.told.organisation,
        details(words, entry.told),
    ]


def undo(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="IMPORT", help=help_text("roster.import_number"))],
    by: Annotated[str | None, typer.Option("--by", help=help_text("roster.by"))] = None,
    *,
    dry_run: DryRun = False,
    json: AsJson = False,
) -> None:
    """Take an import back: what stood before stands again."""
    with workplace(context) as work, rehearsed(work, dry_run=dry_run):
        undone = undo_import(work, number, by or getpass.getuser())
        if json:
            show_json(undone)
            return
        words = work.words
        day = format_day(undone.as_of, words.locale)
        told = "rosters.past.undone_dry" if dry_run else "rosters.past.undone"
        say(words.say(told, number=number, day=day))
        say(words.say("rosters.past.undone_people", n=undone.people))
        if not dry_run:
            say(words.say("rosters.past.rematch"))
