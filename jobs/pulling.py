"""Pull: read each LMS and keep what it says, stream by stream, without believing too easily.

A stream that could not be read whole adds and changes rows but takes nothing away; one that shrank out of
proportion is held back entirely. Either way the old facts stand, and the report says so.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import JsonValue

from config.problems import Problem
from config.settings import CourseSelector, Lms, Settings
from connector.errors import BorderError, RefusedError
from connector.moodle.client import Access, Moodle, Statistics
from connector.moodle.plan import make_plan
from connector.moodle.preflight import preflight
from connector.moodle.pull import pull
from connector.moodle.reading import Options, ProfileFields, QuizChoice, Reading
from connector.moodle.records import Record
from jobs.acceptance import Accepted
from jobs.context import Context, program_version
from jobs.exit_codes import ExitCode
from jobs.steps import StepState
from jobs.stream_state import StreamState
from mappings.keeping import published
from mappings.keeping.pulled import Kept, completed_courses, keep


@dataclass(frozen=True)
class StreamOutcome:
    """What one stream gave."""

    stream: str
    state: StreamState
    read: int
    kept: Kept | None
    rows: int
    """In the store now, gone ones and courses only begun left out."""

    problems: tuple[Problem, ...] = ()
    coverage: dict[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True)
class SiteOutcome:
    """What one LMS gave; `error` where it gave nothing."""

    site: str
    statistics: Statistics = field(default_factory=Statistics)
    streams: tuple[StreamOutcome, ...] = ()
    seconds: float = 0
    notes: tuple[Problem, ...] = ()
    """What the plan could not find as configured, and what cannot be known by its ways."""

    error: BorderError | None = None

    @property
    def complete(self) -> bool:
        """Tell whether every stream was read whole and kept."""
        return self.error is None and all(each.state is StreamState.KEPT for each in self.streams)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything wrong, the site's own failure first."""
        own = (Problem(self.error.text_id, {"site": self.site, **self.error.detail}),) if self.error else ()
        return (*own, *self.notes, *(problem for each in self.streams for problem in each.problems))

    @property
    def coverage(self) -> dict[str, JsonValue]:
        """What was read of each stream, for the record."""
        return {each.stream: _coverage(each) for each in self.streams}


def _coverage(outcome: StreamOutcome) -> dict[str, JsonValue]:
    told: dict[str, JsonValue] = {"state": outcome.state.value, "read": outcome.read, **outcome.coverage}
    if outcome.kept is not None:
        kept = outcome.kept
        told |= {
            "added": kept.added,
            "changed": kept.changed,
            "returned": kept.returned,
            "gone": kept.gone,
        }
    return told


@dataclass(frozen=True)
class PullOrder:
    """How to pull, besides what the options say."""

    hear: Callable[[str, str], object] = lambda _site, _stream: None
    """Is told site and stream as each has been read."""

    accepted: Accepted = field(default_factory=dict)
    """Streams that somebody has accepted though a guard held them back."""


NO_ORDER = PullOrder()


def pull_sites(context: Context, order: PullOrder = NO_ORDER) -> tuple[SiteOutcome, ...]:
    """Pull every LMS of the configuration; one that is down, or refuses us, doesn't stop the others.

    Raises RefusedError where every one refuses: a token or a right mends only by hand.
    """
    outcomes = tuple(_pull_site_patiently(context, site, order) for site in context.settings.lms)
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
    if all(each.error for each in sites):
        return sites
    complete = all(each.complete for each in sites)
    with context.store.transaction() as tx:
        run_id = published.start_run(
            tx, command="sync", as_of=context.today(), version=program_version(), now=began
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
    return sites


def _pull_site_patiently(context: Context, lms: Lms, order: PullOrder) -> SiteOutcome:
    try:
        return pull_site(context, lms, order)
    except BorderError as error:
        return SiteOutcome(lms.name, error=error)


def pull_site(context: Context, lms: Lms, order: PullOrder) -> SiteOutcome:
    """Pull one LMS.

    Raises BorderError where the site can't be asked at all; nothing is written then.
    """
    began = context.clock()
    with Moodle(_access(context, lms)) as moodle:
        options = pull_options(context.settings, lms)
        site = preflight(moodle, courses_reports=options.may_need_id_numbers)
        plan = make_plan(site, participants_report=lms.participants_report, time_zone=lms.time_zone)
        streams: list[StreamOutcome] = []
        for reading in pull(moodle, site, plan, options):
            order.hear(lms.name, reading.stream)
            streams.extend(_keep(context, order, lms.name, reading, began))
        seconds = (context.clock() - began).total_seconds()
        return SiteOutcome(lms.name, moodle.statistics, tuple(streams), seconds, plan.notes)


def pull_options(settings: Settings, lms: Lms) -> Options:
    """Return what to pull of a site: profile fields, quizzes and courses as the settings name them."""
    parts = [part for diagnostic in settings.diagnostics for part in diagnostic.parts]
    named = {part.quiz.course for part in parts if part.quiz.course}
    by_number = any(part.quiz.id_number for part in parts)
    selectors = _course_selectors(settings)
    narrow = lms.quizzes == "diagnostics" and not by_number
    return Options(
        profile=ProfileFields(**lms.profile.model_dump()),
        quiz_courses=frozenset(named) if narrow else None,
        slot_quizzes=tuple(
            QuizChoice(part.quiz.id_number, part.quiz.course, part.quiz.name) for part in parts if part.slots
        ),
        id_numbers=any(each.id_number for each in selectors),
        categories=frozenset(each.category for each in selectors if each.category),
    )


def _course_selectors(settings: Settings) -> list[CourseSelector]:
    activities = [each.courses for each in (*settings.programmes, *settings.events)]
    return activities + [each.courses for each in settings.supports if each.courses]


def _access(context: Context, lms: Lms) -> Access:
    place = context.settings.lms.index(lms)
    return Access(
        url=lms.url.rstrip("/"),
        token=context.loaded.read_secret(lms.token, key=f"lms[{place}].token"),
        requests_in_flight=lms.requests_in_flight,
        requests_per_second=lms.requests_per_second,
        connect_timeout=lms.connect_timeout,
        read_timeout=lms.read_timeout,
        tries=lms.tries,
    )


def _keep(
    context: Context, order: PullOrder, site: str, reading: Reading[Record], now: datetime
) -> Iterator[StreamOutcome]:
    """Keep one reading; that of attempts carries the marks of their parts as a stream of its own."""
    yield _keep_stream(context, order, site, reading, reading.stream, now)
    if reading.stream == "attempts":
        yield _keep_stream(context, order, site, reading, "part_marks", now)


def _keep_stream(
    context: Context, order: PullOrder, site: str, reading: Reading[Record], name: str, now: datetime
) -> StreamOutcome:
    """Keep one stream in one transaction, unless the guard holds it back."""
    own = name == reading.stream
    problems = tuple(reading.problems) if own else ()
    coverage: dict[str, JsonValue] = {**reading.coverage} if own else {}
    accepted = order.accepted.get((site, name))
    with context.store.transaction() as tx:
        kept = keep(tx, site, name, reading, keyring=context.keyring, now=now, accepted=accepted)
        if kept.held is not None:
            left = kept.left or 0
            held = Problem("night.held", {"site": site, "stream": name, "before": kept.live, "read": left})
            return StreamOutcome(name, StreamState.HELD, left, None, kept.live, (*problems, held), coverage)
        state = StreamState.KEPT if reading.complete else StreamState.INCOMPLETE
        rows_now = completed_courses(tx, site) if name == "completions" else kept.live
        return StreamOutcome(name, state, kept.read, kept, rows_now, problems, coverage)


def sync_summary(outcomes: Iterable[SiteOutcome]) -> dict[str, JsonValue]:
    """Return what `sync --json` prints: sums over all sites, coverage by site."""
    outcomes = list(outcomes)
    rows: dict[str, JsonValue] = {}
    for stream in (stream for each in outcomes for stream in each.streams):
        so_far = rows.get(stream.stream, 0)
        assert isinstance(so_far, int)
        rows[stream.stream] = so_far + stream.rows
    return {
        "requests": sum(each.statistics.requests for each in outcomes),
        "bytes": sum(each.statistics.bytes_received for each in outcomes),
        "seconds": round(sum(each.seconds for each in outcomes), 3),
        "complete": all(each.complete for each in outcomes),
        "coverage": {each.site: each.coverage for each in outcomes},
        "rows": rows,
        "problems": sum(len(each.problems) for each in outcomes),
    }
