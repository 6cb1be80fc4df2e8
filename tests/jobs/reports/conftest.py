"""A made-up district to draw reports of, of any size: the same names and numbers every time."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction
from itertools import cycle, islice
from zoneinfo import ZoneInfo

import pytest

from config.indicators import definitions, methodology_version
from config.locale import Texts, texts
from config.settings import Kind, Readings
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
from mappings.facts import StaffKind
from mappings.reasons import Reason

COMPETENCIES = (
    "Предметные компетенции",
    "Методические компетенции",
    "Психолого-педагогические компетенции",
    "Управление качеством образования",
)
SURNAMES = ("Абдулова", "Белов", "Васильева", "Гончаренко", "Дмитриева", "Ершова", "Жукова", "Зайцев")
FIRST_NAMES = ("Анна Петровна", "Иван Сергеевич", "Мария Викторовна", "Гульнара Рашид кызы")
POSTS = ("учитель начальных классов", "учитель математики", "воспитатель", "педагог-психолог")
REASONS = {
    "6.1.1": (Reason.COUNTED, Reason.COUNTED, Reason.NO_ACCOUNT, Reason.DIAGNOSTIC_INCOMPLETE),
    "6.1.2": (Reason.COUNTED, Reason.ROUTE_NOT_APPROVED, Reason.NO_ACCOUNT, Reason.NO_FINISHED_ATTEMPT),
    "6.1.3": (
        Reason.COUNTED,
        Reason.NOT_IN_REGISTRY_THAT_DAY,
        Reason.NO_ACCOUNT,
        Reason.ADDRESSES_NO_DEFICIT,
    ),
    "6.1.5": (Reason.COUNTED, Reason.NO_SUPPORT),
}
ACCOUNTS = (AccountState.LINKED, AccountState.LINKED, AccountState.NONE, AccountState.REVIEW)

_NUMBERS = {
    "6.1.1": (Tally(1187, 1591), Tally(1150, 1588)),
    "6.1.2": (Tally(633, 1591), Tally(640, 1588)),
    "6.1.3": (Tally(402, 1398), Tally(381, 1395)),
    "6.1.4": (Tally(17, 60), Tally(17, 60)),
    "6.1.5": (Tally(74, 118), Tally(69, 118)),
}


def _person(number: int, organisations: int) -> PersonLine:
    kind = StaffKind.MANAGER if number % 9 == 0 else StaffKind.TEACHER
    asked = [each for each in REASONS if each != "6.1.5" or number % 12 == 1]
    if kind is StaffKind.MANAGER:
        asked = [each for each in asked if each in {"6.1.1", "6.1.2"}]
    return PersonLine(
        roster_no=str(number + 1),
        organisation=_organisation(number % organisations),
        full_name=f"{SURNAMES[number % len(SURNAMES)]} {FIRST_NAMES[number % len(FIRST_NAMES)]}",
        post="заместитель директора" if kind is StaffKind.MANAGER else POSTS[number % len(POSTS)],
        kind=kind,
        account=ACCOUNTS[number % len(ACCOUNTS)],
        standings={each: Standing(REASONS[each][number % len(REASONS[each])]) for each in asked},
        deficits=(PersonDeficit(COMPETENCIES[0], Fraction(59996, 100000)),) if number % 4 == 0 else (),
    )


def _organisation(number: int) -> str:
    return (
        f"МБОУ «Средняя общеобразовательная школа № {number + 1}»"
        if number % 3
        else f"МБДОУ «Детский сад № {number + 1} „Северное сияние“»"
    )


def _portion(total: int, place: int, of: int) -> int:
    """Return what falls to one of `of` places, so that all together are the total."""
    return total // of + (place < total % of)


def _organisation_line(number: int, of: int) -> OrganisationLine:
    teams = (
        Standing(Reason.COUNTED),
        Standing(Reason.TEAM_HEAD_NOT_TRAINED),
        Standing(Reason.TEAM_NONE_TRAINED),
    )

    def portion(total: int) -> int:
        return _portion(total, number, of)

    return OrganisationLine(
        name=_organisation(number),
        teachers=portion(1398),
        managers=0 if number == 3 else _portion(193, number - (number > 3), of - 1),
        tallies={
            name: Tally(portion(told.numerator), portion(told.denominator))
            for name, (told, _) in _NUMBERS.items()
            if name != "6.1.4" and (name != "6.1.5" or number % 4)
        },
        team=None if number == 3 else teams[number % 3],
    )


def _methodology(readings: Readings) -> Methodology:
    return Methodology(
        readings=readings,
        competencies=tuple(CompetencyLine(each, 60, 80) for each in COMPETENCIES),
        diagnostics=(
            DiagnosticLine("Диагностика педагогов 2026", Kind.TEACHERS, COMPETENCIES[:3], 3),
            DiagnosticLine("Диагностика управленцев 2026", Kind.MANAGERS, COMPETENCIES[3:], 1),
        ),
        sources=(
            SourceLine("Кадровый состав", datetime(2026, 11, 20, 9, 15, tzinfo=UTC), 1591),
            SourceLine("LMS lms: учётные записи", datetime(2026, 11, 23, 21, 31, tzinfo=UTC), 1642),
            SourceLine("LMS lms: попытки тестов", datetime(2026, 11, 23, 21, 38, tzinfo=UTC), 4810),
        ),
    )


def district(people: int = 24, organisations: int = 6, **changes: object) -> ReportView:
    """Return the view of a made-up district; its five numbers don't depend on how many people are listed."""
    readings = Readings()
    told: dict[str, object] = {
        "district": "Сургутский район",
        "department": "Департамент образования администрации Сургутского района",
        "responsible": "отдел развития и оценки качества образования",
        "as_of": date(2026, 11, 24),
        "period_from": date(2026, 1, 1),
        "period_to": date(2027, 1, 1),
        "generated_at": datetime(2026, 11, 23, 21, 41, tzinfo=UTC),
        "zone": ZoneInfo("Asia/Yekaterinburg"),
        "version": "0.1.0",
        "indicators": tuple(
            IndicatorLine(
                definition=each,
                version=methodology_version(each, readings),
                tally=_NUMBERS[each.id][0],
                previous=Previous(date(2026, 11, 23), _NUMBERS[each.id][1]),
                among_diagnosed=Tally(633, 1187) if each.id == "6.1.2" else None,
            )
            for each in definitions()
        ),
        "organisations": tuple(_organisation_line(number, organisations) for number in range(organisations)),
        "people": tuple(_person(number, organisations) for number in range(people)),
        "deficits": tuple(
            DeficitLine(_organisation(number), name, Tally(number + place, 12 + number))
            for number in range(organisations)
            for place, name in enumerate(COMPETENCIES)
        ),
        "problems": tuple(
            islice(
                cycle(
                    [
                        ProblemLine(
                            "Кадровый состав, № 17",
                            "Дата рождения неизвестна, возраст для показателя 6.1.5 не определить. Внести дату рождения в кадровый состав.",
                        ),
                        ProblemLine("LMS lms, учётная запись 118", "Похожа сразу на двух человек."),
                    ]
                ),
                5,
            )
        ),
        "methodology": _methodology(readings),
    }
    return ReportView(**(told | changes))


@pytest.fixture
def view() -> ReportView:
    return district()


@pytest.fixture
def made_up() -> Callable[..., ReportView]:
    """Return the maker of districts: `made_up(people=…, organisations=…, field=…)`."""
    return district


@pytest.fixture
def russian() -> Texts:
    return texts("ru")
