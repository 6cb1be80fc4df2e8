"""Which known organisations a name that is not known may be a new spelling of.

Names are compared normal (`normal_organisation`): sets of words. Two are near where their numbers are the same,
and what one has more is a town, a patron, a legal form or a typing error. Kinds of schools tell two apart:
«Лицей № 3» is never «СОШ № 3», nor is a branch its school.
"""

from collections.abc import Iterable

from mappings.identity.alphabets import edits

_KINDS = frozenset(
    {"сош", "оош", "нош", "лицей", "гимназия", "детсад", "удо", "црр", "цдт", "школа", "интернат", "колледж"}
)
_APART = frozenset(
    {"филиал", "корпус", "отделение", "вечерняя", "коррекционная", "спортивная", "музыкальная"}
)
"""Words that make another organisation of the same number; so does a letter alone («№ 7 А»), but not initials."""

_MOST_MORE, _MOST_MORE_BESIDE_NUMBER = 3, 8
"""Words that one name may have more: a number in common leaves room for «имени дважды Героя …»."""

_TYPO_FROM, _TWO_TYPOS_FROM = 5, 9
"""Letters a word needs for one wrong letter, or two, to be a typing error and not another word."""


def near_organisations(normal: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the known normal names that are near to one, all that are equally and most near; none is no match."""
    ranked = [(cost, each) for each in known if (cost := _cost(normal, each)) is not None]
    least = min((cost for cost, _ in ranked), default=None)
    return tuple(sorted(each for cost, each in ranked if cost == least))


def near_each_other(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return the pairs among normal names that are near."""
    ordered = sorted(names)
    buckets: dict[frozenset[str], list[str]] = {}
    for name in ordered:
        buckets.setdefault(_numbers(set(name.split())), []).append(name)
    return [
        (one, other)
        for names_of_one in buckets.values()
        for place, one in enumerate(names_of_one)
        for other in names_of_one[place + 1 :]
        if _cost(one, other) is not None
    ]


def _cost(one: str, other: str) -> int | None:
    """Return by how much two names differ, or None where they are two organisations."""
    left, right = set(one.split()), set(other.split())
    common = left & right
    if _numbers(left) != _numbers(right) or _kinds_differ(left, right, common):
        return None
    more, fewer = _without_typos(left - common, right - common)
    typos = len(left - common) - len(more)
    if (more and fewer) or not _enough(common, typos):
        return None
    extra = more | fewer
    most = _MOST_MORE_BESIDE_NUMBER if _numbers(common) else _MOST_MORE
    apart = extra & _APART or (extra and all(len(word) == 1 for word in extra))
    return None if len(extra) > most or apart else len(extra) + typos


def _numbers(words: set[str]) -> frozenset[str]:
    return frozenset(word for word in words if word.isdigit())


def _kinds_differ(left: set[str], right: set[str], common: set[str]) -> bool:
    """Tell whether both name a kind of school and not the same; a number alone is of no kindergarten."""
    kinds = (left & _KINDS, right & _KINDS)
    if all(kinds) and kinds[0] != kinds[1]:
        return True
    return kinds[0] != kinds[1] and "детсад" in kinds[0] | kinds[1] and not _own_words(common)


def _own_words(words: Iterable[str]) -> set[str]:
    return {word for word in words if word not in _KINDS and not word.isdigit()}


def _enough(common: set[str], typos: int) -> bool:
    """Tell whether what is common is more than a kind of school."""
    return bool(common - _KINDS) or typos > 0


def _without_typos(left: set[str], right: set[str]) -> tuple[set[str], set[str]]:
    """Return the words of both that have no mistyped twin in the other."""
    left, right = set(left), set(right)
    for word in sorted(left):
        twin = next((each for each in sorted(right) if _typo(word, each)), None)
        if twin is not None:
            left.discard(word)
            right.discard(twin)
    return left, right


def _typo(one: str, other: str) -> bool:
    longest = max(len(one), len(other))
    if longest < _TYPO_FROM or one.isdigit() or other.isdigit():
        return False
    return edits(one, other) <= (2 if longest >= _TWO_TYPOS_FROM else 1)
