"""From evidence to a state: linked, to be asked, or nobody's."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from mappings.facts import Key, LinkState
from mappings.identity.agreement import (
    conflicting,
    method,
    name_agrees,
    name_may_be,
    second_factor_agrees,
    surname_changed,
)
from mappings.identity.chances import chances, least_chance
from mappings.identity.evidence import Evidence
from mappings.identity.owners import NOBODY, Claim, Owners
from mappings.identity.values import Candidate, Decision, Factor, Link, MatchOptions, Reason

__all__ = ["claim", "judge", "name_may_be", "settled"]

_CONFLICT = 0.5
"""The most a score may be where one thing speaks of another person."""

_SHOWN = 5
"""Candidates a human being is shown."""

_WORTH_SHOWING = 0.001
"""The least chance of a candidate shown besides the best."""

_NEARLY_AS_WELL = 10
"""The second candidate fits nearly as well when the first is less than so many times as likely."""


def settled(key: Key, decision: Decision) -> Link:
    """Return the link a human being has decided on."""
    linked = decision.state is LinkState.LINKED
    return Link(
        account=key,
        state=decision.state,
        person_id=decision.person_id if linked else None,
        score=1.0 if linked else 0.0,
        method="decision",
    )


@dataclass(frozen=True, slots=True)
class _Ranked:
    """An account's candidates, the likeliest first, and how likely the first is at the least."""

    account: Key
    best: Evidence
    others: tuple[Evidence, ...]
    least: float
    owners: Owners

    @property
    def conflict(self) -> bool:
        return conflicting(self.best, self.others)

    @property
    def links(self) -> bool:
        """Tell whether the rules allow a link, were the chance high enough."""
        if self.conflict:
            return False
        changed = surname_changed(self.best) and not self.owners.has_other(self.best, self.account)
        return second_factor_agrees(self.best) or changed


def _ranked(key: Key, evidence: Sequence[Evidence], people: int, owners: Owners) -> _Ranked:
    best, *others = sorted(evidence, key=lambda each: (-each.weight, each.person.key.person_id))
    least = least_chance(best, others, people)
    if owners.comes_second(best, key) and not best.identified:
        least = least / (least + (1 - least) * _ODDS_OF_A_SECOND)
    return _Ranked(key, best, tuple(others), least, owners)


_ODDS_OF_A_SECOND = 9.0
"""How much less likely than a first account a second one is, unless an identifier agrees."""


def claim(key: Key, evidence: Sequence[Evidence], people: int, options: MatchOptions) -> Claim | None:
    """Return whose the account is by itself, before it is asked who has an account already; None where unsure.

    A changed surname is no such thing: it is believed only of a person without another account.
    """
    if not evidence:
        return None
    ranked = _ranked(key, evidence, people, NOBODY)
    best = ranked.best
    if ranked.conflict or not second_factor_agrees(best) or ranked.least < options.link_at:
        return None
    return Claim(key, best.person.key.person_id, sure=best.identified, least=round(ranked.least, 6))


def judge(
    key: Key, evidence: Sequence[Evidence], people: int, options: MatchOptions, owners: Owners = NOBODY
) -> Link:
    """Return what is to be thought of one account; `people` is how many the roster has."""
    if not evidence:
        return _nobodys(key)
    ranked = _ranked(key, [_with_owners(each, key, owners) for each in evidence], people, owners)
    found = chances((ranked.best, *ranked.others), people)
    score = min(found[0], _CONFLICT) if ranked.conflict else found[0]
    state = _state(score, ranked, options)
    shown = zip((ranked.best, *ranked.others[: _SHOWN - 1]), [score, *found[1:]], strict=False)
    return Link(
        account=key,
        state=state,
        person_id=ranked.best.person.key.person_id if state is not LinkState.UNMATCHED else None,
        score=round(score, 4),
        method=method(ranked.best),
        factors=tuple(_explained(ranked.best)),
        candidates=tuple(
            Candidate(each.person.key.person_id, round(chance, 4), _rounded(each))
            for each, chance in shown
            if each is ranked.best or chance >= _WORTH_SHOWING
        ),
        reason=_reason(state, score, ranked, found),
    )


def _nobodys(key: Key) -> Link:
    return Link(
        account=key,
        state=LinkState.UNMATCHED,
        person_id=None,
        score=0.0,
        method="none",
        reason=Reason.NOBODY,
    )


def _with_owners(evidence: Evidence, key: Key, owners: Owners) -> Evidence:
    """Add whether the candidate has another account; beside an identifier it tells nothing."""
    added = None if evidence.identified else owners.factor(evidence, key)
    return evidence.with_factors(added) if added else evidence


def _state(score: float, ranked: _Ranked, options: MatchOptions) -> LinkState:
    if ranked.links and ranked.least >= options.link_at:
        return LinkState.LINKED
    evidence = (ranked.best, *ranked.others)
    if score >= options.ask_at or ranked.conflict or any(each.has("snils_same") for each in evidence):
        return LinkState.REVIEW
    return LinkState.UNMATCHED


def _reason(state: LinkState, score: float, ranked: _Ranked, found: Sequence[float]) -> Reason:
    if state is LinkState.LINKED:
        return Reason.NONE
    if state is LinkState.UNMATCHED:
        return Reason.NOBODY
    if ranked.conflict:
        return Reason.CONFLICT
    if len(found) > 1 and found[1] * _NEARLY_AS_WELL >= score:
        return Reason.NAMESAKES
    alone = name_agrees(ranked.best) and not second_factor_agrees(ranked.best)
    return Reason.NAME_ALONE if alone else Reason.WEAK


def _explained(best: Evidence) -> list[dict[str, JsonValue]]:
    return [
        {"factor": code, "says": _says(weight), "weight": round(weight, 2)} for code, weight in best.factors
    ]


def _rounded(evidence: Evidence) -> tuple[Factor, ...]:
    return tuple((code, round(weight, 2)) for code, weight in evidence.factors)


def _says(weight: float) -> str:
    if weight == 0:
        return "silent"
    return "for" if weight > 0 else "against"
