"""`marshrut roster show`: the staff as known, so that somebody can find a person's number.

There is no filter by name: what is typed into a command line can be read by every user of the machine.
"""

from collections.abc import Collection
from typing import Annotated

import typer

from config.locale import Texts
from config.locale.numbers import format_day
from connector.errors import RefusedError
from jobs.cli.commands import AsJson, help_text
from jobs.cli.opening import workplace
from jobs.cli.output import say, show_json, show_table
from mappings.identity.names import normal_organisation
from mappings.staff.current import StaffLine, organisations_named, staff_lines
from mappings.store import Transaction

_COLUMNS = ("person", "roster_no", "organisation", "name", "post", "main", "since")


def show(
    context: typer.Context,
    organisation: Annotated[
        str | None, typer.Option("--organisation", help=help_text("roster.organisation"))
    ] = None,
    roster_no: Annotated[str | None, typer.Option("--number", help=help_text("roster.number"))] = None,
    *,
    everyone: Annotated[bool, typer.Option("--all", help=help_text("roster.show_all"))] = False,
    json: AsJson = False,
) -> None:
    """Show who works where, by organisation and name."""
    with workplace(context) as work, work.store.reading() as tx:
        places = _meant(tx, organisation)
        found = staff_lines(tx, organisation_ids=places, roster_no=roster_no, everyone=everyone)
        if json:
            show_json(found)
            return
        words = work.words
        if not found:
            say(words.say("rosters.past.nobody_found"))
            return
        columns = (*_COLUMNS, "until") if everyone else _COLUMNS
        headings = [words.say(f"rosters.column.{each}") for each in columns]
        show_table(headings, [_row(words, each)[: len(columns)] for each in found], numbers=[0, 1])


def _meant(tx: Transaction, name: str | None) -> Collection[int] | None:
    """Return the organisations that a name means; None for all. Raises RefusedError for an unknown one."""
    if name is None:
        return None
    wanted = normal_organisation(name)
    found = [
        number for number, known in organisations_named(tx).items() if normal_organisation(known) == wanted
    ]
    if not found:
        raise RefusedError("rosters.past.organisation_unknown")
    return found


def _row(words: Texts, line: StaffLine) -> list[str]:
    return [
        str(line.person_id),
        line.roster_no or "",
        line.organisation,
        line.full_name,
        line.post,
        words.say("rosters.change.main" if line.main else "rosters.change.second"),
        format_day(line.hired, words.locale) if line.hired else "",
        format_day(line.left, words.locale) if line.left else "",
    ]
