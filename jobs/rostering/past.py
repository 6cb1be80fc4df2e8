"""What staff lists have changed, and taking an import of them back."""

from dataclasses import dataclass
from datetime import date

from connector.errors import RefusedError
from jobs.context import Context
from mappings.staff import history as staff_history
from mappings.staff.telling import HistoryEntry, ImportRecord
from mappings.staff.undoing import Undoable, undo, undoable


@dataclass(frozen=True)
class UndoneImport:
    """An import that was taken back."""

    import_id: int
    as_of: date
    people: int
    """How many people it had changed anything of."""


def history(context: Context, person_id: int) -> list[HistoryEntry]:
    """Return what became of a person by all the lists, oldest first.

    Raises RefusedError `staff.no_such_person`.
    """
    with context.store.reading() as tx:
        if not staff_history.is_known(tx, person_id):
            raise RefusedError("staff.no_such_person", person=person_id)
        return staff_history.history(tx, person_id)


def imports(context: Context) -> list[ImportRecord]:
    """Return every import, newest first, those taken back too."""
    with context.store.reading() as tx:
        return staff_history.imports(tx)


def undo_import(context: Context, import_id: int, by: str) -> UndoneImport:
    """Take an import back: everything it changed stands again as it did before.

    Raises RefusedError, and nothing is written then: `staff.no_such_import`, `staff.import_undone`,
    `staff.import_without_journal`, `staff.import_is_built_upon` (which names those to take back first).
    """
    with context.store.transaction() as tx:
        found = undoable(tx, import_id)
        if found is None:
            raise RefusedError("staff.no_such_import", number=import_id)
        _refuse(found)
        undo(tx, import_id, now=context.clock(), by=by)
    return UndoneImport(import_id, found.as_of, found.people)


def _refuse(found: Undoable) -> None:
    """Raise RefusedError where an import can't be taken back."""
    if found.undone:
        raise RefusedError("staff.import_undone", number=found.import_id)
    if not found.journaled:
        raise RefusedError("staff.import_without_journal", number=found.import_id)
    if found.later:
        later = ", ".join(map(str, found.later))
        raise RefusedError("staff.import_is_built_upon", number=found.import_id, later=later)
