"""What a command prints: tables for people, tab-separated lines for pipes, JSON for programs, bars on a terminal."""

import json
import os
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, Protocol, TextIO

import typer
from pydantic import BaseModel
from rich import box
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text


def say(text: str) -> None:
    """Print what was asked for, to stdout."""
    typer.echo(text)


def tell(text: str) -> None:
    """Print what the person should know beside it, to stderr."""
    typer.echo(text, err=True)


def is_terminal(stream: TextIO) -> bool:
    """Tell whether a person looks at the stream through something that can move its cursor."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def show_table(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Collection[int] = (),
    unbroken: Collection[int] = (),
) -> None:
    """Print a table: ruled on a terminal, else one line a row with tabs between.

    `numbers` are the places, from 0, of columns whose cells stand at the right, `unbroken` of those whose
    cells people copy, so that they keep to one line while other columns can give way.
    """
    if not is_terminal(sys.stdout):
        for row in (headings, *rows):
            say("\t".join(" ".join(cell.split()) for cell in row))
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, heading in enumerate(headings):
        justify: Literal["right", "left"] = "right" if place in numbers else "left"
        table.add_column(Text(heading), justify=justify, overflow="fold", no_wrap=place in unbroken)
    for row in rows:
        table.add_row(*map(Text, row))
    Console().print(table)


def show_json(value: Any) -> None:
    """Print a value as JSON, in UTF-8 and in its own order."""
    say(json.dumps(value, ensure_ascii=False, indent=2, default=_for_json))


def _for_json(value: Any) -> Any:
    """Return what JSON knows for what it doesn't: shares as numbers, moments in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True)
    if isinstance(value, Path):
        return str(value)
    return _plain_collection(value)


def _plain_collection(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


class Bar(Protocol):
    """Shows how far something is."""

    def begin(self, title: str, total: int | None = None) -> None:
        """Begin a new piece of work; without a total the bar only shows that something goes on."""

    def advance(self, count: int = 1) -> None:
        """Move on."""


class _NoBar:
    def begin(self, title: str, total: int | None = None) -> None:
        """Show nothing: nobody looks."""

    def advance(self, count: int = 1) -> None:
        """Show nothing: nobody looks."""


class _TerminalBar:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def begin(self, title: str, total: int | None = None) -> None:
        """Take the place of the work shown before."""
        if self._task is not None:
            self._progress.remove_task(self._task)
        self._task = self._progress.add_task(title, total=total)

    def advance(self, count: int = 1) -> None:
        """Move the bar on."""
        if self._task is not None:
            self._progress.advance(self._task, count)


@contextmanager
def progress() -> Iterator[Bar]:
    """Give a bar on stderr that leaves no trace; where stderr is no terminal, one that shows nothing."""
    if not is_terminal(sys.stderr):
        yield _NoBar()
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        yield _TerminalBar(shown)
