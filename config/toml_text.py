"""Values as TOML text; the standard library only reads it."""

import json
from collections.abc import Mapping
from datetime import date, time
from enum import Enum
from pathlib import Path
from typing import Any

LINE = 110
"""Longest line of a written file."""


def assignment(key: str, value: Any) -> str:
    """Return `key = value`; a list goes over several lines where it holds tables or grows too long."""
    told = f"{key} = {text_of(value)}"
    if isinstance(value, list) and value and (len(told) > LINE or isinstance(value[0], Mapping)):
        return "\n".join([f"{key} = [", *(f"    {text_of(each)}," for each in value), "]"])
    return told


def text_of(value: Any) -> str:
    """Return a value in one line; tables are written inline."""
    if isinstance(value, list):
        return f"[{', '.join(map(text_of, value))}]"
    return _inline(value) if isinstance(value, Mapping) else _plain(value)


def _plain(value: Any) -> str:
    value = value.value if isinstance(value, Enum) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value).removesuffix(".0")
    if isinstance(value, date | time):
        return value.isoformat()
    return _quoted(value.as_posix() if isinstance(value, Path) else str(value))


def _inline(table: Mapping[str, Any]) -> str:
    told = ", ".join(f"{key} = {text_of(value)}" for key, value in table.items())
    return f"{{ {told} }}" if told else "{}"


def _quoted(text: str) -> str:
    """Return a basic string: JSON's escapes are TOML's, but for the one character JSON leaves bare."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
