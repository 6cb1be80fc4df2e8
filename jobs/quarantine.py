"""Rows set apart are read again when somebody asks.

row ─► what was told of it, read by the present program ─► kept, mended
         └ nothing was told, or it still says nothing ─► the LMS is asked for that one
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from config.problems import Problem
from config.settings import Lms
from connector.errors import BorderError, OddError
from connector.moodle.accounts.remembered import fields_in_use
from connector.moodle.accounts.told import STREAM as ACCOUNTS
from connector.moodle.client import Moodle
from connector.moodle.planning.preflight import preflight
from connector.moodle.reading import ProfileFields, Reading, Unreadable, problem_of
from connector.moodle.reread import ask_again, read_again
from jobs.context import Context
from jobs.site_options import access_to
from mappings.keeping import quarantine
from mappings.keeping.pulled import keep
from mappings.keeping.quarantine import SetAside

_OF_ATTEMPTS = "part_marks"
"""The stream that comes inside attempts."""


class Ending(StrEnum):
    """What became of a row that was to be read again."""

    READ = "read"
    ABSENT = "absent"
    """The LMS has no such record any more."""

    STILL = "still"
    """It can't be read now either."""

    LATER = "later"
    """Not to be had alone: the next pull reads the whole list."""

    UNASKED = "unasked"
    """The LMS could not be asked."""

    @property
    def mended(self) -> bool:
        """Tell whether nothing is left to do."""
        return self in (Ending.READ, Ending.ABSENT)


@dataclass(frozen=True)
class Replayed:
    """A row that was to be read again."""

    row: SetAside
    ending: Ending
    reason: str = ""
    """Why not, for one that still can't be read."""

    problem: Problem | None = None
    """Why the LMS could not be asked."""


def replay(context: Context, rows: Sequence[SetAside]) -> list[Replayed]:
    """Read rows again, keep what can be read now and mark it mended; return what became of each.

    Raises ConfigProblems where a site's token can't be read.
    """
    sites = {each.name: each for each in context.settings.lms}
    done: list[Replayed] = []
    for name, each in groupby(sorted(rows, key=lambda row: row.site), key=lambda row: row.site):
        done += _Site(context, sites.get(name)).replay(list(each))
    places = {row.quarantine_id: place for place, row in enumerate(rows)}
    return sorted(done, key=lambda each: places[each.row.quarantine_id])


class _Site:
    """One site's rows; the LMS is asked only where what was told does not do."""

    def __init__(self, context: Context, lms: Lms | None) -> None:
        self._context = context
        self._lms = lms

    def replay(self, rows: Sequence[SetAside]) -> list[Replayed]:
        """Return what became of each row."""
        done = {row.quarantine_id: self._from_raw(row) for row in rows}
        left = [row for row in rows if done[row.quarantine_id] is None]
        asked = {each.row.quarantine_id: each for each in self._asked(left)} if left else {}
        return [done[row.quarantine_id] or asked[row.quarantine_id] for row in rows]

    def _from_raw(self, row: SetAside) -> Replayed | None:
        """Read what was told of a row; None where there is nothing, or it still can't be read."""
        raw = quarantine.raw_of(row, self._context.keyring)
        reading = read_again(row.stream, raw, self._fields(row)) if raw else None
        if reading is None or not reading.records:
            return None
        return self._kept(row, reading)

    def _asked(self, rows: Sequence[SetAside]) -> list[Replayed]:
        if self._lms is None:
            return [Replayed(row, Ending.UNASKED, problem=_no_such_site(row)) for row in rows]
        try:
            with Moodle(access_to(self._context.loaded, self._lms)) as moodle:
                preflight(moodle)
                return [self._ask(moodle, row) for row in rows]
        except BorderError as error:
            told = Problem(error.text_id, {"site": self._lms.name, **error.detail})
            return [Replayed(row, Ending.UNASKED, problem=told) for row in rows]

    def _ask(self, moodle: Moodle, row: SetAside) -> Replayed:
        try:
            reading = ask_again(moodle, row.stream, row.keys, self._fields(row))
        except OddError as error:
            code = str(error.detail.get("code") or row.reason)
            return self._met_again(row, Unreadable(row.number, code, keys=row.keys))
        except BorderError as error:
            return Replayed(row, Ending.UNASKED, problem=problem_of(error, row.stream))
        if reading is None:
            return Replayed(row, Ending.LATER, row.reason)
        if reading.unreadable:
            return self._met_again(row, reading.unreadable[0])
        return self._kept(row, reading)

    def _met_again(self, row: SetAside, met: Unreadable) -> Replayed:
        with self._context.store.transaction() as tx:
            quarantine.met_again(tx, row, met, self._context.keyring, self._context.clock())
        return Replayed(row, Ending.STILL, met.reason)

    def _kept(self, row: SetAside, reading: Reading[Any]) -> Replayed:
        """Keep what was read and mark its row mended, in one transaction."""
        context, now = self._context, self._context.clock()
        streams = [row.stream, _OF_ATTEMPTS] if row.stream == "attempts" else [row.stream]
        with context.store.transaction() as tx:
            for name in streams if reading.records else ():
                keep(tx, row.site, name, reading, keyring=context.keyring, now=now)
            quarantine.mark_mended(tx, [row.quarantine_id], now)
        return Replayed(row, Ending.READ if reading.records else Ending.ABSENT)

    def _fields(self, row: SetAside) -> ProfileFields:
        if self._lms is None:
            return ProfileFields()
        with self._context.store.reading() as tx:
            notes = quarantine.notes_of(tx, row.site, ACCOUNTS)
        return fields_in_use(notes, ProfileFields(**self._lms.profile.model_dump()))


def _no_such_site(row: SetAside) -> Problem:
    return Problem("quarantine.no_such_site", {"site": row.site})
