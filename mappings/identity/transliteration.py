"""Russian names in Latin letters: one skeleton for every usual way of writing them.

Passport (ICAO), GOST 7.79 A and B, ISO 9 and the ways of the web differ in й, х, ц, щ, ю, я, ь: a skeleton
drops the difference, so it also brings together a few names that are two (Софья, София).
"""

import re
from functools import lru_cache

from mappings.identity.alphabets import folded, has_cyrillic

_MARKED = str.maketrans(
    {
        "č": "ч",
        "š": "ш",
        "ž": "ж",
        "ŝ": "щ",
        "û": "ю",
        "â": "я",
        "ë": "е",
        "è": "е",
        "ê": "е",
        "ŭ": "у",
        "ĭ": "и",
    }
    | dict.fromkeys("'`ʹʺ’\"", "")
)
_GROUPS = tuple(
    tuple(pair.split(":"))
    for pair in (
        "shch:щ shh:щ sch:щ sc:щ tch:ч zh:ж kh:х ch:ч sh:ш ts:ц tz:ц cz:ц ph:ф "
        "yu:ю ju:ю iu:ю ya:я ja:я ia:я yo:е jo:е io:е ye:е je:е ie:е"
    ).split()
)
_SINGLE = str.maketrans(
    dict(zip("abcdefghijklmnopqrstuvwyz", "абцдефгхииклмнопкрстуввиз", strict=True)) | {"x": "кс"}
)
_BLURRED = str.maketrans({"ё": "е", "э": "е", "й": "и", "ы": "и", "ъ": "", "ь": ""})
_I_BEFORE_VOWEL = re.compile(r"и+(?=[еюя])")
_O_FOR_E = re.compile(r"[yji]o")
_DOUBLE_I = re.compile(r"и+")


@lru_cache(maxsize=200_000)
def skeleton(word: str) -> str:
    """Return a word's skeleton, Cyrillic letters whichever alphabet it came in."""
    text = folded(word)
    if not has_cyrillic(text):
        text = text.translate(_MARKED)
        for group, letter in _GROUPS:
            text = text.replace(group, letter)
        text = text.translate(_SINGLE)
    text = _DOUBLE_I.sub("и", text.translate(_BLURRED))
    return _I_BEFORE_VOWEL.sub("", text)


_COMMON = dict(zip("абвгдезиклмнопрстуф", "abvgdeziklmnoprstuf", strict=True)) | {
    "ж": "zh", "ч": "ch", "ш": "sh", "ы": "y",
}  # fmt: skip
_SCHEMES = tuple(
    str.maketrans(_COMMON | own)
    for own in (
        {"й": "y", "х": "kh", "ц": "ts", "щ": "shch", "э": "e", "ю": "yu", "я": "ya", "ь": "", "ъ": ""},
        {"й": "i", "х": "kh", "ц": "ts", "щ": "shch", "э": "e", "ю": "iu", "я": "ia", "ь": "", "ъ": "ie"},
        {"й": "j", "х": "h", "ц": "c", "щ": "shh", "э": "e", "ю": "ju", "я": "ja", "ь": "", "ъ": ""},
        {"й": "j", "х": "x", "ц": "cz", "щ": "shh", "э": "e", "ю": "yu", "я": "ya", "ь": "", "ъ": ""},
        {"й": "y", "х": "h", "ц": "c", "щ": "sch", "э": "e", "ю": "yu", "я": "ya", "ь": "", "ъ": ""},
    )
)


@lru_cache(maxsize=200_000)
def spelt_so(cyrillic: str, latin: str) -> bool:
    """Tell whether a usual scheme writes the Cyrillic word just so: stronger than a like skeleton."""
    bare = _O_FOR_E.sub("e", folded(latin).translate(_MARKED))
    return any(folded(cyrillic).translate(scheme) == bare for scheme in _SCHEMES)
