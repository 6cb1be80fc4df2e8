"""Staff lists read from spreadsheets: rows, the date they speak of, and what is wrong in which cell."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from config.problems import Problem
from connector.cell_values import text_of
from connector.errors import RefusedError
from connector.roster_headings import WRITTEN, Headings, find_headings
from connector.roster_records import Roster, RosterRow, RosterSheet, SetAside
from connector.roster_repeats import without_repeats
from connector.roster_row import RowReader
from connector.roster_titles import title_day
from connector.sheets import Cell, Sheet, column_letter, read_sheets


def read_roster(
    source: Path | bytes, file_name: str, as_of: date | None = None
) -> tuple[Roster, list[Problem]]:
    """Return a file's staff lists and everything wrong in them, by file, sheet and cell.

    `as_of` outranks the date in the title. No problem names a person. Faulty cells are blank in the rows;
    rows that do not say who is meant, where and as what are set aside. Raises RefusedError where nothing can
    be imported: `roster.file_missing`, `roster.file_encrypted`, `roster.not_a_spreadsheet`, `roster.empty`,
    `roster.no_headings`, `roster.missing_column` (which names file, sheet and columns).
    """
    return read_rosters([(source, file_name)], as_of)


def read_rosters(
    files: Sequence[tuple[Path | bytes, str]], as_of: date | None = None
) -> tuple[Roster, list[Problem]]:
    """Return the staff lists of several files, one a school, as one snapshot; as `read_roster` does for one.

    A refused file is a problem among others; RefusedError is raised only where all are refused.
    """
    read: list[RosterSheet] = []
    problems: list[Problem] = []
    refused: list[RefusedError] = []
    for source, file_name in files:
        try:
            sheets, found = _read_file(source, file_name, as_of)
        except RefusedError as error:
            refused.append(error)
            problems.append(Problem(error.text_id, dict(error.detail)))
        else:
            read += sheets
            problems += found
    if refused and not read:
        raise refused[0]
    kept, repeated = without_repeats(Roster(tuple(read)))
    return kept, [*problems, *repeated]


def _read_file(
    source: Path | bytes, file_name: str, as_of: date | None
) -> tuple[list[RosterSheet], list[Problem]]:
    sheets = [sheet for sheet in read_sheets(source, file_name) if any(map(_filled, sheet.rows))]
    if not sheets:
        raise RefusedError("roster.empty", file=file_name)
    problems: list[Problem] = []
    read: list[RosterSheet] = []
    for sheet, headings in _staff_lists(sheets, file_name):
        roster, found = _read(sheet, headings, file_name, as_of)
        read.append(roster)
        problems += found
    if not any(roster.rows or roster.set_aside for roster in read):
        raise RefusedError("roster.empty", file=file_name)
    return read, problems


def _staff_lists(sheets: Sequence[Sheet], file_name: str) -> list[tuple[Sheet, Headings]]:
    """Return the sheets that lack no column."""
    found = [(sheet, headings) for sheet in sheets if (headings := find_headings(sheet.rows))]
    if not found:
        raise RefusedError("roster.no_headings", file=file_name)
    whole = [pair for pair in found if not pair[1].missing]
    if not whole:
        sheet, headings = min(found, key=lambda pair: len(pair[1].missing))
        columns = ", ".join(f"«{WRITTEN[name]}»" for name in headings.missing)
        raise RefusedError("roster.missing_column", file=file_name, sheet=sheet.name, column=columns)
    return whole


def _read(
    sheet: Sheet, headings: Headings, file_name: str, as_of: date | None
) -> tuple[RosterSheet, list[Problem]]:
    as_of = as_of or title_day(sheet.rows[: headings.last_row], sheet.name, file_name)
    extras = _extras(sheet, headings)
    reader = RowReader(headings.columns, file_name, sheet.name, as_of, extras)
    rows: list[RosterRow] = []
    set_aside: list[SetAside] = []
    problems: list[Problem] = []
    for place, cells in _people(sheet, headings):
        row, found = reader.read(place, cells)
        if isinstance(row, RosterRow):
            rows.append(row)
        elif row:
            set_aside.append(row)
        problems += found
    letters = {name: column_letter(column) for name, column in headings.columns.items()}
    return RosterSheet(file_name, sheet.name, as_of, tuple(rows), letters, tuple(set_aside)), problems


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


def _extras(sheet: Sheet, headings: Headings) -> dict[int, str]:
    """Return the columns nobody asked for, by their headings, each heading once."""
    used = set(headings.columns.values())
    told: dict[int, str] = {}
    for column, cell in enumerate(sheet.rows[headings.last_row]):
        heading = text_of(cell)
        if heading and column not in used:
            told[column] = f"{heading} ({column + 1})" if heading in told.values() else heading
    return told


def _filled(cells: Sequence[Cell]) -> bool:
    return any(text_of(cell) for cell in cells)


def _numbers_of_columns(cells: Sequence[Cell]) -> bool:
    """Tell whether a row only numbers the columns (графы) from 1 on."""
    told = [text_of(cell) for cell in cells if text_of(cell)]
    return len(told) > 1 and told == [str(number) for number in range(1, len(told) + 1)]
