"""Find the configuration file, read it, and tell everything that is wrong with it at once."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from pydantic import ValidationError

from config.crosscheck import find_problems, find_warnings
from config.locale import Locale
from config.problems import ConfigProblems, Problem
from config.secret_sources import read_secret
from config.settings import Secret, Settings
from config.shape import secrets_in
from config.validation import problems_of

VARIABLE = "MARSHRUT_CONFIG"
FILE_NAME = "marshrut.toml"

_SQLITE = "sqlite:///"


@dataclass(frozen=True)
class Loaded:
    """A configuration without problems, and where it came from."""

    settings: Settings
    path: Path
    folder: Path
    """Where relative paths of the configuration start."""

    warnings: tuple[Problem, ...] = ()
    """What is allowed, but probably not what was meant."""

    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    tell_secret: Callable[[str], None] = field(default=lambda _: None, repr=False)
    """Hears every secret that is read, so that logs can hide it."""

    def resolve(self, path: Path) -> Path:
        """Return a path of the configuration as one that holds from anywhere."""
        return self.folder / path.expanduser()

    def read_secret(self, secret: Secret, *, key: str) -> str:
        """Return a secret's value; raises ConfigProblems, as `secret_sources.read_secret` does."""
        value = read_secret(secret, self.environ, self.folder, key=key)
        self.tell_secret(value)
        return value

    def store_url(self) -> str:
        """Return the store's address as the database wants it, password included: never print it.

        Raises ConfigProblems where the password can't be read.
        """
        store = self.settings.store
        url = resolve_store_url(store.url, self.folder)
        if store.password is None or url.startswith(_SQLITE):
            return url
        return _with_password(url, self.read_secret(store.password, key="store.password"))

    def secret_problems(self) -> tuple[Problem, ...]:
        """Try to read every secret and return what stands in the way."""
        problems: list[Problem] = []
        for key, secret in secrets_in(self.settings):
            try:
                self.read_secret(secret, key=key)
            except ConfigProblems as trouble:
                problems.extend(trouble.problems)
        return tuple(problems)


def find(explicit: Path | None, environ: Mapping[str, str]) -> Path:
    """Return which file to read: the one named by flag, by MARSHRUT_CONFIG, else ./marshrut.toml."""
    return explicit or Path(environ.get(VARIABLE) or FILE_NAME)


def load(
    path: Path, environ: Mapping[str, str], *, tell_secret: Callable[[str], None] = lambda _: None
) -> Loaded:
    """Read and check a configuration file; secrets stay where they are until asked for.

    `tell_secret` hears every secret that is read through what is returned.
    Raises ConfigProblems with every problem of the file, also where it is missing or no TOML.
    """
    path = path.expanduser().absolute()
    told = _parse(path)
    problems: list[Problem] = []
    settings = None
    try:
        settings = Settings.model_validate(told)
    except ValidationError as error:
        problems.extend(problems_of(error))
    problems.extend(find_problems(told))
    if settings is None or problems:
        raise ConfigProblems(problems, _locale(told))
    return Loaded(settings, path, path.parent, tuple(find_warnings(settings)), environ, tell_secret)


def resolve_store_url(url: str, folder: Path) -> str:
    """Return the address with a relative SQLite file put into the folder; other addresses as they are."""
    file, mark, parameters = url.removeprefix(_SQLITE).partition("?")
    if not url.startswith(_SQLITE) or file in {"", ":memory:"}:
        return url
    return f"{_SQLITE}{folder / Path(file).expanduser()}{mark}{parameters}"


def _with_password(url: str, password: str) -> str:
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}"))


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise _unusable("file_missing", path) from None
    except UnicodeDecodeError:
        raise _unusable("file_not_utf8", path) from None
    except tomllib.TOMLDecodeError as error:
        raise _syntax_problem(str(error), path) from None
    except OSError as error:
        raise _unusable("file_unreadable", path) from error


def _unusable(kind: str, path: Path) -> ConfigProblems:
    return ConfigProblems([Problem(f"config.problem.{kind}", {"key": path.name, "file": str(path)})])


_SYNTAX = (
    (r"Cannot (overwrite|declare|mutate|redefine)|Duplicate", "syntax_repeated"),
    (r"Unescaped|Invalid hex", "syntax_backslash"),
    (r"Invalid value", "syntax_value"),
    (r"Unclosed|Unterminated|Illegal character '\\n'|Expected '\]", "syntax_unclosed"),
    (r"Expected newline", "syntax_too_much"),
)
"""How `tomllib` begins its sentences → message id: English words would be no help, and may quote the file."""


def _syntax_problem(sentence: str, path: Path) -> ConfigProblems:
    place = re.search(r"at line (\d+), column (\d+)", sentence)
    line = int(place[1]) if place else len(path.read_text("utf-8-sig").splitlines())
    kind = next((kind for pattern, kind in _SYNTAX if re.search(pattern, sentence)), "syntax")
    values: dict[str, str | int] = {"key": path.name, "line": line}
    return ConfigProblems([Problem(f"config.problem.{kind}", values)])


def _locale(told: Mapping[str, Any]) -> Locale:
    return "en" if told.get("locale") == "en" else "ru"
