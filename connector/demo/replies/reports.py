"""Replies of the report builder: the custom reports an administrator has made, page by page."""

import json
from collections.abc import Sequence
from typing import Any, TypeVar

from connector.demo.asking import Asking
from connector.demo.drawing import drawn_alone
from connector.demo.failures import MoodleError, missing_record
from connector.demo.rendering import Drawn
from connector.demo.replies.report_definitions import REPORTS, Report
from connector.demo.replies.report_filters import conditions_of
from connector.demo.site import ADMIN_ID
from connector.demo.wording import word

Row = TypeVar("Row")


def list_reports(asking: Asking, args: dict[str, Any]) -> dict[str, Any]:
    """core_reportbuilder_list_reports: the reports one may see, by name; perpage 0 gives all."""
    return {
        "reports": [_details(asking, report) for report in _page(asking.reports, args)],
        "warnings": [],
    }


def _page(rows: Sequence[Row], args: dict[str, Any]) -> Sequence[Row]:
    size = args["perpage"]
    return rows[args["page"] * size : (args["page"] + 1) * size] if size else rows


def _details(asking: Asking, report: Report) -> dict[str, Any]:
    admin = asking.district.account_by_id[ADMIN_ID]
    made_at = asking.district.service_account.created_at
    return {
        "name": report.name,
        "source": report.source.class_name,
        "type": 0,
        "uniquerows": False,
        "conditiondata": None,
        "settingsdata": None,
        "contextid": 1,
        "component": "",
        "area": "",
        "itemid": 0,
        "usercreated": ADMIN_ID,
        "id": report.report_id,
        "timecreated": made_at,
        "timemodified": made_at,
        "usermodified": ADMIN_ID,
        "sourcename": word(report.source.name, asking.settings.language),
        **({"tags": []} if asking.flavour.recent_fields else {}),
        "modifiedby": {
            "id": ADMIN_ID,
            "email": admin.email,
            "idnumber": "",
            "phone1": "",
            "phone2": "",
            "department": "",
            "institution": "",
            "fullname": admin.full_name,
            "identity": admin.email,
            "profileurl": f"{asking.site_url}/user/profile.php?id={ADMIN_ID}",
            "profileimageurl": asking.picture("f1"),
            "profileimageurlsmall": asking.picture("f2"),
        },
    }


def retrieve_report(asking: Asking, args: dict[str, Any]) -> dict[str, Any]:
    """core_reportbuilder_retrieve_report: a page of rows as localised text and HTML; perpage 0 gives all."""
    report = _report(asking, args["reportid"])
    places = _filtered(asking, report)
    return {
        "details": _details(asking, report),
        "data": {
            "headers": _headers(asking, report),
            "rows": _drawn(asking, report, _page(places, args)),
            "totalrowcount": len(places),
        },
        "warnings": [],
    }


def _headers(asking: Asking, report: Report) -> list[str]:
    language, known = asking.settings.language, report.source.columns
    return [report.headings.get(name) or word(known[name].header, language) for name in report.columns]


def _report(asking: Asking, report_id: int) -> Report:
    for report in asking.reports:
        if report.report_id == report_id:
            return report
    if report_id in {report.report_id for report in REPORTS}:
        raise MoodleError("errorreportview")
    raise missing_record("reportbuilder_report")


def _rows(asking: Asking, report: Report) -> list[Any]:
    """List the report's rows, found once for a district."""
    kept, key = asking.district.drawn, ("rows", report.source.class_name)
    if key not in kept:
        kept[key] = report.source.rows(asking.district)
    found: list[Any] = kept[key]
    return found


def _filtered(asking: Asking, report: Report) -> Sequence[int]:
    """Give the places of the rows that meet the filters the account has set."""
    rows = _rows(asking, report)
    values = asking.filter_values.get(report.report_id, {})
    tests = conditions_of(report.filters_added(), values, asking.now)
    if not tests:
        return range(len(rows))
    return [place for place, row in enumerate(rows) if all(test(row) for test in tests)]


def _drawn(asking: Asking, report: Report, places: Sequence[int]) -> Drawn:
    settings, rows = asking.settings, _rows(asking, report)
    cells = [report.source.columns[name].cell for name in report.columns]
    key = (report.source.class_name, report.columns, settings.language, settings.zone.key)
    return drawn_alone(
        asking,
        key,
        ((report.source.key(rows[place]), rows[place]) for place in places),
        lambda row: {"columns": [cell(asking, row) for cell in cells]},
    )


def set_filters(asking: Asking, args: dict[str, Any]) -> bool:
    """core_reportbuilder_set_filters: keep filter values for the account until they are reset.

    They take the place of all kept before; what is no JSON object counts as none, for PHP casts it so.
    """
    report = _report(asking, args["reportid"])
    try:
        values = json.loads(args["values"])
    except ValueError:
        values = None
    asking.filter_values[report.report_id] = values if isinstance(values, dict) else {}
    return True


def reset_filters(asking: Asking, args: dict[str, Any]) -> bool:
    """core_reportbuilder_filters_reset: forget the filter values of a report."""
    asking.filter_values.pop(_report(asking, args["reportid"]).report_id, None)
    return True
