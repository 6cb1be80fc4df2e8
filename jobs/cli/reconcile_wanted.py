"""The options that narrow the queue, alike for the list, the screen and the sheet."""

from enum import StrEnum
from typing import Annotated

import typer

from jobs.cli.commands import help_text
from jobs.reconciliation.wanted import Wanted
from mappings.facts import LinkState
from mappings.identity.values import Reason


class Filter(StrEnum):
    """Which accounts are listed."""

    LINKED = LinkState.LINKED.value
    REVIEW = LinkState.REVIEW.value
    UNMATCHED = LinkState.UNMATCHED.value
    IGNORED = LinkState.IGNORED.value


class Because(StrEnum):
    """Why accounts are not linked by themselves."""

    CONFLICT = Reason.CONFLICT.value
    NAMESAKES = Reason.NAMESAKES.value
    NAME_ALONE = Reason.NAME_ALONE.value
    WEAK = Reason.WEAK.value
    NOBODY = Reason.NOBODY.value


OfState = Annotated[Filter, typer.Option("--state", help=help_text("reconcile.state"))]
OfOrganisation = Annotated[
    str | None, typer.Option("--organisation", metavar="TEXT", help=help_text("reconcile.organisation"))
]
ForReason = Annotated[Because | None, typer.Option("--reason", help=help_text("reconcile.reason"))]
OnSite = Annotated[str | None, typer.Option("--site", metavar="NAME", help=help_text("reconcile.site"))]


def reason_meant(told: Because | None) -> Reason | None:
    """Return the reason an option names."""
    return Reason(told.value) if told else None


def wanted_of(state: Filter, organisation: str | None, reason: Because | None, site: str | None) -> Wanted:
    """Return what the queue is narrowed to where one state is asked for."""
    return Wanted(frozenset({LinkState(state.value)}), organisation, reason_meant(reason), site)
