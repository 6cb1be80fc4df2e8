"""How often and by how many at once the LMS is asked, by all threads together: the doing to `flow`'s deciding."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from connector.errors import BorderError, WaitError
from connector.moodle.asking.errors import BURDENED
from connector.moodle.asking.flow import Flow


@dataclass(slots=True)
class Turn:
    """One request's time with the LMS."""

    began: float
    seconds: float = 0
    """Until the answer was there, or the trouble."""


class Pace:
    """Gives out turns: each waits for its place and its moment."""

    def __init__(self, flow: Flow, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._flow = flow
        self._clock = clock
        self._sleep = sleep
        self._under_way = 0
        self._changed = threading.Condition()

    @property
    def flow(self) -> Flow:
        """Return how hard the LMS may be asked now."""
        return self._flow

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """Wait until a request may begin; how the block ends tells how the LMS bears it."""
        with self._changed:
            self._changed.wait_for(lambda: self._under_way < self._flow.width)
            self._under_way += 1
        turn = Turn(self._clock())
        good, trouble = False, None
        try:
            self._await_moment()
            turn.began = self._clock()
            yield turn
            good = True
        except BorderError as error:
            trouble = error
            raise
        finally:
            self._end(turn, good=good, trouble=trouble)

    def _await_moment(self) -> None:
        """Sleep until the moment given; where everybody is held back meanwhile, a new one is given."""
        held = None
        while held != self._flow.held_until:
            with self._changed:
                now, held = self._clock(), self._flow.held_until
                self._flow, begin = self._flow.reserve(now)
            if begin > now:
                self._sleep(begin - now)

    def _end(self, turn: Turn, *, good: bool, trouble: BorderError | None) -> None:
        with self._changed:
            now = self._clock()
            turn.seconds = now - turn.began
            if good:
                self._flow = self._flow.went_well(self._under_way, turn.seconds)
            elif isinstance(trouble, WaitError) and trouble.text_id in BURDENED:
                pause = float(trouble.detail.get("retry_after", 0))
                self._flow = self._flow.went_badly(turn.began, now, pause)
            self._under_way -= 1
            self._changed.notify_all()
