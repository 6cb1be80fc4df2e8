"""`marshrut reconcile …` as the person reads it: whole lines, exit codes, what is written and what is not."""

import json
from datetime import UTC, date, datetime

import pytest

from mappings.facts import LinkState
from mappings.identity.values import Candidate, Link, Reason
from mappings.keeping import links
from mappings.store import Store
from mappings.tables import account, person, roster_import

NOW = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
FACTORS = (("surname_same", 4.7), ("first_name_same", 3.2))


@pytest.fixture
def desk(write, folder, marshrut):
    """Three accounts: one waits, one is linked, one is nobody's."""
    write()
    marshrut("reconcile", "list")
    with Store.open(f"sqlite:///{folder / 'marshrut.sqlite3'}") as store, store.transaction() as tx:
        told = {
            "file_hash": "0" * 64,
            "as_of": date(2026, 9, 1),
            "imported_at": NOW,
            "rows": 2,
            "problems": [],
        }
        number = tx.insert_one(roster_import, told)
        names = {"last_name": "Носова", "patronymic": "Петровна", "import_id": number}
        tx.insert(person, [names | {"first_name": each} for each in ("Мария", "Дарья")])
        seen = {"site": "lms", "first_seen": NOW, "changed_at": NOW, "suspended": False}
        own = {"username": "u", "first_name": "Мария", "last_name": "Насова"}
        tx.insert(account, [seen | own | {"account_id": each} for each in (5, 6, 7)])
        factors = tuple({"factor": code, "says": "for", "weight": weight} for code, weight in FACTORS)
        waits = Link(
            ("lms", 5),
            LinkState.REVIEW,
            1,
            0.7,
            "name",
            factors,
            (Candidate(1, 0.7, FACTORS),),
            Reason.NAME_ALONE,
        )
        linked = Link(("lms", 6), LinkState.LINKED, 2, 0.99, "snils+name", factors, (Candidate(2, 0.99),))
        links.record(tx, [waits, linked], now=NOW)
    return lambda *words, **environ: marshrut("reconcile", *words, **({"MARSHRUT_USER": "ivanova"} | environ))


def test_the_list_shows_who_waits_and_whom_they_are_like(desk):
    told = desk("list")

    assert told.code == 0
    assert told.out.splitlines()[1].split("\t") == [
        "lms:5", "Насова Мария", "", "1", "Носова Мария Петровна", "", "70 %", "совпало только имя",
    ]  # fmt: skip
    assert told.err == "Ждёт решения 1 запись.\n"


def test_the_waterfall_ends_at_the_probability_and_fits_eighty_columns(desk):
    told = desk("show", "5").out

    assert "Н[а]сова" in told
    assert "Н[о]сова" in told
    assert all(len(line) <= 80 for line in told.splitlines()[:-2])
    assert next(line for line in told.splitlines() if "итог" in line).split() == ["итог", "+0,8", "70", "%"]


def test_accepting_and_undoing_say_what_they_did(desk):
    assert (
        desk("accept", "lms:5", "--why", "звонок").out
        == "lms:5: связана с человеком № 1 (Носова Мария Петровна).\n"
    )
    assert desk("accept", "5").out == "lms:5: так уже решено человеком, новой записи в журнале нет.\n"
    undone = desk("undo", "5")
    assert undone.code == 0
    assert undone.out.startswith("lms:5: отменено решение «связана с человеком № 1» (ivanova, ")


def test_a_second_account_of_a_person_is_told(desk):
    told = desk("link", "5", "2").out.splitlines()

    assert told[1].startswith("У человека № 2 уже есть записи: lms:6.")


def test_a_rehearsal_writes_nothing(desk):
    assert desk("ignore", "5", "--as", "test", "--dry-run").code == 0
    assert [each["state"] for each in json.loads(desk("list", "--json").out)] == ["review"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("accept", "7"), 3),
        (("split", "5"), 3),
        (("undo", "5"), 3),
        (("accept", "5", "--person", "2"), 3),
        (("accept", "99"), 2),
        (("link", "5", "99"), 2),
        (("accept", "5", "6", "--person", "1"), 2),
        (("accept", "5", "--by", "matcher"), 2),
    ],
)
def test_what_cannot_be_done_is_told_and_not_done(desk, words, code):
    told = desk(*words)

    assert (told.code, bool(told.out + told.err)) == (code, True)
    assert [each["decided_by"] for each in json.loads(desk("log", "--json").out)] == ["matcher", "matcher"]


def test_the_log_tells_who_and_why(desk):
    desk("nobody", "5", "--why", "уехала", MARSHRUT_USER="petrov")

    row = desk("log", "5").out.splitlines()[1].split("\t")
    assert row[2:] == ["lms:5", "владельца нет в кадровом списке", "petrov", "действует", "уехала"]


def test_stats_tell_how_often_people_agreed(desk):
    desk("accept", "5")

    assert "60–80 %\t1\t1\t100,0 %" in desk("stats").out
