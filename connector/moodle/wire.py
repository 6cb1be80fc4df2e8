"""How replies are read: the shape first, then row by row, so that one odd row does not hide the others."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from config.problems import Problem
from connector.moodle.errors import wrong_shape
from connector.moodle.functions import Function

_MOST_OF_DATETIME = 253_402_300_800
"""Seconds at the end of the year 9999."""


class Wire(BaseModel):
    """A row as Moodle tells it: deaf to new fields, and silent about values in errors."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


_Row = TypeVar("_Row", bound=Wire)


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
