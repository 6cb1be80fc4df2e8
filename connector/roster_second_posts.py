"""Posts held beside a main one (совместитель), however a staff list says so and in whichever column."""

import re

_YES = frozenset({"да", "+", "1", "v", "х"})
_NO = re.compile(r"\b(?:не|нет|кроме|без)\b")
_MARK = r"(?:внутр|внеш)?\w*\.?[\s\-]*\bсовм(?:ест\w*|\.|(?=$|[\s,;)]))"
_SECOND = re.compile(rf"{_MARK}|^(?:внутр|внеш)\w*\.?$")
_RATE = r"(?:\d(?:[.,]\d+)?\s*(?:ставк\w*|ст\.?)[\s,(]*)?"
_AT_THE_END = re.compile(
    rf"[\s,;/\-–—(]*\b{_RATE}(?:на условиях\s+|по\s+)?(?:(?:внутр|внеш)\w*\.?[\s\-]*)?"
    r"\bсовм(?:ест\w*|\.)?(?:[\s,(]*\d(?:[.,]\d+)?\s*(?:ставк\w*|ст\.?))?[\s).]*$",
    re.IGNORECASE,
)


def says_second(text: str) -> bool:
    """Tell whether a cell says that the post is a second one: «внешний», «0,5 ставки (совм.)»."""
    plain = text.casefold()
    return _SECOND.search(plain) is not None and not _NO.search(plain)


def ticked_as_second(text: str) -> bool:
    """Tell the same of a cell below «Совместитель», where a tick is enough."""
    return text.casefold() in _YES or says_second(text)


def parted_post(post: str) -> tuple[str, bool]:
    """Return a post without such a mark at its end, and whether there was one: «учитель (совместитель)»."""
    bare = _AT_THE_END.sub("", post)
    if not bare or bare == post:
        return post, False
    return bare + ")" * (bare.count("(") - bare.count(")")), True
