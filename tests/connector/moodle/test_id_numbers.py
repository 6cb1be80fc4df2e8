"""Id numbers that the lists keep back, from the report of courses."""

from dataclasses import replace

import pytest

from config.locale import texts
from connector.demo.faults import Fault, Trouble
from connector.demo.replies.report_definitions import REPORT_NAMES
from connector.errors import RefusedError
from connector.moodle.catalogue.id_numbers import with_id_numbers
from connector.moodle.catalogue.lists import categories, courses
from connector.moodle.functions import Function
from connector.moodle.plan import make_plan
from connector.moodle.planning.preflight import preflight
from connector.moodle.pull import pull
from connector.moodle.reading import Options

WANTED = Options(id_numbers=True)
LINKED = ("Course full name with link", "Course ID number")
COURSES = [
    {"id": 1, "shortname": "lab", "visible": 1, "enablecompletion": 0},
    {"id": 5, "shortname": "DPP-01", "categoryid": 3, "visible": 1, "enablecompletion": 1},
    {"id": 6, "shortname": "NF & Co", "categoryid": 4, "visible": 1, "enablecompletion": 1},
]
CATEGORIES = [{"id": 3, "name": "Программы"}, {"id": 4, "name": "Прочее"}, {"id": 7, "name": "Всё"}]


def link(number, name="Курс"):
    return f'<a href="http://lms.example/course/view.php?id={number}">{name}</a>'


@pytest.fixture
def read(serve):
    """Read the lists of a made-up site whose report of courses has these headings and rows."""

    def reading(*rows, headings=LINKED, options=WANTED, listed=COURSES, tree=CATEGORIES, **functions):
        told = {
            "headers": list(headings),
            "rows": [{"columns": list(row)} for row in rows],
            "totalrowcount": len(rows),
        }
        reports = [{"id": 4, "name": "Курсы", "source": "core_course\\reportbuilder\\datasource\\courses"}]
        moodle, _, site = serve(
            {
                "core_webservice_get_site_info": {
                    "userid": 57,
                    "functions": [{"name": function.value} for function in Function],
                },
                "core_user_get_users_by_field": [{"id": 57}],
                "core_reportbuilder_list_reports": {"reports": reports},
                "core_reportbuilder_filters_reset": True,
                "core_reportbuilder_retrieve_report": {"data": told},
            }
            | functions
        )
        told = preflight(moodle, courses_reports=True)
        before = len(site.asked)
        lists = categories(tree), courses({"courses": listed})
        tree, offered = with_id_numbers(moodle, told, make_plan(told), options, *lists)
        return tree, offered, len(site.asked) - before

    return reading


def numbers(reading):
    return [each.id_number for each in reading.records]


def sentences(reading):
    return [texts("ru").say(each.text_id, **each.values) for each in reading.problems]


def whole(moodle, options):
    """Pull everything; return the readings by stream."""
    site = preflight(moodle, courses_reports=options.may_need_id_numbers)
    return {each.stream: each for each in pull(moodle, site, make_plan(site), options)}


def test_a_recorded_site_tells_its_id_numbers_by_the_report(serve, recorded):
    moodle, _, _ = serve(recorded)

    offered = whole(moodle, WANTED)["courses"]

    assert {each.short_name for each in offered.records} == {each.id_number for each in offered.records}
    assert (len(offered.records), offered.complete, offered.problems) == (42, True, ())
    assert offered.untold == frozenset()


def test_the_demo_site_tells_its_id_numbers_for_one_request_more(demo, district):
    _, plain = demo()
    _, moodle = demo()

    unasked, asked = whole(plain, Options()), whole(moodle, WANTED)

    assert moodle.statistics.requests == plain.statistics.requests + 1
    assert numbers(asked["courses"]) == [each.short_name for each in district.courses]
    assert set(numbers(unasked["courses"])) == {None}
    assert unasked["courses"].untold == {"id_number"}
    assert unasked["courses"].problems == ()
    assert {name: each.records for name, each in asked.items() if name != "courses"} == {
        name: each.records for name, each in unasked.items() if name != "courses"
    }


def test_categories_named_by_name_cost_nothing(demo):
    _, plain = demo()
    _, moodle = demo()
    names = frozenset(each.name.upper() for each in whole(plain, Options())["categories"].records)

    told = whole(moodle, Options(categories=names))

    assert moodle.statistics.requests == plain.statistics.requests
    assert told["categories"].problems == ()


def test_without_the_report_courses_are_read_and_it_is_said_what_is_missing(demo, district):
    _, moodle = demo(reports=[each for each in REPORT_NAMES if each != "marshrut courses"])

    offered = whole(moodle, WANTED)["courses"]

    assert [each.course_id for each in offered.records] == [each.course_id for each in district.courses]
    assert (offered.complete, offered.untold) == (True, {"id_number"})
    [told] = sentences(offered)
    assert told.startswith("LMS скрывает идентификационные номера курсов")


def test_filters_that_somebody_left_are_reset_first(demo, district):
    lms, moodle = demo()
    site = preflight(moodle, courses_reports=True)
    lms.forget_requests()

    list(pull(moodle, site, make_plan(site), WANTED))

    assert lms.calls[Function.RESET_FILTERS] == lms.calls[Function.REPORT] == 2


def test_numbers_are_unescaped_and_blanks_are_none(read):
    _, offered, requests = read(
        (link(6, "Курс &amp; Ко"), "A &amp; &quot;B&quot; &lt;5&gt;"), (link(5), ""), (link(99), "X")
    )

    assert numbers(offered) == [None, 'A & "B" <5>']
    assert (offered.untold, offered.problems, requests) == (frozenset(), (), 1)


def test_without_links_short_names_lead_to_courses(read):
    _, offered, _ = read(
        ("К-2", "NF &amp; Co"), ("К-1", "dpp-01"), headings=("course:idnumber", "Краткое название курса")
    )

    assert numbers(offered) == ["К-1", "К-2"]


def test_the_number_may_stand_in_the_link_itself(read):
    _, offered, _ = read((link(5, "К-1"),), (link(6, ""),), headings=("Course ID number with link",))

    assert numbers(offered) == ["К-1", None]
    assert offered.untold == frozenset()


def test_lists_that_tell_id_numbers_are_believed_and_nothing_is_asked(read):
    listed = [*COURSES[:2], COURSES[2] | {"idnumber": ""}]

    _, offered, requests = read((link(5), "К-1"), (link(6), "К-2"), listed=listed)

    assert (numbers(offered), offered.untold, requests) == ([None, None], frozenset(), 0)


def test_a_course_that_the_report_lacks_keeps_what_was_known_of_it(read):
    _, offered, _ = read((link(5), "К-1"))

    assert numbers(offered) == ["К-1", None]
    assert (offered.complete, offered.untold) == (True, {"id_number"})
    assert sentences(offered) == [
        "Из отчёта LMS не прочитан идентификационный номер 1 курса (№ 6); известный прежде сохранён."
    ]


BOTH = ("Course full name with link", "Category ID number", "Course ID number")
ROWS = ((link(5), "ПК", "К-1"), (link(6), "", "К-2"))


def test_a_category_is_told_by_its_courses(read):
    tree, offered, requests = read(*ROWS, headings=BOTH, options=Options(categories=frozenset({"пк"})))

    assert numbers(tree) == ["ПК", None, None]
    assert tree.untold == {"id_number"}, "of the one without courses nothing was told"
    assert numbers(offered) == ["К-1", "К-2"]
    assert (tree.problems, offered.problems, requests) == ((), (), 1)


def test_a_category_that_is_no_name_is_told_where_its_number_cannot_be_known(read):
    tree, offered, requests = read(*ROWS, options=Options(categories=frozenset({"ПК", "Прочее"})))

    assert (numbers(tree), offered.problems, requests) == ([None] * 3, (), 0)
    [told] = sentences(tree)
    assert told.startswith("Категорий с названием «ПК» нет")


def test_categories_that_tell_their_numbers_are_not_asked_about(read):
    tree = [each | {"idnumber": "PK"} for each in CATEGORIES]

    _, _, requests = read(*ROWS, headings=BOTH, options=Options(categories=frozenset({"X"})), tree=tree)

    assert requests == 0


@pytest.mark.parametrize(
    "trouble",
    [Trouble.HTML, Trouble.HTTP_500_EMPTY, Trouble.MAINTENANCE_503, "errorreportview", "dmlreadexception"],
)
def test_a_report_that_cannot_be_read_takes_no_course_away(demo, district, trouble):
    lms, moodle = demo()
    site = preflight(moodle, courses_reports=True)
    lms.faults.add(Fault(Function.REPORT, str(trouble), times=None))

    told = {each.stream: each for each in pull(moodle, site, make_plan(site), WANTED)}

    offered = told["courses"]
    assert [each.course_id for each in offered.records] == [each.course_id for each in district.courses]
    assert (offered.complete, offered.untold, set(numbers(offered))) == (True, {"id_number"}, {None})
    failure, consequence = sentences(offered)
    assert failure.endswith(".")
    assert "известные прежде сохранены" in consequence
    assert told["quizzes"].records
    assert told["quizzes"].complete


@pytest.mark.parametrize("trouble", [Trouble.HTTP_500_EMPTY, Trouble.CUT_CONNECTION, "sitemaintenance"])
def test_trouble_with_the_report_that_passes_leaves_no_trace(demo, district, trouble):
    lms, moodle = demo()
    site = preflight(moodle, courses_reports=True)
    lms.faults.add(Fault(Function.REPORT, str(trouble)))

    told = {each.stream: each for each in pull(moodle, site, make_plan(site), WANTED)}

    assert numbers(told["courses"]) == [each.short_name for each in district.courses]
    assert [name for name, each in told.items() if not each.complete or each.problems] == []


def test_a_token_taken_away_stops_everything_here_too(demo):
    lms, moodle = demo()
    site = preflight(moodle, courses_reports=True)
    lms.faults.add(Fault(Function.REPORT, "invalidtoken", times=None))
    readings = pull(moodle, site, make_plan(site), WANTED)

    with pytest.raises(RefusedError, match="token"):
        list(readings)


def test_without_the_batch_function_the_same_is_read(demo, district):
    _, moodle = demo(functions=[each for each in Function if each is not Function.BATCH])

    assert numbers(whole(moodle, WANTED)["courses"]) == [each.short_name for each in district.courses]


def test_courses_that_could_not_be_listed_are_not_asked_about(demo):
    lms, moodle = demo()
    site = preflight(moodle, courses_reports=True)
    plan = replace(make_plan(site), enrolments="none", completions="none")
    lms.faults.add(Fault(Function.COURSES, "nopermissions", times=None))
    lms.forget_requests()

    told = {
        each.stream: each
        for each in pull(moodle, site, plan, Options(categories=frozenset({"X"}), id_numbers=True))
    }

    assert not told["courses"].complete
    assert lms.calls[Function.REPORT] == 0
