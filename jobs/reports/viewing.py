"""Turn what was reckoned into what a report shows; values in, values out."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from config.indicators import definitions, methodology_version
from config.locale import Texts
from config.problems import Problem
from config.settings import Settings
from jobs.reports.view import (
    AccountState,
    CompetencyLine,
    DeficitLine,
    DiagnosticLine,
    IndicatorLine,
    Methodology,
    OrganisationLine,
    PersonDeficit,
    PersonLine,
    Previous,
    ProblemLine,
    ReportView,
    SourceLine,
    Standing,
    Tally,
)
from mappings.facts import Catalogue, Facts, Level, Person, Round, StaffKind, Verdict
from mappings.keeping.directory import Directory
from mappings.regulation.assessment import Assessment
from mappings.regulation.diagnostics import latest_results
from mappings.regulation.population import Member, staff_on
from mappings.regulation.question import Question

TEAM = "6.1.4"
ROUTES = "6.1.2"

_NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What a report is made from."""

    facts: Facts
    question: Question
    assessment: Assessment
    directory: Directory


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What surrounds the numbers: when, by which program, after what, and what was missing."""

    generated_at: datetime
    version: str
    previous: Mapping[str, Previous]
    problems: Sequence[Problem]
    sources: Sequence[SourceLine]
    gaps: Sequence[str]


def make_view(
    settings: Settings, reckoned: Reckoned, circumstances: Circumstances, words: Texts
) -> ReportView:
    """Return everything a report says."""
    question, assessment = reckoned.question, reckoned.assessment
    members = staff_on(question.as_of, reckoned.facts.people, question.readings)
    rounds = _rounds_by_person(assessment.rounds)
    return ReportView(
        district=settings.district.name,
        department=settings.district.department,
        responsible=settings.district.responsible,
        as_of=question.as_of,
        period_from=question.period_from,
        period_to=question.period_to,
        generated_at=circumstances.generated_at,
        zone=question.zone,
        version=circumstances.version,
        indicators=_indicator_lines(assessment, question, circumstances.previous),
        methodology=_methodology(settings, reckoned.facts.catalogue, circumstances.sources),
        organisations=_organisation_lines(members, assessment.verdicts, reckoned.directory),
        people=_person_lines(members, rounds, reckoned),
        deficits=_deficit_lines(members, rounds, reckoned),
        problems=tuple(_problem_line(each, reckoned.directory, words) for each in circumstances.problems),
        gaps=tuple(circumstances.gaps),
    )


def _indicator_lines(
    assessment: Assessment, question: Question, previous: Mapping[str, Previous]
) -> tuple[IndicatorLine, ...]:
    passports = {each.id: each for each in definitions()}
    diagnosed = assessment.routed_among_diagnosed
    return tuple(
        IndicatorLine(
            definition=passports[value.indicator],
            version=methodology_version(passports[value.indicator], question.readings),
            tally=Tally(value.numerator, value.denominator),
            previous=previous.get(value.indicator),
            among_diagnosed=Tally(diagnosed.numerator, diagnosed.denominator)
            if value.indicator == ROUTES
            else None,
        )
        for value in assessment.values
    )


def _organisation_lines(
    members: Iterable[Member], verdicts: Iterable[Verdict], directory: Directory
) -> tuple[OrganisationLine, ...]:
    """Return a line an organisation with staff or a team, by name."""
    staff = Counter((member.organisation_id, member.kind) for member in members)
    tallies: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    teams: dict[int, Standing] = {}
    for verdict in verdicts:
        if verdict.indicator == TEAM:
            teams[verdict.organisation_id] = Standing(verdict.reason)
            continue
        tally = tallies[verdict.organisation_id][verdict.indicator]
        tally[0] += verdict.counted
        tally[1] += 1
    numbers = {number for number, _ in staff} | teams.keys()
    lines = (
        OrganisationLine(
            name=directory.organisations[number],
            teachers=staff[number, StaffKind.TEACHER],
            managers=staff[number, StaffKind.MANAGER],
            tallies={name: Tally(*counts) for name, counts in tallies[number].items()},
            team=teams.get(number),
        )
        for number in numbers
    )
    return tuple(sorted(lines, key=lambda line: _as_read(line.name)))


def _as_read(name: str) -> list[tuple[int, str]]:
    """Order names as people do: «школа № 2» before «школа № 10»."""
    return [(int(part), "") if part.isdigit() else (-1, part.casefold()) for part in _NUMBER.split(name)]


def _person_lines(
    members: Iterable[Member], rounds: Mapping[int, Sequence[Round]], reckoned: Reckoned
) -> tuple[PersonLine, ...]:
    """Return a line a person of the staff, by organisation and name."""
    standings: dict[int, dict[str, Standing]] = defaultdict(dict)
    for verdict in reckoned.assessment.verdicts:
        if verdict.indicator != TEAM:
            standings[verdict.subject_id][verdict.indicator] = Standing(verdict.reason)
    directory, competencies = reckoned.directory, reckoned.facts.catalogue.competencies
    lines = (
        PersonLine(
            roster_no=member.person.roster_no,
            organisation=directory.organisations[member.organisation_id],
            full_name=directory.people[member.person.person_id].full_name,
            post=_post(member, reckoned.question),
            kind=member.kind,
            account=_account_state(member.person),
            standings=standings[member.person.person_id],
            deficits=tuple(
                PersonDeficit(competencies[name].name, share)
                for name, share in _deficits(rounds.get(member.person.person_id, ()))
            ),
        )
        for member in members
    )
    return tuple(
        sorted(lines, key=lambda line: (_as_read(line.organisation), line.full_name, line.roster_no or ""))
    )


def _post(member: Member, question: Question) -> str:
    posts = [
        post
        for post in member.person.employments
        if post.in_force(question.as_of) and post.organisation_id == member.organisation_id
    ]
    return min(posts, key=lambda post: (post.kind is not member.kind, not post.main)).post


def _account_state(person: Person) -> AccountState:
    if person.accounts:
        return AccountState.LINKED
    return AccountState.REVIEW if person.awaiting_accounts else AccountState.NONE


def _rounds_by_person(rounds: Iterable[Round]) -> dict[int, list[Round]]:
    found: dict[int, list[Round]] = defaultdict(list)
    for each in rounds:
        found[each.person_id].append(each)
    return found


def _deficits(rounds: Iterable[Round]) -> list[tuple[str, Fraction]]:
    """Return the competencies whose latest graded result is a deficit, worst first."""
    found = [
        (name, result.share)
        for name, (_, result) in latest_results(rounds).items()
        if result.level is Level.DEFICIT and result.share is not None
    ]
    return sorted(found, key=lambda each: each[1])


def _deficit_lines(
    members: Iterable[Member], rounds: Mapping[int, Sequence[Round]], reckoned: Reckoned
) -> tuple[DeficitLine, ...]:
    counts: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
    for member in members:
        for name, (_, result) in latest_results(rounds.get(member.person.person_id, ())).items():
            tally = counts[member.organisation_id, name]
            tally[0] += result.level is Level.DEFICIT
            tally[1] += result.level is not None
    directory, competencies = reckoned.directory, reckoned.facts.catalogue.competencies
    lines = (
        DeficitLine(directory.organisations[number], competencies[name].name, Tally(*tally))
        for (number, name), tally in counts.items()
    )
    return tuple(sorted(lines, key=lambda line: (_as_read(line.organisation), line.competency)))


def _problem_line(problem: Problem, directory: Directory, words: Texts) -> ProblemLine:
    """Return a problem as a reader takes it: its place, and the sentence that says what to do."""
    person = directory.people.get(problem.person_id or 0)
    organisation = directory.organisations.get(problem.organisation_id or 0)
    room = problem.text_id.partition(".")[0]
    places = [words.say(f"night.place.{room}") if words.knows(f"night.place.{room}") else ""]
    if organisation:
        places.append(organisation)
    if person and person.roster_no:
        places.append(words.say("night.place.person", roster_no=person.roster_no))
    return ProblemLine(
        where=", ".join(filter(None, places)),
        what=words.say(problem.text_id, **problem.values),
    )


def _methodology(settings: Settings, catalogue: Catalogue, sources: Sequence[SourceLine]) -> Methodology:
    names = {each.competency_id: each.name for each in catalogue.competencies.values()}
    return Methodology(
        readings=settings.readings,
        competencies=tuple(
            CompetencyLine(each.name, float(each.threshold), float(each.advanced))
            for each in catalogue.competencies.values()
        ),
        diagnostics=tuple(
            DiagnosticLine(
                name=each.name,
                meant_for=each.meant_for,
                competencies=tuple(dict.fromkeys(names[part.competency] for part in each.parts)),
                quizzes=len({tuple(part.quiz.model_dump().items()) for part in each.parts}),
            )
            for each in settings.diagnostics
        ),
        sources=tuple(sources),
    )
