"""One run at a time: two nights at once would pull twice and send twice.

The lock lies in the store, so it holds between machines too. Its owner beats while it works; one that died on
this machine is known at once, one on another machine after `SILENCE`.
"""

import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from config.locale.numbers import format_day
from connector.errors import WaitError
from jobs.clock import Clock
from jobs.context import Context
from mappings.keeping import run_lock
from mappings.keeping.run_lock import Holder
from mappings.store import Store, StoreError

SILENCE = timedelta(minutes=30)
"""So long nobody is silent who works: see `BEAT_EVERY`."""

BEAT_EVERY = timedelta(seconds=30)

log = structlog.get_logger()


@dataclass
class Turn:
    """Our turn to work, as long as we say that we are alive."""

    store: Store
    owner: str
    clock: Clock
    beaten_at: datetime

    def beat(self) -> None:
        """Say that we are alive, if it was long enough ago; raise WaitError where somebody else took over."""
        now = self.clock()
        if abs(now - self.beaten_at) < BEAT_EVERY:
            return
        self.beaten_at = now
        with self.store.transaction() as tx:
            ours = run_lock.beat(tx, self.owner, now=now)
        if not ours:
            raise WaitError("night.turn_lost")


@contextmanager
def one_at_a_time(context: Context, command: str) -> Iterator[Turn]:
    """Hold the lock within the block.

    Raises WaitError, naming who is at work, where it is held by a run that may be alive.
    """
    now = context.clock()
    mine = Holder(secrets.token_hex(8), command, socket.gethostname(), os.getpid(), now, now)
    _take(context, mine)
    try:
        yield Turn(context.store, mine.owner, context.clock, now)
    finally:
        # Whatever ended the work matters more than a lock that dies with this process anyway.
        with suppress(StoreError), context.store.transaction() as tx:
            run_lock.release(tx, mine.owner)


def _take(context: Context, mine: Holder) -> None:
    with context.store.transaction() as tx:
        other = run_lock.take(tx, mine)
        if other is None:
            return
        if _may_be_alive(other, mine) or not run_lock.take_over(tx, mine, other):
            raise _busy(context, other)
    log.warning("run lock taken over", command=other.command, host=other.host, process=other.process)


def _may_be_alive(other: Holder, mine: Holder) -> bool:
    if abs(mine.taken_at - other.beat_at) > SILENCE:  # either way: clocks are set back too
        return False
    return other.host != mine.host or (other.process != mine.process and _is_running(other.process))


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's process, but a process
        return True
    return True


def _busy(context: Context, other: Holder) -> WaitError:
    zone = context.settings.zone()
    since = other.taken_at.astimezone(zone)
    return WaitError(
        "night.busy",
        command=other.command,
        host=other.host,
        process=other.process,
        day=format_day(since.date(), context.settings.locale),
        time=f"{since:%H:%M}",
    )
