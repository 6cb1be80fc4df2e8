"""Replies about categories, courses and quizzes."""

from collections.abc import Callable
from typing import Any

from connector.demo.asking import Asking
from connector.demo.district import local_seconds
from connector.demo.failures import MoodleError
from connector.demo.site import CATEGORIES, FRONT_PAGE, SITE_NAME, SITE_SHORT_NAME
from connector.demo.values import Category, Course, Quiz
from connector.demo.wording import formatted

_CATEGORY_NAMES = {category.category_id: category.name for category in CATEGORIES}
_FILTERS = ("displayh5p", "activitynames", "mathjaxloader", "emoticon", "urltolink", "mediaplugin")
_FORMAT_OPTIONS = [
    {"name": "hiddensections", "value": 1},
    {"name": "coursedisplay", "value": 0},
    {"name": "indentation", "value": "1"},
]

_CATEGORY_TESTS: dict[str, Callable[[Category, str], bool]] = {
    "id": lambda category, value: str(category.category_id) == value,
    "ids": lambda category, value: str(category.category_id) in value.split(","),
    "name": lambda category, value: category.name == value,
    "parent": lambda _, value: value == "0",
}

_COURSE_TESTS: dict[str, Callable[[Course, str], bool]] = {
    "": lambda *_: True,
    "id": lambda course, value: str(course.course_id) == value,
    "ids": lambda course, value: str(course.course_id) in value.split(","),
    "shortname": lambda course, value: course.short_name == value,
    "idnumber": lambda course, value: id_number(course) == value,
    "category": lambda course, value: str(course.category_id) == value,
}


def id_number(course: Course) -> str:
    """Give a course's id number: on this site, its short name."""
    return course.short_name


def categories(asking: Asking, args: dict[str, Any]) -> list[dict[str, Any]]:
    """core_course_get_categories: the categories that meet all criteria; all are top ones here."""
    for criterion in args["criteria"]:
        if criterion["key"] not in _CATEGORY_TESTS:
            raise MoodleError("criteriaerror")
    return [
        _category(asking, category)
        for category in CATEGORIES
        if all(_CATEGORY_TESTS[one["key"]](category, one["value"]) for one in args["criteria"])
    ]


def _category(asking: Asking, category: Category) -> dict[str, Any]:
    courses = [course for course in asking.district.courses if course.category_id == category.category_id]
    return {
        "id": category.category_id,
        "name": category.name,
        "description": "",
        "descriptionformat": 1,
        "parent": 0,
        "sortorder": category.category_id * 10_000,
        "coursecount": len(courses),
        "depth": 1,
        "path": f"/{category.category_id}",
    }


def courses(asking: Asking, args: dict[str, Any]) -> dict[str, Any]:
    """core_course_get_courses_by_field: courses by one field, or all and the front page; id numbers are not told."""
    meets = _COURSE_TESTS.get(args["field"])
    if meets is None:
        raise MoodleError("invalidparameter")
    found = [_course(asking, course) for course in asking.district.courses if meets(course, args["value"])]
    front = [_front_page(asking)] if args["field"] == "" else []
    return {"courses": front + found, "warnings": []}


def _course(asking: Asking, course: Course) -> dict[str, Any]:
    name = formatted(course.full_name, raw=asking.settings.raw)
    return {
        "id": course.course_id,
        "fullname": name,
        "displayname": name,
        "shortname": course.short_name,
        "courseimage": f"{asking.site_url}/pluginfile.php/{60 + course.course_id}/course/generated/course.svg",
        "categoryid": course.category_id,
        "categoryname": _CATEGORY_NAMES[course.category_id],
        "sortorder": course.category_id * 10_000 + course.course_id,
        "summary": f"<p>Программа «{name}»</p>",
        "summaryformat": 0 if asking.settings.raw else 1,
        "summaryfiles": [],
        "overviewfiles": [],
        "showactivitydates": False,
        "showcompletionconditions": True if course.tracked else None,
        "contacts": [],
        "enrollmentmethods": ["manual"],
        "customfields": _custom_fields(course.registry_number, course.hours),
        **_course_settings(asking, visible=course.visible, tracked=course.tracked),
        "courseformatoptions": _FORMAT_OPTIONS,
    }


def _front_page(asking: Asking) -> dict[str, Any]:
    return {
        "id": FRONT_PAGE,
        "fullname": SITE_NAME,
        "displayname": SITE_NAME,
        "shortname": SITE_SHORT_NAME,
        "courseimage": f"{asking.site_url}/pluginfile.php/2/course/generated/course.svg",
        "categoryid": 0,
        "categoryname": "",
        "sortorder": 1,
        "summary": "",
        "summaryformat": 0,
        "summaryfiles": [],
        "overviewfiles": [],
        "showactivitydates": False,
        "showcompletionconditions": None,
        "contacts": [],
        "enrollmentmethods": [],
        "customfields": _custom_fields("", ""),
        **_course_settings(asking, visible=True, tracked=False),
        "format": "site",
        "newsitems": 3,
        "startdate": 0,
    }


def _custom_fields(registry_number: str, hours: str) -> list[dict[str, Any]]:
    fields = (("Номер в ФР ДПП", "frdpp", registry_number), ("Объём, ч", "hours", hours))
    return [
        {"name": name, "shortname": short_name, "type": "text", "valueraw": value, "value": value or None}
        for name, short_name, value in fields
    ]


def _course_settings(asking: Asking, *, visible: bool, tracked: bool) -> dict[str, Any]:
    return {
        "format": "topics",
        "showgrades": 1,
        "newsitems": 0,
        "startdate": local_seconds(
            asking.district.day.replace(year=asking.district.day.year - 1, month=1, day=1)
        ),
        "enddate": 0,
        "maxbytes": 0,
        "showreports": 0,
        "visible": int(visible),
        "groupmode": 0,
        "groupmodeforce": 0,
        "defaultgroupingid": 0,
        "enablecompletion": int(tracked),
        "completionnotify": 0,
        "lang": "",
        "theme": "",
        "marker": 0,
        "filters": [{"filter": name, "localstate": 0, "inheritedstate": 1} for name in _FILTERS],
    }


def quizzes(asking: Asking, args: dict[str, Any]) -> dict[str, Any]:
    """mod_quiz_get_quizzes_by_courses: without ids those of the asker's own courses, and the service has none."""
    known = asking.district.course_by_id.keys() | {FRONT_PAGE}
    wanted = list(dict.fromkeys(args["courseids"]))
    found = [
        _quiz(asking, quiz)
        for course_id in wanted
        for quiz in asking.district.quizzes
        if quiz.course_id == course_id
    ]
    return {"quizzes": found, "warnings": [_unknown_course(one) for one in wanted if one not in known]}


def _unknown_course(course_id: int) -> dict[str, Any]:
    return {
        "item": "course",
        "itemid": course_id,
        "warningcode": "1",
        "message": "No access rights in course context",
    }


def _quiz(asking: Asking, quiz: Quiz) -> dict[str, Any]:
    reviews = (
        "attempt",
        "correctness",
        "maxmarks",
        "marks",
        "specificfeedback",
        "generalfeedback",
        "rightanswer",
    )
    shown = [name for name in reviews if asking.flavour.recent_fields or name != "maxmarks"]
    return {
        "id": quiz.quiz_id,
        "coursemodule": quiz.module_id,
        "course": quiz.course_id,
        "name": quiz.name,
        "intro": "",
        "introformat": 0 if asking.settings.raw else 1,
        "introfiles": [],
        "section": 0,
        "visible": True,
        "groupmode": 0,
        "groupingid": 0,
        "lang": "",
        "timeopen": 0,
        "timeclose": 0,
        "timelimit": 0,
        "overduehandling": "autosubmit",
        "graceperiod": 86400,
        "preferredbehaviour": "deferredfeedback",
        "canredoquestions": 0,
        "attempts": quiz.attempts_allowed,
        "attemptonlast": 0,
        "grademethod": quiz.grade_method,
        "decimalpoints": 2,
        "questiondecimalpoints": -1,
        **{f"review{name}": 69904 for name in shown},
        "reviewoverallfeedback": 4368,
        "questionsperpage": 0,
        "navmethod": "free",
        "sumgrades": quiz.max_mark,
        "grade": quiz.max_grade,
        "browsersecurity": "",
        "delay1": 0,
        "delay2": 0,
        "showuserpicture": 0,
        "showblocks": 0,
        "completionattemptsexhausted": 0,
        "completionpass": 0,
        "allowofflineattempts": 0,
        "autosaveperiod": 60,
        "hasfeedback": 0,
        "hasquestions": 1,
    }
