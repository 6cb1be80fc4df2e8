"""What a reading of the accounts leaves for the next one, as the notes of its stream."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from pydantic import JsonValue, TypeAdapter, ValidationError

from config.problems import Problem
from connector.moodle.accounts.told import STREAM
from connector.moodle.memory import Memory
from connector.moodle.reading import ProfileFields


@dataclass(frozen=True)
class Remembered:
    """What was found last time."""

    wanted: ProfileFields | None = None
    """The profile fields then configured; None: nothing is remembered."""

    used: ProfileFields = field(default_factory=ProfileFields)
    hints: tuple[tuple[str, dict[str, str | int]], ...] = ()
    """What was said about them, as text ids with their values: a night without news says it again."""

    names: dict[str, str] = field(default_factory=dict)
    """Names of the profile fields by short name."""

    culprits: tuple[int, ...] = ()
    """Accounts that could not be read: asked about apart from the others."""

    missing: tuple[int, ...] = ()
    """Accounts that were missing once: looked for again, until they are gone or back."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return what was said about the profile fields."""
        return tuple(Problem(text_id, values) for text_id, values in self.hints)

    def notes(self) -> Mapping[str, JsonValue]:
        """Return all this as the notes of a reading."""
        written: dict[str, JsonValue] = _REMEMBERED.dump_python(self, mode="json")
        return written


_REMEMBERED = TypeAdapter(Remembered)


def remembered(memory: Memory) -> Remembered:
    """Return what the last complete reading has left; nothing where another version of this program wrote it."""
    stream = memory.streams.get(STREAM)
    try:
        return _REMEMBERED.validate_python(dict(stream.notes) if stream else {})
    except ValidationError:
        return Remembered()


def as_hints(problems: Sequence[Problem]) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Return problems as they are remembered."""
    return tuple((each.text_id, dict(each.values)) for each in problems)


def differs(wanted: ProfileFields, before: Remembered) -> bool:
    """Tell whether other profile fields are wanted than last time: then nothing read before will do."""
    return before.wanted is None or asdict(before.wanted) != asdict(wanted)


def fields_in_use(notes: Mapping[str, JsonValue], configured: ProfileFields) -> ProfileFields:
    """Return the profile fields that are read in place of those configured, as the last reading has found them."""
    try:
        before = _REMEMBERED.validate_python(dict(notes))
    except ValidationError:
        return configured
    return configured if differs(configured, before) else before.used
