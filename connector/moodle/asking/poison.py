"""A record that Moodle itself cannot tell spoils every list it stands in; here it is searched out.

Moodle checks a whole answer against the types it has promised, and one bad field fails all of it
(WEBSERVICE.md T1). What is asked for is divided, and divided again where it fails, until each culprit stands
alone and everybody else has been read. A batch stops at each failure, so failures are dear and parts are
cheap: a part is divided into many, and a culprit among n costs about log₁₆ n requests, three for 4,000.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from connector.errors import BorderError, OddError, WaitError
from connector.moodle.asking.calls import Call, Reply
from connector.moodle.asking.errors import TOO_MUCH_ASKED
from connector.moodle.client import Moodle

BRANCHES = 16
"""Parts that one which fails is divided into."""

MOST_CULPRITS = 200
"""Where there are more, it is not some records that are bad."""

_CALLS_AT_ONCE = 200
_RECORDS_AT_ONCE = 5_000
"""In one request: at 4 ms an account it is answered before proxies lose patience (WEBSERVICE.md 4a, T25)."""

_NOTHING_MORE = 1_000
"""Numbers that nobody has: after so many in a row there are none."""

_OF_A_RECORD = frozenset(
    f"lms.error.{name}" for name in ("bad_row", "person_gone", "no_record", "php", "unknown_code")
)

Part = TypeVar("Part")
Key = TypeVar("Key")


@dataclass(frozen=True)
class Culprit(Generic[Part]):
    """What could not be told though it was asked for alone."""

    part: Part
    error: BorderError

    @property
    def reason(self) -> str:
        """Return Moodle's code for it, else our own name of the error."""
        return str(self.error.detail.get("code") or self.error.text_id.rpartition(".")[2])


def may_be_poisoned(error: BorderError | None) -> bool:
    """Tell whether less of the same might be answered: a bad record in the list, or too long a list."""
    if error is None:
        return False
    return error.text_id in TOO_MUCH_ASKED or (isinstance(error, OddError) and error.text_id in _OF_A_RECORD)


def bisect(
    moodle: Moodle,
    keys: Sequence[Key],
    call: Callable[[Sequence[Key]], Call],
    *,
    size: int = 250,
    most: int = MOST_CULPRITS,
) -> tuple[list[Any], list[Culprit[Key]]]:
    """Return the replies to questions about all keys, at first `size` in each, and the keys nobody can tell of.

    Raises what `divided` does.
    """
    values, culprits = divided(
        moodle,
        _in_parts(keys, size),
        call,
        lambda part: _in_parts(part, -(-len(part) // BRANCHES)) if len(part) > 1 else (),
        calls_at_once=min(_CALLS_AT_ONCE, max(1, _RECORDS_AT_ONCE // size)),
        most=most,
    )
    return values, [Culprit(each.part[0], each.error) for each in culprits]


def divided(
    moodle: Moodle,
    parts: Sequence[Part],
    call: Callable[[Part], Call],
    divide: Callable[[Part], Sequence[Part]],
    *,
    calls_at_once: int = _CALLS_AT_ONCE,
    most: int = MOST_CULPRITS,
) -> tuple[list[Any], list[Culprit[Part]]]:
    """Return the replies to all parts, those that fail divided until they don't, and the parts left over.

    `divide` gives the smaller parts of one, none where it can't be divided. All parts of a round go together in
    batches. Raises WaitError, also where the least that can be asked is too much; RefusedError; OddError for an
    error that is no single record's, where nothing at all can be told, and for more than `most` culprits.
    """
    values: list[Any] = []
    culprits: list[Culprit[Part]] = []
    while parts:
        replies = _ask(moodle, [call(part) for part in parts], calls_at_once)
        failed = [(part, reply) for part, reply in zip(parts, replies, strict=True) if reply.error]
        values += [reply.value for reply in replies if not reply.error]
        _check([reply for _, reply in failed], most - len(culprits))
        if len(failed) == len(parts):
            _check_all_failed(moodle, failed, call, divide)
        smaller = [(part, reply, divide(part)) for part, reply in failed]
        culprits += [
            Culprit(part, reply.error)
            for part, reply, rest in smaller
            if not rest and reply.error is not None
        ]
        parts = [each for _, _, rest in smaller for each in rest]
        calls_at_once = _CALLS_AT_ONCE
    return values, culprits


def _ask(moodle: Moodle, calls: Sequence[Call], at_once: int) -> Sequence[Reply]:
    """Return the replies; where a call alone was too much for the site, nothing is known of any."""
    try:
        return moodle.batch(calls, size=at_once)
    except WaitError as error:
        if error.text_id not in TOO_MUCH_ASKED:
            raise
        return [Reply(error=error)] * len(calls)


def _check(failed: Sequence[Reply], most: int) -> None:
    """Raise the first error that dividing does not help against, or where they are too many."""
    for reply in failed:
        if len(failed) > most or not may_be_poisoned(reply.error):
            reply.get()


def _check_all_failed(
    moodle: Moodle,
    failed: Sequence[tuple[Part, Reply]],
    call: Callable[[Part], Call],
    divide: Callable[[Part], Sequence[Part]],
) -> None:
    """Raise the error of a round in which nothing was told, where it is not some record's or some length's."""
    part, reply = failed[0]
    if len(failed) >= BRANCHES:
        reply.get()
    too_much = all(each.error is not None and each.error.text_id in TOO_MUCH_ASKED for _, each in failed)
    if not too_much or not divide(part):
        return
    while smaller := divide(part):
        part = smaller[0]
    least = moodle.batch([call(part)])[0]
    if least.error is not None and least.error.text_id in TOO_MUCH_ASKED:
        least.get()


def _in_parts(keys: Sequence[Key], size: int) -> list[Sequence[Key]]:
    return [keys[start : start + size] for start in range(0, len(keys), size)]


def every_number(
    moodle: Moodle,
    call: Callable[[Sequence[int]], Call],
    rows: Callable[[Any], Sequence[Any]],
    known: Iterable[int] = (),
    *,
    start: int = 1,
) -> tuple[list[Any], list[Culprit[int]]]:
    """Return the rows of everything that has a number, and the numbers that can't be told, with nothing known.

    For functions that pass over numbers nobody has: numbers are asked for from `start` on, until so many in a row
    have nothing, and as far as those `known` go. Raises what `divided` does.
    """
    found: list[Any] = []
    culprits: list[Culprit[int]] = []
    last = max(known, default=0)
    while True:
        window = range(start, start + _NOTHING_MORE)
        values, odd = bisect(moodle, window, call, most=MOST_CULPRITS - len(culprits))
        here = [row for value in values for row in rows(value)]
        found += here
        culprits += odd
        start += _NOTHING_MORE
        if not here and not odd and start > last:
            return found, culprits
