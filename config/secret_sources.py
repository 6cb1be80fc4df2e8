"""Secrets read from where the options say they are: a variable of the environment, or a file."""

from collections.abc import Mapping
from pathlib import Path

from config.problems import ConfigProblems, Problem
from config.settings import Secret


def read_secret(secret: Secret, environ: Mapping[str, str], folder: Path, *, key: str) -> str:
    """Return the secret without the line break at its end.

    `folder` is the configuration file's, from which relative paths start; `key` is the secret's key path, for
    the error. Raises ConfigProblems where there is no variable, no file or nothing in it.
    """
    if secret.file is not None:
        return _read_file(folder / secret.file.expanduser(), key)
    name = secret.env or ""
    if name not in environ:
        raise _problem("variable_missing", key, variable=name)
    return _one_line(environ[name], "variable", key, variable=name)


def _read_file(file: Path, key: str) -> str:
    try:
        told = file.read_text("utf-8-sig")
    except FileNotFoundError:
        raise _problem("file_missing", key, file=str(file)) from None
    except (OSError, UnicodeDecodeError):
        raise _problem("file_unreadable", key, file=str(file)) from None
    return _one_line(told, "file", key, file=str(file))


def _one_line(told: str, source: str, key: str, **where: str) -> str:
    value = told.rstrip("\r\n")
    if not value.strip():
        raise _problem(f"{source}_empty", key, **where)
    if "\n" in value:
        raise _problem(f"{source}_of_many_lines", key, **where)
    return value


def _problem(kind: str, key: str, **where: str) -> ConfigProblems:
    return ConfigProblems([Problem(f"config.secret.{kind}", {"key": key, **where})])
