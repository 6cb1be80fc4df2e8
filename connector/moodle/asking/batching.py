"""Many calls in few requests: what to do when a batch stops at an error or is too much for the site.

Moodle's batch stops at the first call that fails and answers with those before it (WEBSERVICE.md 3).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from connector.errors import OddError, WaitError
from connector.moodle.asking.calls import Call, Reply
from connector.moodle.asking.encoding import Parameter, arguments
from connector.moodle.asking.errors import EMPTY, TOO_MUCH_ASKED, stops_everything, told_error, wrong_shape
from connector.moodle.asking.strict_json import CutShortError, UnreadableError, decode
from connector.moodle.functions import Function

Exchange = Callable[[Sequence[Call]], list[Reply]]
"""Sends calls in one request; returns the replies up to and including the first error."""


class Measure(Protocol):
    """Tells how large a batch should be, and is told when one was too large."""

    def fitting(self, calls: Sequence[Call], /) -> int:
        """Return how many of the calls, from the first on, the next request should carry."""

    def too_much(self, calls: Sequence[Call], /) -> None:
        """Hear that so many were too much."""


def answers(
    calls: Sequence[Call], exchange: Exchange, alone: Callable[[Call], Reply], sizes: Measure
) -> list[Reply]:
    """Return a reply to every call, in order, sending the rest again after each error.

    A batch that is too much for the site is halved. A call told to wait is tried once more, alone. Raises
    WaitError where the site stays silent even to one call, RefusedError where nothing more can be asked.
    """
    replies: list[Reply] = []
    most = len(calls)
    while len(replies) < len(calls):
        rest = calls[len(replies) : len(replies) + most]
        part = rest[: sizes.fitting(rest)]
        try:
            got = exchange(part)
        except WaitError as error:
            if error.text_id not in TOO_MUCH_ASKED or (len(part) == 1 and error.text_id != EMPTY):
                raise
            sizes.too_much(part)
            most = (len(part) + 1) // 2
            got = [Reply(error=error)] if len(part) == 1 else []
        else:
            got = _checked(got, part, alone)
        replies += got
    return replies


def _checked(got: list[Reply], part: Sequence[Call], alone: Callable[[Call], Reply]) -> list[Reply]:
    """Return the replies where there is one to each call, or they end at an error."""
    if len(got) > len(part) or not got or (len(got) < len(part) and got[-1].error is None):
        raise OddError("lms.error.batch_count", asked=len(part), told=len(got))
    error = got[-1].error
    if isinstance(error, WaitError):
        got[-1] = alone(part[len(got) - 1])
    elif error is not None and stops_everything(error):
        raise error
    return got


def asked_together(calls: Sequence[Call]) -> list[Parameter]:
    """Return the parameter of the batch function that carries the calls."""
    return [
        {"function": call.function.value, "arguments": arguments(call.arguments), "settingraw": True}
        for call in calls
    ]


def told_together(told: Any, calls: Sequence[Call]) -> list[Reply]:
    """Return the replies a batch was answered with, up to the first error; raise OddError for another shape."""
    responses = _responses(told)
    if responses is None:
        raise wrong_shape(Function.BATCH)
    if len(responses) > len(calls):
        raise OddError("lms.error.batch_count", asked=len(calls), told=len(responses))
    return [_reply(*pair) for pair in zip(responses, calls, strict=False)]


def told_sizes(told: Any, calls: Sequence[Call]) -> list[tuple[str, int]]:
    """Return function and size of answer of each call, as far as they were answered; whatever was told."""
    responses = _responses(told) or [None] * len(calls)
    pairs = zip(calls, responses, strict=False)
    return [(call.function.value, len(_text(response) or "")) for call, response in pairs]


def _responses(told: Any) -> list[Any] | None:
    responses = told.get("responses") if isinstance(told, Mapping) else None
    return responses if isinstance(responses, list) else None


def _reply(response: Any, call: Call) -> Reply:
    text = _text(response)
    if text is None:
        raise wrong_shape(Function.BATCH)
    told = _decoded(text)
    if not response["error"]:
        return Reply(told)
    if not isinstance(told, Mapping):
        raise wrong_shape(Function.BATCH)
    error = told_error(told)
    error.detail["function"] = call.function.value
    return Reply(error=error)


def _text(response: Any) -> str | None:
    """Return the JSON text inside one response; None where it is none."""
    failed = response.get("error") if isinstance(response, Mapping) else None
    if not isinstance(failed, bool):
        return None
    text = response.get("exception" if failed else "data")
    return text if isinstance(text, str) else None


def _decoded(text: str) -> Any:
    try:
        return decode(text)
    except (CutShortError, UnreadableError):
        error = wrong_shape(Function.BATCH)
    raise error
