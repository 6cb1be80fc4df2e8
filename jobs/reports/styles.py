"""How cells look: a few quiet shades that a black-and-white printer keeps apart."""

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from config.locale import Locale

SHADE = "#E4EAF0"
"""Heads of tables; prints as a light grey."""

PALE = "#F4F4F4"
RULE = "#808080"

_FONT = {"font_name": "Arial", "font_size": 10, "valign": "vcenter"}
_BOXED = {"border": 1, "border_color": RULE}

_LINES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14, "text_wrap": True},
    "district": {"bold": True, "font_size": 12, "text_wrap": True},
    "plain": {"text_wrap": True},
    "note": {"font_size": 9, "font_color": "#404040", "text_wrap": True},
    "section": {"bold": True, "font_size": 12, "text_wrap": True},
    "boxed": {"text_wrap": True, "left": 2, "right": 2, "bottom": 1, "bottom_color": RULE},
    "warning": {"bold": True, "text_wrap": True, "border": 2, "bg_color": PALE},
}
_HEADS: dict[str, dict[str, Any]] = {
    "head": {
        **_BOXED,
        "bold": True,
        "bg_color": SHADE,
        "align": "center",
        "text_wrap": True,
    },
    "grapha": {**_BOXED, "font_size": 8, "align": "center", "valign": "vcenter", "bg_color": SHADE},
}
_CELLS: dict[str, dict[str, Any]] = {
    "text": {**_BOXED, "text_wrap": True},
    "centre": {**_BOXED, "align": "center", "text_wrap": True},
    "key": {**_BOXED, "bold": True, "align": "center"},
    "count": {**_BOXED, "align": "right"},
    "share": {**_BOXED, "align": "right"},
    "main_share": {**_BOXED, "align": "right", "bold": True},
    "change": {**_BOXED, "align": "right"},
    "day": {**_BOXED, "align": "center"},
    "moment": {**_BOXED, "align": "center"},
}
_VARIANTS: dict[str, dict[str, Any]] = {
    "": {},
    "strong": {"bold": True},
    "small": {"font_size": 9},
    "total": {"bold": True, "top": 2},
}
_NUMBERS: dict[Locale, dict[str, str]] = {
    # _): a little air before the cell's edge; LibreOffice prints an indent of numbers in some cells only.
    # [$-419]: Russian whatever the reader's own settings; else a comma would depend on whose computer opens it.
    "ru": {
        "count": "[$-419]#,##0_)",
        "share": '[$-419]0.0"\N{NO-BREAK SPACE}"%_)',
        "main_share": '[$-419]0.0"\N{NO-BREAK SPACE}"%_)',
        "change": "[$-419]+0.0_);[$-419]\N{MINUS SIGN}0.0_);[$-419]0.0_)",
        "day": "dd.mm.yyyy",
        "moment": "dd.mm.yyyy hh:mm",
    },
    "en": {
        "count": "#,##0_)",
        "share": "0.0%_)",
        "main_share": "0.0%_)",
        "change": "+0.0_);\N{MINUS SIGN}0.0_);0.0_)",
        "day": "d mmm yyyy",
        "moment": "d mmm yyyy hh:mm",
    },
}


class Styles:
    """The formats of one workbook by name, each made once."""

    def __init__(self, book: Workbook, locale: Locale) -> None:
        self._book = book
        self._numbers = _NUMBERS[locale]
        self._made: dict[tuple[str, str], Format] = {}

    def line(self, name: str) -> Format:
        """Return the look of a line of text across the sheet."""
        return self._format(name, "", _LINES[name])

    def head(self, name: str) -> Format:
        """Return the look of a table's head."""
        return self._format(name, "", _HEADS[name])

    def cell(self, name: str, variant: str = "") -> Format:
        """Return the look of a table's cell; variants: `strong`, `small` and `total`."""
        look = dict(_CELLS[name])
        if name in self._numbers:
            look["num_format"] = self._numbers[name]
        look |= _VARIANTS[variant]
        return self._format(name, variant, look)

    def _format(self, name: str, variant: str, look: dict[str, Any]) -> Format:
        key = (name, variant)
        if key not in self._made:
            self._made[key] = self._book.add_format({**_FONT, **look})
        return self._made[key]
