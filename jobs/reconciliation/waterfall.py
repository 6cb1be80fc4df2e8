"""How a candidate's probability came to be, step by step: from one of so many people to the chance at the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from mappings.identity.values import Factor

START, OTHERS = "start", "others"
_SURE = 0.0001
"""Probabilities are kept with four digits: what is nearer to 0 or 1 than that can't be told apart."""

_NO_STEP = 0.05


@dataclass(frozen=True, slots=True)
class Step:
    """One step: from one sum of log-odds to the next."""

    name: str
    """`start`, `others` (who else fits, and rules that hold a score back), or a factor's code."""

    before: float
    after: float

    @property
    def weight(self) -> float:
        """Return how far it goes."""
        return self.after - self.before


def steps(factors: Sequence[Factor], score: float, people: int) -> list[Step]:
    """Return the steps of a candidate whose probability came out as `score`, among so many people."""
    found = [Step(START, 0.0, -log(max(people, 1)))]
    for code, weight in factors:
        found.append(Step(code, found[-1].after, found[-1].after + weight))
    end = _log_odds(score)
    bounded = abs(end) >= _log_odds(1 - _SURE) - _NO_STEP
    further = found[-1].after > end if end > 0 else found[-1].after < end
    if abs(end - found[-1].after) >= _NO_STEP and not (bounded and further):
        found.append(Step(OTHERS, found[-1].after, end))
    return found


def bar(step: Step, low: float, high: float, width: int) -> str:
    """Draw a step between two sums, `width` cells wide: █ to the right, ▒ to the left; it floats where it is."""
    scale = width / ((high - low) or 1.0)
    ends = sorted(round((each - low) * scale) for each in (step.before, step.after))
    start, end = min(ends[0], width - 1), max(ends[1], min(ends[0], width - 1) + 1)
    if not step.weight:
        return " " * start + "·"
    return " " * start + ("█" if step.weight > 0 else "▒") * (end - start)


def _log_odds(score: float) -> float:
    bounded = min(max(score, _SURE), 1 - _SURE)
    return log(bounded / (1 - bounded))
