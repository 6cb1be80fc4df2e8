"""Quizzes, their final grades and all attempts: three streams that need each other.

The grade report tells the id numbers of quizzes and who has a grade; the attempts tell whose grade it hides.

    whole     quizzes ─► grade reports of all courses ─► attempts: lists, people graded, the others ─► hidden grades
    a night   quizzes ─► lists, unsettled attempts, hidden grades known ─► grade reports of what changed and of
              some others ─► attempts of what changed ─► hidden grades that are new
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from connector.errors import BorderError
from connector.moodle.asking.pairs import PAIRS_AT_ONCE, Pair
from connector.moodle.asking.together import ask_together
from connector.moodle.catalogue.lists import unread_courses
from connector.moodle.catalogue.members import Members, members_call
from connector.moodle.client import Moodle
from connector.moodle.memory import NOTHING_KNOWN, Memory
from connector.moodle.plan import Plan, Way
from connector.moodle.quizzes.attempt_lists import LISTS_AT_ONCE
from connector.moodle.quizzes.attempt_rows import STREAM as ATTEMPTS
from connector.moodle.quizzes.attempts import Asked, attempts
from connector.moodle.quizzes.attempts_tonight import AttemptsTonight, Known
from connector.moodle.quizzes.final_grades import FinalGrades, courses_due
from connector.moodle.quizzes.grades import STREAM as FINAL_GRADES
from connector.moodle.quizzes.grades import GradeBook, best_call
from connector.moodle.quizzes.listing import STREAM as QUIZZES
from connector.moodle.quizzes.listing import chosen, quizzes, told_quizzes
from connector.moodle.quizzes.notes import notes_of
from connector.moodle.reading import Options, Reading, failed, guarded, problem_of, resting_on
from connector.moodle.records import Attempt, Course, Enrolment, FinalGrade, Quiz

Results = tuple[Reading[Quiz], Reading[FinalGrade], Reading[Attempt]]


@dataclass(frozen=True)
class _Job:
    """What a pull of quizzes starts from."""

    moodle: Moodle
    plan: Plan
    options: Options
    courses: Reading[Course]
    enrolments: Reading[Enrolment]
    memory: Memory
    found: Reading[Quiz]
    """Without id numbers."""

    visited: frozenset[Pair]
    news: frozenset[Pair]
    """Courses and accounts newly enrolled, or whose enrolment was read again."""

    rotation_days: int

    @property
    def by_number(self) -> Mapping[int, Quiz]:
        """Return the quizzes there are."""
        return {quiz.quiz_id: quiz for quiz in self.found.records}

    @property
    def has_every_quiz(self) -> bool:
        """Tell whether the quizzes found are all there are."""
        return self.found.complete and not self.found.unreadable

    def slot_quizzes(self, told: Reading[Quiz]) -> frozenset[int]:
        """Return the quizzes to read question by question; it takes their id numbers to know."""
        return chosen(told.records, self.courses.records, self.options.slot_quizzes)


def quiz_results(
    moodle: Moodle,
    plan: Plan,
    options: Options,
    courses: Reading[Course],
    enrolments: Reading[Enrolment],
    memory: Memory = NOTHING_KNOWN,
    visited: frozenset[Pair] = frozenset(),
    *,
    rotation_days: int = 7,
) -> Results:
    """Return the three readings: whole where nothing is remembered, else what has changed since.

    `visited` are courses and accounts seen active since the last pull: where to look first. Every course's
    grade report is read within `rotation_days` nights, for nothing tells of a grade that was set by hand.
    Raises RefusedError where nothing more can be asked at all.
    """
    asked = courses.records, options.quiz_courses, unread_courses(courses)
    told = guarded((QUIZZES,), lambda: [quizzes(moodle, *asked)])[0]
    found: Reading[Quiz] = resting_on(told, [courses])
    job = _Job(
        moodle, plan, options, courses, enrolments, memory, found, visited, _news(enrolments), rotation_days
    )
    return _tonight(job) if _remembers(memory, plan) else _whole(job)


def _news(enrolments: Reading[Enrolment]) -> frozenset[Pair]:
    """Return courses and accounts of a reading of news; of a whole one nobody knows what is new."""
    if enrolments.scope is None:
        return frozenset()
    return frozenset((each.course_id, each.account_id) for each in enrolments.records)


def _remembers(memory: Memory, plan: Plan) -> bool:
    """Tell whether all that a night starts from has been read before."""
    needed = {QUIZZES, ATTEMPTS} | ({FINAL_GRADES} if plan.final_grades is not Way.NONE else set())
    return needed <= memory.streams.keys()


def _whole(job: _Job) -> Results:
    members, trouble = _all_members(job)
    grades = FinalGrades(job.moodle, job.plan, job.by_number, members, notes={}, since=None)
    grades.read({quiz.course_id for quiz in job.found.records})
    told = _with_id_numbers(job, grades.book)
    slots = job.slot_quizzes(told)
    enrolled = {quiz.course_id: members.seen_in(quiz.course_id) for quiz in job.found.records}
    asked = Asked(
        job.found.records, enrolled, grades.graded, slots, job.memory.attempts, every_quiz=job.has_every_quiz
    )
    made = guarded((ATTEMPTS,), lambda: [attempts(job.moodle, job.plan, asked)])[0]
    bases = [job.found, *([] if job.plan.attempt_lists else [trouble])]
    tried: Reading[Attempt] = resting_on(made, bases)
    grades.add_hidden(tried.records)
    final = grades.reading(every_quiz=job.has_every_quiz)
    return told, resting_on(final, [job.found, trouble, tried]), tried


def _all_members(job: _Job) -> tuple[Members, Reading[Enrolment]]:
    """Return who is enrolled where there are quizzes, and the reading that this rests on."""
    members = Members(job.moodle, job.enrolments)
    if job.enrolments.scope is None:
        return members, job.enrolments
    wanted = members.unknown(quiz.course_id for quiz in job.found.records)
    try:
        members.learn(wanted)
    except BorderError as error:
        return members, failed(job.enrolments.stream, error)
    known = all(members.of(course_id) is not None for course_id in wanted)
    return members, replace(job.enrolments, complete=job.enrolments.complete and known)


def _tonight(job: _Job) -> Results:
    members = Members(job.moodle, job.enrolments)
    grades = _grades_tonight(job, members)
    due = _due(job)
    hidden, courses = grades.first_hidden(due, _waiting(job)), grades.first_members(due)
    asked = _attempts_tonight(job, PAIRS_AT_ONCE - len(hidden) - len(courses))
    silent = _ask_first(job, asked, (grades, hidden), (members, courses))
    if silent is not None:
        return _with_id_numbers(job, GradeBook()), *silent
    touched = asked.touched
    grades.read(due | {job.by_number[quiz_id].course_id for quiz_id in touched}, touched)
    asked.look(grades.news, members)
    tried = asked.reading()
    grades.add_hidden(tried.records, _known_pairs(job))
    final = grades.reading(every_quiz=job.has_every_quiz, lost=asked.vanished)
    return (
        _with_id_numbers(job, grades.book),
        resting_on(final, [job.found, tried]),
        resting_on(tried, [job.found]),
    )


def _grades_tonight(job: _Job, members: Members) -> FinalGrades:
    memory = job.memory.streams.get(FINAL_GRADES) or job.memory.streams[ATTEMPTS]
    notes = notes_of(job.memory, FINAL_GRADES)
    return FinalGrades(job.moodle, job.plan, job.by_number, members, notes=notes, since=memory.since)


def _attempts_tonight(job: _Job, room: int) -> AttemptsTonight:
    """Return the search of the night, since the earlier of the moments known: grades rest on attempts."""
    since = min(
        job.memory.streams[name].since for name in (ATTEMPTS, FINAL_GRADES) if name in job.memory.streams
    )
    told = _with_id_numbers(job, GradeBook())
    known = Known(
        quizzes=job.by_number,
        whole=job.has_every_quiz,
        since=since,
        attempts=job.memory.attempts,
        live=_live(job.memory),
        seen=_at_quizzes(job, job.visited | job.news),
        slot_quizzes=job.slot_quizzes(told),
        notes=notes_of(job.memory, ATTEMPTS),
    )
    return AttemptsTonight(job.moodle, job.plan, known, room=room)


def _ask_first(
    job: _Job,
    asked: AttemptsTonight,
    hidden_grades: tuple[FinalGrades, Sequence[Pair]],
    enrolled: tuple[Members, Sequence[int]],
) -> tuple[Reading[FinalGrade], Reading[Attempt]] | None:
    """Ask in one batch all that is known beforehand; return the failed readings where the site stays silent."""
    (grades, hidden), (members, courses) = hidden_grades, enrolled
    lists, pairs = asked.lots
    lots = (lists, pairs, [best_call(pair) for pair in hidden], [members_call(each) for each in courses])
    size = PAIRS_AT_ONCE if len(lists) <= LISTS_AT_ONCE else LISTS_AT_ONCE
    try:
        told = ask_together(job.moodle, *lots, size=size)
    except BorderError as error:
        problem_of(error, ATTEMPTS)
        return failed(FINAL_GRADES, error), failed(ATTEMPTS, error)
    asked.take_first(told[0], told[1])
    grades.take_hidden(hidden, told[2])
    members.take(courses, told[3])
    return None


def _due(job: _Job) -> frozenset[int]:
    courses = {quiz.course_id for quiz in job.found.records}
    new = {quiz.course_id for quiz in job.found.records if quiz.quiz_id not in job.memory.quiz_courses}
    seen = {course_id for course_id, _ in job.visited | job.news} | new
    return courses_due(courses, notes_of(job.memory, FINAL_GRADES), seen, job.rotation_days)


def _live(memory: Memory) -> frozenset[int]:
    """Return the accounts that can be asked about; where no accounts are known, all that have attempts."""
    return memory.accounts or frozenset(each.account_id for each in memory.attempts.values())


def _at_quizzes(job: _Job, seen: frozenset[Pair]) -> frozenset[Pair]:
    """Return quizzes and accounts for courses and accounts."""
    quizzes_of: dict[int, list[int]] = {}
    for quiz in job.found.records:
        quizzes_of.setdefault(quiz.course_id, []).append(quiz.quiz_id)
    return frozenset((quiz_id, account) for course, account in seen for quiz_id in quizzes_of.get(course, ()))


def _known_pairs(job: _Job) -> set[Pair]:
    """Return the quizzes and accounts with attempts that may have given a grade."""
    live = _live(job.memory)
    return {
        (each.quiz_id, each.account_id)
        for each in job.memory.attempts.values()
        if each.settled and each.account_id in live
    }


def _waiting(job: _Job) -> set[Pair]:
    """Return the quizzes and accounts with attempts that something is awaited of."""
    live = _live(job.memory)
    return {
        (each.quiz_id, each.account_id)
        for each in job.memory.attempts.values()
        if not each.settled and each.account_id in live
    }


def _with_id_numbers(job: _Job, book: GradeBook) -> Reading[Quiz]:
    return told_quizzes(job.found, book, job.memory, by_report=job.plan.final_grades is Way.COURSE)
