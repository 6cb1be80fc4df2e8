"""Every web-service function marshrut may call: the list an administrator of the LMS has to grant."""

from dataclasses import dataclass
from enum import StrEnum


class Function(StrEnum):
    """A Moodle web-service function by its own name; what it needs stands in `NEEDS`."""

    SITE_INFO = "core_webservice_get_site_info"
    MOBILE_CONFIG = "tool_mobile_get_config"
    BATCH = "tool_mobile_call_external_functions"
    USERS = "core_user_get_users"
    USERS_BY_FIELD = "core_user_get_users_by_field"
    CATEGORIES = "core_course_get_categories"
    COURSES = "core_course_get_courses_by_field"
    ENROLLED_USERS = "core_enrol_get_enrolled_users"
    COURSE_COMPLETION = "core_completion_get_course_completion_status"
    QUIZZES = "mod_quiz_get_quizzes_by_courses"
    QUIZ_ATTEMPTS = "mod_quiz_get_user_attempts"
    ATTEMPT_REVIEW = "mod_quiz_get_attempt_review"
    BEST_GRADE = "mod_quiz_get_user_best_grade"
    GRADE_ITEMS = "gradereport_user_get_grade_items"
    UPDATES = "core_course_check_updates"
    COHORTS = "core_cohort_get_cohorts"
    COHORT_MEMBERS = "core_cohort_get_cohort_members"
    REPORTS = "core_reportbuilder_list_reports"
    REPORT = "core_reportbuilder_retrieve_report"
    RESET_FILTERS = "core_reportbuilder_filters_reset"
    SET_FILTERS = "core_reportbuilder_set_filters"


@dataclass(frozen=True)
class Need:
    """What one function is for, and what the service account must be allowed to do for it."""

    purpose: str
    """A message id below `rights.purpose`."""

    capabilities: tuple[str, ...] = ()
    """Moodle capabilities, to be allowed at system level."""

    required: bool = False
    """Without it there is no sync at all; the others have a dearer way round, or a question stays open."""


_ENTER_COURSES = (
    "moodle/course:view",
    "moodle/course:viewhiddencourses",
    "moodle/category:viewhiddencategories",
)
_SEE_QUIZZES = ("mod/quiz:view", "mod/quiz:viewreports", "moodle/course:viewhiddenactivities")
_SEE_REPORTS = ("moodle/reportbuilder:view", "moodle/reportbuilder:viewall")

EVERY_CALL = ("webservice/rest:use",)
"""Capabilities without which no call is answered."""

NEEDS: dict[Function, Need] = {
    Function.SITE_INFO: Need("preflight", required=True),
    Function.MOBILE_CONFIG: Need("time_zone"),
    Function.BATCH: Need("batch"),
    Function.USERS: Need(
        "accounts",
        (
            "moodle/user:viewdetails",
            "moodle/user:viewalldetails",
            "moodle/user:viewhiddendetails",
            "moodle/site:viewuseridentity",
            "moodle/site:viewfullnames",
        ),
        required=True,
    ),
    Function.USERS_BY_FIELD: Need("canary", ("moodle/user:viewdetails",), required=True),
    Function.CATEGORIES: Need("categories", ("moodle/category:viewhiddencategories",)),
    Function.COURSES: Need("courses", _ENTER_COURSES, required=True),
    Function.ENROLLED_USERS: Need(
        "enrolments_by_course",
        (
            *_ENTER_COURSES,
            "moodle/course:viewparticipants",
            "moodle/course:enrolreview",
            "moodle/course:viewsuspendedusers",
            "moodle/site:accessallgroups",
        ),
    ),
    Function.COURSE_COMPLETION: Need("completion_by_person", ("report/completion:view",)),
    Function.QUIZZES: Need("quizzes", _SEE_QUIZZES, required=True),
    Function.QUIZ_ATTEMPTS: Need("attempts", _SEE_QUIZZES, required=True),
    Function.ATTEMPT_REVIEW: Need("attempt_marks", (*_SEE_QUIZZES, "moodle/grade:viewhidden")),
    Function.BEST_GRADE: Need("grade_by_person", ("mod/quiz:view",)),
    Function.GRADE_ITEMS: Need(
        "grades_by_course",
        ("gradereport/user:view", "moodle/grade:viewall", "moodle/grade:viewhidden"),
    ),
    Function.UPDATES: Need("attempt_list", _SEE_QUIZZES),
    Function.COHORTS: Need("cohorts", ("moodle/cohort:view",)),
    Function.COHORT_MEMBERS: Need("cohort_members", ("moodle/cohort:view",)),
    Function.REPORTS: Need("reports", _SEE_REPORTS),
    Function.REPORT: Need("participants", _SEE_REPORTS),
    Function.RESET_FILTERS: Need("report_filters", _SEE_REPORTS),
    Function.SET_FILTERS: Need("report_windows", _SEE_REPORTS),
}
