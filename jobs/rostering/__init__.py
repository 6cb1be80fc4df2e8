"""Staff lists: taking them in, taking an import back, telling what they have changed.

What does not belong here: reading spreadsheets (`connector.spreadsheets`), deciding what a list changes
(`mappings.staff`), and saying it (`jobs.cli`).
"""

from jobs.rostering.importing import import_roster
from jobs.rostering.outcomes import HeldBy, ImportDone, ImportOptions, RosterOutcome
from jobs.rostering.past import UndoneImport, history, imports, undo_import
from mappings.staff.choices import AskedOrganisation, GuardedOrganisation, OrganisationChoice
from mappings.staff.telling import FieldChange, Happened, HistoryEntry, ImportRecord, ShownChange, Told

__all__ = [
    "AskedOrganisation",
    "FieldChange",
    "GuardedOrganisation",
    "Happened",
    "HeldBy",
    "HistoryEntry",
    "ImportDone",
    "ImportOptions",
    "ImportRecord",
    "OrganisationChoice",
    "RosterOutcome",
    "ShownChange",
    "Told",
    "UndoneImport",
    "history",
    "import_roster",
    "imports",
    "undo_import",
]
