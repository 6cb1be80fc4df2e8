"""Short ways to make the facts that rules are asked about."""

from datetime import UTC, date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from config.settings import Readings
from mappings.facts import (
    AttemptFact,
    AttemptStanding,
    Catalogue,
    CatalogueItem,
    CompetencyDefinition,
    CompletionFact,
    DiagnosticDefinition,
    Employment,
    Format,
    PartDefinition,
    Person,
    RegistryStay,
    StaffKind,
)
from mappings.regulation.question import Question

ZONE = ZoneInfo("Asia/Yekaterinburg")
SITE = "lms"


class Maker:
    """Makes facts from the few things a test is about; moments are local, as «2026-03-10 10:00»."""

    def moment(self, told):
        return datetime.fromisoformat(told).replace(tzinfo=ZONE).astimezone(UTC)

    def question(self, as_of="2026-06-30", period=("2026-01-01", "2027-01-01"), **readings):
        days = [date.fromisoformat(each) for each in (as_of, *period)]
        return Question(*days, zone=ZONE, readings=Readings(**readings))

    def person(self, number=1, kind=StaffKind.TEACHER, accounts=((SITE, 1),), **changes):
        post = Employment(organisation_id=1, kind=kind, post="", hired=date(2010, 9, 1))
        told = {
            "roster_no": str(number),
            "birth_date": date(1980, 1, 1),
            "work_started": date(2005, 9, 1),
            "employments": (post,),
            "accounts": accounts,
            **changes,
        }
        return Person(person_id=number, **told)

    def attempt(self, number, quiz, finished, percent=None, person=1, **changes):
        told = {
            "standing": AttemptStanding.FINISHED,
            "share": None if percent is None else Fraction(str(percent)) / 100,
            **changes,
        }
        return AttemptFact(
            key=(SITE, number),
            quiz=(SITE, quiz),
            person_id=person,
            finished_at=self.moment(finished),
            **told,
        )

    def part(self, competency, quiz, method="highest", parts=()):
        return PartDefinition(competency, (SITE, quiz), method, tuple(parts))

    def diagnostic(self, *parts, name="d", kinds=tuple(StaffKind), unfound=0):
        return DiagnosticDefinition(name, name, frozenset(kinds), parts, unfound)

    def item(self, course, *competencies, **changes):
        told = {
            "name": f"Курс {course}",
            "format": Format.FORMAL,
            "hours": None,
            "topics": frozenset(),
            "meant_for": frozenset(StaffKind),
            "organiser": "",
            "registry": (),
            **changes,
        }
        return CatalogueItem(course=(SITE, course), competencies=frozenset(competencies), **told)

    def stay(self, included=None, excluded=None, number="1"):
        days = [date.fromisoformat(each) if each else None for each in (included, excluded)]
        return RegistryStay(number, *days)

    def completion(self, course, completed, person=1, enrolled=None, started=None):
        return CompletionFact(
            course=(SITE, course),
            account=(SITE, person),
            person_id=person,
            completed_at=self.moment(completed),
            started_at=self.moment(started) if started else None,
            enrolled_at=self.moment(enrolled) if enrolled else None,
        )

    def catalogue(self, *diagnostics, items=(), supports=(), competencies=("a", "b", "c")):
        levels = {
            each: CompetencyDefinition(each, f"Компетенция {each}", Fraction(60), Fraction(80))
            for each in competencies
        }
        return Catalogue(levels, diagnostics, {each.course: each for each in items}, tuple(supports))


@pytest.fixture(scope="session")
def make():
    return Maker()
