"""`marshrut roster import`: take in staff lists, or show what they would change."""

import getpass
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from config.locale import Texts
from config.locale.numbers import format_count, format_day
from jobs.cli.commands import AsJson, DryRun, help_text
from jobs.cli.opening import rehearsed, workplace
from jobs.cli.output import say, show_json, tell
from jobs.cli.problems import tell_problems
from jobs.cli.roster_changes import show_changes
from jobs.cli.roster_remarks import refuse_wrong_target, write_report
from jobs.exit_codes import ExitCode
from jobs.rostering import (
    AskedOrganisation,
    HeldBy,
    ImportOptions,
    OrganisationChoice,
    RosterOutcome,
    import_roster,
)

_ASKED = frozenset({"staff.organisation_asked", "staff.organisation_of_several"})
_HELD = frozenset({"staff.too_many_leave"})
COUNTS = ("rows", "people", "new", "changed", "hired", "moved", "left", "new_organisations")


def take_in(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help=help_text("roster.files"))],
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d", "%d.%m.%Y"], help=help_text("roster.as_of")),
    ] = None,
    organisations: Annotated[
        OrganisationChoice,
        typer.Option("--organisations", metavar="ask|known|new", help=help_text("roster.organisations")),
    ] = OrganisationChoice.ASK,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE.xlsx", help=help_text("roster.report"))
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help=help_text("roster.by"))] = None,
    *,
    strict: Annotated[bool, typer.Option("--strict", help=help_text("roster.strict"))] = False,
    accept_leavers: Annotated[
        bool, typer.Option("--accept-leavers", help=help_text("roster.accept_leavers"))
    ] = False,
    everyone: Annotated[bool, typer.Option("--all", help=help_text("roster.all"))] = False,
    dry_run: DryRun = False,
    json: AsJson = False,
) -> None:
    """Take in staff lists: a snapshot of the organisations in them."""
    options = ImportOptions(
        as_of=as_of.date() if as_of else None,
        strict=strict,
        organisations=organisations,
        accept_leavers=accept_leavers,
        by=by or getpass.getuser(),
    )
    with workplace(context) as work, rehearsed(work, dry_run=dry_run):
        refuse_wrong_target(work.words, report)
        outcome = import_roster(work, files, options)
        remarks = write_report(work.words, outcome, report, dry_run=dry_run) if report else 0
        if json:
            show_json(as_json(outcome, dry_run=dry_run))
        else:
            _tell(work.words, outcome, dry_run=dry_run, everyone=everyone)
            if report:
                say(work.words.say("rosters.done.report", file=report, n=remarks))
    if outcome.exit_code is not ExitCode.DONE:
        raise typer.Exit(outcome.exit_code)


def _tell(words: Texts, outcome: RosterOutcome, *, dry_run: bool, everyone: bool) -> None:
    if dry_run:
        say(words.say("night.dry_run"))
    say(words.say("night.roster_as_of", day=format_day(outcome.as_of, words.locale)))
    for name in COUNTS:
        count = getattr(outcome.counts, name)
        say(words.say(f"night.roster_count.{name}", n=format_count(count, words.locale)))
    if dry_run:
        show_changes(words, outcome.changes, everyone=everyone)
    if outcome.held is None:
        _tell_done(words, outcome, dry_run=dry_run)
    _tell_not_done(words, outcome)
    tell_problems(words, (each for each in outcome.problems if each.text_id not in _told_already(outcome)))


def _told_already(outcome: RosterOutcome) -> frozenset[str]:
    """Return the problems that are told in full, with what to do, before the others."""
    held = _HELD if outcome.held is HeldBy.DISMISSALS else frozenset()
    return (_ASKED if outcome.asked else frozenset()) | held


def _tell_done(words: Texts, outcome: RosterOutcome, *, dry_run: bool) -> None:
    if dry_run:
        say(words.say("rosters.done.dry_hint"))
        return
    for each in outcome.imports:
        day = format_day(each.as_of, words.locale)
        say(words.say("rosters.done.import", number=each.import_id, day=day, files=len(each.files)))


def _tell_not_done(words: Texts, outcome: RosterOutcome) -> None:
    """Say what was held back or set aside, and what to do about it."""
    if outcome.held is HeldBy.STRICT:
        why = "strict" if outcome.set_aside else "strict_sheet"
        tell(words.say(f"rosters.held.{why}", n=outcome.set_aside))
    elif outcome.set_aside:
        tell(words.say("rosters.done.set_aside", n=outcome.set_aside))
    if outcome.held is HeldBy.DISMISSALS:
        tell(words.say("rosters.held.dismissals"))
        for guarded in outcome.guarded:
            counts = {"before": guarded.before, "leaving": guarded.leaving}
            tell(words.say("rosters.held.guarded", organisation=guarded.organisation, **counts))
        tell(words.say("rosters.held.accept"))
    if outcome.asked:
        _tell_asked(words, outcome.asked)


def _tell_asked(words: Texts, asked: Collection[AskedOrganisation]) -> None:
    tell(words.say("rosters.asked.head"))
    for each in asked:
        known = words.say("rosters.asked.or").join(each.known)
        tell(words.say("rosters.asked.line", spelling=each.spelling, known=known, n=each.rows))
    tell(words.say("rosters.asked.answer"))
    if any(len(each.known) > 1 for each in asked):
        tell(words.say("rosters.asked.several"))


def as_json(outcome: RosterOutcome, *, dry_run: bool) -> dict[str, object]:
    """Return an outcome for programs; people are named by a dry run only, as its table does.

    What a real run prints may end up in some log.
    """
    counts = {name: getattr(outcome.counts, name) for name in COUNTS}
    problems = [{"id": each.text_id, **each.values} for each in outcome.problems]
    told = ("held", "set_aside", "imports", "guarded", "asked", *(["changes"] if dry_run else []))
    return {
        "as_of": outcome.as_of,
        **counts,
        **{name: getattr(outcome, name) for name in told},
        "problems": problems,
    }
