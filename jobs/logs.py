"""Logs: quiet, on stderr, `key=value` or JSON lines, with secrets masked and records never printed.

What may stand in a log are numbers and words: counts, seconds, LMS numbers, roster numbers, message ids.
"""

import logging
import re
import sys
from collections.abc import Collection
from typing import Any, Literal

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

Level = Literal["debug", "info", "warning"]

MASK = "***"

_LEAST_SECRET = 4
"""Signs; to mask shorter ones would mask half the log and guard nothing."""

_LOOKS_SECRET = (
    (re.compile(r"(?<=://)[^\s/@]+:[^\s/@]+(?=@)"), MASK),
    (re.compile(r"(?i)\b((?:ws)?token|password|secret|key)(\s*[=:]\s*)[^\s&,;'\"]+"), rf"\1\2{MASK}"),
    (re.compile(r"\b[0-9a-fA-F]{32,}\b"), MASK),
)
"""Logins in addresses, `token=…` and its like, and Moodle's tokens, which are 32 hexadecimal digits."""

_secrets: set[str] = set()


def hide(secret: str) -> None:
    """Never print this secret from now on, wherever in a log it turns up."""
    if len(secret) >= _LEAST_SECRET:
        _secrets.add(secret)


def masked(text: str) -> str:
    """Return the text with every known secret, and what looks like one, replaced by `***`."""
    for secret in sorted(_secrets, key=len, reverse=True):
        text = text.replace(secret, MASK)
    for pattern, mask in _LOOKS_SECRET:
        text = pattern.sub(mask, text)
    return text


def configure_logs(*, level: Level = "warning", as_json: bool = False) -> None:
    """Send our own logs and those of the libraries to stderr, in one shape."""
    own: list[Processor] = [structlog.stdlib.add_log_level, structlog.processors.TimeStamper("iso", utc=True)]
    structlog.configure(
        processors=[*own, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(own, as_json=as_json))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    # Alembic tells its own plumbing at every start; who wants that asks for --debug.
    logging.getLogger("alembic").setLevel("DEBUG" if level == "debug" else "WARNING")


def _formatter(foreign: list[Processor], *, as_json: bool) -> logging.Formatter:
    last = structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else _key_value
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=foreign,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _error_by_kind,
            _plain_values,
            last,
        ],
    )


def _error_by_kind(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Name an exception's kind in place of its traceback: its text may quote what it choked on."""
    told = event.pop("exc_info", None)
    error = told[1] if isinstance(told, tuple) else sys.exc_info()[1] if told is True else told
    return {**event, "error": type(error).__name__} if error else event


def _plain_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {key: _plain(value) for key, value in event.items()}


def _plain(value: Any) -> str | int | float | bool | None:
    """Return a number or a masked word; of anything bigger only its kind, and how much of it there is."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return masked(value)
    size = f" of {len(value)}" if isinstance(value, Collection) else ""
    return f"<{type(value).__name__}{size}>"


_key_value = structlog.processors.LogfmtRenderer(
    key_order=["timestamp", "level", "event"], drop_missing=True, bool_as_flag=False
)
