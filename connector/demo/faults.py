"""Troubles a test can order: which function, what goes wrong, how many times."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock


class Trouble(StrEnum):
    """What can go wrong below Moodle's own errors; any other kind of fault is an error code Moodle answers."""

    HTTP_500_EMPTY = "http500_empty"
    """PHP ran out of memory."""
    HTTP_403_EMPTY = "http403_empty"
    """Web services are switched off."""
    HTML = "html"
    """A page instead of JSON, status 200."""
    MAINTENANCE_503 = "maintenance_503"
    """Maintenance from the command line."""
    REDIRECT_303 = "redirect_303"
    """To another host."""
    CUT_CONNECTION = "cut_connection"
    """Closed without an answer."""
    HALF_BODY = "half_body"
    """Closed in the middle of the answer."""
    TIMEOUT = "timeout"
    """No answer until the server stops."""
    TOO_MANY_429 = "too_many_429"
    """A proxy asks for patience."""
    BAD_GATEWAY_502 = "bad_gateway_502"
    """A proxy gave up on Moodle."""


@dataclass(frozen=True)
class Fault:
    """One trouble: for a function, alone or inside a batch (None: any); `times` None means always."""

    function: str | None
    kind: str
    times: int | None = 1
    skip: int = 0
    """How many matching requests go well first."""


class FaultLine:
    """Deals out the faults in the order they were given, each its number of times."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._faults = list(faults)
        self._lock = Lock()

    def add(self, fault: Fault) -> None:
        """Order one more trouble."""
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        """Let everything go well from now on."""
        with self._lock:
            self._faults.clear()

    def trouble_with(self, functions: Iterable[str]) -> Trouble | None:
        """Take the first trouble below Moodle's own that is due for a request calling these functions."""
        known = frozenset(functions)
        kind = self._take(known, own=False)
        return Trouble(kind) if kind else None

    def error_of(self, function: str) -> str | None:
        """Take the first error code that is due for a function."""
        return self._take(frozenset({function}), own=True)

    def _take(self, functions: frozenset[str], *, own: bool) -> str | None:
        with self._lock:
            for place, fault in enumerate(self._faults):
                if (fault.kind in set(Trouble)) is own or not _meant(fault, functions):
                    continue
                if fault.skip:
                    self._faults[place] = Fault(fault.function, fault.kind, fault.times, fault.skip - 1)
                    continue
                self._use_up(place, fault)
                return fault.kind
        return None

    def _use_up(self, place: int, fault: Fault) -> None:
        if fault.times is None:
            return
        if fault.times > 1:
            self._faults[place] = Fault(fault.function, fault.kind, fault.times - 1)
        else:
            del self._faults[place]


def _meant(fault: Fault, functions: frozenset[str]) -> bool:
    return fault.function is None or fault.function in functions
