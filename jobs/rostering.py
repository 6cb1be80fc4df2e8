"""Take in a staff list: read, plan, write; or only show what it would do."""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from config.problems import Problem
from connector.errors import RefusedError
from connector.spreadsheets import read_roster
from jobs.context import Context
from mappings.staff import kept as staff
from mappings.staff.kept import StaffCounts
from mappings.staff.roster_check import unknown_kinds


@dataclass(frozen=True)
class RosterOutcome:
    """What an import did, or would do."""

    as_of: date
    counts: StaffCounts
    problems: tuple[Problem, ...]


def import_roster(context: Context, file: Path, as_of: date | None = None) -> RosterOutcome:
    """Take in a staff list as a snapshot of the organisations in it.

    `as_of` outranks the date in the list's title; without either the list can't be placed in time. Raises
    RefusedError, and nothing is written then.
    """
    content = _content(file)
    roster, problems = read_roster(content, file.name)
    day = as_of or roster.as_of
    if day is None:
        raise RefusedError("night.roster_without_date", file=file.name)
    with context.store.transaction() as tx:
        plan = staff.plan_import(staff.load_state(tx), roster.rows, day, context.keyring.snils_hash)
        found = (*problems, *unknown_kinds(roster))
        staff.apply(
            tx,
            plan,
            keyring=context.keyring,
            now=context.clock(),
            file_hash=hashlib.sha256(content).hexdigest(),
            problems=found,
        )
    return RosterOutcome(day, plan.counts, (*found, *plan.problems))


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise RefusedError("roster.file_missing", file=file.name) from None
