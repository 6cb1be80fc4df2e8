"""Keep the night going: once a day at the configured local time, until told to stop."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import time as time_of_day
from types import FrameType

import schedule

LONGEST_NAP = 60.0
"""Seconds between looks at the clock: a machine that slept or whose clock was set wakes within a minute."""


LONGEST_BLINK = 0.5
"""Seconds a nap goes on after somebody has asked to stop."""


class Stop:
    """Whether somebody has asked us to stop; a night looks at it between its steps.

    A plain flag, for a signal handler sets it: a lock that the interrupted code holds would never be free.
    """

    def __init__(self) -> None:
        self._asked = False

    def ask(self) -> None:
        """Ask to stop."""
        self._asked = True

    def asked(self) -> bool:
        """Tell whether to stop."""
        return self._asked

    def nap(self, seconds: float) -> bool:
        """Wait, but wake within half a second when asked to stop; tell whether it was."""
        until = time.monotonic() + seconds
        while not self._asked and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, LONGEST_BLINK))
        return self._asked


@contextmanager
def stopping_on_signals(stop: Stop) -> Iterator[None]:
    """Let SIGTERM (systemd, docker) and SIGINT (Ctrl-C) ask to stop instead of tearing a step apart."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.ask()

    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def keep_going(action: Callable[[], None], *, at: time_of_day, zone: str, stop: Stop) -> None:
    """Run the action daily at the local time of the zone; return when asked to stop.

    An action that is under way when the stop is asked for is waited for: it looks at `stop` itself.
    """
    timetable = schedule.Scheduler()
    timetable.every().day.at(f"{at:%H:%M:%S}", zone).do(action)
    while not stop.asked():
        timetable.run_pending()
        left = timetable.idle_seconds
        if stop.nap(LONGEST_NAP if left is None else min(max(left, 0.0), LONGEST_NAP)):
            return
