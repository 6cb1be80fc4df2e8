"""Staff without an account as books: one for each organisation, to be filled in there, and a summary.

An organisation's book holds its own people only, and nothing that would tell of an account or of another school.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from typing import NamedTuple, Self

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from config.locale import Texts
from config.locale.numbers import format_day
from jobs.queue_sheet.looks import SIZE, Looks, height
from jobs.queue_sheet.pages import set_page
from jobs.reports.measure import text_height
from mappings.keeping.without_accounts import OrganisationStaff, WithoutAccount

_UNSAFE = re.compile(r"[^\w№ .-]+")
_LONGEST_NAME = 60
_SUMMARY = (6, 60, 14, 14, 14)
_SCHOOL = (6, 10, 36, 34, 20, 28, 28)


class _Page(NamedTuple):
    sheet: Worksheet
    looks: Looks
    words: Texts


def file_names(organisations: Sequence[OrganisationStaff]) -> dict[int, str]:
    """Return a file's name for each organisation: its number and its name, nothing of its people."""
    names = {}
    for each in organisations:
        plain = " ".join(_UNSAFE.sub(" ", each.name).split())[:_LONGEST_NAME].strip(" .")
        names[each.organisation_id] = f"{each.organisation_id:03d} {plain}".strip() + ".xlsx"
    return names


def school_book(told: OrganisationStaff, words: Texts, *, day: date, now: datetime) -> bytes:
    """Return the book sent to an organisation: its people without an account, columns to fill in."""
    with _Book(words.say("queue.missing.school_sheet"), words, now) as book:
        page = book.page
        _lines(
            page,
            _SCHOOL,
            [
                ("title", told.name),
                ("line", words.say("queue.missing.letter", day=format_day(day, words.locale))),
                ("line", words.say("queue.missing.letter_how")),
                ("line", words.say("queue.missing.count", n=len(told.missing), staff=told.staff)),
            ],
        )
        names = ("number", "roster_no", "name", "post", "login", "email", "note")
        _table(page, 4, names, _SCHOOL, _school_rows(told.missing, words), filled=3)
    return book.content


def summary_book(
    organisations: Sequence[OrganisationStaff], words: Texts, *, day: date, now: datetime
) -> bytes:
    """Return the district's summary: how many of each organisation's staff have no account."""
    with _Book(words.say("queue.missing.summary_sheet"), words, now) as book:
        title = words.say("queue.missing.summary_title", day=format_day(day, words.locale))
        _lines(book.page, _SUMMARY, [("title", title)])
        rows = [*_summary_rows(organisations), _total(organisations, words)]
        _table(
            book.page, 1, ("number", "organisation", "staff", "missing", "waiting"), _SUMMARY, rows, filled=0
        )
    return book.content


def waiting_in(organisation: OrganisationStaff) -> int:
    """Return how many of those without an account have one that waits for a decision."""
    return sum(bool(each.waiting) for each in organisation.missing)


class _Book:
    """A workbook of one page while it is written, then its content."""

    def __init__(self, title: str, words: Texts, now: datetime) -> None:
        self._target = BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._file = Workbook(self._target, options)
        created = now.astimezone(UTC).replace(tzinfo=None)
        self._file.set_properties({"title": title, "author": "marshrut", "created": created})
        self.page = _Page(self._file.add_worksheet(title), Looks(self._file), words)
        set_page(self.page.sheet, title, words.say("queue.page", page="&P", pages="&N"))
        self.content = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self.content = self._target.getvalue()


def _lines(page: _Page, widths: Sequence[float], told: Sequence[tuple[str, str]]) -> None:
    """Write lines across the page, as high as they need."""
    for column, width in enumerate(widths):
        page.sheet.set_column(column, column, width)
    for row, (look, text) in enumerate(told):
        shown = page.looks.cell("wrapped" if look == "line" else look)
        page.sheet.merge_range(row, 0, row, len(widths) - 1, "", shown)
        page.sheet.write_string(row, 0, text, shown)
        page.sheet.set_row(row, text_height(text, sum(widths), shown.font_size, bold=False) + 3)


def _table(
    page: _Page,
    top: int,
    names: Sequence[str],
    widths: Sequence[float],
    rows: Sequence[Sequence[str | int]],
    *,
    filled: int,
) -> None:
    sheet, looks = page.sheet, page.looks
    for column, name in enumerate(names):
        sheet.write_string(top, column, page.words.say(f"queue.missing.column.{name}"), looks.cell("head"))
    sheet.set_row(top, 30)
    first_filled = len(names) - filled
    for place, row in enumerate(rows, top + 1):
        for column, value in enumerate(row):
            if column >= first_filled:
                sheet.write_string(place, column, str(value), looks.cell("filled_in"))
            elif isinstance(value, int):
                sheet.write_number(place, column, value, looks.cell("number"))
            else:
                sheet.write_string(place, column, value, looks.cell("cell"))
        texts = [(str(value), width) for value, width in zip(row, widths, strict=True)]
        sheet.set_row(place, height(texts, least=SIZE * 2))
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    sheet.autofilter(top, 0, top + max(len(rows), 1), len(names) - 1)


def _school_rows(missing: Sequence[WithoutAccount], words: Texts) -> list[tuple[str | int, ...]]:
    return [
        (number, each.roster_no or "", each.full_name, _post(each, words), "", "", "")
        for number, each in enumerate(missing, start=1)
    ]


def _post(person: WithoutAccount, words: Texts) -> str:
    return person.post if person.main else words.say("queue.missing.second_post", post=person.post)


def _summary_rows(organisations: Sequence[OrganisationStaff]) -> Iterator[tuple[str | int, ...]]:
    for number, each in enumerate(organisations, start=1):
        yield number, each.name, each.staff, len(each.missing), waiting_in(each)


def _total(organisations: Sequence[OrganisationStaff], words: Texts) -> tuple[str | int, ...]:
    missing = {person.person_id: person for each in organisations for person in each.missing}
    waiting = sum(bool(person.waiting) for person in missing.values())
    return "", words.say("queue.missing.total"), "", len(missing), waiting
