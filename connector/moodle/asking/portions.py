"""Many calls asked in portions, several portions at once; how large a portion is, is decided when it is taken."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from connector.moodle.asking.calls import Call, Reply

Fitting = Callable[[Sequence[Call]], int]
"""How many of the calls, from the first on, one portion should carry: at least one."""

Ask = Callable[[Sequence[Call]], list[Reply] | None]
"""Returns a reply to every call; None where they cannot be asked together."""


def in_portions(calls: Sequence[Call], fitting: Fitting, ask: Ask, hands: int) -> list[Reply | None]:
    """Return a reply to each call, in order, so many portions at once; None where `ask` had none.

    After an error nothing more is begun, and the error is raised.
    """
    heap = _Heap(calls, fitting)
    if hands == 1 or fitting(calls) >= len(calls):
        heap.work_off(ask)
        return heap.replies
    with ThreadPoolExecutor(min(hands, len(calls))) as pool:
        workers = [pool.submit(heap.work_off, ask) for _ in range(min(hands, len(calls)))]
        for worker in workers:
            worker.result()
    return heap.replies


class _Heap:
    """The calls not yet taken, and the replies to those that were."""

    def __init__(self, calls: Sequence[Call], fitting: Fitting) -> None:
        self.replies: list[Reply | None] = [None] * len(calls)
        self._calls = calls
        self._fitting = fitting
        self._taken = 0
        self._lock = threading.Lock()

    def work_off(self, ask: Ask) -> None:
        """Take portions and ask them until none is left."""
        while taken := self._take():
            start, end = taken
            try:
                got = ask(self._calls[start:end])
            except BaseException:
                self._leave_the_rest()
                raise
            if got is not None:
                self.replies[start:end] = got

    def _take(self) -> tuple[int, int] | None:
        with self._lock:
            start = self._taken
            if start >= len(self._calls):
                return None
            self._taken += self._fitting(self._calls[start:])
            return start, self._taken

    def _leave_the_rest(self) -> None:
        with self._lock:
            self._taken = len(self._calls)
