"""What a command's exit code tells whoever started it: cron, systemd, a script, a person."""

from enum import IntEnum


class ExitCode(IntEnum):
    """How a command ended."""

    DONE = 0
    FAILED = 1
    WRONG_USE = 2
    """Wrong words on the command line, or a configuration that can't be worked with."""

    INCOMPLETE = 3
    """Done, but not whole, or held back by a guard."""

    INTERRUPTED = 130
    """Ctrl-C: 128 and the number of the signal, as shells have it."""
