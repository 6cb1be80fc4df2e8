"""The decisions of the drop-down list, and what people write instead of choosing: «1», «да», «Никто из списка »."""

import re
from dataclasses import dataclass
from enum import StrEnum

from config.locale import Locale, Texts, texts

_LOCALES: tuple[Locale, ...] = ("ru", "en")
"""A book written in one language is read back under the other, too."""


class Choice(StrEnum):
    """What can be decided about a row."""

    CANDIDATE = "candidate"
    NONE_LISTED = "none_listed"
    """None of those shown; the matcher looks for others."""

    OTHER = "other"
    """The person whose number stands beside."""

    ABSENT = "absent"
    """A real person who is not in the roster."""

    TEST = "test"
    OUTSIDER = "outsider"
    PUPIL = "pupil"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A decision as written; `place` is the candidate's, from 1, and 0 for a «yes» that names none."""

    choice: Choice
    place: int = 0


def offered(words: Texts, candidates: int) -> list[str]:
    """Return what the list offers for a row with so many candidates."""
    people = [words.say("queue.choice.candidate", n=place) for place in range(1, candidates + 1)]
    others = [each for each in Choice if each is not Choice.CANDIDATE]
    if not candidates:
        others.remove(Choice.NONE_LISTED)
    return people + [words.say(f"queue.choice.{each}") for each in others]


def read_choice(cell: object) -> Chosen | None:
    """Return the decision a cell holds, None where it can't be understood; blank cells are not asked about."""
    number = whole_number(cell)
    if number is not None:
        return Chosen(Choice.CANDIDATE, number) if number > 0 else None
    if not isinstance(cell, str):
        return None
    told = _plain(cell)
    for locale in _LOCALES:
        found = _read(told, texts(locale))
        if found:
            return found
    return None


def whole_number(cell: object) -> int | None:
    """Return a whole number, whether a cell holds it as number or text: 15.0, «№ 15», «15,0»; else None."""
    if isinstance(cell, str):
        found = re.fullmatch(r"(?:№|No\.?|#)?\s*(\d{1,9})(?:[.,]0*)?", cell.strip())
        return int(found[1]) if found else None
    if isinstance(cell, bool) or not isinstance(cell, float | int) or cell != cell // 1:
        return None
    return int(cell)


def _read(told: str, words: Texts) -> Chosen | None:
    place = _place(told, words)
    if place is not None:
        return Chosen(Choice.CANDIDATE, place)
    for choice in Choice:
        if choice is not Choice.CANDIDATE and told in _spellings(choice, words):
            return Chosen(choice)
    return None


def _place(told: str, words: Texts) -> int | None:
    """Return which candidate is meant by a text of a number and idle words, 0 where it names none."""
    idle = set(words.say("queue.reads.candidate").split("|"))
    parts = re.findall(r"\d+|[^\d\s]+", told)
    numbers = [int(each) for each in parts if each.isdecimal()]
    others = [each for each in parts if not each.isdecimal()]
    if not parts or len(numbers) > 1 or any(each not in idle for each in others):
        return None
    return numbers[0] if numbers else 0


def _spellings(choice: Choice, words: Texts) -> set[str]:
    written = words.say(f"queue.reads.{choice}").split("|")
    return {_plain(words.say(f"queue.choice.{choice}")), *written}


def _plain(told: str) -> str:
    """Return a text for comparing: small letters, е for ё, words apart by one space, no stray marks."""
    return " ".join(re.sub(r"[^\w+?-]|_", " ", told.casefold().replace("ё", "е")).split())
