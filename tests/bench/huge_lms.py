"""A site of any size that lies in nobody's memory: every row of its reports is reckoned from its number.

It answers what a full pull asks of a site with both reports: 100,000 accounts with 1,000,000 enrolments, say;
with filters on two dates of the participants report where it is told to. Run as a program it serves until its
standard input ends, and prints its address first.
"""

import json
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

COURSES = 200
OWN = 7
FUNCTIONS = (
    "core_webservice_get_site_info",
    "tool_mobile_get_config",
    "tool_mobile_call_external_functions",
    "core_user_get_users",
    "core_user_get_users_by_field",
    "core_course_get_categories",
    "core_course_get_courses_by_field",
    "core_completion_get_course_completion_status",
    "mod_quiz_get_quizzes_by_courses",
    "mod_quiz_get_user_attempts",
    "core_course_check_updates",
    "gradereport_user_get_grade_items",
    "core_cohort_get_cohorts",
    "core_cohort_get_cohort_members",
    "core_reportbuilder_list_reports",
    "core_reportbuilder_retrieve_report",
    "core_reportbuilder_filters_reset",
)
SET_FILTERS = "core_reportbuilder_set_filters"
DATES = ("enrolment:timecreated", "completion:timecompleted")
NO_DATE, RANGE = 2, 3
"""Operators of a filter on a date."""

PARTICIPANTS, USERS = 1, 2
SOURCES = {PARTICIPANTS: "core_course\\reportbuilder\\datasource\\participants",
           USERS: "core_user\\reportbuilder\\datasource\\users"}  # fmt: skip
HEADINGS = {
    PARTICIPANTS: [
        "Course full name with link", "Full name with link", "Enrolment method", "Status", "Time created",
        "Completed", "Time completed",
    ],
    USERS: [
        "Full name with link", "Username", "First name", "Surname", "Email address", "ID number", "Institution",
        "Suspended", "Last access",
    ],
}  # fmt: skip


class Site:
    """So many accounts, each enrolled in so many courses."""

    def __init__(self, accounts: int, enrolments: int, *, filters: bool = False) -> None:
        self.accounts = accounts
        self.enrolments = enrolments
        self.functions = (*FUNCTIONS, SET_FILTERS) if filters else FUNCTIONS
        self._filters: dict[str, int] = {}

    def answer(self, function: str, told: dict[str, Any]) -> Any:
        """Return what the site says; None for what needs no answer."""
        if function == "tool_mobile_call_external_functions":
            return {"responses": [self._nested(each) for each in told["requests"]]}
        if function == "core_user_get_users":
            raise MemoryError
        made = getattr(self, f"_{function}", None)
        return made(told) if made else []

    def _nested(self, asked: dict[str, Any]) -> dict[str, Any]:
        arguments = json.loads(asked.get("arguments") or "{}")
        return {"error": False, "data": json.dumps(self.answer(asked["function"], arguments))}

    def _core_webservice_get_site_info(self, _told: Any) -> Any:
        functions = [{"name": name, "version": "2024100706"} for name in self.functions]
        return {"userid": OWN, "siteurl": "", "release": "4.5.6", "functions": functions}

    def _tool_mobile_get_config(self, _told: Any) -> Any:
        return {"settings": [{"name": "forcetimezone", "value": "99"}]}

    def _core_user_get_users_by_field(self, told: Any) -> Any:
        return [_user(int(each)) for each in told["values"]]

    def _core_course_get_courses_by_field(self, _told: Any) -> Any:
        return {
            "courses": [
                {"id": 10 + number, "shortname": f"C-{number}", "fullname": f"Курс {number}", "categoryid": 1,
                 "visible": 1, "enablecompletion": 1}
                for number in range(COURSES)
            ]
        }  # fmt: skip

    def _mod_quiz_get_quizzes_by_courses(self, _told: Any) -> Any:
        return {"quizzes": [], "warnings": []}

    def _core_cohort_get_cohorts(self, _told: Any) -> Any:
        return []

    def _core_reportbuilder_list_reports(self, _told: Any) -> Any:
        return {
            "reports": [
                {"id": number, "name": f"Отчёт {number}", "source": source, "conditiondata": None}
                for number, source in SOURCES.items()
            ]
        }

    def _core_reportbuilder_filters_reset(self, told: Any) -> Any:
        if int(told["reportid"]) == PARTICIPANTS:
            self._filters = {}
        return True

    def _core_reportbuilder_set_filters(self, told: Any) -> Any:
        if int(told["reportid"]) == PARTICIPANTS:
            self._filters = json.loads(told["values"])
        return True

    def _core_reportbuilder_retrieve_report(self, told: Any) -> Any:
        report, page, size = int(told["reportid"]), int(told.get("page", 0)), int(told.get("perpage", 10))
        row = self._enrolment if report == PARTICIPANTS else _person
        places = self._places() if report == PARTICIPANTS else range(ALIKE)
        whole, rest = divmod(self.enrolments if report == PARTICIPANTS else self.accounts, ALIKE)
        total = whole * len(places) + sum(place < rest for place in places)
        wanted = range(page * size, min(total, (page + 1) * size)) if size else range(total)
        numbers = (each // len(places) * ALIKE + places[each % len(places)] for each in wanted)
        rows = [{"columns": row(number)} for number in numbers]
        return {"data": {"headers": HEADINGS[report], "rows": rows, "totalrowcount": total}}

    def _places(self) -> Sequence[int]:
        """Return which of the numbers that are alike but for account and course pass the filters."""
        return [number for number in range(ALIKE) if all(map(self._passes, DATES, _seconds(number)))]

    def _passes(self, name: str, at: int) -> bool:
        operator = self._filters.get(f"{name}_operator")
        if operator == NO_DATE:
            return at == 0
        if operator != RANGE:
            return True
        start, end = self._filters[f"{name}_from"], self._filters[f"{name}_to"]
        return bool(at) and at >= start and (at <= end or not end)

    def _enrolment(self, number: int) -> list[str]:
        account, course = OWN + number % self.accounts, 10 + (number // self.accounts) % COURSES
        day, month = number % 28 + 1, number // 28 % 12
        moment = f"{_weekday(day, month)}, {day} {_MONTHS[month]} 2025, 3:{number % 60:02} PM"
        done = number % 2
        return [
            f'<a href="http://lms/course/view.php?id={course}">Курс {course}</a>',
            f'<a href="http://lms/user/profile.php?id={account}">Имя {account}</a>',
            "Manual enrolments", "Active", moment, "Yes" if done else "No", moment if done else "",
        ]  # fmt: skip


ALIKE = 1_680
"""After so many numbers all dates come again."""


def _seconds(number: int) -> tuple[int, int]:
    """Return creation and completion, 0 where there is none."""
    made = datetime(2025, number // 28 % 12 + 1, number % 28 + 1, 15, number % 60, tzinfo=UTC)
    return int(made.timestamp()), int(made.timestamp()) if number % 2 else 0


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FIRSTS = (2, 5, 5, 1, 3, 6, 1, 4, 0, 2, 5, 0)
"""Weekday of the first of each month of 2025."""


def _weekday(day: int, month: int) -> str:
    return _WEEKDAYS[(_FIRSTS[month] + day - 1) % 7]


def _person(number: int) -> list[str]:
    account = OWN + number
    link = f'<a href="http://lms/user/profile.php?id={account}">Имя {account}</a>'
    return [link, f"u{account}", "Имя", f"Фамилия{account}", f"u{account}@example.ru", "", "Школа 1", "No",
            "Never"]  # fmt: skip


def _user(account: int) -> dict[str, Any]:
    return {
        "id": account, "username": f"u{account}", "firstname": "Имя", "lastname": f"Фамилия{account}",
        "fullname": f"Имя {account}", "email": f"u{account}@example.ru", "institution": "Школа 1",
        "suspended": False, "lastaccess": 0, "customfields": [],
    }  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    """Answers forms as Moodle's REST server does."""

    protocol_version = "HTTP/1.1"
    site: Site

    def do_POST(self) -> None:
        """Answer one call."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {key: values[0] for key, values in parse_qs(body, keep_blank_values=True).items()}
        try:
            told = json.dumps(self.site.answer(form["wsfunction"], arguments(form))).encode()
            status = 200
        except MemoryError:
            told, status = b"", 500
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_told: Any) -> None:
        """Be silent."""


def arguments(form: dict[str, str]) -> dict[str, Any]:
    """Return a form's arguments: lists as lists, the calls of a batch as dicts."""
    found: dict[str, Any] = {}
    for key, value in form.items():
        name, *places = key.replace("]", "").split("[")
        if not places:
            found[name] = value
        elif len(places) == 1:
            found.setdefault(name, []).append(value)
        else:
            rows = found.setdefault(name, {})
            rows.setdefault(int(places[0]), {})[places[1]] = value
    return {name: list(told.values()) if isinstance(told, dict) else told for name, told in found.items()}


if __name__ == "__main__":
    Handler.site = Site(int(sys.argv[1]), int(sys.argv[2]), filters="filters" in sys.argv[3:])
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sys.stdout.write(f"http://127.0.0.1:{server.server_address[1]}\n")
        sys.stdout.flush()
        sys.stdin.read()
