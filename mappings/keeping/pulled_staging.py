"""What was read, laid beside what is kept: a table of the rows read, and one of what is to be done to which row.

    records ─► read ─► resolved ─► deeds ─► counts ─► guard ─► done

Everything is worked out where the rows are, in a few statements for the whole stream; nothing is written to the
kept rows before `do`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Boolean, Column, MetaData, String, Table

from mappings.keeping.pulled_rows import told_columns
from mappings.tables import PULLED

_BLANKS: dict[str, dict[str, str | int]] = {"enrolments": {"method": "unknown", "created_minute": 0}}


class Deed(StrEnum):
    """What becomes of a row that is not simply as it was."""

    ADDED = "added"
    CHANGED = "changed"
    RETURNED = "returned"
    FOUND = "found"
    """Missed before, and now read again as it was."""

    VISITED = "visited"
    """As it was, but for what moves without being a change."""

    MISSED = "missed"
    GONE = "gone"
    SUPERSEDED = "superseded"
    """Read before where the site did not tell everything of its key, and now known better."""


@dataclass(frozen=True)
class Stage:
    """The tables of one stream, and its columns by their part."""

    name: str
    kept: Table
    read: Table
    """Columns that records fill, keyed as the kept ones are within their site."""

    standing: Table
    """The same: rows that a reading which does not tell the whole key stands for."""

    deeds: Table
    keys: tuple[str, ...]
    content: tuple[str, ...]
    blanks: Mapping[str, str | int]
    """Columns of the key that not every site tells, and what stands there instead."""


@cache
def stage_of(name: str) -> Stage:
    """Return the tables to keep a stream by."""
    kept, told = PULLED[name], told_columns(name)
    keys = tuple(column.name for column in told if column.primary_key)
    content = tuple(column.name for column in told if not column.primary_key)
    read, standing = (_temporary(f"{word}_{kept.name}", told) for word in ("read", "standing"))
    like: list[Column[Any]] = [*(kept.c[key] for key in keys)]
    like += [Column("deed", String(20), nullable=False), Column("altered", Boolean, nullable=False)]
    deeds = _temporary(f"deed_{kept.name}", like)
    return Stage(name, kept, read, standing, deeds, keys, content, _BLANKS.get(name, {}))


def _temporary(name: str, like: Iterable[Column[Any]]) -> Table:
    """Make a temporary table with columns like these."""
    columns = (
        Column(
            each.name, each.type, primary_key=each.primary_key, autoincrement=False, nullable=each.nullable
        )
        for each in like
    )
    return Table(name, MetaData(), *columns, prefixes=["TEMPORARY"], sqlite_with_rowid=False)
