"""The command line, run as a person would, in an empty folder."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from jobs.cli.main import run
from jobs.cli.session import Session

ROOT = Path(__file__).parents[3]
LEAST = '[[lms]]\nurl = "https://lms.example.ru"\n'


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


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder, and be in it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def write(folder):
    """Write `marshrut.toml` into the folder."""

    def write(text=LEAST, name="marshrut.toml"):
        (folder / name).write_text(text, "utf-8")
        return folder / name

    return write


@pytest.fixture
def marshrut(folder, capsys):
    """Run a command line in this process."""

    def marshrut(*words, **environ):
        capsys.readouterr()
        code = run(words, Session(environ=environ))
        return Outcome(code, *capsys.readouterr())

    return marshrut


@pytest.fixture
def program(folder):
    """Run a command line, or a piece of Python, as a process of its own."""

    def program(*words, python=None, **environ):
        start = ["-m", "jobs", *words] if python is None else ["-c", python]
        clean = {key: value for key, value in os.environ.items() if not key.startswith("MARSHRUT_")}
        done = subprocess.run(
            [sys.executable, *start],
            capture_output=True,
            check=False,
            env={**clean, "PYTHONPATH": str(ROOT), **environ},
        )
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())

    return program
