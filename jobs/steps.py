"""One step of a night: run, timed, recorded; the only place that catches everything.

A step returns `Done`: its value, what it covered, what it found wrong, and whether it is whole. A step that
raises ends the night (`NightOverError`), for what comes after it rests on it; what a step can do without, such
as one LMS of several, it handles itself and says so in `complete`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

import structlog
from pydantic import JsonValue

from config.problems import ConfigProblems, Problem
from connector.errors import BorderError
from mappings.keeping import published
from mappings.store import Store

Value = TypeVar("Value")
Clock = Callable[[], datetime]

log = structlog.get_logger()


class StepState(StrEnum):
    """How a step ended."""

    DONE = "done"
    INCOMPLETE = "incomplete"
    FAILED = "failed"


@dataclass(frozen=True)
class Done(Generic[Value]):
    """What a step gives on."""

    value: Value
    coverage: Mapping[str, JsonValue] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    complete: bool = True


@dataclass(frozen=True)
class StepRecord:
    """What is kept and shown of a step."""

    name: str
    state: StepState
    seconds: float
    coverage: Mapping[str, JsonValue]
    problems: tuple[Problem, ...]


class StoppedError(Exception):
    """Somebody asked to stop, between two steps or in the midst of one that may end early."""


class NightOverError(Exception):
    """A step failed and nothing after it can be done; what went wrong is its cause."""

    def __init__(self, step: str) -> None:
        super().__init__(step)
        self.step = step


class StepLog:
    """Runs steps one after another and writes down how each went, in the store as it goes."""

    def __init__(self, store: Store, run_id: int, clock: Clock, watch: "Watch") -> None:
        self._store = store
        self._run_id = run_id
        self._clock = clock
        self._watch = watch
        self.records: list[StepRecord] = []

    def run(self, name: str, action: Callable[[], Done[Value]]) -> Value:
        """Run one step and return its value.

        Raises NightOverError where it failed, StoppedError where it was asked to end early.
        """
        started = self._clock()
        self._watch.begins(name)
        position = len(self.records) + 1
        with self._store.transaction() as tx:
            published.begin_step(tx, self._run_id, position, name, now=started)
        try:
            done = action()
        except StoppedError:
            self._write(position, name, started, StepState.INCOMPLETE, {}, ())
            raise
        except Exception as error:
            self._write(position, name, started, StepState.FAILED, {}, _problem_of(error))
            raise NightOverError(name) from error
        state = StepState.DONE if done.complete else StepState.INCOMPLETE
        self._write(position, name, started, state, done.coverage, done.problems)
        return done.value

    @property
    def complete(self) -> bool:
        """Tell whether every step so far was whole."""
        return all(each.state is StepState.DONE for each in self.records)

    def _write(
        self,
        position: int,
        name: str,
        started: datetime,
        state: StepState,
        coverage: Mapping[str, JsonValue],
        problems: tuple[Problem, ...],
    ) -> None:
        ended = self._clock()
        record = StepRecord(name, state, (ended - started).total_seconds(), coverage, problems)
        self.records.append(record)
        with self._store.transaction() as tx:
            published.end_step(
                tx, self._run_id, position, state=state.value, coverage=coverage, problems=problems, now=ended
            )
        log.info(
            "step", name=name, state=state.value, seconds=round(record.seconds, 1), problems=len(problems)
        )
        self._watch.ends(record)


def _problem_of(error: Exception) -> tuple[Problem, ...]:
    """Return what may be kept of a failure: sentences of ours, else the kind of error and no text of it."""
    if isinstance(error, BorderError):
        return (Problem(error.text_id, error.detail),)
    if isinstance(error, ConfigProblems):
        return error.problems
    return (Problem("night.unexpected", {"kind": type(error).__name__}),)


class Watch:
    """Somebody who watches the steps go by; this one doesn't care."""

    def begins(self, name: str) -> None:
        """Hear that a step begins."""

    def ends(self, record: StepRecord) -> None:
        """Hear how a step went."""
