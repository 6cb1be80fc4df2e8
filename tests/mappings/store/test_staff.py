"""What a staff list does to the staff that is known."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from config.locale import texts
from connector.roster_records import RosterRow
from mappings import tables
from mappings.keeping.secrecy import Keyring
from mappings.staff.kept import apply, load_state, plan_import
from mappings.staff.values import StaffState

KEYRING = Keyring(bytes(32))
JANUARY, JUNE, SEPTEMBER = date(2026, 1, 15), date(2026, 6, 1), date(2026, 9, 1)
NOW = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
SCHOOL, LYCEUM = "МБОУ СОШ № 1", "Лицей № 2"

ANNA = RosterRow(
    row=5,
    roster_no="1",
    organisation=SCHOOL,
    last_name="Иванова",
    first_name="Анна",
    patronymic="Петровна",
    snils="11223344595",
    birth_date=date(1990, 5, 17),
    sex="ж",
    post="учитель",
    kind_text="педагогические работники",
    subject="математика",
    work_started=date(2012, 9, 1),
    hired=date(2015, 9, 1),
    email="anna@example.ru",
    staff_number="т-17",
)
BORIS = replace(
    ANNA,
    row=6,
    roster_no="2",
    last_name="Смирнов",
    first_name="Борис",
    patronymic="Ильич",
    snils="08765430384",
    birth_date=date(1985, 1, 2),
    sex="м",
    post="директор",
    kind_text="управленческие кадры",
    subject="",
    email=None,
    staff_number=None,
)


def import_rows(store, as_of, *rows):
    """Import a list and return what it did: (new, changed, hired, left, moved) and the problems' ids."""
    with store.transaction() as tx:
        plan = plan_import(load_state(tx), rows, as_of, KEYRING.snils_hash)
        apply(tx, plan, keyring=KEYRING, now=NOW, file_hash="0" * 64)
    counts = plan.counts
    did = (counts.new, counts.changed, counts.hired, counts.left, counts.moved)
    return did, [problem.text_id.removeprefix("staff.") for problem in plan.problems]


def people(store):
    with store.transaction() as tx:
        return tx.rows(select(tables.person).order_by("person_id"))


def posts(store):
    """Return (surname, organisation, post, hired, left) of every employment."""
    person, place, held = tables.person.c, tables.organisation.c, tables.employment.c
    asked = select(person.last_name, place.name, held.post, held.hired, held.left).select_from(
        tables.employment.join(tables.person).join(tables.organisation)
    )
    with store.transaction() as tx:
        return [tuple(row) for row in tx.rows(asked.order_by(held.employment_id))]


def test_a_first_list_makes_people_posts_and_organisations(store):
    assert import_rows(store, JANUARY, ANNA, BORIS) == ((2, 0, 2, 0, 0), [])
    assert posts(store) == [
        ("Иванова", SCHOOL, "учитель", date(2015, 9, 1), None),
        ("Смирнов", SCHOOL, "директор", date(2015, 9, 1), None),
    ]
    anna = people(store)[0]
    assert (anna.birth_date, anna.sex, anna.email, anna.staff_number, anna.roster_no) == (
        date(1990, 5, 17),
        "ж",
        "anna@example.ru",
        "т-17",
        "1",
    )
    assert (anna.snils_hash, KEYRING.open(anna.snils_sealed)) == (
        KEYRING.snils_hash("11223344595"),
        "11223344595",
    )


def test_the_same_list_again_changes_nothing(store):
    import_rows(store, JANUARY, ANNA, BORIS)
    before = people(store), posts(store)

    assert import_rows(store, JANUARY, ANNA, BORIS) == ((0, 0, 0, 0, 0), [])
    assert import_rows(store, JUNE, BORIS, ANNA) == ((0, 0, 0, 0, 0), [])
    assert (people(store), posts(store)) == before


def test_who_is_missing_from_a_newer_list_left_on_its_date(store):
    import_rows(store, JANUARY, ANNA, BORIS)

    assert import_rows(store, JUNE, BORIS) == ((0, 0, 0, 1, 0), [])
    assert posts(store)[0] == ("Иванова", SCHOOL, "учитель", date(2015, 9, 1), JUNE)
    assert len(people(store)) == 2


def test_a_list_says_nothing_of_organisations_that_are_not_in_it(store):
    import_rows(store, JANUARY, ANNA, replace(BORIS, organisation=LYCEUM))

    assert import_rows(store, JUNE, ANNA) == ((0, 0, 0, 0, 0), [])


def test_an_organisation_is_known_by_another_spelling(store):
    import_rows(store, JANUARY, ANNA)

    spelt = replace(ANNA, organisation="муниципальное бюджетное общеобразовательное учреждение СОШ №1")
    assert import_rows(store, JUNE, spelt) == ((0, 0, 0, 0, 0), [])


def test_a_changed_post_ends_one_and_begins_another(store):
    """The list's day of hiring stays that of the organisation: Anna was no deputy in 2015."""
    import_rows(store, JANUARY, ANNA)

    deputy = replace(ANNA, post="заместитель директора", kind_text="управленческие кадры")
    assert import_rows(store, JUNE, deputy) == ((0, 0, 0, 0, 1), [])
    assert import_rows(store, SEPTEMBER, deputy) == ((0, 0, 0, 0, 0), [])
    assert posts(store) == [
        ("Иванова", SCHOOL, "учитель", date(2015, 9, 1), JUNE),
        ("Иванова", SCHOOL, "заместитель директора", JUNE, None),
    ]


def test_a_move_to_another_school_is_one_move_in_one_list(store):
    import_rows(store, JANUARY, ANNA, replace(BORIS, organisation=LYCEUM))

    moved = replace(ANNA, organisation=LYCEUM, hired=date(2026, 4, 1))
    stays = replace(
        BORIS, organisation=SCHOOL, row=9, snils="00100199864", birth_date=None, last_name="Новый"
    )
    assert import_rows(store, JUNE, moved, replace(BORIS, organisation=LYCEUM), stays)[0] == (1, 0, 1, 0, 1)
    assert ("Иванова", LYCEUM, "учитель", date(2026, 4, 1), None) in posts(store)


def test_who_comes_back_begins_anew_on_the_list_that_shows_it(store):
    import_rows(store, JANUARY, ANNA, BORIS)
    import_rows(store, JUNE, BORIS)

    assert import_rows(store, SEPTEMBER, ANNA, BORIS) == ((0, 0, 1, 0, 0), [])
    assert import_rows(store, SEPTEMBER, ANNA, BORIS) == ((0, 0, 0, 0, 0), [])
    assert [post[3:] for post in posts(store) if post[0] == "Иванова"] == [
        (date(2015, 9, 1), JUNE),
        (SEPTEMBER, None),
    ]


def test_who_is_hired_anew_begins_on_the_day_the_list_names(store):
    import_rows(store, JANUARY, ANNA, BORIS)
    import_rows(store, JUNE, BORIS)

    import_rows(store, SEPTEMBER, replace(ANNA, hired=date(2026, 8, 20)), BORIS)

    assert posts(store)[-1] == ("Иванова", SCHOOL, "учитель", date(2026, 8, 20), None)


def test_a_corrected_list_of_the_same_day_undoes_a_mistaken_leave(store):
    import_rows(store, JANUARY, ANNA, BORIS)
    import_rows(store, JUNE, BORIS)

    assert import_rows(store, JUNE, ANNA, BORIS) == ((0, 0, 1, 0, 0), [])
    assert posts(store)[0] == ("Иванова", SCHOOL, "учитель", date(2015, 9, 1), None)
    assert len(posts(store)) == 2


def test_a_list_older_than_the_known_one_is_left_out(store):
    import_rows(store, JUNE, ANNA, BORIS)

    assert import_rows(store, JANUARY, ANNA) == ((0, 0, 0, 0, 0), ["list_too_old"])
    assert all(post[-1] is None for post in posts(store))


def test_corrections_are_made_in_place_and_blanks_erase_nothing(store):
    import_rows(store, JANUARY, ANNA)

    poorer = replace(
        ANNA, snils=None, sex=None, email=None, staff_number=None, work_started=None, subject="", hired=None
    )
    assert import_rows(store, JUNE, poorer) == ((0, 0, 0, 0, 0), [])
    better = replace(poorer, subject="физика", hired=date(2016, 9, 1), email="a@b.ru")
    assert import_rows(store, SEPTEMBER, better) == ((0, 1, 0, 0, 0), [])
    anna = people(store)[0]
    assert (anna.email, anna.sex, anna.snils_hash) == ("a@b.ru", "ж", KEYRING.snils_hash("11223344595"))
    assert KEYRING.open(anna.snils_sealed) == "11223344595"
    assert posts(store) == [("Иванова", SCHOOL, "учитель", date(2016, 9, 1), None)]


def test_a_new_number_in_the_list_is_written_but_is_no_change(store):
    import_rows(store, JANUARY, ANNA)

    assert import_rows(store, JUNE, replace(ANNA, roster_no="17")) == ((0, 0, 0, 0, 0), [])
    assert people(store)[0].roster_no == "17"


def test_a_new_surname_beside_the_same_snils_is_the_same_person(store):
    import_rows(store, JANUARY, ANNA)

    married = replace(ANNA, last_name="Петрова")
    assert import_rows(store, JUNE, married) == ((0, 1, 0, 0, 0), [])
    assert [person.last_name for person in people(store)] == ["Петрова"]


def test_a_person_without_snils_is_known_by_name_and_birth_date_and_learns_it(store):
    import_rows(store, JANUARY, replace(ANNA, snils=None))

    elsewhere = replace(ANNA, organisation=LYCEUM, last_name="ИВАНОВА ")
    assert import_rows(store, JUNE, elsewhere)[0] == (0, 1, 1, 0, 0)
    [anna] = people(store)
    assert KEYRING.open(anna.snils_sealed) == "11223344595"


def test_namesakes_born_on_different_days_are_two(store):
    other = replace(ANNA, row=6, snils=None, birth_date=date(1971, 3, 3))

    assert import_rows(store, JANUARY, ANNA, other)[0] == (2, 0, 2, 0, 0)


def test_namesakes_with_different_snils_are_two(store):
    other = replace(ANNA, row=6, snils="08765430384")

    assert import_rows(store, JANUARY, ANNA, other)[0] == (2, 0, 2, 0, 0)
    assert import_rows(store, JUNE, ANNA, other)[0] == (0, 0, 0, 0, 0)


def test_without_snils_and_birth_date_the_organisation_tells(store):
    blank = replace(ANNA, snils=None, birth_date=None)
    import_rows(store, JANUARY, blank)

    assert import_rows(store, JUNE, blank)[0] == (0, 0, 0, 0, 0)
    assert import_rows(store, SEPTEMBER, blank, replace(blank, row=6, organisation=LYCEUM))[0] == (
        1,
        0,
        1,
        0,
        0,
    )


def test_a_row_that_fits_two_people_is_told_and_takes_neither(store):
    other = replace(ANNA, row=6, snils="08765430384", birth_date=date(1971, 3, 3))
    import_rows(store, JANUARY, ANNA, other)

    unclear = replace(ANNA, row=7, snils=None, birth_date=None, organisation=LYCEUM)
    assert import_rows(store, JUNE, unclear) == ((1, 0, 1, 0, 0), ["namesakes"])


def test_a_snils_of_somebody_else_is_told_and_not_believed(store):
    import_rows(store, JANUARY, ANNA)

    stranger = replace(BORIS, snils=ANNA.snils)
    assert import_rows(store, JUNE, ANNA, stranger) == ((1, 0, 1, 0, 0), ["snils_of_another"])
    assert [person.last_name for person in people(store)] == ["Иванова", "Смирнов"]
    assert people(store)[1].snils_hash is None


def test_two_rows_of_one_person_are_two_posts(store):
    second = replace(ANNA, row=6, organisation=LYCEUM, main=False, hired=date(2020, 1, 1))

    assert import_rows(store, JANUARY, second, ANNA)[0] == (1, 0, 1, 0, 0)
    with store.transaction() as tx:
        assert sorted(row.main for row in tx.rows(select(tables.employment))) == [False, True]


def test_one_post_with_two_subjects_is_one_post(store):
    import_rows(store, JANUARY, ANNA, replace(ANNA, row=6, subject="физика"))

    with store.transaction() as tx:
        [row] = tx.rows(select(tables.employment))
    assert row.subject == "математика, физика"


def test_rows_that_disagree_on_the_birth_date_are_told(store):
    other = replace(ANNA, row=6, post="методист", birth_date=date(1991, 5, 17))

    assert import_rows(store, JANUARY, ANNA, other) == ((1, 0, 1, 0, 0), ["births_disagree"])


def test_a_row_without_a_post_keeps_what_was_held(store):
    import_rows(store, JANUARY, ANNA)

    assert import_rows(store, JUNE, replace(ANNA, post="", kind_text=""))[0] == (0, 0, 0, 0, 0)
    assert posts(store)[0][-1] is None


def staff_of(count: int) -> list[RosterRow]:
    return [replace(ANNA, row=n, snils=None, last_name="Иванова" + "а" * n) for n in range(count)]


def test_an_organisation_that_loses_more_than_a_fifth_is_told(store):
    everyone = staff_of(10)
    import_rows(store, JANUARY, *everyone)

    assert import_rows(store, JUNE, *everyone[:8]) == ((0, 0, 0, 2, 0), [])
    assert import_rows(store, SEPTEMBER, *everyone[:6]) == ((0, 0, 0, 2, 0), ["too_many_leave"])


def test_the_order_of_a_list_changes_nothing(store):
    rows = [
        replace(ANNA, row=5, birth_date=None, snils=None),
        replace(ANNA, row=6, organisation=LYCEUM, main=False),
        replace(ANNA, row=7, snils=None, organisation=LYCEUM, post="методист"),
    ]

    plan = plan_import(StaffState(), rows, JANUARY, KEYRING.snils_hash)
    again = plan_import(StaffState(), reversed(rows), JANUARY, KEYRING.snils_hash)

    assert plan.counts.new == again.counts.new == 2
    assert {change.begun for change in plan.changes} == {change.begun for change in again.changes}


def test_an_import_is_on_record_with_its_problems(store):
    import_rows(store, JUNE, ANNA)
    import_rows(store, JANUARY, ANNA)

    with store.transaction() as tx:
        first, second = tx.rows(select(tables.roster_import).order_by("import_id"))
    assert (first.as_of, first.rows, first.problems) == (JUNE, 1, [])
    assert second.problems[0]["text_id"] == "staff.list_too_old"
    assert second.problems[0]["organisation_id"] == 1


@pytest.mark.parametrize("locale", ["ru", "en"])
@pytest.mark.parametrize(
    "kind",
    [
        "list_too_old",
        "too_many_leave",
        "snils_of_another",
        "namesakes",
        "namesake_here",
        "births_disagree",
        "birth_changed",
        "kept_for_unread",
        "organisation_asked",
        "organisation_of_several",
        "organisation_taken",
        "organisations_alike",
        "technical_post",
        "mistyped_post",
        "unknown_post",
        "no_such_person",
        "no_such_import",
        "import_undone",
        "import_without_journal",
        "import_is_built_upon",
    ],
)
def test_every_problem_has_its_sentence(kind, locale):
    names = (
        *("organisation", "known", "other", "as_of", "newest", "leaving", "before", "percent", "row", "rows"),
        *(
            "found",
            "file",
            "sheet",
            "cell",
            "first_file",
            "first_sheet",
            "first_cell",
            "people",
            "post",
            "nearest",
            "person",
            "number",
        ),
        "later",
    )
    assert texts(locale).say(f"staff.{kind}", **dict.fromkeys(names, "X")).endswith(".")


def test_nothing_of_a_person_shows_in_the_plan():
    plan = plan_import(StaffState(), [ANNA, BORIS], JANUARY, KEYRING.snils_hash)

    assert not any(told in repr(plan) for told in ("Иванова", "Анна", "11223344595", "anna@", "1990", "17"))
