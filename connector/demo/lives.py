"""One person's life in the LMS: which diagnostics they sat, which courses they took, and when."""

from collections.abc import Sequence
from dataclasses import dataclass

from connector.demo import site
from connector.demo.dice import Dice
from connector.demo.notebook import DAY, HOUR, Notebook
from connector.demo.values import Attempt, Quiz

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
_TRIES_QUIZZES_OUT = 0.06


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
class Life:
    """One person's accounts, and what they are to the district; a stranger is a teacher to the LMS."""

    accounts: tuple[int, ...]
    manager: bool = False
    head: bool = False
    young: bool = False

    @property
    def main(self) -> int:
        """The account they mostly use."""
        return self.accounts[0]


def live(dice: Dice, book: Notebook, life: Life, calendar: Calendar) -> None:
    """Write down a whole life: a diagnostic or none, programmes, events, odd courses."""
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
    dice: Dice, book: Notebook, life: Life, calendar: Calendar
) -> tuple[list[Quiz], int | None]:
    """Sit what the person sat; give the quizzes that showed a weakness, and when all was done."""
    how = dice.pick(_DIAGNOSTICS_OF_TEACHERS)
    if how == "none":
        if dice.happens(_TRIES_QUIZZES_OUT):
            _try_out(dice, book, life, calendar)
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


def _try_out(dice: Dice, book: Notebook, life: Life, calendar: Calendar) -> None:
    """Preview every quiz, as a methodist who makes them may: that is no diagnostic."""
    for quiz in site.TEACHER_QUIZZES:
        book.preview(dice, quiz, life.main, calendar.lately(dice))


def _sat_quizzes(dice: Dice, how: str) -> Sequence[Quiz]:
    if how != "part":
        return site.TEACHER_QUIZZES
    return dice.sample(site.TEACHER_QUIZZES, dice.randint(1, 4))


def _round(
    dice: Dice, book: Notebook, life: Life, began: int, *, quizzes: Sequence[Quiz]
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


def _sit(dice: Dice, book: Notebook, life: Life, quiz: Quiz, at: int, *, ability: float) -> Attempt:
    """Sit a quiz under whichever of the person's accounts they happened to log in with."""
    return book.finish(dice, quiz, dice.choice(life.accounts), at, ability)


def _enrol_all(dice: Dice, book: Notebook, life: Life, course_id: int, first_use: int) -> None:
    for account_id in life.accounts:
        book.enrol(dice, course_id, account_id, first_use - dice.randint(1, 15) * DAY)


def _one_quiz(dice: Dice, book: Notebook, life: Life, quiz: Quiz, at: int) -> int:
    _enrol_all(dice, book, life, quiz.course_id, at)
    ability = dice.betavariate(4, 2)
    attempt = _sit(dice, book, life, quiz, at, ability=ability)
    if dice.happens(0.15):
        attempt = _sit(dice, book, life, quiz, attempt.modified_at + 3 * DAY, ability=ability)
    return attempt.modified_at


def _manager_diagnostic(dice: Dice, book: Notebook, life: Life, calendar: Calendar) -> int | None:
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


def _manager_training(dice: Dice, book: Notebook, life: Life, calendar: Calendar) -> None:
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
    dice: Dice, book: Notebook, life: Life, calendar: Calendar, *, theme: int, after: int | None
) -> None:
    when = dice.pick({"after": 60, "now": 18, "before": 22})
    moment = calendar.before(dice) if when == "before" else calendar.lately(dice)
    if when == "after" and after is not None:
        moment = min(after + dice.randint(1, 40) * DAY, calendar.midnight - 2 * DAY)
    _take(dice, book, dice.choice(life.accounts), dice.choice(site.programmes_on(theme)), moment)


def _event(dice: Dice, book: Notebook, life: Life, calendar: Calendar) -> None:
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
