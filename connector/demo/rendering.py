"""How a value is written to the wire: JSON as PHP encodes it, or Moodle's XML."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

_XML_HEAD = '<?xml version="1.0" encoding="UTF-8" ?>\n'


_MARK = "\ue0d3"
_MARKED = re.compile(r'"\\ue0d3([0-9]+)"')


@dataclass(frozen=True)
class Drawn:
    """A list whose elements are JSON already, so that long lists need not be encoded anew for every page."""

    elements: Sequence[str]


def php_json(value: Any) -> str:
    """Encode as PHP's json_encode does: ASCII only, no spaces, slashes escaped."""
    lists: list[str] = []

    def mark(told: object) -> str:
        if not isinstance(told, Drawn):
            raise TypeError(type(told))
        lists.append(f"[{','.join(told.elements)}]")
        return f"{_MARK}{len(lists) - 1}"

    text = json.dumps(value, separators=(",", ":"), default=mark).replace("/", "\\/")
    return _MARKED.sub(lambda found: lists[int(found[1])], text) if lists else text


def moodle_xml(value: Any) -> str:
    """Write a value in the XML a caller gets who forgets moodlewsrestformat=json."""
    return f"{_XML_HEAD}<RESPONSE>\n{_xml(value)}</RESPONSE>\n"


def moodle_xml_error(error: dict[str, Any]) -> str:
    """Write an error in XML."""
    return (
        f'{_XML_HEAD}<EXCEPTION class="{escape(error["exception"])}">\n'
        f"<ERRORCODE>{escape(error['errorcode'])}</ERRORCODE>\n"
        f"<MESSAGE>{escape(error['message'])}</MESSAGE>\n</EXCEPTION>\n"
    )


def _xml(value: Any) -> str:
    if value is None:
        return '<VALUE null="null"/>\n'
    if isinstance(value, Drawn):
        return _xml([json.loads(element) for element in value.elements])
    if isinstance(value, list):
        return f"<MULTIPLE>\n{''.join(map(_xml, value))}</MULTIPLE>\n"
    if isinstance(value, dict):
        keys = "".join(f'<KEY name="{escape(key)}">{_xml(told)}</KEY>\n' for key, told in value.items())
        return f"<SINGLE>\n{keys}</SINGLE>\n"
    told = int(value) if isinstance(value, bool) else value
    return f"<VALUE>{escape(str(told))}</VALUE>\n"
