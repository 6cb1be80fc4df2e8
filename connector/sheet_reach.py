"""How far the filled cells of a workbook reach, told before it is loaded.

The reader keeps a sheet as a full rectangle: one stray value in XFD1048576 asks for hundreds of gigabytes, and the
whole process is aborted, past any `except`.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

MOST_CELLS = 10_000_000
"""Of the rectangle: 100,000 people in a hundred columns. Loaded they take half a gigabyte."""

_CHUNK = 1 << 20
_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml")
_FILLED = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*(?<!/)>")
"""A cell with something in it: one that is only formatted closes itself."""

_ODS_PARTS = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^>]*)>")
_ROWS = re.compile(rb"table:number-rows-repeated=[\"'](\d+)[\"']")
_COLUMNS = re.compile(rb"table:number-columns-repeated=[\"'](\d+)[\"']")


@dataclass(slots=True)
class Reach:
    """Rows and columns, from 1, that the filled cells of a sheet reach to."""

    rows: int = 0
    columns: int = 0

    @property
    def too_far(self) -> bool:
        """Tell whether loading the sheet would take more memory than a staff list may."""
        return self.rows * self.columns > MOST_CELLS

    def extend(self, row: int, column: int) -> None:
        """Reach to a cell."""
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)


def reaches(content: bytes) -> Iterator[Reach]:
    """Yield how far each sheet of a workbook reaches: XLSX and ODS; the old XLS cannot reach too far.

    Raises what `zipfile` does for parts that can't be unpacked.
    """
    if not content.startswith(b"PK"):
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if _SHEET_PART.fullmatch(name):
                yield _xlsx_reach(_tags(archive, name))
            elif name == "content.xml":
                yield from _ods_reaches(_tags(archive, name))


def _tags(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yield a part piece by piece, no tag of it cut in two."""
    rest = b""
    with archive.open(name) as part:
        while chunk := part.read(_CHUNK):
            whole, sign, begun = (rest + chunk).rpartition(b"<")
            yield whole
            rest = sign + begun
    yield rest


def _xlsx_reach(pieces: Iterator[bytes]) -> Reach:
    reach = Reach()
    for piece in pieces:
        found = _FILLED.findall(piece)
        columns = {letters for letters, _ in found}
        reach.extend(max((int(row) for _, row in found), default=0), max(map(_number, columns), default=0))
    return reach


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _ods_reaches(pieces: Iterator[bytes]) -> Iterator[Reach]:
    """Yield the reach of each table; blank cells and rows are told by how often they repeat."""
    reach: Reach | None = None
    row = column = 0
    for piece in pieces:
        for tag, attributes in _ODS_PARTS.findall(piece):
            if tag == b"table":
                if reach is not None:
                    yield reach
                reach, row = Reach(), 0
            elif tag == b"table-row":
                row += _times(_ROWS, attributes)
                column = 0
            else:
                column += _times(_COLUMNS, attributes)
                if reach is not None and not attributes.endswith(b"/"):
                    reach.extend(row, column)
    if reach is not None:
        yield reach


def _times(repeated: re.Pattern[bytes], attributes: bytes) -> int:
    found = repeated.search(attributes)
    return int(found[1]) if found else 1
