"""How like a typed word is to a part of a person's name."""

from enum import StrEnum
from functools import lru_cache

from mappings.identity.alphabets import edits, has_latin
from mappings.identity.diminutives import is_short_form, is_variant, short_forms_of
from mappings.identity.names import NameToken, surname_parts
from mappings.identity.transliteration import skeleton, spelt_so

_LONG = 8
"""Letters a word needs for two wrong ones to be typing errors."""

_SHORT = 4
"""Letters a word needs for a wrong one to be a typing error."""

_MOST_ERRORS = 2


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
    found = _surname_words(token.text, surname, somebodys=skeleton(token.text) in known)
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
        if skeleton(theirs[0]) in {skeleton(part) for part in ours[:2]}:
            return Likeness.SAME
        if {skeleton(part) for part in ours} & {skeleton(part) for part in theirs}:
            return Likeness.HALF
    return Likeness.OTHER


def first_name_likeness(typed: NameToken | None, first_name: str, known: frozenset[str]) -> Likeness:
    """Compare a typed first name with a person's."""
    if typed is None or not first_name:
        return Likeness.UNKNOWN
    if typed.shortened:
        return _beginning(typed.text, first_name)
    if is_variant(typed.text, first_name):
        return Likeness.VARIANT
    exists = skeleton(typed.text) in known
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
    return word_likeness(typed.text, patronymic, somebodys=skeleton(typed.text) in known)


@lru_cache(maxsize=500_000)
def word_likeness(typed: str, name: str, *, somebodys: bool) -> Likeness:
    """Compare one whole word with one name; `somebodys`: the typed word is a name that exists."""
    if typed == name:
        return Likeness.SAME
    bones, name_bones = skeleton(typed), skeleton(name)
    if bones == name_bones:
        if not has_latin(typed) or spelt_so(name, typed):
            return Likeness.SPELT
        return Likeness.SKELETON
    if _other_sex(bones, name_bones):
        return Likeness.SEX
    if not has_latin(typed):
        return _typing_errors(typed, name, somebodys=somebodys)
    return _typing_errors(bones, name_bones, somebodys=somebodys)


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
    bones, name_bones = skeleton(typed), skeleton(name)
    same = name.startswith(typed) or (bones and name_bones.startswith(bones))
    return Likeness.BEGINNING if same else Likeness.OTHER


@lru_cache(maxsize=100_000)
def _short_form(typed: str, name: str) -> bool:
    return is_short_form(typed, name) or (has_latin(typed) and _latin_short_form(typed, name))


def _latin_short_form(typed: str, name: str) -> bool:
    return skeleton(typed) in {skeleton(each) for each in short_forms_of(name)}
