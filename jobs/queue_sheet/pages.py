"""What every book of reconciliation has: a page to print on, and a sheet of explanations."""

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from config.locale import Texts
from jobs.queue_sheet.looks import Looks
from jobs.reports.canvas import A4
from jobs.reports.measure import text_height

_WIDTHS = (30, 95)
SECTIONS = (
    ("how", ("one", "type", "blank", "number", "note", "back")),
    ("choices", ("candidate", "none_listed", "other", "absent", "test", "outsider", "pupil", "skip")),
    ("marks", ("agrees", "differs", "quiet", "green", "orange", "sure", "shared")),
    ("reasons", ("conflict", "namesakes", "name_alone", "weak", "nobody")),
    ("free", ("sort", "columns", "parts", "twice", "changed", "private")),
)
"""Sections of the explanations and their lines: messages `queue.explain.<section>.<line>`, `.<line>_what`."""


def set_page(sheet: Worksheet, title: str, pages: str) -> None:
    """Set the printed page: A4 lying, as wide as the sheet, numbered."""
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.set_margins(left=0.3, right=0.3, top=0.5, bottom=0.5)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    sheet.set_footer(f"&L&8 {title.replace('&', '&&')}&R&8 {pages}")


def add_explanations(file: Workbook, looks: Looks, words: Texts) -> None:
    """Add the sheet that tells how the queue is filled in."""
    sheet = file.add_worksheet(words.say("queue.explain.sheet"))
    set_page(sheet, words.say("queue.explain.sheet"), words.say("queue.page", page="&P", pages="&N"))
    sheet.set_portrait()
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    row = 0
    for section, lines in SECTIONS:
        sheet.write_string(row, 0, words.say(f"queue.explain.{section}.title"), looks.cell("section"))
        row += 1
        for line in lines:
            what = words.say(f"queue.explain.{section}.{line}")
            told = words.say(f"queue.explain.{section}.{line}_what")
            _line(sheet, row, (what, told), looks)
            row += 1
        row += 1


def _line(sheet: Worksheet, row: int, told: tuple[str, str], looks: Looks) -> None:
    for column, text in enumerate(told):
        sheet.write_string(row, column, text, looks.cell("wrapped"))
    sheet.set_row(
        row, max(text_height(text, width, 10, bold=False) for text, width in zip(told, _WIDTHS, strict=True))
    )
