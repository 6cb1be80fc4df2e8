"""Grades of quizzes: what attempts come to, and the rows of quiz_grades with the time each was last reckoned.

Source: mod/quiz/classes/grade_calculator.php of Moodle 4.5. One person's grade is reckoned from attempts finished or
abandoned (an abandoned one has no sum); all grades of a quiz together from the finished ones alone.
"""

from collections.abc import Iterable, Sequence

from connector.demo.district import District, changed
from connector.demo.values import ABANDONED, AVERAGE, FINISHED, FIRST, LAST, Attempt, KeptGrade, Quiz

_QUIZZES_AT_MOST = 1_000


def scaled(quiz: Quiz, mark: float) -> float:
    """Scale a sum of marks to the quiz's grade."""
    return mark * quiz.max_grade / quiz.max_mark


def counted(attempts_made: Iterable[Attempt]) -> list[Attempt]:
    """Keep the attempts that were finished and are no previews, in order."""
    return [attempt for attempt in attempts_made if attempt.state == FINISHED and not attempt.preview]


def quiz_grade(quiz: Quiz, attempts_made: Iterable[Attempt]) -> float | None:
    """Grade a person's attempts as they came to be: what was abandoned after the last grading is not seen yet."""
    made = list(attempts_made)
    last = max((one.modified_at for one in counted(made)), default=0)
    return _grade(quiz, [one for one in made if one.state != ABANDONED or one.modified_at <= last])


def _grade(quiz: Quiz, attempts_made: Iterable[Attempt]) -> float | None:
    """Grade a person's attempts by the quiz's method; None while nothing that counts is graded."""
    ended = [one for one in attempts_made if one.state in {FINISHED, ABANDONED} and not one.preview]
    marks = [attempt.mark for attempt in ended]
    graded = [mark for mark in marks if mark is not None]
    if not graded:
        return None
    if quiz.grade_method in {FIRST, LAST}:
        chosen = marks[0] if quiz.grade_method == FIRST else marks[-1]
        return None if chosen is None else scaled(quiz, chosen)
    if quiz.grade_method == AVERAGE:
        return scaled(quiz, sum(graded) / len(graded))
    return scaled(quiz, max(graded))


def grade_row(district: District, quiz: Quiz, account_id: int) -> KeptGrade | None:
    """Give a person's row of quiz_grades, None where there is none."""
    pair = quiz.quiz_id, account_id
    if kept := district.kept_grade_of.get(pair):
        return None if kept.grade is None else kept
    made = district.attempts_of.get(pair, ())
    grade = quiz_grade(quiz, made)
    if grade is None:
        return None
    return KeptGrade(*pair, grade, max(one.modified_at for one in counted(made)))


def row_id(row: KeptGrade) -> int:
    """Return the number of a row of quiz_grades: the same as long as there is one."""
    return row.account_id * _QUIZZES_AT_MOST + row.quiz_id


def grade_rows(district: District, quiz: Quiz) -> list[KeptGrade]:
    """Give everybody's rows of a quiz, reckoned once for a district."""
    key = ("grade rows", quiz.quiz_id)
    if key not in district.drawn:
        made = district.attempts_at.get(quiz.quiz_id, ())
        accounts = dict.fromkeys(attempt.account_id for attempt in made)
        rows = [row for account_id in accounts if (row := grade_row(district, quiz, account_id))]
        district.drawn[key] = rows
    found: list[KeptGrade] = district.drawn[key]
    return found


def regraded(district: District, at: int, quiz_id: int, account_id: int) -> District:
    """Reckon one person's grade anew; its row is touched even where the grade stays the same."""
    quiz = district.quiz_by_id[quiz_id]
    grade = _grade(quiz, district.attempts_of.get((quiz_id, account_id), ()))
    return _with_rows(district, [KeptGrade(quiz_id, account_id, grade, at)])


def all_regraded(district: District, at: int, before: Sequence[KeptGrade], quiz: Quiz) -> District:
    """Reckon all grades of a quiz anew, given the rows before; only a row whose grade differs is touched."""
    known = {row.account_id: row for row in before}
    accounts = known.keys() | {one.account_id for one in counted(district.attempts_at.get(quiz.quiz_id, ()))}
    rows = []
    for account_id in sorted(accounts):
        pair = quiz.quiz_id, account_id
        grade = _grade(quiz, counted(district.attempts_of.get(pair, ())))
        old = known.get(account_id)
        same = old is not None and old.grade == grade
        rows.append(old if old and same else KeptGrade(*pair, grade, at))
    return _with_rows(district, rows)


def _with_rows(district: District, rows: Sequence[KeptGrade]) -> District:
    kept = district.kept_grade_of | {(row.quiz_id, row.account_id): row for row in rows}
    return changed(district, kept_grades=tuple(kept.values()))


def following_attempts(district: District, pairs: Iterable[tuple[int, int]]) -> District:
    """Let the grades of pairs (quiz, account) follow from their attempts again."""
    kept = district.kept_grade_of
    if not kept:
        return district
    gone = set(pairs)
    return changed(district, kept_grades=tuple(row for pair, row in kept.items() if pair not in gone))
