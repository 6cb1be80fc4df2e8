"""Staff without any account: counted by school, and a book for each that tells nothing of others."""

from datetime import date

import pytest

from jobs.queue_sheet.missing import without_accounts, write_books
from mappings import tables
from mappings.keeping.without_accounts import staff_without_accounts


def by_name(found):
    return {each.name: each for each in found}


def test_each_school_is_told_of_its_own_people_without_an_account(room):
    found = by_name(without_accounts(room.context, None))
    third = found["МБДОУ «Детский сад № 3»"]

    assert third.staff == 2
    assert [person.full_name for person in third.missing] == ["Тестова Ольга Олеговна"]


def test_whose_account_waits_for_a_decision_is_marked(room):
    missing = {
        person.person_id: person for each in without_accounts(room.context, None) for person in each.missing
    }
    waiting = {case.candidates[0].person.person_id for case in room.cases()}

    assert {number for number, person in missing.items() if person.waiting} == waiting & missing.keys()
    assert waiting


def test_who_has_left_or_is_not_hired_yet_is_not_asked_for(room):
    held = tables.employment
    with room.context.store.transaction() as tx:
        tx.update(held, [{"employment_id": 5, "left": date(2026, 11, 24)}])
        tx.update(held, [{"employment_id": 4, "hired": date(2026, 11, 25)}])

    people = {person.person_id for each in without_accounts(room.context, None) for person in each.missing}

    assert not people & {4, 5}


def test_a_person_of_two_schools_stands_in_both(room):
    with room.context.store.transaction() as tx:
        row = {"employment_id": 90, "person_id": 5, "organisation_id": 1, "kind": "teacher", "post": "логопед",
               "subject": "", "main": False, "hired": None, "import_id": 1}  # fmt: skip
        tx.insert(tables.employment, [row])

    found = by_name(without_accounts(room.context, None))

    assert sum(5 in {person.person_id for person in each.missing} for each in found.values()) == 2
    [second] = [each for each in found["МБОУ «СОШ № 1»"].missing if each.person_id == 5]
    assert (second.post, second.main) == ("логопед", False)


def test_narrowed_to_one_school_by_words_of_its_name(room):
    assert [each.name for each in without_accounts(room.context, "СОШ 1")] == ["МБОУ «СОШ № 1»"]


def test_a_schools_book_holds_its_people_only_and_its_name_names_nobody(room, tmp_path, books):
    found = without_accounts(room.context, None)
    count = write_books(room.context, found, tmp_path / "школы")
    files = sorted((tmp_path / "школы").iterdir())

    assert len(files) == count + 1
    everyone = {person.full_name for each in found for person in each.missing}
    for each in found:
        if not each.missing:
            continue
        [file] = [one for one in files if one.name.startswith(f"{each.organisation_id:03d} ")]
        text = str(books.rows_of(file.read_bytes()))
        own = {person.full_name for person in each.missing}
        assert {name for name in everyone if name in text} == own
        assert file.stat().st_mode & 0o777 == 0o600
        assert "lms:" not in text
    assert not any(name.split()[0] in file.name for name in everyone for file in files)


def test_no_book_is_written_over_unasked(room, tmp_path):
    found = without_accounts(room.context, None)
    write_books(room.context, found, tmp_path)
    with pytest.raises(FileExistsError):
        write_books(room.context, found, tmp_path)
    write_books(room.context, found, tmp_path, replace=True)


def test_before_anything_is_matched_everybody_is_missing_on_both_databases(store, fill_store):
    fill_store(store)

    with store.reading() as tx:
        found = staff_without_accounts(tx, date(2026, 11, 24))

    assert [(each.staff, len(each.missing)) for each in found] == [(2, 2), (3, 3), (3, 3)]
    assert [each.name for each in found] == sorted(each.name for each in found)
