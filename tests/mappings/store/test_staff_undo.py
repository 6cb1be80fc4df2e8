"""An import that is taken back leaves everything as it stood before; what was told by it comes back with it."""

from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from connector.roster_records import RosterRow, SetAside
from mappings import tables
from mappings.keeping.secrecy import Keyring
from mappings.staff.choices import OrganisationChoice
from mappings.staff.history import history, imports
from mappings.staff.kept import Source, apply_plan, load_state, plan_reading
from mappings.staff.plan import Reading
from mappings.staff.telling import Happened
from mappings.staff.undoing import undo, undoable
from mappings.store import Store

KEYRING = Keyring(bytes(32))
NOW = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
FIRST = date(2026, 1, 1)
JUNE, SEPTEMBER = date(2026, 6, 1), date(2026, 9, 1)
SCHOOL, LYCEUM = "МБОУ СОШ № 1", "Лицей № 2"
SCHOOLS = [SCHOOL, "СОШ № 2", "Лицей № 3"]
SNILS = ["11223344595", None, "08765430384", None]
NAMES = ["Иванова", "Петрова", "Сидорова", "Кузнецова"]

ANNA = RosterRow(
    row=5,
    roster_no="1",
    organisation=SCHOOL,
    last_name="Иванова",
    first_name="Анна",
    patronymic="Петровна",
    snils="11223344595",
    birth_date=date(1990, 5, 17),
    post="учитель",
    hired=date(2015, 9, 1),
)

places = st.tuples(
    st.integers(0, 3),
    st.integers(0, 2),
    st.sampled_from(["учитель", "директор"]),
    st.booleans(),
    st.sampled_from(["", "физика"]),
)
lists = st.tuples(st.lists(places, min_size=1, max_size=6), st.integers(0, 2))


def row(number, place):
    person, school, post, married, subject = place
    return replace(
        ANNA,
        row=number,
        roster_no=str(number),
        organisation=SCHOOLS[school],
        last_name="Замужняя" if married and SNILS[person] else NAMES[person],
        snils=SNILS[person],
        birth_date=date(1990, 1, 1 + person),
        post=post,
        subject=subject,
    )


def take_in(store, as_of, *rows, set_aside=(), choice=OrganisationChoice.ASK):
    with store.transaction() as tx:
        reading = Reading(rows, as_of, set_aside=set_aside, choice=choice)
        plan = plan_reading(load_state(tx), reading, KEYRING.snils_hash)
        return apply_plan(tx, plan, KEYRING, Source(NOW, "0" * 64, ("a.xlsx",), "me"))[0], plan


def take_back(store, import_id):
    with store.transaction() as tx:
        undo(tx, import_id, now=NOW, by="me")


def visible(store):
    """Everything anybody sees: people with their seals, posts, organisations, spellings, histories."""
    with store.reading() as tx:
        state = load_state(tx)
        seals = tx.rows(select(tables.person.c.person_id, tables.person.c.snils_sealed))
        present = [each for each in state.people if not each.withdrawn]
        return (
            present,
            state.posts,
            {key: each for key, each in state.organisations.items() if not each.withdrawn},
            state.spellings,
            {each.person_id: history(tx, each.person_id) for each in present},
            {row[0]: row[1] for row in seals if row[1]},
        )


@settings(max_examples=40, deadline=None)
@given(st.lists(lists, min_size=1, max_size=5))
def test_every_import_of_any_history_taken_back_leaves_what_was_before(told):
    with Store.open("sqlite://") as store:
        store.upgrade()
        day, before, made = FIRST, [], []
        for content, later in told:
            day += timedelta(days=later)
            rows = [row(number, place) for number, place in enumerate(content, 5)]
            before.append(visible(store))
            made.append((*take_in(store, day, *rows), rows, day))
        after = visible(store)
        for import_id, *_ in reversed(made):
            take_back(store, import_id)
            assert visible(store) == before.pop()
        for _, plan, rows, day in made:
            _, again = take_in(store, day, *rows)
            assert asdict(again.counts) == asdict(plan.counts)
        assert [post.facts for post in visible(store)[1]] == [post.facts for post in after[1]]
        assert {each.person_id for each in visible(store)[0]} == {each.person_id for each in after[0]}


def test_import_and_undo_on_both_databases(store):
    take_in(store, FIRST, ANNA)
    before = visible(store)
    married = replace(ANNA, last_name="Петрова", organisation=LYCEUM, extra={"Разряд": "высшая"})
    other = replace(ANNA, row=6, last_name="Смирнова", snils="08765430384", birth_date=None)

    second, _ = take_in(store, JUNE, married, other)
    assert visible(store) != before
    take_back(store, second)

    assert visible(store) == before
    with store.reading() as tx:
        newest = imports(tx)[0]
    assert (newest.import_id, newest.by, newest.undone_by) == (second, "me", "me")


def test_who_comes_back_after_an_undo_has_the_number_from_before(store):
    first, _ = take_in(store, FIRST, ANNA)
    take_back(store, first)

    take_in(store, FIRST, ANNA)

    with store.reading() as tx:
        [person] = load_state(tx).people
    assert (person.person_id, person.withdrawn) == (1, False)


def test_what_a_later_import_rests_on_is_named(store):
    first, _ = take_in(store, FIRST, ANNA)
    second, _ = take_in(store, JUNE, replace(ANNA, post="методист"))

    with store.reading() as tx:
        assert undoable(tx, first).later == (second,)
        assert undoable(tx, second).later == ()
        assert undoable(tx, 99) is None


def test_the_history_of_a_person_tells_hire_surname_move_and_leave(store):
    boss = replace(ANNA, row=9, last_name="Главная", snils="08765430384", birth_date=None, post="директор")
    take_in(store, FIRST, ANNA, boss)
    take_in(store, JUNE, replace(ANNA, last_name="Петрова", organisation=LYCEUM), boss)
    take_in(store, SEPTEMBER, replace(boss, organisation=LYCEUM))

    with store.reading() as tx:
        told = [(each.as_of, each.told.what) for each in history(tx, 1)]
    assert told == [
        (FIRST, Happened.HIRED),
        (JUNE, Happened.MOVED),
        (JUNE, Happened.SURNAME),
        (SEPTEMBER, Happened.LEFT),
    ]


def test_an_unread_row_dismisses_nobody_it_may_mean(store):
    others = [
        replace(ANNA, row=n, last_name="Другая" + "а" * n, snils=None, birth_date=date(1980, 1, n))
        for n in range(6, 12)
    ]
    take_in(store, FIRST, ANNA, *others)
    unread = SetAside(5, "a.xlsx", "Лист1", "roster.no_post", SCHOOL, "Иванова", "А.", "П.")

    _, plan = take_in(store, JUNE, *others, set_aside=[unread])

    assert plan.counts.left == 0
    assert [each.text_id for each in plan.problems] == ["staff.kept_for_unread"]


def test_an_organisation_spelt_anew_is_asked_about_then_remembered(store):
    take_in(store, FIRST, ANNA)
    spelt = replace(ANNA, organisation="СОШ № 1 г. Лянтор")

    _, asked = take_in(store, JUNE, spelt)
    assert [each.known for each in asked.asked] == [(SCHOOL,)]
    assert (asked.counts.left, asked.set_aside) == (0, 1)

    _, taken = take_in(store, JUNE, spelt, choice=OrganisationChoice.KNOWN)
    _, again = take_in(store, SEPTEMBER, spelt)
    assert (taken.counts.left, again.counts.new_organisations, again.asked) == (0, 0, ())


def test_organisations_of_other_numbers_or_kinds_are_never_near(store):
    take_in(store, FIRST, ANNA)

    for name in ("СОШ № 11", "Лицей № 1", "Детский сад № 1"):
        _, plan = take_in(store, FIRST, replace(ANNA, organisation=name))
        assert plan.asked == ()


def test_who_moves_within_one_import_is_not_dismissed(store):
    staff = [
        replace(ANNA, row=n, snils=None, last_name="Иванова" + "а" * n, birth_date=date(1980, 1, n))
        for n in range(1, 6)
    ]
    take_in(store, FIRST, *staff)

    _, moved = take_in(store, JUNE, *staff[:2], *(replace(each, organisation=LYCEUM) for each in staff[2:]))
    assert (moved.guarded, moved.counts.moved) == ((), 3)
    _, gone = take_in(store, SEPTEMBER, *(replace(each, organisation=LYCEUM) for each in staff[4:]))
    assert [(each.before, each.leaving) for each in gone.guarded] == [(3, 2)]
