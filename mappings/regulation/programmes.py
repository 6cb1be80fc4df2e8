"""Indicator 6.1.3: teachers who completed a registry programme chosen with regard to their diagnostic.

- Begun: the completion's own start; else the start of the enrolment, where that is before the completion;
  else the completion itself. A start after the completion is none: the LMS writes it when somebody begins
  anew.
- In ФР ДПП: on the local day of enrolment or of completion, as the reading says; where the day of enrolment
  is unknown (or after the completion) the day of completion.
- A round was passed before the programme was begun: moments are compared. A route was approved before it
  was begun: its day of approval is not after the local day of the beginning.
- A competency's latest result is the latest with a level: an ungraded one says nothing yet.
"""

from collections.abc import Sequence
from datetime import date, datetime

from mappings.facts import (
    Catalogue,
    CatalogueItem,
    CompletionFact,
    Format,
    Level,
    RegistryStay,
    Round,
    RouteFact,
    RouteState,
)
from mappings.reasons import Reason
from mappings.regulation import evidence
from mappings.regulation.diagnostics import latest_results
from mappings.regulation.dossier import Dossier
from mappings.regulation.question import Question
from mappings.regulation.verdicts import Finding, furthest, without_account

_ORDER = (
    Reason.COMPLETED_OUTSIDE_PERIOD,
    Reason.NOT_IN_REGISTRY,
    Reason.NOT_IN_REGISTRY_THAT_DAY,
    Reason.NO_DIAGNOSTIC_AT_ALL,
    Reason.COMPLETED_BEFORE_DIAGNOSTIC,
    Reason.RESULT_AWAITS_GRADING,
    Reason.ADDRESSES_NO_DEFICIT,
    Reason.COUNTED,
)


def completed_programme(dossier: Dossier, catalogue: Catalogue, question: Question) -> Finding:
    """6.1.3: a formal programme, completed in the period, in the registry, and chosen by the diagnostic."""
    if no_account := without_account(dossier.person):
        return no_account
    findings = (
        _completion(catalogue.items[each.course], each, dossier, question)
        for each in dossier.completions
        if each.course in catalogue.items and catalogue.items[each.course].format is Format.FORMAL
    )
    return furthest(findings, _ORDER) or Finding(Reason.NO_COMPLETED_PROGRAMME)


def begun_at(completion: CompletionFact) -> datetime:
    """Return the moment at which a completed programme counts as begun."""
    if completion.started_at is not None and completion.started_at <= completion.completed_at:
        return completion.started_at
    if completion.enrolled_at is not None and completion.enrolled_at < completion.completed_at:
        return completion.enrolled_at
    return completion.completed_at


def registry_stay(item: CatalogueItem, completion: CompletionFact, question: Question) -> RegistryStay | None:
    """Return the registry entry that held on the day the reading asks about."""
    day = _registry_day(completion, question)
    return next((stay for stay in item.registry if stay.in_force(day)), None)


def _registry_day(completion: CompletionFact, question: Question) -> date:
    enrolled_at = completion.enrolled_at
    by_enrolment = question.readings.registry_date == "enrolment"
    if by_enrolment and enrolled_at is not None and enrolled_at <= completion.completed_at:
        return question.day(enrolled_at)
    return question.day(completion.completed_at)


def _completion(
    item: CatalogueItem, completion: CompletionFact, dossier: Dossier, question: Question
) -> Finding:
    """Return how far one completion gets."""
    stay = registry_stay(item, completion, question)
    begun = begun_at(completion)
    end = (*evidence.programme(item, stay), *evidence.completion(completion, begun))
    before = [each for each in dossier.rounds if each.passed_at < begun]
    if not question.in_period(question.day(completion.completed_at)):
        return Finding(Reason.COMPLETED_OUTSIDE_PERIOD, end)
    if stay is None:
        reason = Reason.NOT_IN_REGISTRY_THAT_DAY if item.registry else Reason.NOT_IN_REGISTRY
        return Finding(reason, end)
    if not dossier.rounds:
        return Finding(Reason.NO_DIAGNOSTIC_AT_ALL, end)
    if not before:
        rounds = evidence.passed_round(dossier.rounds[0], dossier.attempts)
        return Finding(Reason.COMPLETED_BEFORE_DIAGNOSTIC, (*end, *rounds))
    chosen = _chosen(item, before, _route_with(item, begun, dossier, question), dossier)
    return Finding(chosen.reason, (*chosen.chain, *end))


def _route_with(
    item: CatalogueItem, begun: datetime, dossier: Dossier, question: Question
) -> RouteFact | None:
    """Return a route approved by the day the programme was begun, of which it is an item."""
    return next(
        (
            route
            for route in dossier.routes
            if route.state is RouteState.APPROVED
            and route.approved_on is not None
            and route.approved_on <= question.day(begun)
            and any(step.course == item.course for step in route.items)
        ),
        None,
    )


def _chosen(
    item: CatalogueItem, before: Sequence[Round], route: RouteFact | None, dossier: Dossier
) -> Finding:
    """Return whether the programme answers the diagnostic, by a route or by a deficit it develops."""
    if route is not None:
        named = [each for each in before if each.diagnostic_id == route.diagnostic_id] or before
        rests_on = evidence.passed_round(named[-1], dossier.attempts)
        return Finding(Reason.COUNTED, (*rests_on, *evidence.route(route)))
    latest = latest_results(before)
    for competency in sorted(item.competencies & latest.keys()):
        each, result = latest[competency]
        if result.level is Level.DEFICIT:
            return Finding(Reason.COUNTED, evidence.passed_round(each, dossier.attempts))
    awaits = _awaits_grading(item, before)
    return Finding(
        Reason.RESULT_AWAITS_GRADING if awaits else Reason.ADDRESSES_NO_DEFICIT,
        evidence.passed_round(awaits or before[-1], dossier.attempts),
    )


def _awaits_grading(item: CatalogueItem, before: Sequence[Round]) -> Round | None:
    """Return the round whose grading may yet show that the programme answers a deficit."""
    newest = {result.competency: (each, result) for each in before for result in each.results}
    for competency in sorted(item.competencies & newest.keys()):
        each, result = newest[competency]
        if result.level is None:
            return each
    return None
