"""Reads life stories: TOML in a methodist's words → facts, question, expectations."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from config.settings import Settings
from mappings.facts import (
    AttemptFact,
    AttemptStanding,
    Catalogue,
    CompletionFact,
    Employment,
    EnrolmentFact,
    Facts,
    Format,
    Membership,
    Person,
    RouteFact,
    RouteItem,
    RouteState,
    StaffKind,
    SupportStay,
)
from mappings.regulation.catalogue import CohortRow, CourseRow, QuizRow, resolve
from mappings.regulation.question import Question, question_for

HERE = Path(__file__).parent
SITE = "lms"
KINDS = {"педагог": StaffKind.TEACHER, "управленец": StaffKind.MANAGER}
STANDINGS = {
    "завершена": AttemptStanding.FINISHED,
    "ждёт проверки": AttemptStanding.AWAITS_GRADING,
    "идёт": AttemptStanding.OTHER,
    "брошена": AttemptStanding.OTHER,
}
STATES = {
    "проект": RouteState.DRAFT,
    "утверждён": RouteState.APPROVED,
    "отменён": RouteState.CANCELLED,
}
KEYS = {"история", "отчётная дата", "период", "прочтение", "люди", "команды"}
PERSON_KEYS = {
    "№",
    "родился",
    "работает с",
    "должности",
    "учётные записи",
    "ждут решения",
    "попытки",
    "курсы",
    "группы",
    "сопровождение",
    "маршруты",
    "ждём",
}


@dataclass(frozen=True)
class Story:
    """One file: its facts, what is asked, and what is expected in the report's own words."""

    told: dict
    settings: Settings
    facts: Facts
    question: Question
    people: dict[int, dict[str, str]]
    """Expectations by person id and indicator."""

    teams: dict[int, str]
    """Expectations for 6.1.4 by organisation id."""

    organisations: dict[str, int]


class Teller:
    """Turns one told story into facts; every name gets its number on first use."""

    def __init__(self, settings: Settings, lms: dict, catalogue: Catalogue) -> None:
        self.zone = ZoneInfo(settings.time_zone)
        self.settings = settings
        self.catalogue = catalogue
        self.courses = {each["short_name"]: (SITE, each["id"]) for each in lms["courses"]}
        self.quizzes = {each["name"]: (SITE, each["id"]) for each in lms["quizzes"]}
        self.cohorts = {each["id_number"]: (SITE, each["id"]) for each in lms["cohorts"]}
        self.organisations: dict[str, int] = {}
        self.accounts: dict[str, int] = {}
        self.numbers = count(1)

    def moment(self, told: datetime | date | None) -> datetime | None:
        """Return a local moment as UTC; a bare day is its noon."""
        if told is None:
            return None
        if not isinstance(told, datetime):
            told = datetime(told.year, told.month, told.day, 12)
        return told.replace(tzinfo=self.zone).astimezone(UTC)

    def account(self, name: str) -> tuple[str, int]:
        return SITE, self.accounts.setdefault(name, 1000 + len(self.accounts))

    def organisation(self, name: str) -> int:
        return self.organisations.setdefault(name, 1 + len(self.organisations))

    def person(self, number: int, told: dict) -> Person:
        assert told.keys() <= PERSON_KEYS, told.keys() - PERSON_KEYS
        return Person(
            person_id=number,
            roster_no=told.get("№"),
            birth_date=told.get("родился"),
            work_started=told.get("работает с"),
            employments=tuple(self.post(each) for each in told["должности"]),
            accounts=tuple(self.account(each) for each in told.get("учётные записи", ())),
            awaiting_accounts=tuple(self.account(each) for each in told.get("ждут решения", ())),
        )

    def post(self, told: dict) -> Employment:
        heads = {each.casefold() for each in self.settings.staff.head_posts}
        return Employment(
            organisation_id=self.organisation(told["где"]),
            kind=KINDS[told["кто"]],
            post=told["должность"],
            is_head=told["должность"].casefold() in heads,
            main=told.get("основная", True),
            hired=told.get("принят"),
            left=told.get("уволен"),
        )

    def confirmed(self, person: Person, told: dict) -> tuple[str, int] | None:
        """Return the account something was done with, if it is known to be the person's."""
        key = self.account(told["запись"]) if "запись" in told else (person.accounts or (None,))[0]
        return key if key in person.accounts else None

    def attempt(self, person: Person, told: dict) -> AttemptFact | None:
        if self.confirmed(person, told) is None:
            return None
        percent = told.get("процент")
        return AttemptFact(
            key=(SITE, next(self.numbers)),
            quiz=self.quizzes[told["тест"]],
            person_id=person.person_id,
            standing=STANDINGS[told.get("состояние", "завершена")],
            finished_at=self.moment(told.get("завершена")),
            share=None if percent is None else Fraction(str(percent)) / 100,
        )

    def completion(self, person: Person, told: dict) -> CompletionFact | None:
        account = self.confirmed(person, told)
        if account is None or "завершён" not in told:
            return None
        return CompletionFact(
            course=self.courses[told["курс"]],
            account=account,
            person_id=person.person_id,
            completed_at=self.moment(told["завершён"]),
            started_at=self.moment(told.get("начат")),
            enrolled_at=self.moment(told.get("зачислен")),
        )

    def enrolment(self, person: Person, told: dict) -> EnrolmentFact | None:
        account = self.confirmed(person, told)
        if account is None or "зачислен" not in told:
            return None
        active = told.get("зачисление действует", True)
        return EnrolmentFact(
            self.courses[told["курс"]], account, person.person_id, self.moment(told["зачислен"]), active
        )

    def membership(self, person: Person, told: dict) -> Membership | None:
        account = self.confirmed(person, told)
        if account is None:
            return None
        return Membership(
            self.cohorts[told["группа"]],
            account,
            person.person_id,
            self.moment(told.get("с")),
            self.moment(told.get("по")),
        )

    def route(self, person: Person, told: dict) -> RouteFact:
        created = told.get("составлен") or told["утверждён"]
        return RouteFact(
            route_id=next(self.numbers),
            person_id=person.person_id,
            diagnostic_id=told.get("диагностика"),
            round_number=told.get("круг", 1) if "диагностика" in told else None,
            state=STATES[told.get("состояние", "утверждён")],
            created_on=created,
            approved_on=told.get("утверждён"),
            items=tuple(self.item(*each) for each in enumerate(told.get("курсы", ()), 1)),
        )

    def item(self, position: int, course: str) -> RouteItem:
        key = self.courses[course]
        return RouteItem(
            position, "subject", Format.FORMAL, key, course, "", None, date(2026, 12, 31), "formal"
        )

    def support(self, person: Person, told: dict) -> SupportStay:
        return SupportStay(told["форма"], person.person_id, "register:1", told.get("с"), told.get("по"))

    def facts(self, told: list[dict]) -> Facts:
        people = [(self.person(number, each), each) for number, each in enumerate(told, 1)]

        def gather(key: str, read) -> tuple:
            found = (read(person, each) for person, own in people for each in own.get(key, ()))
            return tuple(each for each in found if each is not None)

        return Facts(
            people=tuple(person for person, _ in people),
            catalogue=self.catalogue,
            attempts=gather("попытки", self.attempt),
            completions=gather("курсы", self.completion),
            enrolments=gather("курсы", self.enrolment),
            memberships=gather("группы", self.membership),
            routes=gather("маршруты", self.route),
            supports=gather("сопровождение", self.support),
        )


def _settings(story: dict) -> Settings:
    told = tomllib.loads((HERE / "marshrut.toml").read_text("utf-8"))
    told["readings"] = story.get("прочтение", {})
    if "период" in story:
        told["period"] = {"from": story["период"]["с"], "to": story["период"]["до"]}
    return Settings.model_validate(told)


def _catalogue(settings: Settings, lms: dict) -> Catalogue:
    courses = [
        CourseRow((SITE, each["id"]), each["short_name"], each["full_name"]) for each in lms["courses"]
    ]
    quizzes = [
        QuizRow((SITE, each["id"]), (SITE, each["course"]), each["name"], each.get("id_number"))
        for each in lms["quizzes"]
    ]
    cohorts = [CohortRow((SITE, each["id"]), each["name"], each["id_number"]) for each in lms["cohorts"]]
    catalogue, problems = resolve(settings, courses, [], quizzes, cohorts)
    assert not problems
    return catalogue


def _read(path: Path) -> Story:
    told = tomllib.loads(path.read_text("utf-8"))
    assert told.keys() <= KEYS, told.keys() - KEYS
    settings = _settings(told)
    lms = tomllib.loads((HERE / "lms.toml").read_text("utf-8"))
    teller = Teller(settings, lms, _catalogue(settings, lms))
    facts = teller.facts(told["люди"])
    return Story(
        told=told,
        settings=settings,
        facts=facts,
        question=question_for(settings, told.get("отчётная дата", date(2026, 6, 30))),
        people={number: each.get("ждём", {}) for number, each in enumerate(told["люди"], 1)},
        teams={teller.organisations[name]: words for name, words in told.get("команды", {}).items()},
        organisations=teller.organisations,
    )


@pytest.fixture(scope="session")
def read_story():
    """Return the function that reads a story's file."""
    return _read
