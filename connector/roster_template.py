"""An empty staff list to be filled in: headings, drop-down lists, checks while typing, a page of explanations."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from config.locale import Texts
from connector.roster_choices import CATEGORIES, EMPLOYMENTS, POSTS, SEXES
from connector.roster_explained import write_explanations
from connector.roster_headings import WRITTEN
from connector.roster_template_checks import (
    NAME_OF_DIGITS,
    NAME_OF_ORGANISATIONS,
    NAME_OF_POSTS,
    day_check,
    missing_rule,
    snils_check,
    snils_rule,
)

TITLE = "Сведения о педагогических и управленческих кадрах на {day:%d.%m.%Y}"
"""Russian in every language, as the headings are: the reader looks for its date."""

HEADINGS: Mapping[str, str] = {
    name: heading
    for field, text in WRITTEN.items()
    for name, heading in ((field, text), *([("main", "Вид занятости")] if field == "kind_text" else []))
}
"""Field → heading, in the order of the sheet."""

OBLIGATORY = frozenset({"organisation", "last_name", "first_name", "post"})
"""Without these a row is set aside, or says of nobody what they are."""

ONE_OF_THEM = frozenset({"snils", "birth_date"})
"""Without either nobody can be told from a namesake."""

DAYS = frozenset({"birth_date", "work_started", "hired"})
FIRST_ROW = 2
"""From 0: the title and the headings stand above."""

LAST_ROW = 5000

_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Fixed, so that the same wishes make the same bytes."""

_WIDTHS = {
    "roster_no": 5, "organisation": 28, "last_name": 17, "first_name": 12, "patronymic": 16, "snils": 15,
    "birth_date": 11, "sex": 5, "post": 24, "kind_text": 23, "main": 14, "subject": 16, "work_started": 16,
    "hired": 11, "email": 23, "staff_number": 11,
}  # fmt: skip
_TEXTUAL = frozenset({"snils", "staff_number"})
"""Columns in which a spreadsheet program must not eat leading noughts."""

_WRAPPED = frozenset({"organisation", "post", "kind_text", "subject", "email"})
_SHADE, _STRONG_SHADE, _YELLOW, _RED = "#E4EAF0", "#C9D8E6", "#FFF2CC", "#F8CBAD"


@dataclass(frozen=True)
class _Book:
    book: xlsxwriter.Workbook
    sheet: Worksheet
    words: Texts

    def style(self, **wishes: Any) -> Format:
        return self.book.add_format({"font_name": "Arial", "font_size": 10, **wishes})


def write_template(words: Texts, as_of: date, organisations: Sequence[str] = ()) -> bytes:
    """Return an XLSX file to be filled in as of a day; `organisations` become a drop-down list."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"created": _CREATED, "title": words.say("rosters.template.properties")})
        told = _Book(book, book.add_worksheet("Сотрудники"), words)
        _draw_headings(told, as_of)
        _draw_page(told)
        write_explanations(book, words, HEADINGS)
        _write_lists(book, organisations)
        _offer_choices(told, organisations)
        _check_typing(told)
        _colour(told)
    return target.getvalue()


def _draw_headings(told: _Book, as_of: date) -> None:
    sheet = told.sheet
    sheet.write_string(0, 0, TITLE.format(day=as_of), told.style(bold=True, font_size=13))
    sheet.set_row(0, 24)
    sheet.set_row(1, 44)
    for column, (name, heading) in enumerate(HEADINGS.items()):
        shade = _STRONG_SHADE if name in OBLIGATORY | ONE_OF_THEM else _SHADE
        head = told.style(
            bold=True, text_wrap=True, align="center", valign="vcenter", border=1, bg_color=shade
        )
        sheet.write_string(1, column, heading, head)
        sheet.set_column(column, column, _WIDTHS[name], _column_style(told, name))


def _column_style(told: _Book, name: str) -> Format:
    if name in DAYS:
        return told.style(num_format="dd.mm.yyyy", align="center", valign="top")
    if name in _TEXTUAL:
        return told.style(num_format="@", valign="top")
    centred = {"align": "center"} if name in {"roster_no", "sex"} else {}
    return told.style(valign="top", text_wrap=name in _WRAPPED, **centred)


def _draw_page(told: _Book) -> None:
    sheet = told.sheet
    sheet.freeze_panes(FIRST_ROW, list(HEADINGS).index("last_name") + 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    sheet.set_footer(told.words.say("rosters.template.footer"))


def _write_lists(book: xlsxwriter.Workbook, organisations: Sequence[str]) -> None:
    """Write what drop-down lists and formulas take from: a formula may hold neither long lists nor arrays."""
    sheet = book.add_worksheet("Списки")
    sheet.hide()
    lists = ((NAME_OF_DIGITS, range(1, 10)), (NAME_OF_POSTS, POSTS), (NAME_OF_ORGANISATIONS, organisations))
    for column, (name, values) in enumerate(lists):
        sheet.write_column(0, column, list(values))
        letter = "ABC"[column]
        if values:
            book.define_name(name, f"=Списки!${letter}$1:${letter}${len(values)}")


def _offer_choices(told: _Book, organisations: Sequence[str]) -> None:
    for name, values in (("kind_text", CATEGORIES), ("sex", SEXES), ("main", EMPLOYMENTS)):
        _validate(told, name, {"validate": "list", "source": list(values)})
    _validate(told, "post", {"validate": "list", "source": f"={NAME_OF_POSTS}", "show_error": False})
    source = {"validate": "list", "source": f"={NAME_OF_ORGANISATIONS}", "error_type": "warning"}
    _validate(told, "organisation", source if organisations else {"validate": "any"})


def _check_typing(told: _Book) -> None:
    for name in HEADINGS:
        if name in DAYS:
            _validate(told, name, day_check(name))
    cell = f"{_letter('snils')}{FIRST_ROW + 1}"
    _validate(told, "snils", {"validate": "custom", "value": snils_check(cell), "error_type": "warning"})
    title = {"validate": "any", **_messages(told.words, "title")}
    told.sheet.data_validation(0, 0, 0, 0, title)


def _validate(told: _Book, name: str, rule: dict[str, Any]) -> None:
    column = list(HEADINGS).index(name)
    told.sheet.data_validation(FIRST_ROW, column, LAST_ROW, column, {**_messages(told.words, name), **rule})


def _messages(words: Texts, name: str) -> dict[str, str]:
    """Return what is shown beside a cell before and after typing, where there is anything to say."""
    kinds = {"input_title": "hint_title", "input_message": "hint", "error_title": "error_title"}
    kinds["error_message"] = "error"
    ids = {kind: f"rosters.template.{place}.{name}" for kind, place in kinds.items()}
    return {kind: words.say(each) for kind, each in ids.items() if words.knows(each)}


def _colour(told: _Book) -> None:
    """Mark what pasting brings in past the checks: a wrong СНИЛС red, an obligatory cell left empty yellow."""
    ruled = {"border": 1, "border_color": "#BFBFBF"}
    red, yellow = (told.book.add_format({**ruled, "bg_color": each}) for each in (_RED, _YELLOW))
    row = FIRST_ROW + 1
    filled = f"COUNTA(${_letter('organisation')}{row}:${_letter('staff_number')}{row})>0"
    snils = list(HEADINGS).index("snils")
    _mark(told, (snils, snils), snils_rule(f"{_letter('snils')}{row}"), red)
    for name in sorted(OBLIGATORY, key=list(HEADINGS).index):
        column = list(HEADINGS).index(name)
        _mark(told, (column, column), missing_rule(f"{_letter(name)}{row}", filled), yellow)
    _mark(told, (0, len(HEADINGS) - 1), f"={filled}", told.book.add_format(ruled))


def _mark(told: _Book, columns: tuple[int, int], formula: str, style: Format) -> None:
    rule = {"type": "formula", "criteria": formula, "format": style}
    told.sheet.conditional_format(FIRST_ROW, columns[0], LAST_ROW, columns[1], rule)


def _letter(name: str) -> str:
    return chr(ord("A") + list(HEADINGS).index(name))
