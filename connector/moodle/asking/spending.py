"""What asking has cost so far, by function: counted by all threads, read as a value."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Spent:
    """What one function has cost."""

    requests: int = 0
    """A batch of several functions counts for the one that told most."""

    calls: int = 0
    """Answered or sent in vain, alone and inside batches."""

    seconds: float = 0
    """Of requests; those of a batch shared out by what each call told."""

    bytes_received: int = 0

    def __add__(self, more: "Spent") -> "Spent":
        """Return both together."""
        return Spent(
            self.requests + more.requests,
            self.calls + more.calls,
            self.seconds + more.seconds,
            self.bytes_received + more.bytes_received,
        )


@dataclass(frozen=True)
class Statistics:
    """What has been asked so far."""

    requests: int = 0
    bytes_received: int = 0
    """Of answers, unpacked."""

    seconds: float = 0
    """Summed over requests, also those that ran side by side."""

    functions: Mapping[str, Spent] = field(default_factory=lambda: MappingProxyType({}))
    """By function; their sums are the numbers above."""


def shares(told: Sequence[tuple[str, int]], seconds: float, received: int) -> dict[str, Spent]:
    """Return what each function has had of one request, given function and size of answer of each of its calls."""
    whole = sum(size + 1 for _, size in told)
    counted: dict[str, list[int]] = {}
    for function, size in told:
        so_far = counted.setdefault(function, [0, 0])
        so_far[0] += 1
        so_far[1] += size + 1
    most = max(counted, key=lambda function: counted[function][1])
    parts = {
        function: Spent(int(function == most), calls, seconds * size / whole, received * size // whole)
        for function, (calls, size) in counted.items()
    }
    lost = received - sum(part.bytes_received for part in parts.values())
    return parts | {most: parts[most] + Spent(bytes_received=lost)}


class Spending:
    """Adds up what is spent."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._functions: dict[str, Spent] = {}

    def add(self, parts: Mapping[str, Spent]) -> None:
        """Count one request by the shares of its functions."""
        with self._lock:
            for function, part in parts.items():
                self._functions[function] = self._functions.get(function, _NOTHING) + part

    def told(self) -> Statistics:
        """Return everything so far; it does not change any more."""
        with self._lock:
            functions = dict(self._functions)
        whole = sum(functions.values(), _NOTHING)
        return Statistics(whole.requests, whole.bytes_received, whole.seconds, MappingProxyType(functions))


_NOTHING = Spent()
