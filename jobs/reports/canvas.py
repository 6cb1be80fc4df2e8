"""One sheet that is filled from the top: lines of text, tables with numbered columns, an A4 page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from config.locale.numbers import NO_SHARE, rounded_share
from jobs.reports.measure import text_height
from jobs.reports.styles import Styles

A4 = 9
"""The paper's number in the format."""

LONGEST = 32_767
"""Signs a cell can hold (Excel's specifications); a longer text would be left out altogether."""

Cell = str | int | Fraction | date | None
"""A Fraction is a share (a change: a difference of shares); None is printed as «—»."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    title: str
    style: str
    """A name of `Styles.cell`."""

    group: str = ""
    """Neighbours of one group stand below one heading."""

    span: int = 1
    """How many columns of the sheet it takes."""


@dataclass(frozen=True, slots=True)
class Place:
    """A column of a table, and which columns of the sheet it takes."""

    first: int
    last: int
    column: Column


class Block(NamedTuple):
    """A rectangle of cells that hold one text."""

    top: int
    first: int
    below: int
    last: int


class Canvas:
    """A sheet and the row to be written next."""

    def __init__(self, sheet: Worksheet, styles: Styles, widths: Sequence[float], zone: ZoneInfo) -> None:
        self._sheet = sheet
        self._styles = styles
        self._widths = widths
        self._zone = zone
        self._row = 0
        self._head = 0
        for number, width in enumerate(widths):
            sheet.set_column(number, number, width)

    def page(self, *, landscape: bool, annex: str, footer: str, pages: str) -> None:
        """Set the printed page: A4, as wide as the sheet, numbered; `pages` holds the codes &P and &N."""
        self._sheet.set_paper(A4)
        if landscape:
            self._sheet.set_landscape()
        self._sheet.set_margins(left=0.5, right=0.4, top=0.7, bottom=0.6)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.hide_gridlines(2)
        # A space parts the size of the type from a text that may begin with a digit.
        self._sheet.set_header(f"&R&9 {_literal(annex)}")
        self._sheet.set_footer(f"&L&8 {_literal(footer)}&R&8 {pages}")

    def line(self, text: str, style: str = "plain") -> None:
        """Write a line of text across the sheet, as high as it needs."""
        look = self._styles.line(style)
        block = Block(self._row, 0, self._row, len(self._widths) - 1)
        self._text(block, text, look)
        self._sheet.set_row(self._row, self._height([(block, text, look)]))
        self._row += 1

    def gap(self) -> None:
        """Leave a row empty."""
        self._row += 1

    def head(self, columns: Sequence[Column], *, freeze: int | None = None) -> None:
        """Write a table's head with its numbered columns (графы).

        With `freeze`, as many columns and the head stay in sight, and the head repeats on every page.
        """
        first = self._row
        places = tuple(_placed(columns))
        if any(each.group for each in columns):
            self._grouped_titles(places)
        else:
            self._titles(places, self._row, self._row)
        for number, place in enumerate(places, start=1):
            self._number(place, number)
        self._head = self._row
        self._row += 1
        if freeze is not None:
            self._sheet.freeze_panes(self._row, freeze)
            self._sheet.repeat_rows(first, self._row - 1)

    def rows(
        self,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Cell]],
        *,
        variant: str = "",
        filtered: bool = False,
    ) -> None:
        """Write a table's rows; with `filtered` the head gets a filter over them and those before."""
        places = tuple(_placed(columns))
        looks = [self._styles.cell(each.style, variant) for each in columns]
        blank = self._styles.cell("centre", variant)
        for row in rows:
            told = [
                (place, value, blank if value is None else look)
                for place, value, look in zip(places, row, looks, strict=True)
            ]
            for place, value, look in told:
                self._cell(place, value, look)
            texts = [
                (self._block(place), value, look) for place, value, look in told if isinstance(value, str)
            ]
            self._sheet.set_row(self._row, self._height(texts))
            self._row += 1
        if filtered:
            self._sheet.autofilter(self._head, 0, self._row - 1, len(columns) - 1)

    def _cell(self, place: Place, value: Cell, look: Format) -> None:
        """Write a value as what it is: text stays text, whatever it begins with."""
        match value:
            case None:
                self._text(self._block(place), NO_SHARE, look)
            case str():
                self._text(self._block(place), value, look)
            case Fraction():
                times = 100 if place.column.style == "change" else 1
                self._sheet.write_number(self._row, place.first, float(rounded_share(value) * times), look)
            case datetime():
                local = value.astimezone(self._zone).replace(tzinfo=None)
                self._sheet.write_datetime(self._row, place.first, local, look)
            case date():
                self._sheet.write_datetime(self._row, place.first, value, look)
            case int():
                self._sheet.write_number(self._row, place.first, value, look)

    def _text(self, block: Block, text: str, look: Format) -> None:
        if (block.top, block.first) != (block.below, block.last):
            self._sheet.merge_range(*block, "", look)
        cut = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
        self._sheet.write_string(block.top, block.first, cut, look)

    def _block(self, place: Place) -> Block:
        return Block(self._row, place.first, self._row, place.last)

    def _number(self, place: Place, number: int) -> None:
        look = self._styles.head("grapha")
        if place.first != place.last:
            self._sheet.merge_range(*self._block(place), "", look)
        self._sheet.write_number(self._row, place.first, number, look)

    def _titles(self, places: Sequence[Place], top: int, below: int) -> None:
        look = self._styles.head("head")
        told = [Block(below if each.column.group else top, each.first, below, each.last) for each in places]
        for block, place in zip(told, places, strict=True):
            self._text(block, place.column.title, look)
        self._sheet.set_row(
            below,
            self._height((block, each.column.title, look) for block, each in zip(told, places, strict=True)),
        )
        self._row = below + 1

    def _grouped_titles(self, places: Sequence[Place]) -> None:
        top, look = self._row, self._styles.head("head")
        groups = []
        for name, members in groupby(places, key=lambda each: each.column.group):
            told = tuple(members)
            if name:
                groups.append((Block(top, told[0].first, top, told[-1].last), name, look))
        for block, name, _ in groups:
            self._text(block, name, look)
        self._sheet.set_row(top, self._height(groups))
        self._titles(places, top, top + 1)

    def _height(self, texts: Iterable[tuple[Block, str, Format]]) -> float:
        """Return the height of the text that needs most, in points; texts over several rows need no more."""
        return max(
            (
                text_height(
                    text, sum(self._widths[block.first : block.last + 1]), look.font_size, bold=look.bold
                )
                for block, text, look in texts
                if block.top == block.below
            ),
            default=text_height("", 1, 10, bold=False),
        )


def _placed(columns: Iterable[Column]) -> Iterator[Place]:
    first = 0
    for column in columns:
        yield Place(first, first + column.span - 1, column)
        first += column.span


def _literal(text: str) -> str:
    """Return text for a page's header or footer: `&` begins a code there, and 255 signs is the most."""
    return text[:110].replace("&", "&&")
