"""Everything the suite sees of a site: pulled whole, pulled whole again, then as a night would, and kept each time.

preflight ─► plan ─► first ─► keep, keep again ─► second ─► night (by what is kept) ─► keep
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import select

from connector.moodle.client import Moodle, Statistics
from connector.moodle.memory import NOTHING_KNOWN, Memory
from connector.moodle.plan import Plan
from connector.moodle.planning.costs import costs_of, sums
from connector.moodle.planning.date_check import with_verified_dates
from connector.moodle.planning.preflight import Site, preflight
from connector.moodle.planning.prices import Price, prices
from connector.moodle.planning.sizes import sizes_of
from connector.moodle.pull import pull
from connector.moodle.reading import Reading
from jobs.lms_site import planner
from jobs.site_reading import OVERLAP, Finished, Given, SiteTask, read_site
from mappings.keeping.memory_kept import remembered
from mappings.keeping.pulled import Kept, keep
from mappings.keeping.pulled_counts import counts
from mappings.keeping.secrecy import Keyring, new_key
from mappings.store import Store
from mappings.tables import PULLED
from tests.live.streams import Readings
from tests.live.subject import Subject

DEAR = 1_000
"""Requests: a site that takes more is read whole a second time only when asked to be."""


@dataclass(frozen=True, repr=False)
class Pulled:
    """One pull, and what it took; its repr shows nobody."""

    readings: Readings
    statistics: Statistics
    seconds: float


@dataclass(frozen=True, repr=False)
class Reckoned:
    """What the plan reckons with, now that it is known how much there is."""

    ways: Mapping[str, str]
    """By need."""

    whole: int
    """Requests, as the next one."""

    night: int
    missing: tuple[Price, ...]


@dataclass(frozen=True, repr=False)
class Seen:
    """What is judged; its repr shows nobody."""

    subject: Subject
    moodle: Moodle
    """Open, for samples."""

    site: Site
    plan: Plan
    plan_of: Callable[[Site], Plan]
    first: Pulled
    second: Pulled | None
    """None: too dear."""

    night: Pulled
    kept: Mapping[str, Kept]
    """The first pull, by stream; then the same again, then the night."""

    kept_again: Mapping[str, Kept]
    kept_at_night: Mapping[str, Kept]
    stored: Mapping[str, list[Any]]
    """Rows as they came back from the store after the first pull."""

    price: Reckoned
    now: datetime
    """By the site's own clock."""


@contextmanager
def looking(subject: Subject, folder: Path) -> Iterator[Seen]:
    """Give what is to be seen of a site; `folder` takes a throw-away store. Raises BorderError, StoreError."""
    with Moodle(subject.access) as moodle, Store.open(f"sqlite:///{folder / 'live.sqlite3'}") as store:
        store.upgrade()
        yield _Looking(subject, moodle, store).seen()


class _Looking:
    """One session of the suite."""

    def __init__(self, subject: Subject, moodle: Moodle, store: Store) -> None:
        self._subject = subject
        self._moodle = moodle
        self._store = store
        self._keyring = Keyring(new_key())

    def seen(self) -> Seen:
        lms = self._subject.lms
        began = monotonic()
        site = preflight(
            self._moodle,
            courses_reports=self._subject.options.may_need_id_numbers,
            participants_report=lms.participants_report,
        )
        plan_of = planner(lms)
        plan = with_verified_dates(self._moodle, site, plan_of(site))
        readings = {each.stream: each for each in pull(self._moodle, site, plan, self._subject.options)}
        first = Pulled(readings, self._moodle.statistics, monotonic() - began)
        now = self._moodle.server_time
        assert now is not None, "площадка не говорит, который час (заголовок Date)"
        kept, kept_again = self._keep(readings, now), self._keep(readings, now)
        stored, price = self._stored(), self._price(site, plan, plan_of)
        dear = price.whole > DEAR and not self._subject.patient
        second = None if dear else self._pull(NOTHING_KNOWN)
        night = self._pull(self._remembered())
        return Seen(
            subject=self._subject,
            moodle=self._moodle,
            site=site,
            plan=plan,
            plan_of=plan_of,
            first=first,
            second=second,
            night=night,
            kept=kept,
            kept_again=kept_again,
            kept_at_night=self._keep(night.readings, now),
            stored=stored,
            price=price,
            now=now + timedelta(seconds=monotonic() - began),
        )

    def _pull(self, memory: Memory) -> Pulled:
        lms = self._subject.lms
        task = SiteTask(
            site=lms.name,
            access=self._subject.access,
            options=self._subject.options,
            memory=memory,
            reconcile_every=timedelta(days=lms.reconcile_every),
            participants_report=lms.participants_report,
            time_zone=lms.time_zone,
        )
        given: list[Given] = []
        began = monotonic()
        read_site(task, given.append)
        [finished] = [each for each in given if isinstance(each, Finished)]
        readings = {each.stream: each for each in given if isinstance(each, Reading)}
        return Pulled(readings, finished.statistics, monotonic() - began)

    def _keep(self, readings: Readings, now: datetime) -> dict[str, Kept]:
        found = {}
        for name, stream in ((each, "attempts" if each == "part_marks" else each) for each in PULLED):
            with self._store.transaction() as tx:
                found[name] = keep(
                    tx,
                    self._subject.lms.name,
                    name,
                    readings[stream],
                    keyring=self._keyring,
                    now=now,
                    since=now - OVERLAP,
                )
        return found

    def _stored(self) -> dict[str, list[Any]]:
        with self._store.reading() as tx:
            return {name: list(tx.rows(select(table))) for name, table in PULLED.items()}

    def _remembered(self) -> Memory:
        with self._store.reading() as tx:
            return remembered(tx, self._subject.lms.name)

    def _price(self, site: Site, plan: Plan, plan_of: Callable[[Site], Plan]) -> Reckoned:
        with self._store.reading() as tx:
            sizes = sizes_of(site, plan, counts(tx, self._subject.lms.name))
        slots = len(self._subject.options.slot_quizzes)
        whole = costs_of(site, plan, sizes, slot_quizzes=slots)
        night = costs_of(site, plan, sizes, slot_quizzes=slots, news=True)
        worth = prices(site, sizes, plan_of, slot_quizzes=slots)
        return Reckoned(
            {each.need.value: each.way for each in whole},
            sums(whole).requests,
            sums(night).requests,
            tuple(each for each in worth if not each.there),
        )
