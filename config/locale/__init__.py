"""Words for people, by message id and language: `ru/*.toml` and `en/*.toml`, one file a room."""

import tomllib
from functools import cache
from importlib import resources
from typing import Literal

from babel.core import Locale as BabelLocale
from babel.plural import to_python

Locale = Literal["ru", "en"]

_FORMS = frozenset({"one", "few", "many", "other"})


class Texts:
    """The sentences of one language."""

    def __init__(self, locale: Locale) -> None:
        self.locale: Locale = locale
        self._sentences = _read(locale)
        self._plural = to_python(BabelLocale(locale).plural_form)

    def say(self, message_id: str, **values: object) -> str:
        """Return the sentence with its `{places}` filled.

        A sentence that depends on a count is a table of plural forms and takes the count as `n`.
        Raises KeyError for an unknown id: a test walks every id used.
        """
        sentence = self._sentences[message_id]
        if isinstance(sentence, dict):
            sentence = sentence.get(self._plural(int(str(values["n"])))) or sentence["other"]
        return sentence.format(**values)

    def knows(self, message_id: str) -> bool:
        """Tell whether there is such a sentence."""
        return message_id in self._sentences

    def ids(self) -> frozenset[str]:
        """Return every message id, dotted."""
        return frozenset(self._sentences)


@cache
def texts(locale: Locale) -> Texts:
    """Return the sentences of a language, read once."""
    return Texts(locale)


def _read(locale: Locale) -> dict[str, str | dict[str, str]]:
    """Return every sentence of a language by dotted id: the file's name, then its tables and keys."""
    found: dict[str, str | dict[str, str]] = {}
    for file in sorted(resources.files(__name__).joinpath(locale).iterdir(), key=lambda each: each.name):
        if file.name.endswith(".toml"):
            _flatten(file.name.removesuffix(".toml"), tomllib.loads(file.read_text("utf-8")), found)
    return found


def _flatten(prefix: str, node: dict[str, object], into: dict[str, str | dict[str, str]]) -> None:
    for key, value in node.items():
        name = f"{prefix}.{key}"
        if isinstance(value, str) or (isinstance(value, dict) and value.keys() <= _FORMS):
            into[name] = value
        elif isinstance(value, dict):
            _flatten(name, value, into)
