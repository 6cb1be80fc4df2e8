"""What is thought of an account now and was not before: whether that is news, and why it came to be."""

from collections.abc import Mapping
from dataclasses import dataclass

from mappings.facts import Key, LinkState
from mappings.identity.ledger import Judgement
from mappings.identity.values import Candidate, Factor, Link, Reason

SCORE_MOVES = 0.05
"""Scores move a little with every change of the roster, for rarity is measured on it; less than this is no news."""

WEIGHT_MOVES = 0.5
"""A factor's weight moves with the roster too; less than this explains nothing."""

LIKELY = 0.05
"""A rival less likely than this comes and goes unnoticed."""


@dataclass(frozen=True, slots=True)
class Thought:
    """What is, or was, thought of an account."""

    state: LinkState
    person_id: int | None
    score: float
    reason: Reason = Reason.NONE
    method: str = "none"


@dataclass(frozen=True, slots=True)
class LinkChange:
    """An account of which something else is thought, and what speaks otherwise of the person thought of now."""

    account: Key
    before: Thought | None
    """None: it was not thought of yet."""

    after: Thought
    appeared: tuple[Factor, ...] = ()
    vanished: tuple[Factor, ...] = ()
    moved: tuple[tuple[str, float, float], ...] = ()
    """(factor, weight before, weight after)."""


def is_news(held: Judgement, link: Link) -> bool:
    """Tell whether the matcher thinks otherwise than the line that holds, noise aside."""
    if (held.state, held.person_id, held.method) != (link.state, link.person_id, link.method):
        return True
    if held.why is not link.reason or abs(held.score - link.score) >= SCORE_MOVES:
        return True
    return _codes(held.factors) != _codes(factors_of(link)) or _rivals(held.candidates) != _rivals(
        link.candidates
    )


def link_change(held: Judgement | None, link: Link) -> LinkChange:
    """Explain a link by what was thought before."""
    after = Thought(link.state, link.person_id, link.score, link.reason, link.method)
    return _change(link.account, held, after, factors_of(link), _concerned(link))


def line_change(before: Judgement | None, line: Judgement) -> LinkChange:
    """Explain a line by the one it took the place of."""
    after = Thought(line.state, line.person_id, line.score, line.why, line.method)
    return _change(line.account, before, after, line.factors, _concerned(line))


def factors_of(link: Link) -> tuple[Factor, ...]:
    """Return what speaks for and against the best candidate."""
    return tuple((str(each["factor"]), _weight(each["weight"])) for each in link.factors)


def _weight(told: object) -> float:
    return float(told) if isinstance(told, int | float) else 0.0


def _concerned(told: Link | Judgement) -> int | None:
    """Return the person whom the factors are about; of an account that is nobody's, the best candidate."""
    if told.person_id is not None or not told.candidates:
        return told.person_id
    return told.candidates[0].person_id


def _change(
    account: Key, before: Judgement | None, after: Thought, factors: tuple[Factor, ...], person: int | None
) -> LinkChange:
    if before is None:
        return LinkChange(account, None, after, appeared=factors)
    was, now = dict(_factors_about(before, person)), dict(factors)
    return LinkChange(
        account=account,
        before=Thought(before.state, before.person_id, before.score, before.why, before.method),
        after=after,
        appeared=tuple((code, weight) for code, weight in now.items() if code not in was),
        vanished=tuple((code, weight) for code, weight in was.items() if code not in now),
        moved=tuple(_moved(was, now)),
    )


def _moved(was: Mapping[str, float], now: Mapping[str, float]) -> list[tuple[str, float, float]]:
    return [
        (code, was[code], weight)
        for code, weight in now.items()
        if code in was and abs(was[code] - weight) >= WEIGHT_MOVES
    ]


def _factors_about(line: Judgement, person: int | None) -> tuple[Factor, ...]:
    """Return what a line says of a person: nothing where it did not think of them."""
    if _concerned(line) == person:
        return line.factors
    return next((each.factors for each in line.candidates if each.person_id == person), ())


def _codes(factors: tuple[Factor, ...]) -> frozenset[str]:
    return frozenset(code for code, _ in factors)


def _rivals(candidates: tuple[Candidate, ...]) -> frozenset[int]:
    return frozenset(each.person_id for each in candidates[1:] if each.score >= LIKELY)
