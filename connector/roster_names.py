"""Surname, first name and patronymic of a staff list's cells, whether they stand in three columns or in one."""

import re
from dataclasses import dataclass, field

_PATRONYMIC = re.compile(r"(?:ович|евич|ич|овна|евна|ична|инична)$")
_PARTICLES = frozenset({"оглы", "оглу", "кызы", "кизи", "углы", "угли", "гызы"})
_BRACKETS = re.compile(r"(?:^|\s)\(([^()]*)\)")
_REST = re.compile(r"\s*(?:[,;]|\s[-–—]\s).*$")
_DOUBLE = re.compile(r"(?<=[а-яё])\s*[-–—]\s*(?=[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+)")
_INITIALS = re.compile(r"\b([А-ЯЁA-Z])\.\s*")
_NO = frozenset({"нет", "-", "–", "—", "отсутствует"})
_THREE = 3


@dataclass(frozen=True, slots=True)
class Name:
    """A name in its parts, and what else stood in its cell."""

    last_name: str = field(default="", repr=False)
    first_name: str = field(default="", repr=False)
    patronymic: str = field(default="", repr=False)
    former: str = field(default="", repr=False)
    """The surname in brackets."""

    rest: str = field(default="", repr=False)
    """What follows a comma or a dash: a post."""


def name_of(last_name: str, first_name: str, patronymic: str, full_name: str) -> Name:
    """Return a name from its cells; a whole name in the surname's cell, or both names in one, is parted."""
    patronymic = "" if patronymic.casefold() in _NO else patronymic
    if full_name and not (last_name or first_name or patronymic):
        return _parted(full_name)
    if " " in last_name and not first_name and not patronymic:
        return _parted(last_name)
    bare, former = _without_former(last_name)
    if not patronymic and " " in first_name:
        first_name, _, patronymic = first_name.partition(" ")
    return Name(_proper(bare), _proper(first_name), _proper(patronymic), _proper(former))


def _parted(text: str) -> Name:
    text, former = _without_former(text)
    text = _DOUBLE.sub("-", text)
    kept = _REST.sub("", text)
    rest = text[len(kept) :].strip(" ,;-–—")
    words = _INITIALS.sub(r"\1. ", kept).split()
    tail = 1 + (len(words) > _THREE and words[-1].casefold() in _PARTICLES)
    if len(words) == _THREE and _patronymic(words[1]) and not _patronymic(words[2]):
        words = [words[2], *words[:2]]
    surname = max(1, len(words) - tail - 1) if words and (_patronymic(words[-1]) or tail > 1) else 1
    parts = (words[:surname], words[surname : surname + 1], words[surname + 1 :])
    last, first, middle = (_proper(" ".join(part)) for part in parts)
    return Name(last, first, middle, _proper(former), rest)


def _without_former(text: str) -> tuple[str, str]:
    found = _BRACKETS.search(text)
    if not found:
        return text, ""
    told = found[1].strip()
    return " ".join(_BRACKETS.sub(" ", text).split()) or text, told if told.istitle() and told.replace(
        "-", ""
    ).isalpha() else ""


def _patronymic(word: str) -> bool:
    return _PATRONYMIC.search(word.casefold()) is not None


def _proper(text: str) -> str:
    """Return a name in its usual case where it stands in capitals or in small letters throughout."""
    return " ".join(_word(word) for word in text.split())


def _word(word: str) -> str:
    letters = word.replace("-", "")
    if len(letters) <= 1 or not letters.isalpha() or not (word.isupper() or word.islower()):
        return word
    if word.casefold() in _PARTICLES:
        return word.casefold()
    return "-".join(part.capitalize() for part in word.split("-")) if word.isupper() else word.title()
