"""Staff lists read from spreadsheets: rows, the date they speak of, and what is wrong in which cell."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from config.problems import Problem
from connector.cell_values import text_of
from connector.errors import RefusedError
from connector.roster_headings import Headings
from connector.roster_lists import StaffList, staff_lists
from connector.roster_nobody import why_nobody
from connector.roster_records import Roster, RosterRow, RosterSheet, SetAside, Skipped, SkippedAs
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
    `roster.no_headings`, `roster.missing_column` (which names file, sheet and columns),
    `roster.whose_list`, and those of `read_sheets`.
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
    lists, problems = staff_lists(sheets, file_name)
    read: list[RosterSheet] = []
    for each in lists:
        roster, found = _read(each, file_name, as_of)
        read.append(roster)
        problems += found
    if not any(roster.rows or roster.set_aside for roster in read):
        raise RefusedError("roster.empty", file=file_name)
    return read, problems


def _read(told: StaffList, file_name: str, as_of: date | None) -> tuple[RosterSheet, list[Problem]]:
    sheet, columns = told.sheet, told.headings.columns
    as_of = as_of or title_day(told.title, sheet.name, file_name)
    reader = RowReader(columns, file_name, sheet.name, as_of, told.extras, told.organisation)
    rows: list[RosterRow] = []
    set_aside: list[SetAside] = []
    skipped: list[Skipped] = []
    problems: list[Problem] = []
    people = [(place, cells, _why_nobody(cells, columns)) for place, cells in _people(sheet, told.headings)]
    once = _written_once([_organisation(cells, columns) for _, cells, why in people if why is None])
    for place, cells, why in people:
        if why is not None:
            skipped.append(Skipped(place + 1, file_name, sheet.name, why))
            if why is SkippedAs.GROUP:
                reader.organisation = next(filter(None, map(text_of, cells)))
            continue
        row, found = reader.read(place, cells)
        problems += found
        if once:
            reader.organisation = row.organisation
        if isinstance(row, RosterRow):
            rows.append(row)
        else:
            set_aside.append(row)
    letters = {name: column_letter(column) for name, column in columns.items()}
    parts = (tuple(rows), letters, tuple(set_aside), tuple(skipped))
    return RosterSheet(file_name, sheet.name, as_of, *parts), problems


def _why_nobody(cells: Sequence[Cell], columns: Mapping[str, int]) -> SkippedAs | None:
    return why_nobody([text_of(cell) for cell in cells], columns)


def _organisation(cells: Sequence[Cell], columns: Mapping[str, int]) -> str:
    column = columns.get("organisation")
    return "" if column is None or column >= len(cells) else text_of(cells[column])


def _written_once(organisations: Sequence[str]) -> bool:
    """Tell whether each organisation stands beside its first person only, as in cells merged downwards.

    ODS does not tell which cells are merged. A list that repeats a name anywhere, begins without one, or has
    fewer blanks than names has plainly forgotten some: there a blank stays blank.
    """
    names = [name for name in organisations if name]
    blanks = len(organisations) - len(names)
    return bool(names) and bool(organisations[0]) and len({*names}) == len(names) <= blanks


def _people(sheet: Sheet, headings: Headings) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Yield the rows below the headings that hold anything, cells merged over several rows filled in."""
    merged: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (first_row, column), (last_row, _) in sheet.merged:
        if first_row > headings.last_row:
            for row in range(first_row + 1, min(last_row + 1, len(sheet.rows))):
                merged[row].append((first_row, column))
    for place in range(headings.last_row + 1, len(sheet.rows)):
        if not _filled(sheet.rows[place]):
            continue
        cells = list(sheet.rows[place])
        for first_row, column in merged.get(place, ()):
            above = sheet.rows[first_row]
            if column < len(cells) and column < len(above) and not text_of(cells[column]):
                cells[column] = above[column]
        yield place, cells


def _filled(cells: Sequence[Cell]) -> bool:
    return any(text_of(cell) for cell in cells)
