"""What people of a made-up district did in the LMS: every way of being counted, and of not being counted."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from connector.demo import site
from connector.demo.dice import Dice, dice_for
from connector.demo.notebook import DAY, HOUR, Notebook
from connector.demo.values import (
    FINISHED,
    Account,
    Attempt,
    Cohort,
    Completion,
    Enrolment,
    Override,
    Person,
    Quiz,
)

_DIAGNOSTICS_OF_TEACHERS = {
    "now": 38,
    "before": 10,
    "both": 2,
    "part": 12,
    "begun": 4,
    "complex": 14,
    "none": 20,
}
_DIAGNOSTICS_OF_MANAGERS = {"now": 50, "before": 16, "both": 4, "begun": 5, "none": 25}
_PROGRAMMES = {0: 10, 1: 35, 2: 35, 3: 20}
_EVENTS = {0: 20, 1: 30, 2: 30, 3: 20}
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


@dataclass(frozen=True)
class Calendar:
    """The moments a made-up life is hung on, in UTC seconds."""

    last_year: int
    this_year: int
    midnight: int

    def lately(self, dice: Dice) -> int:
        """Pick a moment of this year so far, sooner rather than later."""
        return self.this_year + int((self.midnight - self.this_year - DAY) * dice.random() ** 1.5)

    def before(self, dice: Dice) -> int:
        """Pick a moment of the year before."""
        return dice.randrange(self.last_year, self.this_year - DAY)


@dataclass(frozen=True)
class _Life:
    """One person's accounts, and what they are to the district; a stranger is a teacher to the LMS."""

    accounts: tuple[int, ...]
    manager: bool = False
    head: bool = False
    young: bool = False

    @property
    def main(self) -> int:
        return self.accounts[0]


def make_learning(
    people: tuple[Person, ...], accounts: tuple[Account, ...], seed: int, calendar: Calendar, day: date
) -> Learning:
    """Make up the learning of everyone who has an account."""
    dice = dice_for("learning", len(people), seed)
    book = Notebook(calendar.midnight)
    lives = list(_lives(people, accounts, day))
    for life in lives:
        _live(dice, book, life, calendar)
    _preview(dice, book, calendar)
    live_ids = {account.account_id for account in accounts if not account.deleted}
    return Learning(
        enrolments=tuple(row for row in _in_order(book.enrolments.values()) if row.account_id in live_ids),
        completions=tuple(row for row in book.completions.values() if row.account_id in live_ids),
        attempts=tuple(book.attempts),
        overrides=tuple(_overrides(dice, book.attempts)),
        cohorts=(_young_cohort(dice, lives, live_ids),),
    )


def _in_order(enrolments: Iterable[Enrolment]) -> list[Enrolment]:
    return sorted(enrolments, key=lambda row: (row.course_id, row.account_id, row.method))


def _lives(people: tuple[Person, ...], accounts: tuple[Account, ...], day: date) -> Iterator[_Life]:
    person_of = {person.roster_no: person for person in people}
    owned: defaultdict[int, list[int]] = defaultdict(list)
    for account in accounts:
        if account.roster_no is not None:
            owned[account.roster_no].append(account.account_id)
        elif account.email.endswith("@other.test"):
            yield _Life((account.account_id,))
    for roster_no, account_ids in sorted(owned.items()):
        person = person_of[roster_no]
        yield _Life(
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


def _live(dice: Dice, book: Notebook, life: _Life, calendar: Calendar) -> None:
    weak: list[Quiz] = []
    if life.manager:
        passed = _manager_diagnostic(dice, book, life, calendar)
        _manager_training(dice, book, life, calendar)
    else:
        weak, passed = _teacher_diagnostic(dice, book, life, calendar)
    for _ in range(dice.pick(_PROGRAMMES)):
        _programme(dice, book, life, calendar, theme=_theme(dice, weak), after=passed)
    for _ in range(dice.pick(_EVENTS)):
        _event(dice, book, life, calendar)
    if dice.happens(0.03):
        book.enrol(dice, site.UNTRACKED_COURSE, life.main, calendar.before(dice))
    if dice.happens(0.02):
        book.enrol(dice, site.HIDDEN_COURSE, life.main, calendar.lately(dice))


def _teacher_diagnostic(
    dice: Dice, book: Notebook, life: _Life, calendar: Calendar
) -> tuple[list[Quiz], int | None]:
    """Sit what the person sat; give the quizzes that showed a weakness, and when all was done."""
    how = dice.pick(_DIAGNOSTICS_OF_TEACHERS)
    if how == "none":
        return [], None
    if how == "complex":
        return [], _one_quiz(dice, book, life, site.COMPLEX_QUIZ, calendar.lately(dice))
    began = calendar.before(dice) if how in {"before", "both"} else calendar.lately(dice)
    _enrol_all(dice, book, life, site.TEACHER_COURSE, began)
    if how == "begun":
        book.begin(dice, dice.choice(site.TEACHER_QUIZZES), life.main, began)
        return [], None
    weak, passed = _round(dice, book, life, began, quizzes=_sat_quizzes(dice, how))
    if how == "both":
        weak, passed = _round(dice, book, life, calendar.lately(dice), quizzes=site.TEACHER_QUIZZES)
    if dice.happens(0.015):
        book.unenrol(site.TEACHER_COURSE, life.main)
    return weak, None if how == "part" else passed


def _sat_quizzes(dice: Dice, how: str) -> Sequence[Quiz]:
    if how != "part":
        return site.TEACHER_QUIZZES
    return dice.sample(site.TEACHER_QUIZZES, dice.randint(1, 4))


def _round(
    dice: Dice, book: Notebook, life: _Life, began: int, *, quizzes: Sequence[Quiz]
) -> tuple[list[Quiz], int]:
    """Sit the quizzes one after another, some of them twice; ability differs from quiz to quiz."""
    weak, at = [], began
    for quiz in quizzes:
        ability = dice.betavariate(4, 2)
        attempt = _sit(dice, book, life, quiz, at, ability=ability)
        if dice.happens(0.1):
            attempt = _sit(dice, book, life, quiz, attempt.modified_at + DAY, ability=min(1, ability + 0.15))
        elif dice.happens(0.03):
            book.begin(dice, quiz, life.main, attempt.modified_at + HOUR)
        if attempt.mark is not None and 100 * attempt.mark / quiz.max_mark < quiz.grade_to_pass:
            weak.append(quiz)
        at = attempt.modified_at + dice.randint(1, 30) * HOUR
    return weak, at


def _sit(dice: Dice, book: Notebook, life: _Life, quiz: Quiz, at: int, *, ability: float) -> Attempt:
    """Sit a quiz under whichever of the person's accounts they happened to log in with."""
    return book.finish(dice, quiz, dice.choice(life.accounts), at, ability)


def _enrol_all(dice: Dice, book: Notebook, life: _Life, course_id: int, first_use: int) -> None:
    for account_id in life.accounts:
        book.enrol(dice, course_id, account_id, first_use - dice.randint(1, 15) * DAY)


def _one_quiz(dice: Dice, book: Notebook, life: _Life, quiz: Quiz, at: int) -> int:
    _enrol_all(dice, book, life, quiz.course_id, at)
    ability = dice.betavariate(4, 2)
    attempt = _sit(dice, book, life, quiz, at, ability=ability)
    if dice.happens(0.15):
        attempt = _sit(dice, book, life, quiz, attempt.modified_at + 3 * DAY, ability=ability)
    return attempt.modified_at


def _manager_diagnostic(dice: Dice, book: Notebook, life: _Life, calendar: Calendar) -> int | None:
    how = dice.pick(_DIAGNOSTICS_OF_MANAGERS)
    if how == "none":
        return None
    at = calendar.lately(dice) if how == "now" else calendar.before(dice)
    if how == "begun":
        _enrol_all(dice, book, life, site.MANAGER_COURSE, at)
        book.begin(dice, site.MANAGER_QUIZ, life.main, at)
        return None
    passed = _one_quiz(dice, book, life, site.MANAGER_QUIZ, at)
    return _one_quiz(dice, book, life, site.MANAGER_QUIZ, calendar.lately(dice)) if how == "both" else passed


def _manager_training(dice: Dice, book: Notebook, life: _Life, calendar: Calendar) -> None:
    """Take a programme in quality management, now and then longer ago than the window looks back."""
    if not dice.happens(0.62 if life.head else 0.5):
        return
    course_id = dice.choice(site.programmes_on(site.MANAGEMENT_THEME))
    moment = calendar.before(dice) - (1_100 * DAY if dice.happens(0.1) else 0)
    _take(dice, book, life.main, course_id, moment)


def _theme(dice: Dice, weak: Sequence[Quiz]) -> int:
    """Choose the theme of a programme: often, not always, what the diagnostic showed to be weak."""
    if weak and dice.happens(0.65):
        return site.QUIZ_THEMES[dice.choice(weak).quiz_id]
    return dice.choice([theme for theme in range(len(site.THEMES)) if theme != site.MANAGEMENT_THEME])


def _programme(
    dice: Dice, book: Notebook, life: _Life, calendar: Calendar, *, theme: int, after: int | None
) -> None:
    when = dice.pick({"after": 60, "now": 18, "before": 22})
    moment = calendar.before(dice) if when == "before" else calendar.lately(dice)
    if when == "after" and after is not None:
        moment = min(after + dice.randint(1, 40) * DAY, calendar.midnight - 2 * DAY)
    _take(dice, book, dice.choice(life.accounts), dice.choice(site.programmes_on(theme)), moment)


def _event(dice: Dice, book: Notebook, life: _Life, calendar: Calendar) -> None:
    moment = calendar.lately(dice) if dice.happens(0.6) else calendar.before(dice)
    course_id = site.FIRST_EVENT + dice.randrange(site.EVENTS)
    _take(dice, book, life.main, course_id, moment, longest_days=10)


def _take(
    dice: Dice, book: Notebook, account_id: int, course_id: int, moment: int, *, longest_days: int = 50
) -> None:
    """Take a course: enrolled only, begun, or completed after some days."""
    book.enrol(dice, course_id, account_id, moment, method="self" if dice.happens(0.05) else "manual")
    outcome = dice.pick({"completed": 72, "begun": 6, "enrolled": 22})
    if outcome == "enrolled":
        return
    days = dice.randint(1, longest_days)
    done = moment + days * DAY if outcome == "completed" else book.midnight
    book.complete(course_id, account_id, moment + DAY // 2, done)


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


def _young_cohort(dice: Dice, lives: Iterable[_Life], live_ids: set[int]) -> Cohort:
    members = [
        life.main
        for life in lives
        if dice.happens(_YOUNG_IN_COHORT if life.young else _OTHERS_IN_COHORT) and life.main in live_ids
    ]
    dice.shuffle(members)
    return Cohort(1, "Молодые педагоги", "YOUNG", tuple(members))
