"""Replies about who is in a course and who has completed it."""

from collections.abc import Callable
from typing import Any

from connector.demo.asking import Asking
from connector.demo.drawing import drawn
from connector.demo.failures import MoodleError, missing_record
from connector.demo.rendering import Drawn
from connector.demo.replies.people import active_user, profile_fields, refuse_dirty, who_it_is
from connector.demo.site import FRONT_PAGE
from connector.demo.values import Account, Course, EnrolmentState
from connector.demo.wording import formatted, word, yes_no

_FIELDS = (
    "id",
    "username",
    "firstname",
    "lastname",
    "fullname",
    "email",
    "address",
    "phone1",
    "phone2",
    "department",
    "institution",
    "interests",
    "firstaccess",
    "lastaccess",
    "lastcourseaccess",
    "idnumber",
    "description",
    "city",
    "country",
    "profileimageurlsmall",
    "profileimageurl",
    "customfields",
    "groups",
    "roles",
    "preferences",
    "enrolledcourses",
)
"""What may stand in the option `userfields`."""

_ALWAYS = {"id", "fullname"}
_SORT_KEYS: dict[str, Callable[[Account], tuple[str, int]]] = {
    "id": lambda account: ("", account.account_id),
    "firstname": lambda account: (account.first_name, account.account_id),
    "lastname": lambda account: (account.last_name, account.account_id),
    "siteorder": lambda account: (account.full_name, account.account_id),
}
_STUDENT = {"roleid": 5, "name": "", "shortname": "student", "sortorder": 0}
_SELF_COMPLETION = 1


def enrolled_users(asking: Asking, args: dict[str, Any]) -> Drawn:
    """core_enrol_get_enrolled_users: each person of a course once, by id, active and suspended ones mixed."""
    options = {option["name"]: option["value"] for option in args["options"]}
    if options.get("sortby", "id") not in _SORT_KEYS:
        raise MoodleError("invalidparameter")
    fields = _wanted_fields(options.get("userfields", ""))
    accounts = _page(_sorted(_members(asking, args["courseid"], options), options), options)
    refuse_dirty(accounts, (fields | {"name"}) - {"auth"})
    return drawn(
        asking,
        ("members", args["courseid"], frozenset(fields)),
        ((account.account_id, account) for account in accounts),
        lambda account: _member(asking, args["courseid"], account, fields),
    )


def _course(asking: Asking, course_id: int) -> Course:
    course = asking.district.course_by_id.get(course_id)
    if course is None:
        raise missing_record("course")
    return course


def _wanted_fields(told: str) -> set[str]:
    wanted = set(told.split(",")) if told else set(_FIELDS)
    for field in sorted(wanted - set(_FIELDS)):
        raise MoodleError("invaliduserfield", f"Invalid user field: {field}")
    return wanted | _ALWAYS


def _members(asking: Asking, course_id: int, options: dict[str, str]) -> list[Account]:
    """Find a course's people; the front page has everybody."""
    if course_id == FRONT_PAGE:
        return list(asking.district.live_accounts)
    enrolments = asking.district.enrolments_in.get(_course(asking, course_id).course_id, [])
    everyone = {enrolment.account_id for enrolment in enrolments}
    active = {row.account_id for row in enrolments if row.state is EnrolmentState.ACTIVE}
    if options.get("onlyactive") == "1":
        everyone = active
    if options.get("onlysuspended") == "1":
        everyone -= active
    accounts = [asking.district.account_by_id[account_id] for account_id in sorted(everyone)]
    return [account for account in accounts if not account.deleted]


def _sorted(accounts: list[Account], options: dict[str, str]) -> list[Account]:
    descending = options.get("sortdirection", "ASC").upper() == "DESC"
    return sorted(accounts, key=_SORT_KEYS[options.get("sortby", "id")], reverse=descending)


def _page(accounts: list[Account], options: dict[str, str]) -> list[Account]:
    start, size = (_php_int(options.get(name, "0")) for name in ("limitfrom", "limitnumber"))
    return accounts[start : start + size] if size else accounts[start:]


def _php_int(text: str) -> int:
    """Read a number as PHP casts text: what is none is 0."""
    return int(text) if text.isdecimal() else 0


def _member(asking: Asking, course_id: int, account: Account, fields: set[str]) -> dict[str, Any]:
    told: dict[str, Any] = {
        **who_it_is(asking, account),
        "lastcourseaccess": _last_visit(asking, course_id, account),
        "profileimageurlsmall": asking.picture("f2"),
        "profileimageurl": asking.picture("f1"),
        "roles": [_STUDENT],
    }
    if "enrolledcourses" in fields:
        told["enrolledcourses"] = _enrolled_courses(asking, account)
    if custom := profile_fields(account, with_display=False):
        told["customfields"] = custom
    return {key: value for key, value in told.items() if key in fields}


def _last_visit(asking: Asking, course_id: int, account: Account) -> int:
    if course_id == FRONT_PAGE:
        return account.last_access
    return asking.district.visited_at.get((course_id, account.account_id), 0)


def _enrolled_courses(asking: Asking, account: Account) -> list[dict[str, Any]]:
    enrolments = asking.district.enrolments_of.get(account.account_id, [])
    active = dict.fromkeys(row.course_id for row in enrolments if row.state is EnrolmentState.ACTIVE)
    courses = [asking.district.course_by_id[course_id] for course_id in active]
    return [
        {"id": course.course_id, "fullname": formatted(course.full_name), "shortname": course.short_name}
        for course in courses
    ]


def course_completion(asking: Asking, args: dict[str, Any]) -> dict[str, Any]:
    """core_completion_get_course_completion_status: one person's criteria of one course; the course has no time.

    Errors: cannotviewreport (not tracked), usernotenroled (not, or not actively), nocriteriaset, userdeleted.
    """
    if args["courseid"] == FRONT_PAGE:
        raise MoodleError("nocriteriaset")
    course = _course(asking, args["courseid"])
    account = active_user(asking, args["userid"])
    if not course.tracked:
        raise MoodleError("cannotviewreport")
    if not asking.district.is_active_in(course.course_id, account.account_id):
        raise MoodleError("usernotenroled")
    if not course.criteria:
        raise MoodleError("nocriteriaset")
    row = asking.district.completion_of.get((course.course_id, account.account_id))
    completed_at = row.completed_at if row else 0
    status = {
        "completed": bool(completed_at),
        "aggregation": 1,
        "completions": [
            _criterion(asking.settings.language, completed_at if asking.flavour.criteria_times else 0)
        ],
    }
    return {"completionstatus": status, "warnings": []}


def _criterion(language: str, completed_at: int) -> dict[str, Any]:
    title = word("Self completion", language)
    return {
        "type": _SELF_COMPLETION,
        "title": title,
        "status": yes_no(language, told=bool(completed_at)),
        "complete": bool(completed_at),
        "timecompleted": completed_at or None,
        "details": {
            "type": title,
            "criteria": title,
            "requirement": word("Marking yourself complete", language),
            "status": "",
        },
    }
