"""Repeatable dice: the same question under the same seed always falls the same way."""

from bisect import bisect
from collections.abc import Mapping
from itertools import accumulate
from random import Random
from typing import TypeVar

Choice = TypeVar("Choice")


class Dice(Random):
    """Random choices for a made-up world, with the two questions its makers ask most."""

    def happens(self, share: float) -> bool:
        """Say yes in this share of cases."""
        return self.random() < share

    def pick(self, weights: Mapping[Choice, float]) -> Choice:
        """Pick one key, each as often as its weight says."""
        sums = list(accumulate(weights.values()))
        return list(weights)[bisect(sums, self.random() * sums[-1], 0, len(sums) - 1)]


def dice_for(subject: str, *numbers: int) -> Dice:
    """Give dice of their own to a subject, so that a change in one leaves the others as they were."""
    return Dice(":".join([subject, *map(str, numbers)]))
