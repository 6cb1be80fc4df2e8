"""Staff lists read from spreadsheets: rows, the date they speak of, and what is wrong in which cell."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from config.problems import Problem
from connector.cell_values import day_in_words, text_of
from connector.errors import RefusedError
from connector.roster_headings import WRITTEN, Headings, find_headings
from connector.roster_records import RosterRow, RosterSheet
from connector.roster_repeats import without_repeats
from connector.roster_row import RowReader
from connector.sheets import Cell, Sheet, column_letter, read_sheets

_AS_OF = re.compile(
    r"(?:на|по состоянию на|от)\s+"
    r"(\d{1,2}[.,/\-]\d{1,2}[.,/\-]\d{4}|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\s+[а-яё]{3,8}\s+\d{4})"
)


def read_roster(source: Path | bytes, file_name: str) -> tuple[RosterSheet, list[Problem]]:
    """Return a staff list and everything wrong in it, by file, sheet and cell; no problem names a person.

    Faulty cells are blank in the rows; rows that do not say who is meant are set aside. Raises RefusedError
    where nothing can be imported: `roster.file_missing`, `roster.file_encrypted`, `roster.not_a_spreadsheet`,
    `roster.empty`, `roster.no_headings`, `roster.missing_column` (which names file, sheet and columns).
    """
    sheets = [sheet for sheet in read_sheets(source, file_name) if any(map(_filled, sheet.rows))]
    if not sheets:
        raise RefusedError("roster.empty", file=file_name)
    sheet, headings, others = _chosen(sheets, file_name)
    roster, problems = _read(sheet, headings, file_name)
    if not roster.rows and not problems:
        raise RefusedError("roster.empty", file=file_name)
    return roster, [
        *(Problem("roster.sheet_not_read", {"file": file_name, "sheet": name}) for name in others),
        *problems,
    ]


def _chosen(sheets: Sequence[Sheet], file_name: str) -> tuple[Sheet, Headings, list[str]]:
    """Return the first sheet that lacks no column, and the names of further ones that are staff lists too."""
    found = [(sheet, headings) for sheet in sheets if (headings := find_headings(sheet.rows))]
    if not found:
        raise RefusedError("roster.no_headings", file=file_name)
    whole = [pair for pair in found if not pair[1].missing]
    if not whole:
        sheet, headings = min(found, key=lambda pair: len(pair[1].missing))
        columns = ", ".join(f"«{WRITTEN[name]}»" for name in headings.missing)
        raise RefusedError("roster.missing_column", file=file_name, sheet=sheet.name, column=columns)
    return *whole[0], [sheet.name for sheet, _ in whole[1:]]


def _read(sheet: Sheet, headings: Headings, file_name: str) -> tuple[RosterSheet, list[Problem]]:
    as_of = _as_of(sheet.rows[: headings.last_row])
    reader = RowReader(headings.columns, file_name, sheet.name, as_of)
    rows: list[RosterRow] = []
    problems: list[Problem] = []
    for place, cells in _people(sheet, headings):
        row, found = reader.read(place, cells)
        rows += [row] if row else []
        problems += found
    kept, repeated = without_repeats(rows, headings.columns, file_name, sheet.name)
    letters = {name: column_letter(column) for name, column in headings.columns.items()}
    return RosterSheet(file_name, sheet.name, as_of, tuple(kept), letters), problems + repeated


def _people(sheet: Sheet, headings: Headings) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Yield the rows below the headings that hold anything, merged organisations filled in."""
    organisation = headings.columns["organisation"]
    merged = {
        row: first_row
        for (first_row, first_column), (last_row, last_column) in sheet.merged
        if first_column <= organisation <= last_column and first_row > headings.last_row
        for row in range(first_row + 1, last_row + 1)
    }
    for place in range(headings.last_row + 1, len(sheet.rows)):
        cells = list(sheet.rows[place])
        if not _filled(cells) or (place == headings.last_row + 1 and _numbers_of_columns(cells)):
            continue
        if place in merged:
            cells[organisation] = sheet.rows[merged[place]][organisation]
        yield place, cells


def _filled(cells: Sequence[Cell]) -> bool:
    return any(text_of(cell) for cell in cells)


def _numbers_of_columns(cells: Sequence[Cell]) -> bool:
    """Tell whether a row only numbers the columns (графы) from 1 on."""
    told = [text_of(cell) for cell in cells if text_of(cell)]
    return len(told) > 1 and told == [str(number) for number in range(1, len(told) + 1)]


def _as_of(title: Sequence[Sequence[Cell]]) -> date | None:
    """Return the day the title speaks of: «… на 01.06.2026»."""
    for row in title:
        for cell in row:
            if found := _AS_OF.search(text_of(cell).casefold()):
                return day_in_words(found[1])
    return None
