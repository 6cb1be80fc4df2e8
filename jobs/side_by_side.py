"""Several sources read at once, each in a thread of its own, and what they give taken in the caller's thread.

Sites don't wait for each other, and while one list is being kept the next is already on its way. A source that
is ahead waits: little lies in memory.
"""

import queue
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

Item = TypeVar("Item")
Source = Callable[[Callable[[Item], None]], None]
"""Reads, and hands over each item by calling what it is given."""

AHEAD = 2
"""Items a source may have read before the first is taken."""

LISTENING = 0.5
"""Seconds between two looks whether somebody wants us to stop."""


class AbandonedError(Exception):
    """Nobody takes what is read any more."""


class Ended:
    """A source has come to its end; `error` is what ended it, None where it gave everything."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def side_by_side(
    sources: Mapping[str, Source[Item]], *, listen: Callable[[], object] = lambda: None
) -> Iterator[tuple[str, Item | Ended]]:
    """Yield what the sources give as it comes, by name, and `Ended` once for each.

    `listen` is called at least every half second while there is nothing to take; what it raises ends
    everything. Where the caller stops taking, the sources are told at their next item.
    """
    table = _Table[Item](AHEAD * len(sources))
    with ThreadPoolExecutor(max(1, len(sources)), thread_name_prefix="site") as pool:
        try:
            for name, source in sources.items():
                pool.submit(source, table.giving(name)).add_done_callback(table.ending(name))
            left = len(sources)
            while left:
                taken = table.take()
                if taken is None:
                    listen()
                    continue
                left -= isinstance(taken[1], Ended)
                yield taken
        finally:
            table.abandon()


class _Table(Generic[Item]):
    """Where sources put things down and the caller takes them up."""

    def __init__(self, places: int) -> None:
        self._queue: queue.Queue[tuple[str, Item | Ended]] = queue.Queue(places)
        self._abandoned = threading.Event()

    def giving(self, name: str) -> Callable[[Item], None]:
        """Return what a source calls to hand an item over; it raises AbandonedError where nobody takes it."""
        return lambda item: self._put(name, item)

    def ending(self, name: str) -> Callable[[Future[None]], None]:
        """Return what is called when a source's thread has done its work."""

        def end(future: Future[None]) -> None:
            if not self._abandoned.is_set():
                self._put(name, Ended(future.exception()))

        return end

    def take(self) -> tuple[str, Item | Ended] | None:
        """Return the next thing put down; None where nothing came for a while."""
        try:
            return self._queue.get(timeout=LISTENING)
        except queue.Empty:
            return None

    def abandon(self) -> None:
        """Take nothing more."""
        self._abandoned.set()

    def _put(self, name: str, item: Item | Ended) -> None:
        while not self._abandoned.is_set():
            try:
                self._queue.put((name, item), timeout=LISTENING)
            except queue.Full:
                continue
            return
        raise AbandonedError
