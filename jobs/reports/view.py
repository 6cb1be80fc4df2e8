"""What a report is drawn from: values only, so that the same view gives the same bytes, for ever.

Names of people stand in `PersonLine` alone: a letter's body is drawn from the rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo

from config.indicators import Definition
from config.settings import Kind, Readings
from mappings.facts import StaffKind
from mappings.reasons import Reason


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of how many."""

    numerator: int
    denominator: int

    @property
    def share(self) -> Fraction | None:
        """Return the share; None where nobody stands below the line: such a share is unknown, not 0 %."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None


@dataclass(frozen=True, slots=True)
class Previous:
    """What the last report said of the same indicator."""

    day: date
    """Its as-of date."""

    tally: Tally
    same_methodology: bool = True
    """False: definition or readings have changed since, so the two numbers don't compare."""


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """One of the five numbers."""

    definition: Definition
    version: str
    """As `config.indicators.methodology_version` returns it."""

    tally: Tally
    previous: Previous | None = None
    among_diagnosed: Tally | None = None
    """6.1.2 alone: the same numerator's share among those who passed a diagnostic."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A verdict on a person, for 6.1.4 on an organisation."""

    reason: Reason
    """`Reason.COUNTED` or why not; its text is the message `reasons.<code>`."""

    @property
    def counted(self) -> bool:
        """Tell whether it is in the numerator."""
        return self.reason is Reason.COUNTED


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """An organisation, its staff on the day, and what the indicators say of it."""

    name: str
    teachers: int
    managers: int
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    """By indicator id, 6.1.4 left out; without an entry nobody of the organisation is in the denominator."""

    team: Standing | None = None
    """6.1.4; None: no manager, so the organisation is not in the denominator."""


class AccountState(StrEnum):
    """What is known about a person's account in the LMS."""

    LINKED = "linked"
    REVIEW = "review"
    """There is one, but whose it is waits for a decision."""

    NONE = "none"


@dataclass(frozen=True, slots=True)
class PersonDeficit:
    """A competency in which the person's latest result is below the threshold."""

    competency: str
    """Its name."""

    share: Fraction
    """The result, 0 to 1."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person of the staff on the day."""

    roster_no: str | None
    organisation: str
    full_name: str = field(repr=False)
    post: str
    kind: StaffKind
    account: AccountState
    standings: Mapping[str, Standing] = field(default_factory=dict)
    """By indicator id; without an entry the person is not in that indicator's denominator."""

    deficits: tuple[PersonDeficit, ...] = ()


@dataclass(frozen=True, slots=True)
class DeficitLine:
    """How many of an organisation's people, measured in a competency, show a deficit."""

    organisation: str
    competency: str
    """Its name, as in `CompetencyLine`."""

    deficits: Tally


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """Something in the data that somebody should put right; it names nobody but by number."""

    where: str
    """Roster, LMS, configuration; with file, row or number where there is one."""

    what: str
    """What is wrong, and what to do about it."""


@dataclass(frozen=True, slots=True)
class CompetencyLine:
    """A competency and its levels, in percent."""

    name: str
    threshold: float
    advanced: float


@dataclass(frozen=True, slots=True)
class DiagnosticLine:
    """A diagnostic and what it is made of."""

    name: str
    meant_for: Kind
    competencies: tuple[str, ...]
    """Names of what it measures, without repeats."""

    quizzes: int


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Something that was read, when, and how much of it there was."""

    name: str
    """In the report's language: «LMS lms.example.ru: учётные записи», «Кадровый состав»."""

    read_at: datetime | None
    """Aware; None: never read."""

    rows: int
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Methodology:
    """How the numbers were made, apart from the passports, which stand in the indicators."""

    readings: Readings = field(default_factory=Readings)
    competencies: tuple[CompetencyLine, ...] = ()
    diagnostics: tuple[DiagnosticLine, ...] = ()
    sources: tuple[SourceLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportView:
    """Everything a report says."""

    district: str
    department: str
    """Whom the report is for."""

    responsible: str
    """Who answers for the monitoring; may be empty."""

    as_of: date
    period_from: date
    period_to: date
    """The day after the period's last."""

    generated_at: datetime
    """Aware."""

    zone: ZoneInfo
    version: str
    """Of the program."""

    indicators: tuple[IndicatorLine, ...]
    methodology: Methodology
    organisations: tuple[OrganisationLine, ...] = ()
    people: tuple[PersonLine, ...] = ()
    deficits: tuple[DeficitLine, ...] = ()
    problems: tuple[ProblemLine, ...] = ()
    gaps: tuple[str, ...] = ()
    """Sentences: what the night could not read. They never name a person."""

    @property
    def complete(self) -> bool:
        """Tell whether the night read everything it should."""
        return not self.gaps

    @property
    def period_over(self) -> bool:
        """Tell whether the monitoring period is over on the as-of day; until then numbers are preliminary."""
        return self.as_of >= self.period_to
