"""From evidence to a state: linked, to be asked, or nobody's."""

from collections.abc import Sequence
from math import exp, log

from pydantic import JsonValue

from mappings.facts import Key, LinkState
from mappings.identity.evidence import Evidence
from mappings.identity.name_likeness import Likeness
from mappings.identity.organisation_names import Place
from mappings.identity.values import Candidate, Decision, Factor, Link, MatchOptions, Reason

_SURNAME_AGREES = {Likeness.SAME, Likeness.SPELT, Likeness.SKELETON, Likeness.HALF, Likeness.TYPO}
_GIVEN_SAME = {Likeness.SAME, Likeness.SPELT, Likeness.SKELETON, Likeness.VARIANT}
_FIRST_AGREES = _GIVEN_SAME | {Likeness.TYPO, Likeness.SHORT, Likeness.BEGINNING}
_PATRONYMIC_SAME = _GIVEN_SAME | {Likeness.TYPO, Likeness.TYPOS}
_PATRONYMIC_OPEN = _PATRONYMIC_SAME | {Likeness.BEGINNING, Likeness.UNKNOWN}

_HAVE_A_PERSON = 0.85
"""Of a district's accounts, how many belong to somebody of its roster."""

_NAME_ALONE = 0.9
"""The most a score may be where a rule forbids the link: a stranger may bear the same name."""

_CONFLICT = 0.5
_SHOWN = 5
"""Candidates a human being is shown."""

_WORTH_SHOWING = 0.001
"""The least chance of a candidate shown besides the best."""

_NEARLY_AS_WELL = 10
"""The second candidate fits nearly as well when the first is less than so many times as likely."""


def name_agrees(evidence: Evidence) -> bool:
    """Tell whether surname and first name agree, and the patronymic as far as it is told."""
    return (
        evidence.surname in _SURNAME_AGREES
        and evidence.first_name in _FIRST_AGREES
        and evidence.patronymic in _PATRONYMIC_OPEN
    )


def given_names_agree(evidence: Evidence) -> bool:
    """Tell whether first name and patronymic agree in full: what a changed surname leaves."""
    return evidence.first_name in _GIVEN_SAME and evidence.patronymic in _PATRONYMIC_SAME


def name_may_be(evidence: Evidence) -> bool:
    """Tell whether nothing in the name speaks of another person, a changed surname aside."""
    return given_names_agree(evidence) or (
        evidence.surname in _SURNAME_AGREES | {Likeness.UNKNOWN}
        and evidence.first_name in _FIRST_AGREES | {Likeness.UNKNOWN}
        and evidence.patronymic in _PATRONYMIC_OPEN
    )


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


def judge(key: Key, evidence: Sequence[Evidence], people: int, options: MatchOptions) -> Link:
    """Return what is to be thought of one account; `people` is how many the roster has."""
    if not evidence:
        return Link(
            account=key,
            state=LinkState.UNMATCHED,
            person_id=None,
            score=0.0,
            method="none",
            reason=Reason.NOBODY,
        )
    ranked = sorted(evidence, key=lambda each: (-each.weight, each.person.key.person_id))
    chances = _chances(ranked, people)
    best = ranked[0]
    score = _held_back(chances[0], best, ranked[1:])
    state = _state(score, best, ranked, options)
    return Link(
        account=key,
        state=state,
        person_id=best.person.key.person_id if state is not LinkState.UNMATCHED else None,
        score=round(score, 4),
        method=method(best),
        factors=tuple(_explained(best)),
        candidates=tuple(
            Candidate(each.person.key.person_id, round(chance, 4), _rounded(each))
            for each, chance in zip(ranked[:_SHOWN], [score, *chances[1:]], strict=False)
            if each is best or chance >= _WORTH_SHOWING
        ),
        reason=_reason(state, score, ranked, chances),
    )


def _chances(ranked: Sequence[Evidence], people: int) -> list[float]:
    """Return each candidate's probability beside all others and beside «nobody of the roster»."""
    prior = log(_HAVE_A_PERSON / people)
    nobody = log(1 - _HAVE_A_PERSON)
    weights = [each.weight + prior for each in ranked]
    top = max(weights[0], nobody)
    masses = [exp(weight - top) for weight in weights]
    whole = sum(masses) + exp(nobody - top)
    return [mass / whole for mass in masses]


def _held_back(chance: float, best: Evidence, others: Sequence[Evidence]) -> float:
    if conflicting(best, others):
        return min(chance, _CONFLICT)
    return chance if second_factor_agrees(best) else min(chance, _NAME_ALONE)


def _state(score: float, best: Evidence, ranked: Sequence[Evidence], options: MatchOptions) -> LinkState:
    conflict = conflicting(best, ranked[1:])
    if score >= options.link_at and not conflict and second_factor_agrees(best):
        return LinkState.LINKED
    if score >= options.ask_at or conflict or any(each.has("snils_same") for each in ranked):
        return LinkState.REVIEW
    return LinkState.UNMATCHED


def _reason(state: LinkState, score: float, ranked: Sequence[Evidence], chances: Sequence[float]) -> Reason:
    if state is LinkState.LINKED:
        return Reason.NONE
    if state is LinkState.UNMATCHED:
        return Reason.NOBODY
    best = ranked[0]
    if conflicting(best, ranked[1:]):
        return Reason.CONFLICT
    if len(chances) > 1 and chances[1] * _NEARLY_AS_WELL >= score:
        return Reason.NAMESAKES
    return Reason.NAME_ALONE if name_agrees(best) and not second_factor_agrees(best) else Reason.WEAK


def conflicting(best: Evidence, others: Sequence[Evidence]) -> bool:
    """Tell whether one thing speaks of this person and another of somebody else: then a human being is asked."""
    if best.has("snils_other"):
        return name_agrees(best) or best.has("email_same")
    if any(other.has("snils_same") for other in others):
        return True
    if best.has("snils_same"):
        return False
    return any(
        other.has("email_same") or (other.has("staff_number_same") and name_agrees(other)) for other in others
    )


def second_factor_agrees(best: Evidence) -> bool:
    """Tell whether something besides the name agrees, and the name agrees well enough for it."""
    if best.has("snils_same"):
        return _enough_for_snils(best)
    if best.has("email_same") and _enough_for_email(best):
        return True
    return name_agrees(best) and (best.has("staff_number_same") or best.has("organisation_same"))


def _enough_for_snils(best: Evidence) -> bool:
    if name_agrees(best):
        return True
    if best.surname in _SURNAME_AGREES and best.first_name is Likeness.UNKNOWN:
        return True
    first_name_agrees = best.first_name in _FIRST_AGREES and best.patronymic in _PATRONYMIC_OPEN
    return first_name_agrees and (best.patronymic in _PATRONYMIC_SAME or best.place is Place.SAME)


def _enough_for_email(best: Evidence) -> bool:
    if name_agrees(best):
        return True
    if given_names_agree(best):
        return best.place is not Place.OTHER
    open_patronymic = best.patronymic is Likeness.UNKNOWN
    return best.first_name in _GIVEN_SAME and open_patronymic and best.place is Place.SAME


def method(best: Evidence) -> str:
    """Name what the link rests on: the strongest identifier, the name, the organisation."""
    identifiers = [code for code in ("snils", "email", "staff_number") if best.has(f"{code}_same")]
    name = ["name"] if name_agrees(best) or given_names_agree(best) else []
    organisation = ["organisation"] if best.has("organisation_same") else []
    return "+".join([*identifiers[:1], *name, *organisation]) or "none"


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
