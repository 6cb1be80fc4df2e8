"""What an import of staff lists is told, and what came of it."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from config.problems import Problem
from connector.roster_faults import REFUSALS
from jobs.exit_codes import ExitCode
from mappings.staff.choices import AskedOrganisation, GuardedOrganisation, OrganisationChoice
from mappings.staff.telling import ShownChange
from mappings.staff.values import StaffCounts


@dataclass(frozen=True)
class ImportOptions:
    """What whoever imports has chosen."""

    as_of: date | None = None
    """Outranks the dates in the lists' titles."""

    strict: bool = False
    """All or nothing: a row that had to be set aside keeps everything out."""

    organisations: OrganisationChoice = OrganisationChoice.ASK
    accept_leavers: bool = False
    """Let an organisation lose however many people the list says."""

    by: str = ""
    """Who imports: a name of the machine's user, kept with the import."""


class HeldBy(StrEnum):
    """Why nothing was written."""

    DISMISSALS = "dismissals"
    STRICT = "strict"


@dataclass(frozen=True)
class ImportDone:
    """One import: all the lists of one day."""

    import_id: int
    """The number `undo_import` asks for; within a dry run, or where nothing was written, it is not kept."""

    as_of: date
    files: tuple[str, ...]
    counts: StaffCounts


@dataclass(frozen=True)
class RosterOutcome:
    """What an import did, or would do."""

    as_of: date
    """Of the newest list."""

    counts: StaffCounts
    """Of all the lists together."""

    problems: tuple[Problem, ...]
    imports: tuple[ImportDone, ...] = ()
    """One a day of lists, oldest first."""

    changes: tuple[ShownChange, ...] = field(default=(), repr=False)
    """By organisation and number in the list."""

    set_aside: int = 0
    """Rows that were not taken in."""

    asked: tuple[AskedOrganisation, ...] = ()
    """Organisations spelt anew whose rows were set aside: `--organisations known` or `new` answers."""

    guarded: tuple[GuardedOrganisation, ...] = ()
    """Organisations that would lose too many people."""

    held: HeldBy | None = None
    """Why nothing was written; None where the lists were taken in."""

    @property
    def exit_code(self) -> ExitCode:
        """What the command ends with: 3 where nothing, or not every row and sheet, was taken in."""
        unread = any(each.text_id in REFUSALS for each in self.problems)
        whole = self.held is None and not (self.set_aside or self.asked or unread)
        return ExitCode.DONE if whole else ExitCode.INCOMPLETE
