"""A made-up world of quizzes behind a made-up site, and a store of three streams: for nights by the thousand."""

from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from math import ceil
from types import SimpleNamespace

import pytest

from connector.errors import WaitError
from connector.moodle.asking.calls import Reply
from connector.moodle.asking.errors import told_error
from connector.moodle.functions import Function
from connector.moodle.memory import KnownAttempt, Memory, StreamMemory
from connector.moodle.plan import make_plan
from connector.moodle.planning.preflight import Site
from connector.moodle.quizzes.streams import quiz_results
from connector.moodle.reading import Options, Reading, Scope
from connector.moodle.records import Course, Enrolment, EnrolmentStatus

ALL = frozenset(function.value for function in Function)
NIGHT = 86_400
START = 1_790_000_000
SLOTS = 3
TEACHER = 1
STAYS = 10
"""A learner who stays: without any, the report would tell no id numbers at all."""
KEYS = {
    "quizzes": ("quiz_id",),
    "final_grades": ("quiz_id", "account_id"),
    "attempts": ("attempt_id",),
}


@dataclass
class Made:
    """An attempt in the world: a mark a slot, None where nobody has graded it."""

    id: int
    quiz: int
    account: int
    number: int
    modified: int
    state: str = "inprogress"
    marks: list = field(default_factory=lambda: [None] * SLOTS)
    preview: bool = False

    @property
    def sum(self):
        graded = self.state == "finished" and None not in self.marks
        return sum(self.marks) if graded else None


class World:
    """What Moodle keeps of quizzes, and how its functions tell of it (mod/quiz at 4.5.6)."""

    def __init__(self, courses=2, people=6):
        self.clock = START
        self.ids = count(1)
        self.courses = list(range(2, 2 + courses))
        self.quizzes = {}
        for course in self.courses:
            for method in (1, 4):
                number = len(self.quizzes) + 1
                self.quizzes[number] = {"course": course, "method": method, "items": [[1, 2], [3]]}
        self.id_numbers = {number: f"Q-{number}" for number in self.quizzes}
        self.accounts = set(range(10, 10 + people)) | {TEACHER}
        self.enrolled = {
            (course, account): ("active", START) for course in self.courses for account in self.accounts
        }
        self.attempts = {}
        self.grades = {}
        self.overrides = {}
        self.hidden = set()
        self.refused = set()

    # what happens

    def tick(self):
        self.clock += 1
        return self.clock

    def start(self, pick):
        people = sorted(pair for pair in self.enrolled if pair[1] != TEACHER)
        if people:
            course, account = people[pick % len(people)]
            self._begin(self._quiz_in(course, pick), account)

    def preview(self, pick):
        quiz = sorted(self.quizzes)[pick % len(self.quizzes)]
        self._begin(quiz, TEACHER, preview=True)

    def _quiz_in(self, course, pick):
        those = sorted(number for number, each in self.quizzes.items() if each["course"] == course)
        return those[pick // 7 % len(those)]

    def _begin(self, quiz, account, **other):
        number = 1 + sum(1 for a in self.attempts.values() if (a.quiz, a.account) == (quiz, account))
        made = Made(next(self.ids), quiz, account, number, self.tick(), **other)
        self.attempts[made.id] = made

    def finish(self, pick):
        made = self._one(pick, "inprogress", "overdue")
        if made:
            marks = [(pick // 5 + slot) % 2 for slot in range(SLOTS - 1)]
            made.marks = [*marks, None if pick % 3 == 0 else 1]
            self._move(made, "finished")
            self._grade(made.quiz, made.account)

    def abandon(self, pick):
        self._move(self._one(pick, "inprogress", "overdue"), "abandoned")

    def overdue(self, pick):
        self._move(self._one(pick, "inprogress"), "overdue")

    def reopen(self, pick):
        self._move(self._one(pick, "abandoned"), "inprogress")

    def _move(self, made, state):
        if made:
            made.state, made.modified = state, self.tick()

    def grade_essay(self, pick):
        waiting = [a for a in self.attempts.values() if a.state == "finished" and None in a.marks]
        if waiting:
            made = waiting[pick % len(waiting)]
            made.marks[-1] = pick % 2
            made.modified = self.tick()
            self._grade(made.quiz, made.account)

    def regrade(self, pick):
        """Every finished attempt of the quiz gets a new time (grade_calculator.php:130)."""
        quiz = sorted(self.quizzes)[pick % len(self.quizzes)]
        now = self.tick()
        for made in self.attempts.values():
            if made.quiz == quiz and made.state == "finished":
                made.modified = now
                if not made.preview:
                    made.marks[0] = pick % 2
                    self._grade(quiz, made.account, only_changed=True)

    def delete(self, pick):
        made = self._one(pick, "inprogress", "overdue", "finished", "abandoned")
        if made:
            del self.attempts[made.id]
            self.tick()
            self._grade(made.quiz, made.account)

    def reset_quiz(self, pick):
        quiz = sorted(self.quizzes)[pick % len(self.quizzes)]
        self.attempts = {number: a for number, a in self.attempts.items() if a.quiz != quiz}
        self.grades = {pair: grade for pair, grade in self.grades.items() if pair[0] != quiz}

    def override(self, pick):
        pair = self._pair(pick)
        if pair:
            self.overrides[pair] = (pick % 101, self.tick())

    def hide(self, pick):
        pair = self._pair(pick)
        if pair:
            self.hidden ^= {pair}

    def regroup(self, pick):
        """Other grade items: no time moves. It shows in attempts that can be asked about by account."""
        shown = [a for a in self.attempts.values() if a.account in self.accounts and a.sum is not None]
        quizzes = sorted({a.quiz for a in shown})
        if not quizzes:
            return
        quiz = quizzes[pick % len(quizzes)]
        self.quizzes[quiz]["items"] = [[[1], [2, 3]], [[1, 2, 3]], [[1, 2], [3]], []][pick % 4]

    def rename(self, pick):
        quiz = sorted(self.quizzes)[pick % len(self.quizzes)]
        self.id_numbers[quiz] = f"N-{pick}" if pick % 3 else ""

    def add_quiz(self, pick):
        number = len(self.id_numbers) + 1
        course = self.courses[pick % len(self.courses)]
        self.quizzes[number] = {"course": course, "method": 1, "items": []}
        self.id_numbers[number] = f"Q-{number}"

    def remove_quiz(self, pick):
        if len(self.quizzes) > len(self.courses):
            quiz = sorted(self.quizzes)[pick % len(self.quizzes)]
            if sum(q["course"] == self.quizzes[quiz]["course"] for q in self.quizzes.values()) > 1:
                self.reset_quiz(sorted(self.quizzes).index(quiz))
                del self.quizzes[quiz]

    def delete_user(self, pick):
        people = sorted(self.accounts - {TEACHER, STAYS})
        if people:
            account = people[pick % len(people)]
            self.accounts.discard(account)
            self.enrolled = {pair: how for pair, how in self.enrolled.items() if pair[1] != account}

    def suspend(self, pick):
        self._enrolment(pick, "active", "suspended")

    def reactivate(self, pick):
        self._enrolment(pick, "suspended", "active")

    def _enrolment(self, pick, old, new):
        those = sorted(
            pair for pair, (how, _) in self.enrolled.items() if how == old and pair[1] not in (TEACHER, STAYS)
        )
        if those:
            pair = those[pick % len(those)]
            self.enrolled[pair] = (new, self.enrolled[pair][1])

    def unenrol(self, pick):
        those = sorted(pair for pair in self.enrolled if pair[1] not in (TEACHER, STAYS))
        if those:
            del self.enrolled[those[pick % len(those)]]

    def enrol(self, pick):
        out = sorted(
            (course, account)
            for course in self.courses
            for account in self.accounts
            if (course, account) not in self.enrolled
        )
        if out:
            self.enrolled[out[pick % len(out)]] = ("suspended" if pick % 4 == 0 else "active", self.tick())

    def _one(self, pick, *states):
        those = [a for a in self.attempts.values() if a.state in states and not (a.preview and pick % 2)]
        return those[pick % len(those)] if those else None

    def _pair(self, pick):
        those = sorted({(a.quiz, a.account) for a in self.attempts.values()})
        return those[pick % len(those)] if those else None

    def _grade(self, quiz, account, only_changed=False):
        """Moodle's own quiz_grades row: made again, or only where another grade has come out."""
        made = [a for a in self.attempts.values() if (a.quiz, a.account) == (quiz, account)]
        over = sorted((a for a in made if a.state == "finished" and not a.preview), key=lambda a: a.number)
        sums = [a.sum for a in over]
        if self.quizzes[quiz]["method"] == 4:
            grade = sums[-1] if sums else None
        else:
            grade = max((each for each in sums if each is not None), default=None)
        if grade is None:
            self.grades.pop((quiz, account), None)
        elif not only_changed or self.grades.get((quiz, account), (None,))[0] != grade:
            self.grades[quiz, account] = (grade, self.tick())

    # how it is told

    def call(self, function, asked):
        told = {
            Function.QUIZZES: self.quiz_list,
            Function.UPDATES: self.updates,
            Function.QUIZ_ATTEMPTS: self.attempts_of,
            Function.ATTEMPT_REVIEW: self.review,
            Function.GRADE_ITEMS: self.report,
            Function.BEST_GRADE: self.best,
            Function.ENROLLED_USERS: self.members,
        }[function]
        if function in self.refused:
            return failure("accessexception")
        return told(asked)

    def quiz_list(self, asked):
        rows = [
            {"id": n, "coursemodule": n * 10, "course": q["course"], "name": f"Тест {n}"}
            | {"grademethod": q["method"], "sumgrades": SLOTS, "grade": SLOTS}
            for n, q in self.quizzes.items()
            if q["course"] in asked["courseids"]
        ]
        return {"quizzes": rows, "warnings": []}

    def updates(self, asked):
        told = []
        for each in asked["tocheck"]:
            quiz, since = each["id"] // 10, each["since"]
            if quiz not in self.quizzes:
                continue
            areas = [{"name": "configuration", "timeupdated": START - NIGHT}] if since == 0 else []
            attempts = [a.id for a in self.attempts.values() if a.quiz == quiz and a.modified > since]
            grades = [hash(pair) for pair, (_, at) in self.grades.items() if pair[0] == quiz and at > since]
            areas += [{"name": "userattempts", "itemids": attempts}] if attempts else []
            areas += [{"name": "usergrades", "itemids": grades}] if grades else []
            if areas:
                told.append({"id": each["id"], "updates": areas})
        return {"instances": told, "warnings": []}

    def row(self, made):
        items = self.quizzes[made.quiz]["items"]
        parts = [
            {"name": f"Часть {place}", "grade": sum(made.marks[s - 1] or 0 for s in slots)}
            | {"maxgrade": len(slots)}
            for place, slots in enumerate(items)
        ]
        return {
            "id": made.id, "quiz": made.quiz, "userid": made.account, "attempt": made.number,
            "state": made.state, "preview": int(made.preview), "timestart": START, "timefinish": 0,
            "timemodified": made.modified, "sumgrades": made.sum, "gradeitemmarks": parts,
        }  # fmt: skip

    def attempts_of(self, asked):
        if asked["userid"] not in self.accounts:
            return failure("userdeleted")
        pair = asked["quizid"], asked["userid"]
        return {"attempts": [self.row(a) for a in self.attempts.values() if (a.quiz, a.account) == pair]}

    def review(self, asked):
        made = self.attempts.get(asked["attemptid"])
        if made is None:
            return failure("invalidrecord")
        questions = [
            {"slot": place, "mark": "" if mark is None else f"{mark},00", "maxmark": 1}
            for place, mark in enumerate(made.marks, 1)
        ]
        return {"attempt": self.row(made), "questions": questions}

    def report(self, asked):
        course = asked["courseid"]
        active = [a for (c, a), (how, _) in self.enrolled.items() if c == course and how == "active"]
        people = [
            {"userid": account, "gradeitems": [self.line(q, account) for q in self._in(course)]}
            for account in sorted(active)
            if account != TEACHER
        ]
        return {"usergrades": people}

    def _in(self, course):
        return [number for number, quiz in self.quizzes.items() if quiz["course"] == course]

    def line(self, quiz, account):
        grade, at = self.overrides.get((quiz, account)) or self.grades.get((quiz, account)) or (None, None)
        return {
            "itemmodule": "quiz", "iteminstance": quiz, "itemnumber": 0, "idnumber": self.id_numbers[quiz],
            "graderaw": grade, "grademax": SLOTS, "gradedategraded": at, "gradedatesubmitted": None,
            "gradeishidden": (quiz, account) in self.hidden,
            "gradeisoverridden": (quiz, account) in self.overrides,
        }  # fmt: skip

    def best(self, asked):
        if asked["userid"] not in self.accounts:
            return failure("userdeleted")
        grade = self.grades.get((asked["quizid"], asked["userid"]))
        return {"hasgrade": True, "grade": grade[0]} if grade else {"hasgrade": False}

    def members(self, asked):
        return [{"id": account} for course, account in self.enrolled if course == asked["courseid"]]


def failure(code):
    return {"exception": "x", "errorcode": code, "message": "…"}


class FakeMoodle:
    """A client of the world: what a batch asks is answered at once, and requests are counted as sent."""

    def __init__(self, world, silent_on=None, *, can_batch=True):
        self.world = world
        self.silent_on = silent_on
        self.access = SimpleNamespace(requests_in_flight=4)
        self.can_batch = can_batch
        self.requests = 0
        self.calls = Counter()

    def batch(self, calls, *, size=200, in_order=False):
        self.requests += ceil(len(calls) / size) if self.can_batch else len(calls)
        return [self._reply(each) for each in calls]

    def _reply(self, call):
        self.calls[call.function] += 1
        if call.function is self.silent_on:
            raise WaitError("lms.error.timeout")
        told = self.world.call(call.function, call.arguments)
        if isinstance(told, dict) and "exception" in told:
            self.requests += 1
            return Reply(error=told_error(told))
        return Reply(told)


class Keeper:
    """What is kept of three streams, as `mappings.keeping.pulled` keeps it: missed twice is gone."""

    def __init__(self):
        self.rows = {name: {} for name in KEYS}
        self.missed = {name: set() for name in KEYS}
        self.streams = {}

    def keep(self, reading, since):
        if reading.complete:
            self._keep(reading)
            before = self.streams.get(reading.stream)
            whole = since if reading.scope is None else (before and before.whole_at)
            self.streams[reading.stream] = StreamMemory(since, whole, reading.notes)

    def _keep(self, reading):
        name, rows, missed = reading.stream, self.rows[reading.stream], self.missed[reading.stream]
        read = {tuple(getattr(each, key) for key in KEYS[name]): each for each in reading.records}
        for key, each in read.items():
            untold = {column: getattr(rows[key], column) for column in reading.untold if key in rows}
            rows[key] = replace(each, **untold)
        missed.difference_update(read)
        for key in [key for key in rows if key not in read and self._inside(reading.scope, rows[key])]:
            if key in missed:
                missed.discard(key)
                del rows[key]
            else:
                missed.add(key)

    @staticmethod
    def _inside(scope, row):
        return scope is None or (bool(scope.column) and getattr(row, scope.column) in scope.values)

    def memory(self, accounts):
        attempts = {
            each.attempt_id: KnownAttempt(each.quiz_id, each.account_id, self._settled(each))
            for each in self.rows["attempts"].values()
        }
        courses = {each.quiz_id: each.course_id for each in self.rows["quizzes"].values()}
        return Memory(dict(self.streams), frozenset(accounts), attempts, frozenset(), courses)

    @staticmethod
    def _settled(attempt):
        finished = attempt.state.value == "finished" and attempt.mark is not None
        return finished or attempt.state.value == "abandoned"


class Kept:
    """What is kept of a site's quizzes, and what a whole reading would tell; `whole` and `keeper` are the life's."""

    def kept(self):
        return {
            name: {key: asdict(row) for key, row in rows.items()} for name, rows in self.keeper.rows.items()
        }

    def truth(self):
        told = self.whole()
        assert all(each.complete for each in told), [each.problems for each in told]
        return {
            each.stream: {
                tuple(getattr(row, key) for key in KEYS[each.stream]): asdict(row) for row in each.records
            }
            for each in told
        }


class Life(Kept):
    """A world, the site's client, what is kept, and nights."""

    def __init__(self, world=None, options=None, refused=(), **sizes):
        self.world = world or World(**sizes)
        self.options = options or Options()
        self.world.refused = set(refused)
        self.plan = make_plan(Site("4.5", 57, ALL - {each.value for each in refused}, "http://x"))
        self.keeper = Keeper()
        self.accounts = frozenset(self.world.accounts)
        self.since = START - NIGHT
        self.moodle = None

    def courses(self):
        told = [Course(course_id=n, short_name=f"C{n}", full_name="x") for n in self.world.courses]
        return Reading("courses", told)

    def enrolments(self, since=None):
        told = [
            Enrolment(course_id=c, account_id=a, method="manual", status=EnrolmentStatus(how))
            for (c, a), (how, at) in self.world.enrolled.items()
            if since is None or at >= since
        ]
        return Reading("enrolments", told, scope=None if since is None else Scope())

    def whole(self):
        self.moodle = FakeMoodle(self.world)
        return quiz_results(self.moodle, self.plan, self.options, self.courses(), self.enrolments())

    def night(self, visited=frozenset(), *, whole_enrolments=False, silent_on=None, **other):
        """Pull and keep; return the readings. Enrolments are kept whether or not the quizzes could be read."""
        began = self.world.clock - 600
        memory = self.keeper.memory(self.accounts)
        self.moodle = FakeMoodle(self.world, silent_on, can_batch=self.plan.batches)
        enrolments = self.enrolments(None if whole_enrolments or not memory.streams else self.since)
        told = quiz_results(
            self.moodle, self.plan, self.options, self.courses(), enrolments, memory, visited, **other
        )
        for reading in told:
            self.keeper.keep(reading, datetime.fromtimestamp(began, UTC))
        self.since = began
        self.accounts = frozenset(self.world.accounts)
        self.world.clock += NIGHT
        return told


@pytest.fixture(scope="session")
def make_life():
    """Make a life: a world, a client of it, and nights."""
    return Life


class DemoLife(Kept):
    """The demo LMS, what is kept of its quizzes, and nights."""

    def __init__(self, lms, moodle, options=None, refused=()):
        self.lms = lms
        self.moodle = moodle
        self.options = options or Options()
        self.plan = make_plan(Site("4.5", 57, ALL - {each.value for each in refused}, "http://x"))
        self.keeper = Keeper()
        self.since = None

    @property
    def district(self):
        return self.lms.district

    def change(self, happening, *args, **options):
        self.lms.change(happening, *args, **options)

    def courses(self):
        told = [
            Course(course_id=c.course_id, short_name=c.short_name, full_name="x")
            for c in self.district.courses
        ]
        return Reading("courses", told)

    def enrolments(self, since=None):
        told = [
            Enrolment(
                course_id=e.course_id, account_id=e.account_id, method="manual", status=EnrolmentStatus.ACTIVE
            )
            for e in self.district.enrolments
            if since is None or e.created_at >= since
        ]
        return Reading("enrolments", told, scope=None if since is None else Scope())

    def whole(self):
        return quiz_results(self.moodle, self.plan, self.options, self.courses(), self.enrolments())

    def night(self, **other):
        """Pull and keep, an hour after what happened; return the readings and how many requests it took."""
        self.lms.now = self.lms.now + 3600
        began, before = self.lms.now - 600, self.moodle.statistics.requests
        live = {account.account_id for account in self.district.live_accounts}
        told = quiz_results(
            self.moodle, self.plan, self.options, self.courses(), self.enrolments(self.since),
            self.keeper.memory(live), **other,
        )  # fmt: skip
        asked = self.moodle.statistics.requests - before
        for reading in told:
            self.keeper.keep(reading, datetime.fromtimestamp(began, UTC))
        self.since = began
        self.lms.now = self.lms.now + 3600
        return told, asked


@pytest.fixture
def demo_life(demo):
    """Make the life of a demo site: the first night, a whole one, is over."""

    def make(refused=(), **options):
        lms, moodle = demo(without=[each.value for each in refused])
        life = DemoLife(lms, moodle, refused=refused, **options)
        life.night()
        return life

    return make
