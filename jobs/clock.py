"""The only place that looks at the clock; everything else is told the time."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present moment, aware."""


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)
