"""The five indicators over one district: who is counted, who is not, and why, with the chain of evidence.

Every person (for 6.1.4 every organisation) of a denominator gets exactly one verdict. The order of the facts
never changes a number: people, attempts, completions and routes are sorted before a rule sees them.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from config.problems import Problem
from mappings.facts import Facts, IndicatorValue, Round, StaffKind, Verdict
from mappings.regulation.data_problems import data_problems
from mappings.regulation.dossier import Dossier, completions_by_person, dossiers
from mappings.regulation.indicators import has_route, passed_diagnostic
from mappings.regulation.population import staff_on, teams_on
from mappings.regulation.programmes import completed_programme
from mappings.regulation.question import Question, question_for
from mappings.regulation.teams import team_verdict
from mappings.regulation.verdicts import verdict
from mappings.regulation.young import is_asked, took_part

__all__ = ["INDICATORS", "Assessment", "Question", "assess", "question_for"]

INDICATORS = ("6.1.1", "6.1.2", "6.1.3", "6.1.4", "6.1.5")


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the facts say on a day, by a reading."""

    values: tuple[IndicatorValue, ...]
    """6.1.1 to 6.1.5, in order."""

    verdicts: tuple[Verdict, ...]
    """By indicator, then by subject."""

    rounds: tuple[Round, ...]
    """Of everyone on the staff, by person, oldest first."""

    problems: tuple[Problem, ...]

    routed_among_diagnosed: IndicatorValue
    """6.1.2 once more, among those who ever passed a diagnostic: the report shows it beside."""


def assess(facts: Facts, question: Question) -> Assessment:
    """Work out the five indicators with a verdict for everyone in each denominator."""
    members = staff_on(question.as_of, facts.people, question.readings)
    files = tuple(dossiers(facts, members, question))
    completions = completions_by_person(facts, question)
    verdicts = [each for dossier in files for each in _verdicts(dossier, facts, question)]
    verdicts += (
        team_verdict(team, completions, facts.catalogue, question)
        for team in teams_on(question.as_of, facts.people)
    )
    ordered = tuple(sorted(verdicts, key=lambda each: (INDICATORS.index(each.indicator), each.subject_id)))
    return Assessment(
        values=_values(ordered),
        verdicts=ordered,
        rounds=tuple(each for dossier in files for each in dossier.rounds),
        problems=data_problems(facts, files, question),
        routed_among_diagnosed=_among_diagnosed(ordered, files),
    )


def _verdicts(dossier: Dossier, facts: Facts, question: Question) -> Iterable[Verdict]:
    """Yield the person's verdict for each indicator in whose denominator the person stands."""
    catalogue = facts.catalogue
    yield verdict("6.1.1", dossier, passed_diagnostic(dossier, catalogue, question))
    yield verdict("6.1.2", dossier, has_route(dossier, catalogue, question))
    if dossier.member.kind is StaffKind.TEACHER:
        yield verdict("6.1.3", dossier, completed_programme(dossier, catalogue, question))
    if is_asked(dossier.member, question):
        yield verdict("6.1.5", dossier, took_part(dossier, catalogue, question))


def _values(verdicts: Iterable[Verdict]) -> tuple[IndicatorValue, ...]:
    tally = Counter((each.indicator, each.counted) for each in verdicts)
    return tuple(
        IndicatorValue(number, tally[number, True], tally[number, True] + tally[number, False])
        for number in INDICATORS
    )


def _among_diagnosed(verdicts: Iterable[Verdict], files: Iterable[Dossier]) -> IndicatorValue:
    diagnosed = {dossier.person.person_id for dossier in files if dossier.rounds}
    routed = {each.subject_id for each in verdicts if each.indicator == "6.1.2" and each.counted}
    return IndicatorValue("6.1.2", len(routed & diagnosed), len(diagnosed))
