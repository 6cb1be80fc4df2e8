"""Whether a post in a profile may be one of a person's: weak evidence, for profiles name posts as they please."""

import re
from collections.abc import Iterable
from functools import lru_cache

from mappings.identity.alphabets import as_cyrillic, folded

_WORD = re.compile(r"[а-я]{3,}")
_STEM = 6
"""Letters by which a word is known whatever its ending: учителя, учитель."""

_SHORTENED = {
    "зам": "замест",
    "дир": "директ",
    "зав": "заведу",
    "восп": "воспит",
    "преп": "препод",
    "завуч": "замест",
}
_IDLE = frozenset({"высшей", "первой", "категор", "класс", "классо", "кл", "школы", "школа"})


def posts_agree(told: str | None, held: Iterable[str]) -> bool | None:
    """Tell whether a post is one of those held («учитель физики» is «Учитель»); None where one side is silent."""
    stems = post_stems(told or "")
    known = [found for found in map(post_stems, held) if found]
    if not stems or not known:
        return None
    return any(stems <= each or each <= stems or _first(stems, each) for each in known)


def _first(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether two posts share the word that says most: a deputy is no director, a teacher is a teacher."""
    shared = one & other
    return bool(shared & {"учител", "воспит", "методи", "логопе", "психол", "тьютор", "замест", "заведу"})


@lru_cache(maxsize=20_000)
def post_stems(post: str) -> frozenset[str]:
    """Return the stems of a post's words, the same for every ending and abbreviation."""
    text = " ".join(as_cyrillic(word) for word in folded(post).replace("-", " ").split())
    stems = (_SHORTENED.get(word, word[:_STEM]) for word in _WORD.findall(text))
    return frozenset(stem for stem in stems if stem not in _IDLE)
