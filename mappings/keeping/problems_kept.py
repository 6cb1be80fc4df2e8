"""Problems as the store keeps them."""

from collections.abc import Iterable
from typing import Any

from config.problems import Problem


def problems_as_json(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Return problems as JSON values."""
    return [
        {
            "text_id": each.text_id,
            "values": dict(each.values),
            "person_id": each.person_id,
            "organisation_id": each.organisation_id,
        }
        for each in problems
    ]


def problems_from_json(told: Iterable[dict[str, Any]]) -> tuple[Problem, ...]:
    """Return problems from their JSON values."""
    return tuple(Problem(**each) for each in told)
