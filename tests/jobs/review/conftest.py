"""A made-up queue in a real store, a desk at it, and the review run by a pilot or drawn line by line."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from config.load import load
from config.locale import texts
from jobs.context import Context
from jobs.reconciliation.desk import Desk
from jobs.reconciliation.wanted import Wanted
from jobs.review.picture import Painter
from jobs.review.screens import Review
from jobs.review.sentences import Sentences
from jobs.review.sitting import Sitting
from jobs.review.view import view_of
from mappings import tables
from mappings.identity.organisation_names import normal_organisation
from mappings.keeping.secrecy import Keyring

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SCHOOLS = (
    "МБОУ «Солнечная средняя общеобразовательная школа № 1»",
    "МБОУ «Лянторская средняя общеобразовательная школа № 4»",
    "МБДОУ «Детский сад «Белоснежка»",
)
# surname, first name, patronymic, school from 1, post, mail, СНИЛС's hash
PEOPLE = (
    ("Ёлкина", "Наталья", "Петровна", 1, "учитель начальных классов", None, None),
    ("Ёлкина", "Наталья", "Павловна", 2, "учитель", None, None),
    ("Шевченко", "Наталья", "Игоревна", 1, "учитель", "shevchenko.ni@mail.test", None),
    ("Белых", "Анна", "Сергеевна", 2, "воспитатель", None, None),
    ("Кузнецов", "Илья", "Иванович", 2, "учитель", None, None),
    ("Кузнецов", "Иван", "Ильич", 1, "директор", None, None),
    ("Соболева", "Дарья", "Львовна", 3, "заведующий", "soboleva@ds.test", "a" * 64),
)
# last name, first name, organisation, mail, СНИЛС's hash
ACCOUNTS = (
    ("Елкина", "Наталия", None, None, None),
    ("Shevchenko", "Natalia", None, "natasha@home.test", None),
    ("Белых", "Анна Сергеевна", None, None, None),
    ("Кузнецов", "И. И.", None, None, None),
    ("Дарья Львовна", "Соболева", "Детский сад «Белоснежка»", "soboleva@ds.test", None),
    ("Неизвестных", "Пётр", None, None, None),
)
WAITING = frozenset({"lms:1", "lms:2", "lms:3", "lms:4"})


class Clock:
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
             "birth_date": date(1980, 1, 1 + n % 28), "email": mail, "snils_hash": snils, "import_id": 1}
            for n, (last, first, third, _, _, mail, snils) in enumerate(people, 1)
        ])  # fmt: skip
        tx.insert(tables.employment, [
            {"employment_id": n, "person_id": n, "organisation_id": school, "post": post, "subject": "", "main": True,
             "kind": "teacher", "hired": date(2020, 9, 1), "import_id": 1}
            for n, (_, _, _, school, post, _, _) in enumerate(people, 1)
        ])  # fmt: skip
        tx.insert(tables.account, [
            {"site": "lms", "account_id": n, "username": f"u{n}", "first_name": first, "last_name": last,
             "email": mail, "snils_hash": snils, "organisation": place, "suspended": False, "first_seen": NOW,
             "changed_at": NOW}
            for n, (last, first, place, mail, snils) in enumerate(accounts, 1)
        ])  # fmt: skip


@dataclass
class Seen:
    """A page as the person reads it, after some keys."""

    app: Review
    lines: list

    @property
    def text(self):
        return "\n".join(self.lines)


@dataclass
class Room:
    """A store with a desk and a review of its queue."""

    context: Context

    def __post_init__(self):
        self.desk = self.other_desk("petrova", "a sitting")
        self.sentences = Sentences(texts("ru"), self.context.settings.zone())

    def other_desk(self, by="ivanov", batch=None):
        """Return the desk of somebody else."""
        return Desk(self.context, by, batch)

    def sitting(self, wanted=None, desk=None):
        desk = desk or self.desk
        return Sitting(desk, desk.queue(wanted or Wanted()))

    def case(self, number):
        return self.desk.case(("lms", number))

    def page(self, sitting, width=80, height=24, chosen=0, said=None):
        """Draw a page without a terminal."""
        return [
            line.plain for line in Painter(self.sentences).page(view_of(sitting, chosen, said), width, height)
        ]

    def press(self, *keys, wanted=None, size=(80, 24), sitting=None, after=None):
        """Run the review, press keys, and return what is on the screen then; a function among them is called."""
        app = Review(sitting or self.sitting(wanted), self.sentences)

        async def run():
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                for key in keys:
                    if callable(key):
                        key()
                    else:
                        await pilot.press("space" if key == " " else key)
                        await pilot.pause()
                if after:
                    await after(pilot)
                return Seen(app, screen_lines(app))

        return asyncio.run(run())

    def ledger(self):
        """Return the ledger's lines of human beings: account, state, method, person, note, undoes."""
        with self.context.store.reading() as tx:
            line = tables.account_link.c
            rows = tx.rows(
                tables.account_link.select().where(line.decided_by != "matcher").order_by(line.link_id)
            )
            return [(row.account_id, row.state, row.method, row.person_id) for row in rows]


def screen_lines(app):
    """Return what the terminal shows, line by line."""
    height = app.size.height
    strips = app.screen._compositor.render_strips(app.size)
    assert len(strips) == height
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


@pytest.fixture
def make_room(sqlite_store, tmp_path):
    """Make a filled store's room, judged once."""

    def make(people=PEOPLE, accounts=ACCOUNTS, schools=SCHOOLS):
        file = tmp_path / "marshrut.toml"
        file.write_text('[[lms]]\nurl = "https://lms.example.ru"\n', "utf-8")
        fill(sqlite_store, people, accounts, schools)
        room = Room(Context(load(file, {}), sqlite_store, Keyring(bytes(32)), Clock()))
        room.desk.rejudge()
        return room

    return make


@pytest.fixture
def room(make_room):
    """The little district."""
    return make_room()
