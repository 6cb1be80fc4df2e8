"""Russian names as they are typed: split into tokens, each a word, an initial or a shortened word.

Nothing here knows which person is meant; `mappings.identity.name_reading` finds out which token is the surname.
"""

import re
from dataclasses import dataclass, field

from mappings.identity.alphabets import (
    as_cyrillic,
    composed,
    could_be_cyrillic,
    folded,
    has_cyrillic,
    look_alikes_replaced,
)
from mappings.identity.organisation_names import normal_organisation

__all__ = ["NameToken", "full_name", "name_tokens", "normal_name", "normal_organisation", "surname_parts"]

_NOT_NAME = re.compile(r"[^\w\s.()'’`ʹʺʼ′″”\-]|[\d_]")
_MARKS = "-'’`ʹʺʼ′″”"
_DIGIT = re.compile(r"(?<=[^\W\d_])[0346](?=[^\W\d_])|\b[0346](?=[^\W\d_]{3})")
_CYRILLIC_DIGITS = {"0": "о", "3": "з", "4": "ч", "6": "б"}
_LATIN_DIGITS = {"0": "o", "3": "z", "4": "ch", "6": "sh"}
"""Letters for which a digit inside a word stands."""

_DASHES = re.compile(r"\s*[‐‑‒–—−-]+\s*")
_TURKIC = re.compile(r"^(?:оглы|оглу|углы|улы|кызы|кизи|гызы|ogly|oglu|uly|kyzy|kizi|gyzy)$")
_WHOLE_NAME = 3
"""Surname, first name, patronymic."""

_PIECE = re.compile(r"\(|\)|[^\s.()]+\.?")


@dataclass(frozen=True, slots=True)
class NameToken:
    """One word of a name, folded."""

    text: str = field(repr=False)
    shortened: bool = False
    """An initial («А.») or a cut word («Мих.»): it tells how the name begins."""

    former: bool = False
    """It stood in brackets: «Черкасова (Смирнова)»."""

    from_last_name: bool = False
    """It was typed into the field of the surname."""


def normal_name(text: str) -> str:
    """Return one part of a name for comparing: folded, look-alikes Cyrillic, no stray marks or spaces."""
    bare = _bare(text).replace("(", " ").replace(")", " ")
    words = [as_cyrillic(folded(as_cyrillic(word))) for word in bare.replace(".", " ").split()]
    return " ".join(word for word in (each.strip(_MARKS) for each in words) if word)


def _bare(text: str) -> str:
    """Return a name without what belongs to none, its dashes alike, digits in words as the letters meant."""
    letters = _CYRILLIC_DIGITS if has_cyrillic(text) else _LATIN_DIGITS
    read = _DIGIT.sub(lambda digit: letters[digit[0]], composed(text))
    return _DASHES.sub("-", _NOT_NAME.sub(" ", read))


def full_name(last_name: str, first_name: str, patronymic: str) -> str:
    """Return the whole name for comparing."""
    return " ".join(part for part in map(normal_name, (last_name, first_name, patronymic)) if part)


def surname_parts(surname: str) -> tuple[str, ...]:
    """Return a normal surname and, where it is double, its halves, and it in the other order."""
    halves = [half for half in surname.replace(" ", "-").split("-") if len(half) > 1]
    if not halves[1:]:
        return (surname,)
    return (surname, "-".join(reversed(halves)), *halves)


def name_tokens(last_name: str, first_name: str) -> tuple[NameToken, ...]:
    """Return the tokens of an account's two name fields, surname's field first.

    Latin words that could be Cyrillic in disguise are read as such where the rest of the name is Cyrillic.
    """
    cyrillic = has_cyrillic(last_name + first_name)
    tokens = [
        token
        for text, is_last in ((last_name, True), (first_name, False))
        for token in _field_tokens(text, cyrillic=cyrillic, is_last=is_last)
    ]
    return tuple(_without_repeats(_glued(tokens)))


def _field_tokens(text: str, *, cyrillic: bool, is_last: bool) -> list[NameToken]:
    tokens, inside = [], False
    for piece in _PIECE.findall(_bare(text)):
        if piece in "()":
            inside = piece == "("
            continue
        word = _read_word(piece.rstrip("."), cyrillic=cyrillic)
        if word:
            shortened = len(word) == 1 or piece.endswith(".")
            tokens.append(NameToken(word, shortened, inside, is_last))
    return tokens


def _read_word(piece: str, *, cyrillic: bool) -> str:
    word = as_cyrillic(piece)
    if cyrillic and not has_cyrillic(word) and could_be_cyrillic(word):
        word = look_alikes_replaced(word)
    return folded(word).strip(_MARKS)


def _glued(tokens: list[NameToken]) -> list[NameToken]:
    """Join «оглы», «кызы» to the patronymic before them."""
    glued: list[NameToken] = []
    for token in tokens:
        if glued and _TURKIC.match(token.text):
            glued[-1] = NameToken(f"{glued[-1].text} {token.text}", from_last_name=glued[-1].from_last_name)
        else:
            glued.append(token)
    return glued


def _without_repeats(tokens: list[NameToken]) -> list[NameToken]:
    """Drop what is said twice: «Гришина Елена Александровна | Елена Але.»."""
    whole = [token for token in tokens if not token.shortened]
    kept: list[NameToken] = []
    for token in tokens:
        if token.shortened and _says_again(token, whole):
            continue
        if token.shortened or token.text not in {each.text for each in kept}:
            kept.append(token)
    return kept


def _says_again(token: NameToken, whole: list[NameToken]) -> bool:
    """Tell whether a shortened token only repeats a whole one of the other field."""
    if len(whole) >= _WHOLE_NAME:
        return True
    return len(token.text) > 1 and any(
        each.text.startswith(token.text) and each.from_last_name != token.from_last_name for each in whole
    )
