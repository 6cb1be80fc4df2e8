"""`marshrut reconcile export`, `import`, `undo-batch` and `missing`: deciding in a spreadsheet."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from config.locale import Texts
from jobs.cli.commands import AsJson, Commands, DryRun, help_text
from jobs.cli.edge import WrongUseError
from jobs.cli.opening import rehearsed, workplace
from jobs.cli.output import progress, say, show_json, show_table, tell
from jobs.cli.reconcile_told import By, desk_of, reading_desk
from jobs.cli.reconcile_wanted import Filter, ForReason, OfOrganisation, OfState, OnSite, wanted_of
from jobs.context import Context
from jobs.exit_codes import ExitCode
from jobs.queue_sheet.files import password_to_close, passwords, read_book, save_book
from jobs.queue_sheet.missing import without_accounts, write_books
from jobs.queue_sheet.missing_books import waiting_in
from jobs.queue_sheet.outcome_book import outcome_text, write_outcomes
from jobs.queue_sheet.reading import read_queue
from jobs.queue_sheet.shown import Showing
from jobs.queue_sheet.taking import Taken, Taking, batch_of, take
from jobs.queue_sheet.writing import write_queue
from jobs.reconciliation.called import account_name, accounts_named
from jobs.saving import refuse_taken
from mappings.identity.cases import Outcome
from mappings.keeping.without_accounts import OrganisationStaff

commands = Commands("reconcile_sheet.group")

PasswordEnv = Annotated[
    str | None,
    typer.Option("--password-env", metavar="NAME", help=help_text("reconcile_sheet.password_env")),
]
Force = Annotated[bool, typer.Option("--force", help=help_text("reconcile_sheet.force"))]


@commands.add("export", "reconcile_sheet.export")
def export_queue(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help=help_text("reconcile_sheet.export_file"))],
    organisation: OfOrganisation = None,
    reason: ForReason = None,
    state: OfState = Filter.REVIEW,
    site: OnSite = None,
    password_env: PasswordEnv = None,
    *,
    force: Force = False,
) -> None:
    """Write the queue as a workbook."""
    wanted = wanted_of(state, organisation, reason, site)
    with workplace(context) as work:
        password = password_to_close(work, password_env)
        with progress() as bar:
            bar.begin(work.words.say("queue.cli.exporting"))
            cases = reading_desk(work).queue(wanted)
            zone = work.settings.zone()
            showing = Showing(work.words, zone, work.keyring.mark)
            book = write_queue([showing.row(case) for case in cases], work.words, now=work.clock(), zone=zone)
            save_book(file, book, password=password, replace=force)
        say(work.words.say("queue.cli.exported", file=str(file), n=len(cases)))
        if password is not None:
            say(work.words.say("queue.cli.closed"))
        tell(work.words.say("queue.cli.private"))


@commands.add("import", "reconcile_sheet.import")
def import_queue(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help=help_text("reconcile_sheet.import_file"))],
    by: By = None,
    result: Annotated[
        Path | None, typer.Option("--result", metavar="FILE.xlsx", help=help_text("reconcile_sheet.result"))
    ] = None,
    password_env: PasswordEnv = None,
    *,
    force: Force = False,
    dry_run: DryRun = False,
    json: AsJson = False,
) -> None:
    """Take a filled workbook's decisions back."""
    with workplace(context) as work:
        refuse_taken([result] if result else [], replace=force)
        content = read_book(file, passwords(work, password_env))
        rows = read_queue(content, file.name, work.keyring.mark)
        batch = batch_of(content, work.today())
        desk = desk_of(work, by)
        desk.batch = batch
        with rehearsed(work, dry_run=dry_run):
            taking = take(desk, rows, batch)
        if result is not None:
            book = write_outcomes(content, file.name, taking.rows, work.words)
            save_book(result, book, password=password_to_close(work, password_env), replace=force)
        if json:
            show_json(_for_programs(taking, work.words, dry_run=dry_run))
        else:
            _tell_people(taking, work, dry_run=dry_run)
        if taking.not_taken:
            raise typer.Exit(ExitCode.INCOMPLETE)


def _tell_people(taking: Taking, work: Context, *, dry_run: bool) -> None:
    words, counts = work.words, taking.counts
    if dry_run:
        say(words.say("night.dry_run"))
    ended = [each for each in Taken if counts[each]]
    rows = [[words.say(f"queue.taken.{each}"), str(counts[each])] for each in ended]
    headings = [words.say(f"queue.cli.{each}") for each in ("ended", "rows")]
    show_table(headings, rows, numbers=[1])
    sheets = {each.row.sheet for each in taking.rows}
    for each in taking.not_taken:
        place = f"«{each.row.sheet}», " if len(sheets) > 1 else ""
        say(f"  {place}{words.say(each.problem.text_id, **each.problem.values) if each.problem else ''}")
    if not counts[Taken.DONE]:
        say(words.say("queue.cli.nothing"))
        return
    say(words.say("queue.cli.rejudged", n=taking.rejudged))
    if not dry_run:
        say(words.say("queue.cli.batch", batch=taking.batch))


def _for_programs(taking: Taking, words: Texts, *, dry_run: bool) -> dict[str, object]:
    return {
        "batch": taking.batch,
        "dry_run": dry_run,
        "counts": {each.value: taking.counts[each] for each in Taken},
        "rejudged": taking.rejudged,
        "rows": [
            {
                "sheet": each.row.sheet,
                "row": each.row.row + 1,
                "cell": each.row.cell(),
                "account": None if each.account is None else account_name(each.account),
                "ended": each.taken.value,
                "told": outcome_text(each, words),
            }
            for each in taking.rows
        ],
    }


@commands.add("undo-batch", "reconcile_sheet.undo_batch")
def undo_batch(
    context: typer.Context,
    batch: Annotated[str, typer.Argument(metavar="BATCH", help=help_text("reconcile_sheet.batch"))],
    by: By = None,
    *,
    dry_run: DryRun = False,
) -> None:
    """Take back everything that was decided in one import, but for what was decided upon it since."""
    with workplace(context) as work, rehearsed(work, dry_run=dry_run):
        words, desk = work.words, desk_of(work, by)
        ended = desk.undo_batch(batch)
        if not ended:
            raise WrongUseError("queue.cli.no_batch", batch=batch)
        counts = Counter(ended.values())
        if dry_run:
            say(words.say("night.dry_run"))
        say(words.say("queue.cli.undone", n=counts[Outcome.DONE]))
        later = [key for key, each in ended.items() if each is Outcome.CHANGED]
        if counts[Outcome.DONE]:
            say(words.say("queue.cli.rejudged", n=desk.rejudge().changed))
        if later:
            say(words.say("queue.cli.not_undone", accounts=accounts_named(later)))
            raise typer.Exit(ExitCode.INCOMPLETE)


@commands.add("missing", "reconcile_sheet.missing")
def list_missing(
    context: typer.Context,
    organisation: Annotated[
        str | None, typer.Option("--organisation", help=help_text("reconcile_sheet.missing_organisation"))
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--folder", metavar="DIR", help=help_text("reconcile_sheet.folder"))
    ] = None,
    password_env: PasswordEnv = None,
    *,
    force: Force = False,
    json: AsJson = False,
) -> None:
    """List staff without any account, or write a book for each organisation."""
    with workplace(context) as work:
        found = without_accounts(work, organisation)
        if organisation is not None and not found:
            raise WrongUseError("queue.missing.no_organisation")
        if folder is not None:
            password = password_to_close(work, password_env)
            count = write_books(work, found, folder, password=password, replace=force)
            say(work.words.say("queue.missing.written", n=count, folder=str(folder)))
            return
        if json:
            show_json(found)
            return
        _show_missing(found, work.words)


def _show_missing(found: list[OrganisationStaff], words: Texts) -> None:
    """Show how many each organisation lacks, then who."""
    lacking = [each for each in found if each.missing]
    if not lacking:
        say(words.say("queue.missing.nobody"))
        return
    counted = ("organisation", "staff", "missing", "waiting")
    counts = [[each.name, str(each.staff), str(len(each.missing)), str(waiting_in(each))] for each in lacking]
    show_table([words.say(f"queue.missing.column.{each}") for each in counted], counts, numbers=(1, 2, 3))
    people = ("organisation", "person", "roster_no", "name", "post", "note")
    rows = [
        [
            each.name,
            str(person.person_id),
            person.roster_no or "",
            person.full_name,
            person.post,
            words.say("queue.missing.waits") if person.waiting else "",
        ]
        for each in lacking
        for person in each.missing
    ]
    show_table([words.say(f"queue.missing.column.{each}") for each in people], rows, numbers=(1, 2))
