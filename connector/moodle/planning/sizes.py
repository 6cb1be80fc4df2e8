"""How much there is at a site, as far as it is known: from its reports, from the last pull, else assumed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from connector.moodle.plan import Plan
from connector.moodle.planning.preflight import Site
from connector.moodle.reports.looks import COURSES, PARTICIPANTS, USERS, ReportInfo

_ACCOUNTS = 3_000
"""Of a district: the scenario of WEBSERVICE.md 8, whose proportions the others are, too."""

_ENROLMENTS_OF_ONE = 20
_ACCOUNTS_A_COURSE = 15
_COURSES_A_QUIZ = 5
_GRADES_OF_ONE = 2.5
_ATTEMPTS_A_GRADE = 1.2
_PAIRS_A_GRADE = 1.25
_LEFT = 0.05
"""Of attempts: by people no longer enrolled; this and the next as on the recorded district of 600."""

_HIDDEN = 0.035
"""Of grades: of suspended enrolments, which the grade report leaves out."""

_COHORTS = 30


class Source(StrEnum):
    """Where a number comes from."""

    REPORT = "report"
    """What a report of the site counts now."""

    KEPT = "kept"
    """What the last pull has kept."""

    ASSUMED = "assumed"
    """A proportion of the others."""


@dataclass(frozen=True)
class Sizes:
    """How many of each there are."""

    accounts: int
    courses: int
    enrolments: int
    completions: int
    quizzes: int
    quiz_courses: int
    graded: int
    """Pairs of quiz and account with a grade."""

    quiz_pairs: int
    """Pairs of quiz and account enrolled in its course."""

    attempts: int
    left: int
    """Attempts of people no longer enrolled."""

    cohorts: int
    rows: int
    """Of the participants report: enrolments, and ways of enrolment without people."""

    sources: Mapping[str, Source]
    """By field."""

    @property
    def people_a_course(self) -> int:
        """Return how many are enrolled in a course, on average."""
        return ceil(self.enrolments / max(self.courses, 1))

    @property
    def hidden(self) -> int:
        """Return how many grades the grade reports hide, by experience."""
        return ceil(self.graded * _HIDDEN)

    @property
    def assumed(self) -> frozenset[str]:
        """Return which of the numbers are only assumed."""
        return frozenset(name for name, source in self.sources.items() if source is Source.ASSUMED)


def sizes_of(site: Site, plan: Plan, kept: Mapping[str, int] | None = None) -> Sizes:
    """Return how much there is: what reports count now, else what is `kept`, by stream, else an assumption."""
    known = _Known(kept or {})
    rows = _counted(plan.report or _largest(site, PARTICIPANTS))
    accounts = known.of(
        "accounts",
        _counted(plan.users_report or _largest(site, USERS)),
        ceil(rows / _ENROLMENTS_OF_ONE) or _ACCOUNTS,
    )
    enrolments = known.of("enrolments", rows, accounts * _ENROLMENTS_OF_ONE)
    courses = known.of("courses", _counted(_largest(site, COURSES)), ceil(accounts / _ACCOUNTS_A_COURSE))
    quizzes = known.of("quizzes", 0, ceil(courses / _COURSES_A_QUIZ))
    graded = known.of("final_grades", 0, ceil(accounts * _GRADES_OF_ONE))
    attempts = known.of("attempts", 0, ceil(graded * _ATTEMPTS_A_GRADE))
    return Sizes(
        accounts=accounts,
        courses=courses,
        enrolments=enrolments,
        completions=known.of("completions", 0, 0),
        quizzes=quizzes,
        quiz_courses=known.of("quiz_courses", 0, min(quizzes, courses)),
        graded=graded,
        quiz_pairs=known.of("quiz_pairs", 0, ceil(graded * _PAIRS_A_GRADE)),
        attempts=attempts,
        left=known.of("left", 0, ceil(attempts * _LEFT)),
        cohorts=known.of("cohorts", 0, _COHORTS),
        rows=rows or enrolments,
        sources=known.sources,
    )


class _Known:
    """Numbers, and where each comes from."""

    def __init__(self, kept: Mapping[str, int]) -> None:
        self._kept = kept
        self.sources: dict[str, Source] = {}

    def of(self, name: str, counted: int, assumed: int) -> int:
        """Return the best number there is."""
        choices = ((Source.REPORT, counted or None), (Source.KEPT, self._kept.get(name)))
        known = ((source, number) for source, number in choices if number is not None)
        source, number = next(known, (Source.ASSUMED, assumed))
        self.sources[name] = source
        return number


def _counted(report: ReportInfo | None) -> int:
    """Return how many rows a report counts; 0 where there is none, or it could not be opened."""
    return report.rows if report is not None and report.headings else 0


def _largest(site: Site, source: str) -> ReportInfo | None:
    whole = (each for each in site.reports if each.source == source and not each.hides_rows)
    return max(whole, key=lambda each: each.rows, default=None)
