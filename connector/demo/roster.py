"""The staff list of a made-up district, as a sheet like the one its department keeps."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter

from connector.demo.district import District
from connector.demo.values import Person

Cell = str | int | date | None

HEADINGS = (
    "№ п/п",
    "Образовательная организация",
    "Фамилия",
    "Имя",
    "Отчество",
    "СНИЛС",
    "Дата рождения",
    "Пол",
    "Должность",
    "Категория",
    "Предмет",
    "Дата начала педагогической деятельности",
    "Дата приёма",
    "E-mail",
)
SHEET = "Сотрудники"
_WIDTHS = (7, 34, 16, 14, 18, 16, 14, 6, 36, 24, 26, 22, 14, 32)


def roster_rows(district: District) -> list[dict[str, Cell]]:
    """Give the staff list row by row, by heading; unknown is None."""
    return [dict(zip(HEADINGS, _row(person), strict=True)) for person in district.people]


def _row(person: Person) -> tuple[Cell, ...]:
    return (
        person.roster_no,
        person.organisation,
        person.last_name,
        person.first_name,
        person.patronymic or None,
        person.snils or None,
        person.birth_date,
        person.sex,
        person.post,
        "управленческие кадры" if person.manager else "педагогический работник",
        person.subject or None,
        person.work_started,
        person.hired,
        person.email,
    )


def write_roster(district: District, path: Path) -> None:
    """Write the staff list to an XLSX file: a title row with the day, headings, a row a post.

    The same district gives the same bytes.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties(
            {"created": datetime.combine(district.day, time(), tzinfo=UTC).replace(tzinfo=None)}
        )
        sheet = book.add_worksheet(SHEET)
        formats = {
            "title": book.add_format({"bold": True}),
            "day": book.add_format({"num_format": "dd.mm.yyyy"}),
        }
        for place, width in enumerate(_WIDTHS):
            sheet.set_column(place, place, width)
        sheet.write_string(0, 0, title_of(district), formats["title"])
        sheet.write_row(1, 0, HEADINGS, formats["title"])
        for line, row in enumerate(roster_rows(district), start=2):
            _write_row(sheet, line, row, formats["day"])


def title_of(district: District) -> str:
    """Say what the sheet is and as of which day."""
    return f"Сведения о педагогических и управленческих кадрах на {district.day:%d.%m.%Y}"


def _write_row(sheet: Any, line: int, row: dict[str, Cell], day_format: Any) -> None:
    for place, value in enumerate(row.values()):
        if isinstance(value, date):
            sheet.write_datetime(line, place, datetime.combine(value, time()), day_format)
        elif value is not None:
            sheet.write(line, place, value)
