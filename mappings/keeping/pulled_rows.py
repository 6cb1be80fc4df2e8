"""Records of the LMS as columns of their streams' tables, ready to be kept."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import Enum
from operator import attrgetter
from typing import Any

from sqlalchemy import JSON, Column, Float, String

from connector.moodle.records import Record
from mappings.bulk import each_once
from mappings.identity.snils import normal_snils
from mappings.keeping.secrecy import Keyring
from mappings.tables import MARKS, PULLED

AT_ONCE = 10_000
"""Records turned into columns at once: enough to be quick, few enough not to be felt beside the reading."""


def columns_of(name: str, records: Sequence[Record], keyring: Keyring) -> Iterator[list[list[Any]]]:
    """Yield a stream's records, some thousands at a time, as a list for each of `told_columns`.

    Rows of `part_marks` are drawn from the records of attempts. A СНИЛС that fails its check leaves no hash.
    """
    for begin in range(0, len(records), AT_ONCE):
        told = _Told(name, records[begin : begin + AT_ONCE], keyring)
        yield [_storable(column, told.values(column.name)) for column in told_columns(name)]


def told_columns(name: str) -> list[Column[Any]]:
    """Return the columns of a stream that its records fill, in the table's order."""
    return [column for column in PULLED[name].columns if column.name not in MARKS]


def columns_told_by(field: str) -> frozenset[str]:
    """Return the columns that a record's field fills."""
    return _FILLED.get(field, frozenset({field}))


_FILLED = {
    "snils": frozenset({"snils_hash", "snils_sealed"}),
    "created_at": frozenset({"created_at", "created_minute"}),
    "parts": frozenset[str](),
}


class _Told:
    """Some records of a stream, asked column by column."""

    def __init__(self, name: str, records: Sequence[Any], keyring: Keyring) -> None:
        self._keyring = keyring
        self._attempt_ids: list[int] | None = None
        self._records = records
        if name == "part_marks":
            self._attempt_ids = [each.attempt_id for each in records for _ in each.parts]
            self._records = [part for each in records for part in each.parts]

    def values(self, column: str) -> list[Any]:
        """Return what the records say of a column, in their order."""
        if column == "attempt_id" and self._attempt_ids is not None:
            return self._attempt_ids
        if column in _WORKED_OUT:
            return _WORKED_OUT[column](self._records, self._keyring)
        return list(map(attrgetter(column), self._records))


def _snils_hashes(accounts: Sequence[Any], keyring: Keyring) -> list[str | None]:
    return [keyring.snils_hash(digits) if digits else None for digits in _snils(accounts)]


def _snils_sealed(accounts: Sequence[Any], keyring: Keyring) -> list[str | None]:
    return [keyring.seal(digits) if digits else None for digits in _snils(accounts)]


def _snils(accounts: Sequence[Any]) -> Iterator[str | None]:
    return (normal_snils(each.snils) for each in accounts)


def _created_minutes(enrolments: Sequence[Any], _keyring: Keyring) -> list[int]:
    return [_minute(each.created_at) for each in enrolments]


def _minute(created_at: datetime | None) -> int:
    """Return what tells several enrolments by one method apart; 0 where the LMS does not tell the moment."""
    return int(created_at.timestamp()) // 60 if created_at else 0


_WORKED_OUT: Mapping[str, Callable[[Sequence[Any], Keyring], list[Any]]] = {
    "snils_hash": _snils_hashes,
    "snils_sealed": _snils_sealed,
    "created_minute": _created_minutes,
}


def _storable(column: Column[Any], values: list[Any]) -> list[Any]:
    """Return values that either database takes.

    PostgreSQL refuses texts with NUL, half a surrogate pair or more signs than the column has, where SQLite
    takes them, and SQLite makes null of what is no number; one such name must not cost the whole night.
    """
    if isinstance(column.type, JSON):
        return [{_text(key): _text(told) for key, told in value.items()} for value in values]
    if isinstance(column.type, Float):
        return each_once(values, lambda value: _number(value, 0.0 if not column.nullable else None))
    if isinstance(column.type, String):
        length = column.type.length
        return each_once(values, lambda value: _text(value, length))
    return values


def _text(value: str | Enum | None, length: int | None = None) -> str | None:
    if value is None:
        return None
    told = str(value.value) if isinstance(value, Enum) else value
    return told.replace("\0", "").encode("utf-8", "replace").decode()[:length]


def _number(value: float | None, otherwise: float | None) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else otherwise
