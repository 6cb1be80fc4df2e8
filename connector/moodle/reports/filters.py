"""Which filters an administrator has added to a report: asked of the report itself, for no function tells.

A filter that has not been added is ignored without a word (reportbuilder/classes/local/report/base.php), so each
is set to what no row can satisfy: where the report then counts no row, it is there. The values are preferences
of our account and stay until they are reset.
"""

import json
from collections.abc import Mapping, Sequence

from connector.moodle.asking.calls import Call
from connector.moodle.functions import Function

COMPLETED = "completion:timecompleted"
ENROLLED = "enrolment:timecreated"
MODIFIED = "user:timemodified"
STATUS = "enrolment:status"

CANDIDATES: Mapping[str, tuple[str, ...]] = {
    "participants": (
        COMPLETED,
        ENROLLED,
        "enrolment:timestarted",
        "enrolment:timeended",
        "access:timeaccess",
        STATUS,
    ),
    "users": (MODIFIED, "user:timecreated"),
}
"""Filters that make a reading cheaper, by the source of the report."""

_RANGE = 3
"""Of a date (reportbuilder/classes/local/filters/date.php:49)."""

_EQUAL = 1
"""Of a choice (reportbuilder/classes/local/filters/select.php:41)."""

_NEVER = 9_999_999_999
"""The year 2286: the last moment that Moodle's columns of ten digits hold."""

_NO_STATUS = 99


def set_filters(report_id: int, values: Mapping[str, int]) -> Call:
    """Return the call that filters a report so, in place of any filter before."""
    return Call(Function.SET_FILTERS, {"reportid": report_id, "values": json.dumps(values)})


def reset_filters(report_id: int) -> Call:
    """Return the call that takes all filters off a report."""
    return Call(Function.RESET_FILTERS, {"reportid": report_id})


def matching_nothing(name: str) -> dict[str, int]:
    """Return values of a filter that no row satisfies."""
    if name == STATUS:
        return {f"{name}_operator": _EQUAL, f"{name}_value": _NO_STATUS}
    return {f"{name}_operator": _RANGE, f"{name}_from": _NEVER, f"{name}_to": 0}


def having_a_date(name: str) -> dict[str, int]:
    """Return values of a filter on a date that every row with one satisfies."""
    return {f"{name}_operator": _RANGE, f"{name}_from": 1, f"{name}_to": 0}


def probes(report_id: int, source: str) -> list[tuple[str, Sequence[Call]]]:
    """Return for each candidate the calls that show whether it is there: the last one counts the rows left."""
    read = Call(Function.REPORT, {"reportid": report_id, "page": 0, "perpage": 1})
    return [
        (name, (set_filters(report_id, matching_nothing(name)), read)) for name in CANDIDATES.get(source, ())
    ]
