"""What somebody has filled in, row by row: each with its key, its decision as written, and the names of its cells.

Columns are found by their headings, rows by their keys, wherever they stand by now and in however many sheets.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from config.locale import Locale, texts
from connector.errors import RefusedError
from connector.sheets import Cell, Sheet, cell_name, read_sheets
from jobs.queue_sheet.row_key import KeyTrouble, RowKey, Sign, looks_like_key, read_key

_LOCALES: tuple[Locale, ...] = ("ru", "en")
_COLUMNS = ("decision", "person", "note")


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A row of the queue as it came back."""

    sheet: str
    row: int
    """From 0."""

    key: RowKey | KeyTrouble | None
    """None: somebody filled in a row that has no key."""

    decision: Cell = field(default="", repr=False)
    person: Cell = field(default="", repr=False)
    note: str | None = field(default=None, repr=False)
    columns: tuple[int, int | None] = (0, None)
    """Where the decision and the person's number stand, to name their cells."""

    @property
    def blank(self) -> bool:
        """Tell whether nothing is decided."""
        return is_blank(self.decision) and is_blank(self.person)

    def cell(self, *, person: bool = False) -> str:
        """Return the name of the cell of the decision, or of the person's number."""
        decision, number = self.columns
        return cell_name(self.row, number if person and number is not None else decision)


@dataclass(frozen=True, slots=True)
class _Columns:
    key: int
    decision: int
    person: int | None
    note: int | None


def read_queue(content: bytes, file_name: str, sign: Sign) -> list[FilledRow]:
    """Return every row of the queue in a file, in its order.

    Raises RefusedError: `queue.not_a_spreadsheet`, `queue.not_a_queue`, `queue.no_decision_column`,
    `queue.two_columns`, `queue.other_version`, `queue.other_store`.
    """
    found = [row for sheet in _sheets(content, file_name) for row in _sheet_rows(sheet, file_name, sign)]
    keys = [row.key for row in found if row.key is not None]
    if not keys:
        raise RefusedError("queue.not_a_queue", file=file_name)
    for trouble in (KeyTrouble.OTHER_VERSION, KeyTrouble.OTHER_STORE):
        if all(key is trouble for key in keys):
            raise RefusedError(f"queue.{trouble}", file=file_name)
    return found


def is_blank(cell: Cell) -> bool:
    """Tell whether a cell holds nothing that can be seen."""
    return isinstance(cell, str) and not cell.strip()


def _sheets(content: bytes, file_name: str) -> list[Sheet]:
    try:
        return read_sheets(content, file_name)
    except RefusedError as error:
        if error.text_id == "roster.not_a_spreadsheet":
            raise RefusedError("queue.not_a_spreadsheet", file=file_name) from error
        raise


def _sheet_rows(sheet: Sheet, file_name: str, sign: Sign) -> Iterator[FilledRow]:
    key_column = _key_column(sheet)
    if key_column is None:
        return
    head, columns = _columns(sheet, key_column, file_name)
    for number, cells in enumerate(sheet.rows):
        row = _row(sheet.name, number, cells, columns, sign)
        heading = bool(_places(cells, "decision"))
        if row.key is not None or (number > head and not row.blank and not heading):
            yield row


def _key_column(sheet: Sheet) -> int | None:
    for cells in sheet.rows:
        for column, cell in enumerate(cells):
            if looks_like_key(cell):
                return column
    return None


def _columns(sheet: Sheet, key: int, file_name: str) -> tuple[int, _Columns]:
    for number, cells in enumerate(sheet.rows):
        places = {name: _places(cells, name) for name in _COLUMNS}
        if not places["decision"]:
            continue
        twice = next((name for name in ("decision", "person") if len(places[name]) > 1), None)
        if twice:
            named = cell_name(number, places[twice][1])
            raise RefusedError("queue.two_columns", file=file_name, sheet=sheet.name, cell=named)
        person, note = (next(iter(places[name]), None) for name in ("person", "note"))
        return number, _Columns(key, places["decision"][0], person, note)
    raise RefusedError("queue.no_decision_column", file=file_name, sheet=sheet.name)


def _places(cells: Sequence[Cell], name: str) -> list[int]:
    titles = {_plain(texts(locale).say(f"queue.column.{name}")) for locale in _LOCALES}
    return [column for column, cell in enumerate(cells) if isinstance(cell, str) and _plain(cell) in titles]


def _plain(title: str) -> str:
    return " ".join(title.casefold().replace("ё", "е").split())


def _row(sheet: str, number: int, cells: Sequence[Cell], columns: _Columns, sign: Sign) -> FilledRow:
    told = _at(cells, columns.key)
    key = read_key(told, sign) if isinstance(told, str) and looks_like_key(told) else None
    return FilledRow(
        sheet=sheet,
        row=number,
        key=key,
        decision=_at(cells, columns.decision),
        person=_at(cells, columns.person),
        note=_text(_at(cells, columns.note)),
        columns=(columns.decision, columns.person),
    )


def _at(cells: Sequence[Cell], column: int | None) -> Cell:
    return "" if column is None or column >= len(cells) else cells[column]


def _text(cell: Cell) -> str | None:
    if isinstance(cell, date | datetime | time | timedelta):
        return str(cell)
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return str(cell).strip() or None
