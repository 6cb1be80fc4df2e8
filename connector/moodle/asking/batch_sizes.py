"""How many calls fit into one request: learnt by function from what earlier ones took and told.

An answer is built whole in the site's memory, and proxies cut at 60 seconds (WEBSERVICE.md 1.2, T23, T25).
"""

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from connector.moodle.asking.calls import Call
from connector.moodle.asking.spending import Spent

SECONDS_AIMED_AT = 20.0
BYTES_AIMED_AT = 8_000_000
"""Of an answer, unpacked: a tenth of what PHP has been seen to build (WEBSERVICE.md 12)."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What is known of one function."""

    seconds: float = 0
    """Per call, as the next one; the newest answer weighs as much as all before it."""

    size: float = 0
    most: int | None = None
    """So many calls at once at most: more have been too much."""


def fitting(calls: Sequence[Call], costs: Mapping[str, Cost]) -> int:
    """Return how many of the calls, from the first on, one request should carry: at least one."""
    seconds, size, counts = 0.0, 0.0, Counter[str]()
    for place, call in enumerate(calls):
        function = call.function.value
        cost = costs.get(function, _UNKNOWN)
        counts[function] += 1
        seconds += cost.seconds
        size += cost.size
        crowded = cost.most is not None and counts[function] > cost.most
        if place and (crowded or seconds > SECONDS_AIMED_AT or size > BYTES_AIMED_AT):
            return place
    return len(calls)


class Sizes:
    """Remembers costs, for all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._costs: dict[str, Cost] = {}

    def fitting(self, calls: Sequence[Call]) -> int:
        """Return how many of the calls, from the first on, the next request should carry."""
        with self._lock:
            costs = dict(self._costs)
        return fitting(calls, costs)

    def learn(self, parts: Mapping[str, Spent]) -> None:
        """Learn from an answer, by what each function has had of it."""
        with self._lock:
            for function, part in parts.items():
                seconds, size = part.seconds / part.calls, part.bytes_received / part.calls
                known = self._costs.get(function)
                self._costs[function] = (
                    replace(known, seconds=(known.seconds + seconds) / 2, size=(known.size + size) / 2)
                    if known and known.size
                    else replace(known or _UNKNOWN, seconds=seconds, size=size)
                )

    def too_much(self, calls: Sequence[Call]) -> None:
        """Remember that so many calls were too much: next time half as many of each function."""
        with self._lock:
            for function, count in Counter(call.function.value for call in calls).items():
                if count > 1:
                    known = self._costs.get(function, _UNKNOWN)
                    most = min(known.most or count, (count + 1) // 2)
                    self._costs[function] = replace(known, most=most)


_UNKNOWN = Cost()
