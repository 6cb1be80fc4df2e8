"""How a value is written to the wire: JSON as PHP encodes it, or Moodle's XML."""

import json
from html import escape
from typing import Any

_XML_HEAD = '<?xml version="1.0" encoding="UTF-8" ?>\n'


def php_json(value: Any) -> str:
    """Encode as PHP's json_encode does: ASCII only, no spaces, slashes escaped."""
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/")


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
    if isinstance(value, list):
        return f"<MULTIPLE>\n{''.join(map(_xml, value))}</MULTIPLE>\n"
    if isinstance(value, dict):
        keys = "".join(f'<KEY name="{escape(key)}">{_xml(told)}</KEY>\n' for key, told in value.items())
        return f"<SINGLE>\n{keys}</SINGLE>\n"
    told = int(value) if isinstance(value, bool) else value
    return f"<VALUE>{escape(str(told))}</VALUE>\n"
