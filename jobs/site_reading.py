"""One LMS read from beginning to end, in a thread of its own: it knows nothing of the store.

    preflight ─► plan ─► everything, or what is new since last time ─► stream after stream

Everything is read the first time, when it is asked for, and every `reconcile_every` days: what changed without
leaving a trace is found then.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from config.problems import Problem
from connector.moodle.asking.spending import Statistics
from connector.moodle.client import Access, Moodle
from connector.moodle.memory import Memory
from connector.moodle.plan import Plan, make_plan
from connector.moodle.planning.date_check import with_verified_dates
from connector.moodle.planning.preflight import Site, preflight
from connector.moodle.pull import pull
from connector.moodle.reading import Options, Reading

OVERLAP = timedelta(minutes=10)
"""What changed so shortly before a pull began is asked for again next time: a site's transactions take time."""

CLOCK_SLACK = timedelta(hours=1)
"""A site whose clock is so much behind what it said last time has been set back: what is new can't be told."""


@dataclass(frozen=True)
class SiteTask:
    """What to read of a site, and by what."""

    site: str
    access: Access
    options: Options
    memory: Memory = field(repr=False)
    reconcile_every: timedelta
    participants_report: str | None = None
    time_zone: str | None = None
    everything: bool = False
    """Whether to read everything though what is new would do."""


@dataclass(frozen=True)
class Begun:
    """The site can be read: how, and from when on by its own clock."""

    notes: tuple[Problem, ...]
    since: datetime | None
    """Where the next pull may begin; None where the site does not tell the time."""

    everything: bool


@dataclass(frozen=True)
class Finished:
    """All that could be read has been."""

    statistics: Statistics


Given = Begun | Reading[Any] | Finished


def read_site(task: SiteTask, give: Callable[[Given], None]) -> None:
    """Read a site and hand over what it says as it comes.

    Raises BorderError where the site can't be asked at all, or no longer.
    """
    with Moodle(task.access) as moodle:
        site, plan = look_at(moodle, task)
        memory = what_holds(task, moodle.server_time)
        if not memory.streams:  # what news there is stands beside dates that have been compared
            plan = with_verified_dates(moodle, site, plan)
        since = moodle.server_time - OVERLAP if moodle.server_time else None
        give(Begun(plan.notes, since, everything=not memory.streams))
        try:
            for reading in pull(moodle, site, plan, task.options, memory):
                give(reading)
        finally:
            give(Finished(moodle.statistics))


def look_at(moodle: Moodle, task: SiteTask) -> tuple[Site, Plan]:
    """Return what the site allows, and by which ways it is read. Raises BorderError where it can't be asked."""
    site = preflight(
        moodle,
        courses_reports=task.options.may_need_id_numbers,
        participants_report=task.participants_report,
    )
    profile = task.options.profile
    plan = make_plan(
        site,
        participants_report=task.participants_report,
        time_zone=task.time_zone,
        profile={profile.snils: None, profile.organisation: None},
    )
    return site, plan


def what_holds(task: SiteTask, site_time: datetime | None) -> Memory:
    """Return the memory to go by: without its streams where everything is to be read."""
    if task.everything or site_time is None or _is_due(task, site_time):
        return replace(task.memory, streams={})
    return task.memory


def _is_due(task: SiteTask, site_time: datetime) -> bool:
    streams = task.memory.streams.values()
    whole = [each.whole_at for each in streams if each.whole_at is not None]
    if not whole or site_time - min(whole) >= task.reconcile_every:
        return True
    return any(each.since > site_time + CLOCK_SLACK for each in streams)
