"""A list that really has shrunk is accepted by hand: up to what was shown, not more."""

from collections.abc import Iterable, Mapping

from connector.errors import RefusedError
from jobs.context import Context
from jobs.stream_state import StreamState
from mappings.keeping import published

Accepted = Mapping[tuple[str, str], int]
"""By site and stream: so few rows are believed, but no fewer."""


def accept(context: Context, streams: Iterable[str]) -> Accepted:
    """Return what the last recorded pull held back of these streams, on any site, as accepted.

    Raises RefusedError for a stream that is not held back.
    """
    shown = _held(context)
    wanted = set(streams)
    unheld = wanted - {stream for _, stream in shown}
    if unheld:
        raise RefusedError("night.nothing_to_accept", stream=", ".join(sorted(unheld)))
    return {key: rows for key, rows in shown.items() if key[1] in wanted}


def _held(context: Context) -> dict[tuple[str, str], int]:
    """Return how many rows each held stream showed."""
    with context.store.reading() as tx:
        last = published.last_step(tx, "pull")
    found: dict[tuple[str, str], int] = {}
    for site, streams in (last.coverage if last else {}).items():
        for stream, told in streams.items() if isinstance(streams, dict) else ():
            if isinstance(told, dict) and told.get("state") == StreamState.HELD.value:
                found[site, stream] = int(str(told["left"]))
    return found
