"""One request to the LMS and its answer, as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from connector.moodle.asking.batching import told_sizes
from connector.moodle.asking.calls import Call
from connector.moodle.asking.encoding import Parameter
from connector.moodle.asking.spending import Spent, shares
from connector.moodle.functions import Function


@dataclass(frozen=True)
class Request:
    """One function with its parameters."""

    function: Function
    parameters: Mapping[str, Parameter] = field(repr=False)
    calls: Sequence[Call] = ()
    """Those inside, where it is the batch function."""

    def spent(self, value: Any, seconds: float, received: int) -> dict[str, Spent]:
        """Return what each function has had of the request, given what was answered."""
        told = told_sizes(value, self.calls) if self.calls else [(self.function.value, received)]
        return shares(told, seconds, received)


@dataclass(frozen=True)
class Told:
    """The JSON value answered, and what it has cost by function."""

    value: Any = field(repr=False)
    spent: Mapping[str, Spent]
