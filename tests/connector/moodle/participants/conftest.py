"""A made-up report of participants behind a made-up client, and a store that keeps as the real one does."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from connector.errors import WaitError
from connector.moodle.asking.calls import Reply
from connector.moodle.functions import Function
from connector.moodle.involvement.streams import involvement
from connector.moodle.memory import NOTHING_KNOWN, Memory, StreamMemory
from connector.moodle.plan import make_plan
from connector.moodle.planning.preflight import ReportInfo, Site
from connector.moodle.reading import Reading
from connector.moodle.reports.filters import CANDIDATES

HEADINGS = (
    "Full name with link",
    "Course full name with link",
    "Plugin",
    "Status",
    "Time created",
    "Time started",
    "Completed",
    "Time completed",
    "Time started",
)
ALL = frozenset(function.value for function in Function)
WINDOWS = frozenset(CANDIDATES["participants"])
DAY = 86_400
START = 1_790_000_000
REPORT = 2


@dataclass(frozen=True)
class Line:
    """A row of the report; every date in seconds, 0 for none."""

    course: int
    account: int
    created: int
    method: str = "Manual enrolments"
    suspended: bool = False
    starts: int = 0
    ends: int = 0
    completed: int = 0
    begun: int = 0
    visited: int = 0
    copies: int = 1
    """Roles: as many rows."""

    @property
    def pair(self):
        return self.course, self.account


def status_of(line, now):
    if line.suspended:
        return 1
    return 2 if line.starts > now or 0 < line.ends < now else 0


class World:
    """Lines, and the time it is."""

    def __init__(self, lines=(), now=START):
        self.lines = list(lines)
        self.now = now
        self.empty_methods = 3

    def change(self, account, **values):
        """Change the lines of an account: a completion is one for all of a course."""
        self.lines = [replace(line, **values) if line.account == account else line for line in self.lines]

    def drop(self, *accounts):
        self.lines = [line for line in self.lines if line.account not in accounts]

    def pass_days(self, days=1):
        self.now += days * DAY


def moment_text(seconds):
    if not seconds:
        return ""
    at = datetime.fromtimestamp(seconds, UTC)
    return f"{at:%A}, {at.day} {at:%B} {at.year}, {int(at.strftime('%I'))}:{at:%M %p}"


class MadeUpReport:
    """Answers as the web service answers questions about one report; `broken` filters are ignored."""

    def __init__(self, world):
        self.world = world
        self.access = SimpleNamespace(requests_in_flight=2)
        self.requests = 0
        self.windows = set(WINDOWS)
        self.server_time = None
        self.filters = {}
        self.fails_at = None
        self.asked = []
        self.words = {}
        self.headings = HEADINGS
        self.grows_by = []

    def batch(self, calls, *, size=200, in_order=False):
        assert in_order
        self.requests += 1
        return [self._reply(number, call) for number, call in enumerate(calls)]

    def call(self, function, **parameters):
        self.requests += 1
        return self._answer(function, parameters)

    def _reply(self, number, call):
        if self.fails_at == number:
            return Reply(error=WaitError("lms.error.database", code="dmlreadexception"))
        return Reply(self._answer(call.function, call.arguments))

    def _answer(self, function, parameters):
        assert parameters["reportid"] == REPORT
        if function is Function.RESET_FILTERS:
            self.filters = {}
            return True
        if function is Function.SET_FILTERS:
            self.filters = json.loads(parameters["values"])
            return True
        rows = self.rows()
        page, size = parameters["page"], parameters["perpage"]
        self.asked.append((dict(self.filters), size))
        told = rows[page * size : (page + 1) * size] if size else rows
        self.world.lines += [self.grows_by.pop()] if self.grows_by else []
        data = {"headers": list(self.headings), "rows": [{"columns": row} for row in told]}
        return {"details": {}, "data": data | {"totalrowcount": len(rows)}}

    def rows(self):
        lines = [line for line in self.world.lines if self._passes(line) for _ in range(line.copies)]
        rows = [self._cells(line) for line in lines]
        operators = {self.filters.get(f"{name}_operator") for name in self.windows} - {None}
        nobody = [["", "", "Guest access", None, "", "", "", "", ""]]
        return rows + (nobody * self.world.empty_methods if operators <= {2} else [])

    def _passes(self, line):
        dates = {
            "completion:timecompleted": line.completed or None,
            "enrolment:timecreated": line.created or None,
            "enrolment:timestarted": line.starts or line.created,
            "enrolment:timeended": line.ends,
            "access:timeaccess": line.visited or None,
        }
        for name in self.windows & dates.keys():
            operator = self.filters.get(f"{name}_operator")
            if operator == 2 and dates[name]:
                return False
            if operator != 3:
                continue
            at, first, last = dates[name], self.filters[f"{name}_from"], self.filters[f"{name}_to"]
            assert first > 0, "a range without a beginning ends before its last second"
            if at is None or at < first or (last and at > last):
                return False
        if "enrolment:status" in self.windows and "enrolment:status_operator" in self.filters:
            assert self.filters["enrolment:status_operator"] == 1
            return status_of(line, self.world.now) == self.filters["enrolment:status_value"]
        return True

    def _cells(self, line):
        told = [
            f'<a href="http://lms/user/profile.php?id={line.account}">Анна</a>',
            f'<a href="http://lms/course/view.php?id={line.course}">Курс</a>',
            line.method,
            ("Active", "Suspended", "Not current")[status_of(line, self.world.now)],
            moment_text(line.created),
            moment_text(line.starts or line.created),
            "Yes" if line.completed else "No" if line.begun else "",
            moment_text(line.completed),
            moment_text(line.begun),
        ]
        for place, word in self.words.get(line.account, {}).items():
            told[place] = word
        return told


class Store:
    """Keeps readings as `mappings.keeping.pulled` does: absent once is missed, absent twice is gone."""

    def __init__(self):
        self.rows = {"enrolments": {}, "completions": {}}
        self.missed = {"enrolments": set(), "completions": set()}
        self.streams = {}

    def keep(self, reading, since):
        rows, missed = self.rows[reading.stream], self.missed[reading.stream]
        read = {key_of(record): record for record in reading.records}
        rows.update(read)
        missed.difference_update(read)
        if not reading.complete:
            return
        lost = {key for key in rows.keys() - read.keys() if in_scope(rows[key], reading.scope)}
        for known in (each.keys for each in reading.unreadable):
            lost = {key for key in lost if not held(rows[key], known)}
        for key in list(lost & missed):
            del rows[key]
        missed.symmetric_difference_update(lost)
        before = self.streams.get(reading.stream)
        whole_at = since if reading.scope is None else before and before.whole_at
        self.streams[reading.stream] = StreamMemory(since, whole_at, json.loads(json.dumps(reading.notes)))


def held(record, known):
    return bool(known) and all(getattr(record, name) == value for name, value in known.items())


def key_of(record):
    pair = record.course_id, record.account_id
    if not hasattr(record, "method"):
        return pair
    return *pair, record.method, int(record.created_at.timestamp()) // 60 if record.created_at else 0


def in_scope(record, scope):
    if scope is None:
        return True
    at = getattr(record, scope.column) if scope.column else None
    return at is not None and any(
        (first is None or at >= first) and (end is None or at < end) for first, end in scope.spans
    )


class Nights:
    """A world, its report, and what is kept of it from night to night."""

    def __init__(self, lines=()):
        self.world = World(lines)
        self.report = MadeUpReport(self.world)
        self.store = Store()
        self.planned = {}
        self.seen = None

    @property
    def site(self):
        if self.seen is not None:
            return self.seen
        windows = frozenset(self.report.windows)
        info = ReportInfo(REPORT, "participants", "participants", headings=HEADINGS, rows=9, filters=windows)
        return Site("4.5.6", 3, ALL, "http://lms", reports=(info,))

    def sees(self, site):
        """Let preflight have seen this, whatever has become of it."""
        self.seen = site

    def plan_says(self, **values):
        self.planned = values

    def read_after_a_day(self, **options):
        """Let a day pass and read; keep nothing."""
        self.world.pass_days()
        return self.read(**options)

    def read(self, *, memory=None, **options):
        known = Memory(self.store.streams) if memory is None else memory
        site = self.site
        self.report.requests = 0
        self.report.asked = []
        lists = Reading("accounts"), Reading("courses")
        plan = replace(make_plan(site), **self.planned)
        return involvement(self.report, site, plan, *lists, known, **options)

    def night(self, days=1):
        """Let a day pass; read and keep. Returns both readings."""
        self.world.pass_days(days)
        return self.keep(self.read())

    def keep(self, readings):
        for reading in readings:
            self.store.keep(reading, datetime.fromtimestamp(self.world.now, UTC) - timedelta(minutes=10))
        return readings

    def whole(self):
        """Read everything, as the first pull does."""
        return self.keep(self.read(memory=NOTHING_KNOWN))

    @property
    def facts(self):
        """What is kept: enrolments with their status, and courses completed."""
        kept = self.store.rows
        return (
            {key: each.status.value for key, each in kept["enrolments"].items()},
            {key: each.completed_at for key, each in kept["completions"].items() if each.completed_at},
        )

    @property
    def truth(self):
        """What a whole reading would say now."""
        enrolments, completions = self.read(memory=NOTHING_KNOWN)
        return (
            {key_of(each): each.status.value for each in enrolments.records},
            {key_of(each): each.completed_at for each in completions.records if each.completed_at},
        )


@pytest.fixture
def nights():
    """Begin with these lines, read whole."""

    def begin(*lines):
        begun = Nights(lines)
        begun.whole()
        return begun

    return begin


@pytest.fixture
def line():
    """Make a line; `ago` is days before the beginning."""

    def make(account, *, ago=400, course=5, **values):
        return Line(course, account, int(START - ago * DAY), **values)

    return make


@pytest.fixture
def store():
    return Store()
