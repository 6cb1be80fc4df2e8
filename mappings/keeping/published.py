"""What was done and what was said: runs and their steps, indicator numbers with everyone's verdict.

What is published is never changed: a later run says it anew, so that "as of 31.12, as known on 15.01" prints
the same numbers for ever. Letters have their own ledger, `mappings.keeping.letters_sent`, whose functions are here too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from pydantic import JsonValue
from sqlalchemy import Select, exists, select

from config.problems import Problem
from mappings.facts import IndicatorValue, Verdict
from mappings.keeping.letters_sent import (
    DoubtfulLetter,
    claim_letter,
    doubtful_letters,
    hand_over_letter,
    letter_state,
    letter_went_out,
    mark_letter_sent,
    release_letter,
)
from mappings.keeping.problems_kept import problems_as_json, problems_from_json
from mappings.reasons import Reason
from mappings.store import Transaction
from mappings.tables import indicator_value, run, step, verdict

__all__ = [
    "DoubtfulLetter",
    "Meaning",
    "PublishedRun",
    "PublishedValue",
    "RunRecord",
    "StepRow",
    "begin_step",
    "claim_letter",
    "doubtful_letters",
    "end_run",
    "end_step",
    "hand_over_letter",
    "last_published",
    "last_step",
    "letter_state",
    "mark_letter_sent",
    "publish",
    "recent_runs",
    "release_letter",
    "start_run",
    "steps_of",
    "verdicts_of",
]

RUNNING = "running"
"""The state of a step that has begun and not ended; in a run that is over it was killed there."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """By what definition a number was made."""

    version: str
    """`config.indicators.methodology_version`, ≤ 20 signs."""

    readings: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PublishedValue:
    """An indicator's number as it was published."""

    value: IndicatorValue
    as_of: date
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run of a command."""

    run_id: int
    command: str
    as_of: date
    started_at: datetime
    ended_at: datetime | None
    exit_code: int | None
    version: str


@dataclass(frozen=True, slots=True)
class PublishedRun:
    """A run with the numbers it published."""

    run: RunRecord
    values: tuple[PublishedValue, ...]


@dataclass(frozen=True, slots=True)
class StepRow:
    """How one step of a run went."""

    position: int
    name: str
    state: str
    started_at: datetime
    ended_at: datetime | None
    coverage: Mapping[str, JsonValue]
    problems: tuple[Problem, ...]


def start_run(tx: Transaction, *, command: str, as_of: date, version: str, now: datetime) -> int:
    """Write that a command begins and return the run's number."""
    row = {"command": command, "as_of": as_of, "started_at": now, "version": version[:20]}
    return tx.insert_one(run, row)


def end_run(tx: Transaction, run_id: int, *, exit_code: int, now: datetime) -> None:
    """Write how a run ended."""
    tx.update(run, [{"run_id": run_id, "ended_at": now, "exit_code": exit_code}])


def begin_step(tx: Transaction, run_id: int, position: int, name: str, *, now: datetime) -> None:
    """Write that a step of a run begins."""
    row = {"run_id": run_id, "position": position, "name": name, "started_at": now, "state": RUNNING}
    tx.insert(step, [row | {"coverage": {}, "problems": []}])


def end_step(
    tx: Transaction,
    run_id: int,
    position: int,
    *,
    state: str,
    coverage: Mapping[str, JsonValue],
    problems: Iterable[Problem],
    now: datetime,
) -> None:
    """Write how a step ended, what it covered and what it found wrong."""
    ended = {"state": state, "ended_at": now, "coverage": dict(coverage)}
    key = {"run_id": run_id, "position": position}
    tx.update(step, [key | ended | {"problems": problems_as_json(problems)}])


def publish(
    tx: Transaction,
    run_id: int,
    *,
    as_of: date,
    values: Iterable[IndicatorValue],
    verdicts: Iterable[Verdict],
    meanings: Mapping[str, Meaning],
) -> None:
    """Write a run's numbers and the verdicts they are made of; `meanings` are by indicator."""
    tx.insert(
        indicator_value,
        (_value_row(run_id, each, as_of, meanings[each.indicator]) for each in values),
    )
    tx.insert(verdict, (_verdict_row(run_id, each) for each in verdicts))


def recent_runs(tx: Transaction, *, command: str | None = None, limit: int = 20) -> tuple[RunRecord, ...]:
    """Return the newest runs, of one command or of all, newest first."""
    asked = select(run).order_by(run.c.run_id.desc()).limit(limit)
    if command is not None:
        asked = asked.where(run.c.command == command)
    return tuple(_run_record(row) for row in tx.rows(asked))


def last_published(
    tx: Transaction,
    command: str | None = None,
    *,
    before_run: int | None = None,
    before_day: date | None = None,
    sent: bool = False,
) -> PublishedRun | None:
    """Return the newest run that published numbers, of one command or of any, before a run or an as-of day.

    With `sent` only runs count whose numbers went out in a letter.
    """
    said = exists().where(indicator_value.c.run_id == run.c.run_id)
    asked = select(run).where(said).order_by(run.c.run_id.desc()).limit(1)
    if command is not None:
        asked = asked.where(run.c.command == command)
    if before_day is not None:
        asked = asked.where(run.c.as_of < before_day)
    if before_run is not None:
        asked = asked.where(run.c.run_id < before_run)
    if sent:
        asked = asked.where(letter_went_out(run.c.run_id))
    found = tx.rows(asked)
    return PublishedRun(_run_record(found[0]), _values_of(tx, found[0].run_id)) if found else None


def verdicts_of(tx: Transaction, run_id: int, indicator: str | None = None) -> tuple[Verdict, ...]:
    """Return a run's verdicts, of one indicator or of all, by indicator and subject."""
    asked: Select[Any] = select(verdict).where(verdict.c.run_id == run_id)
    if indicator is not None:
        asked = asked.where(verdict.c.indicator == indicator)
    found = tx.stream(asked.order_by(verdict.c.indicator, verdict.c.subject_id))
    return tuple(
        Verdict(
            indicator=row.indicator,
            subject_id=row.subject_id,
            organisation_id=row.organisation_id,
            reason=Reason(row.reason),
            evidence=tuple(row.evidence),
        )
        for row in found
    )


def last_step(tx: Transaction, name: str) -> StepRow | None:
    """Return how the newest step of a name went, that has ended."""
    ended = select(step).where(step.c.name == name, step.c.ended_at.is_not(None))
    found = tx.rows(ended.order_by(step.c.run_id.desc(), step.c.position.desc()).limit(1))
    return _step_row(found[0]) if found else None


def steps_of(tx: Transaction, run_id: int) -> tuple[StepRow, ...]:
    """Return a run's steps in order."""
    asked = select(step).where(step.c.run_id == run_id).order_by(step.c.position)
    return tuple(_step_row(row) for row in tx.rows(asked))


def _step_row(row: Any) -> StepRow:
    return StepRow(
        position=row.position,
        name=row.name,
        state=row.state,
        started_at=row.started_at,
        ended_at=row.ended_at,
        coverage=row.coverage,
        problems=problems_from_json(row.problems),
    )


def _value_row(run_id: int, value: IndicatorValue, as_of: date, meaning: Meaning) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "indicator": value.indicator,
        "as_of": as_of,
        "numerator": value.numerator,
        "denominator": value.denominator,
        "definition_version": meaning.version,
        "readings": dict(meaning.readings),
    }


def _verdict_row(run_id: int, each: Verdict) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "indicator": each.indicator,
        "subject_id": each.subject_id,
        "organisation_id": each.organisation_id,
        "counted": each.counted,
        "reason": each.reason.value,
        "evidence": [dict(link) for link in each.evidence],
    }


def _values_of(tx: Transaction, run_id: int) -> tuple[PublishedValue, ...]:
    asked = select(indicator_value).where(indicator_value.c.run_id == run_id)
    found: Sequence[Any] = tx.rows(asked.order_by(indicator_value.c.indicator))
    return tuple(
        PublishedValue(
            IndicatorValue(row.indicator, row.numerator, row.denominator),
            row.as_of,
            Meaning(row.definition_version, row.readings),
        )
        for row in found
    )


def _run_record(row: Any) -> RunRecord:
    return RunRecord(
        run_id=row.run_id,
        command=row.command,
        as_of=row.as_of,
        started_at=row.started_at,
        ended_at=row.ended_at,
        exit_code=row.exit_code,
        version=row.version,
    )
