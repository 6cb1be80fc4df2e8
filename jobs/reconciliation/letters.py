"""Which letters of two words differ, told in the words as they are spelt.

Letter case, ё for е and Latin letters typed for the Cyrillic ones they look like make no difference. A Latin word is
held beside a Cyrillic one sound by sound: of «Ivanov» and «Иванов» nothing differs, of «Ivamov» one letter.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from mappings.identity.alphabets import as_cyrillic, composed, folded, has_cyrillic, has_latin
from mappings.identity.transliteration import skeleton

_LONGEST_SOUND = 5
"""Latin letters one Cyrillic letter may take, a vowel's «i» before it counted: «shch», «iya»."""

_STRANGERS = 0.55
"""Two words with a smaller share of letters in common are two words, not one with mistakes."""

_TELLING = 3
"""Letters a word needs to be found within another one not by chance."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text that differs from the other side, or does not."""

    text: str = field(repr=False)
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """Two texts, cut where they begin or cease to differ."""

    left: tuple[Piece, ...]
    right: tuple[Piece, ...]
    alike: float
    """Share of letters in common, 0 to 1."""

    @property
    def same(self) -> bool:
        """Tell whether nothing differs."""
        return not any(piece.differs for piece in (*self.left, *self.right))


Letter = tuple[str, str]
"""What is spelt, and what it is compared as."""


def compared(left: str, right: str) -> Difference:
    """Return two texts with the letters that differ set apart; where little agrees, all of both differs."""
    left, right = composed(left), composed(right)
    across = has_cyrillic(left) != has_cyrillic(right) and has_latin(left) != has_latin(right)
    one, other = _letters(left, across=across), _letters(right, across=across)
    alike = alikeness(one, other)
    if alike < _STRANGERS and _within(one, other):
        return Difference(_around(one, other), _around(other, one), alike)
    if alike < _STRANGERS:
        return Difference(whole(left, differs=True), whole(right, differs=True), alike)
    changed = _changed([key for _, key in one], [key for _, key in other])
    return Difference(_pieces(one, changed[0]), _pieces(other, changed[1]), alike)


def whole(text: str, *, differs: bool = False) -> tuple[Piece, ...]:
    """Return a text as one piece; an empty one has none."""
    return (Piece(text, differs),) if text else ()


def alikeness(one: Sequence[Letter], other: Sequence[Letter]) -> float:
    """Return how much of two spellings agrees, 0 to 1."""
    keys = [[key for _, key in letters if key] for letters in (one, other)]
    return Levenshtein.normalized_similarity(*keys)


def _within(one: Sequence[Letter], other: Sequence[Letter]) -> bool:
    """Tell whether the shorter text stands in the longer one: «Черкасова (Смирнова)» and «Смирнова»."""
    shorter, longer = sorted(("".join(key for _, key in letters) for letters in (one, other)), key=len)
    return len(shorter) >= _TELLING and shorter in longer


def _around(letters: Sequence[Letter], others: Sequence[Letter]) -> tuple[Piece, ...]:
    """Return a text with what stands around the other one marked; within the other nothing is."""
    keys, sought = ("".join(key for _, key in each) for each in (letters, others))
    begins = keys.find(sought)
    inside = range(begins, begins + len(sought))
    changed = {place for place in range(len(letters)) if place not in inside}
    return _pieces(letters, changed if begins >= 0 else set())


def likeness_of_words(left: str, right: str) -> float:
    """Return how much of two words agrees, whichever alphabet each is in, 0 to 1."""
    return Levenshtein.normalized_similarity(skeleton(as_cyrillic(left)), skeleton(as_cyrillic(right)))


def _letters(text: str, *, across: bool) -> list[Letter]:
    """Return the text letter by letter; `across` alphabets, sound by sound."""
    words = text.split(" ")
    found: list[Letter] = []
    for place, word in enumerate(words):
        found += [(" ", " ")] if place else []
        found += _sounds(word) if across else zip(word, folded_letters(word), strict=True)
    return found


def folded_letters(word: str) -> list[str]:
    """Return what each letter of a word is compared as."""
    return [folded(letter) or letter for letter in as_cyrillic(word)]


@lru_cache(maxsize=10_000)
def _sounds(word: str) -> tuple[Letter, ...]:
    """Return a word cut into as many pieces as have a Cyrillic letter each; see `skeleton` for how it reads.

    The skeleton of the pieces, put together, is that of the whole word: so «shch» is one piece where it is щ.
    """
    bones = skeleton(word)
    best: dict[tuple[int, int], tuple[Letter, ...]] = {(0, 0): ()}
    for start in range(len(word)):
        for read in range(len(bones) + 1):
            if (start, read) in best:
                for end, sound in _next_sounds(word, start, bones[read:]):
                    longer = (*best[start, read], (word[start:end], sound))
                    there = (end, read + len(sound))
                    if len(longer) > len(best.get(there, ())):
                        best[there] = longer
    return best.get((len(word), len(bones))) or ((word, bones),)


def _next_sounds(word: str, start: int, bones: str) -> list[tuple[int, str]]:
    ends = range(start + 1, min(start + _LONGEST_SOUND, len(word)) + 1)
    sounds = ((end, skeleton(word[start:end])) for end in ends)
    return [(end, sound) for end, sound in sounds if bones.startswith(sound)]


def _changed(one: list[str], other: list[str]) -> tuple[set[int], set[int]]:
    """Return the places that differ, on either side; silent letters (ь, ъ) across alphabets never do."""
    left: set[int] = set()
    right: set[int] = set()
    for step in Levenshtein.opcodes(one, other):
        if step.tag != "equal":
            left |= {place for place in range(step.src_start, step.src_end) if one[place]}
            right |= {place for place in range(step.dest_start, step.dest_end) if other[place]}
    return left, right


def _pieces(letters: Sequence[Letter], changed: set[int]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for place, (spelt, _) in enumerate(letters):
        differs = place in changed
        if pieces and pieces[-1].differs is differs:
            pieces[-1] = Piece(pieces[-1].text + spelt, differs)
        else:
            pieces.append(Piece(spelt, differs))
    return tuple(pieces)
