"""The lists of what there is: one request for all, and a record that Moodle cannot tell costs only itself."""

from datetime import UTC, datetime

import pytest

from connector.errors import RefusedError
from connector.moodle.catalogue.asked import ask_catalogue
from connector.moodle.functions import Function
from connector.moodle.memory import NOTHING_KNOWN, Memory, StreamMemory
from connector.moodle.plan import make_plan
from connector.moodle.planning.preflight import Site

EVENING = datetime(2026, 6, 1, tzinfo=UTC)
PLAN = make_plan(Site("4.5", 2, frozenset(Function), "http://lms.example"))


class Lists:
    """A site of a few categories, courses and cohorts, some of which can't be told."""

    def __init__(self, fail):
        self.fail = fail
        self.categories = {1: "Программы", 2: "Диагностики"}
        self.courses = {1: "site", 2: "DPP-1", 3: "DPP-2"}
        self.cohorts = {5: "YOUNG", 6: "MENTORS"}
        self.poisoned = set()

    def functions(self):
        return {
            "core_course_get_categories": self._categories,
            "core_course_get_courses_by_field": self._courses,
            "core_cohort_get_cohorts": self._cohorts,
            "core_cohort_get_cohort_members": self._members,
        }

    def _told(self, kind, wanted, row):
        there = getattr(self, kind)
        numbers = [number for number in there if wanted is None or number in wanted]
        if any((kind, number) in self.poisoned for number in numbers):
            return self.fail("invalidresponse")
        return [row(number, there[number]) for number in numbers]

    def _categories(self, arguments):
        wanted = [criterion["value"] for criterion in arguments.get("criteria", ())]
        asked = {int(each) for value in wanted for each in str(value).split(",")} if wanted else None
        return self._told("categories", asked, lambda number, name: {"id": number, "name": name, "parent": 0})

    def _courses(self, arguments):
        asked = {int(each) for each in arguments["value"].split(",")} if "value" in arguments else None
        told = self._told(
            "courses",
            asked,
            lambda number, name: {
                "id": number,
                "shortname": name,
                "categoryid": 1,
                "visible": 1,
                "enablecompletion": 1,
            },
        )
        return told if isinstance(told, dict) else {"courses": told}

    def _cohorts(self, arguments):
        asked = set(arguments.get("cohortids", ())) or None
        return self._told("cohorts", asked, lambda number, name: {"id": number, "name": name})

    def _members(self, arguments):
        wanted = [int(each) for each in arguments["cohortids"]]
        if set(wanted) - self.cohorts.keys():
            return self.fail("invalidrecord")
        return [{"cohortid": number, "userids": [number * 10, number * 10 + 1]} for number in wanted]


@pytest.fixture
def lists(serve, fail):
    """A site, and what reads its lists and remembers them."""
    site = Lists(fail)
    moodle, functions, _ = serve(site.functions())
    site.memory = NOTHING_KNOWN

    def read():
        before = moodle.statistics.requests
        told = ask_catalogue(moodle, PLAN, site.memory)
        site.requests = moodle.statistics.requests - before
        readings = (told.categories, told.courses, told.cohorts, told.members)
        streams = {
            each.stream: StreamMemory(EVENING, EVENING, each.notes) for each in readings if each.complete
        }
        known = told.courses.records if told.courses.complete else ()
        site.memory = Memory(streams, courses=frozenset(each.course_id for each in known))
        return told

    site.read, site.answers = read, functions.functions
    return site


def numbers(reading, key):
    return {getattr(each, key) for each in reading.records}


def test_everything_is_read_in_two_requests_and_from_then_on_in_one(lists):
    first = lists.read()

    assert lists.requests == 2
    assert numbers(first.courses, "course_id") == {2, 3}
    assert {(each.cohort_id, each.account_id) for each in first.members.records} == {
        (5, 50),
        (5, 51),
        (6, 60),
        (6, 61),
    }
    assert lists.read() == first
    assert lists.requests == 1


@pytest.mark.parametrize(
    "change", [lambda cohorts: cohorts.pop(5), lambda cohorts: cohorts.update({7: "NEW"})]
)
def test_another_set_of_cohorts_has_its_members_asked_for_again(lists, change):
    lists.read()
    change(lists.cohorts)

    told = lists.read()

    assert numbers(told.members, "cohort_id") == set(lists.cohorts)
    assert told.members.complete
    assert lists.requests == 2


@pytest.mark.parametrize(
    ("kind", "number", "stream", "key"),
    [
        ("categories", 2, "categories", "category_id"),
        ("courses", 3, "courses", "course_id"),
        ("cohorts", 6, "cohorts", "cohort_id"),
    ],
)
def test_a_record_that_cannot_be_told_is_set_apart_alone(lists, kind, number, stream, key):
    lists.poisoned.add((kind, number))

    told = lists.read()

    reading = getattr(told, stream)
    there = set(getattr(lists, kind)) - ({1} if kind == "courses" else set())
    assert numbers(reading, key) == there - {number}
    assert [(each.number, each.keys) for each in reading.unreadable] == [(str(number), {key: number})]
    assert reading.complete
    assert told.members.complete


def test_members_of_a_cohort_that_cannot_be_told_are_known_all_the_same(lists):
    lists.poisoned.add(("cohorts", 6))

    assert numbers(lists.read().members, "cohort_id") == {5, 6}


def test_a_front_page_that_cannot_be_told_is_nobodys_loss(lists):
    lists.poisoned.add(("courses", 1))

    told = lists.read()

    assert numbers(told.courses, "course_id") == {2, 3}
    assert told.courses.unreadable == ()


def test_a_list_that_is_refused_leaves_the_others_alone(lists, fail):
    lists.answers["core_cohort_get_cohorts"] = fail("nopermissions")

    told = lists.read()

    assert told.courses.complete
    assert not told.cohorts.complete
    assert not told.members.complete
    assert "lms.error.right" in {each.text_id for each in told.cohorts.problems}


def test_a_token_that_is_withdrawn_stops_everything(lists, fail):
    for function in lists.answers:
        lists.answers[function] = fail("invalidtoken")

    with pytest.raises(RefusedError, match="token"):
        lists.read()


@pytest.mark.parametrize("as_if_whole", [False, True])
def test_a_course_that_is_only_hidden_from_us_has_not_been_deleted(lists, fail, as_if_whole):
    """A whole reading, every so many days, must not forget what nights know."""
    lists.read()
    if as_if_whole:
        lists.memory = Memory(courses=lists.memory.courses)
    lists.courses.pop(3)
    lists.answers["core_enrol_get_enrolled_users"] = lambda asked: fail("errorcoursecontextnotvalid")

    told = lists.read()

    assert not told.courses.complete
    assert [(each.text_id, dict(each.values)) for each in told.courses.problems] == [
        ("lms.problem.courses_hidden", {"n": 1, "course_id": 3})
    ]


@pytest.mark.parametrize("code", ["invalidrecord", "accessexception"])
def test_a_course_of_which_nothing_speaks_is_missing(lists, fail, code):
    """Deleted, or nobody may be asked: then absence decides."""
    lists.read()
    lists.courses.pop(3)
    lists.answers["core_enrol_get_enrolled_users"] = lambda asked: fail(code)

    told = lists.read()

    assert told.courses.complete
    assert numbers(told.courses, "course_id") == {2}
    assert lists.requests == 2
