"""Records of the LMS as rows of their streams' tables, ready to be kept."""

import dataclasses
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any

from sqlalchemy import String, Table

from connector.moodle.records import Account, Attempt, Enrolment, PartMark, Record
from mappings.identity.snils import normal_snils
from mappings.keeping.secrecy import Keyring
from mappings.tables import PULLED

Row = dict[str, Any]


def rows_of(name: str, records: Iterable[Record], keyring: Keyring) -> Iterator[Row]:
    """Yield a stream's records as rows; those of `part_marks` are drawn from the records of attempts."""
    for record in records:
        if name == "part_marks":
            assert isinstance(record, Attempt)
            yield from part_rows(record)
        else:
            yield row_of(name, record, keyring)


def row_of(name: str, record: Record, keyring: Keyring) -> Row:
    """Return a record as a row of its stream; a СНИЛС that fails its check leaves no hash."""
    row = _row(PULLED[name], record)
    if isinstance(record, Account):
        return row | _secret(record, keyring)
    if isinstance(record, Enrolment):
        return row | {"created_minute": created_minute(record)}
    return row


def created_minute(enrolment: Enrolment) -> int:
    """Return what tells several enrolments by one method apart; 0 where the LMS does not tell the moment."""
    return int(enrolment.created_at.timestamp()) // 60 if enrolment.created_at else 0


def part_rows(attempt: Attempt) -> Iterator[Row]:
    """Yield what an attempt earned in the parts of its quiz, as rows of `part_marks`."""
    for part in attempt.parts:
        yield {"attempt_id": attempt.attempt_id, **_part(part)}


def _part(part: PartMark) -> Row:
    return _row(PULLED["part_marks"], part)


def _row(table: Table, record: Record) -> Row:
    fields = {each.name for each in dataclasses.fields(record)}
    return {
        name: _storable(getattr(record, name), column.type)
        for name, column in table.columns.items()
        if name in fields
    }


def _storable(value: Any, column_type: object) -> Any:
    """Return a value that either database takes.

    PostgreSQL refuses texts with NUL, half a surrogate pair or more signs than the column has, where SQLite
    takes them; one such name must not cost the whole night.
    """
    if isinstance(value, Enum):
        return value.value
    if not isinstance(value, str):
        return value
    text = value.replace("\0", "").encode("utf-8", "replace").decode()
    return text[: column_type.length] if isinstance(column_type, String) and column_type.length else text


def _secret(account: Account, keyring: Keyring) -> Row:
    digits = normal_snils(account.snils)
    return {
        "snils_hash": keyring.snils_hash(digits) if digits else None,
        "snils_sealed": keyring.seal(digits) if digits else None,
    }
