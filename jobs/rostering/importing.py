"""Take in staff lists: read, plan, write; or only show what it would do.

    files ──► rosters, one a day ──► plan ──► guard ──► store ──► what was done

Lists of one day are one snapshot, so that who is in another school's file has moved. Lists of different days are
taken in one after another, oldest first, all in one transaction: all of them, or none.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from config.problems import Problem
from connector.errors import RefusedError
from connector.roster_faults import is_fault
from connector.roster_records import Roster
from connector.roster_repeats import without_repeats
from connector.spreadsheets import read_roster
from jobs.context import Context
from jobs.rostering.outcomes import HeldBy, ImportDone, ImportOptions, RosterOutcome
from mappings.staff import kept as staff
from mappings.staff.choices import DismissLimit
from mappings.staff.plan import Reading
from mappings.staff.roster_check import check_roster
from mappings.staff.shown import shown_changes
from mappings.staff.telling import ShownChange
from mappings.staff.values import NOTHING_COUNTED, StaffPlan
from mappings.store import Transaction


@dataclass(frozen=True)
class _DaysLists:
    """All the lists of one day."""

    as_of: date
    files: tuple[str, ...]
    file_hash: str
    roster: Roster
    problems: tuple[Problem, ...]
    """Those of reading, and of what the lists say."""


@dataclass(frozen=True)
class _Taken:
    """What came of a day's lists."""

    plan: StaffPlan
    done: ImportDone
    changes: tuple[ShownChange, ...]
    problems: tuple[Problem, ...]
    set_aside: int
    held: HeldBy | None


def import_roster(
    context: Context, files: Sequence[Path], options: ImportOptions | None = None
) -> RosterOutcome:
    """Take in staff lists, each day's as a snapshot of the organisations in them.

    A date in `options` outranks those in the lists' titles; a list without either can't be placed in time.
    Raises RefusedError, and nothing is written then. Nothing is written either where `held` says so.
    """
    options = options or ImportOptions()
    days = _read(files, options)
    with context.store.transaction() as tx, tx.undoable() as undo:
        taken = [_take_in(context, tx, day, options) for day in days]
        held = next((each.held for each in taken if each.held), None)
        if held:
            undo()
    return _outcome(taken, held)


def _read(files: Sequence[Path], options: ImportOptions) -> list[_DaysLists]:
    """Return the lists by day, oldest first."""
    by_day: dict[date, list[tuple[str, bytes, Roster, list[Problem]]]] = defaultdict(list)
    for file in files:
        content = _content(file)
        roster, problems = read_roster(content, file.name, options.as_of)
        day = options.as_of or roster.as_of
        if day is None:
            raise RefusedError("night.roster_without_date", file=file.name)
        by_day[day].append((file.name, content, roster, problems))
    return [_of_day(day, lists) for day, lists in sorted(by_day.items())]


def _of_day(day: date, lists: Sequence[tuple[str, bytes, Roster, list[Problem]]]) -> _DaysLists:
    roster = Roster(tuple(sheet for _, _, each, _ in lists for sheet in each.sheets))
    repeated: list[Problem] = []
    if len(lists) > 1:
        roster, repeated = without_repeats(roster)
    found = [problem for _, _, _, problems in lists for problem in problems]
    return _DaysLists(
        as_of=day,
        files=tuple(name for name, *_ in lists),
        file_hash=_hash([content for _, content, *_ in lists]),
        roster=roster,
        problems=(*found, *repeated, *check_roster(roster)),
    )


def _hash(contents: Sequence[bytes]) -> str:
    """Return the hash of a file; of several, that of their hashes, whatever their order."""
    each = sorted(hashlib.sha256(content).hexdigest() for content in contents)
    return each[0] if len(each) == 1 else hashlib.sha256("".join(each).encode()).hexdigest()


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        raise RefusedError("roster.file_missing", file=file.name) from None


def _take_in(context: Context, tx: Transaction, day: _DaysLists, options: ImportOptions) -> _Taken:
    state = staff.load_state(tx)
    plan = staff.plan_reading(state, _reading(context, day, options), context.keyring.snils_hash)
    source = staff.Source(context.clock(), day.file_hash, day.files, options.by, day.problems)
    import_id, numbers = staff.apply_plan(tx, plan, context.keyring, source)
    set_aside = plan.set_aside + len(day.roster.set_aside)
    return _Taken(
        plan=plan,
        done=ImportDone(import_id, day.as_of, day.files, plan.counts),
        changes=shown_changes(plan, state, numbers),
        problems=(*day.problems, *plan.problems),
        set_aside=set_aside,
        held=_held(plan, day, options),
    )


def _reading(context: Context, day: _DaysLists, options: ImportOptions) -> Reading:
    limits = context.settings.roster
    return Reading(
        rows=day.roster.rows,
        as_of=day.as_of,
        set_aside=day.roster.set_aside,
        choice=options.organisations,
        limit=DismissLimit(limits.dismiss_people, limits.dismiss_percent),
        place=day.roster.place,
    )


def _held(plan: StaffPlan, day: _DaysLists, options: ImportOptions) -> HeldBy | None:
    if options.strict and (plan.set_aside or any(map(is_fault, day.problems))):
        return HeldBy.STRICT
    return HeldBy.DISMISSALS if plan.guarded and not options.accept_leavers else None


def _outcome(taken: Sequence[_Taken], held: HeldBy | None) -> RosterOutcome:
    return RosterOutcome(
        as_of=taken[-1].done.as_of,
        counts=sum((each.plan.counts for each in taken), NOTHING_COUNTED),
        problems=tuple(problem for each in taken for problem in each.problems),
        imports=tuple(each.done for each in taken),
        changes=tuple(change for each in taken for change in each.changes),
        set_aside=sum(each.set_aside for each in taken),
        asked=tuple(asked for each in taken for asked in each.plan.asked),
        guarded=tuple(guarded for each in taken for guarded in each.plan.guarded),
        held=held,
    )
