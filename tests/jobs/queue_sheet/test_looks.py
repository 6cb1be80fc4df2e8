"""What the workbook shows: both sides, marks on letters, lists of decisions, nothing that runs."""

import io
import re
import zipfile

import pytest

from jobs.queue_sheet.spelling import Mark, compared, words_of
from mappings.facts import LinkState


def marked(text, *others):
    return {piece.text: piece.mark for piece in compared(text, words_of(*others))}


@pytest.mark.parametrize(
    ("text", "other", "expected"),
    [
        ("Елкина", "Ёлкина", {"Елкина": Mark.AGREES}),
        ("Shevchenko", "Шевченко", {"Shevchenko": Mark.AGREES}),
        ("Соболева", "Соборева", {"Собо": Mark.AGREES, "л": Mark.DIFFERS, "ева": Mark.AGREES}),
        ("И", "Иван", {"И": Mark.AGREES}),
        ("Иван", "И", {"И": Mark.AGREES, "ван": Mark.QUIET}),
        ("Николай", "Ник", {"Ник": Mark.AGREES, "олай": Mark.QUIET}),
        ("Таня", "Татьяна", {"Таня": Mark.QUIET}),
        ("Белова", "Чернышевская", {"Белова": Mark.DIFFERS}),
    ],
)
def test_only_the_letters_that_differ_are_marked(text, other, expected):
    assert marked(text, other) == expected


def test_what_the_other_side_does_not_tell_is_quiet_and_no_difference():
    assert marked("Петровна Анна", "Анна")["Петровна"] is Mark.QUIET


def test_swapped_names_agree_word_by_word():
    assert set(marked("Анна Петрова", "Петрова", "Анна").values()) <= {Mark.AGREES, Mark.PLAIN}


def test_the_same_queue_makes_the_same_bytes(room):
    assert room.book() == room.book()


def test_the_book_shows_both_sides_and_hides_its_keys(room, books):
    rows = books.rows_of(room.book())
    head = books.head_of(rows)
    best = room.cases()[0].candidates[0].person
    cell = rows[head + 1][rows[head].index("Кандидат 1")]

    assert best.last_name in cell
    assert f"№ {best.person_id}" in cell
    assert best.posts[0].organisation in cell
    assert "+ " in cell
    with zipfile.ZipFile(io.BytesIO(room.book())) as file:
        sheet = file.read("xl/worksheets/sheet1.xml").decode()
        book = file.read("xl/workbook.xml").decode()
    assert re.search(r'<col min="1"[^>]* hidden="1"', sheet)
    assert "dataValidation" in sheet
    assert "<autoFilter" in sheet
    assert 'state="frozen"' in sheet
    assert 'state="hidden"' in book


def test_a_name_that_begins_like_a_formula_stays_text(make_room, books):
    room = make_room(accounts=(("=1+1", "Мария", None), ("Ёлкина", "Мария", None)))
    with zipfile.ZipFile(io.BytesIO(room.book(frozenset(LinkState)))) as file:
        assert "=1+1" not in file.read("xl/worksheets/sheet1.xml").decode()
    assert "=1+1 Мария" in str(books.rows_of(room.book(frozenset(LinkState))))
