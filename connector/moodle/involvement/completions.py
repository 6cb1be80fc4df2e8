"""Completions where there is no report: one call per account and course, and no course-level date.

Moodle tells when each condition was met. A course that asks for all of them is completed with the last, one
that asks for any with the first (lib/completionlib.php:1767). Enrolments that are not active are invisible.

By night only the pairs are asked about that may have completed since: not complete so far, and visited lately, for
the LMS may write a completion days after the visit that earned it. The others wait for the next whole reading.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import JsonValue

from config.problems import Problem
from connector.moodle.asking.calls import Call, Reply
from connector.moodle.asking.errors import wrong_shape
from connector.moodle.asking.pairs import Pair, ask_pairs, refuses
from connector.moodle.client import Moodle
from connector.moodle.functions import Function
from connector.moodle.reading import Reading, Scope, problem_of
from connector.moodle.records import Completion, Course, Enrolment, EnrolmentStatus
from connector.moodle.wire import Moment, Wire, mapping_of, read_rows

STREAM = "completions"

_ANY = 2
_WHOLE_COURSE = frozenset({"nocriteriaset", "cannotviewreport"})
"""Codes that hold for a whole course: it asks nothing of anybody, or tracks nobody."""

_NOT_TRACKED = _WHOLE_COURSE | {"usernotenroled", "accessdenied", "userdeleted"}

_UNTOLD = frozenset({"started_at"})
"""Only the report tells when somebody began; a night without it does not take that away."""


class _Criterion(Wire):
    complete: bool
    timecompleted: Moment = None


class _Status(Wire):
    completed: bool
    aggregation: int = 1
    completions: tuple[_Criterion, ...] = ()

    @property
    def completed_at(self) -> datetime | None:
        """When the conditions that complete the course were met; None where that isn't told.

        A site may hold a course completed whose conditions nobody has met: brought in from elsewhere.
        """
        met = [each.timecompleted for each in self.completions if each.complete and each.timecompleted]
        if self.aggregation == _ANY:
            return min(met, default=None)
        return max(met, default=None) if len(met) == len(self.completions) else None


@dataclass(frozen=True)
class Night:
    """What a night knows of the pairs it might ask about."""

    pending: frozenset[Pair] = field(repr=False)
    """Enrolled and not complete, as far as is kept."""

    done: frozenset[Pair] | None = field(repr=False)
    """Complete, as the last reading left them; None: not remembered."""

    visits: Mapping[Pair, int] | None = field(repr=False)
    """When an account was last in a course, in seconds, 0 for never; None: no list tells."""

    since: datetime
    look_back: timedelta
    """How long after the last visit a completion is still expected."""

    def awaits(self, pair: Pair) -> bool:
        """Tell whether a pair may have completed since the last reading."""
        if self.done is not None and pair in self.done:
            return False
        if self.done is not None and pair not in self.pending:
            return True  # enrolled since
        seen = None if self.visits is None else self.visits.get(pair)
        if seen is None:
            return pair in self.pending
        longest = self.look_back if pair in self.pending else timedelta()
        return seen >= (self.since - longest).timestamp()


def completed_pairs(notes: Mapping[str, JsonValue]) -> frozenset[Pair] | None:
    """Return the pairs that the notes of the last reading call complete; None where they don't tell."""
    told: Any = notes.get("done")
    try:
        return frozenset((int(course), int(account)) for course in told for account in told[course])
    except (TypeError, ValueError, KeyError):
        return None


def completions_by_pair(
    moodle: Moodle, courses: Iterable[Course], enrolments: Iterable[Enrolment], night: Night | None = None
) -> Reading[Completion]:
    """Return the completions of active enrolments in courses that track them; by night, those awaited.

    Raises WaitError.
    """
    tracked = {course.course_id for course in courses if course.tracks_completion}
    pairs = sorted(
        {
            (each.course_id, each.account_id)
            for each in enrolments
            if each.status is EnrolmentStatus.ACTIVE and each.course_id in tracked
        }
    )
    asked = [pair for pair in pairs if night is None or night.awaits(pair)]
    reading = _reading(ask_pairs(moodle, asked, _call, closed=_closed), len(asked))
    done = {(each.course_id, each.account_id) for each in reading.records}
    if night is not None:
        done |= (night.done or frozenset()).intersection(pairs)
    # Those of suspended and expired enrolments are there, and not to be seen: nothing is missing for not being told.
    return replace(reading, scope=Scope(), notes=_notes(done))


def _notes(done: Iterable[Pair]) -> dict[str, JsonValue]:
    accounts: defaultdict[str, list[JsonValue]] = defaultdict(list)
    for course_id, account_id in sorted(done):
        accounts[str(course_id)].append(account_id)
    return {"done": dict(accounts)}


def _call(pair: Pair) -> Call:
    return Call(Function.COURSE_COMPLETION, {"courseid": pair[0], "userid": pair[1]})


def _closed(reply: Reply) -> bool:
    return refuses(reply) or reply.code in _WHOLE_COURSE


def _reading(replies: Mapping[Pair, Reply], pairs: int) -> Reading[Completion]:
    tracked = {pair: reply for pair, reply in replies.items() if reply.code not in _NOT_TRACKED}
    problems = [*_problems(tracked).values()]
    completed = {
        pair: status.completed_at
        for pair, reply in tracked.items()
        if reply.error is None and (status := _status(reply)).completed
    }
    undated = sum(moment is None for moment in completed.values())
    if undated:
        problems.append(Problem("lms.problem.completions_undated", {"n": undated}))
    # To the minute, as the report tells it: else every completion would change with the way it is read.
    found = [
        Completion(course_id=course_id, account_id=account_id, completed_at=moment.replace(second=0))
        for (course_id, account_id), moment in completed.items()
        if moment is not None
    ]
    coverage = {"pairs": pairs, "asked": len(replies), "tracked": len(tracked), "undated": undated}
    return Reading(STREAM, found, not problems, tuple(problems), coverage, _UNTOLD)


def _problems(replies: Mapping[Pair, Reply]) -> dict[int, Problem]:
    """Return one problem a course."""
    return {
        course_id: problem_of(reply.error, STREAM, course_id=course_id)
        for (course_id, _), reply in replies.items()
        if reply.error is not None
    }


def _status(reply: Reply) -> _Status:
    told = mapping_of(reply.get(), Function.COURSE_COMPLETION)
    good, _ = read_rows(_Status, [told.get("completionstatus")], STREAM)
    if not good:
        raise wrong_shape(Function.COURSE_COMPLETION)
    return good[0]
