"""With `locale = "en"` everything that people read is English, down to the letter's table."""

import re

import pytest

from connector.demo.faults import Fault


def russian(text):
    """Return the Russian words of a text; СНИЛС has no English name."""
    return set(re.findall(r"[А-Яа-яЁё]+", text)) - {"СНИЛС"}


@pytest.fixture
def abroad(settled):
    """The home, read in English."""
    settled.settle('# locale = "ru" ', 'locale = "en" ')
    return settled


@pytest.mark.parametrize(
    "words",
    [
        ("nightly", "--outbox", "outbox"),
        ("nightly", "--outbox", "outbox", "--dry-run"),
        ("sync",),
        ("match",),
        ("roster", "import", "roster.xlsx"),
        ("reconcile", "stats"),
        ("routes", "build"),
        ("routes", "approve", "--all"),
        ("indicators",),
        ("report",),
        ("letters", "list"),
    ],
    ids=" ".join,
)
def test_no_command_says_a_russian_word(abroad, words):
    done = abroad.marshrut(*words)

    assert done.code == 0, done
    assert russian(done.out + done.err) == set()


def test_the_list_of_accounts_is_english_but_for_the_names(abroad):
    headings, *rows = abroad.marshrut("reconcile", "list", "--all").out.splitlines()

    assert rows
    assert russian(headings) == set()


@pytest.mark.parametrize(
    "kind", ["maintenance_503", "html", "redirect_303", "http500_empty", "cut_connection"]
)
def test_no_bad_day_is_told_in_russian(abroad, kind):
    abroad.lms.faults.add(Fault(None, kind, times=None))

    done = abroad.night()

    assert done.code in {1, 3}
    assert done.err
    assert russian(done.out + done.err) == set()


def test_the_letter_is_english_but_for_the_names(abroad):
    abroad.settle('name = "Приозёрный район" ', 'name = "Priozyorny district" ')
    abroad.settle('responsible = "Отдел оценки качества образования"', 'responsible = "Quality department"')

    assert abroad.night().code == 0

    [letter] = [each for each in abroad.letters if "Priozyorny" in each.subject]
    assert russian(letter.subject + letter.text) == set()
