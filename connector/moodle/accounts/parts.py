"""Accounts in parts, where the list of all is too much for the site or has a record it cannot tell."""

from collections.abc import Iterable, Sequence

from connector.errors import BorderError
from connector.moodle.accounts.told import KEY, People, read_people
from connector.moodle.asking.calls import Call
from connector.moodle.asking.poison import Culprit, bisect, divided, every_number, may_be_poisoned
from connector.moodle.client import Moodle
from connector.moodle.functions import Function
from connector.moodle.reading import Unreadable
from connector.moodle.wire import list_of

_AT_A_TIME = 20_000
"""Accounts whose replies lie in memory at once: 16 MB on the wire, five times that as Python has them."""

_GONE = "invaliduser"
"""What Moodle says of a deleted account when its context has been cleaned up (WEBSERVICE.md T2)."""

MOST_GONE = 200
"""Deleted accounts and bad records among those asked for by number: each costs three requests."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_SIGNS = (*"0123456789.-+'!#$&*/=?^`{|}~@", r"\_", r"\%")
_FIRST = (*_LETTERS, *_SIGNS, *_CYRILLIC)
"""What an address may begin with, or go on with; two signs mean something to LIKE and are escaped."""

_LETTERS_AT_ONCE = 8
"""Of a large site a letter may have ten thousand accounts."""

_LONGEST_ADDRESS = 100
"""Of `user.email` (lib/db/install.xml)."""

_MOST_SHARD_CULPRITS = 20
"""To search one out by the letters of its address takes some fifty requests."""


def by_numbers(moodle: Moodle, numbers: Sequence[int]) -> tuple[People, list[Culprit[int]]]:
    """Return the accounts with these numbers, and those that can't be told; deleted ones are simply not there.

    Raises WaitError, RefusedError, OddError.
    """
    people, culprits = People(), list[Culprit[int]]()
    for start in range(0, len(numbers), _AT_A_TIME):
        values, odd = bisect(moodle, numbers[start : start + _AT_A_TIME], _by_number, most=MOST_GONE)
        rows = [row for value in values for row in list_of(value, Function.USERS_BY_FIELD)]
        people += read_people(rows)
        culprits += [each for each in odd if each.reason != _GONE]
    return people, culprits


def from_number(moodle: Moodle, start: int, known: Iterable[int] = ()) -> tuple[People, list[Culprit[int]]]:
    """Return the accounts with this number and higher ones, as far as `known` go at least.

    Dear where many have been deleted, for each of them may fail a call. Raises WaitError, RefusedError, OddError,
    the last also where too many fail.
    """
    rows, culprits = every_number(
        moodle, _by_number, lambda told: list_of(told, Function.USERS_BY_FIELD), known, start=start
    )
    return read_people(rows), [each for each in culprits if each.reason != _GONE]


def _by_number(numbers: Sequence[int]) -> Call:
    return Call(Function.USERS_BY_FIELD, {"field": "id", "values": list(numbers)})


def one_by_one(moodle: Moodle, numbers: Sequence[int]) -> People:
    """Return those of these accounts that are still there: this function never tells of deleted ones.

    Who can't be told is not found. Raises WaitError, RefusedError.
    """
    calls = [Call(Function.USERS, {"criteria": [{"key": "id", "value": number}]}) for number in numbers]
    replies = moodle.batch(calls)
    told = [reply.value for reply in replies if not may_be_poisoned(reply.error) and reply.get() is not None]
    return read_people(row for value in told for row in list_of(value, Function.USERS, "users"))


def by_addresses(moodle: Moodle) -> tuple[People, int]:
    """Return everybody by the first letters of their addresses, and how many can't be told.

    For a site of which nothing is known, and that has no report of users: people without an address are not
    found. Raises WaitError, RefusedError, OddError.
    """
    people, culprits = People(), 0
    for start in range(0, len(_FIRST), _LETTERS_AT_ONCE):
        letters = _FIRST[start : start + _LETTERS_AT_ONCE]
        values, odd = divided(moodle, letters, _beginning, _longer, most=_MOST_SHARD_CULPRITS)
        people += read_people(row for value in values for row in list_of(value, Function.USERS, "users"))
        culprits += len(odd)
    return people, culprits


def _beginning(address: str) -> Call:
    """Return the call for accounts whose address begins so; one that ends with a blank is meant to the end."""
    pattern = address.rstrip(" ") if address.endswith(" ") else f"{address}%"
    return Call(Function.USERS, {"criteria": [{"key": "email", "value": pattern}]})


def _longer(address: str) -> list[str]:
    if address.endswith(" ") or len(address) > _LONGEST_ADDRESS:
        return []
    return [f"{address} ", *(address + sign for sign in _FIRST)]


def unreadable(number: int, error: BorderError | None, reason: str) -> Unreadable:
    """Return an account that can't be told as it goes into quarantine."""
    code = str(error.detail.get("code", "")) if error else ""
    return Unreadable(str(number), code or reason, keys={KEY: number})
