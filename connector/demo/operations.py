"""Every function the demo answers: its parameters and the reply behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from connector.demo.asking import Asking
from connector.demo.parameters import (
    FLAG,
    PAIRS,
    TEXT,
    WHOLE,
    WORD,
    WORD_OR_NUMBER,
    Default,
    ListOf,
    Struct,
)
from connector.demo.replies import (
    catalogue,
    courses_of_people,
    gradebook,
    people,
    quiz_work,
    reports,
    site_facts,
)
from connector.demo.replies.updates import updates
from connector.moodle.functions import Function

"""Not among the functions marshrut calls, but needed to have something to reset."""


@dataclass(frozen=True)
class Operation:
    """A function: what it takes and how it answers."""

    takes: Struct
    answers: Callable[[Asking, dict[str, Any]], Any]


_KEY_AND_VALUE = ListOf(Struct({"key": WORD, "value": TEXT}))
_PAGES = {"page": Default(WHOLE, 0), "perpage": Default(WHOLE, 10)}
_USER = {"userid": Default(WHOLE, 0)}
_FILTER = {"parameters": Default(TEXT, "")}
_MODULE = Struct({"contextlevel": WORD, "id": WHOLE, "since": WHOLE})

OPERATIONS: dict[str, Operation] = {
    Function.SITE_INFO: Operation(
        Struct({"serviceshortnames": Default(ListOf(WORD_OR_NUMBER), [])}), site_facts.site_info
    ),
    Function.MOBILE_CONFIG: Operation(Struct({"section": Default(TEXT, "")}), site_facts.mobile_config),
    Function.USERS: Operation(Struct({"criteria": _KEY_AND_VALUE}), people.users),
    Function.USERS_BY_FIELD: Operation(
        Struct({"field": WORD, "values": ListOf(TEXT)}), people.users_by_field
    ),
    Function.CATEGORIES: Operation(
        Struct({"criteria": Default(_KEY_AND_VALUE, []), "addsubcategories": Default(FLAG, value=True)}),
        catalogue.categories,
    ),
    Function.COURSES: Operation(
        Struct({"field": Default(WORD, ""), "value": Default(TEXT, "")}), catalogue.courses
    ),
    Function.ENROLLED_USERS: Operation(
        Struct({"courseid": WHOLE, "options": Default(PAIRS, [])}), courses_of_people.enrolled_users
    ),
    Function.COURSE_COMPLETION: Operation(
        Struct({"courseid": WHOLE, "userid": WHOLE}), courses_of_people.course_completion
    ),
    Function.QUIZZES: Operation(Struct({"courseids": Default(ListOf(WHOLE), [])}), catalogue.quizzes),
    Function.QUIZ_ATTEMPTS: Operation(
        Struct(
            {
                "quizid": WHOLE,
                **_USER,
                "status": Default(WORD, "finished"),
                "includepreviews": Default(FLAG, value=False),
            }
        ),
        quiz_work.attempts,
    ),
    Function.ATTEMPT_REVIEW: Operation(
        Struct({"attemptid": WHOLE, "page": Default(WHOLE, -1)}), quiz_work.attempt_review
    ),
    Function.BEST_GRADE: Operation(Struct({"quizid": WHOLE, **_USER}), quiz_work.best_grade),
    Function.GRADE_ITEMS: Operation(
        Struct({"courseid": WHOLE, **_USER, "groupid": Default(WHOLE, 0)}), gradebook.grade_items
    ),
    Function.UPDATES: Operation(
        Struct(
            {"courseid": WHOLE, "tocheck": ListOf(_MODULE), "filter": Default(ListOf(WORD_OR_NUMBER), [])}
        ),
        updates,
    ),
    Function.COHORTS: Operation(Struct({"cohortids": Default(ListOf(WHOLE), [])}), people.cohorts),
    Function.COHORT_MEMBERS: Operation(Struct({"cohortids": ListOf(WHOLE)}), people.cohort_members),
    Function.REPORTS: Operation(Struct(_PAGES), reports.list_reports),
    Function.REPORT: Operation(Struct({"reportid": WHOLE, **_PAGES}), reports.retrieve_report),
    Function.SET_FILTERS: Operation(
        Struct({"reportid": WHOLE, **_FILTER, "values": TEXT}), reports.set_filters
    ),
    Function.RESET_FILTERS: Operation(Struct({"reportid": WHOLE, **_FILTER}), reports.reset_filters),
}

BATCH_TAKES = Struct(
    {
        "requests": ListOf(
            Struct(
                {
                    "function": TEXT,
                    "arguments": Default(TEXT, "{}"),
                    "settingraw": Default(FLAG, value=False),
                    "settingfilter": Default(FLAG, value=False),
                    "settingfileurl": Default(FLAG, value=True),
                    "settinglang": Default(TEXT, ""),
                }
            )
        )
    }
)
"""What the batch function takes; it answers through the others."""

FUNCTIONS = (*OPERATIONS, Function.BATCH)
"""All the functions a service can be given."""

OTHER_FUNCTIONS = frozenset(
    {
        "core_competency_list_competency_frameworks",
        "core_competency_list_user_plans",
        "core_completion_get_activities_completion_status",
        "core_course_get_contents",
        "core_course_get_courses",
        "core_enrol_get_enrolled_users_with_capability",
        "core_enrol_get_users_courses",
        "core_user_update_users",
        "mod_forum_get_forum_discussions",
    }
)
"""Functions Moodle has and no service here: asking for one is refused, where an unheard-of one is not found."""
