"""What an answer of the LMS means when it is not the answer asked for: wait, refused or odd.

Moodle tells its own errors with HTTP 200 and JSON; everything else that can stand in the way (proxies,
maintenance, another address, PHP running out of memory) tells itself by status and content type.
The tables are WEBSERVICE.md 1.2 and 11. Texts: `config/locale/*/lms.toml`, `error.<name>`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from connector.errors import BorderError, OddError, RefusedError, WaitError
from connector.moodle.asking.strict_json import CutShortError, UnreadableError, decode

EMPTY = "lms.error.empty_reply"
TIMEOUT = "lms.error.timeout"
GATEWAY = "lms.error.gateway"
HALF = "lms.error.half_reply"

TOO_MUCH_ASKED = frozenset({EMPTY, TIMEOUT, GATEWAY})
"""Errors that a smaller question may avoid: PHP out of memory, or out of time."""

BURDENED = frozenset(
    {
        TIMEOUT,
        GATEWAY,
        HALF,
        *(f"lms.error.{name}" for name in ("too_many", "unavailable", "unreachable", "server")),
    }
)
"""Errors that fewer questions at once may avoid. An empty 500 is not of them: PHP's memory is counted by request."""

_BY_CODE: dict[str, tuple[type[BorderError], str]] = {
    "invalidtoken": (RefusedError, "token"),
    "accessexception": (RefusedError, "access"),
    "servicenotavailable": (RefusedError, "access"),
    "servicerequireslogin": (RefusedError, "access"),
    "invalidrecord": (OddError, "no_record"),
    "invalidrecordunknown": (OddError, "no_record"),
    "noreviewattempt": (RefusedError, "right"),
    "invalidparameter": (OddError, "parameter"),
    "invalidresponse": (OddError, "bad_row"),
    "nopermissions": (RefusedError, "right"),
    "nopermissiontoviewgrades": (RefusedError, "right"),
    "requireloginerror": (RefusedError, "course_closed"),
    "errorcoursecontextnotvalid": (RefusedError, "course_closed"),
    "coursehidden": (RefusedError, "course_closed"),
    "notingroup": (RefusedError, "course_closed"),
    "usernotfullysetup": (RefusedError, "profile_incomplete"),
    "forcepasswordchangenotice": (RefusedError, "password_change"),
    "sitepolicynotagreed": (RefusedError, "policy"),
    "wsaccessuserdeleted": (RefusedError, "account_blocked"),
    "wsaccessuserunconfirmed": (RefusedError, "account_blocked"),
    "wsaccessusersuspended": (RefusedError, "account_blocked"),
    "wsaccessuserexpired": (RefusedError, "account_blocked"),
    "wsaccessusernologin": (RefusedError, "account_blocked"),
    "sitemaintenance": (WaitError, "maintenance"),
    "dmlreadexception": (WaitError, "database"),
    "dmlwriteexception": (WaitError, "database"),
    "dmltransactionexception": (WaitError, "database"),
    "dbconnectionfailed": (WaitError, "database"),
    "sessionwaiterr": (WaitError, "database"),
    "userdeleted": (OddError, "person_gone"),
    "invaliduser": (OddError, "person_gone"),
    "usernotconfirmed": (OddError, "person_gone"),
    "guestsarenotallowed": (OddError, "person_gone"),
    "usernotenroled": (OddError, "not_tracked"),
    "nocriteriaset": (OddError, "not_tracked"),
    "cannotviewreport": (OddError, "not_tracked"),
    "accessdenied": (OddError, "not_tracked"),
    "errorreportview": (RefusedError, "report_closed"),
    "errorsourceinvalid": (OddError, "report_broken"),
    "errorsourceunavailable": (OddError, "report_broken"),
}

_STOPS_EVERYTHING = frozenset(
    f"lms.error.{name}"
    for name in ("token", "profile_incomplete", "password_change", "policy", "account_blocked")
)

_OK, _REDIRECTS, _CLIENT_ERRORS, _SERVER_ERRORS = 200, range(300, 400), range(400, 500), range(500, 600)
_FORBIDDEN = 403
_BY_STATUS: dict[int, tuple[type[BorderError], str]] = {
    401: (RefusedError, "forbidden"),
    404: (RefusedError, "not_found"),
    407: (RefusedError, "forbidden"),
    408: (WaitError, "timeout"),
    410: (RefusedError, "not_found"),
    429: (WaitError, "too_many"),
    502: (WaitError, "gateway"),
    503: (WaitError, "unavailable"),
    504: (WaitError, "gateway"),
    524: (WaitError, "gateway"),
}
_BLOCKED_LINE = 300
"""Moodle's line for blocked addresses is one short sentence in any language (lib/setup.php:1118)."""

_LOOKED_AT = 10_000
"""Bytes from which it can be seen what a body is that is not JSON."""


@dataclass(frozen=True)
class HttpReply:
    """An answer as it came, before anybody knows what it is."""

    status: int
    content_type: str
    body: bytes = field(repr=False)
    location: str | None = field(default=None, repr=False)
    retry_after: str | None = None
    date: str | None = None
    """By the clock of the LMS."""


def read_reply(reply: HttpReply) -> Any:
    """Return the JSON value an answer carries; raise WaitError, RefusedError or OddError for anything else."""
    check_status(reply)
    return value_of(reply)


def value_of(reply: HttpReply) -> Any:
    """Return the JSON value an answer of good status carries; raise the errors `read_reply` does."""
    try:
        value = decode(reply.body)
    except (CutShortError, UnreadableError) as fault:
        error = _not_json(reply.body, cut=isinstance(fault, CutShortError))
    else:
        if not isinstance(value, dict) or "exception" not in value:
            return value
        error = told_error(value)
    raise error


def moment_told(header: str | None) -> datetime | None:
    """Return the moment an HTTP header tells, in UTC; None where it tells none."""
    try:
        told = parsedate_to_datetime(header or "")
    except ValueError:
        return None
    return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)


def told_error(told: Mapping[str, Any]) -> BorderError:
    """Return the error that Moodle tells as JSON, by its code: class and message differ between versions."""
    code = told.get("errorcode")
    if not code:
        return OddError("lms.error.php")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        return OddError("lms.error.unknown_code", code="?")
    kind, name = _BY_CODE.get(code, (OddError, "unknown_code"))
    return kind(f"lms.error.{name}", code=code)


_CODE = re.compile(r"[A-Za-z0-9_:-]{1,60}")
"""How Moodle writes its codes; anything else may be words, and those may name somebody."""


def stops_everything(error: BorderError) -> bool:
    """Tell whether nothing more can be asked: the token or its account has been taken out of service."""
    return error.text_id in _STOPS_EVERYTHING


def wrong_shape(function: str) -> OddError:
    """Return the error for JSON that is not what the function promises."""
    return OddError("lms.error.wrong_shape", function=function)


def check_status(reply: HttpReply) -> None:
    """Raise the error that an answer's status, or its being blank, tells."""
    status, blank = reply.status, not reply.body.strip()
    if status == _OK:
        if blank:
            raise WaitError(HALF)
        return
    if status in _REDIRECTS:
        raise RefusedError("lms.error.moved", address=_address(reply.location))
    if status == _FORBIDDEN:
        raise RefusedError("lms.error.services_off" if blank else "lms.error.forbidden")
    if status in _BY_STATUS:
        kind, name = _BY_STATUS[status]
        raise kind(f"lms.error.{name}", **_patience(reply))
    if status in _SERVER_ERRORS:
        raise WaitError(EMPTY if blank else "lms.error.server", **_patience(reply))
    kind = RefusedError if status in _CLIENT_ERRORS else OddError
    raise kind("lms.error.status", status=status)


def _patience(reply: HttpReply) -> dict[str, int]:
    """Return the seconds that `Retry-After` asks for: it tells them, or a moment by the clock of the LMS."""
    told = (reply.retry_after or "").strip()
    if told.isascii() and told.isdigit():
        return {"retry_after": int(told[:6])}
    until, now = moment_told(told), moment_told(reply.date)
    if until is None or now is None or until <= now:
        return {}
    return {"retry_after": int((until - now).total_seconds())}


def _address(location: str | None) -> str:
    """Return scheme and host of where a redirect leads: its path may carry what is nobody's business."""
    parts = urlsplit(location or "")
    if not parts.hostname:
        return "?"
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}"


def _not_json(told: bytes, *, cut: bool) -> BorderError:
    body = told[:_LOOKED_AT].lstrip(b"\xef\xbb\xbf \t\r\n")
    if body.startswith((b"{", b"[", b'"')):
        return WaitError(HALF) if cut else OddError("lms.error.not_json")
    if body.startswith(b"<?xml"):
        return OddError("lms.error.xml")
    if b"<" in body:
        return OddError("lms.error.html")
    if len(body) <= _BLOCKED_LINE and b"\n" not in body.strip():
        return RefusedError("lms.error.address_blocked")
    return OddError("lms.error.not_json")
