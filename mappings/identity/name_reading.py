"""Which token of an account's name is the surname, which the first name, which the patronymic.

People swap the fields, put everything into one, or write the patronymic first. The roster's own names tell
what a token is likely to be; where two readings are nearly as good, both are kept.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import product

from mappings.identity.alphabets import edits, has_cyrillic, typed_in_russian
from mappings.identity.diminutives import first_names
from mappings.identity.names import NameToken, name_tokens
from mappings.identity.transliteration import skeleton, skeletons

_PATRONYMIC = re.compile(r"(?:ович|евич|евна|овна|ична|инична|ьич|ич|овн|оглы|оглу|углы|улы|кызы|кизи|гызы)$")
_SURNAME = re.compile(r"(?:[оеё]в|ин|ын|ск|цк)(?:а|ая|ой|ии|и|ий)?$|(?:енко|ук|юк|чук|ян|дзе|швили|их|ых)$")
_MOST_TOKENS = 6
_INITIALS = 2
"""Letters of initials without dots."""

_LONG = 7
"""Letters a word needs for two wrong ones to be typing errors."""

_NEARLY = 0.8
"""Readings whose fit differs by less than this are both kept."""


@dataclass(frozen=True)
class Vocabulary:
    """The roster's names by skeleton, with how many people bear each."""

    surnames: Counter[str] = field(repr=False)
    first_names: Counter[str] = field(repr=False)
    patronymics: Counter[str] = field(repr=False)

    @cached_property
    def known_first_names(self) -> frozenset[str]:
        """Skeletons of first names, the roster's and the usual ones."""
        return frozenset(self.first_names) | {skeleton(name) for name in first_names()}

    @cached_property
    def _by_length(self) -> dict[str, dict[int, list[str]]]:
        return {
            "first": _sorted_by_length(self.known_first_names),
            "patronymic": _sorted_by_length(self.patronymics),
        }

    @cached_property
    def _near(self) -> dict[tuple[str, str], bool]:
        return {}

    def near(self, role: str, skeleton_: str) -> bool:
        """Tell whether a known first name or patronymic is a typing error away."""
        asked = (role, skeleton_)
        if asked not in self._near:
            length = len(skeleton_)
            names = self._by_length[role]
            self._near[asked] = any(
                edits(skeleton_, each) <= (1 if length < _LONG else 2)
                for near_length in range(length - 1, length + 2)
                for each in names.get(near_length, ())
            )
        return self._near[asked]


def _sorted_by_length(names: Iterable[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for name in names:
        found.setdefault(len(name), []).append(name)
    return found


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an account's name."""

    surnames: tuple[NameToken, ...] = field(default=(), repr=False)
    """The surname first, then whatever else may be one: a former name, a second word."""

    first_name: NameToken | None = field(default=None, repr=False)
    patronymic: NameToken | None = field(default=None, repr=False)


def tokens_of(last_name: str, first_name: str, vocabulary: Vocabulary) -> tuple[NameToken, ...]:
    """Return the tokens of an account's name, read with the other keyboard where only that gives known names."""
    tokens = _with_initials(name_tokens(last_name, first_name), vocabulary)
    if has_cyrillic(last_name + first_name) or any(_is_known(token, vocabulary) for token in tokens):
        return tokens
    other = name_tokens(typed_in_russian(last_name), typed_in_russian(first_name))
    return other if any(_is_known(token, vocabulary) for token in other) else tokens


def _is_known(token: NameToken, vocabulary: Vocabulary) -> bool:
    bones = skeletons(token.text)
    names = (vocabulary.surnames, vocabulary.known_first_names, vocabulary.patronymics)
    return not token.shortened and any(_among(bones, each) for each in names)


def _with_initials(tokens: tuple[NameToken, ...], vocabulary: Vocabulary) -> tuple[NameToken, ...]:
    """Take two letters that are no name for two initials: «Тихонова ДН»."""
    if all(len(token.text) <= _INITIALS for token in tokens):
        return tokens
    split = [
        [replace(token, text=letter, shortened=True) for letter in token.text]
        if len(token.text) == _INITIALS and not _is_known(token, vocabulary)
        else [token]
        for token in tokens
    ]
    whole = [token for parts in split for token in parts]
    return tuple(dict.fromkeys(whole)) if len(whole) > len(tokens) + 2 else tuple(whole)


def readings(tokens: tuple[NameToken, ...], vocabulary: Vocabulary) -> tuple[Reading, ...]:
    """Return the best reading of a name and, where another one is nearly as good, that too."""
    open_tokens = [token for token in tokens if not token.former][:_MOST_TOKENS]
    if not open_tokens:
        return ()
    fits = [
        tuple(fit(token, place, vocabulary) for fit in (_surname_fit, _first_name_fit, _patronymic_fit))
        for place, token in enumerate(open_tokens)
    ]
    ranked = sorted(_roles(fits), key=lambda each: (-each[0], str(each[1])))
    best, roles = ranked[0]
    chosen = [roles, *(other for fit, other in ranked[1:2] if best - fit < _NEARLY)]
    return tuple(_reading(tokens, open_tokens, roles) for roles in chosen)


Roles = tuple[int | None, int | None, int | None]


def _roles(fits: list[tuple[float, ...]]) -> Iterator[tuple[float, Roles]]:
    """Yield every way to give the three roles to tokens, with its fit."""
    for roles, taken, idle in _ways(len(fits)):
        fit = sum([fits[place][role] for role, place in taken])
        yield fit - 0.5 * idle - 0.3 * (roles[0] is None) - 0.2 * (roles[1] is None), roles


@cache
def _ways(tokens: int) -> tuple[tuple[Roles, tuple[tuple[int, int], ...], int], ...]:
    """Return every way to give three roles to so many tokens: roles, (role, place) of those given, idle tokens."""
    ways = []
    for roles in product((*range(tokens), None), repeat=3):
        taken = tuple((role, place) for role, place in enumerate(roles) if place is not None)
        if taken and len({place for _, place in taken}) == len(taken):
            ways.append((roles, taken, tokens - len(taken)))
    return tuple(ways)


def _reading(tokens: tuple[NameToken, ...], open_tokens: list[NameToken], roles: Roles) -> Reading:
    surname, first_name, patronymic = (None if place is None else open_tokens[place] for place in roles)
    others = [token for token in tokens if token not in (surname, first_name, patronymic)]
    spare = [token for token in others if not token.shortened]
    return Reading(
        surnames=((surname, *spare) if surname else tuple(spare)),
        first_name=first_name,
        patronymic=patronymic,
    )


def _surname_fit(token: NameToken, _place: int, vocabulary: Vocabulary) -> float:
    if token.shortened:
        return -3.0
    bones = skeletons(token.text)
    known = 1.2 if _among(bones, vocabulary.surnames) else 0.0
    shaped = 0.7 if any(map(_SURNAME.search, bones)) else 0.0
    is_patronymic = _among(bones, vocabulary.patronymics) and not known
    return 0.5 + known + shaped + 0.6 * token.from_last_name - 2.0 * is_patronymic


def _first_name_fit(token: NameToken, place: int, vocabulary: Vocabulary) -> float:
    earlier = -0.05 * place
    if token.shortened:
        return 0.7 + earlier
    bones = skeletons(token.text)
    if _among(bones, vocabulary.known_first_names):
        return 2.5 + earlier
    near = 1.0 if any(vocabulary.near("first", each) for each in bones) else 0.0
    return near + 0.6 * (not token.from_last_name) + earlier


def _patronymic_fit(token: NameToken, place: int, vocabulary: Vocabulary) -> float:
    later = 0.05 * place
    if token.shortened:
        return 0.6 + later
    bones = skeletons(token.text)
    if _among(bones, vocabulary.patronymics):
        return 3.0 + later
    if any(map(_PATRONYMIC.search, bones)):
        return 2.0 + later
    return (1.4 if any(vocabulary.near("patronymic", each) for each in bones) else -2.0) + later


def _among(bones: tuple[str, ...], names: Container[str]) -> bool:
    return any(each in names for each in bones)
