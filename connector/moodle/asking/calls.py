"""A question to the LMS and the answer to it, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from connector.errors import BorderError
from connector.moodle.asking.encoding import Parameter
from connector.moodle.functions import Function


@dataclass(frozen=True)
class Call:
    """One function with its arguments; they may hold personal data, so they are never printed."""

    function: Function
    arguments: Mapping[str, Parameter] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Reply:
    """What the LMS answered to one call: a JSON value, or the error in its place."""

    value: Any = field(default=None, repr=False)
    error: BorderError | None = None

    @property
    def code(self) -> str:
        """Return Moodle's error code; blank where there is none."""
        return str(self.error.detail.get("code", "")) if self.error else ""

    def get(self) -> Any:
        """Return the value, or raise the error."""
        if self.error is not None:
            raise self.error
        return self.value
