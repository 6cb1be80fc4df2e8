"""A command's way to its workplace: the configuration, then the store, with a lost or wrong key told at once."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from jobs.cli.session import session_of
from jobs.clock import now
from jobs.context import Context, open_context


@contextmanager
def workplace(context: typer.Context) -> Iterator[Context]:
    """Give the context of the jobs, opened from the configuration."""
    with open_context(session_of(context).loaded(), now) as opened:
        yield opened


@contextmanager
def rehearsed(work: Context, *, dry_run: bool) -> Iterator[None]:
    """Undo everything at the end where the run is dry."""
    if not dry_run:
        yield
        return
    with work.store.rehearsal():
        yield
