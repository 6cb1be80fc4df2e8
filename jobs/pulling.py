"""Pull: read each LMS and keep what it says, stream by stream, without believing too easily.

    a thread a site: site_reading ──readings──► here: keep, quarantine, cursor, in one transaction a stream

A stream that could not be read whole adds and changes rows but takes nothing away; one that shrank out of
proportion is held back entirely. Either way the old facts stand, and the report says so.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from config.problems import Problem
from config.settings import Lms
from connector.errors import BorderError, RefusedError
from connector.moodle.asking.spending import Statistics
from connector.moodle.reading import Reading
from jobs.acceptance import Accepted
from jobs.context import Context, program_version
from jobs.exit_codes import ExitCode
from jobs.pull_outcomes import SiteOutcome, StreamOutcome
from jobs.side_by_side import Ended, side_by_side
from jobs.site_options import access_to, pull_options
from jobs.site_reading import Begun, Finished, Given, SiteTask, read_site
from jobs.steps import StepState
from jobs.stream_state import StreamState
from mappings.keeping import published, quarantine
from mappings.keeping.guard import Guard
from mappings.keeping.memory_kept import remembered
from mappings.keeping.pulled import Kept, completed_courses, keep
from mappings.store import Transaction
from mappings.tables import PULLED

if TYPE_CHECKING:
    from pydantic import JsonValue


@dataclass(frozen=True)
class PullOrder:
    """How to pull, besides what the options say."""

    hear: Callable[[str, str], object] = lambda _site, _stream: None
    """Is told site and stream as each has been read."""

    listen: Callable[[], object] = lambda: None
    """Is called often, also while nothing comes: to say that we are alive, or to raise what ends the pull."""

    accepted: Accepted = field(default_factory=dict)
    """Streams that somebody has accepted though a guard held them back."""

    everything: bool = False
    """Whether to read everything though what is new would do."""


NO_ORDER = PullOrder()


def pull_sites(context: Context, order: PullOrder = NO_ORDER) -> tuple[SiteOutcome, ...]:
    """Pull every LMS of the configuration side by side; one that is down, or refuses us, doesn't stop the others.

    Raises RefusedError where every one refuses: a token or a right mends only by hand.
    """
    keepers = {lms.name: SiteKeeper(context, order, lms.name) for lms in context.settings.lms}
    tasks = {lms.name: task_of(context, lms, everything=order.everything) for lms in context.settings.lms}
    sources = {name: partial(read_site, task) for name, task in tasks.items()}
    for name, given in side_by_side(sources, listen=order.listen):
        keepers[name].take(given)
        order.listen()
    outcomes = tuple(each.outcome() for each in keepers.values())
    refusals = [each.error for each in outcomes if isinstance(each.error, RefusedError)]
    if len(refusals) == len(outcomes):
        raise refusals[0]
    return outcomes


def sync_sites(context: Context, order: PullOrder) -> tuple[SiteOutcome, ...]:
    """Pull every LMS outside a night, and record it as a run of one step.

    Raises RefusedError as `pull_sites` does; nothing is recorded then, nor where no LMS answered.
    """
    began = context.clock()
    sites = pull_sites(context, order)
    if not all(each.error for each in sites):
        record_pull(context, "sync", sites, began=began)
    return sites


def record_pull(context: Context, command: str, sites: Sequence[SiteOutcome], *, began: datetime) -> None:
    """Record what a command outside a night has pulled as a run of one step."""
    complete = all(each.complete for each in sites)
    with context.store.transaction() as tx:
        run_id = published.start_run(
            tx, command=command, as_of=context.today(), version=program_version(), now=began
        )
        published.begin_step(tx, run_id, 1, "pull", now=began)
        published.end_step(
            tx,
            run_id,
            1,
            state=StepState.DONE if complete else StepState.INCOMPLETE,
            coverage={each.site: each.coverage for each in sites},
            problems=[problem for each in sites for problem in each.problems],
            now=context.clock(),
        )
        published.end_run(
            tx, run_id, exit_code=ExitCode.DONE if complete else ExitCode.INCOMPLETE, now=context.clock()
        )


class SiteKeeper:
    """Keeps what one site gives, as it comes."""

    def __init__(self, context: Context, order: PullOrder, site: str) -> None:
        self._context = context
        self._order = order
        self._site = site
        self._began = context.clock()
        self._guard = Guard(**context.settings.guard.model_dump())
        self._begun = Begun((), None, everything=True)
        self._statistics = Statistics()
        self._streams: list[StreamOutcome] = []
        self._error: BorderError | None = None
        self._seconds = 0.0

    def take(self, given: Given | Ended) -> None:
        """Keep a reading, or note how the site goes on; raise what is no trouble of the site's."""
        if isinstance(given, Reading):
            self._order.hear(self._site, given.stream)
            with self._context.store.transaction() as tx:
                self._streams += self._keep(tx, given, self._begun.since)
        elif isinstance(given, Begun):
            self._begun = given
        elif isinstance(given, Finished):
            self._statistics = given.statistics
        else:
            self._end(given.error)

    def _end(self, error: BaseException | None) -> None:
        self._seconds = (self._context.clock() - self._began).total_seconds()
        if isinstance(error, BorderError):
            self._error = error
        elif error is not None:
            raise error

    def outcome(self) -> SiteOutcome:
        """Return what the site gave."""
        return SiteOutcome(
            self._site,
            self._statistics,
            tuple(sorted(self._streams, key=_place)),
            self._seconds,
            self._begun.notes,
            self._error,
            self._begun.everything,
        )

    def _keep(self, tx: Transaction, reading: Reading[Any], since: datetime | None) -> list[StreamOutcome]:
        """Keep a reading with its quarantine and its cursor, unless the guard holds it back.

        That of attempts carries the marks of their parts, a stream of its own: where one of the two is held back,
        the other takes nothing away and moves no cursor, for both will be read again.
        """
        names = ("attempts", "part_marks") if reading.stream == "attempts" else (reading.stream,)
        with tx.undoable() as undo:
            told = [self._keep_stream(tx, reading, name, since) for name in names]
            held = [each for each in told if each.state is StreamState.HELD]
            if len(held) in (0, len(told)):
                return told
            undo()
        news = replace(reading, complete=False)
        others = [each.stream for each in told if each not in held]
        return [*held, *(self._keep_stream(tx, news, name, since) for name in others)]

    def _keep_stream(
        self, tx: Transaction, reading: Reading[Any], name: str, since: datetime | None
    ) -> StreamOutcome:
        own = name == reading.stream
        kept = keep(
            tx,
            self._site,
            name,
            reading,
            keyring=self._context.keyring,
            now=self._began,
            since=since,
            accepted=self._order.accepted.get((self._site, name)),
            guard=self._guard,
        )
        problems = [*reading.problems] if own else []
        state = StreamState.KEPT if reading.complete else StreamState.INCOMPLETE
        waiting: Sequence[str] = ()
        if kept.held is not None:
            state = StreamState.HELD
            problems.append(Problem("night.held", _held_values(self._site, name, kept)))
        elif own:
            quarantine.set_aside(tx, self._site, reading, self._context.keyring, self._began)
            waiting = quarantine.waiting_numbers(tx, self._site, name)
        if waiting:
            state = StreamState.INCOMPLETE
            problems.append(Problem("night.set_aside", _set_aside_values(self._site, name, waiting)))
        rows = completed_courses(tx, self._site) if name == "completions" else kept.live
        coverage: dict[str, JsonValue] = {**reading.coverage} if own else {}
        return StreamOutcome(name, state, kept, rows, tuple(problems), coverage, len(waiting))


def _place(outcome: StreamOutcome) -> int:
    """Return where a stream stands among the others, whichever came first."""
    return list(PULLED).index(outcome.stream)


def _held_values(site: str, stream: str, kept: Kept) -> Mapping[str, str | int]:
    return {"site": site, "stream": stream, "before": kept.live, "read": kept.left or 0}


def _set_aside_values(site: str, stream: str, waiting: Sequence[str]) -> Mapping[str, str | int]:
    return {"site": site, "stream": stream, "n": len(waiting), "number": waiting[0]}


def task_of(context: Context, lms: Lms, *, everything: bool = False) -> SiteTask:
    """Return what to read of a site, and what is known of it. Raises ConfigProblems where its token can't be read."""
    with context.store.reading() as tx:
        memory = remembered(tx, lms.name)
    return SiteTask(
        site=lms.name,
        access=access_to(context.loaded, lms),
        options=pull_options(context.settings, lms),
        memory=memory,
        reconcile_every=timedelta(days=lms.reconcile_every),
        participants_report=lms.participants_report,
        time_zone=lms.time_zone,
        everything=everything,
    )
