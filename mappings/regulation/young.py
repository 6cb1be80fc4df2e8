"""Indicator 6.1.5: teachers under 35 in their first three years of work who took part in a form of support.

Where the start of work is unknown, the earliest known day of hiring stands for it; where that is unknown too,
nobody can say that the first years run, and the person is outside. Both are told as problems.
"""

from dataclasses import dataclass
from datetime import date

from mappings.facts import Catalogue, Person, StaffKind
from mappings.reasons import Reason
from mappings.regulation import evidence
from mappings.regulation.calendar_rules import began_within_years, is_younger_than
from mappings.regulation.dossier import Dossier
from mappings.regulation.population import Member
from mappings.regulation.question import Question
from mappings.regulation.verdicts import Finding, without_account

AGE = 35
FIRST_YEARS = 3


@dataclass(frozen=True, slots=True)
class WorkStart:
    """The day work began, as far as it is known, and whether it was taken from the hiring."""

    day: date | None
    from_hiring: bool


def work_start(person: Person) -> WorkStart:
    """Return the start of work, else the earliest known day of hiring."""
    if person.work_started is not None:
        return WorkStart(person.work_started, from_hiring=False)
    hired = [post.hired for post in person.employments if post.hired is not None]
    return WorkStart(min(hired, default=None), from_hiring=True)


def is_asked(member: Member, question: Question) -> bool:
    """Tell whether a member of the staff stands in the denominator."""
    if member.kind is not StaffKind.TEACHER:
        return False
    if question.readings.young_denominator == "first_years" and not _in_first_years(member.person, question):
        return False
    birth_date = member.person.birth_date
    if birth_date is None:
        return question.readings.unknown_birth_date == "not_counted"
    return is_younger_than(AGE, birth_date, question.as_of)


def _in_first_years(person: Person, question: Question) -> bool:
    started = work_start(person).day
    return started is not None and began_within_years(FIRST_YEARS, started, question.as_of)


def took_part(dossier: Dossier, _catalogue: Catalogue, question: Question) -> Finding:
    """6.1.5: a stay in a form of support overlaps the period; asked only of those in the denominator."""
    start = work_start(dossier.person)
    chain = evidence.work_start(start.day, from_hiring=start.from_hiring)
    no_account = without_account(dossier.person)
    if no_account and not dossier.stays:
        return Finding(no_account.reason, chain)
    if dossier.person.birth_date is None:
        return Finding(Reason.BIRTH_DATE_UNKNOWN, chain)
    if not dossier.stays:
        return Finding(Reason.NO_SUPPORT, chain)
    inside = [each for each in dossier.stays if question.overlaps_period(each.first_day, each.last_day)]
    shown = inside or dossier.stays[-1:]
    return Finding(
        Reason.COUNTED if inside else Reason.SUPPORT_OUTSIDE_PERIOD,
        (*chain, *(link for each in shown for link in evidence.support(each))),
    )
