"""Replies of the report builder: the custom reports an administrator has made, page by page."""

import json
from typing import Any

from connector.demo.asking import Asking
from connector.demo.failures import MoodleError, missing_record
from connector.demo.replies.report_definitions import REPORTS, Report
from connector.demo.site import ADMIN_ID
from connector.demo.wording import word

_RANGE = 3
"""The operator "range" of a date filter."""


def list_reports(asking: Asking, args: dict[str, Any]) -> dict[str, Any]:
    """core_reportbuilder_list_reports: the reports one may see, by name; perpage 0 gives all."""
    visible = [report for report in REPORTS if report.name in asking.reports]
    return {
        "reports": [_details(asking, report) for report in _page(visible, args)],
        "warnings": [],
    }


def _page(rows: list[Any], args: dict[str, Any]) -> list[Any]:
    size = args["perpage"]
    return rows[args["page"] * size : (args["page"] + 1) * size] if size else rows


def _details(asking: Asking, report: Report) -> dict[str, Any]:
    admin = asking.district.account_by_id[ADMIN_ID]
    made_at = asking.district.service_account.created_at
    return {
        "name": report.name,
        "source": report.source,
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
        "sourcename": word(report.source_name, asking.settings.language),
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
    rows = _filtered(asking, report)
    told = [{"columns": [column.cell(asking, row) for column in report.columns]} for row in _page(rows, args)]
    headers = [word(column.header, asking.settings.language) for column in report.columns]
    return {
        "details": _details(asking, report),
        "data": {"headers": headers, "rows": told, "totalrowcount": len(rows)},
        "warnings": [],
    }


def _report(asking: Asking, report_id: int) -> Report:
    for report in REPORTS:
        if report.report_id == report_id:
            if report.name not in asking.reports:
                raise MoodleError("errorreportview")
            return report
    raise missing_record("reportbuilder_report")


def _filtered(asking: Asking, report: Report) -> list[Any]:
    rows = report.rows(asking)
    values = asking.filters.get(report.report_id, {})
    for name, told in report.dates.items():
        if values.get(f"{name}_operator") == _RANGE:
            start, end = int(values.get(f"{name}_from", 0)), int(values.get(f"{name}_to", 0))
            rows = [row for row in rows if told(row) and told(row) >= start and (not end or told(row) <= end)]
    return rows


def set_filters(asking: Asking, args: dict[str, Any]) -> bool:
    """core_reportbuilder_set_filters: keep filter values for the account until they are reset."""
    report = _report(asking, args["reportid"])
    try:
        values = json.loads(args["values"])
    except ValueError as error:
        raise MoodleError("invalidparameter") from error
    asking.filters[report.report_id] = values if isinstance(values, dict) else {}
    return True


def reset_filters(asking: Asking, args: dict[str, Any]) -> bool:
    """core_reportbuilder_filters_reset: forget the filter values of a report."""
    asking.filters.pop(_report(asking, args["reportid"]).report_id, None)
    return True
