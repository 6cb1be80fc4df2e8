"""How reconciliation stands in numbers: states, what waits and why, and how right the matcher was in life."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jobs.reconciliation.wanted import organisation_of
from mappings.facts import Key, LinkState
from mappings.identity.cases import Case
from mappings.identity.ledger import REJECTION, Judgement
from mappings.identity.values import Reason

_BANDS = (0.0, 0.4, 0.6, 0.8, 0.9, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Band:
    """Accounts whose best candidate's probability lay in [low, high), and what human beings said of it."""

    low: float
    high: float
    judged: int
    agreed: int
    """The account was given to the very person."""


@dataclass(frozen=True, slots=True)
class Stats:
    """The numbers."""

    states: Mapping[LinkState, int]
    reasons: Mapping[Reason, int]
    """Of accounts that wait."""

    organisations: Sequence[tuple[str | None, int]]
    """Of accounts that wait, the most first; None: nothing tells where they belong."""

    by_hand: int
    """Accounts about which a human being's word holds."""

    by_matcher: int
    """Accounts linked without one."""

    decisions: int
    """Decisions that were not taken back."""

    undone: int
    bands: Sequence[Band]
    staff: int
    """People who hold a post."""

    staff_with_account: int


def stats_of(
    cases: Sequence[Case],
    decided: Mapping[Key, Sequence[Judgement]],
    replaced: Mapping[int, Judgement],
    *,
    undone: int,
    staff: tuple[int, int],
) -> Stats:
    """Count; `replaced` are the lines that decisions took the place of, by number."""
    waiting = [case for case in cases if case.state is LinkState.REVIEW]
    states = Counter(case.state for case in cases)
    places = Counter(organisation_of(case) for case in waiting)
    return Stats(
        states={state: states[state] for state in LinkState},
        reasons=dict(Counter(case.reason for case in waiting).most_common()),
        organisations=sorted(places.items(), key=lambda each: (-each[1], each[0] or "")),
        by_hand=sum(case.by_hand for case in cases),
        by_matcher=sum(case.state is LinkState.LINKED and not case.by_hand for case in cases),
        decisions=sum(map(len, decided.values())),
        undone=undone,
        bands=_bands(_agreements(decided, replaced)),
        staff=staff[0],
        staff_with_account=staff[1],
    )


def _agreements(
    decided: Mapping[Key, Sequence[Judgement]], replaced: Mapping[int, Judgement]
) -> Iterable[tuple[float, bool]]:
    """Yield the score of each best candidate of the matcher's, and whether a human being agreed."""
    for lines in decided.values():
        for line in lines:
            thought = replaced.get(line.supersedes) if line.supersedes is not None else None
            if thought is not None and not thought.by_hand and thought.person_id is not None:
                yield thought.score, _agrees(line, thought.person_id)


def _agrees(line: Judgement, person_id: int) -> bool:
    linked = line.method != REJECTION and line.state is LinkState.LINKED
    return linked and line.person_id == person_id


def _bands(told: Iterable[tuple[float, bool]]) -> list[Band]:
    agreements = list(told)
    found = []
    for low, high in pairwise(_BANDS):
        inside = [
            agreed for score, agreed in agreements if low <= score and (score < high or high == _BANDS[-1])
        ]
        if inside:
            found.append(Band(low, high, len(inside), sum(inside)))
    return found
