"""Many calls in few requests: what to do when a batch stops at an error or is too much for the site.

Moodle's batch stops at the first call that fails and answers with those before it (WEBSERVICE.md 3).
"""

from collections.abc import Callable, Sequence

from connector.errors import OddError, WaitError
from connector.moodle.calls import Call, Reply
from connector.moodle.errors import EMPTY, TOO_MUCH_ASKED

Exchange = Callable[[Sequence[Call]], list[Reply]]
"""Sends calls in one request; returns the replies up to and including the first error."""


def answers(calls: Sequence[Call], exchange: Exchange, alone: Callable[[Call], Reply]) -> list[Reply]:
    """Return a reply to every call, in order, sending the rest again after each error.

    A batch that is too much for the site is halved. A call told to wait is tried once more, alone. Raises
    WaitError where the site stays silent even to one call.
    """
    replies: list[Reply] = []
    most = len(calls)
    while len(replies) < len(calls):
        part = calls[len(replies) : len(replies) + most]
        try:
            got = exchange(part)
        except WaitError as error:
            if error.text_id not in TOO_MUCH_ASKED or (len(part) == 1 and error.text_id != EMPTY):
                raise
            most = (len(part) + 1) // 2
            got = [Reply(error=error)] if len(part) == 1 else []
        else:
            got = _checked(got, part, alone)
        replies += got
    return replies


def _checked(got: list[Reply], part: Sequence[Call], alone: Callable[[Call], Reply]) -> list[Reply]:
    if not got or len(got) > len(part):
        raise OddError("lms.error.batch_count", asked=len(part), told=len(got))
    if isinstance(got[-1].error, WaitError):
        got[-1] = alone(part[len(got) - 1])
    return got
