"""What became of a stream that was pulled."""

from enum import StrEnum


class StreamState(StrEnum):
    """Its code in records and `--json`; its words are the messages `night.state.<code>`."""

    KEPT = "kept"
    INCOMPLETE = "incomplete"
    """What could be read was kept; nothing was taken away."""

    HELD = "held"
    """A guard held it back: the old facts stand."""
