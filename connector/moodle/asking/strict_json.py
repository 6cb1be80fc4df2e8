"""JSON as PHP writes it, and nothing else; errors hold nothing of the text, which may name people."""

import json
from typing import Any, NoReturn

_NEAR_THE_END = 8
"""Characters: a literal or an escape that was cut begins so far before the end of the text, or nearer."""


class UnreadableError(ValueError):
    """The text is not JSON, or tells a number that is none or one key twice, as json_encode never does."""


class CutShortError(ValueError):
    """The text ends before the value does."""


def decode(text: bytes | str) -> Any:
    """Return the value that a JSON text in UTF-8 tells; raise CutShortError or UnreadableError."""
    try:
        return _DECODER.decode(text if isinstance(text, str) else text.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        cut = error.msg.startswith("Unterminated") or _at_the_end(error)
    except UnicodeDecodeError as error:
        cut = error.reason == "unexpected end of data"
    except (ValueError, RecursionError):
        cut = False
    raise CutShortError if cut else UnreadableError


def _at_the_end(error: json.JSONDecodeError) -> bool:
    return error.msg != "Extra data" and error.pos >= len(error.doc.rstrip()) - _NEAR_THE_END


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) != len(pairs):
        raise UnreadableError
    return told


def _no_number(_: str) -> NoReturn:
    raise UnreadableError


_DECODER = json.JSONDecoder(object_pairs_hook=_once_each, parse_constant=_no_number)
