"""What a pull gave: by stream and by site, for the record, the screen and `--json`."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pydantic import JsonValue

from config.problems import Problem
from connector.errors import BorderError
from connector.moodle.asking.spending import Statistics
from jobs.stream_state import StreamState
from mappings.keeping.pulled import Kept


@dataclass(frozen=True)
class StreamOutcome:
    """What one stream gave."""

    stream: str
    state: StreamState
    kept: Kept
    rows: int
    """In the store now, gone ones and courses only begun left out."""

    problems: tuple[Problem, ...] = ()
    coverage: dict[str, JsonValue] = field(default_factory=dict)
    set_aside: int = 0
    """Rows of the stream in quarantine that wait for somebody."""


@dataclass(frozen=True)
class SiteOutcome:
    """What one LMS gave; `error` where it gave nothing, or nothing more."""

    site: str
    statistics: Statistics = field(default_factory=Statistics)
    streams: tuple[StreamOutcome, ...] = ()
    seconds: float = 0
    notes: tuple[Problem, ...] = ()
    """What the plan could not find as configured, and what cannot be known by its ways."""

    error: BorderError | None = None
    reconciled: bool = True
    """Whether everything was read, not only what is new."""

    @property
    def complete(self) -> bool:
        """Tell whether every stream was read whole and kept."""
        return self.error is None and all(each.state is StreamState.KEPT for each in self.streams)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything wrong, the site's own failure first."""
        own = (Problem(self.error.text_id, {"site": self.site, **self.error.detail}),) if self.error else ()
        return (*own, *self.notes, *(problem for each in self.streams for problem in each.problems))

    @property
    def coverage(self) -> dict[str, JsonValue]:
        """What was read of each stream, for the record."""
        return {each.stream: _coverage(each) for each in self.streams}


def _coverage(outcome: StreamOutcome) -> dict[str, JsonValue]:
    kept = outcome.kept
    told: dict[str, JsonValue] = {"state": outcome.state.value, "read": kept.read, **outcome.coverage}
    if outcome.set_aside:
        told["set_aside"] = outcome.set_aside
    if outcome.state is StreamState.HELD:
        return told | {"left": kept.left or 0}
    return told | {
        "added": kept.added,
        "changed": kept.changed,
        "returned": kept.returned,
        "missed": kept.missed,
        "gone": kept.gone,
    }


def sync_summary(outcomes: Iterable[SiteOutcome]) -> dict[str, JsonValue]:
    """Return what `sync --json` prints: sums over all sites, coverage by site."""
    outcomes = list(outcomes)
    rows: dict[str, int] = {}
    for stream in (stream for each in outcomes for stream in each.streams):
        rows[stream.stream] = rows.get(stream.stream, 0) + stream.rows
    return {
        "requests": sum(each.statistics.requests for each in outcomes),
        "bytes": sum(each.statistics.bytes_received for each in outcomes),
        "seconds": round(max((each.seconds for each in outcomes), default=0), 3),
        "complete": all(each.complete for each in outcomes),
        "reconciled": all(each.reconciled for each in outcomes),
        "coverage": {each.site: each.coverage for each in outcomes},
        "rows": dict(rows),
        "problems": sum(len(each.problems) for each in outcomes),
    }
