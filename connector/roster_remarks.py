"""Remarks to a staff list as a workbook to be sent back to the school: cell, what is wrong, what to do.

Nobody is named in it: people are found by their cells.
"""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineError, load_workbook
from xlsxwriter.format import Format

from config.locale import Texts
from config.locale.numbers import format_day

COLUMNS = ("file", "sheet", "cell", "wrong", "done", "todo")
_WIDTHS = (30, 16, 10, 46, 30, 52)
_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Fixed, so that the same remarks make the same bytes."""

_HEAD, _RED, _RULE = "#E4EAF0", "#F8CBAD", "#808080"
_CELL = re.compile(r"([A-Z]*)(\d+)")
_LINE, _LETTERS = 13.5, 0.92
"""Height of a line in points; letters that fit into a unit of a column's width."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that is wrong; without a file it concerns a whole organisation."""

    wrong: str
    done: str = ""
    todo: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""
    set_aside: bool = False
    """Whether the row was not taken in."""

    @property
    def order(self) -> tuple[object, ...]:
        """Sort by file, sheet, row, column: A before Z before AA."""
        found = _CELL.search(self.cell)
        column, row = (found[1], int(found[2])) if found else ("", 0)
        return (self.file, self.sheet, row, len(column), column, self.wrong)


@dataclass(frozen=True, slots=True)
class RemarksHead:
    """What stands above the remarks."""

    as_of: date
    rows: int
    set_aside: int
    dry_run: bool


def write_remarks(words: Texts, head: RemarksHead, remarks: Iterable[Remark]) -> bytes:
    """Return an XLSX file: a few lines of summary, then a remark a row, sorted, with a filter."""
    told = sorted(remarks, key=lambda each: each.order)
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"created": _CREATED})
        sheet = book.add_worksheet(words.say("rosters.remark.sheet"))
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        row = _draw_head(book, sheet, words, head, len(told))
        _draw_table(book, sheet, row, words, told)
        _set_up(sheet, words, row)
    return target.getvalue()


def is_remarks(file: Path, words: Texts) -> bool:
    """Tell whether a file is such a workbook, which the next one may replace; a staff list it may not."""
    try:
        return load_workbook(file).sheet_names == [words.say("rosters.remark.sheet")]
    except (CalamineError, OSError):
        return False


def _style(book: xlsxwriter.Workbook, **wishes: Any) -> Format:
    return book.add_format({"font_name": "Arial", "font_size": 10, "valign": "top", **wishes})


def _draw_head(
    book: xlsxwriter.Workbook,
    sheet: xlsxwriter.worksheet.Worksheet,
    words: Texts,
    head: RemarksHead,
    count: int,
) -> int:
    """Write the lines above the table and return the row of its headings."""
    day = format_day(head.as_of, words.locale)
    counts = {"rows": head.rows, "set_aside": head.set_aside, "remarks": count}
    lines = [words.say("rosters.remark.title", day=day), words.say("rosters.remark.summary", **counts)]
    lines += [words.say("rosters.remark.dry")] if head.dry_run else []
    lines.append(words.say("rosters.remark.how" if count else "rosters.remark.none"))
    for row, line in enumerate(lines):
        style = _style(book, bold=True, font_size=13) if row == 0 else _style(book)
        sheet.write_string(row, 0, line, style)
    return len(lines) + 1


def _draw_table(
    book: xlsxwriter.Workbook,
    sheet: xlsxwriter.worksheet.Worksheet,
    top: int,
    words: Texts,
    remarks: Sequence[Remark],
) -> None:
    boxed = {"text_wrap": True, "border": 1, "border_color": _RULE}
    head = _style(book, **boxed, bold=True, bg_color=_HEAD, align="center")
    plain, red = _style(book, **boxed), _style(book, **boxed, bg_color=_RED)
    sheet.write_row(top, 0, [words.say(f"rosters.remark.column.{each}") for each in COLUMNS], head)
    for row, remark in enumerate(remarks, top + 1):
        cells = [str(getattr(remark, name)) for name in COLUMNS]
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text, red if remark.set_aside else plain)
        lines = max(_lines(text, width) for text, width in zip(cells, _WIDTHS, strict=True))
        sheet.set_row(row, lines * _LINE + 3)
    sheet.autofilter(top, 0, top + max(len(remarks), 1), len(COLUMNS) - 1)


def _lines(text: str, width: int) -> int:
    return max(1, -(-len(text) // int(width * _LETTERS)))


def _set_up(sheet: xlsxwriter.worksheet.Worksheet, words: Texts, top: int) -> None:
    sheet.freeze_panes(top + 1, 0)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top)
    sheet.set_footer(words.say("rosters.remark.footer"))
