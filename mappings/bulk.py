"""Many rows into a table at once, told column by column, as either database takes them fastest.

SQLite is given the rows of a prepared statement, PostgreSQL an array a column. Both skip SQLAlchemy's look at
each single value: values are converted here.
"""

import json
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Dialect, String, Table

from mappings.tables import Moment

Columns = Sequence[Sequence[Any]]
"""A list a column of the table, in its order, all of one length."""

Writer = Callable[[Sequence[Any]], Sequence[Any]]


def statement(table: Table, dialect: Dialect) -> str:
    """Return the statement that puts rows in; one with the key of a row that stands there replaces it."""
    names = ", ".join(table.columns.keys())
    if dialect.name == "sqlite":
        return f"INSERT OR REPLACE INTO {table.name} ({names}) VALUES ({_marks(table)})"  # noqa: S608 names of ours
    arrays = ", ".join(f"%s::{column.type.compile(dialect)}[]" for column in table.columns)
    keys = ", ".join(table.primary_key.columns.keys())
    return (
        f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest({arrays}) "  # noqa: S608 names of ours
        f"ON CONFLICT ({keys}) DO {_overwriting(table)}"
    )


def parameters(table: Table, dialect: Dialect, columns: Columns) -> Any:
    """Return what goes with the statement: a list of rows, or a tuple of arrays."""
    if dialect.name == "sqlite":
        return list(zip(*_written(table, columns, _for_sqlite), strict=True))
    once = _once(table, columns)
    return tuple(f"{{{','.join(texts)}}}" for texts in _written(table, once, _for_postgresql))


def _marks(table: Table) -> str:
    return ", ".join("?" for _ in table.columns)


def _overwriting(table: Table) -> str:
    told = [f"{column.name} = excluded.{column.name}" for column in table.columns if not column.primary_key]
    return f"UPDATE SET {', '.join(told)}" if told else "NOTHING"


def _once(table: Table, columns: Columns) -> Columns:
    """Return the columns without rows whose key comes again: PostgreSQL overwrites no row twice at once."""
    names = table.columns.keys()
    keys = [columns[names.index(key.name)] for key in table.primary_key.columns]
    last = {key: place for place, key in enumerate(zip(*keys, strict=True))}
    if len(last) == len(columns[0]):
        return columns
    places = sorted(last.values())
    return [[column[place] for place in places] for column in columns]


def _written(
    table: Table, columns: Columns, writer: Callable[[Column[Any]], Writer]
) -> Iterator[Sequence[Any]]:
    return (writer(column)(values) for column, values in zip(table.columns, columns, strict=True))


def each_once(values: Sequence[Hashable], convert: Callable[[Any], Any]) -> list[Any]:
    """Return the values converted, equal ones only once: worth it where few differ."""
    converted = {value: convert(value) for value in set(values)}
    return [converted[value] for value in values]


def _for_sqlite(column: Column[Any]) -> Writer:
    if isinstance(column.type, Moment):
        return lambda values: [value and _sqlite_moment(value) for value in values]
    if isinstance(column.type, JSON):
        return lambda values: [json_text(value) for value in values]
    return lambda values: values


def _sqlite_moment(value: datetime) -> str:
    """Return a moment as SQLAlchemy writes it on SQLite: UTC, without saying so."""
    return _utc(value).isoformat(" ", "microseconds")[:-6]


def _for_postgresql(column: Column[Any]) -> Writer:
    write = _in_array(column)
    if isinstance(column.type, String):
        return lambda values: each_once(values, lambda value: _NULL if value is None else write(value))
    return lambda values: [_NULL if value is None else write(value) for value in values]


_NULL = "NULL"


def _in_array(column: Column[Any]) -> Callable[[Any], str]:
    if isinstance(column.type, Moment):
        return lambda value: _utc(value).isoformat()
    if isinstance(column.type, JSON):
        return lambda value: _quoted(json_text(value))
    if isinstance(column.type, String):
        return _quoted
    return _boolean if isinstance(column.type, Boolean) else repr


def _boolean(value: bool) -> str:  # noqa: FBT001 a value among values
    return "t" if value else "f"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _utc(value: datetime) -> datetime:
    """Return the moment in UTC; raise ValueError where it has no zone."""
    if value.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def json_text(value: Any) -> str:
    """Return the one text for a JSON value, whatever the order of its keys."""
    return json.dumps(value, sort_keys=True)
