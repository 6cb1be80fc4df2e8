"""Names compared as people mean them: the LMS escapes, pads and cases them as it likes."""

import html
import unicodedata


def plain(text: str) -> str:
    """Return the text as a person reads it: HTML entities resolved, spaces single, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", html.unescape(text)).split())


def alike(text: str | None) -> str:
    """Return what two spellings of one name have in common; blank for no name at all."""
    return plain(text or "").casefold()
