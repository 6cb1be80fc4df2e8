"""The commented example of `marshrut.toml`, drawn from the models; `config/example.toml` is its kept copy."""

from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any

from pydantic.fields import FieldInfo

from config.example_content import HEAD, SECTIONS, Section
from config.settings import Options
from config.shape import choices_of, holds_list, keys_of, table_at, table_of
from config.toml_text import LINE, assignment, text_of

_WIDEST = 56
"""A comment stands beside its key where the key and its value leave it this column or an earlier one."""


def example() -> str:
    """Return the example file."""
    explained: set[type[Options]] = set()
    parts = ["\n".join(_comment(HEAD))]
    parts += ["\n".join(_section(section, explained)) for section in SECTIONS]
    return "\n\n".join(parts) + "\n"


def _section(section: Section, explained: set[type[Options]]) -> Iterator[str]:
    """Yield a section's lines: the first table with everything there is, the others with their values only."""
    model = table_at(section.path)
    assert model is not None, section.path
    if section.heading:
        yield from ("", *_comment(section.heading))
    for place, row in enumerate(section.rows):
        if place:
            yield ""
        if section.path:
            yield _table_line(section.path)
        if place:
            yield from (assignment(key, value) for key, value in row.items())
        else:
            yield from _table(model, row, explained)


def _table_line(path: tuple[str, ...]) -> str:
    parent = table_at(path[:-1])
    repeats = parent is not None and holds_list(keys_of(parent)[path[-1]].annotation)
    return f"[[{'.'.join(path)}]]" if repeats else f"[{'.'.join(path)}]"


def _table(model: type[Options], row: Mapping[str, Any], explained: set[type[Options]]) -> Iterator[str]:
    """Yield every key of a table: a value of the district as it is, others commented out."""
    shown = {key: field for key, field in keys_of(model).items() if not _has_section(model, key)}
    told = {key: _key_line(key, field, row) for key, field in shown.items()}
    column = max((len(line) for line in told.values() if len(line) < _WIDEST and "\n" not in line), default=0)
    for key, field in shown.items():
        yield from _explained(key, field, told[key], column + 2, explained)


def _has_section(model: type[Options], key: str) -> bool:
    return any(section.path[-1:] == (key,) and table_at(section.path[:-1]) is model for section in SECTIONS)


def _key_line(key: str, field: FieldInfo, row: Mapping[str, Any]) -> str:
    if key in row:
        return assignment(key, row[key])
    value = field.default
    if value is None or field.is_required():
        value = (field.examples or [None])[0]
    assert value is not None, f"{key}: needs an example"
    return "\n".join(f"# {line}" for line in assignment(key, value).splitlines())


def _explained(
    key: str, field: FieldInfo, line: str, column: int, explained: set[type[Options]]
) -> Iterator[str]:
    """Yield a key with its meaning: beside it, or above where there is no room or an inner table to explain."""
    meaning = _meaning(field, commented_out=line.startswith("#"))
    inner = table_of(field.annotation)
    if inner and inner not in explained:
        yield from _comment(f"{key} — {meaning}")
        yield from _legend(inner, explained, "    ")
        yield line
    elif len(line) > column or "\n" in line:
        yield from _comment(f"{key} — {meaning}")
        yield line
    else:
        first, *others = wrap(meaning, LINE - column - 2)
        yield f"{line.ljust(column)}# {first}"
        yield from (f"{' ' * column}# {each}" for each in others)


def _meaning(field: FieldInfo, *, commented_out: bool = False) -> str:
    """Return a key's description, with the choices and the example that it doesn't name itself."""
    told = field.description or ""
    choices = choices_of(field.annotation)
    if not all(choice in told for choice in choices):
        told += f" ({', '.join(choices)})"
    if commented_out and field.default is not None and field.examples:
        told += f"; например, {text_of(field.examples[0])}"
    return told


def _legend(model: type[Options], explained: set[type[Options]], indent: str) -> Iterator[str]:
    """Yield what the keys of an inline table mean, once in the file."""
    explained.add(model)
    for key, field in keys_of(model).items():
        inner = table_of(field.annotation)
        yield from _comment(f"{key} — {_meaning(field)}", indent)
        if inner and inner not in explained:
            yield from _legend(inner, explained, indent + "    ")


def _comment(text: str, indent: str = "") -> Iterator[str]:
    for line in text.strip().splitlines():
        told = wrap(line, LINE - 2, initial_indent=indent, subsequent_indent=indent and f"{indent}  ") or [""]
        yield from (f"# {each}".rstrip() for each in told)
