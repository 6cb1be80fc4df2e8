"""Names of organisations, brought to one spelling: case, quotes, legal forms, kinds of schools, numbers."""

import re
from collections.abc import Iterable
from enum import Enum
from functools import lru_cache

from mappings.identity.alphabets import as_cyrillic, edits, folded

_KINDERGARTEN = "детсад"
_OWNER = r"\b(?:муниципальн|государственн|частн)\w+\s+(?:(?:бюджетн|автономн|казенн)\w+\s+)?"
_PHRASES = [
    (re.compile(pattern), short)
    for pattern, short in (
        (r"\bсредн\w+\s+(?:обще\s?образовательн\w+\s+)?школ\w+", " сош "),
        (r"\bосновн\w+\s+(?:обще\s?образовательн\w+\s+)?школ\w+", " оош "),
        (r"\bначальн\w+\s+(?:обще\s?образовательн\w+\s+)?школ\w+", " нош "),
        (r"\bсредн\w+\s+образовательн\w+\s+школ\w+", " сош "),
        (r"\bдетск\w+\s+сад\w*", f" {_KINDERGARTEN} "),
        (r"\bд\s*/\s*с\b", f" {_KINDERGARTEN} "),
        (r"\bсадик\w*", f" {_KINDERGARTEN} "),
        (r"\bцентр\w*\s+развити\w+\s+ребенк\w+", " црр "),
        (r"\bцентр\w*\s+детск\w+\s+творчеств\w+", " цдт "),
        (r"\bдом\w*\s+детск\w+\s+творчеств\w+", " ддт "),
        (r"\bдетск\w+\s+школ\w+\s+искусств\w*", " дши "),
        (r"\bдетско\W*юношеск\w+\s+спортивн\w+\s+школ\w+", " дюсш "),
        (r"\bцентр\w*\s+дополнительн\w+\s+образован\w+", " цдо "),
        (r"\bинформационно\W*методическ\w+\s+центр\w*", " имц "),
        (r"\bстанци\w+\s+юн\w+\s+техник\w+", " сют "),
        (r"\bобще\s?образовательн\w+\s+школ\w+", " школа "),
        (_OWNER + r"(?:обще\s?)?образовательн\w+\s+учрежден\w+", " "),
        (_OWNER + r"дошкольн\w+\s+образовательн\w+\s+учрежден\w+", f" {_KINDERGARTEN} "),
        (_OWNER + r"учрежден\w+\s+дополнительн\w+\s+образован\w+", " удо "),
    )
]
_LEGAL_FORM = re.compile(r"[мгчн]?[бак]?[он]?оу|[мгч]?[бак]?у|ноу|анпоо|ано|чоу")
_PRESCHOOL_FORM = re.compile(r"[мгч]?[бак]?доу|чдоу|дс")
_EXTRA_SCHOOL_FORM = re.compile(r"[мгч]?[бак]?о?удо|удод")
_IDLE = frozenset(
    {"им", "имени", "г", "гор", "город", "города", "п", "пос", "пгт", "с", "д", "школа", "no", "n"}
)
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_TYPO_FROM = 6
"""Letters a word needs for one wrong letter to be a typing error, not another word."""


class Place(Enum):
    """How an account's organisation stands to a person's."""

    SAME = "same"
    UNSURE = "unsure"
    OTHER = "other"
    UNKNOWN = "unknown"
    """Not told by one side."""


@lru_cache(maxsize=20_000)
def normal_organisation(name: str) -> str:
    """Return a name by which two spellings of one organisation are equal; it is for comparing, not showing.

    Legal forms (МБОУ, МАОУ …) fall away, «средняя общеобразовательная школа № 1» becomes «1 сош»: the words
    are sorted. Places and own names stay, so schools of two towns stay two.
    """
    text = " ".join(as_cyrillic(word) for word in folded(name.replace("№", " ")).split())
    for pattern, short in _PHRASES:
        text = pattern.sub(short, text)
    tokens = [_short(token) for token in _TOKEN.findall(text)]
    kept = {token for token in tokens if token and token not in _IDLE}
    return " ".join(sorted(kept)) or " ".join(sorted(_TOKEN.findall(text)))


def _short(token: str) -> str:
    if token.isdigit():
        return token.lstrip("0") or "0"
    if _PRESCHOOL_FORM.fullmatch(token):
        return _KINDERGARTEN
    if _EXTRA_SCHOOL_FORM.fullmatch(token):
        return "удо"
    return "" if _LEGAL_FORM.fullmatch(token) else token


def compare_organisations(told: str | None, known: Iterable[str]) -> Place:
    """Compare the organisation an account tells with those a person works in; the nearest one counts."""
    if not told or not normal_organisation(told):
        return Place.UNKNOWN
    standings = {_compare(normal_organisation(told), normal_organisation(each)) for each in known}
    for standing in (Place.SAME, Place.UNSURE, Place.OTHER):
        if standing in standings:
            return standing
    return Place.UNKNOWN


@lru_cache(maxsize=200_000)
def _compare(one: str, other: str) -> Place:
    if one == other:
        return Place.SAME
    left, right = set(one.split()), set(other.split())
    only_left, only_right = left - right, right - left
    if len(only_left) == len(only_right) == 1 and _typo(*only_left, *only_right):
        return Place.SAME
    if (not only_left or not only_right) and left & right:
        return Place.UNSURE
    return Place.OTHER


def _typo(one: str, other: str) -> bool:
    longest = max(len(one), len(other))
    return longest >= _TYPO_FROM and not (one + other).isdigit() and edits(one, other) == 1
