"""What happens at quizzes: attempts begin and end, teachers grade, administrators change the rules.

Source: mod/quiz/classes/quiz_attempt.php, grade_calculator.php and locallib.php of Moodle 4.5.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from connector.demo.district import District, changed
from connector.demo.grading import all_regraded, grade_rows, regraded
from connector.demo.happenings.courses import visit_course
from connector.demo.values import ABANDONED, FINISHED, IN_PROGRESS, OVERDUE, Attempt

Marks = Sequence[float | None]


def begin_attempt(
    district: District, at: int, quiz_id: int, account_id: int, *, preview: bool = False
) -> District:
    """Begin an attempt; it is the last of `district.attempts` and has the highest number."""
    quiz = district.quiz_by_id[quiz_id]
    made = district.attempts_of.get((quiz_id, account_id), ())
    attempt = Attempt(
        attempt_id=district.last_attempt_id + 1,
        quiz_id=quiz_id,
        account_id=account_id,
        number=max((one.number for one in made), default=0) + 1,
        state=IN_PROGRESS,
        started_at=at,
        finished_at=0,
        modified_at=at,
        marks=(None,) * len(quiz.slots),
        preview=preview,
    )
    begun = changed(district, attempts=(*district.attempts, attempt))
    return visit_course(begun, at, quiz.course_id, account_id)


def finish_attempt(
    district: District,
    at: int,
    attempt_id: int,
    *,
    marks: Marks | None = None,
    finished_at: int | None = None,
) -> District:
    """Submit an attempt; a mark None awaits manual grading, without `marks` every answer is right.

    `finished_at` (default: now) may lie before now, where cron submits what ran out of time.
    """
    attempt = district.attempt_by_id[attempt_id]
    quiz = district.quiz_by_id[attempt.quiz_id]
    finished = replace(
        attempt,
        state=FINISHED,
        finished_at=at if finished_at is None else finished_at,
        modified_at=at,
        marks=(1.0,) * len(quiz.slots) if marks is None else tuple(marks),
    )
    after = _graded(_with(district, finished), at, finished)
    return after if finished_at is not None else visit_course(after, at, quiz.course_id, attempt.account_id)


def let_attempt_go_overdue(district: District, at: int, attempt_id: int) -> District:
    """Let an attempt run out of time, with days of grace to submit it."""
    return _with(district, replace(district.attempt_by_id[attempt_id], state=OVERDUE, modified_at=at))


def abandon_attempt(district: District, at: int, attempt_id: int) -> District:
    """Let an attempt end without being submitted; no grade is reckoned for that."""
    return _with(district, replace(district.attempt_by_id[attempt_id], state=ABANDONED, modified_at=at))


def grade_by_hand(district: District, at: int, attempt_id: int, *, marks: Mapping[int, float]) -> District:
    """Grade answers of a finished attempt, by place from 1, as a teacher does: essays, and others anew."""
    attempt = district.attempt_by_id[attempt_id]
    told = tuple(marks.get(place, mark) for place, mark in enumerate(attempt.marks, start=1))
    graded = replace(attempt, marks=told, modified_at=at)
    return _graded(_with(district, graded), at, graded)


def regrade_quiz(
    district: District, at: int, quiz_id: int, *, marks: Mapping[int, Marks] | None = None
) -> District:
    """Regrade a quiz, some attempts with new marks by their id.

    Moodle touches every finished attempt of the quiz, whether its marks change or not, and of the grades those
    that come out otherwise.
    """
    quiz, new = district.quiz_by_id[quiz_id], marks or {}
    before = grade_rows(district, quiz)
    attempts = tuple(
        replace(one, marks=tuple(new.get(one.attempt_id, one.marks)), modified_at=at)
        if one.quiz_id == quiz_id and one.state == FINISHED
        else one
        for one in district.attempts
    )
    return all_regraded(changed(district, attempts=attempts), at, before, quiz)


def change_grade_method(district: District, at: int, quiz_id: int, *, method: int) -> District:
    """Let a quiz take another of its attempts for the grade (HIGHEST, AVERAGE, FIRST or LAST)."""
    old = district.quiz_by_id[quiz_id]
    before = grade_rows(district, old)
    new = replace(old, grade_method=method, modified_at=at)
    quizzes = tuple(new if one is old else one for one in district.quizzes)
    return all_regraded(changed(district, quizzes=quizzes), at, before, new)


def delete_attempt(district: District, at: int, attempt_id: int) -> District:
    """Delete an attempt; the grade is reckoned anew from what is left, or goes."""
    gone = district.attempt_by_id[attempt_id]
    left = changed(
        district,
        attempts=tuple(one for one in district.attempts if one is not gone),
        attempts_made=district.last_attempt_id,
    )
    return regraded(left, at, gone.quiz_id, gone.account_id)


def _with(district: District, attempt: Attempt) -> District:
    rows = (attempt if one.attempt_id == attempt.attempt_id else one for one in district.attempts)
    return changed(district, attempts=tuple(rows))


def _graded(district: District, at: int, attempt: Attempt) -> District:
    """Reckon the grade anew, unless the attempt is only a preview."""
    return district if attempt.preview else regraded(district, at, attempt.quiz_id, attempt.account_id)
