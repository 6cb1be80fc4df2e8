"""Which of the roster's organisations somebody means: «школа 2 с. Сосновка» is «Сосновская СОШ № 2» where it stands.

A name is taken apart into what the organisation is (a school, a kindergarten), its number and its own words: a
place, a name. It means an organisation when they share an own word and nothing else disagrees.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from mappings.identity.alphabets import edits
from mappings.identity.organisation_names import normal_organisation

_SCHOOLS = frozenset({"сош", "оош", "нош", "сш", "гимназия", "гимн", "лицей"})
_KINDS = _SCHOOLS | {"детсад", "удо", "цдо", "ддт", "дши", "дюсш", "цдт", "имц", "сют"}
_SAME_KIND = {"сш": "сош", "гимн": "гимназия"}
_IDLE = re.compile(
    r"муниципальн\w+|государственн\w+|бюджетн\w+|автономн\w+|казенн\w+|(?:обще|не)?образовательн\w+|общеобразовательн\w+"
    r"|учрежден\w+|дошкольн\w+|дополнительн\w+|образован\w+|вида|комбинированн\w+|общеразвивающ\w+|компенсирующ\w+"
    r"|присмотр\w*|оздоровлен\w+|центр\w*|развити\w+|црр|имени|героя|советского|союза|россии|хмао|югра|янао|ао|область"
    r"|обл|край|респ\w*|район\w*|рн|корпус\w*|до|доу|школ\w*|село|поселок|деревня|и|ребенка"
)
_BUILDING = re.compile(r"\bкорпус\w*\s*(?:№\s*)?\d+|\b\d+\s*корпус\w*|\([^)]*корпус[^)]*\)", re.IGNORECASE)
_DISTRICT = re.compile(r"\b[\w-]+\s+(?:муниципальн\w+\s+)?(?:район\w*|р-н\w*|округ\w*)\b", re.IGNORECASE)
_SHORTEST = 4
"""Letters an own word needs to be known by its beginning."""

_ENDING = 2
"""Letters that may differ at the end: Сосновка, Сосновская."""

_TYPO_FROM = 6


@dataclass(frozen=True, slots=True)
class Meaning:
    """A name of an organisation, taken apart."""

    kinds: frozenset[str] = field(repr=False)
    numbers: frozenset[str] = field(repr=False)
    words: frozenset[str] = field(repr=False)


@lru_cache(maxsize=20_000)
def meaning(name: str) -> Meaning:
    """Take a name apart."""
    words = normal_organisation(_DISTRICT.sub(" ", _BUILDING.sub(" ", name))).split()
    kinds = frozenset(_SAME_KIND.get(word, word) for word in words if word in _KINDS)
    numbers = frozenset(word for word in words if word.isdigit())
    own = (word for word in words if word not in _KINDS and not word.isdigit() and len(word) > 1)
    return Meaning(kinds, numbers, frozenset(word for word in own if not _IDLE.fullmatch(word)))


class Organisations:
    """The roster's organisations by their own words."""

    def __init__(self, names: Iterable[str]) -> None:
        self._known = {name: meaning(name) for name in sorted(names)}
        self._by_beginning: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for name, known in self._known.items():
            for word in known.words:
                self._by_beginning[word[:_SHORTEST]][word].add(name)
        self._found: dict[str, frozenset[str]] = {}

    def meant(self, name: str) -> frozenset[str]:
        """Return the organisations a name may mean: one where it is clear, none where it is another's."""
        if name not in self._found:
            self._found[name] = self._search(meaning(name))
        return self._found[name]

    def _search(self, told: Meaning) -> frozenset[str]:
        """Find what is meant: words of a known organisation's own, and no word that none of them has."""
        by_word = [self._bearers(word) for word in told.words]
        if not by_word or not all(by_word):
            return frozenset()
        shared = {name for name in frozenset.intersection(*by_word) if _fits(told, self._known[name])}
        whole = {name for name in shared if _is_whole(told, self._known[name])}
        return frozenset(whole or shared or self._beside_a_place(told, frozenset.union(*by_word)))

    def _beside_a_place(self, told: Meaning, near: frozenset[str]) -> frozenset[str]:
        """Find organisations named in full beside another word, as the village where they stand."""
        named = {name for name in near if _fits(told, self._known[name]) and self._holds(told, name)}
        most = max((len(self._known[name].words) for name in named), default=0)
        return frozenset(name for name in named if len(self._known[name].words) == most)

    def _holds(self, told: Meaning, name: str) -> bool:
        known = self._known[name]
        return told.numbers == known.numbers and all(
            any(_same_word(word, own) for word in told.words) for own in known.words
        )

    def _bearers(self, word: str) -> frozenset[str]:
        """Return the organisations one of whose own words is this one, or one a letter away where none is."""
        near = self._by_beginning.get(word[:_SHORTEST], {})
        found = {name for known, names in near.items() if _same_word(word, known) for name in names}
        if not found and len(word) >= _TYPO_FROM:
            found = {
                name
                for words in self._by_beginning.values()
                for known, names in words.items()
                if len(known) >= _TYPO_FROM and edits(word, known) == 1
                for name in names
            }
        return frozenset(found)


def _same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    least = max(_SHORTEST, min(len(one), len(other)) - _ENDING)
    return one[:least] == other[:least] and len(one) >= _SHORTEST


def _fits(told: Meaning, known: Meaning) -> bool:
    """Tell whether kind and number agree as far as they are told."""
    return told.numbers <= known.numbers and (
        not told.kinds or not known.kinds or bool(told.kinds & known.kinds)
    )


def _is_whole(told: Meaning, known: Meaning) -> bool:
    """Tell whether no own word is left out; a number often is."""
    return len(told.words) == len(known.words) and (not told.numbers or told.numbers == known.numbers)
