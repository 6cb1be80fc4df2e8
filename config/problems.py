"""What is wrong with data, as values: a text id, its place, and nothing that names a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing somebody should look at; it is reported, never raised."""

    text_id: str
    """A message id of `config/locale`."""

    values: Mapping[str, str | int] = field(default_factory=dict)
    """What fills the sentence: file, sheet, cell, config key, LMS number, roster number. Never a name."""

    person_id: int | None = None
    """Whose data it is, where it is known."""

    organisation_id: int | None = None
