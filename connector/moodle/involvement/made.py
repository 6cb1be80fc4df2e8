"""Enrolments and completions made by the million: the constructors of frozen records take three times as long.

A frozen dataclass sets each field past its own guard, 0.3 µs a field. Here the slots are set themselves.
"""

from datetime import datetime
from typing import Any

from connector.moodle.records import Completion, Enrolment, EnrolmentStatus


def _setters(kind: type, *names: str) -> list[Any]:
    """Return what sets these slots; raise KeyError where the record has no such field."""
    return [vars(kind)[name].__set__ for name in names]


_new = object.__new__
_COURSE, _ACCOUNT, _METHOD, _STATUS, _CREATED, _STARTS = _setters(
    Enrolment, "course_id", "account_id", "method", "status", "created_at", "starts_at"
)
_OF_COURSE, _OF_ACCOUNT, _BEGUN, _COMPLETED = _setters(
    Completion, "course_id", "account_id", "started_at", "completed_at"
)


def new_enrolment(
    course_id: int,
    account_id: int,
    method: str,
    status: EnrolmentStatus,
    created_at: datetime | None,
    starts_at: datetime | None,
) -> Enrolment:
    """Return the record `Enrolment(…)` would return."""
    made = _new(Enrolment)
    _COURSE(made, course_id)
    _ACCOUNT(made, account_id)
    _METHOD(made, method)
    _STATUS(made, status)
    _CREATED(made, created_at)
    _STARTS(made, starts_at)
    return made


def new_completion(
    course_id: int, account_id: int, started_at: datetime | None, completed_at: datetime | None
) -> Completion:
    """Return the record `Completion(…)` would return."""
    made = _new(Completion)
    _OF_COURSE(made, course_id)
    _OF_ACCOUNT(made, account_id)
    _BEGUN(made, started_at)
    _COMPLETED(made, completed_at)
    return made
