"""The shape of the options: the names keys have in the file, and which table a key path leads to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from config.settings import Options, Secret, Settings

PathPart = str | int
"""A key of a table, or a place in a list, counted from 0."""


def key_path(parts: Iterable[PathPart]) -> str:
    """Return a path as people read it: `diagnostics[1].parts[0].quiz`."""
    told = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return told.removeprefix(".")


def keys_of(model: type[Options]) -> dict[str, FieldInfo]:
    """Return a table's options by their names in the file (`from`, not `starts`)."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def table_of(annotation: Any) -> type[Options] | None:
    """Return the table a type stands for, alone, optional or in a list; None for plain values."""
    if isinstance(annotation, type) and issubclass(annotation, Options):
        return annotation
    if get_origin(annotation) in {Annotated, Union, UnionType, list}:
        return next((found for each in get_args(annotation) if (found := table_of(each))), None)
    return None


def holds_list(annotation: Any) -> bool:
    """Tell whether a type is a list, alone or optional."""
    origin = get_origin(annotation)
    if origin in {Annotated, Union, UnionType}:
        return any(holds_list(each) for each in get_args(annotation))
    return origin is list


def choices_of(annotation: Any) -> tuple[str, ...]:
    """Return what may be chosen, for an option that is a choice among words."""
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return tuple(annotation)
    return get_args(annotation) if get_origin(annotation) is Literal else ()


def table_at(parts: Sequence[PathPart]) -> type[Options] | None:
    """Return the table a path from the top of the file leads to; None for a plain value or nothing known."""
    model: type[Options] | None = Settings
    for part in parts:
        if isinstance(part, str):
            field = keys_of(model).get(part) if model else None
            model = table_of(field.annotation) if field else None
    return model


def every_table(
    model: type[Options] = Settings, at: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], type[Options]]]:
    """Yield every table of the file with its path, the whole file first."""
    yield at, model
    for key, field in keys_of(model).items():
        inner = table_of(field.annotation)
        if inner:
            yield from every_table(inner, (*at, key))


def tables_in(node: object, key: str) -> Iterator[tuple[PathPart, Mapping[str, Any]]]:
    """Yield the tables under a key as the file has them, whatever else stands there wrongly."""
    told = node.get(key) if isinstance(node, Mapping) else None
    rows = told if isinstance(told, list) else [told]
    yield from ((place, row) for place, row in enumerate(rows) if isinstance(row, Mapping))


def secrets_in(options: Options, at: tuple[PathPart, ...] = ()) -> Iterator[tuple[str, Secret]]:
    """Yield every secret the options name, with its key path."""
    for name, field in type(options).model_fields.items():
        value, key = getattr(options, name), field.alias or name
        rows = enumerate(value) if isinstance(value, list) else [(None, value)]
        for place, row in rows:
            here = (*at, key) if place is None else (*at, key, place)
            if isinstance(row, Secret):
                yield key_path(here), row
            elif isinstance(row, Options):
                yield from secrets_in(row, here)
