"""A staff list written the way a department keeps it: for the demo district and for tests."""

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime

import xlsxwriter

from connector.roster_headings import WRITTEN
from connector.roster_records import RosterRow
from connector.snils import written_snils

_TITLE = "Сведения о педагогических и управленческих кадрах на {day:%d.%m.%Y}"
_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Fixed, so that the same rows make the same bytes."""


def write_roster(rows: Sequence[RosterRow], as_of: date) -> bytes:
    """Return an XLSX file with a title, the headings and a line a row; text is never taken for a formula."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"created": _CREATED})
        sheet = book.add_worksheet("Сотрудники")
        day_format = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_string(0, 0, _TITLE.format(day=as_of))
        sheet.write_row(1, 0, list(WRITTEN.values()))
        for place, row in enumerate(rows, 2):
            for column, name in enumerate(WRITTEN):
                _write(sheet, place, column, _value(row, name), day_format)
    return target.getvalue()


def _value(row: RosterRow, name: str) -> object:
    value = getattr(row, name)
    return written_snils(value) if name == "snils" and value else value


def _write(
    sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: object, day_format: object
) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, day_format)
    elif value is not None:
        sheet.write_string(row, column, str(value))
