"""Find people of the roster by what somebody types: our number, № of the roster, or the beginning of names."""

from collections.abc import Iterable

from mappings.identity.names import normal_name

Named = tuple[int, str | None, str, str, str]
"""Our number, № of the roster, surname, first name, patronymic."""


def find(named: Iterable[Named], text: str, limit: int) -> list[int]:
    """Return the numbers of those that fit, the likeliest first: the number itself, surnames, other names."""
    typed = text.strip().lstrip("№").strip()
    if typed.isdigit():
        found = [
            (0 if each[0] == int(typed) else 1, each[0]) for each in named if typed in {str(each[0]), each[1]}
        ]
    else:
        words = normal_name(typed).split()
        found = [(0 if _surname_first(each, words) else 1, each[0]) for each in named if _fits(each, words)]
    # Sorting keeps the order of names among equals.
    return [number for _, number in sorted(found, key=lambda each: each[0])][:limit]


def _fits(named: Named, words: list[str]) -> bool:
    """Tell whether each word begins another of the names."""
    left = [part for name in named[2:] for part in normal_name(name).replace("-", " ").split()]
    for word in words:
        begun = next((part for part in left if part.startswith(word)), None)
        if begun is None:
            return False
        left.remove(begun)
    return bool(words)


def _surname_first(named: Named, words: list[str]) -> bool:
    return normal_name(named[2]).startswith(words[0])
