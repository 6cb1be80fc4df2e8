"""How a report is narrowed by the filter values an account has set, as Moodle's SQL does it.

Unknown below is SQL's NULL: no comparison holds for it. Source: reportbuilder/classes/local/filters/ of Moodle
4.5 (date.php, select.php, boolean_select.php), and the filters of the entities enrolment, completion, access, user.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from connector.demo.failures import MoodleError
from connector.demo.replies.report_rows import Participation
from connector.demo.values import Account, EnrolmentState

Values = Mapping[str, Any]
Test = Callable[[int | None], bool]

_ANY, _NOT_EMPTY, _EMPTY, _RANGE, _LAST, _CURRENT, _NEXT, _PAST, _FUTURE, _BEFORE, _AFTER = range(11)
"""The operators of a date filter."""

_NUMBER = re.compile(r"\s*[+-]?[0-9]+")
_EQUAL, _NOT_EQUAL = 1, 2
"""The operators of a select."""

_CHECKED, _NOT_CHECKED = 1, 2
"""The operators of a yes-or-no."""

_SECONDS = {5: 60, 0: 3_600, 1: 86_400, 2: 7 * 86_400}
"""Lengths of the units minute, hour, day, week by their number; months and years the demo does not know."""

_STATES = {EnrolmentState.ACTIVE: 0, EnrolmentState.SUSPENDED: 1, EnrolmentState.NOT_CURRENT: 2}


class Kind(StrEnum):
    """What a filter compares."""

    DATE = "date"
    SELECT = "select"
    YES_NO = "yes_no"


@dataclass(frozen=True)
class Filter:
    """A filter a report may have: its kind, and what it looks at in a row."""

    kind: Kind
    told: Callable[[Any], int | None]


def _of_account(told: Callable[[Account], int]) -> Callable[[Participation], int | None]:
    return lambda row: told(row.account) if row.account else None


def _state(row: Participation) -> int | None:
    return _STATES[row.enrolment.state] if row.enrolment else None


def _started(row: Participation) -> int | None:
    """Give the start, or the creation where no start is set."""
    return (row.enrolment.starts_at or row.enrolment.created_at) if row.enrolment else None


_OF_ACCOUNT: dict[str, tuple[Kind, Callable[[Account], int]]] = {
    "user:timecreated": (Kind.DATE, lambda account: account.created_at),
    "user:timemodified": (Kind.DATE, lambda account: account.changed_at),
    "user:lastaccess": (Kind.DATE, lambda account: account.last_access),
    "user:suspended": (Kind.YES_NO, lambda account: int(account.suspended)),
}
OF_PARTICIPANTS: dict[str, Filter] = {
    "enrolment:status": Filter(Kind.SELECT, _state),
    "enrolment:timecreated": Filter(
        Kind.DATE, lambda row: row.enrolment.created_at if row.enrolment else None
    ),
    "enrolment:timestarted": Filter(Kind.DATE, _started),
    "enrolment:timeended": Filter(Kind.DATE, lambda row: row.enrolment.ends_at if row.enrolment else None),
    "completion:completed": Filter(
        Kind.YES_NO, lambda row: int(bool(row.completion and row.completion.completed_at))
    ),
    "completion:timecompleted": Filter(
        Kind.DATE, lambda row: (row.completion.completed_at or None) if row.completion else None
    ),
    "completion:timestarted": Filter(
        Kind.DATE, lambda row: row.completion.started_at if row.completion else None
    ),
    "access:timeaccess": Filter(Kind.DATE, lambda row: row.visited_at),
    **{name: Filter(kind, _of_account(told)) for name, (kind, told) in _OF_ACCOUNT.items()},
}
OF_USERS: dict[str, Filter] = {name: Filter(*told) for name, told in _OF_ACCOUNT.items()}


def conditions_of(filters: Mapping[str, Filter], values: Values, now: int) -> list[Callable[[Any], bool]]:
    """Give what a row must meet; a name no filter has is ignored without a word, as Moodle does."""
    makers = {Kind.DATE: _date_test, Kind.SELECT: _select_test, Kind.YES_NO: _yes_no_test}
    found = []
    for name, one in filters.items():
        if test := makers[one.kind](name, values, now):
            found.append(_on(one.told, test))
    return found


def _on(told: Callable[[Any], int | None], test: Test) -> Callable[[Any], bool]:
    return lambda row: test(told(row))


def _date_test(name: str, values: Values, now: int) -> Test | None:
    operator = php_int(values.get(f"{name}_operator", _ANY))
    if not _ANY < operator <= _AFTER:
        return None
    if operator == _NOT_EMPTY:
        return bool
    if operator == _EMPTY:
        return lambda at: not at
    if operator == _RANGE:
        start, end = (php_int(values.get(f"{name}_{side}", 0)) for side in ("from", "to"))
        return _between(start, end) if start > 0 or end > 0 else None
    return _relative_test(operator, _length(operator, name, values), now)


def _between(start: int, end: int) -> Test:
    """Both ends belong to a range with two; a range with an end alone stops before it."""
    if start > 0 and end > 0:
        return lambda at: at is not None and start <= at <= end
    if start > 0:
        return lambda at: at is not None and at >= start
    return lambda at: at is not None and at < end


def _length(operator: int, name: str, values: Values) -> int:
    """Give the seconds a relative operator reaches."""
    if operator in {_PAST, _FUTURE}:
        return 0
    unit = php_int(values.get(f"{name}_unit", 1))
    if operator == _CURRENT or unit not in _SECONDS:
        raise MoodleError("codingerror", "The demo does not know the calendar's units of a date filter")
    return php_int(values.get(f"{name}_value", 1)) * _SECONDS[unit]


def _relative_test(operator: int, length: int, now: int) -> Test | None:
    if operator in {_LAST, _NEXT}:
        start, end = (now - length, now) if operator == _LAST else (now, now + length)
        return (lambda at: at is not None and start <= at <= end) if length else None
    if operator in {_PAST, _BEFORE}:
        return lambda at: at is not None and at < now - length
    return lambda at: at is not None and at > now + length


def _select_test(name: str, values: Values, _: int) -> Test | None:
    operator = php_int(values.get(f"{name}_operator", _ANY))
    value = values.get(f"{name}_value", 0)
    if value == "" or operator not in {_EQUAL, _NOT_EQUAL}:
        return None
    wanted, equal = php_int(value), operator == _EQUAL
    return lambda told: told is not None and (told == wanted) is equal


def _yes_no_test(name: str, values: Values, _: int) -> Test | None:
    operator = php_int(values.get(f"{name}_operator", _ANY))
    if operator not in {_CHECKED, _NOT_CHECKED}:
        return None
    wanted = int(operator == _CHECKED)
    return lambda told: told == wanted


def php_int(told: object) -> int:
    """Read a number as PHP casts it: a text gives the number it begins with, what is none is 0."""
    if isinstance(told, int | float):
        return int(told)
    begins = _NUMBER.match(told) if isinstance(told, str) else None
    return int(begins[0]) if begins else 0
