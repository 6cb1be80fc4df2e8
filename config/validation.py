"""What pydantic finds wrong with the file, as problems with a key path and a sentence a person understands.

Values never leave this module, harmless ones like the choices of an option excepted.
"""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from config.problems import Problem
from config.settings import Secret
from config.shape import PathPart, every_table, key_path, keys_of, table_at

SENTENCES: Mapping[str, str] = {
    "missing": "missing",
    "string_type": "text_expected",
    "path_type": "text_expected",
    "int_type": "whole_number_expected",
    "int_parsing": "whole_number_expected",
    "int_from_float": "whole_number_expected",
    "int_parsing_size": "whole_number_expected",
    "float_type": "number_expected",
    "float_parsing": "number_expected",
    "finite_number": "number_expected",
    "bool_type": "yes_or_no_expected",
    "bool_parsing": "yes_or_no_expected",
    "list_type": "list_expected",
    "model_type": "table_expected",
    "model_attributes_type": "table_expected",
    "date_type": "date_expected",
    "date_parsing": "date_expected",
    "date_from_datetime_parsing": "date_expected",
    "date_from_datetime_inexact": "date_expected",
    "time_type": "time_expected",
    "time_parsing": "time_expected",
    "literal_error": "not_a_choice",
    "enum": "not_a_choice",
    "greater_than_equal": "below_least",
    "greater_than": "not_above",
    "less_than_equal": "above_most",
    "less_than": "not_below",
    "string_too_long": "text_too_long",
    "string_too_short": "text_empty",
    "too_short": "list_empty",
}
"""Kind of pydantic's error → message id below `config.problem`."""

PATTERNS: Mapping[str, str] = {
    r"^[a-z0-9][a-z0-9_-]*$": "not_a_slug",
    r"^https?://[^\s?#]+$": "not_a_web_address",
    r"^[^@\s]+@[^@\s]+$": "not_a_mailbox",
}
"""Patterns of `settings.py` → what to tell; a test holds that none is missing."""

OWN = frozenset(
    {
        "unknown_time_zone",
        "secret_needs_one_source",
        "selector_is_empty",
        "quiz_needs_one_way",
        "period_half_given",
        "period_is_empty",
        "levels_out_of_order",
        "part_given_twice",
        "support_needs_one_source",
        "team_rule_unknown",
        "login_without_password",
        "protect_without_password",
    }
)
"""Errors that `settings.py` raises itself; each is its own message id."""


def problems_of(error: ValidationError) -> Iterator[Problem]:
    """Yield one problem for each thing pydantic objects to."""
    for each in error.errors(include_url=False, include_input=False):
        unknown = each["type"] == "extra_forbidden"
        yield _unknown_key(each["loc"]) if unknown else _problem(each["loc"], each)


def _problem(path: tuple[PathPart, ...], error: ErrorDetails) -> Problem:
    context: Mapping[str, Any] = error.get("ctx", {})
    sentence = _sentence(path, error["type"], context)
    return Problem(f"config.problem.{sentence}", {"key": key_path(path), **_values(sentence, context)})


def _sentence(path: tuple[PathPart, ...], kind: str, context: Mapping[str, Any]) -> str:
    if kind == "string_pattern_mismatch":
        return PATTERNS.get(context["pattern"], "unreadable")
    if kind in {"model_type", "model_attributes_type"} and table_at(path) is Secret:
        return "secret_in_file"
    return kind if kind in OWN else SENTENCES.get(kind, "unreadable")


def _values(sentence: str, context: Mapping[str, Any]) -> dict[str, str]:
    """Return what the sentence names beside the key: a limit, or the choices there are."""
    if sentence == "not_a_choice":
        return {"choices": ", ".join(re.findall(r"'([^']*)'", str(context["expected"])))}
    limit = next((context[name] for name in ("ge", "gt", "le", "lt", "max_length") if name in context), None)
    return {} if limit is None else {"limit": f"{limit:g}"}


def _unknown_key(path: tuple[PathPart, ...]) -> Problem:
    """Say in which table the key would be known, or which one was probably meant, or which there are."""
    name, model = str(path[-1]), table_at(path[:-1])
    values = {"key": key_path(path)}
    known = list(keys_of(model)) if model else []
    homes = [key_path(at) for at, table in every_table() if at and name in keys_of(table)]
    if len(homes) == 1:
        return Problem("config.problem.unknown_key_elsewhere", {**values, "table": homes[0]})
    like = get_close_matches(name, known, n=1)
    if like:
        return Problem("config.problem.unknown_key_like", {**values, "meant": like[0]})
    return Problem("config.problem.unknown_key", {**values, "known": ", ".join(known)})
