"""What people of a made-up district did in the LMS: every way of being counted, and of not being counted."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from connector.demo import site
from connector.demo.dice import Dice, dice_for
from connector.demo.lives import Calendar, Life, live
from connector.demo.notebook import HOUR, Notebook
from connector.demo.values import (
    FINISHED,
    Account,
    Attempt,
    Cohort,
    Completion,
    Enrolment,
    Override,
    Person,
    Visit,
)

_YOUNG_IN_COHORT = 0.5
_OTHERS_IN_COHORT = 0.01
_YOUNG_AGE = 35
_FIRST_YEARS = 3


@dataclass(frozen=True)
class Learning:
    """All that happened, in order of its numbers."""

    enrolments: tuple[Enrolment, ...]
    completions: tuple[Completion, ...]
    attempts: tuple[Attempt, ...]
    overrides: tuple[Override, ...]
    cohorts: tuple[Cohort, ...]
    visits: tuple[Visit, ...]


def make_learning(
    people: tuple[Person, ...], accounts: tuple[Account, ...], seed: int, calendar: Calendar, day: date
) -> Learning:
    """Make up the learning of everyone who has an account."""
    dice = dice_for("learning", len(people), seed)
    book = Notebook(calendar.midnight)
    lives = list(_lives(people, accounts, day))
    for life in lives:
        live(dice, book, life, calendar)
    _preview(dice, book, calendar)
    live_ids = {account.account_id for account in accounts if not account.deleted}
    return Learning(
        enrolments=tuple(row for row in _in_order(book.enrolments.values()) if row.account_id in live_ids),
        completions=tuple(row for row in book.completions.values() if row.account_id in live_ids),
        attempts=tuple(book.attempts),
        overrides=tuple(_overrides(dice, book.attempts)),
        cohorts=(_young_cohort(dice, lives, live_ids),),
        visits=tuple(Visit(*pair, at) for pair, at in sorted(book.visits.items()) if pair[1] in live_ids),
    )


def _in_order(enrolments: Iterable[Enrolment]) -> list[Enrolment]:
    return sorted(enrolments, key=lambda row: (row.course_id, row.account_id, row.method))


def _lives(people: tuple[Person, ...], accounts: tuple[Account, ...], day: date) -> Iterator[Life]:
    person_of = {person.roster_no: person for person in people}
    owned: defaultdict[int, list[int]] = defaultdict(list)
    for account in accounts:
        if account.roster_no is not None:
            owned[account.roster_no].append(account.account_id)
        elif account.email.endswith("@other.test"):
            yield Life((account.account_id,))
    for roster_no, account_ids in sorted(owned.items()):
        person = person_of[roster_no]
        yield Life(
            tuple(account_ids),
            manager=person.manager,
            head=person.post in {"Директор", "Заведующий"},
            young=is_young(person, day),
        )


def is_young(person: Person, day: date) -> bool:
    """Tell, roughly, whether a person is a teacher under 35 in their first three years of work."""
    if person.manager or person.birth_date is None or person.work_started is None:
        return False
    year = timedelta(days=365.25)
    return day - person.birth_date < _YOUNG_AGE * year and day - person.work_started < _FIRST_YEARS * year


def _preview(dice: Dice, book: Notebook, calendar: Calendar) -> None:
    for quiz in (site.TEACHER_QUIZZES[0], site.COMPLEX_QUIZ, site.MANAGER_QUIZ):
        book.preview(dice, quiz, site.ADMIN_ID, calendar.before(dice))


def _overrides(dice: Dice, attempts: Iterable[Attempt]) -> Iterator[Override]:
    """Let a teacher set one grade in a hundred by hand, and hide some."""
    seen = set()
    for attempt in attempts:
        pair = attempt.quiz_id, attempt.account_id
        if attempt.state == FINISHED and not attempt.preview and pair not in seen and dice.happens(0.01):
            seen.add(pair)
            grade = float(dice.randint(6, 10) * 10)
            yield Override(*pair, grade, hidden=dice.happens(0.2), set_at=attempt.modified_at + HOUR)


def _young_cohort(dice: Dice, lives: Iterable[Life], live_ids: set[int]) -> Cohort:
    members = [
        life.main
        for life in lives
        if dice.happens(_YOUNG_IN_COHORT if life.young else _OTHERS_IN_COHORT) and life.main in live_ids
    ]
    dice.shuffle(members)
    return Cohort(1, "Молодые педагоги", "YOUNG", tuple(members))
