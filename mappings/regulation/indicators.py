"""Indicators 6.1.1 and 6.1.2: who passed a diagnostic in the period, and whose route rests on one.

Both are asked of all staff. A route rests on a diagnostic if it names it and the person passed a round of it
on a local day not after the day of approval: approval is known by the day only, and a route made from results
is often approved on the day they came.
"""

from mappings.facts import Catalogue, Level, Round, RouteFact, RouteState
from mappings.reasons import Reason
from mappings.regulation import evidence
from mappings.regulation.diagnostics import newest_results
from mappings.regulation.dossier import Dossier
from mappings.regulation.question import Question
from mappings.regulation.verdicts import Finding, furthest, undiagnosed

_ROUTE_ORDER = (
    Reason.NO_ACCOUNT,
    Reason.LINK_NOT_CONFIRMED,
    Reason.NO_FINISHED_ATTEMPT,
    Reason.DIAGNOSTIC_INCOMPLETE,
    Reason.ROUTE_NOT_APPROVED,
    Reason.ROUTE_APPROVED_LATER,
    Reason.ROUTE_WITHOUT_DIAGNOSTIC,
    Reason.ROUTE_BEFORE_DIAGNOSTIC,
    Reason.COUNTED,
)


def passed_diagnostic(dossier: Dossier, _catalogue: Catalogue, question: Question) -> Finding:
    """6.1.1: a round of a diagnostic for the person's kind was passed in the period."""
    if not dossier.rounds:
        return undiagnosed(dossier)
    in_period = [each for each in dossier.rounds if question.in_period(question.day(each.passed_at))]
    shown = (in_period or list(dossier.rounds))[-1]
    return Finding(
        Reason.COUNTED if in_period else Reason.DIAGNOSTIC_OUTSIDE_PERIOD,
        evidence.passed_round(shown, dossier.attempts),
    )


def has_route(dossier: Dossier, _catalogue: Catalogue, question: Question) -> Finding:
    """6.1.2: a route approved on or before the day rests on the person's own diagnostic.

    With the reading `no_deficit_counts`, whoever has no deficit in any newest result is counted as well.
    """
    by_route = furthest((_route(each, dossier, question) for each in dossier.routes), _ROUTE_ORDER)
    if by_route and by_route.reason is Reason.COUNTED:
        return by_route
    no_route = _without_route(dossier)
    if question.readings.no_deficit_counts and no_route.reason is Reason.NO_DEFICIT:
        return Finding(Reason.COUNTED, no_route.chain)
    return by_route or no_route


def _without_route(dossier: Dossier) -> Finding:
    """Return why somebody has no route at all, by the newest result in each competency of each diagnostic."""
    if not dossier.rounds:
        return undiagnosed(dossier)
    newest = newest_results(dossier.rounds).values()
    told = {(each.diagnostic_id, each.number) for each, _ in newest}
    shown = (each for each in dossier.rounds if (each.diagnostic_id, each.number) in told)
    chain = tuple(link for each in shown for link in evidence.passed_round(each, dossier.attempts))
    levels = {result.level for _, result in newest}
    if Level.DEFICIT in levels:
        return Finding(Reason.NO_ROUTE, chain)
    if None in levels:
        return Finding(Reason.RESULT_AWAITS_GRADING, chain)
    return Finding(Reason.NO_DEFICIT, chain)


def _route(route: RouteFact, dossier: Dossier, question: Question) -> Finding:
    """Return how far one route gets."""
    chain = evidence.route(route)
    if route.state is RouteState.DRAFT or route.approved_on is None:
        return Finding(Reason.ROUTE_NOT_APPROVED, chain)
    if route.approved_on > question.as_of:
        return Finding(Reason.ROUTE_APPROVED_LATER, chain)
    if route.diagnostic_id is None:
        return Finding(Reason.ROUTE_WITHOUT_DIAGNOSTIC, chain)
    if not dossier.rounds:
        nothing = undiagnosed(dossier)
        return Finding(nothing.reason, (*nothing.chain, *chain))
    rests_on = _rests_on(route, dossier, question)
    if rests_on is None:
        return Finding(Reason.ROUTE_BEFORE_DIAGNOSTIC, chain)
    return Finding(Reason.COUNTED, (*evidence.passed_round(rests_on, dossier.attempts), *chain))


def _rests_on(route: RouteFact, dossier: Dossier, question: Question) -> Round | None:
    """Return the round the route names, else the latest one passed by the day of its approval."""
    assert route.approved_on is not None
    passed = [
        each
        for each in dossier.rounds
        if each.diagnostic_id == route.diagnostic_id and question.day(each.passed_at) <= route.approved_on
    ]
    named = [each for each in passed if each.number == route.round_number]
    return next(reversed(named or passed), None)
