"""An attempt as Moodle tells it, the same inside every function that tells of attempts."""

from collections.abc import Sequence
from typing import Any

from connector.moodle.reading import Unreadable
from connector.moodle.records import Attempt, AttemptState, PartMark
from connector.moodle.wire import Moment, Wire, numbered, read_rows_apart

STREAM = "attempts"

_STATES = {state.value: state for state in AttemptState}
_KEYS = numbered(attempt_id="id")


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


def read_attempts(rows: Sequence[Any]) -> tuple[list[Attempt], list[Unreadable]]:
    """Return the attempts that can be read, and those that cannot, by their number where they tell it."""
    good, apart = read_rows_apart(_Attempt, rows, _KEYS)
    return [_record(row) for row in good], apart


def settled(attempt: Attempt) -> bool:
    """Tell whether nothing is awaited of an attempt any more: over, and graded if it counts."""
    if attempt.state is AttemptState.FINISHED:
        return attempt.mark is not None
    return attempt.state is AttemptState.ABANDONED


def counts(attempt: Attempt) -> bool:
    """Tell whether a grade may come from an attempt."""
    return attempt.state is AttemptState.FINISHED and not attempt.preview


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
