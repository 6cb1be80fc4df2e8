"""What speaks for and against a candidate, as bars to the right and to the left of an axis."""

from collections.abc import Iterable, Sequence
from math import fsum

from rich.text import Text

from config.locale import Texts
from jobs.reconciliation.called import factor_text, weight_text
from mappings.identity.values import Factor

REACH = 6
"""Cells of a bar to either side."""

_WEIGHT = 6
"""Cells of a weight: «  +6,1»."""

_AXIS = "│"


def scale_of(factors: Iterable[Factor]) -> float:
    """Return the weight a whole bar stands for."""
    return max((abs(weight) for _, weight in factors), default=1.0) or 1.0


def bar(weight: float, scale: float) -> Text:
    """Return a bar with its axis, `2 * REACH + 1` cells wide: green to the right, red to the left."""
    halves = round(abs(weight) / scale * REACH * 2)
    cells, half = divmod(max(halves, 1) if weight else 0, 2)
    if weight < 0:
        drawn = ("▐" if half else "") + "█" * cells
        return Text().append(drawn.rjust(REACH), "red").append(_AXIS + " " * REACH)
    drawn = "█" * cells + ("▌" if half else "")
    return Text(" " * REACH + _AXIS).append(drawn.ljust(REACH), "green")


def factor_lines(factors: Sequence[Factor], room: int, words: Texts) -> list[Text]:
    """Return a line a factor, strongest first; what has no room is summed up in the last line."""
    shown = factors if len(factors) <= room else factors[: max(room - 1, 0)]
    scale = scale_of(factors)
    lines = [_line(weight, scale, factor_text(code, words), words) for code, weight in shown]
    rest = factors[len(shown) :]
    if rest and room > 0:
        weight = fsum(each for _, each in rest)
        lines.append(_line(weight, scale, words.say("review.factors.rest", n=len(rest)), words))
    return lines


def _line(weight: float, scale: float, sentence: str, words: Texts) -> Text:
    style = "" if weight > 0 else "bold" if weight < 0 else "dim"
    return bar(weight, scale).append(weight_text(weight, words).rjust(_WEIGHT)).append(f"  {sentence}", style)
