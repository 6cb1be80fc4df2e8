"""Names with the letters marked in which they differ from what is typed elsewhere, whichever alphabet that is in."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from mappings.identity.alphabets import as_cyrillic, folded, has_cyrillic
from mappings.identity.diminutives import is_short_form
from mappings.identity.transliteration import skeleton

_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_GROUP = 4
"""Letters that Latin writing needs at most for one of ours: shch."""

_CUT = 3
"""Letters of a word cut short, as in «Ник.»."""

_LIKE = 0.55
"""Words less alike than this are two words, not one with slips in it."""


class Mark(StrEnum):
    """How a piece of text is set."""

    PLAIN = "plain"
    STRONG = "strong"
    AGREES = "agrees"
    DIFFERS = "differs"
    AGAINST = "against"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that is set alike."""

    text: str = field(repr=False)
    mark: Mark = Mark.PLAIN


Pieces = tuple[Piece, ...]


def words_of(*texts: str) -> list[str]:
    """Return the words of some texts, Latin look-alikes within Russian words made Russian."""
    return [as_cyrillic(word) for text in texts for word in _WORD.findall(text)]


def compared(text: str, others: Sequence[str]) -> Pieces:
    """Return a text of names with what differs from the likest of the other words marked, letter by letter.

    An initial agrees with the beginning of a name. A word with nothing like it among the others differs whole
    where one of theirs is left over, too; else the other side only does not tell it.
    """
    matches = list(_WORD.finditer(text))
    words = [as_cyrillic(match[0]) for match in matches]
    pairs = _pairs(words, others)
    alone = Mark.DIFFERS if len(pairs) < len(others) else Mark.QUIET
    found: list[Piece] = []
    end = 0
    for place, (match, word) in enumerate(zip(matches, words, strict=True)):
        found.append(Piece(text[end : match.start()]))
        found += _word(word, others[pairs[place]]) if place in pairs else [Piece(word, alone)]
        end = match.end()
    return joined((*found, Piece(text[end:])))


def joined(pieces: Iterable[Piece]) -> Pieces:
    """Return pieces without blank ones, neighbours set alike made one."""
    found: list[Piece] = []
    for piece in pieces:
        if found and piece.text and found[-1].mark is piece.mark:
            found[-1] = Piece(found[-1].text + piece.text, piece.mark)
        elif piece.text:
            found.append(piece)
    return tuple(found)


def _pairs(words: Sequence[str], others: Sequence[str]) -> dict[int, int]:
    """Return which word goes with which of the others, the likest first, each at most once."""
    ranked = sorted(
        (-_likeness(word, other), place, other_place)
        for place, word in enumerate(words)
        for other_place, other in enumerate(others)
    )
    found: dict[int, int] = {}
    for likeness, place, other_place in ranked:
        if -likeness >= _LIKE and place not in found and other_place not in found.values():
            found[place] = other_place
    return found


def _word(word: str, other: str) -> Iterable[Piece]:
    if skeleton(word) == skeleton(other):
        return [Piece(word, Mark.AGREES)]
    if _begins(word, other):
        length = min(len(word), len(other))
        return [Piece(word[:length], Mark.AGREES), Piece(word[length:], Mark.QUIET)]
    if _short_form(word, other):
        return [Piece(word, Mark.QUIET)]
    return _letters(word, other)


def _begins(word: str, other: str) -> bool:
    """Tell whether one of two words is an initial of the other, or the other cut short."""
    shorter, longer = sorted((skeleton(word), skeleton(other)), key=len)
    return longer.startswith(shorter) and len(shorter) <= max(_CUT, len(longer) // 2)


def _short_form(word: str, other: str) -> bool:
    one, two = folded(word), folded(other)
    return is_short_form(one, two) or is_short_form(two, one)


@lru_cache(maxsize=100_000)
def _likeness(word: str, other: str) -> float:
    bones, other_bones = skeleton(word), skeleton(other)
    short = _LIKE if _begins(word, other) or _short_form(word, other) else 0.0
    return max(short, Levenshtein.normalized_similarity(bones, other_bones))


def _letters(word: str, other: str) -> Iterator[Piece]:
    ours, theirs = list(_sounds(word)), [sound for _, sound in _sounds(other) if sound]
    heard = [(letters, sound) for letters, sound in ours if sound]
    wrong = {
        place
        for step in Levenshtein.opcodes([sound for _, sound in heard], theirs)
        if step.tag != "equal"
        for place in range(step.src_start, max(step.src_end, step.src_start))
    }
    place = 0
    for letters, sound in ours:
        yield Piece(letters, Mark.DIFFERS if sound and place in wrong else Mark.AGREES)
        place += bool(sound)


def _sounds(word: str) -> Iterator[tuple[str, str]]:
    """Yield a word's letters with what they stand for, Latin groups together: («sh», «ш»); «ь» stands for «»."""
    start, longest = 0, 1 if has_cyrillic(word) else _LONGEST_GROUP
    while start < len(word):
        lengths = range(min(longest, len(word) - start), 0, -1)
        length = next(each for each in lengths if each == 1 or _one_sound(word[start : start + each]))
        letters = word[start : start + length]
        yield letters, skeleton(letters)
        start += length


def _one_sound(letters: str) -> bool:
    sound = skeleton(letters)
    return len(sound) == 1 and sound != "и"
