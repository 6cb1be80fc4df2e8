"""An account's name beside a person's: which of its words stands for the surname, the first name, the patronymic.

Sites keep two fields, and people fill them as they like: «Анна Петровна | Иванова», everything in one, initials. The
words are dealt to the parts of one candidate's name so that as much as possible agrees; unlike the matcher's
reading, which asks what a name is in general, this only says what to show beside what.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from jobs.reconciliation.letters import likeness_of_words
from mappings.identity.alphabets import as_cyrillic, composed, folded
from mappings.identity.diminutives import is_short_form, is_variant
from mappings.identity.transliteration import skeleton

_WORD = re.compile(r"\([^)]*\)|[^\s.()]+\.?")
_GLUED = re.compile(r"^(?:оглы|оглу|углы|улы|кызы|кизи|гызы|ogly|oglu|uly|kyzy|kizi|gyzy)$", re.IGNORECASE)
_MOST_WORDS = 6

_SHORT_FORM = 0.8
_BEGINNING = 0.7
_ONE_WORD = 0.6
"""What two spellings of one name have in common at least."""

_IN_PLACE = 0.15
"""What standing in its own field adds: enough to decide where the letters don't."""


@dataclass(frozen=True, slots=True)
class NameBeside:
    """An account's name, dealt to the parts of a person's; a part it does not tell is empty."""

    last_name: str = field(default="", repr=False)
    first_name: str = field(default="", repr=False)
    patronymic: str = field(default="", repr=False)
    moved: bool = False
    """A word stands in another field than it belongs in."""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str = field(repr=False)
    in_last_name: bool
    place: int
    """From 0 within its field."""


Parts = tuple[str, str, str]
"""Surname, first name, patronymic."""


def name_beside(last_name: str, first_name: str, parts: Parts) -> NameBeside:
    """Return the account's name as it stands beside a person's."""
    words = _words(last_name, first_name)
    dealt = max(
        _ways(len(words)), key=lambda way: (_fit(words, way, parts), [1 if n is None else -n for n in way])
    )
    taken = [None if place is None else words[place] for place in dealt]
    spare = [word for word in words if word not in taken]
    surname = " ".join(word.text for word in words if word is taken[0] or word in spare)
    first_name, patronymic = (word.text if word else "" for word in taken[1:])
    return NameBeside(surname, first_name, patronymic, moved=_is_moved(taken))


def _words(last_name: str, first_name: str) -> list[_Word]:
    found: list[_Word] = []
    for text, in_last_name in ((last_name, True), (first_name, False)):
        for place, word in enumerate(_glued(_WORD.findall(composed(text)))):
            found.append(_Word(word, in_last_name, place))
    return found[:_MOST_WORDS]


def _glued(words: Sequence[str]) -> Iterator[str]:
    """Yield words, «оглы» and «кызы» with the one before."""
    held = ""
    for word in words:
        if held and _GLUED.match(word):
            held = f"{held} {word}"
            continue
        if held:
            yield held
        held = word
    if held:
        yield held


Way = tuple[int | None, int | None, int | None]


def _ways(count: int) -> Iterator[Way]:
    """Yield every way to deal so many words to three parts."""
    for way in product((*range(count), None), repeat=3):
        taken = [place for place in way if place is not None]
        if len(set(taken)) == len(taken):
            yield way


def _fit(words: Sequence[_Word], way: Way, parts: Parts) -> float:
    dealt = ((words[place], role) for role, place in enumerate(way) if place is not None)
    return sum(
        _likeness(word.text, parts[role], role) + _IN_PLACE * _in_place(word, role) for word, role in dealt
    )


def _in_place(word: _Word, role: int) -> bool:
    if role == 0:
        return word.in_last_name and word.place == 0
    return not word.in_last_name and word.place == role - 1


def _likeness(word: str, part: str, role: int) -> float:
    """Return how well a word fits a part of the name, 0 to 1; a few letters in common mean nothing."""
    bare = folded(as_cyrillic(word.strip("().")))
    if not bare or not part:
        return 0.0
    name = folded(part)
    if word.endswith(".") or len(bare) == 1:
        return _BEGINNING if skeleton(name).startswith(skeleton(bare)) else 0.0
    if role == 1 and (is_short_form(bare, name) or is_variant(bare, name)):
        return _SHORT_FORM
    likeness = likeness_of_words(bare, name)
    return likeness if likeness >= _ONE_WORD else 0.0


def _is_moved(taken: Sequence[_Word | None]) -> bool:
    surname, first_name, _ = taken
    return bool((surname and not surname.in_last_name) or (first_name and first_name.in_last_name))
