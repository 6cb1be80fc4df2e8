"""An attempt as Moodle tells it, the same inside every function that tells of attempts."""

from collections.abc import Sequence
from typing import Any

from config.problems import Problem
from connector.moodle.records import Attempt, AttemptState, PartMark
from connector.moodle.wire import Moment, Wire, read_rows

STREAM = "attempts"

_STATES = {state.value: state for state in AttemptState}


class _Part(Wire):
    name: str
    grade: float | None = None
    maxgrade: float


class _Attempt(Wire):
    id: int
    quiz: int
    userid: int
    attempt: int
    state: str
    preview: bool = False
    timestart: Moment = None
    timefinish: Moment = None
    timemodified: Moment = None
    sumgrades: float | None = None
    gradeitemmarks: tuple[_Part, ...] = ()
    """Absent before Moodle 4.4."""


def read_attempts(rows: Sequence[Any]) -> tuple[list[Attempt], list[Problem]]:
    """Return the attempts that can be read, and a problem for each that cannot."""
    good, problems = read_rows(_Attempt, rows, STREAM)
    return [_record(row) for row in good], problems


def _record(row: _Attempt) -> Attempt:
    return Attempt(
        attempt_id=row.id,
        quiz_id=row.quiz,
        account_id=row.userid,
        number=row.attempt,
        state=_STATES.get(row.state, AttemptState.OTHER),
        preview=row.preview,
        started_at=row.timestart,
        finished_at=row.timefinish,
        modified_at=row.timemodified,
        mark=row.sumgrades,
        parts=tuple(
            PartMark(part=part.name, mark=part.grade, max_mark=part.maxgrade) for part in row.gradeitemmarks
        ),
    )
