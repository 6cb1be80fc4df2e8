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
    "section": {"bold": True, "font_size": 12, "bottom": 2, "text_wrap": True, "valign": "bottom"},
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
    "count": {**_BOXED, "align": "right", "indent": 1},
    "share": {**_BOXED, "align": "right", "indent": 1},
    "main_share": {**_BOXED, "align": "right", "indent": 1, "bold": True},
    "change": {**_BOXED, "align": "right", "indent": 1},
    "day": {**_BOXED, "align": "center"},
    "moment": {**_BOXED, "align": "center"},
}
_NUMBERS: dict[Locale, dict[str, str]] = {
    # [$-419]: Russian whatever the reader's own settings; else a comma would depend on whose computer opens it.
    "ru": {
        "count": "[$-419]#,##0",
        "share": '[$-419]0.0"\N{NO-BREAK SPACE}"%',
        "main_share": '[$-419]0.0"\N{NO-BREAK SPACE}"%',
        "change": "[$-419]+0.0;[$-419]\N{MINUS SIGN}0.0;[$-419]0.0",
        "day": "dd.mm.yyyy",
        "moment": "dd.mm.yyyy hh:mm",
    },
    "en": {
        "count": "#,##0",
        "share": "0.0%",
        "main_share": "0.0%",
        "change": "+0.0;\N{MINUS SIGN}0.0;0.0",
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
        """Return the look of a table's cell; variants: `total` and `small`."""
        look = dict(_CELLS[name])
        if name in self._numbers:
            look["num_format"] = self._numbers[name]
        look |= {"total": {"bold": True, "top": 2}, "small": {"font_size": 8}, "": {}}[variant]
        return self._format(name, variant, look)

    def _format(self, name: str, variant: str, look: dict[str, Any]) -> Format:
        key = (name, variant)
        if key not in self._made:
            self._made[key] = self._book.add_format({**_FONT, **look})
        return self._made[key]
