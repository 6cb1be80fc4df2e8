"""A small district whose night is killed at one point after another, and the night nobody disturbs beside it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from functools import partial
from pathlib import Path
from threading import Lock
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from sqlalchemy import create_engine, inspect, make_url, text

from config.example import example
from connector.demo.changes import grow
from connector.demo.district import make_district
from connector.demo.roster import write_roster
from connector.demo.server import TOKEN, DemoLms
from mappings.tables import metadata

ROOT = Path(__file__).parents[2]
POSTGRESQL = "MARSHRUT_TEST_POSTGRESQL"
STAFF = 40
DAY = date(2026, 6, 15)
NIGHT = datetime(2026, 6, 14, 21, 30, tzinfo=UTC)
"""02:30 of that day in Yekaterinburg."""

RECIPIENTS = ("one@edu.example.ru", "two@edu.example.ru")

LEDGERS = {"run", "step", "roster_import", "indicator_value", "verdict", "delivery"}
"""What a run writes down about itself; the last three are compared by what the newest one published and sent."""

MARKS = {"last_seen", "read_at", "since", "whole_at", "notes", "attempts"}
"""When and how often something was read, and what the next reading is to go by."""

SEALED = {"snils_sealed", "raw_sealed"}
"""Sealed texts differ each time by their nature."""


class Trap:
    """Kills a process of ours, or signals it, at the n-th event of a kind that is seen from outside."""

    def __init__(self):
        self._lock = Lock()
        self.lay(None, None)

    def lay(self, process, at, number=signal.SIGKILL):
        """Count anew; `at` is the kind of event and its number, or None."""
        with self._lock:
            self.process, self.at, self.number = process, at, number
            self.counts = Counter()
            self.snapped = False

    def reach(self, kind):
        """Count an event, and strike if it is the one; tell whether the process was killed by now."""
        with self._lock:
            self.counts[kind] += 1
            if self.at == (kind, self.counts[kind]):
                os.kill(self.process, self.number)
                self.snapped = self.number == signal.SIGKILL
            return self.snapped


class WatchedLms(DemoLms):
    """A demo LMS where a caller may be dead before it is answered, or before it has the answer."""

    def __init__(self, district, trap, **named):
        super().__init__(district, **named)
        self._trap = trap

    def receive(self, request):
        super().receive(request)
        if self._trap.reach("request"):
            raise ConnectionAbortedError

    def answer(self, request):
        told = super().answer(request)
        if self._trap.reach("answer"):
            raise ConnectionAbortedError
        return told


class WatchedSmtp(SMTP):
    """A mail server whose client may be dead before it gets the next reply."""

    def __init__(self, handler, *words, **named):
        self._trap = handler.trap
        super().__init__(handler, *words, **named)

    async def push(self, status):
        told = status if isinstance(status, bytes) else status.encode()
        self._trap.reach("reply")
        self._trap.reach(f"reply {told[:3].decode()}")
        await super().push(status)


class PostRoom:
    """What the mail server has taken."""

    def __init__(self, trap):
        self.trap = trap
        self.letters = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  aiosmtpd's name
        if self.trap.reach("letter on the doorstep"):
            return "451 its sender died"
        self.letters.append(envelope.content)
        return "250 OK"


@dataclass
class Ended:
    """How a command ended."""

    code: int
    out: str = field(repr=False)
    err: str
    points: dict = field(repr=False)
    """How many points of each kind it passed; of a killed one, only those seen from outside."""


class ForkServer:
    """Starts commands in processes that need not import anything."""

    def __init__(self):
        clean = {key: value for key, value in os.environ.items() if not key.startswith("MARSHRUT_")}
        self._server = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("fork_server.py"))],
            env={**clean, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, words, *, folder, now, environ, trap, die_at=None, number=signal.SIGKILL):
        """Run a command line; `die_at` is (kind of point, its number)."""
        own = die_at and die_at[0].partition(" ")[0] in {"before", "after"}
        order = {
            "words": list(map(str, words)),
            "folder": str(folder),
            "now": now.isoformat(),
            "environ": environ,
            "die_at": die_at if own else None,
        }
        (folder / "points.json").unlink(missing_ok=True)
        trap.lay(self._ask(json.dumps(order)), None if own else die_at, number)
        code = self._ask("")
        told = folder / "points.json"
        points = json.loads(told.read_text()) if told.exists() else {}
        points |= trap.counts
        trap.lay(None, None)
        return Ended(code, (folder / "out").read_text("utf-8"), (folder / "err").read_text("utf-8"), points)

    def _ask(self, line):
        self._server.stdin.write(line + "\n")
        self._server.stdin.flush()
        return json.loads(self._server.stdout.readline())

    def close(self):
        self._server.stdin.close()
        self._server.wait(timeout=10)
        self._server.stdout.close()


def letter_read(content):
    """Return a message as its reader sees it, and its number: all that has to be the same."""
    message = message_from_bytes(content, policy=default)
    body = message.get_body(("plain",)).get_content()
    attached = [(each.get_filename(), each.get_content()) for each in message.iter_attachments()]
    return message["Message-ID"], message["To"], message["Subject"], body, attached


def _without_seals(value, without):
    """Return a value without what differs by chance in it: the journal of imports keeps seals within."""
    if isinstance(value, dict):
        return {name: each for name, each in value.items() if name not in without & SEALED}
    return value


@dataclass(frozen=True)
class Home:
    """Where a marshrut lives that is going to be killed."""

    folder: Path
    lms: WatchedLms
    post: PostRoom
    trap: Trap
    server: ForkServer
    store_url: str | None = None
    """PostgreSQL's, else SQLite in the folder."""

    now: datetime = NIGHT

    def run(self, *words, **named):
        """Run a command line in a process of its own; `die_at` says where it dies."""
        return self.server.run(
            words,
            folder=self.folder,
            now=self.now,
            environ={"MARSHRUT_LMS_TOKEN": TOKEN},
            trap=self.trap,
            **named,
        )

    @property
    def url(self):
        """The store's address."""
        return self.store_url or f"sqlite:///{self.folder / 'marshrut.sqlite3'}"

    def rows(self, question):
        """Ask the store in SQL."""
        with self._connected() as connection:
            return [tuple(row) for row in connection.execute(text(question))]

    @contextmanager
    def _connected(self):
        engine = create_engine(self.url)
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()

    def facts(self, without=MARKS | SEALED):
        """Return every row of every table but the ledgers, by table, and what the newest run published."""
        with self._connected() as connection:
            kept = {
                name: self._table(connection, table, without)
                for name, table in metadata.tables.items()
                if name not in LEDGERS
            }
            newest = "run_id = (SELECT max(run_id) FROM indicator_value)"
            for name in ("indicator_value", "verdict"):
                table = metadata.tables[name]
                kept[name] = self._table(connection, table, without | {"run_id"}, newest)
        return numbered_anew(kept) | {"delivery": self.ledger}

    @property
    def ledger(self):
        """Return letter, recipient and state of every letter; none where there are no tables yet."""
        with self._connected() as connection:
            if not inspect(connection).has_table("delivery"):
                return []
            told = connection.execute(text("SELECT letter, recipient, state FROM delivery"))
            return sorted(map(tuple, told))

    def _table(self, connection, table, without, where="1 = 1"):
        columns = [column for column in table.columns if column.name not in without]
        found = connection.execute(table.select().with_only_columns(*columns).where(text(where)))
        names = [column.name for column in columns]
        rows = ((_without_seals(value, without) for value in row) for row in found)
        return sorted((tuple(zip(names, row, strict=True)) for row in rows), key=repr)

    @property
    def letters(self):
        """What every recipient has, in the mail server and in the outbox, in order of its number."""
        outbox = (file.read_bytes() for file in (self.folder / "outbox").glob("*.eml"))
        return sorted(map(letter_read, (*self.post.letters, *outbox)), key=lambda read: read[:2])

    @property
    def files(self):
        """Names of the files made, but for the store's and the harness's own."""
        mine = {"out", "err", "points.json"}
        found = (each for each in self.folder.rglob("*") if each.is_file())
        names = (str(each.relative_to(self.folder)) for each in found if "sqlite3" not in each.name)
        return sorted(set(names) - mine)


def numbered_anew(kept):
    """Return the rows with routes numbered from 1 and links not at all: what is undone leaves gaps in PostgreSQL."""
    found = sorted(dict(row)["route_id"] for row in kept["route"])
    places = {number: place for place, number in enumerate(found, start=1)}
    return {
        name: sorted((_with_places(row, places) for row in rows), key=repr) for name, rows in kept.items()
    }


def _with_places(value, places):
    if isinstance(value, dict):
        value = {
            key: places[told] if key == "route_id" else _with_places(told, places)
            for key, told in value.items()
        }
    elif isinstance(value, list):
        value = [_with_places(each, places) for each in value]
    elif isinstance(value, tuple):
        told = _with_places(dict(value), places)
        value = tuple((key, each) for key, each in told.items() if key != "link_id")
    return value


def configuration(url, smtp_port, store_url=None):
    """Return the example file, for servers on loopback that are asked quickly and once."""
    changes = {
        "https://lms.example.ru": url,
        "# requests_per_second = 10 ": "requests_per_second = 1000 ",
        "# tries = 4 ": "tries = 1 ",
        '["monitoring@edu.example.ru"]': json.dumps(RECIPIENTS),
        'host = "mail.example.ru" ': 'host = "127.0.0.1" ',
        "port = 587 ": f"port = {smtp_port} ",
        'security = "starttls"': 'security = "none"',
        'login = "marshrut" ': "# ",
        'password = { env = "MARSHRUT_SMTP_PASSWORD" }': "# ",
    }
    if store_url:
        changes['# url = "sqlite:///marshrut.sqlite3" '] = f'url = "{store_url}" '
    told = example()
    for old, new in changes.items():
        assert old in told, old
        told = told.replace(old, new, 1)
    return told


@pytest.fixture(scope="session")
def fork_server():
    """What starts commands quickly."""
    server = ForkServer()
    yield server
    server.close()


@pytest.fixture(scope="session")
def trap():
    """What kills them at points seen from outside."""
    return Trap()


@pytest.fixture(scope="session")
def post(trap):
    """The mail server."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    room = PostRoom(trap)
    room.port = port

    class Watched(Controller):
        def factory(self):
            return WatchedSmtp(room, hostname="mail.example.ru", loop=self.loop)

    server = Watched(room, "127.0.0.1", port)
    server.start()
    yield room
    server.stop()


@pytest.fixture(scope="session")
def district():
    """Forty people; values are never changed in place."""
    return make_district(STAFF, 7, DAY)


@pytest.fixture(scope="session")
def grown(district):
    """The district a day later."""
    return grow(district, 1)


class Databases:
    """Copies of databases on the PostgreSQL server that tests are given."""

    def __init__(self, url):
        self._url = make_url(url)
        self._engine = create_engine(self._url, isolation_level="AUTOCOMMIT")
        self._made = []

    def copy(self, url=None):
        """Make a database like that one, or an empty one, and return its address."""
        name = f"marshrut_{uuid4().hex}"
        template = make_url(url).database if url else "template0"
        with self._engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        self._made.append(name)
        return self._url.set(database=name).render_as_string(hide_password=False)

    def drop(self, url):
        """Drop one of them."""
        name = make_url(url).database
        with self._engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        self._made.remove(name)

    def close(self):
        """Drop what is left."""
        for name in list(self._made):
            self.drop(self._url.set(database=name))
        self._engine.dispose()


@pytest.fixture(scope="session")
def databases():
    """The PostgreSQL server named by MARSHRUT_TEST_POSTGRESQL."""
    if POSTGRESQL not in os.environ:
        pytest.skip(f"no PostgreSQL to test on: {POSTGRESQL} is not set (.ci/run sets it)")
    made = Databases(os.environ[POSTGRESQL])
    yield made
    made.close()


@dataclass(eq=False)
class Start:
    """A home to begin from, copied for every case."""

    folder: Path
    district: object
    open_home: object
    databases: Databases | None = None
    store_url: str | None = None
    now: datetime = NIGHT

    @contextmanager
    def home(self):
        """Give a copy, with an LMS that has seen nobody yet and a mail server that has taken nothing."""
        folder = self.folder.with_name(uuid4().hex)
        shutil.copytree(self.folder, folder)
        url = self.databases.copy(self.store_url) if self.databases else None
        with self.open_home(self.district, folder, url) as home:
            yield replace(home, now=self.now)
        if url:
            self.databases.drop(url)
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def open_home(fork_server, trap, post):
    """Return what furnishes a folder and serves its LMS while a block lasts."""

    @contextmanager
    def opened(district, folder, store_url=None):
        with WatchedLms(district, trap) as lms:
            post.letters.clear()
            told = configuration(lms.url, post.port, store_url)
            (folder / "marshrut.toml").write_text(told, "utf-8")
            yield Home(folder, lms, post, trap, fork_server, store_url)

    return opened


@pytest.fixture(scope="session")
def _make_starts(district, grown, open_home, tmp_path_factory):
    """Return what prepares the three places a case may begin at, on either database."""

    def make(databases=None):
        base = tmp_path_factory.mktemp("starts")
        kind = partial(Start, open_home=open_home, databases=databases)
        bare = kind(base / "bare", district)
        bare.folder.mkdir()
        write_roster(district, bare.folder / "roster.xlsx")
        bare.store_url = databases.copy() if databases else None
        settled = kind(base / "first", district)
        second = kind(base / "second", grown, now=NIGHT + timedelta(days=1))
        for before, after, words in (
            (bare, settled, ("roster", "import", "roster.xlsx")),
            (settled, second, ("nightly",)),
        ):
            shutil.copytree(before.folder, after.folder)
            after.store_url = databases.copy(before.store_url) if databases else None
            with open_home(before.district, after.folder, after.store_url) as home:
                done = home.run(*words)
                assert done.code == 0, done
        # Hashes depend on the key, and every home without one makes its own.
        shutil.copy(settled.folder / "marshrut.key", bare.folder)
        return {"import": bare, "first": settled, "second": second}

    return make


@pytest.fixture(scope="session")
def starts(_make_starts):
    """Before the staff list, before the first night, before the second with a day's changes; on SQLite."""
    return _make_starts()


@pytest.fixture(scope="session")
def starts_on_postgresql(_make_starts, databases):
    """The same on PostgreSQL."""
    return _make_starts(databases)
