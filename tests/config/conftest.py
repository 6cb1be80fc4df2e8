"""A configuration written, read, and told about as its administrator would read it."""

import pytest

from config.load import load
from config.locale import texts
from config.problems import ConfigProblems

LEAST = '[[lms]]\nurl = "https://lms.example.ru"\n'


@pytest.fixture
def write(tmp_path):
    """Write a configuration file and return its path."""

    def write(text):
        path = tmp_path / "marshrut.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def told(write):
    """Return the sentences that a configuration calls forth: its problems, else its warnings."""

    def told(text, locale="ru"):
        try:
            problems = load(write(text), {}).warnings
        except ConfigProblems as trouble:
            problems = trouble.problems
        return [texts(locale).say(each.text_id, **each.values) for each in problems]

    return told


@pytest.fixture
def least():
    """Return the shortest configuration that can be worked with."""
    return LEAST
