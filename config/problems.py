"""What is wrong with data, as values: a text id, its place, and nothing that names a person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from config.locale import Locale


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


class ConfigProblems(Exception):  # noqa: N818 -- it carries problems, and handlers read them
    """The configuration can't be worked with; `problems` says why, each with its key path."""

    def __init__(self, problems: Iterable[Problem], locale: Locale = "ru") -> None:
        self.problems = tuple(problems)
        self.locale: Locale = locale
        """The language the file asks for, as far as it could be read."""

        places = (f"{each.text_id} at {each.values.get('key', 'the file')}" for each in self.problems)
        super().__init__("; ".join(places))
