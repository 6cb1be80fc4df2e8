"""Final grades of all courses, or of those a night reads, with those the grade report hides.

The report leaves out suspended enrolments and people no longer enrolled. Of the former the quiz's own grade is
asked for one by one; the gradebook keeps no grades of the latter.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from math import ceil

from pydantic import JsonValue

from config.problems import Problem
from connector.errors import BorderError
from connector.moodle.asking.calls import Reply
from connector.moodle.asking.pairs import Pair, ask_pairs
from connector.moodle.catalogue.members import Members
from connector.moodle.client import Moodle
from connector.moodle.plan import Plan, Way
from connector.moodle.quizzes.attempt_rows import counts
from connector.moodle.quizzes.grades import (
    REPORTS_AT_ONCE,
    STREAM,
    GradeBook,
    best_call,
    grade_book,
    read_best,
)
from connector.moodle.quizzes.notes import (
    Notes,
    as_pairs,
    as_texts,
    by_number,
    numbers_in,
    pairs_of,
    texts_of,
)
from connector.moodle.reading import Reading, Scope, not_to_be_had, problem_of
from connector.moodle.records import Attempt, FinalGrade, Quiz

SMALL_SITE = REPORTS_AT_ONCE
"""Courses with quizzes: the reports of so few are one request, and read every night, if they are short."""

SHORT_REPORTS = 2_000
"""Grades, in all of them together: some 2 MB and a few seconds."""

_NIGHTS_MISSED = 3
_UNTOLD_BY_PAIR = frozenset({"submitted_at", "graded_at", "hidden", "overridden"})
"""What only the gradebook tells."""

_HIDDEN, _OUTSIDE, _APART = _UNSHOWN = "hidden", "outside", "apart"
"""People with attempts and no line in the report: enrolled with a grade, not enrolled, enrolled without."""


def courses_due(
    courses: Iterable[int], notes: Notes, seen: Collection[int], rotation_days: int
) -> frozenset[int]:
    """Return the courses whose grade report is read tonight whatever the lists say.

    Nothing tells of a grade that was set by hand but that somebody has been in the course, so those are read
    where anybody was seen, those that lost something the night before, and of the others a share every night,
    the one longest unread first.
    """
    those = sorted(set(courses))
    graded = sum(number for number in by_number(notes, "graded").values() if isinstance(number, int))
    if len(those) <= SMALL_SITE and graded <= SHORT_REPORTS:
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
        self._before = {name: _there(pairs_of(notes, name), quizzes) for name in _UNSHOWN}
        self._told: dict[Pair, Reply] = {}
        self._best: list[FinalGrade] = []
        self._now = self._before
        self._missed = _missed(notes, quizzes)
        self._by_pair = frozenset(quizzes) if since is None else frozenset[int]()
        self._problems: list[Problem] = []
        self._shown_in: defaultdict[int, set[int]] = defaultdict(set)
        self.book = GradeBook()

    def first_hidden(self, courses: Collection[int], waiting: Collection[Pair]) -> list[Pair]:
        """Return the pairs known to be hidden in these courses: asked about before their report is read.

        With them those that have no grade yet and, with an attempt `waiting` to be graded, may have one tonight.
        """
        if self._plan.final_grades is not Way.COURSE or not self._plan.missing_grades:
            return []
        unshown = self._before[_HIDDEN] | (self._before[_APART] & set(waiting))
        return sorted(pair for pair in unshown if self._course(pair) in courses)

    def first_members(self, courses: Collection[int]) -> list[int]:
        """Return those of these courses of which it matters who is still enrolled."""
        unshown = {pair for pairs in self._before.values() for pair in pairs}
        return self._members.unknown({self._course(pair) for pair in unshown} & set(courses))

    def take_hidden(self, pairs: Sequence[Pair], replies: Sequence[Reply]) -> None:
        """Keep the answers until it is known whom the report hides."""
        self._told |= dict(zip(pairs, replies, strict=True))

    def read(self, courses: Collection[int], touched: Collection[int] = ()) -> None:
        """Read the grade reports of these courses.

        Where the site has none, a night will ask about everybody with attempts at the quizzes `touched`.
        """
        if self._plan.final_grades is not Way.COURSE:
            self._by_pair |= frozenset(touched)
            return
        try:
            self.book = grade_book(self._moodle, sorted(courses))
        except BorderError as error:
            unread = frozenset(courses)
            self.book = GradeBook(unread=unread, problems=(problem_of(error, STREAM),))
        for pair in _there(self.book.shown, self._quizzes):
            self._shown_in[self._course(pair)].add(pair[1])

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

    def add_hidden(self, found: Iterable[Attempt], known: Collection[Pair] = ()) -> None:
        """Ask for the grades that the reports read hide.

        `found` are attempts as read now, `known` pairs with attempts from earlier on.
        """
        if self._plan.final_grades is Way.NONE:
            return
        made = list(found)
        fresh = {(each.quiz_id, each.account_id) for each in made if counts(each)}
        earlier = (set(known) - self._before[_APART]) | self._before[_HIDDEN]
        candidates = {pair for pair in fresh | earlier if self._is_unshown(pair, fresh)}
        try:
            self._members.learn(self._course(pair) for pair in candidates)
            self._ask(sorted(pair for pair in candidates if self._is_enrolled(pair)))
        except BorderError as error:
            self._problems.append(problem_of(error, STREAM))
            return
        self._sort_out({(each.quiz_id, each.account_id) for each in made} | set(known))

    def _is_unshown(self, pair: Pair, fresh: Collection[Pair]) -> bool:
        """Tell whether a grade may be there that no report read shows."""
        if pair[0] not in self._quizzes:
            return False
        if self._plan.final_grades is Way.PAIR:
            return pair in fresh or pair[0] in self._by_pair
        apart = {each.keys.get("account_id") for each in self.book.unreadable}
        return self._was_read(pair) and pair not in self.book.shown and pair[1] not in apart

    def _is_enrolled(self, pair: Pair) -> bool:
        """Tell whether an account is enrolled; where nobody can tell, as it was, and if in doubt it is.

        A first reading knows of nobody as he was: a quiz keeps grades of people who have left, the gradebook doesn't.
        """
        members = self._members_of(self._course(pair))
        if members is None and self._since is not None:
            return pair not in self._before[_OUTSIDE]
        return pair[1] in (self._members.seen_in(self._course(pair)) if members is None else members)

    def _members_of(self, course_id: int) -> Collection[int] | None:
        """Return the accounts enrolled in a course; None: not known, or told so few that it can't be believed.

        Who may not see profiles is told of nobody, and of no error; the grade report needs no such right.
        """
        members, shown = self._members.of(course_id), self._shown_in[course_id]
        if members is None or 2 * len(shown.intersection(members)) >= len(shown):
            return members
        problem = Problem("lms.problem.members_hidden", {"course_id": course_id})
        self._problems += [] if problem in self._problems else [problem]
        return None

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
        """Note who has attempts and no line in the reports read: graded, not graded, not enrolled."""
        if self._plan.final_grades is Way.PAIR:
            return
        hidden = {(grade.quiz_id, grade.account_id) for grade in self._best}
        unshown = {pair for pair in everybody if self._was_read(pair) and pair not in self.book.shown}
        outside = {pair for pair in unshown - hidden if not self._is_enrolled(pair)}
        now = {_HIDDEN: hidden, _OUTSIDE: outside, _APART: unshown - hidden - outside}
        self._now = {
            name: frozenset(now[name] | {pair for pair in before if not self._was_read(pair)})
            for name, before in self._before.items()
        }

    def _was_read(self, pair: Pair) -> bool:
        return pair[0] in self._quizzes and self._course(pair) in self.book.read

    def _course(self, pair: Pair) -> int:
        return self._quizzes[pair[0]].course_id

    def reading(self, *, every_quiz: bool = True, lost: Collection[int] = ()) -> Reading[FinalGrade]:
        """Return what was read.

        `every_quiz` tells whether the quizzes are all there are, so that the grades of others are missing;
        `lost` are quizzes that have lost attempts.
        """
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
            untold=_UNTOLD_BY_PAIR if self._plan.final_grades is Way.PAIR else frozenset(),
            scope=self._scope(every_quiz=every_quiz),
            unreadable=self.book.unreadable,
            notes=self._new_notes(lost),
        )

    def _scope(self, *, every_quiz: bool) -> Scope | None:
        """Return the quizzes whose grades are all there."""
        gone = {number for number, nights in self._missed.items() if nights and every_quiz}
        if self._since is None:
            return None if every_quiz else Scope("quiz_id", frozenset(self._quizzes))
        if self._plan.final_grades is Way.PAIR:
            return Scope("quiz_id", frozenset(self._by_pair | gone))
        read = {number for number, quiz in self._quizzes.items() if quiz.course_id in self.book.read}
        return Scope("quiz_id", frozenset(read | gone))

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
            "missed": {str(quiz_id): nights for quiz_id, nights in self._missed.items()},
            "again": [*sorted(again)],
            **{name: as_pairs(pairs) for name, pairs in self._now.items()},
        }

    def _graded_by_course(self) -> dict[int, int]:
        now = dict.fromkeys(self.book.read, 0)
        for pair in (*self.graded, *((each.quiz_id, each.account_id) for each in self._best)):
            if pair[0] in self._quizzes and self._course(pair) in now:
                now[self._course(pair)] += 1
        return now


def _missed(notes: Notes, quizzes: Mapping[int, Quiz]) -> dict[int, int]:
    """Return for how many nights quizzes have been missing, 0 for those that are there.

    Some nights are enough for the store to believe it.
    """
    before = {number: n for number, n in by_number(notes, "missed").items() if isinstance(n, int)}
    gone = {number: n + 1 for number, n in before.items() if number not in quizzes and n < _NIGHTS_MISSED}
    return dict.fromkeys(quizzes, 0) | gone


def _there(pairs: Iterable[Pair], quizzes: Mapping[int, Quiz]) -> frozenset[Pair]:
    return frozenset(pair for pair in pairs if pair[0] in quizzes)
