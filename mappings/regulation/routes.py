"""Drafts of individual routes (ИОМ): what closes which deficit, by when, and why.

- A draft is made for the latest round of each diagnostic, if it shows deficits and no route for it was
  approved or cancelled: that was somebody's decision. A draft nobody has decided on is made anew each time.
  Where any quiz passes a diagnostic, the deficits of earlier rounds that no later one answered and no route was
  decided for are taken in.
- Deficits come by severity: how far below the threshold. Each gets up to `items_per_deficit` activities.
- An activity fits if it develops the competency, is meant for the person's kind, is open for enrolment, was
  not completed after the round was passed, and stands nowhere else in this draft or in a live route that
  rests on another diagnostic.
- The formats take turns (formal, non-formal, informal), so that two activities are not two programmes while
  there is a webinar. Within the formal ones programmes in ФР ДПП on that day come first; then whatever
  answers more of the person's deficits; then the LMS's order.
- Where nothing fits, self-study stands in, and says so.
- Due dates are spread evenly over `months`, in the order of the items.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import chain, islice, zip_longest
from typing import TypeVar

from config.locale import Texts
from config.settings import Routes
from mappings.facts import (
    Catalogue,
    CatalogueItem,
    CompletionFact,
    Facts,
    Format,
    Key,
    Level,
    Result,
    Round,
    RouteFact,
    RouteItem,
    RouteState,
)
from mappings.regulation.calendar_rules import months_later
from mappings.regulation.diagnostics import newest_results
from mappings.regulation.dossier import completions_by_person
from mappings.regulation.population import Member, staff_on
from mappings.regulation.question import Question


def build(
    facts: Facts, rounds: Iterable[Round], question: Question, plan: Routes, words: Texts
) -> tuple[RouteFact, ...]:
    """Return the routes to be made on the as-of day, by person and diagnostic, approved if the plan says so.

    `rounds` are those of `Assessment.rounds`; `words` name the self-study.
    """
    completions = completions_by_person(facts, question)
    kept = _by_person(facts.routes)
    passed = _by_person(rounds)
    desk = _Desk(facts.catalogue, question, plan, words)
    return tuple(
        draft
        for member in staff_on(question.as_of, facts.people, question.readings)
        for draft in desk.drafts(
            member,
            passed.get(member.person.person_id, []),
            kept.get(member.person.person_id, []),
            completions.get(member.person.person_id, ()),
        )
    )


_Told = TypeVar("_Told", Round, RouteFact)


def _by_person(told: Iterable[_Told]) -> dict[int, list[_Told]]:
    found: dict[int, list[_Told]] = defaultdict(list)
    for each in told:
        found[each.person_id].append(each)
    return found


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every draft of one building is made from."""

    catalogue: Catalogue
    question: Question
    plan: Routes
    words: Texts

    def drafts(
        self,
        member: Member,
        rounds: Sequence[Round],
        kept: Sequence[RouteFact],
        completions: Sequence[CompletionFact],
    ) -> Iterator[RouteFact]:
        """Yield one person's new routes, by diagnostic."""
        live = [route for route in kept if _stands(route)]
        for based_on, deficits in _unanswered(rounds, kept):
            taken = _taken(live, based_on.diagnostic_id) | _completed_since(based_on, completions)
            draft = self._draft(member, based_on, deficits, taken)
            live.append(draft)
            yield draft

    def _draft(
        self, member: Member, based_on: Round, deficits: Sequence[Result], taken: Collection[Key]
    ) -> RouteFact:
        approved = self.plan.approve == "on_build"
        today = self.question.as_of
        return RouteFact(
            route_id=None,
            person_id=based_on.person_id,
            diagnostic_id=based_on.diagnostic_id,
            round_number=based_on.number,
            state=RouteState.APPROVED if approved else RouteState.DRAFT,
            created_on=today,
            approved_on=today if approved else None,
            items=self._scheduled(self._steps(member, deficits, set(taken))),
        )

    def _steps(self, member: Member, told: Iterable[Result], taken: set[Key]) -> Iterator[RouteItem]:
        """Yield the items without their places and dates; `taken` grows with what is chosen."""
        deficits = sorted(told, key=lambda each: (-self._gap(each), each.competency))
        sought = {each.competency for each in deficits}
        used: set[Key] = set()
        for deficit in deficits:
            fitting = [
                item
                for item in self.catalogue.items.values()
                if deficit.competency in item.competencies
                and member.kind in item.meant_for
                and item.open_for_enrolment
                and item.course not in taken
            ]
            beside = any(deficit.competency in self.catalogue.items[key].competencies for key in used)
            chosen = list(islice(self._in_turns(fitting, sought), self.plan.items_per_deficit))
            used |= {item.course for item in chosen}
            taken |= used
            yield from (self._step(deficit.competency, item) for item in chosen)
            if not chosen:
                yield self._self_study(deficit.competency, "self_study_beside" if beside else "self_study")

    def _gap(self, deficit: Result) -> Fraction:
        """Return how many percent a deficit lies below its threshold."""
        assert deficit.share is not None
        return self.catalogue.competencies[deficit.competency].threshold - deficit.share * 100

    def _in_turns(self, items: Iterable[CatalogueItem], sought: set[str]) -> Iterator[CatalogueItem]:
        """Yield the best of each format, then the second best of each, and so on."""
        ranked = sorted(
            items,
            key=lambda item: (not self._in_registry(item), -len(item.competencies & sought), item.course),
        )
        by_format = ([item for item in ranked if item.format is each] for each in Format)
        return (item for item in chain.from_iterable(zip_longest(*by_format)) if item is not None)

    def _in_registry(self, item: CatalogueItem) -> bool:
        return any(stay.in_force(self.question.as_of) for stay in item.registry)

    def _step(self, competency: str, item: CatalogueItem) -> RouteItem:
        why = "registry_programme" if self._in_registry(item) else item.format.value
        return RouteItem(
            position=0,
            competency=competency,
            format=item.format,
            course=item.course,
            activity=item.name,
            organiser=item.organiser,
            hours=item.hours,
            due_on=self.question.as_of,
            why=why,
        )

    def _self_study(self, competency: str, why: str) -> RouteItem:
        return RouteItem(
            position=0,
            competency=competency,
            format=Format.INFORMAL,
            course=None,
            activity=self.words.say(
                "routes.self_study", competency=self.catalogue.competencies[competency].name
            ),
            organiser="",
            hours=None,
            due_on=self.question.as_of,
            why=why,
        )

    def _scheduled(self, steps: Iterable[RouteItem]) -> tuple[RouteItem, ...]:
        """Give the items their numbers, from 1, and due dates spread evenly over the months of the plan."""
        unscheduled = list(steps)
        days = (months_later(self.question.as_of, self.plan.months) - self.question.as_of).days
        return tuple(
            replace(step, position=number, due_on=self._after(days * number // len(unscheduled)))
            for number, step in enumerate(unscheduled, 1)
        )

    def _after(self, days: int) -> date:
        return date.fromordinal(self.question.as_of.toordinal() + days)


def _unanswered(
    rounds: Sequence[Round], kept: Iterable[RouteFact]
) -> Iterator[tuple[Round, Sequence[Result]]]:
    """Yield, by diagnostic, the deficits for whose rounds no route was decided, and the latest such round."""
    settled = {
        (route.diagnostic_id, route.round_number) for route in kept if route.state is not RouteState.DRAFT
    }
    found: dict[str, list[tuple[Round, Result]]] = defaultdict(list)
    for (diagnostic_id, _), (each, result) in newest_results(rounds).items():
        if result.level is Level.DEFICIT and (diagnostic_id, each.number) not in settled:
            found[diagnostic_id].append((each, result))
    for _, open_deficits in sorted(found.items()):
        latest = max((each for each, _ in open_deficits), key=lambda each: each.number)
        yield latest, [result for _, result in open_deficits]


def _stands(route: RouteFact) -> bool:
    """Tell whether a route holds while others are built: approved, or a draft that no rule made."""
    return route.state is RouteState.APPROVED or (
        route.state is RouteState.DRAFT and route.diagnostic_id is None
    )


def _taken(live: Iterable[RouteFact], diagnostic_id: str) -> set[Key]:
    """Return the courses of live routes that rest on another diagnostic, or on none."""
    return {
        step.course
        for route in live
        if route.diagnostic_id != diagnostic_id
        for step in route.items
        if step.course is not None
    }


def _completed_since(each: Round, completions: Iterable[CompletionFact]) -> set[Key]:
    return {fact.course for fact in completions if fact.completed_at > each.passed_at}
