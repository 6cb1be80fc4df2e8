"""Calls by pair, a course or quiz and an account: thousands of them, so a refusal is believed the first time.

Every error stops a batch, so a quiz closed to us would cost a request for each account asked about.
"""

from collections.abc import Callable, Collection, Sequence

from connector.errors import RefusedError
from connector.moodle.asking.calls import Call, Reply
from connector.moodle.client import Moodle

Pair = tuple[int, int]
"""(course or quiz, account)."""

PAIRS_AT_ONCE = 200
"""Light calls: 1 to 5 ms each (WEBSERVICE.md 12)."""

_WORTH_A_TRY = 25
"""So few pairs are asked about straight away: trying first would cost as much as it saves."""


def refuses(reply: Reply) -> bool:
    """Tell whether the answer would be the same about anybody."""
    return isinstance(reply.error, RefusedError)


def ask_pairs(
    moodle: Moodle,
    pairs: Sequence[Pair],
    call: Callable[[Pair], Call],
    *,
    closed: Callable[[Reply], bool] = refuses,
    known: Collection[int] = (),
) -> dict[Pair, Reply]:
    """Return the replies by pair; of a course or quiz that is closed only the first is asked about.

    `known` are those already found open. Raises WaitError.
    """
    first: dict[int, Pair] = {}
    if len(pairs) > _WORTH_A_TRY:
        for pair in pairs:
            if pair[0] not in known:
                first.setdefault(pair[0], pair)
    replies = _ask(moodle, list(first.values()), call)
    shut = {thing for (thing, _), reply in replies.items() if closed(reply)}
    rest = [pair for pair in pairs if pair not in replies and pair[0] not in shut]
    return replies | _ask(moodle, rest, call)


def _ask(moodle: Moodle, pairs: Sequence[Pair], call: Callable[[Pair], Call]) -> dict[Pair, Reply]:
    replies = moodle.batch([call(pair) for pair in pairs], size=PAIRS_AT_ONCE)
    return dict(zip(pairs, replies, strict=True))
