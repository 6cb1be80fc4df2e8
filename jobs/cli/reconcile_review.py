"""`marshrut reconcile review`: deciding about one account after another on a full screen."""

import sys
from importlib import import_module
from typing import TYPE_CHECKING

import typer

from config.locale import Texts
from jobs.cli.commands import Commands
from jobs.cli.opening import workplace
from jobs.cli.output import is_terminal, say, tell
from jobs.cli.reconcile_told import By, desk_of
from jobs.cli.reconcile_wanted import Filter, ForReason, OfOrganisation, OfState, OnSite, wanted_of
from jobs.exit_codes import ExitCode
from jobs.reconciliation.desk import Desk, Wanted
from jobs.review.sentences import Sentences
from jobs.review.sitting import Deed, Sitting

if TYPE_CHECKING:
    from collections.abc import Callable

    from mappings.identity.cases import Case

    Screen = Callable[[Desk, list[Case], Sentences], Sitting]

commands = Commands("reconcile.group")


@commands.add("review", "reconcile.review")
def review(
    context: typer.Context,
    state: OfState = Filter.REVIEW,
    organisation: OfOrganisation = None,
    reason: ForReason = None,
    site: OnSite = None,
    by: By = None,
) -> ExitCode:
    """Show the queue account by account and keep each decision at once."""
    wanted = wanted_of(state, organisation, reason, site)
    with workplace(context) as work:
        if not (is_terminal(sys.stdout) and sys.stdin.isatty()):
            tell(work.words.say("review.refuse.no_terminal"))
            return ExitCode.WRONG_USE
        desk = desk_of(work, by)
        desk.batch = f"review-{work.clock():%Y%m%d-%H%M%S}"
        queue = desk.queue(wanted)
        if not queue:
            say(work.words.say(f"review.empty.{'queue' if wanted == Wanted() else 'filtered'}"))
            return ExitCode.DONE
        sitting = _screen()(desk, queue, Sentences(work.words, work.settings.zone()))
        changed = desk.rejudge().changed if sitting.asks_anew else None
        for line in summary(sitting, work.words, changed=changed, left=len(desk.queue(wanted))):
            say(line)
        if sitting.deeds:
            say(work.words.say("review.summary.batch", batch=desk.batch))
        return ExitCode.DONE


def _screen() -> "Screen":
    """Return the full screen; Textual takes a fifth of a second to import, which other commands need not wait."""
    screen: Screen = import_module("jobs.review.run").review
    return screen


def summary(sitting: Sitting, words: Texts, *, changed: int | None, left: int) -> list[str]:
    """Return what is told at the end: what was decided, what the matcher made of it, what is left."""
    deeds = sitting.deeds
    counts = [(deed.value, deeds[deed]) for deed in Deed] + [("undone", sitting.undone)]
    lines = [f"  {words.say(f'review.summary.{name}')}: {count}" for name, count in counts if count]
    told = [words.say("review.summary.heading"), *lines] if lines else [words.say("review.summary.nothing")]
    if changed is not None:
        told.append(words.say("review.summary.rejudged", n=changed))
    told.append(words.say("review.summary.left", n=left) if left else words.say("review.summary.all_done"))
    return told
