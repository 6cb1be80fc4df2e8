"""A district to decide about: made-up people and accounts put straight into a store, a desk, a book to fill in."""

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from config.load import load
from jobs.context import Context
from jobs.queue_sheet.reading import read_queue
from jobs.queue_sheet.shown import Showing
from jobs.queue_sheet.taking import batch_of, take
from jobs.queue_sheet.writing import write_queue
from jobs.reconciliation.desk import Desk
from jobs.reconciliation.wanted import Wanted
from mappings import tables
from mappings.identity.organisation_names import normal_organisation
from mappings.keeping.secrecy import Keyring

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SCHOOLS = ("МБОУ «СОШ № 1»", "МБОУ «СОШ № 2»", "МБДОУ «Детский сад № 3»")
PEOPLE = (
    ("Ёлкина", "Мария", "Петровна", 1, "учитель"),
    ("Ёлкина", "Мария", "Павловна", 2, "учитель"),
    ("Шевченко", "Наталья", "Игоревна", 1, "учитель"),
    ("Белых", "Анна", "Сергеевна", 2, "воспитатель"),
    ("Тестова", "Ольга", "Олеговна", 3, "воспитатель"),
    ("Кузнецов", "Иван", "Ильич", 1, "директор"),
    ("Кузнецов", "Илья", "Иванович", 2, "учитель"),
    ("Соболева", "Дарья", "Львовна", 3, "заведующий"),
)
ACCOUNTS = (
    ("Елкина", "Мария", None),
    ("Ёлкина", "М. П.", None),
    ("Shevchenko", "Natalia", None),
    ("Шевченко", "Наталья", None),
    ("Белых", "Анна Сергеевна", None),
    ("Кузнецов", "И.И.", None),
    ("Соболева", "Дарья Львовна", "МБДОУ «Детский сад № 3»"),
    ("Неизвестных", "Пётр", None),
)


class _Clock:
    """Each look at it is a second later, so that no two lines have one moment."""

    def __init__(self):
        self.now = NOW

    def __call__(self):
        self.now += timedelta(seconds=1)
        return self.now


def fill(store, people=PEOPLE, accounts=ACCOUNTS, schools=SCHOOLS):
    """Put people and accounts into a store; both are numbered from 1 in their order."""
    with store.transaction() as tx:
        tx.insert(tables.organisation, [
            {"organisation_id": n, "name": name, "normal_name": normal_organisation(name), "as_of": date(2026, 9, 1)}
            for n, name in enumerate(schools, 1)
        ])  # fmt: skip
        tx.insert(tables.roster_import, [
            {"import_id": 1, "file_hash": "0" * 64, "as_of": date(2026, 9, 1), "imported_at": NOW,
             "rows": len(people), "problems": []}
        ])  # fmt: skip
        tx.insert(tables.person, [
            {"person_id": n, "last_name": last, "first_name": first, "patronymic": third, "roster_no": str(100 + n),
             "birth_date": date(1980, 1, 1 + n % 28), "import_id": 1}
            for n, (last, first, third, _, _) in enumerate(people, 1)
        ])  # fmt: skip
        tx.insert(tables.employment, [
            {"employment_id": n, "person_id": n, "organisation_id": school, "post": post, "subject": "", "main": True,
             "kind": "manager" if post in ("директор", "заведующий") else "teacher", "hired": date(2020, 9, 1),
             "import_id": 1}
            for n, (_, _, _, school, post) in enumerate(people, 1)
        ])  # fmt: skip
        tx.insert(tables.account, [
            {"site": "lms", "account_id": n, "username": f"u{n}", "first_name": first, "last_name": last,
             "email": f"u{n}@mail.test", "organisation": place, "suspended": False, "first_seen": NOW,
             "changed_at": NOW}
            for n, (last, first, place) in enumerate(accounts, 1)
        ])  # fmt: skip


@dataclass
class Room:
    """A store with its desk, and books of its queue."""

    context: Context
    folder: Path

    @property
    def desk(self):
        return self.named_desk(None)

    def named_desk(self, batch, by="petrova"):
        return Desk(self.context, by, batch)

    def cases(self, states=None):
        return self.desk.queue(Wanted() if states is None else Wanted(states=states))

    def book(self, states=None):
        """Return the workbook of the queue."""
        showing = Showing(self.context.words, self.context.settings.zone(), self.context.keyring.mark)
        rows = [showing.row(case) for case in self.cases(states)]
        return write_queue(rows, self.context.words, now=NOW, zone=self.context.settings.zone())

    def take(self, content, name="queue.xlsx", by="petrova"):
        """Take a book's decisions."""
        rows = read_queue(content, name, self.context.keyring.mark)
        batch = batch_of(content, NOW.date())
        return take(self.named_desk(batch, by), rows, batch)

    def lines(self):
        """Return the ledger without its moments and batches."""
        with self.context.store.reading() as tx:
            return [
                (
                    row.site,
                    row.account_id,
                    row.person_id,
                    row.state,
                    row.method,
                    row.reason,
                    row.note,
                    row.decided_by,
                )
                for row in tx.rows(tables.account_link.select().order_by(tables.account_link.c.link_id))
            ]


def rows_of(content, sheet=0):
    """Return a sheet's rows as calamine reads them."""
    return (
        CalamineWorkbook.from_filelike(io.BytesIO(content))
        .get_sheet_by_index(sheet)
        .to_python(skip_empty_area=False)
    )


def book_of(rows, name="Лист1"):
    """Write rows as a plain workbook, as copying into another file makes one."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as file:
        sheet = file.add_worksheet(name)
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    return target.getvalue()


def head_of(rows):
    """Return the place of the headings."""
    return next(place for place, row in enumerate(rows) if "Решение" in row)


def filled(content, decisions, *, persons=None, notes=None):
    """Return a book with decisions by account number."""
    rows = [list(row) for row in rows_of(content)]
    head = rows[head_of(rows)]
    columns = [(head.index("Решение"), decisions), (head.index("№ человека"), persons or {}),
               (head.index("Примечание"), notes or {})]  # fmt: skip
    for row in rows[head_of(rows) + 1 :]:
        number = int(row[0].split("|")[3])
        for column, told in columns:
            if number in told:
                row[column] = told[number]
    return book_of(rows)


@pytest.fixture
def make_room(sqlite_store, tmp_path):
    """Make a filled store's room, judged once."""

    def make(people=PEOPLE, accounts=ACCOUNTS, schools=SCHOOLS, key=bytes(32)):
        file = tmp_path / "marshrut.toml"
        file.write_text('[[lms]]\nurl = "https://lms.example.ru"\n', "utf-8")
        fill(sqlite_store, people, accounts, schools)
        room = Room(Context(load(file, {}), sqlite_store, Keyring(key), _Clock()), tmp_path)
        room.desk.rejudge()
        return room

    return make


@pytest.fixture
def room(make_room):
    """The little district."""
    return make_room()


@pytest.fixture
def books():
    """The ways to look into books and to make them."""

    class Books:
        rows_of = staticmethod(rows_of)
        book_of = staticmethod(book_of)
        head_of = staticmethod(head_of)
        filled = staticmethod(filled)

    return Books


@pytest.fixture
def fill_store():
    """Put the little district into a store, unjudged."""
    return fill
