"""Indicator 6.1.4: management teams that raised their qualification in quality management.

The team of an organisation is everyone with a manager's post in force there, main or not; one person may be
in two teams. A manager is trained who completed a formal programme with the topic in the last
`team_window_years`: after the as-of day minus the years, up to the as-of day. Where several people hold the
head's post, one trained is enough; where nobody does, "the head among them" can't be met.
"""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

from mappings.facts import Catalogue, CompletionFact, Format, Verdict
from mappings.reasons import Reason
from mappings.regulation import evidence
from mappings.regulation.calendar_rules import within_last_years
from mappings.regulation.population import Team
from mappings.regulation.question import Question

INDICATOR = "6.1.4"


def team_verdict(
    team: Team,
    completions: Mapping[int, Sequence[CompletionFact]],
    catalogue: Catalogue,
    question: Question,
) -> Verdict:
    """Return the verdict on one organisation's team; `completions` by person, oldest first."""
    trained = {
        person.person_id: _trained_by(completions.get(person.person_id, ()), catalogue, question)
        for person in team.managers
    }
    done = sum(each is not None for each in trained.values())
    needed = _needed(question.readings.team_rule, len(team.managers))
    head_done = any(trained[head] is not None for head in team.heads)
    chain = [*evidence.team(len(team.managers), done, needed, question.readings.team_rule)]
    for person in team.managers:
        head = person.person_id in team.heads
        chain += evidence.manager(person, head=head, trained_by=trained[person.person_id])
    reason = _reason(question.readings.team_rule, done=done, needed=needed, head_done=head_done)
    return Verdict(INDICATOR, team.organisation_id, team.organisation_id, reason, tuple(chain))


def _trained_by(
    completions: Sequence[CompletionFact], catalogue: Catalogue, question: Question
) -> CompletionFact | None:
    """Return the latest completion that makes somebody trained."""
    fitting = [
        each
        for each in completions
        if each.course in catalogue.items
        and catalogue.items[each.course].format is Format.FORMAL
        and question.readings.team_topic in catalogue.items[each.course].topics
        and within_last_years(
            question.readings.team_window_years, question.day(each.completed_at), question.as_of
        )
    ]
    return fitting[-1] if fitting else None


def _needed(rule: str, managers: int) -> int:
    """Return how many of a team must be trained."""
    match rule:
        case "all":
            return managers
        case "any":
            return 1
        case "half_and_head":
            return math.ceil(Fraction(managers, 2))
        case _:
            return math.ceil(Fraction(rule.removeprefix("share:")) * managers)


def _reason(rule: str, *, done: int, needed: int, head_done: bool) -> Reason:
    if done == 0:
        return Reason.TEAM_NONE_TRAINED
    if rule == "half_and_head" and not head_done:
        return Reason.TEAM_HEAD_NOT_TRAINED
    return Reason.COUNTED if done >= needed else Reason.TEAM_TOO_FEW_TRAINED
