"""The names that show in a mailbox: «anna.petrova82@…», «petrovaanna@…» is not read."""

import re
from functools import lru_cache

from mappings.identity.transliteration import skeletons

_WORD = re.compile(r"[a-zа-яё]{3,}")


@lru_cache(maxsize=100_000)
def mail_words(mailbox: str | None) -> frozenset[str]:
    """Return the skeletons of the words before the @."""
    local = (mailbox or "").strip().casefold().partition("@")[0]
    return frozenset(bones for word in _WORD.findall(local) for bones in skeletons(word))
