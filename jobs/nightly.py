"""The night as one pipe.

    pull ─► check ─► match ─► diagnose ─► route ─► count ─► publish ─► deliver

    pull      every LMS is read and kept, stream by stream                  jobs.pulling
    check     what the configuration names is looked up in what was read    mappings.regulation.catalogue
    match     accounts are taken for people's, or wait                      jobs.matching
    diagnose  rounds of diagnostics, results and deficits                   mappings.regulation.diagnostics
    route     drafts for deficits without a route                           jobs.routing
    count     the five indicators, a verdict and a chain for everyone       mappings.regulation.assessment
    publish   numbers and verdicts are kept, the workbook is drawn          jobs.publishing
    deliver   letters go out, each once                                     jobs.delivery

Each step is recorded with what it covered. An LMS that is down leaves yesterday's facts, and the night goes on
and says so; a refused token ends it before anything is written.
"""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from config.problems import ConfigProblems, Problem
from connector.mailbox import Handing
from jobs.context import Context, program_version
from jobs.delivery import Delivery, DeliveryState, Envelope, deliver
from jobs.exclusive import Turn, one_at_a_time
from jobs.exit_codes import ExitCode
from jobs.matching import match_accounts
from jobs.publishing import Drawn, carrier, draw, envelopes, save_workbook
from jobs.pull_outcomes import SiteOutcome
from jobs.pulling import PullOrder, pull_sites
from jobs.reckoning import Reckoning, read_catalogue, reckon
from jobs.reporting import compose, meanings
from jobs.routing import build_routes
from jobs.steps import Done, NightOverError, StepLog, StepRecord, StoppedError, Value, Watch
from mappings.facts import IndicatorValue, LinkState
from mappings.keeping import published

if TYPE_CHECKING:
    from pydantic import JsonValue


@dataclass(frozen=True)
class NightOptions:
    """How a night is run."""

    as_of: date
    outbox: Path | None = None
    """Where `.eml` files go in place of a mail server."""

    dry_run: bool = False
    """Do everything, undo it, send and write nothing."""

    stop: Callable[[], bool] = lambda: False
    """Whether somebody asked to stop; looked at between steps."""


@dataclass
class NightOutcome:
    """How a night went."""

    run_id: int
    exit_code: ExitCode = ExitCode.FAILED
    steps: list[StepRecord] = field(default_factory=list)
    sites: tuple[SiteOutcome, ...] = ()
    values: tuple[IndicatorValue, ...] = ()
    workbook: Path | None = None
    deliveries: tuple[Delivery, ...] = ()
    error: Exception | None = None


def run_night(context: Context, options: NightOptions, watch: Watch | None = None) -> NightOutcome:
    """Run the whole night and say how it went; what a step raised is in the outcome, not raised.

    Raises WaitError where another run is at work.
    """
    rehearsal = context.store.rehearsal() if options.dry_run else nullcontext()
    with rehearsal, one_at_a_time(context, "nightly") as turn:
        return _run(context, options, watch or Watch(), turn)


def _run(context: Context, options: NightOptions, watch: Watch, turn: Turn) -> NightOutcome:
    with context.store.transaction() as tx:
        run_id = published.start_run(
            tx, command="nightly", as_of=options.as_of, version=program_version(), now=context.clock()
        )
    outcome = NightOutcome(run_id)
    steps = StepLog(context.store, run_id, context.clock, watch)
    outcome.steps = steps.records
    try:
        _pipe(context, options, steps, outcome, turn)
        outcome.exit_code = ExitCode.DONE if steps.complete else ExitCode.INCOMPLETE
    except NightOverError as over:
        outcome.error = over.__cause__ if isinstance(over.__cause__, Exception) else over
        if isinstance(outcome.error, ConfigProblems):
            outcome.exit_code = ExitCode.WRONG_USE
    except StoppedError as stopped:
        outcome.error, outcome.exit_code = stopped, ExitCode.INCOMPLETE
    with context.store.transaction() as tx:
        published.end_run(tx, run_id, exit_code=int(outcome.exit_code), now=context.clock())
    return outcome


def _pipe(context: Context, options: NightOptions, steps: StepLog, outcome: NightOutcome, turn: Turn) -> None:
    """Walk the steps in order; each gives on what the next needs."""

    def listen() -> None:
        turn.beat()
        if options.stop():
            raise StoppedError

    def step(name: str, action: Callable[[], Done[Value]]) -> Value:
        listen()
        return steps.run(name, action)

    outcome.sites = step("pull", lambda: _pull(context, listen))
    step("check", lambda: _check(context))
    doubts = step("match", lambda: _match(context))
    diagnosed = step("diagnose", lambda: _diagnose(context, options.as_of))
    step("route", lambda: _route(context, diagnosed))
    counted = step("count", lambda: _count(context, options.as_of))
    outcome.values = counted.reckoned.assessment.values
    drawn = step("publish", lambda: _publish(context, options, counted, outcome, doubts))
    outcome.deliveries = step("deliver", lambda: _deliver(context, options, outcome.run_id, drawn))


def _pull(context: Context, listen: Callable[[], None]) -> Done[tuple[SiteOutcome, ...]]:
    sites = pull_sites(context, PullOrder(listen=listen))
    return Done(
        sites,
        coverage={each.site: each.coverage for each in sites},
        problems=tuple(problem for each in sites for problem in each.problems),
        complete=all(each.complete for each in sites),
    )


def _check(context: Context) -> Done[None]:
    catalogue, problems = read_catalogue(context)
    coverage: dict[str, JsonValue] = {
        "programmes": len(catalogue.items),
        "diagnostics": len(catalogue.diagnostics),
        "supports": len(catalogue.supports),
    }
    return Done(None, coverage, problems)


def _match(context: Context) -> Done[tuple[Problem, ...]]:
    outcome = match_accounts(context)
    states: dict[str, JsonValue] = {state.value: count for state, count in outcome.states.items()}
    waiting = outcome.states[LinkState.REVIEW]
    problems = (Problem("night.accounts_wait", {"n": waiting}),) if waiting else ()
    return Done(problems, {**states, "changed": outcome.changed}, problems)


def _diagnose(context: Context, as_of: date) -> Done[Reckoning]:
    reckoning = reckon(context, as_of)
    rounds = reckoning.reckoned.assessment.rounds
    return Done(
        reckoning,
        {"rounds": len(rounds), "deficits": sum(len(each.deficits) for each in rounds)},
    )


def _route(context: Context, reckoning: Reckoning) -> Done[None]:
    return Done(None, {"drafts": build_routes(context, reckoning)})


def _count(context: Context, as_of: date) -> Done[Reckoning]:
    reckoning = reckon(context, as_of)
    values = reckoning.reckoned.assessment.values
    return Done(
        reckoning,
        {each.indicator: [each.numerator, each.denominator] for each in values},
        reckoning.reckoned.assessment.problems,
    )


def _publish(
    context: Context,
    options: NightOptions,
    reckoning: Reckoning,
    outcome: NightOutcome,
    doubts: tuple[Problem, ...],
) -> Done[Drawn]:
    problems: tuple[Problem, ...] = (
        *(problem for each in outcome.sites for problem in each.problems),
        *doubts,
        *reckoning.problems,
    )
    view = compose(context, reckoning, problems, {each.site: each.coverage for each in outcome.sites})
    drawn = draw(context, view)
    told = reckoning.reckoned
    with context.store.transaction() as tx:
        published.publish(
            tx,
            outcome.run_id,
            as_of=told.question.as_of,
            values=told.assessment.values,
            verdicts=told.assessment.verdicts,
            meanings=meanings(context),
        )
    if not options.dry_run:
        outcome.workbook = save_workbook(context, drawn)
    return Done(drawn, {"people": len(view.people), "organisations": len(view.organisations)})


def _deliver(
    context: Context, options: NightOptions, run_id: int, drawn: Drawn
) -> Done[tuple[Delivery, ...]]:
    """Send the letters; those that fail leave the night incomplete, for the numbers stand all the same."""
    told = envelopes(context, drawn, options.outbox) if _is_due(context, drawn) else []
    if options.dry_run:
        return Done((), {"letters": len(told)})
    # The mail server's password is asked for only where there is a letter.
    carry = carrier(context, options.outbox) if told else _nobody
    found = deliver(context.store, run_id, told, carry, context.clock)
    problems = (
        *(_delivery_problem(each) for each in found if each.troubled),
        *_uncertain_before(context, run_id),
    )
    coverage: dict[str, JsonValue] = {
        state.value: sum(each.state is state for each in found) for state in DeliveryState
    }
    return Done(tuple(found), coverage, problems, complete=not problems)


def _nobody(_envelope: Envelope, _handing: Handing) -> None:
    """Carry nothing, for there is nothing to carry."""


def _uncertain_before(context: Context, run_id: int) -> tuple[Problem, ...]:
    """Return a problem where earlier runs left letters of which nobody knows whether they arrived."""
    with context.store.reading() as tx:
        count = sum(each.run_id != run_id for each in published.doubtful_letters(tx))
    return (Problem("night.letters_uncertain", {"n": count}),) if count else ()


def _delivery_problem(delivery: Delivery) -> Problem:
    if delivery.error is not None:
        return Problem(delivery.error.text_id, {**delivery.error.detail, "recipient": delivery.recipient_no})
    return Problem("night.letter_uncertain", {"letter": delivery.letter, "recipient": delivery.recipient_no})


def _is_due(context: Context, drawn: Drawn) -> bool:
    """Tell whether tonight's numbers are to be sent at all."""
    send = context.settings.report.send
    return send == "nightly" or (send == "on_change" and _is_news(context, drawn))


def _is_news(context: Context, drawn: Drawn) -> bool:
    """Tell whether tonight's numbers differ from those last sent; a letter that failed has told nothing."""
    with context.store.reading() as tx:
        last = published.last_published(tx, before_day=drawn.view.as_of, sent=True)
    told = {each.value for each in last.values} if last else set()
    lines = drawn.view.indicators
    now = {IndicatorValue(each.definition.id, each.tally.numerator, each.tally.denominator) for each in lines}
    return now != told
