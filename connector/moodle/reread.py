"""One record of a list once more: what was told of it is read by the present program, or the LMS is asked again.

Not every stream can be asked about one record; those are read when the whole list is.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from connector.moodle.accounts.parts import by_numbers, unreadable
from connector.moodle.accounts.told import STREAM as ACCOUNTS
from connector.moodle.accounts.told import People, account_of, read_people
from connector.moodle.asking.calls import Call
from connector.moodle.catalogue.lists import (
    CATEGORIES,
    COHORT_MEMBERS,
    COHORTS,
    COURSES,
    categories,
    cohorts,
    courses,
    members,
)
from connector.moodle.client import Moodle
from connector.moodle.functions import Function
from connector.moodle.quizzes.attempt_rows import STREAM as ATTEMPTS
from connector.moodle.quizzes.attempt_rows import read_attempts
from connector.moodle.quizzes.reviews import reviewed
from connector.moodle.reading import ProfileFields, Reading, Scope, Unreadable

_News = Reading[Any]
"""Of one record; it says nothing about others."""


def read_again(stream: str, raw: str, fields: ProfileFields) -> _News | None:
    """Return what was once told of a record, as it is read now; None where it needs more than itself."""
    reader = _READERS.get(stream)
    if reader is None:
        return None
    return _news(reader(json.loads(raw), fields))


def ask_again(moodle: Moodle, stream: str, keys: Mapping[str, int], fields: ProfileFields) -> _News | None:
    """Return a record as the LMS tells it now: none where it is no longer there; None where none can be asked for.

    Raises WaitError, RefusedError, OddError: the last for a record that can be told no more than before.
    """
    asker = _ASKERS.get(stream)
    if asker is None or len(keys) != 1:
        return None
    [number] = keys.values()
    return _news(asker(moodle, number, fields))


def _news(reading: Reading[Any]) -> _News:
    return replace(reading, complete=False, scope=Scope(), problems=(), notes={})


def _accounts(people: People, fields: ProfileFields) -> Reading[Any]:
    records = [account_of(each, fields) for each in people.told]
    return Reading(ACCOUNTS, records, unreadable=people.unreadable)


def _attempts(rows: Sequence[Any]) -> Reading[Any]:
    found, apart = read_attempts(rows)
    return Reading(ATTEMPTS, found, unreadable=tuple(apart))


_READERS: Mapping[str, Callable[[Any, ProfileFields], Reading[Any]]] = {
    ACCOUNTS: lambda told, fields: _accounts(read_people([told]), fields),
    CATEGORIES: lambda told, _: categories([told]),
    COURSES: lambda told, _: courses({"courses": [told]}),
    COHORTS: lambda told, _: cohorts([told]),
    COHORT_MEMBERS: lambda told, _: members([[told]]),
    ATTEMPTS: lambda told, _: _attempts([told]),
}


def _ask_account(moodle: Moodle, number: int, fields: ProfileFields) -> Reading[Any]:
    people, culprits = by_numbers(moodle, [number])
    left = tuple(unreadable(each.part, each.error, each.reason) for each in culprits)
    reading = _accounts(people, fields)
    return replace(reading, unreadable=(*reading.unreadable, *left))


def _ask_attempt(moodle: Moodle, number: int, _: ProfileFields) -> Reading[Any]:
    found, apart, gone = reviewed(moodle, [number])
    if not (found or apart or gone):
        apart = [Unreadable(str(number), "noreviewattempt", keys={"attempt_id": number})]
    return Reading(ATTEMPTS, found, unreadable=tuple(apart))


def _ask_category(moodle: Moodle, number: int, _: ProfileFields) -> Reading[Any]:
    criteria: list[dict[str, str | int]] = [{"key": "id", "value": number}]
    asked = Call(Function.CATEGORIES, {"criteria": criteria, "addsubcategories": False})
    return categories(_told(moodle, asked))


def _ask_course(moodle: Moodle, number: int, _: ProfileFields) -> Reading[Any]:
    return courses(_told(moodle, Call(Function.COURSES, {"field": "id", "value": number})))


def _ask_cohort(moodle: Moodle, number: int, _: ProfileFields) -> Reading[Any]:
    return cohorts(_told(moodle, Call(Function.COHORTS, {"cohortids": [number]})))


def _ask_members(moodle: Moodle, number: int, _: ProfileFields) -> Reading[Any]:
    return members([_told(moodle, Call(Function.COHORT_MEMBERS, {"cohortids": [number]}))])


def _told(moodle: Moodle, call: Call) -> Any:
    return moodle.batch([call])[0].get()


_ASKERS: Mapping[str, Callable[[Moodle, int, ProfileFields], Reading[Any]]] = {
    ACCOUNTS: _ask_account,
    CATEGORIES: _ask_category,
    COURSES: _ask_course,
    COHORTS: _ask_cohort,
    COHORT_MEMBERS: _ask_members,
    ATTEMPTS: _ask_attempt,
}
