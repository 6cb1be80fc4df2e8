"""From evidence to probabilities: each candidate beside all others, beside a stranger, beside a namesake elsewhere.

Three things may be true of an account: it is a candidate's; it is nobody's of the roster, and what agrees does so
by chance; it is a namesake's of the candidate, from another district, whose name agrees because it is the same.
"""

from collections.abc import Sequence
from math import exp, fsum, log

from mappings.identity.evidence import Evidence

_HAVE_A_PERSON = 0.85
"""Of a district's accounts, how many belong to somebody of its roster."""

_NAMESAKES_ELSEWHERE = 0.08
"""For an account of one of our people, how many there are of somebody from elsewhere with just that name."""


def chances(ranked: Sequence[Evidence], people: int) -> list[float]:
    """Return each candidate's probability by measured weights."""
    return _shares([(each.weight, each.name_weight) for each in ranked], people)


def least_chance(best: Evidence, others: Sequence[Evidence], people: int) -> float:
    """Return the best candidate's probability by what the evidence says at the least.

    Candidates who share neither surname nor both given names nor a number with the account do not count: they
    are as likely as anybody.
    """
    tied = [best, *(other for other in others if other.tied)]
    return _shares([(each.least, each.least_name) for each in tied], people)[0]


def _shares(sums: list[tuple[float, float]], people: int) -> list[float]:
    """Return each one's share of all that may be true; `sums` hold the whole weight and the name's."""
    prior = log(_HAVE_A_PERSON / (people + 1))
    nobody = log(1 - _HAVE_A_PERSON)
    weights = [weight + prior for weight, _ in sums]
    elsewhere = [name + prior + log(_NAMESAKES_ELSEWHERE) for _, name in sums]
    top = max([*weights, *elsewhere, nobody])
    masses = [exp(weight - top) for weight in weights]
    whole = fsum([*masses, *(exp(weight - top) for weight in elsewhere), exp(nobody - top)])
    return [mass / whole for mass in masses]
