"""Backfill: the first load of a large LMS, month by month, kept piece by piece, so that it can be stopped anywhere.

    accounts, categories, courses, cohorts ─► months of enrolments and completions, the newest first, each kept with
    the progress in one transaction ─► the cursor nights begin at ─► quizzes, grades, attempts

What is older than the day asked for is only counted: the next whole reading, `reconcile_every` days after the
accounts were read, or `sync --full`, brings it, and until then every pull says that it is lacking.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any

from connector.errors import RefusedError
from connector.moodle.involvement.backfill_progress import Part, Progress
from connector.moodle.involvement.completions import STREAM as COMPLETIONS
from connector.moodle.involvement.course_lists import STREAM as ENROLMENTS
from connector.moodle.involvement.remembered import Remembered
from connector.moodle.reading import Reading, Scope
from connector.moodle.reports.windows import day_of
from jobs.backfill_reading import Answer, BackfillTask, Earlier, Months, Taken, read_back
from jobs.context import Context
from jobs.pull_outcomes import SiteOutcome, StreamOutcome
from jobs.pulling import PullOrder, SiteKeeper, record_pull, task_of
from jobs.side_by_side import Ended, side_by_side
from jobs.site_reading import SiteTask
from jobs.stream_state import StreamState
from mappings.keeping.memory_kept import notes_of_stream

if TYPE_CHECKING:
    from pydantic import JsonValue

_WAITING = "night.set_aside"
"""The problem that tells of all rows set apart each time: the last one holds."""

_WORST_LAST = (StreamState.KEPT, StreamState.INCOMPLETE, StreamState.HELD)


class BackfillState(StrEnum):
    """How far a site is; its words are the messages `backfill.state.<code>`."""

    FINISHED = "finished"
    """Everything from the day on has come; nights go on from there."""

    ALREADY = "already"
    """It had come before."""

    WHOLE = "whole"
    """The site has been read whole before, with what is older too."""

    UNFINISHED = "unfinished"
    """Something is lacking; the next run goes on with it."""


@dataclass(frozen=True)
class BackfillOrder:
    """What to read back."""

    day: date
    """From which on, by the days of the district."""

    sites: Collection[str]
    """Names of the sites."""

    hear: Callable[[str, str | date, int | None], object] = lambda _site, _what, _months: None
    """Is told the site, the stream or the month it has come to, and how many months there are where that is known."""

    listen: Callable[[], object] = lambda: None
    """As in a pull."""


@dataclass(frozen=True)
class SiteBackfill:
    """What a backfill gave of a site."""

    outcome: SiteOutcome
    state: BackfillState
    months: int = 0
    """Read and kept now."""

    left: Sequence[date] = ()
    """First days of the months that are lacking."""

    @property
    def as_json(self) -> dict[str, "JsonValue"]:
        """Return it as `--json` tells it."""
        return {
            "state": self.state.value,
            "months": self.months,
            "left": [each.isoformat() for each in self.left],
        }


def backfill_sites(context: Context, order: BackfillOrder) -> tuple[SiteBackfill, ...]:
    """Read the sites back side by side; one that fails does not stop the others. Recorded as a run of one step.

    Raises RefusedError where every site refuses, and whatever `listen` raises: what was kept by then stays.
    """
    began = context.clock()
    tasks = {
        lms.name: _task(context, task_of(context, lms), order.day)
        for lms in context.settings.lms
        if lms.name in order.sites
    }
    keepers = {name: _Keeper(context, order, name) for name in tasks}
    sources = {name: partial(read_back, task) for name, task in tasks.items() if not task.nothing_to_do}
    for name, given in side_by_side(sources, listen=order.listen):
        keepers[name].take(given)
        order.listen()
    told = tuple(keepers[name].told(task) for name, task in tasks.items())
    refusals = [each.outcome.error for each in told if isinstance(each.outcome.error, RefusedError)]
    if len(refusals) == len(told):
        raise refusals[0]
    asked = [each.outcome for each in told if each.outcome.streams]
    if asked:
        record_pull(context, "backfill", asked, began=began)
    return told


def _task(context: Context, task: SiteTask, day: date) -> BackfillTask:
    midnight = datetime.combine(day, time(), context.settings.zone())
    with context.store.reading() as tx:
        notes, whole = notes_of_stream(tx, task.site, ENROLMENTS)
    return BackfillTask(task, day_of(midnight), notes, whole)


class _Keeper(SiteKeeper):
    """Keeps what one site gives; a month together with the progress."""

    def __init__(self, context: Context, order: BackfillOrder, site: str) -> None:
        super().__init__(context, PullOrder(), site)
        self._hear = order.hear
        self._progress: Progress | None = None
        self._today = 0
        self._months = 0
        self._whole = True
        self._finished = False

    def take(self, given: Taken | Ended) -> None:
        """Keep what has come; raise what is no trouble of the site's."""
        if isinstance(given, Months):
            self._progress, self._today = given.progress, given.today
            self._tell_next()
        elif isinstance(given, Part):
            self._take_part(given)
        elif isinstance(given, Earlier):
            self._finish(given.counted)
        elif not isinstance(given, Answer):
            if isinstance(given, Reading):
                self._hear(self._site, given.stream, None)
            super().take(given)

    def told(self, job: BackfillTask) -> SiteBackfill:
        """Return what the site gave."""
        outcome = self.outcome()
        if job.whole:
            return SiteBackfill(outcome, BackfillState.WHOLE)
        if job.came_before:
            return SiteBackfill(outcome, BackfillState.ALREADY)
        state = BackfillState.FINISHED if self._finished else BackfillState.UNFINISHED
        left = () if self._finished else self._left()
        return SiteBackfill(outcome, state, self._months, left)

    def outcome(self) -> SiteOutcome:
        """Return what the site gave, a stream once however many months it came in."""
        outcome = super().outcome()
        by_stream: dict[str, StreamOutcome] = {}
        for each in outcome.streams:
            known = by_stream.get(each.stream)
            by_stream[each.stream] = _joined(known, each) if known else each
        return replace(outcome, streams=tuple(by_stream.values()))

    def _take_part(self, part: Part) -> None:
        """Keep a part and that it is done, in one transaction; held back it is not done."""
        assert self._progress is not None
        after = self._progress.after(part)
        enrolments = replace(part.enrolments, complete=part.complete, notes=after.notes)
        with self._context.store.transaction() as tx:
            told = [
                outcome
                for reading in (part.completions, enrolments)
                for outcome in self._keep(tx, reading, None)
            ]
        self._streams += told
        if part.complete and all(each.state is not StreamState.HELD for each in told):
            self._progress = after
            self._months += part.span is not None
        else:
            self._whole = False
        self._tell_next()

    def _finish(self, earlier: Remembered) -> None:
        """Let nights go on from here, if all has come: both cursors in one transaction."""
        progress = self._progress
        assert progress is not None
        if not self._whole:
            return
        now = progress.remembered(earlier)
        enrolments: Reading[Any] = Reading(
            ENROLMENTS, scope=Scope(), notes=now.for_enrolments(progress.source)
        )
        completions: Reading[Any] = Reading(
            COMPLETIONS, scope=Scope(), notes=now.for_completions(progress.source)
        )
        with self._context.store.transaction() as tx:
            told = [
                outcome
                for reading in (enrolments, completions)
                for outcome in self._keep(tx, reading, progress.since)
            ]
        self._streams += told
        self._finished = True

    def _left(self) -> Sequence[date]:
        if self._progress is None:
            return ()
        return [date.fromordinal(each.first or 1) for each in self._progress.left(self._today)]

    def _tell_next(self) -> None:
        left = self._left()
        if left:
            self._hear(self._site, left[0], len(left))


def _joined(one: StreamOutcome, other: StreamOutcome) -> StreamOutcome:
    """Return what two readings of a stream gave, one after the other."""
    before, after = one.kept, other.kept
    kept = replace(
        after,
        read=before.read + after.read,
        added=before.added + after.added,
        changed=before.changed + after.changed,
        returned=before.returned + after.returned,
        missed=before.missed + after.missed,
        gone=before.gone + after.gone,
        repeated=before.repeated + after.repeated,
    )
    coverage = {
        name: _added(one.coverage.get(name), other.coverage.get(name))
        for name in {**one.coverage, **other.coverage}
    }
    earlier = [each for each in one.problems if each.text_id != _WAITING and each not in other.problems]
    state = max(one.state, other.state, key=_WORST_LAST.index)
    return replace(other, kept=kept, state=state, coverage=coverage, problems=(*earlier, *other.problems))


def _added(one: "JsonValue", other: "JsonValue") -> "JsonValue":
    """Return both numbers together; the later one of what is none."""
    if isinstance(one, int) and isinstance(other, int):
        return one + other
    return one if other is None else other
