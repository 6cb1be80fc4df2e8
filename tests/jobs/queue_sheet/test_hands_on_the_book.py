"""What people do to a workbook before it comes back: sort, leave rows out, add columns, copy, save elsewhere."""

import io
import os
import random
from pathlib import Path

import pytest
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile

from connector.errors import RefusedError
from jobs.queue_sheet.files import read_book, save_book
from jobs.queue_sheet.meaning import meanings
from jobs.queue_sheet.outcome_book import write_outcomes
from jobs.queue_sheet.reading import read_queue
from jobs.queue_sheet.row_key import RowKey
from jobs.queue_sheet.taking import Taken
from mappings.keeping.secrecy import Keyring


@pytest.fixture
def waiting(room):
    return [case.account.key[1] for case in room.cases()]


@pytest.fixture
def decided(room, books, waiting):
    """A filled book's rows: the first two accounts decided."""
    return books.rows_of(books.filled(room.book(), {waiting[0]: "1", waiting[1]: "тестовая"}))


def ends(taking):
    return {each.account[1]: each.taken for each in taking.rows if each.account}


def parted(books, rows):
    head = books.head_of(rows)
    return rows[:head], rows[head], rows[head + 1 :]


def test_shuffled_rows_are_the_same_rows(room, books, waiting, decided):
    top, head, rows = parted(books, decided)
    random.Random(7).shuffle(rows)

    found = ends(room.take(books.book_of([*top, head, *rows])))

    assert {each for each, end in found.items() if end is Taken.DONE} == set(waiting[:2])


def test_rows_left_out_are_not_missed(room, books, waiting, decided):
    _, head, rows = parted(books, decided)

    taking = room.take(books.book_of([head, rows[1]]))

    assert ends(taking) == {waiting[1]: Taken.DONE}


def test_columns_may_be_added_and_moved(room, books, waiting, decided):
    mixed = [["моё", *reversed(row), ""] for row in decided]

    found = ends(room.take(books.book_of(mixed)))

    assert [found[each] for each in waiting[:2]] == [Taken.DONE] * 2


def test_rows_of_two_sheets_and_repeated_headings_are_all_read(room, books, waiting, decided):
    _, head, rows = parted(books, decided)
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as file:
        for name, part in (("Моя", [head, rows[0], head]), ("Анина", [head, rows[1]])):
            sheet = file.add_worksheet(name)
            for place, row in enumerate(part):
                sheet.write_row(place, 0, row)

    assert set(ends(room.take(target.getvalue())).values()) == {Taken.DONE}


@pytest.mark.parametrize(
    "written",
    [
        " ДА,  кандидат 1 ",
        "1",
        1.0,
        "Кандидат 1",
        "кандидат1",
        "да, это он(а) — кандидат 1",
        "1.0",
        "yes, candidate 1",
    ],
)
def test_a_candidate_may_be_written_in_many_ways(room, books, waiting, written):
    best = room.desk.case(("lms", waiting[0])).candidates[0].person.person_id

    room.take(books.filled(room.book(), {waiting[0]: written}))

    assert room.desk.case(("lms", waiting[0])).person_id == best
    assert room.desk.case(("lms", waiting[0])).by_hand


def test_a_csv_of_the_book_is_read_too(room, books, waiting, decided):
    text = "\n".join(";".join(f'"{cell}"' for cell in row) for row in decided)

    found = ends(room.take(text.encode("cp1251", errors="replace"), "queue.csv"))

    assert [found[each] for each in waiting[:2]] == [Taken.DONE] * 2


def test_a_decision_in_a_row_without_a_key_is_told(room, books, waiting, decided):
    _, head, rows = parted(books, decided)
    rows[0][0] = ""

    taking = room.take(books.book_of([head, *rows]))

    [told] = taking.not_taken
    assert told.problem.text_id == "queue.row.no_key"


def test_a_key_that_was_altered_is_told(room, books, waiting, decided):
    _, head, rows = parted(books, decided)
    rows[0][0] = rows[0][0].replace(f"|{waiting[0]}|", f"|{waiting[2]}|")

    [told] = room.take(books.book_of([head, *rows])).not_taken

    assert told.problem.text_id == "queue.row.damaged"


def refused(room, content, name="queue.xlsx"):
    with pytest.raises(RefusedError) as caught:
        room.take(content, name)
    assert room.context.words.say(caught.value.text_id, **caught.value.detail)
    return caught.value.text_id


def test_a_book_that_is_no_queue_is_refused_in_a_sentence(room, books):
    assert refused(room, books.book_of([["Фамилия", "Имя"], ["Ёлкина", "Мария"]])) == "queue.not_a_queue"
    assert refused(room, b"PK\x03\x04 not a book") == "queue.not_a_spreadsheet"


def test_a_book_without_its_decisions_column_is_refused(room, books, decided):
    _, _, rows = parted(books, decided)

    assert refused(room, books.book_of(rows)) == "queue.no_decision_column"


def test_two_columns_of_decisions_are_refused(room, books, decided):
    _, head, rows = parted(books, decided)

    assert refused(room, books.book_of([[*head, "Решение "], *rows])) == "queue.two_columns"


def test_a_book_of_another_version_is_refused(room, books, decided):
    _, head, rows = parted(books, decided)
    older = [[str(row[0]).replace("q1|", "q0|", 1), *row[1:]] for row in rows]

    assert refused(room, books.book_of([head, *older])) == "queue.other_version"


def test_a_book_of_another_store_is_refused(room, books, decided):
    object.__setattr__(room.context, "keyring", Keyring(bytes(31) + b"x"))

    assert refused(room, books.book_of(decided)) == "queue.other_store"


def test_the_book_of_outcomes_tells_each_row_and_can_be_imported_again(room, books, waiting):
    book = books.filled(room.book(), {waiting[0]: "1", waiting[1]: "может быть"})
    taking = room.take(book)
    again = books.rows_of(write_outcomes(book, "queue.xlsx", taking.rows, room.context.words))
    head = again[books.head_of(again)]
    told = {row[0].split("|")[3]: row[-1] for row in again[books.head_of(again) + 1 :]}

    assert head[-1] == "Итог"
    assert told[str(waiting[0])] == "записано"
    assert told[str(waiting[1])].startswith("не понято: ячейка")
    for row in again:
        if "может быть" in row:
            row[row.index("может быть")] = "тестовая"
    found = ends(room.take(books.book_of(again)))
    assert (found[waiting[0]], found[waiting[1]]) == (Taken.ALREADY, Taken.DONE)


def test_a_book_is_for_its_owner_only_and_is_not_written_over(tmp_path):
    file = tmp_path / "q.xlsx"
    save_book(file, b"one")

    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        save_book(file, b"two")
    save_book(file, b"two", replace=True)
    assert file.read_bytes() == b"two"
    assert list(tmp_path.iterdir()) == [file]


def test_a_closed_book_opens_with_its_password_only(room, tmp_path):
    file, book = tmp_path / "q.xlsx", room.book()
    save_book(file, book, password="очень-тайно 7")

    assert read_book(file, ["другой", "очень-тайно 7"]) == book
    assert OOXMLFile(io.BytesIO(file.read_bytes())).is_encrypted()
    for known in ((), ("другой",)):
        with pytest.raises(RefusedError) as caught:
            read_book(file, known)
        assert caught.value.text_id == "queue.closed"


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_book_saved_by_libreoffice_is_read_cell_by_cell(ending):
    """The little district's queue, filled in and saved anew by LibreOffice 7."""
    file = Path(__file__).parent / f"saved_by_libreoffice.{ending}"

    rows = read_queue(file.read_bytes(), file.name, Keyring(bytes(32)).mark)

    assert all(isinstance(row.key, RowKey) for row in rows)
    assert [row.decision for row in rows][:5] == [
        "1",
        "никто из списка",
        "да, кандидат 1",
        "ерунда",
        "тестовая",
    ]
    assert [type(each).__name__ for each in meanings(rows)][3] == "Problem"


def test_a_device_or_pipe_is_never_written_over(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    with pytest.raises(IsADirectoryError):
        save_book(pipe, b"book", replace=True)

    assert pipe.is_fifo()


def test_a_book_that_cannot_be_written_is_told_by_its_own_name(tmp_path):
    file = tmp_path / "no such folder" / "book.xlsx"

    with pytest.raises(FileNotFoundError) as told:
        save_book(file, b"book")

    assert told.value.filename == str(file)
