"""What options must say about each other: unique names, known competencies; and passwords kept out.

The checks read the file's own tables, so that all is told at once, whatever else is wrong with it.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any
from urllib.parse import parse_qs, urlsplit

from config.problems import Problem
from config.settings import Lms, Settings
from config.shape import PathPart, key_path, tables_in

_NAMES: Mapping[str, str] = {"lms": "name", "competencies": "id", "diagnostics": "id", "supports": "id"}
"""List of tables → the key that must differ in all of them."""

_UNNAMED: Mapping[str, str] = {"lms": Lms.model_fields["name"].default}
"""What a table is called that doesn't say: two LMS without a name have the same one."""

_OWN_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})

Tree = Mapping[str, Any]


def find_problems(told: Tree) -> Iterator[Problem]:
    """Yield what forbids working with these options."""
    for table, key in _NAMES.items():
        yield from _repeated(told, table, key)
    yield from _unknown_competencies(told)
    yield from _store_address(told)


def _repeated(told: Tree, table: str, key: str) -> Iterator[Problem]:
    first: dict[str, PathPart] = {}
    for place, row in tables_in(told, table):
        name = row.get(key, _UNNAMED.get(table))
        if not isinstance(name, str):
            continue
        if name in first:
            values = {
                "key": key_path((table, place, key)),
                "name": name,
                "other": key_path((table, first[name])),
            }
            yield Problem("config.problem.repeated_name", values)
        first.setdefault(name, place)


def _unknown_competencies(told: Tree) -> Iterator[Problem]:
    known = [row["id"] for _, row in tables_in(told, "competencies") if isinstance(row.get("id"), str)]
    for path, name in _used_competencies(told):
        if name in known:
            continue
        values = {"key": key_path(path), "competency": name}
        like = get_close_matches(name, known, n=1)
        if like:
            yield Problem("config.problem.unknown_competency_like", {**values, "meant": like[0]})
        else:
            yield Problem("config.problem.unknown_competency", values)


def _used_competencies(told: Tree) -> Iterator[tuple[tuple[PathPart, ...], str]]:
    for place, diagnostic in tables_in(told, "diagnostics"):
        for number, part in tables_in(diagnostic, "parts"):
            if isinstance(part.get("competency"), str):
                yield ("diagnostics", place, "parts", number, "competency"), part["competency"]
    for table in ("programmes", "events"):
        for place, rule in tables_in(told, table):
            names = rule.get("competencies")
            for number, name in enumerate(names if isinstance(names, list) else []):
                if isinstance(name, str):
                    yield (table, place, "competencies", number), name


def _store_address(told: Tree) -> Iterator[Problem]:
    store = told.get("store")
    url = store.get("url") if isinstance(store, Mapping) else None
    if not isinstance(url, str):
        return
    if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
        yield Problem("config.problem.store_address", {"key": "store.url"})
    elif has_password(url):
        yield Problem("config.problem.store_password_in_address", {"key": "store.url"})


def has_password(url: str) -> bool:
    """Tell whether an address carries a password, before its host or among its parameters."""
    try:
        parts = urlsplit(url)
        return parts.password is not None or "password" in parse_qs(parts.query, keep_blank_values=True)
    except ValueError:
        return "@" in url


def find_warnings(settings: Settings) -> Iterator[Problem]:
    """Yield what is allowed, but probably not what was meant."""
    report = settings.report
    if report.send != "never" and not report.recipients:
        yield Problem("config.warning.no_recipients", {"key": "report.recipients"})
    if report.smtp.password and report.smtp.security == "none" and report.smtp.host not in _OWN_MACHINE:
        yield Problem("config.warning.password_in_clear", {"key": "report.smtp.security"})
    for number, lms in enumerate(settings.lms):
        if lms.url.startswith("http://") and urlsplit(lms.url).hostname not in _OWN_MACHINE:
            yield Problem("config.warning.token_in_clear", {"key": key_path(("lms", number, "url"))})
    yield from _idle_indicators(settings)


def _idle_indicators(settings: Settings) -> Iterator[Problem]:
    """Yield what leaves an indicator at 0 whatever people do."""
    if not settings.diagnostics:
        yield Problem("config.warning.no_diagnostics", {"key": "diagnostics"})
    if not any(settings.readings.team_topic in each.topics for each in settings.programmes):
        yield Problem(
            "config.warning.no_team_programme", {"key": "programmes", "topic": settings.readings.team_topic}
        )
