"""Tables kept as markup and called .xls: web pages that other programs export, and Excel's XML of 2003."""

from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser

Merged = tuple[tuple[int, int], tuple[int, int]]
Value = str | float | datetime
_CELLS = frozenset({"td", "th"})
_SILENT = frozenset({"style", "script", "title", "head"})
_BREAKS = frozenset({"br", "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "center"})
_LONGEST = 1_048_576
_WIDEST = 1000
"""Columns a cell may reach over; a larger number is a mistake of the program that wrote it."""


@dataclass
class Grid:
    """Rows as they are filled, and the cells that reach over others."""

    rows: list[list[Value]] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    _taken: set[tuple[int, int]] = field(default_factory=set)

    def put(self, value: Value, *, column: int | None = None, across: int = 1, down: int = 1) -> None:
        """Put a value into the last row: into `column`, else into the first cell that is free."""
        row = len(self.rows) - 1
        cells = self.rows[row]
        at = len(cells) if column is None else max(column, len(cells))
        while column is None and (row, at) in self._taken:
            at += 1
        across, down = min(max(across, 1), _WIDEST), min(max(down, 1), _WIDEST)
        cells += [""] * (at - len(cells)) + [value] + [""] * (across - 1)
        if across > 1 or down > 1:
            self.merged.append(((row, at), (row + down - 1, at + across - 1)))
            self._taken |= {(row + n, at + m) for n in range(1, down) for m in range(across)}


def web_page_grid(text: str) -> Grid:
    """Return a web page's tables one below the other; text between them is a row of one cell."""
    reader = _PageReader()
    reader.feed(text)
    reader.close()
    reader.end_of_text()
    return reader.grid


class _PageReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grid = Grid()
        self._text: list[str] = []
        self._cell: dict[str, str | None] | None = None
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.end_of_text()
            self.grid.rows.append([])
        elif tag in _CELLS:
            self.end_of_text()
            self._cell = dict(attrs)
            if not self.grid.rows:
                self.grid.rows.append([])
        elif tag in _SILENT:
            self._silent += 1
        elif tag in _BREAKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in _CELLS or tag in ("tr", "table"):
            self.end_of_text()
        elif tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BREAKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._text.append(data)

    def _break(self) -> None:
        if self._cell is None:
            self.end_of_text()
        else:
            self._text.append(" ")

    def end_of_text(self) -> None:
        """Put what was read into a cell, or into a row of its own outside of tables."""
        told = " ".join("".join(self._text).split())
        self._text = []
        if self._cell is not None:
            across, down = (_number(self._cell.get(each)) for each in ("colspan", "rowspan"))
            self.grid.put(told, across=across, down=down)
            self._cell = None
        elif told:
            self.grid.rows.append([told])


def _number(told: str | None) -> int:
    return int(told) if told and told.isascii() and told.isdigit() else 1


def xml_2003_grids(text: str) -> list[tuple[str, Grid]]:
    """Return name and cells of each sheet of «Таблица XML 2003»."""
    reader = _XmlReader()
    reader.feed(text)
    reader.close()
    return reader.sheets


class _XmlReader(HTMLParser):
    """Reads the few elements that matter, whatever their prefix; entities of its own a file cannot declare."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sheets: list[tuple[str, Grid]] = []
        self._cell: dict[str, str] = {}
        self._kind: str | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {_local(name): value or "" for name, value in attrs}
        match _local(tag):
            case "worksheet":
                self.sheets.append((told.get("name", str(len(self.sheets) + 1)), Grid()))
            case "row" if self.sheets:
                rows = self.sheets[-1][1].rows
                rows += [[] for _ in range(min(_number(told.get("index")), _LONGEST) - len(rows) - 1)]
                rows.append([])
            case "cell":
                self._cell, self._text, self._kind = told, [], None
            case "data":
                self._kind = told.get("type", "String")

    def handle_endtag(self, tag: str) -> None:
        if _local(tag) == "data":
            self._cell["data"] = "".join(self._text)
            self._text = []
        elif _local(tag) == "cell" and self.sheets and self.sheets[-1][1].rows:
            self.sheets[-1][1].put(
                _value(self._cell.get("data", ""), self._kind),
                column=min(_number(self._cell["index"]), _WIDEST) - 1 if "index" in self._cell else None,
                across=_number(self._cell.get("mergeacross", "0")) + 1,
                down=_number(self._cell.get("mergedown", "0")) + 1,
            )

    def handle_data(self, data: str) -> None:
        self._text.append(data)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _value(text: str, kind: str | None) -> Value:
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            return datetime.fromisoformat(text)
    except ValueError:
        return text
    return "" if kind == "Error" else text
