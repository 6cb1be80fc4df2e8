"""What every command is given: which configuration, how talkative, and in which language."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import typer

from config.load import Loaded, find, load
from config.locale import Locale, Texts, texts
from config.problems import ConfigProblems
from jobs import logs


@dataclass
class Session:
    """One call of `marshrut`."""

    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    config_file: Path | None = None
    debug: bool = False
    locale: Locale = "ru"
    """The configuration's, once it is loaded."""

    _loaded: Loaded | None = field(default=None, repr=False)

    @property
    def words(self) -> Texts:
        """Sentences in the operator's language."""
        return texts(self.locale)

    @property
    def path(self) -> Path:
        """The configuration file to read."""
        return find(self.config_file, self.environ)

    def loaded(self) -> Loaded:
        """Return the configuration, read once; raises ConfigProblems."""
        if self._loaded is None:
            self._loaded = load(self.path, self.environ, tell_secret=logs.hide)
            self.locale = self._loaded.settings.locale
        return self._loaded

    def words_of_the_file(self) -> Texts:
        """Return sentences in the configuration's language, for commands that work without one, too."""
        with suppress(ConfigProblems):
            self.loaded()
        return self.words


def session_of(context: typer.Context) -> Session:
    """Return the session a command runs in."""
    return context.ensure_object(Session)
