"""How like a typed word is to a part of a person's name."""

import re
from enum import StrEnum
from functools import lru_cache

from mappings.identity.alphabets import edits, has_latin
from mappings.identity.diminutives import is_short_form, is_variant, short_forms_of
from mappings.identity.names import NameToken, surname_parts
from mappings.identity.transliteration import skeleton, skeletons, spelt_so

_LONG = 8
"""Letters a word needs for two wrong ones to be typing errors."""

_SHORT = 4
"""Letters a word needs for a wrong one to be a typing error."""

_MOST_ERRORS = 2
_CUT = 3
"""Letters of a short form that say which one it is: «Тан.» is Таня."""


class Likeness(StrEnum):
    """The ways in which a typed word can be a name, best first."""

    SAME = "same"
    SPELT = "spelt"
    """A usual transliteration."""

    SKELETON = "skeleton"
    """A transliteration of no usual scheme, or one that fits two names."""

    VARIANT = "variant"
    """Наталия, Наталья."""

    HALF = "half"
    """A half of a double surname, or the former one given beside it."""

    TYPO = "typo"
    TYPOS = "typos"
    """Two errors in a long word, or one in a word that is itself somebody's name."""

    SHORT = "short"
    """Таня, Татьяна."""

    BEGINNING = "beginning"
    """An initial or a cut word."""

    SEX = "sex"
    """Иванов, Иванова."""

    OTHER = "other"
    UNKNOWN = "unknown"
    """One side does not tell."""


_LETTERS = {"y": ("ю", "я", "е"), "i": ("ю", "я"), "j": ("ю", "я", "ж"), "s": ("ш", "щ"), "t": ("ц",), "k": ("х",),
            "c": ("ч",), "z": ("ж",), "e": ("е",), "e'": ("е",)}  # fmt: skip
"""Russian letters of which an initial in Latin letters may be the beginning."""

_UNDIVIDED = str.maketrans("", "", " -")
_TURKIC = re.compile(r"(?:оглы|огли|оглу|угли|ули|улу|кизи|кизы|гизи)$")
_SLAVIC = re.compile(r"(?:[ое]вич|[ое]вна|ич|ична|инична)$")
_SHORT_I = str.maketrans({"й": "и", "ь": "", "ъ": ""})
GIVEN_SAME = frozenset({Likeness.SAME, Likeness.SPELT, Likeness.SKELETON, Likeness.VARIANT})
"""A given name told in full."""

_ORDER = {likeness: place for place, likeness in enumerate(Likeness)}


def surname_likeness(typed: tuple[NameToken, ...], surname: str, known: frozenset[str]) -> Likeness:
    """Compare everything typed that may be a surname with a person's; the best likeness counts.

    `known` are skeletons of the surnames that exist: a typing error seldom makes another one of them.
    """
    if not typed or not surname:
        return Likeness.UNKNOWN
    return min(
        (_one_surname(token, surname, known, place) for place, token in enumerate(typed)),
        key=_ORDER.__getitem__,
    )


def _one_surname(token: NameToken, surname: str, known: frozenset[str], place: int) -> Likeness:
    found = _surname_words(token.text, surname, somebodys=_exists(token.text, known))
    if (token.former or place > 0) and _ORDER[found] < _ORDER[Likeness.HALF]:
        return Likeness.HALF
    return found


@lru_cache(maxsize=500_000)
def _surname_words(typed: str, surname: str, *, somebodys: bool) -> Likeness:
    found = word_likeness(typed, surname, somebodys=somebodys)
    if found is not Likeness.OTHER:
        return found
    ours, theirs = surname_parts(surname), surname_parts(typed)
    if len(ours) > 1 or len(theirs) > 1:
        if set(skeletons(theirs[0])) & {skeleton(part) for part in ours[:2]}:
            return Likeness.SAME
        return _halves(ours, theirs)
    return Likeness.OTHER


def _halves(ours: tuple[str, ...], theirs: tuple[str, ...]) -> Likeness:
    """Compare surnames of which one is double: a half may agree, or be mistyped."""
    parts = {skeleton(part) for part in ours}
    if any(parts & set(skeletons(part)) for part in theirs):
        return Likeness.HALF
    halves = [part for part in ours if "-" not in part]
    typed = [part for part in theirs if "-" not in part]
    wrong = {word_likeness(one, other, somebodys=False) for one in typed for other in halves}
    return Likeness.TYPOS if Likeness.TYPO in wrong else Likeness.OTHER


def first_name_likeness(typed: NameToken | None, first_name: str, known: frozenset[str]) -> Likeness:
    """Compare a typed first name with a person's."""
    if typed is None or not first_name:
        return Likeness.UNKNOWN
    if typed.shortened:
        return _beginning_of_any(typed.text, first_name)
    if is_variant(typed.text, first_name):
        return Likeness.VARIANT
    exists = _exists(typed.text, known)
    found = word_likeness(typed.text, first_name, somebodys=exists)
    if found is Likeness.SEX and not exists:
        return Likeness.TYPO
    if found in (Likeness.OTHER, Likeness.TYPOS, Likeness.TYPO) and _short_form(typed.text, first_name):
        return Likeness.SHORT
    return found


def patronymic_likeness(typed: NameToken | None, patronymic: str, known: frozenset[str]) -> Likeness:
    """Compare a typed patronymic with a person's."""
    if typed is None or not patronymic:
        return Likeness.UNKNOWN
    if typed.shortened:
        return _beginning(typed.text, patronymic)
    word, name = typed.text.translate(_UNDIVIDED), patronymic.translate(_UNDIVIDED)
    found = word_likeness(word, name, somebodys=_exists(typed.text, known))
    if found in (Likeness.OTHER, Likeness.TYPOS) and _one_father(word, name):
        return Likeness.VARIANT
    return found


@lru_cache(maxsize=100_000)
def _one_father(typed: str, name: str) -> bool:
    """Tell whether two patronymics name one father: Вагиф кызы, Вагифовна."""
    fathers = [(_TURKIC.sub("", bones), _SLAVIC.sub("", bones)) for bones in map(skeleton, (typed, name))]
    (turkic, slavic), (other_turkic, other_slavic) = fathers
    return (turkic == other_slavic or slavic == other_turkic) and len(turkic) > 1 and turkic != slavic


def _exists(typed: str, known: frozenset[str]) -> bool:
    return any(bones in known for bones in skeletons(typed))


@lru_cache(maxsize=500_000)
def word_likeness(typed: str, name: str, *, somebodys: bool) -> Likeness:
    """Compare one whole word with one name; `somebodys`: the typed word is a name that exists."""
    if typed == name:
        return Likeness.SAME
    latin = has_latin(typed)
    if spelt_so(name, typed) if latin else _only_short_i(typed, name):
        return Likeness.SPELT
    bones, name_bones = skeletons(typed), skeleton(name)
    if name_bones in bones:
        return Likeness.SKELETON
    if any(_other_sex(each, name_bones) for each in bones):
        return Likeness.SEX
    pairs = [(each, name_bones) for each in bones] if latin else [(typed, name)]
    return min((_typing_errors(*pair, somebodys=somebodys) for pair in pairs), key=_ORDER.__getitem__)


def _only_short_i(typed: str, name: str) -> bool:
    """Tell whether only й and и, or a lost ь, ъ differ: no other spelling, and hardly an error."""
    return typed.translate(_SHORT_I) == name.translate(_SHORT_I)


def _typing_errors(typed: str, name: str, *, somebodys: bool) -> Likeness:
    shortest = min(len(typed), len(name))
    wrong = edits(typed, name)
    if wrong == 1 and shortest >= _SHORT:
        return Likeness.TYPOS if somebodys else Likeness.TYPO
    if wrong <= _MOST_ERRORS and shortest >= _LONG and not somebodys:
        return Likeness.TYPOS
    return Likeness.OTHER


def _other_sex(bones: str, name_bones: str) -> bool:
    if bones + "а" == name_bones or name_bones + "а" == bones:
        return not (bones.endswith("аа") or name_bones.endswith("аа"))
    pair = {bones[-1:], name_bones[-2:]} if bones.endswith("и") else {name_bones[-1:], bones[-2:]}
    return pair == {"и", "ая"} and bones.rstrip("иая") == name_bones.rstrip("иая")


@lru_cache(maxsize=100_000)
def _beginning(typed: str, name: str) -> Likeness:
    name_bones = skeleton(name)
    same = name.startswith(typed) or any(
        bones and name_bones.startswith(bones) for bones in (*skeletons(typed), *_LETTERS.get(typed, ()))
    )
    return Likeness.BEGINNING if same else Likeness.OTHER


def _beginning_of_any(typed: str, name: str) -> Likeness:
    """Compare a cut first name with the whole one, and one of three letters or more with its short forms."""
    found = _beginning(typed, name)
    if found is Likeness.OTHER and len(typed) >= _CUT:
        shorts = short_forms_of(name)
        return Likeness.SHORT if any(each.startswith(typed) for each in shorts) else found
    return found


@lru_cache(maxsize=100_000)
def _short_form(typed: str, name: str) -> bool:
    return is_short_form(typed, name) or (has_latin(typed) and _latin_short_form(typed, name))


def _latin_short_form(typed: str, name: str) -> bool:
    return skeleton(typed) in {skeleton(each) for each in short_forms_of(name)}
