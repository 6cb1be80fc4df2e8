"""How PHP reads a request: names with brackets become nested arrays, and what is too many is dropped silently."""

import re
from typing import Any
from urllib.parse import parse_qsl

MAX_INPUT_VARS = 5_000
"""What Moodle insists on; variables beyond it are lost without a word (WEBSERVICE.md §1.4)."""

_NAME = re.compile(r"([^\[]+)((?:\[[^\]]*\])*)")
_KEY = re.compile(r"\[([^\]]*)\]")

Array = dict[str, Any]
"""A PHP array: keys in order, values text or arrays."""


def php_array(encoded: str) -> Array:
    """Read a query string or a form body into PHP's nested arrays."""
    found: Array = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True)[:MAX_INPUT_VARS]:
        parts = _NAME.match(name)
        if parts:
            _put(found, [parts[1], *_KEY.findall(parts[2])], value)
    return found


def _put(array: Array, keys: list[str], value: str) -> None:
    for key in keys[:-1]:
        inner = array.setdefault(_index(array, key), {})
        if not isinstance(inner, dict):
            return
        array = inner
    array[_index(array, keys[-1])] = value


def _index(array: Array, key: str) -> str:
    """Give `[]` the next free number."""
    return key or str(len(array))
