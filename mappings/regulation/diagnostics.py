"""Rounds of diagnostics: when one was passed, and what its attempts say about each competency.

- The first round is passed at the moment when each quiz has a finished attempt (by `passed_when = "any"`: one
  of them). The next round begins after that moment, with attempts finished later; what was finished at the
  very moment still belongs to the round.
- Attempts of all the person's accounts count together. In progress, overdue, abandoned and preview attempts
  never count, nor does anything finished after the as-of day.
- A round's results come from its own attempts by the quiz's grading method. Where an attempt that the method
  needs awaits grading (for the highest and the average mark: any of them), there is no level yet.
- Moodle shows 0 for ungraded grade items, so an ungraded attempt gives no level for grade items either; its
  slots tell by themselves whether they are graded.
- Only diagnostics for the person's kind on the as-of day count.
- A competency measured by several parts of one diagnostic gets the mean of the parts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from mappings.facts import (
    AttemptFact,
    AttemptStanding,
    Catalogue,
    CompetencyDefinition,
    DiagnosticDefinition,
    Key,
    Level,
    PartDefinition,
    Result,
    Round,
    StaffKind,
)
from mappings.regulation.question import Question
from mappings.regulation.wording import alike

_COUNTING = frozenset({AttemptStanding.FINISHED, AttemptStanding.AWAITS_GRADING})


def attempts_by_person(attempts: Iterable[AttemptFact], question: Question) -> dict[int, list[AttemptFact]]:
    """Return the attempts that count, by person, in the order in which they were finished."""
    found: dict[int, list[AttemptFact]] = defaultdict(list)
    for attempt in attempts:
        if attempt.standing in _COUNTING and question.exists(attempt.finished_at):
            found[attempt.person_id].append(attempt)
    for own in found.values():
        own.sort(key=lambda attempt: (attempt.finished_at, attempt.key))
    return dict(found)


def rounds_of(
    kind: StaffKind, attempts: Sequence[AttemptFact], catalogue: Catalogue, question: Question
) -> tuple[Round, ...]:
    """Return every round one person passed, oldest first; `attempts` as from `attempts_by_person`."""
    rounds = [
        passed
        for diagnostic in catalogue.diagnostics
        if kind in diagnostic.meant_for
        for passed in _rounds(diagnostic, attempts, catalogue.competencies, question)
    ]
    return tuple(sorted(rounds, key=lambda each: (each.passed_at, each.diagnostic_id)))


def attempts_towards(
    kind: StaffKind, attempts: Iterable[AttemptFact], catalogue: Catalogue
) -> tuple[AttemptFact, ...]:
    """Return those attempts that count for some diagnostic of the person's kind."""
    quizzes = {quiz for each in catalogue.diagnostics if kind in each.meant_for for quiz in each.quizzes}
    return tuple(attempt for attempt in attempts if attempt.quiz in quizzes)


def newest_results(rounds: Iterable[Round]) -> dict[tuple[str, str], tuple[Round, Result]]:
    """Return the newest result by (diagnostic, competency), graded or not, of one person's rounds oldest first.

    Where every quiz must be passed these are the results of each diagnostic's latest round; where any quiz
    will do, a round knows only some of the competencies.
    """
    return {
        (each.diagnostic_id, result.competency): (each, result) for each in rounds for result in each.results
    }


def latest_results(rounds: Iterable[Round]) -> dict[str, tuple[Round, Result]]:
    """Return the latest result with a level for each competency, of one person's rounds oldest first."""
    return {
        result.competency: (each, result)
        for each in rounds
        for result in each.results
        if result.level is not None
    }


def _rounds(
    diagnostic: DiagnosticDefinition,
    attempts: Iterable[AttemptFact],
    competencies: Mapping[str, CompetencyDefinition],
    question: Question,
) -> Iterable[Round]:
    batches = _batches(diagnostic, attempts, passed_by_any=question.readings.passed_when == "any")
    for number, batch in enumerate(batches, 1):
        passed_at = batch[-1].finished_at
        assert passed_at is not None
        yield Round(
            person_id=batch[0].person_id,
            diagnostic_id=diagnostic.diagnostic_id,
            number=number,
            passed_at=passed_at,
            attempts=tuple(attempt.key for attempt in batch),
            results=_results(diagnostic, batch, competencies),
        )


def _batches(
    diagnostic: DiagnosticDefinition, attempts: Iterable[AttemptFact], *, passed_by_any: bool
) -> list[list[AttemptFact]]:
    """Cut the attempts into passed rounds; an unfinished round at the end is left out."""
    quizzes = diagnostic.quizzes
    if not passed_by_any and diagnostic.unfound_parts:
        return []
    batches: list[list[AttemptFact]] = []
    passed = True
    for attempt in attempts:
        if attempt.quiz not in quizzes:
            continue
        at_the_moment = bool(batches) and attempt.finished_at == batches[-1][-1].finished_at
        if passed and not at_the_moment:
            batches.append([])
        batches[-1].append(attempt)
        passed = passed_by_any or {each.quiz for each in batches[-1]} == quizzes
    return batches if passed else batches[:-1]


def _results(
    diagnostic: DiagnosticDefinition,
    batch: Sequence[AttemptFact],
    competencies: Mapping[str, CompetencyDefinition],
) -> tuple[Result, ...]:
    """Return one result a competency; competencies whose quizzes have no attempt in the round have none."""
    by_quiz: dict[Key, list[AttemptFact]] = defaultdict(list)
    for attempt in batch:
        by_quiz[attempt.quiz].append(attempt)
    parts: dict[str, list[PartDefinition]] = defaultdict(list)
    for part in diagnostic.parts:
        if part.quiz in by_quiz:
            parts[part.competency].append(part)
    return tuple(_result(competencies[name], measured, by_quiz) for name, measured in parts.items())


def _result(
    competency: CompetencyDefinition,
    parts: Sequence[PartDefinition],
    by_quiz: Mapping[Key, Sequence[AttemptFact]],
) -> Result:
    share = _mean([_graded(part, by_quiz[part.quiz]) for part in parts])
    used = {attempt.key: None for part in parts for attempt in _needed(part.grade_method, by_quiz[part.quiz])}
    level = None if share is None else level_of(share, competency)
    return Result(competency.competency_id, share, level, tuple(used))


def level_of(share: Fraction, competency: CompetencyDefinition) -> Level:
    """Return the level of a share of the most that could be earned: below the threshold is a deficit."""
    percent = share * 100
    if percent < competency.threshold:
        return Level.DEFICIT
    return Level.BASIC if percent < competency.advanced else Level.ADVANCED


def _needed(grade_method: str, attempts: Sequence[AttemptFact]) -> Sequence[AttemptFact]:
    """Return the attempts, of one quiz and in order, that the grading method looks at."""
    return {"first": attempts[:1], "last": attempts[-1:]}.get(grade_method, attempts)


def _graded(part: PartDefinition, attempts: Sequence[AttemptFact]) -> Fraction | None:
    shares = [part_share(part, attempt) for attempt in _needed(part.grade_method, attempts)]
    if part.grade_method == "average":
        return _mean(shares)
    known = [share for share in shares if share is not None]
    return max(known) if len(known) == len(shares) else None


def part_share(part: PartDefinition, attempt: AttemptFact) -> Fraction | None:
    """Return what an attempt earned of the most a part gives; None while that is not known."""
    awaits = attempt.standing is AttemptStanding.AWAITS_GRADING
    if not part.parts:
        return None if awaits else attempt.share
    if awaits and not all(name.startswith("slot:") for name in part.parts):
        return None
    return _weighted([_look_up(name, attempt) for name in part.parts])


def _look_up(name: str, attempt: AttemptFact) -> tuple[Fraction | None, Fraction]:
    """Return a part's share and weight; grade items are found by name as people compare names."""
    told = next((told for told in attempt.parts if told == name or alike(told) == alike(name)), name)
    return attempt.parts.get(told), attempt.part_weights.get(told, Fraction(1))


def _weighted(shares: Sequence[tuple[Fraction | None, Fraction]]) -> Fraction | None:
    total = sum((weight for _, weight in shares), Fraction(0))
    earned = [share * weight for share, weight in shares if share is not None]
    return sum(earned, Fraction(0)) / total if total and len(earned) == len(shares) else None


def _mean(shares: Sequence[Fraction | None]) -> Fraction | None:
    known = [share for share in shares if share is not None]
    return sum(known, Fraction(0)) / len(known) if known and len(known) == len(shares) else None
