"""A site of which only the accounts matter: each may be poisoned, deleted, too many, or changed lately."""

import json
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from connector.moodle.accounts.stream import accounts
from connector.moodle.memory import NOTHING_KNOWN, Memory, StreamMemory
from connector.moodle.plan import make_plan
from connector.moodle.planning.preflight import ReportInfo, Site
from connector.moodle.reading import ProfileFields

HEADINGS = (
    "Full name with link",
    "Username",
    "First name",
    "Last name",
    "Email address",
    "ID number",
    "Institution",
    "Suspended",
    "Last access",
    "СНИЛС",
)
REPORT = 3
EVENING = datetime(2026, 6, 1, 18, tzinfo=UTC)
BEFORE, AFTER = int(EVENING.timestamp()) - 1000, int(EVENING.timestamp()) + 1000


@dataclass
class Person:
    """An account of the site."""

    number: int
    first_name: str = "Анна"
    email: str = ""
    snils: str = "112-233-445 95"
    suspended: bool = False
    modified: int = BEFORE
    poisoned: bool = False
    odd: bool = False
    """Told, but not as we understand it."""

    deleted: str = ""
    """`fresh`: comes back by number without a mark; `cleaned`: fails the whole call."""

    def __post_init__(self):
        self.email = self.email or f"p{self.number}@mail.test"

    def told(self):
        """As the user functions tell it."""
        user = {
            "id": self.number,
            "username": f"u{self.number}",
            "firstname": self.first_name,
            "lastname": "Попова",
            "email": self.email,
            "idnumber": str(1000 + self.number),
            "suspended": "да" if self.odd else self.suspended,
            "lastaccess": 0,
        }
        if self.snils:
            user["customfields"] = [{"shortname": "snils", "name": "СНИЛС", "value": self.snils}]
        if self.deleted:
            user |= {"username": f"{self.email}.1780000000", "email": "0f" * 16, "suspended": False}
        return user

    def row(self):
        """As the report of users tells it."""
        link = f'<a href="http://lms.example/user/profile.php?id={self.number}">{self.first_name}</a>'
        suspended = "Yes" if self.suspended else "No"
        told = (
            f"u{self.number}",
            self.first_name,
            "Попова",
            self.email,
            str(1000 + self.number),
            "",
            suspended,
        )
        return {"columns": [link, *told, "Never", self.snils]}


@dataclass
class Fake:
    """Answers as the site; `most` accounts are the longest list it survives."""

    people: list[Person]
    most: int = 10_000
    filters: dict = field(default_factory=dict)
    failure: object = None
    empty: object = None

    def person(self, number):
        return next(each for each in self.people if each.number == number)

    @property
    def live(self):
        return [each for each in self.people if not each.deleted]

    def functions(self):
        return {
            "core_user_get_users": self.users,
            "core_user_get_users_by_field": self.by_field,
            "core_reportbuilder_retrieve_report": self.report,
            "core_reportbuilder_set_filters": self.set_filters,
            "core_reportbuilder_filters_reset": self.reset,
        }

    def _list(self, people):
        if any(each.deleted == "cleaned" for each in people):
            return self.failure("invaliduser")
        if any(each.poisoned for each in people) or len(people) > self.most:
            return self.failure("invalidresponse")
        return [each.told() for each in people]

    def users(self, arguments):
        [criterion] = arguments["criteria"]
        key, value = criterion["key"], str(criterion["value"])
        found = self.live
        if key == "id":
            found = [each for each in found if str(each.number) == value]
        if key == "email":
            found = [each for each in found if like(value, each.email)]
        told = self._list(found)
        return told if isinstance(told, dict) else {"users": told, "warnings": []}

    def by_field(self, arguments):
        wanted = {int(each) for each in arguments["values"]}
        return self._list([each for each in self.people if each.number in wanted])

    def set_filters(self, arguments):
        self.filters = json.loads(arguments["values"])
        return True

    def reset(self, _):
        self.filters = {}
        return True

    def report(self, arguments):
        since = self.filters.get("user:timemodified_from", 0)
        rows = [each.row() for each in self.live if each.modified >= since]
        size, page = int(arguments["perpage"]), int(arguments["page"])
        shown = rows[page * size : (page + 1) * size] if size else rows
        return {"data": {"headers": list(HEADINGS), "rows": shown, "totalrowcount": len(rows)}}


def like(pattern, text):
    """SQL LIKE without case, with the backslash that Moodle sets as escape."""
    parts = re.split(r"(\\?[%_])", pattern)
    plain = {"%": ".*", "_": "."}
    spelt = "".join(plain.get(part) or re.escape(part.removeprefix("\\")) for part in parts)
    return re.fullmatch(spelt, text, re.IGNORECASE | re.DOTALL) is not None


@dataclass
class Nights:
    """Reads the accounts of a fake again and again, remembering what it should."""

    fake: Fake
    moodle: object
    site: Site
    plan: object
    memory: Memory = NOTHING_KNOWN
    profile: ProfileFields = field(default_factory=lambda: ProfileFields(organisation="institution"))
    requests: int = 0

    def read(self):
        """Read, and remember what jobs would of a reading that is kept; missing twice is gone."""
        before, missed = self.moodle.statistics.requests, set(self._note("missing"))
        reading = accounts(self.moodle, self.site, self.plan, self.profile, self.memory)
        self.requests = self.moodle.statistics.requests - before
        numbers = {each.account_id for each in reading.records}
        looked_at = self.memory.accounts if reading.scope is None else reading.scope.values
        apart = {number for each in reading.unreadable for number in each.keys.values()}
        gone = (set(looked_at) - numbers - apart) & missed if reading.scope else looked_at - numbers - apart
        stream = StreamMemory(EVENING, EVENING, reading.notes)
        self.memory = Memory({"accounts": stream}, (self.memory.accounts | numbers) - gone)
        return reading

    def _note(self, name):
        stream = self.memory.streams.get("accounts")
        return stream.notes.get(name, ()) if stream else ()

    def whole(self):
        """Read as if nothing were known."""
        self.memory = NOTHING_KNOWN
        return self.read()


@pytest.fixture
def nights(serve, fail):
    """Make a fake of people and what reads it; without `report`, `windows` its plan is a poorer one."""

    def make(people, *, report=True, windows=frozenset({"user:timemodified"}), most=10_000):
        fake = Fake(list(people), most, failure=fail)
        moodle, _, site = serve(fake.functions())
        known = Site(
            "4.5", 2, frozenset(fake.functions()) | {"tool_mobile_call_external_functions"}, site.url
        )
        if report:
            rows = len(fake.live)
            info = ReportInfo(REPORT, "users", "users", headings=HEADINGS, rows=rows, filters=windows)
            known = replace(known, reports=(info,))
        return Nights(fake, moodle, known, make_plan(known))

    return make


@pytest.fixture
def person():
    return Person


@pytest.fixture
def evening():
    """The cursor's moment, and seconds before and after it."""
    return EVENING, BEFORE, AFTER
