"""How strictly Moodle reads parameters: a value that cleaning would change is refused, and so is a key too many.

Source: lib/external/classes/external_api.php, validate_parameters, of Moodle 4.5.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from connector.demo.failures import MoodleError
from connector.demo.wording import number

_WHOLE = re.compile(r"0|-?[1-9][0-9]*")
_FLAGS = {"0": False, "1": True}


class Shape(ABC):
    """What a parameter may look like."""

    @abstractmethod
    def clean(self, told: object) -> Any:
        """Give the value as the function gets it; raise invalidparameter where it does not fit."""


@dataclass(frozen=True)
class Scalar(Shape):
    """Text or a whole number: told as a string in forms, as itself in JSON."""

    pattern: re.Pattern[str] | None
    reads: Callable[[str], str | int]

    def clean(self, told: object) -> str | int:
        """Refuse lists, nothing, and whatever the pattern does not cover whole."""
        if isinstance(told, bool):
            told = int(told)
        if not isinstance(told, str | int | float):
            raise MoodleError("invalidparameter")
        text = str(number(told)) if isinstance(told, float) else str(told)
        if self.pattern and not self.pattern.fullmatch(text):
            raise MoodleError("invalidparameter")
        return self.reads(text)


@dataclass(frozen=True)
class Flag(Shape):
    """A truth value: 0 or 1, and in JSON true or false; the word "true" is refused."""

    def clean(self, told: object) -> bool:
        """Read the value."""
        if isinstance(told, bool):
            return told
        known = _FLAGS.get(str(told)) if isinstance(told, str | int) else None
        if known is None:
            raise MoodleError("invalidparameter")
        return known


@dataclass(frozen=True)
class ListOf(Shape):
    """A list; its indexes are forgotten, its order is kept."""

    of: Shape

    def clean(self, told: object) -> list[Any]:
        """Clean every element."""
        if isinstance(told, Mapping):
            told = list(told.values())
        if not isinstance(told, list):
            raise MoodleError("invalidparameter")
        return [self.of.clean(element) for element in told]


@dataclass(frozen=True)
class Default:
    """A parameter that may be left out."""

    shape: Shape
    value: Any


@dataclass(frozen=True)
class Struct(Shape):
    """Named values: each must be there unless it has a default, and no other may."""

    keys: Mapping[str, Shape | Default]

    def clean(self, told: object) -> dict[str, Any]:
        """Clean every key; an empty list passes for an empty struct, as in PHP."""
        if told == []:
            told = {}
        if not isinstance(told, Mapping) or told.keys() - self.keys.keys():
            raise MoodleError("invalidparameter")
        return {key: _clean_key(told, key, wanted) for key, wanted in self.keys.items()}


def _clean_key(told: Mapping[str, object], key: str, wanted: Shape | Default) -> Any:
    if isinstance(wanted, Default):
        return wanted.shape.clean(told[key]) if key in told else wanted.value
    if key not in told:
        raise MoodleError("invalidparameter")
    return wanted.clean(told[key])


WHOLE = Scalar(_WHOLE, int)
TEXT = Scalar(None, str)
WORD = Scalar(re.compile(r"[A-Za-z]*"), str)
WORD_OR_NUMBER = Scalar(re.compile(r"[A-Za-z0-9]*"), str)
FLAG = Flag()
PAIRS = ListOf(Struct({"name": WORD_OR_NUMBER, "value": TEXT}))
"""Options as most functions take them."""
