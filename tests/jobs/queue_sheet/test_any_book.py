"""Any rows in any order with any decisions end in the ledger that the same decisions at the desk end in."""

import copy
import shutil
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.context import Context
from mappings.identity.cases import Ignored
from mappings.store import Store

CHOICES = ("", "1", "кандидат 2", "никто из списка", "тестовая", "посторонний", "обучающийся",
           "нет в кадровом списке", "пропустить", "чепуха", "№ 5", "№ 999")  # fmt: skip
KINDS = {"тестовая": Ignored.TEST, "посторонний": Ignored.OUTSIDER, "обучающийся": Ignored.PUPIL}


def at_the_desk(desk, case, choice):
    """Decide as the sheet does, by hand; tell whether anything was asked of the desk."""
    key, people = case.account.key, [each.person.person_id for each in case.candidates[:3]]
    if choice == "1" and people:
        desk.accept(key, people[0], seen=case.line)
    elif choice == "кандидат 2" and len(people) > 1:
        desk.accept(key, people[1], seen=case.line)
    elif choice == "никто из списка":
        for place, person in enumerate(people):
            desk.reject(key, person, seen=case.line if not place else None)
    elif choice in KINDS:
        desk.ignore(key, KINDS[choice], seen=case.line)
    elif choice == "нет в кадровом списке":
        desk.nobody(key, seen=case.line)
    elif choice.startswith("№"):
        desk.link(key, int(choice[2:]), seen=case.line)


def twin(room, folder, name):
    """Return the room over a copy of its store."""
    file = Path(folder) / f"{name}.sqlite3"
    file.unlink(missing_ok=True)
    shutil.copy(room.context.store._engine.url.database, file)
    other = copy.copy(room)
    old = room.context
    other.context = Context(old.loaded, Store.open(f"sqlite:///{file}"), old.keyring, old.clock)
    return other


def test_any_book_ends_as_the_same_decisions_at_the_desk(room, books, tmp_path):
    cases = room.cases()
    rows = books.rows_of(room.book())
    head = books.head_of(rows)
    titles = rows[head]
    decision, person = titles.index("Решение"), titles.index("№ человека")

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.permutations(range(len(cases))),
        st.lists(st.sampled_from(CHOICES), min_size=len(cases), max_size=len(cases)),
        st.integers(1, len(cases)),
    )
    def check(order, choices, kept):
        told = []
        for place in order[:kept]:
            row, choice = list(rows[head + 1 + place]), choices[place]
            row[person if choice.startswith("№") else decision] = choice
            told.append(row)
        sheet, typed = twin(room, tmp_path, "sheet"), twin(room, tmp_path, "typed")
        sheet.take(books.book_of([titles, *told]))
        desk = typed.named_desk(None)
        for place in order[:kept]:
            at_the_desk(desk, cases[place], choices[place])
        if len(typed.lines()) > len(room.lines()):
            desk.rejudge()
        assert sheet.lines() == typed.lines()
        for each in (sheet, typed):
            each.context.store.close()

    check()
