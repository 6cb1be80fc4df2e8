"""`marshrut reconcile export`, `import` and `missing`, as somebody types them."""

import json
from dataclasses import dataclass

import pytest

from jobs.cli.main import run
from jobs.cli.session import Session


@dataclass
class Said:
    code: int
    out: str
    err: str


@pytest.fixture
def marshrut(room, capsys, monkeypatch):
    """Run a command line over the room's store and key."""
    monkeypatch.chdir(room.folder)
    url = room.context.store._engine.url.render_as_string()
    text = '[store]\nurl = "{}"\n[[lms]]\nurl = "https://lms.example.ru"\n'
    (room.folder / "marshrut.toml").write_text(text.format(url), "utf-8")

    def marshrut(*words, **environ):
        capsys.readouterr()
        return Said(run(words, Session(environ=environ)), *capsys.readouterr())

    return marshrut


@pytest.fixture
def queue(room, marshrut):
    """The exported queue's content."""
    assert marshrut("reconcile", "export", "q.xlsx").code == 0
    return (room.folder / "q.xlsx").read_bytes()


@pytest.fixture
def waiting(room):
    return [case.account.key[1] for case in room.cases()]


def test_export_does_not_write_over_a_filled_book(room, marshrut, queue):
    again = marshrut("reconcile", "export", "q.xlsx")

    assert again.code == 1
    assert "q.xlsx" in again.err
    assert (room.folder / "q.xlsx").read_bytes() == queue
    assert marshrut("reconcile", "export", "q.xlsx", "--force").code == 0


def test_export_is_narrowed_by_reason_and_organisation(room, marshrut, books):
    def exported(*words):
        assert marshrut("reconcile", "export", "one.xlsx", "--force", *words).code == 0
        rows = books.rows_of((room.folder / "one.xlsx").read_bytes())
        return {int(row[0].split("|")[3]) for row in rows[books.head_of(rows) + 1 :] if row[0]}

    everything = room.cases()
    reason = everything[0].reason
    assert exported("--reason", reason.value) == {
        case.account.key[1] for case in everything if case.reason is reason
    }
    assert exported("--organisation", "нет такой") == set()


def test_import_tells_counts_cells_and_how_to_take_it_back(room, marshrut, queue, books, waiting):
    book = books.filled(queue, {waiting[0]: "1", waiting[1]: "может быть"})
    (room.folder / "filled.xlsx").write_bytes(book)

    done = marshrut("reconcile", "import", "filled.xlsx", "--by", "petrova", "--result", "told.xlsx")

    assert done.code == 3
    assert "записано\t1\n" in done.out
    assert "не понято\t1\n" in done.out
    assert "  ячейка " in done.out
    assert (room.folder / "told.xlsx").exists()
    batch = done.out.rsplit("undo-batch ", 1)[1].strip()
    assert batch.startswith("sheet-")
    assert room.desk.case(("lms", waiting[0])).decided_by == "petrova"
    assert marshrut("reconcile", "undo-batch", batch, "--by", "petrova").code == 0
    assert not room.desk.case(("lms", waiting[0])).by_hand
    assert marshrut("reconcile", "undo-batch", "sheet-none").code == 2


def test_a_dry_run_writes_nothing(room, marshrut, queue, books, waiting):
    (room.folder / "filled.xlsx").write_bytes(books.filled(queue, {waiting[0]: "1"}))
    before = room.lines()

    done = marshrut("reconcile", "import", "filled.xlsx", "--dry-run", "--json")

    told = json.loads(done.out)
    assert (done.code, told["dry_run"], told["counts"]["done"]) == (0, True, 1)
    assert room.lines() == before


def test_a_wrong_file_is_told_in_one_sentence(room, marshrut):
    (room.folder / "wrong.xlsx").write_bytes(b"PK none")

    done = marshrut("reconcile", "import", "wrong.xlsx")

    assert done.code == 1
    assert done.err.startswith("Файл «wrong.xlsx» — не электронная таблица.")
    assert marshrut("reconcile", "import", "absent.xlsx").code == 1


def test_a_closed_book_goes_out_and_comes_back(room, marshrut, waiting):
    secret = {"BOOK": "очень-тайно 7"}
    assert marshrut("reconcile", "export", "c.xlsx", "--password-env", "BOOK", **secret).code == 0

    refused = marshrut("reconcile", "import", "c.xlsx")
    done = marshrut("reconcile", "import", "c.xlsx", "--password-env", "BOOK", **secret)

    assert (refused.code, done.code) == (1, 0)
    assert "закрыта паролем" in refused.err
    assert f"оставлено в очереди\t{len(waiting)}\n" in done.out


def test_missing_is_listed_and_written(room, marshrut):
    listed = marshrut("reconcile", "missing", "--organisation", "детский сад 3")
    written = marshrut("reconcile", "missing", "--folder", "школы")

    assert "МБДОУ «Детский сад № 3»\t2\t1\t" in listed.out
    assert "Тестова Ольга Олеговна" in listed.out
    assert written.code == 0
    assert (room.folder / "школы" / "000 Свод.xlsx").exists()
    assert marshrut("reconcile", "missing", "--organisation", "нет такой").code == 2
