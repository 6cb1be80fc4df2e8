"""How the books of reconciliation look: a few pale shades, marks that a black-and-white printer keeps apart."""

from collections.abc import Sequence
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from jobs.queue_sheet.spelling import Mark, Pieces
from jobs.reports.canvas import LONGEST
from jobs.reports.measure import HIGHEST, text_height
from jobs.reports.styles import RULE, SHADE

SIZE = 9
"""Of the cells' type, in points."""

GREEN = "#E8F3E4"
ORANGE = "#FCE9DA"
YELLOW = "#FFF8DC"
DONE = "#D5EBCD"

_FONT = {"font_name": "Arial", "font_size": SIZE}
_CELL = {**_FONT, "border": 1, "border_color": RULE, "valign": "top", "text_wrap": True}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"font_name": "Arial", "font_size": 14, "bold": True},
    "line": {"font_name": "Arial", "font_size": 10},
    "strong_line": {"font_name": "Arial", "font_size": 10, "bold": True},
    "wrapped": {"font_name": "Arial", "font_size": 10, "text_wrap": True, "valign": "top"},
    "section": {"font_name": "Arial", "font_size": 11, "bold": True},
    "head": {
        **_CELL, "bold": True, "bg_color": SHADE, "align": "center", "valign": "vcenter",
    },
    "cell": _CELL,
    "number": {**_CELL, "align": "center"},
    "agrees": {**_CELL, "bg_color": GREEN},
    "differs": {**_CELL, "bg_color": ORANGE},
    "filled_in": {**_CELL, "bg_color": YELLOW, "border_color": "#000000", "font_size": 10},
    "hidden": {"font_name": "Arial", "font_size": 8, "font_color": "#808080"},
    "taken": {"bg_color": DONE},
    "odd": {"bg_color": "#F4B183", "bold": True},
}  # fmt: skip
_MARKS: dict[Mark, dict[str, Any]] = {
    Mark.PLAIN: {},
    Mark.STRONG: {"bold": True},
    Mark.AGREES: {"font_color": "#1E6B2A"},
    Mark.DIFFERS: {"font_color": "#B3400A", "bold": True, "underline": 1},
    Mark.AGAINST: {"font_color": "#B3400A", "bold": True},
    Mark.QUIET: {"font_color": "#6B6B6B", "italic": True},
}


class Looks:
    """The formats of one book, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[str, Format] = {}

    def cell(self, name: str) -> Format:
        """Return the look of a cell or a line."""
        if name not in self._made:
            self._made[name] = self._book.add_format(_LOOKS[name])
        return self._made[name]

    def mark(self, mark: Mark, *, large: bool) -> Format:
        """Return the look of a run of letters within a cell."""
        name = f"{mark}{large}"
        if name not in self._made:
            size = {"font_size": SIZE + 1} if large else {}
            self._made[name] = self._book.add_format({**_FONT, **size, **_MARKS[mark]})
        return self._made[name]


def write_pieces(sheet: Worksheet, row: int, column: int, pieces: Pieces, looks: Looks, look: str) -> None:
    """Write a text whose runs are set differently; the first line, a name, is a little larger."""
    if sum(len(each.text) for each in pieces) > LONGEST or len(pieces) == 1:
        sheet.write_string(row, column, plain(pieces)[:LONGEST], looks.cell(look))
        return
    if not pieces:
        sheet.write_blank(row, column, None, looks.cell(look))
        return
    told: list[Any] = []
    first_line = True
    for piece in pieces:
        told += [looks.mark(piece.mark, large=first_line), piece.text]
        first_line = first_line and "\n" not in piece.text
    sheet.write_rich_string(row, column, *told, looks.cell(look))


def plain(pieces: Pieces) -> str:
    """Return the text of pieces."""
    return "".join(each.text for each in pieces)


def height(texts: Sequence[tuple[str, float]], *, least: float = 0) -> float:
    """Return the height in points of a row of (text, column width)."""
    needed = (text_height(text, width, SIZE, bold=False) for text, width in texts)
    return min(max((*needed, least)), HIGHEST)
