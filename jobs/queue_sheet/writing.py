"""The queue as a workbook: a row an account, its candidates in columns, the decision in a list that drops down.

A row an account, so that sorting and leaving rows out never parts an account from its candidates. Nothing is
protected: a protected sheet can't be sorted. What matters stands in each row's key.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from config.locale import Texts
from config.locale.numbers import format_moment
from jobs.queue_sheet.choices import offered
from jobs.queue_sheet.looks import Looks, height, plain, write_pieces
from jobs.queue_sheet.pages import add_explanations, set_page
from jobs.queue_sheet.row_key import SHOWN, VERSION
from jobs.queue_sheet.shown import ShownRow

KEY_COLUMN, COUNT_COLUMN = 0, 1
_HEAD = 3
"""The row of the headings, from 0: a title, a sentence and the progress stand above."""

_LISTS = "_marshrut"
_WIDTHS = {
    "key": 3,
    "count": 3,
    "number": 4.5,
    "name": 22,
    "account": 24,
    "organisation": 20,
    "why": 15,
    "sure": 8.5,
    "candidate": 40,
    "decision": 20,
    "person": 10,
    "note": 20,
}
_FROZEN = 4
"""Columns that stay in sight: the hidden ones, № and the account's name."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns a book has: as many for candidates as its fullest row needs."""

    candidates: int

    @property
    def columns(self) -> list[str]:
        """Return the kinds of columns, from the first."""
        people = ["candidate"] * self.candidates
        told = ["key", "count", "number", "name", "account", "organisation", "why", "sure"]
        return [*told, *people, "decision", "person", "note"]

    def place(self, name: str) -> int:
        """Return a column's number, from 0."""
        return self.columns.index(name)


@dataclass(frozen=True, slots=True)
class _Book:
    """What every part of the book is written with."""

    sheet: Worksheet
    looks: Looks
    words: Texts
    layout: Layout
    rows: Sequence[ShownRow]

    @property
    def last(self) -> int:
        return _HEAD + max(len(self.rows), 1)

    def span(self, name: str) -> str:
        """Return the rows of a column as a formula names them."""
        letters = xl_col_to_name(self.layout.place(name), col_abs=True)
        return f"{letters}${_HEAD + 2}:{letters}${self.last + 1}"


def write_queue(rows: Sequence[ShownRow], words: Texts, *, now: datetime, zone: ZoneInfo) -> bytes:
    """Return the XLSX file; the same rows at the same moment give the same bytes. Text is never a formula."""
    layout = Layout(max((len(row.candidates) for row in rows), default=1) or 1)
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(target, options) as file:
        created = now.astimezone(UTC).replace(tzinfo=None)
        file.set_properties({"title": words.say("queue.title"), "author": "marshrut", "created": created})
        book = _Book(file.add_worksheet(words.say("queue.sheet")), Looks(file), words, layout, rows)
        _top(book, format_moment(now, zone, words.locale))
        _heads(book)
        for number, row in enumerate(rows, start=1):
            _row(book, number, row)
        _decisions(book)
        add_explanations(file, book.looks, words)
        _lists(file, book)
    return target.getvalue()


def _top(book: _Book, moment: str) -> None:
    sheet, looks, say = book.sheet, book.looks, book.words.say
    set_page(sheet, say("queue.title"), say("queue.page", page="&P", pages="&N"))
    sheet.set_zoom(85)
    for column, name in enumerate(book.layout.columns):
        hidden = {"hidden": True} if column <= COUNT_COLUMN else {}
        sheet.set_column(column, column, _WIDTHS[name], None, hidden)
    first = book.layout.place("number")
    sheet.write_string(0, first, f"{say('queue.title')}. {say('queue.how')}", looks.cell("strong_line"))
    sheet.write_string(1, first, say("queue.exported", moment=moment, n=len(book.rows)), looks.cell("line"))
    sheet.write_string(2, first, say("queue.progress"), looks.cell("line"))
    filled = f'SUMPRODUCT(--(({book.span("decision")}<>"")+({book.span("person")}<>"")>0))'
    told = f'={filled}&" {say("queue.of")} {len(book.rows)}"'
    sheet.write_formula(
        2, first + 2, told, looks.cell("strong_line"), f"0 {say('queue.of')} {len(book.rows)}"
    )
    sheet.freeze_panes(_HEAD + 1, _FROZEN)
    sheet.repeat_rows(_HEAD)


def _heads(book: _Book) -> None:
    look = book.looks.cell("head")
    for column, title in enumerate(_titles(book)):
        book.sheet.write_string(_HEAD, column, title, look)
    book.sheet.set_row(_HEAD, 28)
    book.sheet.autofilter(_HEAD, 0, book.last, len(book.layout.columns) - 1)


def _titles(book: _Book) -> Iterator[str]:
    place = 0
    for name in book.layout.columns:
        place += name == "candidate"
        if name in ("key", "count"):
            yield f"{VERSION} {name}"
        else:
            yield book.words.say(f"queue.column.{name}", n=place)


def _row(book: _Book, number: int, row: ShownRow) -> None:
    sheet, looks, place = book.sheet, book.looks, _HEAD + number
    sheet.write_string(place, KEY_COLUMN, row.key, looks.cell("hidden"))
    sheet.write_number(place, COUNT_COLUMN, len(row.candidates), looks.cell("hidden"))
    sheet.write_number(place, 2, number, looks.cell("number"))
    write_pieces(sheet, place, 3, row.name, looks, "cell")
    write_pieces(sheet, place, 4, row.account, looks, "cell")
    sheet.write_string(place, 5, row.organisation, looks.cell("cell"))
    sheet.write_string(place, 6, row.why, looks.cell("cell"))
    if row.sure is None:
        sheet.write_blank(place, 7, None, looks.cell("number"))
    else:
        sheet.write_number(place, 7, row.sure, looks.cell("number"))
    first = book.layout.place("candidate")
    for column in range(book.layout.candidates):
        _candidate(book, place, first + column, row, column)
    for name in ("decision", "person", "note"):
        sheet.write_blank(place, book.layout.place(name), None, looks.cell("filled_in"))
    sheet.set_row(place, _height(row))


def _candidate(book: _Book, place: int, column: int, row: ShownRow, number: int) -> None:
    if number >= len(row.candidates):
        book.sheet.write_blank(place, column, None, book.looks.cell("cell"))
        return
    candidate = row.candidates[number]
    look = "differs" if candidate.contradicted else "agrees"
    write_pieces(book.sheet, place, column, candidate.text, book.looks, look)


def _height(row: ShownRow) -> float:
    texts = [
        (plain(row.name), _WIDTHS["name"]),
        (plain(row.account), _WIDTHS["account"]),
        (row.organisation, _WIDTHS["organisation"]),
        (row.why, _WIDTHS["why"]),
        *((plain(each.text), _WIDTHS["candidate"]) for each in row.candidates),
    ]
    return height(texts, least=30)


def _decisions(book: _Book) -> None:
    """Lay the lists over the decisions, and shades that tell what can be read back and what can't.

    Other words may be typed, too: the list helps, reading back judges.
    """
    column, person = book.layout.place("decision"), book.layout.place("person")
    first = _HEAD + 1
    specials = len(offered(book.words, 1)) - 1
    count = f"$B{first + 1}"
    height_ = f"{count}+{specials}-({count}=0)"
    source = f"=OFFSET({_LISTS}!$A$1,0,{count},{height_},1)"
    book.sheet.data_validation(
        first, column, book.last, column, {"validate": "list", "source": source, "show_error": False}
    )
    cell = f"${xl_col_to_name(column)}{first + 1}"
    known = f"COUNTIF({_LISTS}!$A$1:$D$20,{cell})>0"
    number = f"AND(ISNUMBER({cell}),{cell}>=1,{cell}<={count})"
    taken = {"type": "formula", "criteria": f"=OR({known},{number})", "format": book.looks.cell("taken")}
    odd = {"type": "formula", "criteria": f'={cell}<>""', "format": book.looks.cell("odd")}
    book.sheet.conditional_format(first, column, book.last, column, taken | {"stop_if_true": True})
    book.sheet.conditional_format(first, column, book.last, column, odd)
    wrong = {"validate": "integer", "criteria": ">", "value": 0, "error_type": "warning"}
    told = {
        "error_title": book.words.say("queue.column.person"),
        "error_message": book.words.say("queue.only_number"),
    }
    book.sheet.data_validation(first, person, book.last, person, wrong | told)


def _lists(file: Workbook, book: _Book) -> None:
    """Add the hidden sheet of lists: a column for each count of candidates, from none."""
    sheet = file.add_worksheet(_LISTS)
    for count in range(SHOWN + 1):
        sheet.write_column(0, count, offered(book.words, count))
    sheet.hide()
