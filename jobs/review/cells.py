"""Text within so many cells of a terminal's line: wrapped, shortened in its middle, filled up."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from jobs.reconciliation.letters import Piece

MARKED = "bold reverse"
MARKED_WHOLE = "bold underline"
"""Of a text that differs as a whole every letter would be marked: it is underlined and stays readable."""

_CONSOLE = Console(width=200, color_system=None, force_terminal=False)
_GAP = "…"


def marked(pieces: Sequence[Piece], colour: str) -> Text:
    """Return a text with its differing letters marked, in a colour and without one."""
    style = MARKED_WHOLE if all(piece.differs for piece in pieces) else MARKED
    text = Text()
    for piece in pieces:
        text.append(piece.text, f"{style} {colour}" if piece.differs else "")
    return text


def wrapped(text: Text, width: int, rows: int) -> list[Text]:
    """Return a text in at most so many rows; what has no room goes from its middle, where names differ least."""
    lines = list(text.wrap(_CONSOLE, width)) or [Text()]
    for line in lines:
        line.rstrip()
    if len(lines) <= rows:
        return lines
    return list(shortened(text, width * rows - (rows - 1) * _SLACK).wrap(_CONSOLE, width))[:rows]


_SLACK = 8
"""Cells a row may lose to a word that goes to the next one."""


def shortened(text: Text, width: int) -> Text:
    """Return a text of at most so many cells, its middle left out."""
    if cell_len(text.plain) <= width:
        return text
    tail = (width - 1) // 2
    head = width - 1 - tail
    return text[:head].append(_GAP).append_text(text[len(text) - tail :])


def filled(text: Text, width: int) -> Text:
    """Return a text of just so many cells."""
    short = shortened(text, width)
    return short.append(" " * (width - cell_len(short.plain)))
