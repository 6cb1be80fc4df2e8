"""Everything known of one person of the staff on the as-of day, gathered once for all the rules.

A route exists from the day it was made, or from the day it was approved where that is earlier (agreed on
paper, kept later). Cancelled routes are out.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from mappings.facts import (
    AttemptFact,
    CompletionFact,
    Facts,
    Person,
    Round,
    RouteFact,
    RouteState,
    SupportStay,
)
from mappings.regulation.diagnostics import attempts_by_person, attempts_towards, rounds_of
from mappings.regulation.population import Member
from mappings.regulation.question import Question
from mappings.regulation.supports import stays_in_supports

_Fact = TypeVar("_Fact", CompletionFact, RouteFact, SupportStay)


@dataclass(frozen=True, slots=True)
class Dossier:
    """One person's facts, none of them later than the as-of day, each kind in the order of time."""

    member: Member
    attempts: tuple[AttemptFact, ...]
    """Finished ones, in quizzes of diagnostics for the person's kind."""

    rounds: tuple[Round, ...]
    completions: tuple[CompletionFact, ...]
    routes: tuple[RouteFact, ...]
    """Without cancelled ones."""

    stays: tuple[SupportStay, ...]

    @property
    def person(self) -> Person:
        """Whose dossier it is."""
        return self.member.person


def dossiers(facts: Facts, members: Iterable[Member], question: Question) -> Iterator[Dossier]:
    """Yield each member's dossier, in the order of the members."""
    attempts = attempts_by_person(facts.attempts, question)
    completions = completions_by_person(facts, question)
    routes = _by_person((each for each in facts.routes if _exists(each, question)), _route_order)
    stays = _by_person(stays_in_supports(facts, question), _stay_order)
    for member in members:
        number = member.person.person_id
        own = attempts_towards(member.kind, attempts.get(number, ()), facts.catalogue)
        yield Dossier(
            member=member,
            attempts=own,
            rounds=rounds_of(member.kind, own, facts.catalogue, question),
            completions=completions.get(number, ()),
            routes=routes.get(number, ()),
            stays=stays.get(number, ()),
        )


def completions_by_person(facts: Facts, question: Question) -> dict[int, tuple[CompletionFact, ...]]:
    """Return the completions on or before the as-of day, by person, oldest first."""
    return _by_person(
        (each for each in facts.completions if question.exists(each.completed_at)),
        lambda each: (each.completed_at, each.course, each.account),
    )


def _by_person(facts: Iterable[_Fact], order: Callable[[_Fact], Any]) -> dict[int, tuple[_Fact, ...]]:
    found: dict[int, list[_Fact]] = defaultdict(list)
    for fact in facts:
        found[fact.person_id].append(fact)
    return {number: tuple(sorted(own, key=order)) for number, own in found.items()}


def _exists(route: RouteFact, question: Question) -> bool:
    since = min(route.created_on, route.approved_on or route.created_on)
    return route.state is not RouteState.CANCELLED and since <= question.as_of


def _route_order(route: RouteFact) -> tuple[object, ...]:
    return (
        route.approved_on or route.created_on,
        route.route_id or 0,
        route.diagnostic_id or "",
        route.round_number or 0,
    )


def _stay_order(stay: SupportStay) -> tuple[object, ...]:
    return stay.last_day or date.max, stay.first_day or date.min, stay.support_id, stay.source
