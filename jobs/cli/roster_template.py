"""`marshrut roster template`: write an empty staff list to be filled in."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from connector.roster_template import write_template
from jobs.cli.commands import help_text
from jobs.cli.edge import WrongUseError
from jobs.cli.opening import workplace
from jobs.cli.output import say, tell
from jobs.cli.session import Session, session_of
from jobs.clock import now
from jobs.saving import save_whole
from mappings.staff.current import organisation_names

DEFAULT = Path("roster-template.xlsx")


def template(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="[FILE.xlsx]", help=help_text("roster.template_file"))
    ] = DEFAULT,
    *,
    organisations: Annotated[
        bool, typer.Option("--organisations", help=help_text("roster.template_organisations"))
    ] = False,
    force: Annotated[bool, typer.Option("--force", help=help_text("roster.force"))] = False,
) -> None:
    """Write an empty staff list; it needs no configuration unless the store's organisations are wanted."""
    session = session_of(context)
    words = session.words_of_the_file()
    if file.suffix.lower() != ".xlsx":
        raise WrongUseError("rosters.template.not_xlsx", file=file.name)
    if file.exists() and not force:
        raise WrongUseError("rosters.template.exists", file=str(file))
    names = _known_organisations(context, session) if organisations else ()
    save_whole(file, write_template(words, now().astimezone().date(), names))
    say(words.say("rosters.template.written", file=file))


def _known_organisations(context: typer.Context, session: Session) -> Sequence[str]:
    with workplace(context) as work, work.store.reading() as tx:
        names = organisation_names(tx)
    if not names:
        tell(session.words.say("rosters.template.no_organisations"))
    return names
