"""Spreadsheet files as plain cells: XLSX, XLSM, XLSB, XLS, ODS, CSV. What the cells mean is told elsewhere."""

import io
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    XmlError,
    ZipError,
)

from connector.errors import RefusedError
from connector.sheet_kinds import MOST_BYTES, FileKind, file_kind
from connector.sheet_markup import Grid, web_page_grid, xml_2003_grids
from connector.sheet_reach import reaches
from connector.sheet_text import decoded, text_rows

Cell = str | float | int | bool | date | datetime | time | timedelta
"""A cell's value as the file holds it; blank cells and cells with an error are empty text."""

Merged = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell of a merged range: (row, column) from 0."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: rows from the sheet's own first row, blank ones kept, so that places are true."""

    name: str
    rows: Sequence[Sequence[Cell]] = field(repr=False)
    merged: tuple[Merged, ...] = ()
    hidden: bool = False


def read_sheets(source: Path | bytes, file_name: str) -> list[Sheet]:
    """Return the sheets of a file, told by its content; `file_name` is what people know it by.

    Raises RefusedError, each with what to do about it: `roster.file_missing`, `roster.file_blank`,
    `roster.file_encrypted`, `roster.not_a_spreadsheet`, `roster.too_large`, `roster.too_far`, `roster.is_pdf`,
    `roster.is_word`, `roster.is_archive`, `roster.is_picture`, `roster.is_onec`, `roster.is_web_page`.
    """
    content = source if isinstance(source, bytes) else _content(source, file_name)
    match file_kind(content, file_name):
        case FileKind.WORKBOOK:
            return _workbook_sheets(content, file_name)
        case FileKind.XML_2003:
            return [_grid_sheet(name, grid) for name, grid in xml_2003_grids(decoded(content))]
        case FileKind.WEB_PAGE:
            return _web_page_sheets(content, file_name)
        case FileKind.TEXT:
            return [Sheet("CSV", text_rows(content))]


def _content(path: Path, file_name: str) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise RefusedError("roster.too_large", file=file_name)
        return path.read_bytes()
    except OSError as error:
        raise RefusedError("roster.file_missing", file=file_name) from error


def _workbook_sheets(content: bytes, file_name: str) -> list[Sheet]:
    try:
        _refuse_too_far(content, file_name)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            _sheet(workbook.get_sheet_by_name(told.name), hidden=told.visible != SheetVisibleEnum.Visible)
            for told in workbook.sheets_metadata
            if told.typ == SheetTypeEnum.WorkSheet
        ]
    except PasswordError as error:
        raise RefusedError("roster.file_encrypted", file=file_name) from error
    except (CalamineError, XmlError, ZipError, zipfile.BadZipFile, zlib.error, NotImplementedError) as error:
        raise RefusedError("roster.not_a_spreadsheet", file=file_name) from error


def _refuse_too_far(content: bytes, file_name: str) -> None:
    for reach in reaches(content):
        if reach.too_far:
            corner = cell_name(reach.rows - 1, reach.columns - 1)
            raise RefusedError("roster.too_far", file=file_name, corner=corner)


def _sheet(sheet: CalamineSheet, *, hidden: bool) -> Sheet:
    rows = sheet.to_python(skip_empty_area=False)
    return Sheet(sheet.name, rows, tuple(sheet.merged_cell_ranges or ()), hidden)


def _web_page_sheets(content: bytes, file_name: str) -> list[Sheet]:
    grid = web_page_grid(decoded(content))
    if all(len(row) <= 1 for row in grid.rows):
        raise RefusedError("roster.is_web_page", file=file_name)
    return [_grid_sheet("HTML", grid)]


def _grid_sheet(name: str, grid: Grid) -> Sheet:
    return Sheet(name, grid.rows, tuple(grid.merged))


def column_letter(column: int) -> str:
    """Return a column's letters, from 0: A, …, Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """Return a cell's name as spreadsheet programs show it; row and column from 0."""
    return f"{column_letter(column)}{row + 1}"
