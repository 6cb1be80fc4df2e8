"""Final grades of all courses, or of those a night reads, with those the grade report hides.

The report leaves out suspended enrolments and people no longer enrolled. Of the former the quiz's own grade is
asked for one by one; the gradebook keeps no grades of the latter.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from math import ceil

from pydantic import JsonValue

from config.problems import Problem
from connector.errors import BorderError
from connector.moodle.attempt_rows import counts
from connector.moodle.calls import Reply
from connector.moodle.client import Moodle
from connector.moodle.grades import (
    REPORTS_AT_ONCE,
    STREAM,
    GradeBook,
    best_call,
    grade_book,
    read_best,
)
from connector.moodle.members import Members
from connector.moodle.pairs import Pair, ask_pairs
from connector.moodle.plan import Plan, Way
from connector.moodle.quiz_notes import Notes, as_pairs, as_texts, by_number, numbers_in, pairs_of, texts_of
from connector.moodle.reading import Reading, Scope, not_to_be_had, problem_of
from connector.moodle.records import Attempt, FinalGrade, Quiz

SMALL_SITE = REPORTS_AT_ONCE
"""Courses with quizzes: the reports of so few are one request, and read every night."""


def courses_due(
    courses: Iterable[int], notes: Notes, seen: Collection[int], rotation_days: int
) -> frozenset[int]:
    """Return the courses whose grade report is read tonight whatever the lists say.

    Nothing tells of a grade that was set by hand but that somebody has been in the course, so those are read
    where anybody was seen, those that lost something the night before, and of the others a share every night,
    the one longest unread first.
    """
    those = sorted(set(courses))
    if len(those) <= SMALL_SITE:
        return frozenset(those)
    read = texts_of(notes, "read")
    oldest = sorted(those, key=lambda course_id: (read.get(course_id, ""), course_id))
    turn = oldest[: ceil(len(those) / max(rotation_days, 1))]
    return frozenset(those) & {*turn, *seen, *numbers_in(notes.get("again"))}


class FinalGrades:
    """What one pull asks and learns about final grades."""

    def __init__(
        self,
        moodle: Moodle,
        plan: Plan,
        quizzes: Mapping[int, Quiz],
        members: Members,
        *,
        notes: Notes,
        since: datetime | None,
    ) -> None:
        self._moodle = moodle
        self._plan = plan
        self._quizzes = quizzes
        self._members = members
        self._notes = notes
        self._since = since
        self._hidden_before = frozenset(
            pair for pair in pairs_of(notes, "hidden") if pair[0] in self._quizzes
        )
        self._apart_before = frozenset(pair for pair in pairs_of(notes, "apart") if pair[0] in self._quizzes)
        self._told: dict[Pair, Reply] = {}
        self._best: list[FinalGrade] = []
        self._hidden = self._hidden_before
        self._apart = self._apart_before
        self._problems: list[Problem] = []
        self.book = GradeBook()

    def first_hidden(self, courses: Collection[int]) -> list[Pair]:
        """Return the pairs known to be hidden in these courses: asked about before their report is read."""
        if self._plan.final_grades is not Way.COURSE or not self._plan.missing_grades:
            return []
        return sorted(pair for pair in self._hidden_before if self._course(pair) in courses)

    def first_members(self, courses: Collection[int]) -> list[int]:
        """Return those of these courses of which it matters who is still enrolled."""
        return self._members.unknown(self._course(pair) for pair in self.first_hidden(courses))

    def take_hidden(self, pairs: Sequence[Pair], replies: Sequence[Reply]) -> None:
        """Keep the answers until it is known whom the report hides."""
        self._told |= dict(zip(pairs, replies, strict=True))

    def read(self, courses: Collection[int]) -> None:
        """Read the grade reports of these courses, where the site has such reports."""
        if self._plan.final_grades is not Way.COURSE:
            return
        try:
            self.book = grade_book(self._moodle, sorted(courses))
        except BorderError as error:
            unread = frozenset(courses)
            self.book = GradeBook(unread=unread, problems=(problem_of(error, STREAM),))

    @property
    def graded(self) -> frozenset[Pair]:
        """Return who has a grade, so surely an attempt."""
        return frozenset((grade.quiz_id, grade.account_id) for grade in self.book.grades)

    @property
    def news(self) -> frozenset[Pair]:
        """Return whose grade is new or another since the last night, by its dates."""
        since = self._since
        if since is None:
            return frozenset()
        return frozenset(
            (grade.quiz_id, grade.account_id)
            for grade in self.book.grades
            if any(moment and moment >= since for moment in (grade.submitted_at, grade.graded_at))
        )

    def add_hidden(
        self, found: Iterable[Attempt], known: Collection[Pair] = (), returned: Collection[Pair] = ()
    ) -> None:
        """Ask for the grades that the reports read hide.

        `found` are attempts as read now, `known` pairs with attempts from earlier on, `returned` those newly
        enrolled.
        """
        if self._plan.final_grades is Way.NONE:
            return
        made = list(found)
        fresh = {(each.quiz_id, each.account_id) for each in made if counts(each)}
        earlier = (set(known) - self._apart_before) | (set(known) & set(returned)) | self._hidden_before
        candidates = {pair for pair in fresh | earlier if self._is_unshown(pair)}
        try:
            self._members.learn(self._course(pair) for pair in candidates)
            wanted = sorted(pair for pair in candidates if self._is_enrolled(pair))
            self._ask(wanted)
        except BorderError as error:
            self._problems.append(problem_of(error, STREAM))
            return
        everybody = {(each.quiz_id, each.account_id) for each in made} | set(known)
        self._sort_out(everybody)

    def _is_unshown(self, pair: Pair) -> bool:
        if pair in self.book.shown or pair[0] not in self._quizzes:
            return False
        if any(each.keys.get("account_id") == pair[1] for each in self.book.unreadable):
            return False
        return self._plan.final_grades is Way.PAIR or self._course(pair) in self.book.read

    def _is_enrolled(self, pair: Pair) -> bool:
        members = self._members.of(self._course(pair))
        return members is None or pair[1] in members

    def _ask(self, pairs: Sequence[Pair]) -> None:
        """Ask for the grades of these pairs, as far as nobody has yet, and keep them."""
        if not self._plan.missing_grades:
            if pairs:
                self._problems.append(Problem("lms.problem.grades_hidden", {"n": len(pairs)}))
            return
        unasked = [pair for pair in pairs if pair not in self._told]
        replies = self._told | ask_pairs(self._moodle, unasked, best_call)
        told = {pair: replies[pair] for pair in pairs if pair in replies}
        self._best, problems = read_best(told, self._quizzes.values())
        self._problems += problems

    def _sort_out(self, everybody: Collection[Pair]) -> None:
        """Note whose grades are asked for one by one, and who has neither a line nor a grade."""
        hidden = {(grade.quiz_id, grade.account_id) for grade in self._best}
        self._hidden = frozenset(hidden | {pair for pair in self._hidden_before if not self._was_read(pair)})
        unshown = {pair for pair in everybody if self._was_read(pair) and pair not in self.book.shown}
        kept = {pair for pair in self._apart_before if not self._was_read(pair)}
        self._apart = frozenset((unshown - hidden) | kept)

    def _was_read(self, pair: Pair) -> bool:
        return pair[0] in self._quizzes and self._course(pair) in self.book.read

    def _course(self, pair: Pair) -> int:
        return self._quizzes[pair[0]].course_id

    def reading(self, *, gone: Collection[int] = (), lost: Collection[int] = ()) -> Reading[FinalGrade]:
        """Return what was read; `gone` are quizzes no longer there, `lost` those that have lost attempts."""
        if self._plan.final_grades is Way.NONE:
            return not_to_be_had(STREAM)
        problems = (*self.book.problems, *self._problems, *self._members.problems)
        return Reading(
            STREAM,
            [*self.book.grades, *self._best],
            complete=not problems,
            problems=problems,
            coverage={
                "by_course": len(self.book.grades),
                "by_person": len(self._best),
                "courses": len(self.book.read),
            },
            scope=self._scope(gone),
            unreadable=self.book.unreadable,
            notes=self._new_notes(lost),
        )

    def _scope(self, gone: Collection[int]) -> Scope | None:
        if self._since is None:
            return None
        if self._plan.final_grades is Way.PAIR:
            return Scope("quiz_id", frozenset(gone)) if gone else Scope()
        read = {number for number, quiz in self._quizzes.items() if quiz.course_id in self.book.read}
        return Scope("quiz_id", frozenset(read | set(gone)))

    def _new_notes(self, lost: Collection[int]) -> dict[str, JsonValue]:
        read = {**texts_of(self._notes, "read")}
        if self._since is not None:
            read |= dict.fromkeys(self.book.read, self._since.isoformat())
        before = {course: n for course, n in by_number(self._notes, "graded").items() if isinstance(n, int)}
        now = self._graded_by_course()
        again = {course for course, n in now.items() if n < before.get(course, 0)}
        again |= {self._quizzes[quiz_id].course_id for quiz_id in lost if quiz_id in self._quizzes}
        graded: dict[str, JsonValue] = {str(course): n for course, n in sorted((before | now).items())}
        return {
            "read": as_texts(read),
            "graded": graded,
            "again": [*sorted(again)],
            "hidden": as_pairs(self._hidden),
            "apart": as_pairs(self._apart),
        }

    def _graded_by_course(self) -> dict[int, int]:
        now = dict.fromkeys(self.book.read, 0)
        for pair in (*self.graded, *((each.quiz_id, each.account_id) for each in self._best)):
            if pair[0] in self._quizzes and self._course(pair) in now:
                now[self._course(pair)] += 1
        return now
