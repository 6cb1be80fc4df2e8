"""How replies are read: the shape first, then row by row, so that one odd row does not hide the others."""

import functools
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter, ValidationError

from config.problems import Problem
from connector.moodle.asking.errors import wrong_shape
from connector.moodle.functions import Function
from connector.moodle.reading import Unreadable

_MOST_OF_DATETIME = 253_402_300_800
"""Seconds at the end of the year 9999."""


class Wire(BaseModel):
    """A row as Moodle tells it: deaf to new fields, and silent about values in errors."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


_Row = TypeVar("_Row", bound=Wire)

Keys = Callable[[Mapping[str, Any]], Mapping[str, int]]
"""Tells the columns of a stream's key that a row names itself by; nothing where it names none."""


def _moment(told: object) -> object:
    """Read seconds; 0, null and a blank mean never."""
    if told in (0, None, "", "0"):
        return None
    if isinstance(told, int) and 0 < told < _MOST_OF_DATETIME:
        return datetime.fromtimestamp(told, UTC)
    raise ValueError("not a moment")


def _words(told: object) -> object:
    """Read text; nothing and blanks are None."""
    if isinstance(told, int | float):
        told = str(told)
    return (told.strip() or None) if isinstance(told, str) else told


Moment = Annotated[datetime | None, BeforeValidator(_moment)]
Words = Annotated[str | None, BeforeValidator(_words)]


def list_of(told: Any, function: Function, key: str | None = None) -> list[Any]:
    """Return the list a reply consists of, or carries under a key; raise OddError for anything else."""
    found = told if key is None else mapping_of(told, function).get(key)
    if not isinstance(found, list):
        raise wrong_shape(function)
    return found


def mapping_of(told: Any, function: Function) -> Mapping[str, Any]:
    """Return the mapping a reply is; raise OddError for anything else."""
    if not isinstance(told, Mapping):
        raise wrong_shape(function)
    return told


def read_rows(model: type[_Row], rows: Iterable[Any], stream: str) -> tuple[list[_Row], list[Problem]]:
    """Return the rows that can be read, and a problem for each that cannot: its place, and its number if told."""
    good: list[_Row] = []
    problems: list[Problem] = []
    for place, row in enumerate(rows, 1):
        try:
            good.append(model.model_validate(row))
        except ValidationError as error:
            problems.append(_unreadable(stream, place, row, error))
    return good, problems


def read_rows_apart(
    model: type[_Row], rows: Iterable[Any], keys: Keys
) -> tuple[list[_Row], list[Unreadable]]:
    """Return the rows that can be read, and those that cannot, by the key that each still tells.

    What cannot be read is no problem of the list: the caller hands it on in `Reading.unreadable`, and as long as
    its keys are known the list is whole. See `numbered` for `keys`.
    """
    told = list(rows)
    read = _reader(model)
    try:
        return read.validate_python(told), []
    except ValidationError as error:
        odd = _fields_by_place(error)
    good = read.validate_python([row for place, row in enumerate(told) if place not in odd])
    return good, [_apart(told[place], place, fields, keys) for place, fields in odd.items()]


def numbered(**columns: str) -> Keys:
    """Return what reads a row's key: `numbered(account_id="id")` finds `account_id` in the field `id`.

    A row of which one of them is no number tells nothing.
    """

    def keys(row: Mapping[str, Any]) -> Mapping[str, int]:
        found = {column: _number(row.get(field)) for column, field in columns.items()}
        known = {column: number for column, number in found.items() if number is not None}
        return known if len(known) == len(columns) else {}

    return keys


def as_json(told: Any) -> str:
    """Return what was told as it is kept in quarantine."""
    return json.dumps(told, separators=(",", ":"))


@functools.cache
def _reader(model: type[Wire]) -> TypeAdapter[list[Any]]:
    """Return what reads all rows at once: a tenth faster than one by one."""
    return TypeAdapter(list[model])  # type: ignore[valid-type]  # known only when it runs


def _fields_by_place(error: ValidationError) -> dict[int, set[str]]:
    """Return the fields that were not understood, by the place of their row."""
    odd: dict[int, set[str]] = {}
    for each in error.errors(include_input=False, include_url=False):
        place, *field = each["loc"]
        odd.setdefault(int(place), set()).update(str(name) for name in field[:1])
    return odd


def _apart(row: Any, place: int, fields: Iterable[str], keys: Keys) -> Unreadable:
    known = keys(row) if isinstance(row, Mapping) else {}
    number = "/".join(str(each) for each in known.values()) or f"#{place + 1}"
    return Unreadable(number, ", ".join(sorted(fields)) or "?", as_json(row), known)


def _number(told: Any) -> int | None:
    """Return a number told as one, or as its digits."""
    if isinstance(told, str) and told.isascii() and told.isdigit():
        return int(told)
    return told if isinstance(told, int) and not isinstance(told, bool) else None


def _unreadable(stream: str, place: int, row: Any, error: ValidationError) -> Problem:
    number = row.get("id") if isinstance(row, Mapping) else None
    fields = sorted({str(each["loc"][0]) for each in error.errors(include_input=False) if each["loc"]})
    values: dict[str, str | int] = {
        "stream": stream,
        "row": place,
        "number": number if isinstance(number, int) else "?",
        "fields": ", ".join(fields) or "?",
    }
    return Problem("lms.problem.row", values)
