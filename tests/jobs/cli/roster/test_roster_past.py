"""`marshrut roster list|show|history|undo`: what was imported, who is who, and the way back."""

import json
from datetime import date

import pytest

SCHOOL, OTHER = "МБОУ СОШ № 1", "МБОУ «Барсовская СОШ»"


@pytest.fixture
def two_lists(desk, september):
    """The lists of June and of September taken in."""
    desk.list("september.xlsx", september, date(2026, 9, 1))
    assert desk.roster("import", "september.xlsx", "--by", "methodist").code == 0
    return desk


def test_before_the_first_import_the_list_says_how_to_begin(empty_desk):
    assert empty_desk.roster("list").out.splitlines() == [
        (
            "Загрузок ещё не было. Начните с бланка (marshrut roster template) "
            "или с готового списка (marshrut roster import FILE)."
        )
    ]


def test_imports_are_listed_newest_first(two_lists):
    assert two_lists.roster("list").out.splitlines() == [
        "№\tЗагружено\tСписок на\tКем\tФайлы\tЧеловек\tЧто изменила\tЗамечаний\tОтменена",
        (
            "2\t02.09.2026 10:30\t01.09.2026\tmethodist\tseptember.xlsx\t20\t"
            "принято 1, переведено 2, выбыло 1, исправлено сведений 1\t0\t"
        ),
        "1\t02.09.2026 10:30\t01.06.2026\tmethodist\tjune.xlsx\t20\tпринято 20\t0\t",
    ]


def test_the_history_of_a_person_tells_what_changed_by_which_import(two_lists):
    assert two_lists.roster("history", "20").out.splitlines() == [
        "Человек № 20",
        "Список на\tЗагрузка\tЧто\tОрганизация\tПодробности",
        f"01.06.2026\t1\tприём\t{OTHER}\tУчитель",
        f"01.09.2026\t2\tперевод\t{SCHOOL}\tиз: {OTHER}; Учитель",
    ]
    assert two_lists.roster("history", "8").out.splitlines()[-1] == (
        "01.09.2026\t2\tдругая фамилия\t\tЗимина → Орлова"
    )


def test_nobody_of_that_number_is_told_so(desk):
    done = desk.roster("history", "999")

    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("Человека с номером 999 в системе нет.")


def test_an_import_is_taken_back(two_lists):
    before = two_lists.roster("show").out

    done = two_lists.roster("undo", "2", "--by", "chief")

    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "Загрузка № 2 (список на 01.09.2026) отменена: что она изменила, вернулось к прежнему.",
        "Она меняла сведения о 5 людях.",
        "Сопоставить учётные записи с прежними людьми: marshrut match",
    ]
    assert two_lists.roster("list").out.splitlines()[1].endswith("\t02.09.2026 10:30")
    assert two_lists.roster("show").out != before
    assert "Орлова" not in two_lists.roster("show").out


def test_a_rehearsed_undo_changes_nothing(two_lists):
    before = two_lists.roster("show").out, two_lists.roster("list").out

    done = two_lists.roster("undo", "2", "--dry-run")

    assert done.out.splitlines() == [
        "Пробный запуск: загрузку № 2 (список на 01.09.2026) отменить можно; в базе всё осталось как было.",
        "Она меняла сведения о 5 людях.",
    ]
    assert (two_lists.roster("show").out, two_lists.roster("list").out) == before


def test_an_import_that_a_later_one_rests_on_is_not_taken_back(two_lists):
    done = two_lists.roster("undo", "1")

    assert (done.code, done.out) == (1, "")
    assert done.err.splitlines() == [
        "Загрузку № 1 отменить нельзя: на ней основаны более поздние (2). Сначала отмените их, в этом порядке."
    ]


def test_the_staff_is_shown_with_its_numbers(two_lists):
    done = two_lists.roster("show", "--organisation", "СОШ №1", "--number", "9")

    assert done.out.splitlines() == [
        "№ в системе\t№ п/п\tОрганизация\tСотрудник\tДолжность\tЗанятость\tПринят",
        f"9\t9\t{SCHOOL}\tКотова Анна Петровна\tМетодист\tосновное место\t01.09.2026",
    ]


def test_who_has_left_is_shown_only_when_asked_for(two_lists):
    present = two_lists.roster("show", "--number", "1").out.splitlines()
    everyone = two_lists.roster("show", "--number", "1", "--all").out.splitlines()

    assert present == ["По такому отбору в кадровом составе никого нет."]
    assert everyone[1].endswith("\t01.09.2026")


def test_an_organisation_that_nobody_knows_is_told_so(desk):
    done = desk.roster("show", "--organisation", "Лицей № 99")

    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("Такой организации нет в кадровом составе.")


def test_programs_read_the_same_as_json(two_lists):
    imports = json.loads(two_lists.roster("list", "--json").out)
    shown = json.loads(two_lists.roster("show", "--json").out)
    history = json.loads(two_lists.roster("history", "20", "--json").out)

    assert [each["import_id"] for each in imports] == [2, 1]
    assert len(shown) == 20
    assert [each["told"]["what"] for each in history] == ["hired", "moved"]
