"""Spreadsheet files as plain cells: XLSX, XLS, ODS and CSV. What the cells mean is told elsewhere."""

import csv
import io
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, XmlError, ZipError

from connector.errors import RefusedError

Cell = str | float | int | bool | date | datetime | time | timedelta
"""A cell's value as the file holds it; blank cells and cells with an error are empty text."""

Merged = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell of a merged range: (row, column) from 0."""

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: rows from the sheet's own first row, blank ones kept, so that places are true."""

    name: str
    rows: tuple[tuple[Cell, ...], ...] = field(repr=False)
    merged: tuple[Merged, ...] = ()


def read_sheets(source: Path | bytes, file_name: str) -> list[Sheet]:
    """Return the sheets of a file; `file_name` is what people know it by.

    Raises RefusedError: `roster.file_missing`, `roster.file_encrypted`, `roster.not_a_spreadsheet`.
    """
    content = source if isinstance(source, bytes) else _content(source, file_name)
    if content.startswith(_OLE) and _ENCRYPTED in content:
        raise RefusedError("roster.file_encrypted", file=file_name)
    if file_name.lower().endswith(".csv"):
        return [_csv_sheet(content, file_name)]
    return _workbook_sheets(content, file_name)


def _content(path: Path, file_name: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RefusedError("roster.file_missing", file=file_name) from error


def _workbook_sheets(content: bytes, file_name: str) -> list[Sheet]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [_sheet(workbook.get_sheet_by_name(name)) for name in workbook.sheet_names]
    except PasswordError as error:
        raise RefusedError("roster.file_encrypted", file=file_name) from error
    except (CalamineError, XmlError, ZipError) as error:
        raise RefusedError("roster.not_a_spreadsheet", file=file_name) from error


def _sheet(sheet: CalamineSheet) -> Sheet:
    rows = tuple(tuple(row) for row in sheet.to_python(skip_empty_area=False))
    return Sheet(sheet.name, rows, tuple(sheet.merged_cell_ranges or ()))


def _csv_sheet(content: bytes, file_name: str) -> Sheet:
    """Read CSV in UTF-8 or cp1251, parted by whichever of `;`, tab and `,` its lines hold most."""
    if b"\0" in content or content.startswith((_ZIP, _OLE)):
        raise RefusedError("roster.not_a_spreadsheet", file=file_name)
    text = _decoded(content)
    delimiter = max(";\t,", key=text.count)
    rows = tuple(tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    return Sheet("CSV", rows)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", errors="replace")


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
