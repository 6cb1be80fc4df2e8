"""Different questions in one request: what is known beforehand need not be asked about one after the other."""

from collections.abc import Sequence
from itertools import islice

from connector.moodle.asking.calls import Call, Reply
from connector.moodle.client import Moodle


def ask_together(moodle: Moodle, *lots: Sequence[Call], size: int) -> list[list[Reply]]:
    """Return the replies lot by lot, sent as if all calls were one lot. Raises WaitError."""
    replies = iter(moodle.batch([call for lot in lots for call in lot], size=size))
    return [list(islice(replies, len(lot))) for lot in lots]
