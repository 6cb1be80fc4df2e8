"""What somebody should look at: gaps in the roster, routes and marks that lead nowhere."""

from collections.abc import Iterable, Iterator, Sequence

from config.problems import Problem
from mappings.facts import AttemptFact, AttemptStanding, Facts, Person, StaffKind
from mappings.regulation.calendar_rules import is_younger_than
from mappings.regulation.dossier import Dossier
from mappings.regulation.population import teams_on
from mappings.regulation.question import Question
from mappings.regulation.wording import alike
from mappings.regulation.young import AGE, is_asked, work_start


def data_problems(facts: Facts, files: Sequence[Dossier], question: Question) -> tuple[Problem, ...]:
    """Return the problems of the staff on the day, of its teams, its routes and its diagnostics' parts."""
    known = {each.diagnostic_id for each in facts.catalogue.diagnostics}
    people = (problem for each in files for problem in _person(each, known, question))
    return (*people, *_heads(facts, question), *_parts(facts, files))


def _person(dossier: Dossier, known_diagnostics: set[str], question: Question) -> Iterator[Problem]:
    person = dossier.person
    if dossier.member.kind is StaffKind.TEACHER:
        yield from _young(dossier, question)
    in_force = [post for post in person.employments if post.in_force(question.as_of)]
    if not any(post.main for post in in_force):
        yield _about(person, "no_main_post")
    if len({post.organisation_id for post in in_force if post.main}) > 1:
        yield _about(person, "several_main_posts")
    for route in dossier.routes:
        if route.diagnostic_id is not None and route.diagnostic_id not in known_diagnostics:
            yield _about(person, "route_names_unknown_diagnostic", diagnostic=route.diagnostic_id)


def _young(dossier: Dossier, question: Question) -> Iterator[Problem]:
    """Yield what keeps 6.1.5 from being sure of a teacher who may be young."""
    person = dossier.person
    start = work_start(person)
    if person.birth_date is None and (is_asked(dossier.member, question) or start.day is None):
        yield _about(person, "birth_date_unknown")
    if person.birth_date is not None and not is_younger_than(AGE, person.birth_date, question.as_of):
        return
    if start.day is None:
        yield _about(person, "work_start_unknown")
    elif start.from_hiring:
        yield _about(person, "hire_date_used")
    elif start.day > question.as_of:
        yield _about(person, "work_start_in_future")


def _about(person: Person, which: str, **values: str | int) -> Problem:
    return Problem(
        f"indicators.problem.{which}",
        {"roster_no": person.roster_no or "—", **values},
        person_id=person.person_id,
        organisation_id=None,
    )


def _heads(facts: Facts, question: Question) -> Iterator[Problem]:
    for team in teams_on(question.as_of, facts.people):
        if not team.heads:
            values: dict[str, str | int] = {"managers": len(team.managers)}
            yield Problem(
                "indicators.problem.organisation_without_head", values, organisation_id=team.organisation_id
            )


def _parts(facts: Facts, files: Iterable[Dossier]) -> Iterator[Problem]:
    """Yield the parts of diagnostics that no graded attempt at their quiz has marks for: a misspelt name."""
    graded: dict[tuple[str, int], list[AttemptFact]] = {}
    for dossier in files:
        for attempt in dossier.attempts:
            if attempt.standing is AttemptStanding.FINISHED:
                graded.setdefault(attempt.quiz, []).append(attempt)
    for diagnostic in facts.catalogue.diagnostics:
        for part in diagnostic.parts:
            attempts = graded.get(part.quiz, [])
            seen = {alike(name) for attempt in attempts for name in attempt.parts}
            for name in part.parts:
                if attempts and alike(name) not in seen:
                    values: dict[str, str | int] = {
                        "diagnostic": diagnostic.diagnostic_id,
                        "part": name,
                        "attempts": len(attempts),
                    }
                    yield Problem("indicators.problem.part_without_marks", values)
