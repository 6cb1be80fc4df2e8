"""The options in force as they may be shown: secrets by their source, addresses without passwords."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from config.example_content import SECTIONS
from config.settings import Settings
from config.toml_text import assignment

_TABLES = frozenset(section.path for section in SECTIONS)
"""What stands in the file as a table of its own; other tables are written in one line."""


def in_force(settings: Settings) -> dict[str, Any]:
    """Return every option that has a value, by its name in the file."""
    told = settings.model_dump(by_alias=True, exclude_none=True)
    return {key: _without_passwords(value) for key, value in told.items()}


def as_toml(settings: Settings) -> str:
    """Return the same as a configuration file; read again, it means the same."""
    return "\n".join(_table(in_force(settings), ())).lstrip() + "\n"


def _without_passwords(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_passwords(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_passwords(each) for each in value]
    return re.sub(r"(?<=://)([^\s/@:]*):[^\s/@]*@", r"\1:***@", value) if isinstance(value, str) else value


def _table(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Yield a table's own keys, then the tables within it."""
    inner = {key: value for key, value in table.items() if (*path, key) in _TABLES and value != []}
    yield from (assignment(key, value) for key, value in table.items() if key not in inner)
    for key, value in inner.items():
        name = ".".join((*path, key))
        for row in value if isinstance(value, list) else [value]:
            yield from ("", f"[[{name}]]" if isinstance(value, list) else f"[{name}]")
            yield from _table(row, (*path, key))
