"""The passports of indicators 6.1.1–6.1.5 from `indicators.toml`, and the version that goes with a number."""

import hashlib
import json
import tomllib
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from config.locale import Locale
from config.settings import Readings


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Frozen):
    """One text in both languages."""

    ru: str
    en: str

    def say(self, locale: Locale) -> str:
        """Return the text in a language."""
        return self.en if locale == "en" else self.ru


class Letters(_Frozen):
    """What the letters of a formula mean, in both languages, in the formula's order."""

    ru: dict[str, str]
    en: dict[str, str]

    def say(self, locale: Locale) -> dict[str, str]:
        """Return the letters and their meanings in a language."""
        return self.en if locale == "en" else self.ru


class Definition(_Frozen):
    """The passport of one indicator (паспорт показателя)."""

    id: str = Field(pattern=r"^[0-9]+(\.[0-9]+)*$")
    version: str = Field(max_length=7)
    """Grows when the indicator's meaning changes."""

    subject: Literal["person", "organisation"]
    """Whom a verdict is about."""

    population: Literal["staff", "teachers", "organisations_with_managers", "young_teachers"]
    by_period: bool
    """Whether the monitoring period bears on the numerator; else only the as-of day does."""

    readings: tuple[str, ...]
    """Names of the fields of `Readings` that change this indicator's number."""

    name: Words
    """In the regulation's own wording."""

    short_name: Words
    unit: Words
    type: Words
    periodicity: Words
    formula: Words
    letters: Letters
    source: Words
    responsible: Words

    def chosen(self, readings: Readings) -> dict[str, JsonValue]:
        """Return the readings this indicator depends on, as they are chosen."""
        told = readings.model_dump(mode="json")
        return {name: told[name] for name in self.readings}


@cache
def definitions() -> tuple[Definition, ...]:
    """Return the passports in the regulation's order."""
    text = resources.files("config").joinpath("indicators.toml").read_text("utf-8")
    return tuple(Definition.model_validate(each) for each in tomllib.loads(text)["indicators"])


def definition(indicator: str) -> Definition:
    """Return one passport; raises KeyError for an unknown indicator."""
    for each in definitions():
        if each.id == indicator:
            return each
    raise KeyError(indicator)


def methodology_version(told: Definition, readings: Readings) -> str:
    """Return what identifies a number's meaning: version and hash of definition and readings, ≤ 20 signs.

    The texts count too: a number must not travel with a formula it was not made by.
    """
    meaning = {"definition": told.model_dump(mode="json"), "readings": told.chosen(readings)}
    canonical = json.dumps(meaning, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{told.version}-{hashlib.sha256(canonical.encode()).hexdigest()[:12]}"
