"""A district's home: its folder, its configuration, its LMS on loopback, and a clock that stands still."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import load_workbook

from config.example import example
from connector.demo.changes import grow
from connector.demo.district import make_district
from connector.demo.roster import write_roster
from connector.demo.server import TOKEN, DemoLms
from jobs.cli import opening
from jobs.cli.main import run
from jobs.cli.session import Session

ROOT = Path(__file__).parents[3]
DAY = date(2026, 6, 15)
NIGHT = datetime(2026, 6, 14, 21, 30, tzinfo=UTC)
"""02:30 of that day in Yekaterinburg."""

INDICATORS = ("6.1.1", "6.1.2", "6.1.3", "6.1.4", "6.1.5")
SMTP = """\
[report.smtp]
host = "127.0.0.1"
port = {port}
timeout = 5
"""
LEDGERS = {"run", "step", "indicator_value", "verdict", "delivery", "alembic_version"}
"""What a night writes down about itself; every other table holds facts."""

MARKS = {"read_at", "since", "whole_at", "notes"}
"""When something was read, and what the next reading is to go by: moves every night."""

SECOND = """\
[[lms]]
name = "second"
url = "{url}"
token = {{ env = "SECOND_TOKEN" }}
requests_per_second = 1000
tries = 1
"""


@dataclass
class Outcome:
    """What a command left on the terminal, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def lines(self):
        """Everything printed, stdout first."""
        return (self.out + self.err).splitlines()

    @property
    def json(self):
        """Stdout, read as a program would."""
        return json.loads(self.out)


@dataclass
class Letter:
    """A letter as its reader sees it."""

    message: EmailMessage = field(repr=False)

    @classmethod
    def read(cls, content):
        """Read the bytes of a message."""
        return cls(message_from_bytes(content, policy=default))

    @property
    def subject(self):
        return self.message["Subject"]

    @property
    def text(self):
        return self.message.get_body(("plain",)).get_content()

    @property
    def workbook(self):
        [attached] = self.message.iter_attachments()
        return attached.get_content()

    @property
    def counts(self):
        """Numerator and denominator by indicator, as the body tells them."""
        found = re.findall(r"^(6\.1\.\d) .*?\((\d+) из (\d+) ", self.text, re.MULTILINE)
        return {each: (int(above), int(below)) for each, above, below in found}


def counts_in(workbook):
    """Numerator and denominator by indicator, as the first sheet tells them."""
    rows = load_workbook(BytesIO(workbook)).get_sheet_by_index(0).to_python()
    return {row[0]: (int(row[3]), int(row[4])) for row in rows if row[0] in INDICATORS}


@dataclass
class Home:
    """Where a district's marshrut lives."""

    folder: Path
    lms: DemoLms
    capsys: pytest.CaptureFixture
    now: datetime = NIGHT
    environ: dict = field(default_factory=lambda: {"MARSHRUT_LMS_TOKEN": TOKEN})
    processes: list = field(default_factory=list)

    @property
    def district(self):
        return self.lms.district

    def settle(self, old, new):
        """Change the configuration file; what is to be changed must stand there."""
        text = (self.folder / "marshrut.toml").read_text("utf-8")
        assert old in text, old
        (self.folder / "marshrut.toml").write_text(text.replace(old, new, 1), "utf-8")

    def read_too(self, url, token):
        """Read a site more, of the name `second`."""
        self.settle('# name = "lms"', 'name = "lms"')
        self.settle("# База данных.", SECOND.format(url=url) + "\n# База данных.")
        self.environ["SECOND_TOKEN"] = token

    def mail_to(self, port):
        """Send letters to a server on loopback."""
        file = self.folder / "marshrut.toml"
        text = re.sub(
            r"^\[report\.smtp\]\n(?:.+\n)+",
            SMTP.format(port=port),
            file.read_text("utf-8"),
            flags=re.MULTILINE,
        )
        assert f"port = {port}\n" in text
        file.write_text(text, "utf-8")

    def marshrut(self, *words):
        """Run a command line in this process."""
        self.capsys.readouterr()
        code = run([str(word) for word in words], Session(environ=self.environ))
        return Outcome(code, *self.capsys.readouterr())

    def night(self, *words):
        """Run a night with its letters put into a folder."""
        return self.marshrut("nightly", "--outbox", "outbox", *words)

    def take_in_roster(self):
        """Import the staff list of the district as it stands."""
        write_roster(self.district, self.folder / "roster.xlsx")
        done = self.marshrut("roster", "import", "roster.xlsx")
        assert done.code == 0, done

    def wait_a_day(self, seed=1):
        """Let a day pass in the LMS and on the clock."""
        self.lms.district = grow(self.district, seed)
        self.now += timedelta(days=1)

    def start(self, *words, python=None, **environ):
        """Start a command line, or a piece of Python, as a process of its own."""
        begin = ["-m", "jobs", *words] if python is None else ["-c", python]
        clean = {key: value for key, value in os.environ.items() if not key.startswith("MARSHRUT_")}
        process = subprocess.Popen(
            [sys.executable, *begin],
            cwd=self.folder,
            env={**clean, "PYTHONPATH": str(ROOT), **self.environ, **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.processes.append(process)
        return process

    def end_processes(self):
        """Leave nothing running, whatever a test has found."""
        for process in self.processes:
            process.kill()
            process.communicate()

    @property
    def letters(self):
        """Letters in the outbox, by file name."""
        return [Letter.read(file.read_bytes()) for file in sorted((self.folder / "outbox").glob("*.eml"))]

    @property
    def files(self):
        """Every file below the folder but the database's own helpers, with its content."""
        found = (each for each in self.folder.rglob("*") if each.is_file() and "sqlite3" not in each.name)
        return {str(each.relative_to(self.folder)): each.read_bytes() for each in found}

    @contextmanager
    def store(self):
        """Give the database itself, for what no command does."""
        store = sqlite3.connect(self.folder / "marshrut.sqlite3")
        try:
            with store:
                yield store
        finally:
            store.close()

    def rows(self, question, *values):
        """Ask the store in SQL."""
        with self.store() as store:
            return store.execute(question, values).fetchall()

    def dump(self, *, without=frozenset(), columns_without=frozenset()):
        """Return every row of every table but some, by table."""
        names = [name for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: sorted(self.rows(f'SELECT {self._columns(name, columns_without)} FROM "{name}"'), key=repr)
            for name in names
            if name not in without
        }

    def kept(self):
        """Return all that is kept, but for the records of runs."""
        return self.dump(without={"run", "step"})

    def facts(self, *, marks=True, columns_without=frozenset()):
        """Return all that was learnt or decided, by table; without marks of reading where they are no matter."""
        left_out = columns_without | (frozenset() if marks else MARKS)
        return self.dump(without=LEDGERS, columns_without=left_out)

    def _columns(self, table, without):
        names = [row[1] for row in self.rows(f'PRAGMA table_info("{table}")') if row[1] not in without]
        return ", ".join(f'"{name}"' for name in names)

    @property
    def counts(self):
        """Numerator and denominator by indicator, as the newest run published them."""
        asked = "SELECT indicator, numerator, denominator FROM indicator_value WHERE run_id = ?"
        [(newest,)] = self.rows("SELECT max(run_id) FROM indicator_value")
        return {each: (above, below) for each, above, below in self.rows(asked, newest)}

    @property
    def steps(self):
        """Name, state, coverage and problems of each step of the newest run, in order."""
        asked = "SELECT name, state, coverage, problems FROM step WHERE run_id = ? ORDER BY position"
        [(newest,)] = self.rows("SELECT max(run_id) FROM run")
        found = self.rows(asked, newest)
        return [(name, state, json.loads(told), json.loads(wrong)) for name, state, told, wrong in found]


def configuration(url):
    """Return the example file, pointed at an LMS on loopback that is asked quickly and once."""
    text = example()
    for old, new in (
        ("https://lms.example.ru", url),
        ("# requests_per_second = 10 ", "requests_per_second = 1000 "),
        ("# tries = 4 ", "tries = 1 "),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    return text


@pytest.fixture(scope="session")
def a_district():
    """Eighty people of six organisations; values are never changed in place."""
    return make_district(80, 7, DAY)


@pytest.fixture
def lms(a_district):
    """The district's LMS, being served."""
    with DemoLms(a_district) as served:
        yield served


class Silence:
    """Stands in for pytest's capture where nobody reads what a command says."""

    def readouterr(self):
        return "", ""


@pytest.fixture(scope="session")
def _after_a_night(a_district, tmp_path_factory):
    """A folder in which the staff list was taken in and a night has passed, to copy."""
    folder = tmp_path_factory.mktemp("settled")
    with DemoLms(a_district) as lms, pytest.MonkeyPatch.context() as patch:
        home = Home(folder, lms, Silence())
        _furnish(home, patch)
        home.take_in_roster()
        assert home.night().code == 0
    return folder


def _furnish(home, monkeypatch):
    """Write the configuration, be in the folder, let the home's clock be the only one."""
    (home.folder / "marshrut.toml").write_text(configuration(home.lms.url), "utf-8")
    monkeypatch.chdir(home.folder)
    monkeypatch.setattr(opening, "now", lambda: home.now)


@pytest.fixture
def empty_home(tmp_path, monkeypatch, capsys, lms):
    """A folder with a configuration and nothing else."""
    home = Home(tmp_path, lms, capsys)
    _furnish(home, monkeypatch)
    yield home
    home.end_processes()


@pytest.fixture
def home(empty_home):
    """The same, with the staff list taken in."""
    empty_home.take_in_roster()
    return empty_home


@pytest.fixture
def settled(tmp_path, _after_a_night, monkeypatch, capsys, lms):
    """A home in which the first night has passed."""
    shutil.copytree(_after_a_night, tmp_path, dirs_exist_ok=True)
    home = Home(tmp_path, lms, capsys)
    _furnish(home, monkeypatch)
    yield home
    home.end_processes()


@pytest.fixture(scope="session")
def numbers_in():
    """Return what reads numerator and denominator by indicator from a workbook."""
    return counts_in


@pytest.fixture(scope="session")
def read_letter():
    """Return what reads a message's bytes as its reader sees them."""
    return Letter.read
