"""The page of explanations in the empty staff list: how to fill it in, and what each column means."""

from collections.abc import Mapping

import xlsxwriter

from config.locale import Texts

_TABLE = ("column", "need", "what", "example", "mistakes")
_WIDTHS = (24, 15, 44, 28, 44)
_PARTS = ("fill", "after")
"""Numbered advice above and below the table: `rosters.template.page.<part>.1`, `.2`, …"""

_LINE = 13.5
"""Height of a line of text, in points."""

_LETTERS = 0.95
"""Letters that fit into a unit of a column's width."""


class _Page:
    """Writes downwards."""

    def __init__(self, book: xlsxwriter.Workbook, words: Texts) -> None:
        self.sheet = book.add_worksheet("Пояснения")
        self.words = words
        self.row = 0
        common = {"font_name": "Arial", "font_size": 10, "valign": "top", "text_wrap": True}
        self.title = book.add_format({**common, "bold": True, "font_size": 14, "text_wrap": False})
        self.section = book.add_format({**common, "bold": True, "font_size": 11, "text_wrap": False})
        self.plain = book.add_format(common)
        boxed = {**common, "border": 1, "border_color": "#808080"}
        self.cell = book.add_format(boxed)
        self.name = book.add_format({**boxed, "bold": True})
        self.head = book.add_format({**boxed, "bold": True, "bg_color": "#E4EAF0", "align": "center"})

    def say(self, message_id: str) -> str:
        """Return a sentence of this page."""
        return self.words.say(f"rosters.template.page.{message_id}")

    def advance(self, lines: int = 1) -> None:
        """Make the row as high as its text needs, which programs don't do of themselves, and move on."""
        self.sheet.set_row(self.row, lines * _LINE + 3)
        self.row += 1


def write_explanations(book: xlsxwriter.Workbook, words: Texts, headings: Mapping[str, str]) -> None:
    """Add the page «Пояснения», which explains the columns of `headings` (field → heading)."""
    page = _Page(book, words)
    for column, width in enumerate(_WIDTHS):
        page.sheet.set_column(column, column, width)
    page.sheet.write_string(page.row, 0, page.say("title"), page.title)
    page.advance(2)
    _advise(page, "fill")
    _explain(page, headings)
    _advise(page, "after")
    _set_up(page)


def _advise(page: _Page, part: str) -> None:
    page.sheet.write_string(page.row, 0, page.say(f"{part}.title"), page.section)
    page.advance()
    number = 1
    while page.words.knows(f"rosters.template.page.{part}.{number}"):
        text = f"{number}. {page.say(f'{part}.{number}')}"
        page.sheet.merge_range(page.row, 0, page.row, len(_WIDTHS) - 1, text, page.plain)
        page.advance(_lines(text, sum(_WIDTHS) + _WIDTHS[0]))
        number += 1
    page.row += 1


def _explain(page: _Page, headings: Mapping[str, str]) -> None:
    page.sheet.write_string(page.row, 0, page.say("columns"), page.section)
    page.advance()
    for column, name in enumerate(_TABLE):
        page.sheet.write_string(page.row, column, page.say(f"head.{name}"), page.head)
    page.sheet.repeat_rows(page.row)
    page.advance()
    for field, heading in headings.items():
        told = [heading, *(page.say(f"{name}.{field}") for name in _TABLE[1:])]
        for column, text in enumerate(told):
            page.sheet.write_string(page.row, column, text, page.cell if column else page.name)
        page.advance(max(_lines(text, width) for text, width in zip(told, _WIDTHS, strict=True)))
    page.row += 1


def _lines(text: str, width: int) -> int:
    return max(1, -(-len(text) // int(width * _LETTERS)))


def _set_up(page: _Page) -> None:
    page.sheet.hide_gridlines(2)
    page.sheet.set_landscape()
    page.sheet.set_paper(9)
    page.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.sheet.fit_to_pages(1, 0)
