"""The filled queue once more with a column «Итог»: what became of each row. It may be mended and imported again."""

from collections.abc import Mapping, Sequence
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from config.locale import Texts
from connector.sheets import Cell, Sheet, read_sheets
from jobs.queue_sheet.looks import SIZE, Looks, height
from jobs.queue_sheet.pages import set_page
from jobs.queue_sheet.row_key import looks_like_key
from jobs.queue_sheet.taking import NOT_TAKEN, TakenRow

_NARROW, _WIDE, _OUTCOME_WIDTH = 6.0, 40.0, 50.0


def write_outcomes(content: bytes, file_name: str, rows: Sequence[TakenRow], words: Texts) -> bytes:
    """Return the book: the cells as they were filled in, and beside each row how it ended."""
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(target, options) as file:
        looks = Looks(file)
        for sheet in read_sheets(content, file_name):
            ended = {each.row.row: each for each in rows if each.row.sheet == sheet.name}
            if ended:
                _sheet(file.add_worksheet(sheet.name[:31]), sheet, ended, looks, words)
    return target.getvalue()


def outcome_text(row: TakenRow, words: Texts) -> str:
    """Return how a row ended, in words."""
    told = words.say(f"queue.taken.{row.taken}")
    if row.problem is None:
        return told
    return f"{told}: {words.say(row.problem.text_id, **row.problem.values)}"


def _sheet(
    target: Worksheet, sheet: Sheet, ended: Mapping[int, TakenRow], looks: Looks, words: Texts
) -> None:
    set_page(target, words.say("queue.column.outcome"), words.say("queue.page", page="&P", pages="&N"))
    last = max(len(cells) for cells in sheet.rows)
    head = max(min(ended) - 1, 0)
    widths = [*_widths(sheet, head, last), _OUTCOME_WIDTH]
    for column, width in enumerate(widths):
        target.set_column(column, column, width)
    for place, cells in enumerate(sheet.rows):
        look = "head" if place == head else "cell" if place > head else "line"
        _cells(target, place, cells, looks.cell(look))
        row = ended.get(place)
        if row is not None:
            told = outcome_text(row, words)
            target.write_string(place, last, told, looks.cell(_look(row)))
            shown = [
                *("" if looks_like_key(cell) else str(cell) for cell in cells),
                *[""] * (last - len(cells)),
                told,
            ]
            texts = list(zip(shown, widths, strict=True))
            target.set_row(place, height(texts, least=SIZE * 2))
    target.write_string(head, last, words.say("queue.column.outcome"), looks.cell("head"))
    for column in _hidden(sheet):
        target.set_column(column, column, None, None, {"hidden": True})
    target.freeze_panes(head + 1, 0)
    target.autofilter(head, 0, len(sheet.rows) - 1, last)


def _widths(sheet: Sheet, head: int, count: int) -> list[float]:
    """Return how wide columns are: as their longest line below the headings, within bounds."""
    longest = [_NARROW] * count
    for cells in sheet.rows[head:]:
        for column, cell in enumerate(cells):
            lines = str(cell).split("\n")
            longest[column] = max(longest[column], *(len(line) + 2.0 for line in lines))
    return [min(each, _WIDE) for each in longest]


def _look(row: TakenRow) -> str:
    if row.taken in NOT_TAKEN:
        return "differs"
    return "cell" if row.taken == "open" else "agrees"


def _cells(target: Worksheet, place: int, cells: Sequence[Cell], look: Format) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, bool):
            target.write_boolean(place, column, cell, look)
        elif isinstance(cell, float | int):
            target.write_number(place, column, cell, look)
        else:
            target.write_string(place, column, str(cell), look)


def _hidden(sheet: Sheet) -> set[int]:
    """Return the columns of keys, and of the counts beside them."""
    keys = {column for cells in sheet.rows for column, cell in enumerate(cells) if looks_like_key(cell)}
    titles = {
        column
        for cells in sheet.rows
        for column, cell in enumerate(cells)
        if isinstance(cell, str) and cell.startswith("q1 ")
    }
    return keys | titles
