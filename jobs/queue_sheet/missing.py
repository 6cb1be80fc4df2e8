"""Staff without any account, as told on the terminal and written for their organisations."""

from pathlib import Path

from jobs.context import Context
from jobs.queue_sheet.files import save_book
from jobs.queue_sheet.missing_books import file_names, school_book, summary_book
from jobs.reconciliation.wanted import is_part
from jobs.saving import refuse_taken
from mappings.keeping.without_accounts import OrganisationStaff, staff_without_accounts


def without_accounts(context: Context, organisation: str | None) -> list[OrganisationStaff]:
    """Return the organisations with staff in force today, or those whose name has the words given."""
    with context.store.reading() as tx:
        found = staff_without_accounts(tx, context.today())
    return [each for each in found if organisation is None or is_part(organisation, each.name)]


def write_books(
    context: Context,
    organisations: list[OrganisationStaff],
    folder: Path,
    *,
    password: str | None = None,
    replace: bool = False,
) -> int:
    """Write a book for each organisation that lacks somebody, and the summary; return how many books.

    Raises FileExistsError, and writes nothing, where one of the files is there and is not to be replaced.
    """
    lacking = [each for each in organisations if each.missing]
    names = file_names(lacking)
    summary = folder / context.words.say("queue.missing.summary_file")
    files = {each.organisation_id: folder / names[each.organisation_id] for each in lacking}
    refuse_taken((summary, *files.values()), replace=replace)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    day, now, words = context.today(), context.clock(), context.words
    for each in lacking:
        book = school_book(each, words, day=day, now=now)
        save_book(files[each.organisation_id], book, password=password, replace=replace)
    save_book(
        summary, summary_book(organisations, words, day=day, now=now), password=password, replace=replace
    )
    return len(lacking)
