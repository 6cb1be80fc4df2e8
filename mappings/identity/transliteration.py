"""Russian names in Latin letters: one skeleton for every usual way of writing them.

Passport (ICAO), GOST 7.79 A and B, ISO 9, road signs and the ways of the web differ in й, х, ц, щ, ю, я, ь: a
skeleton drops the difference, so it also brings together a few names that are two (Софья, София). A Latin word
that may be read in several ways (x is х or кс, c is ц or к, j is й or ж) has several skeletons.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import product

from mappings.identity.alphabets import folded, has_cyrillic, has_latin

_MARKED = str.maketrans(
    dict(zip("čšžŝûâëèêėŭĭ", "чшжщюяееееуи", strict=True)) | dict.fromkeys("'`ʹʺ’‘\"ʼ′″´”“", "")
)
_GROUPS = tuple(
    tuple(pair.split(":"))
    for pair in (
        "shch:щ shh:щ sch:щ sc:щ tch:ч zh:ж kh:х ch:ч sh:ш ts:ц tc:ц tz:ц cz:ц ph:ф шч:щ "
        "yu:ю ju:ю iu:ю ya:я ja:я ia:я yo:е jo:е io:е ye:е je:е ie:е"
    ).split()
)
_SINGLE = str.maketrans(
    dict(zip("abcdefghijklmnopqrstuvwyz", "абцдефгхииклмнопкрстуввиз", strict=True)) | {"x": "кс"}
)
_OTHERWISE = {"j": "ж", "x": "х", "w": "щ"}
"""How else a letter may have been meant, whatever stands beside it."""

_OTHERWISE_ALONE = {"c": "к", "u": "ю"}
"""How else a letter may have been meant where no usual group of letters takes it."""

_MOST_READINGS = 16
_BLURRED = str.maketrans({"ё": "е", "э": "е", "й": "и", "ы": "и", "ъ": "", "ь": ""})
_I_BEFORE_VOWEL = re.compile(r"и+(?=[еюя])")
_YO = re.compile(r"[йиыь]о|(?<=[жчшщ])о")
"""Ё as it is written by sound: Майорова, Родионова, Горбачова."""

_O_FOR_E = re.compile(r"[yji]o")
_DOUBLE_I = re.compile(r"и+")


@lru_cache(maxsize=200_000)
def skeleton(word: str) -> str:
    """Return a word's skeleton, Cyrillic letters whichever alphabet it came in; of several the likeliest."""
    text = folded(word)
    return _blurred(text if has_cyrillic(text) else _grouped(text).translate(_SINGLE))


@lru_cache(maxsize=200_000)
def skeletons(word: str) -> tuple[str, ...]:
    """Return every skeleton a word may have, the likeliest first."""
    text = folded(word)
    if has_cyrillic(text) or not has_latin(text):
        return (skeleton(word),)
    groupings = (_grouped(meant) for meant in _meant(text, _OTHERWISE))
    found = (
        _blurred(meant.translate(_SINGLE)) for text in groupings for meant in _meant(text, _OTHERWISE_ALONE)
    )
    return tuple(dict.fromkeys((skeleton(word), *found)))[:_MOST_READINGS]


def _meant(text: str, otherwise: Mapping[str, str]) -> Iterator[str]:
    """Yield a text as it stands and with every choice of its doubtful letters meant otherwise."""
    letters = [letter for letter in otherwise if letter in text]
    for chosen in product((False, True), repeat=len(letters)):
        read = text
        for letter, so in zip(letters, chosen, strict=True):
            read = read.replace(letter, otherwise[letter]) if so else read
        yield read


def _grouped(text: str) -> str:
    """Return Latin text with marked letters and usual groups of letters made Cyrillic, single ones left."""
    text = _bare(text.translate(_MARKED))
    for group, letter in _GROUPS:
        text = text.replace(group, letter)
    return text


def _bare(text: str) -> str:
    """Return Latin letters without marks no scheme of ours knows; й, ё are no letters with marks."""
    if text.isascii() or not any("À" <= letter <= "ɏ" for letter in text):
        return text
    return "".join(
        unicodedata.normalize("NFD", letter)[0] if "À" <= letter <= "ɏ" else letter for letter in text
    )


def _blurred(text: str) -> str:
    text = _YO.sub("е", text.replace("ъ", "")).translate(_BLURRED)
    text = _DOUBLE_I.sub("и", text).replace("иа", "я").replace("иу", "ю")
    return _I_BEFORE_VOWEL.sub("", text)


_COMMON = dict(zip("абвгдезиклмнопрстуф", "abvgdeziklmnoprstuf", strict=True)) | {
    "ж": "zh", "ч": "ch", "ш": "sh", "ы": "y",
}  # fmt: skip
_OWN = (
    {"й": "y", "х": "kh", "ц": "ts", "щ": "shch", "э": "e", "ю": "yu", "я": "ya", "ь": "", "ъ": ""},
    {"й": "i", "х": "kh", "ц": "ts", "щ": "shch", "э": "e", "ю": "iu", "я": "ia", "ь": "", "ъ": "ie"},
    {"й": "i", "х": "kh", "ц": "tc", "щ": "shch", "э": "e", "ю": "iu", "я": "ia", "ь": "", "ъ": ""},
    {"й": "j", "х": "h", "ц": "c", "щ": "shh", "э": "e", "ю": "ju", "я": "ja", "ь": "", "ъ": ""},
    {"й": "j", "х": "x", "ц": "cz", "щ": "shh", "э": "e", "ю": "yu", "я": "ya", "ь": "", "ъ": ""},
    {"й": "j", "х": "x", "ц": "c", "щ": "shh", "э": "e", "ю": "yu", "я": "ya", "ь": "", "ъ": ""},
    {"й": "y", "х": "h", "ц": "c", "щ": "sch", "э": "e", "ю": "yu", "я": "ya", "ь": "", "ъ": ""},
    {"й": "j", "х": "h", "ц": "c", "щ": "w", "э": "e", "ю": "ju", "я": "ja", "ь": "", "ъ": ""},
)
_SCHEMES = tuple(str.maketrans(_COMMON | own) for own in _OWN)
_MARKED_SCHEME = str.maketrans(
    _COMMON
    | dict(zip("йхцщэюяжчш", "jhcŝeûâžčš", strict=True))
    | {"ь": "", "ъ": ""}
)  # fmt: skip
"""GOST 7.79 A (ISO 9): a letter for a letter."""


@lru_cache(maxsize=200_000)
def spelt_so(cyrillic: str, latin: str) -> bool:
    """Tell whether a usual scheme writes the Cyrillic word just so: stronger than a like skeleton."""
    bare = _O_FOR_E.sub("e", folded(latin).translate(_MARKED))
    whole, marked = folded(cyrillic), folded(latin).replace("ë", "e").replace("è", "e")
    return any(_O_FOR_E.sub("e", whole.translate(scheme)) == bare for scheme in _SCHEMES) or (
        whole.translate(_MARKED_SCHEME) == re.sub("['ʹʺ]", "", marked)
    )
