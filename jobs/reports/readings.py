"""The chosen readings of the regulation, in words."""

from fractions import Fraction
from typing import NamedTuple

from config.locale import Texts
from config.locale.numbers import format_share
from config.settings import Readings


class Reading(NamedTuple):
    """One choice."""

    meaning: str
    setting: str
    """Its key in `[readings]` of the configuration file."""

    value: str
    """As the file writes it."""


def told(readings: Readings, texts: Texts) -> list[Reading]:
    """Return a line for every reading, in the order of the settings."""
    return [
        Reading(_meaning(name, value, texts), name, _value(value))
        for name, value in readings.model_dump(mode="json").items()
    ]


def _value(value: object) -> str:
    """Return a value as the configuration file writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _meaning(name: str, value: object, texts: Texts) -> str:
    key = f"report.reading.{name}"
    match value:
        case bool():
            return texts.say(f"{key}.{'yes' if value else 'no'}")
        case int():
            return texts.say(key, n=value)
        case str() if name == "team_topic":
            return texts.say(f"{key}.any")
        case str() if value.startswith("share:"):
            least = Fraction(value.removeprefix("share:"))
            return texts.say(f"{key}.share", share=format_share(least, texts.locale))
        case _:
            return texts.say(f"{key}.{value}")
