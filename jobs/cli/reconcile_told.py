"""What the commands of reconciliation have in common: which accounts are meant, who decides, how it is told."""

import getpass
import re
from datetime import datetime
from typing import Annotated

import typer

from config.locale import Texts
from config.locale.numbers import format_count, format_moment
from jobs.cli.commands import help_text
from jobs.cli.edge import WrongUseError
from jobs.context import Context
from jobs.reconciliation.called import chance_text
from jobs.reconciliation.desk import Desk
from mappings.facts import LinkState
from mappings.identity.cases import Case
from mappings.identity.ledger import MATCHER

AccountArgument = Annotated[str, typer.Argument(metavar="ACCOUNT", help=help_text("reconcile.account"))]
AccountArguments = Annotated[
    list[str], typer.Argument(metavar="ACCOUNT...", help=help_text("reconcile.accounts"))
]
By = Annotated[str | None, typer.Option("--by", metavar="NAME", help=help_text("reconcile.by"))]
Why = Annotated[str | None, typer.Option("--why", metavar="TEXT", help=help_text("reconcile.why"))]

_ACCOUNT = re.compile(r"(?:(?P<site>[^:\s]+):)?(?P<number>\d{1,9})")


def desk_of(work: Context, by: str | None) -> Desk:
    """Return the desk of who decides: as told, else MARSHRUT_USER, else the system's login."""
    login = by or work.environ.get("MARSHRUT_USER") or getpass.getuser()
    if not login.strip() or login.strip() == MATCHER:
        raise WrongUseError("reconcile.error.whose")
    return Desk(work, login)


def reading_desk(work: Context) -> Desk:
    """Return a desk at which nothing is decided."""
    return Desk(work, "-")


def case_meant(desk: Desk, told: str) -> Case:
    """Return the account that was typed, as «site:number» or, where there is one site, its number."""
    sites = [each.name for each in desk.context.settings.lms]
    read = _ACCOUNT.fullmatch(told)
    site = read and (read["site"] or (sites[0] if len(sites) == 1 else None))
    found = desk.case((site, int(read["number"]))) if read and site else None
    if found is None:
        raise WrongUseError("reconcile.error.account", told=told, sites=", ".join(sites))
    return found


def standing_text(case: Case, words: Texts) -> str:
    """Say how an account stands."""
    if case.line is None:
        return words.say("reconcile.standing.never")
    if case.ignored is not None:
        kind = words.say(f"reconcile.ignored.{case.ignored.value}")
        return words.say("reconcile.standing.ignored", kind=kind)
    if case.state is LinkState.UNMATCHED and case.by_hand and not case.barred:
        return words.say("reconcile.standing.nobody")
    if case.state is LinkState.IGNORED:
        return words.say("identity.state.ignored")
    name = case.state.value if case.state is not LinkState.REVIEW or case.candidates else "review_open"
    chance = chance_text(case.score, words)
    return words.say(f"reconcile.standing.{name}", person=case.person_id, chance=chance)


def reason_text(case: Case, words: Texts) -> str:
    """Say in a few words why an account is not linked by itself."""
    return words.say(f"reconcile.reason.{case.reason.value or 'none'}")


def moment_text(moment: datetime | None, work: Context) -> str:
    """Return a moment by the district's clock."""
    return format_moment(moment, work.settings.zone(), work.words.locale)


def count_text(count: int, words: Texts) -> str:
    """Return a whole number."""
    return format_count(count, words.locale)
