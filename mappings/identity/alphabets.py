"""Letters: folding of case and ё, Latin look-alikes in Russian words, distance between spellings."""

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import OSA

_LOOK_ALIKES = str.maketrans("abcehkmoptxyiëé", "авсенкмортхуиее")
"""Latin letters typed for the Cyrillic ones they look like, in lower case (capitals are folded first)."""

_CAPITAL_LOOK_ALIKES = str.maketrans("ABCEHKMOPTXY", "АВСЕНКМОРТХУ")
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_LATIN = re.compile(r"[a-zà-ɏ]", re.IGNORECASE)
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u0301\u0361\ufe20\ufe21"))
"""What shows nothing, or only a stress or a tie over letters («Ивано́ва», «t͡s»)."""

_ANY_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")


def has_cyrillic(text: str) -> bool:
    """Tell whether any letter is Cyrillic."""
    return _CYRILLIC.search(text) is not None


def has_latin(text: str) -> bool:
    """Tell whether any letter is Latin."""
    return _LATIN.search(text) is not None


def composed(text: str) -> str:
    """Return the text with letters composed, compatible forms made plain and nothing invisible."""
    return unicodedata.normalize("NFKC", text).translate(_INVISIBLE)


def folded(text: str) -> str:
    """Return the text in lower case, ё as е, composed letters, single spaces, nothing invisible."""
    return " ".join(composed(text).casefold().replace("ё", "е").split())


def as_cyrillic(word: str) -> str:
    """Return a word with the Latin look-alikes in it made Cyrillic; a wholly Latin word stays as it is."""
    if not (has_cyrillic(word) and has_latin(word)):
        return word
    return look_alikes_replaced(word)


def look_alikes_replaced(word: str) -> str:
    """Return a word with every Latin look-alike made Cyrillic, whatever else is in it."""
    return word.translate(_CAPITAL_LOOK_ALIKES).translate(_LOOK_ALIKES)


def could_be_cyrillic(word: str) -> bool:
    """Tell whether a Latin word may be a Cyrillic one in disguise: every letter has a look-alike."""
    return _ANY_LATIN.search(look_alikes_replaced(word)) is None


@lru_cache(maxsize=200_000)
def edits(one: str, other: str) -> int:
    """Return how many letters were mistyped, left out, put in or swapped with a neighbour; 3 means more."""
    return OSA.distance(one, other, score_cutoff=2)


_KEYS = str.maketrans(
    "qwertyuiop[]asdfghjkl;'zxcvbnm,.`{}:\"<>~/?", "йцукенгшщзхъфывапролджэячсмитьбюёхъжэбюё.,"
)


def typed_in_russian(text: str) -> str:
    """Return what the keys give with the Russian keyboard on: «Bdfyjdf» was meant to be «Иванова»."""
    return text.lower().translate(_KEYS)
