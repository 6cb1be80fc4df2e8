"""What a step of the night did, in a few words: the same for a real night and a dry one."""

from collections import Counter
from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from config.locale import Texts
from jobs.steps import StepRecord

_SILENT = {"count"}
"""Steps whose work is told by the table of numbers below."""


def did(words: Texts, step: StepRecord) -> str:
    """Return what the step did, blank for one that failed."""
    if not step.coverage or step.name in _SILENT:
        return ""
    if step.name == "pull":
        return words.say("night.did.pull", **_rows_pulled(step.coverage))
    if "letters" in step.coverage:
        return words.say("night.did.deliver_dry", **_counts(step.coverage))
    return words.say(f"night.did.{step.name}", **_counts(step.coverage))


def _rows_pulled(coverage: Mapping[str, JsonValue]) -> dict[str, int]:
    """Return how many rows came, changed and went, over all sites and streams."""
    sums = Counter({"added": 0, "changed": 0, "returned": 0, "gone": 0})
    for stream in _streams(coverage):
        sums.update({name: count for name, count in _counts(stream).items() if name in sums})
    return {"added": sums["added"], "changed": sums["changed"] + sums["returned"], "gone": sums["gone"]}


def _streams(coverage: Mapping[str, JsonValue]) -> Iterator[Mapping[str, JsonValue]]:
    for site in coverage.values():
        assert isinstance(site, dict)
        yield from (stream for stream in site.values() if isinstance(stream, dict))


def _counts(told: Mapping[str, JsonValue]) -> dict[str, int]:
    return {name: count for name, count in told.items() if isinstance(count, int)}
