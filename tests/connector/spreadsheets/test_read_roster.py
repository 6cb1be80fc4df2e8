"""A staff list is found whatever its columns are called and wherever its title ends."""

import io
import re
from datetime import date
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from config.locale import texts
from connector.errors import RefusedError
from connector.roster_writing import write_roster
from connector.spreadsheets import read_roster, read_rosters

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "tests" / "mappings" / "samples"
TITLE = ["Сведения о педагогических и управленческих кадрах на 01.06.2026"]


def problems_of(content):
    _, problems = read_roster(content, "roster.xlsx")
    return [(each.text_id, each.values["cell"]) for each in problems]


def test_the_departments_own_sheet_is_read_whole():
    roster, problems = read_roster(SAMPLES / "district-60" / "roster.xlsx", "roster.xlsx")

    assert problems == []
    assert [sheet.sheet for sheet in roster.sheets] == ["Сотрудники"]
    assert (roster.as_of, len(roster.rows)) == (date(2026, 6, 1), 60)
    first = roster.rows[0]
    assert (first.row, first.roster_no, first.organisation) == (3, "1", "МБОУ «Барсовская СОШ»")
    assert (first.last_name, first.first_name, first.patronymic) == ("Суворова", "Наталия", "Владимировна")
    assert (first.snils, first.birth_date, first.sex) == ("02157368134", date(1970, 6, 14), "ж")
    assert (first.post, first.kind_text) == ("Директор", "управленческие кадры")
    assert (first.work_started, first.hired) == (date(1993, 5, 18), date(2016, 12, 27))
    assert first.email == "nsuvorov1@surgut-edu.test"


def test_what_is_written_is_read_back_and_the_same_rows_make_the_same_bytes():
    roster, _ = read_roster(SAMPLES / "district-60" / "roster.xlsx", "roster.xlsx")

    content = write_roster(roster.rows, roster.as_of)

    assert read_roster(content, "roster.xlsx")[0].rows == roster.rows
    assert write_roster(roster.rows, roster.as_of) == content


def test_columns_are_found_in_any_order_under_other_names(book):
    content = book(
        ["Управление образования"], [], ["Список на 1 сентября 2026 г."],
        ["Д.р.", "Ф.И.О. сотрудника", "Школа", "Таб. №", "Страховой номер (СНИЛС)", "Занимаемая должность",
         "Эл. почта", "Пед. стаж с", "Телефон", "Квалификационная категория"],
        [date(1990, 2, 28), "Мамедов Али Вагиф оглы", "СОШ № 1", 17, 2157368134, "учитель", "a@b.test",
         "01.09.2012", "8-900", "высшая"],
    )  # fmt: skip

    roster, problems = read_roster(content, "список.xlsx")

    assert problems == []
    assert roster.as_of == date(2026, 9, 1)
    [row] = roster.rows
    assert (row.last_name, row.first_name, row.patronymic) == ("Мамедов", "Али", "Вагиф оглы")
    assert (row.staff_number, row.snils, row.birth_date) == ("17", "02157368134", date(1990, 2, 28))
    assert (row.organisation, row.post, row.email) == ("СОШ № 1", "учитель", "a@b.test")
    assert (row.work_started, row.kind_text, row.row) == (date(2012, 9, 1), "", 5)


def test_headings_on_two_floors_with_numbered_columns_below_are_understood(book):
    content = book(
        ["№", "ФИО", "", "", "Дата", "", "СНИЛС", "ОО", "Должность"],
        ["", "фамилия", "имя", "отчество", "рождения", "приёма", "", "", ""],
        [1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, "Суворова", "Анна", "Петровна", "01.02.1980", "03.04.2010", "", "СОШ № 1", "учитель"],
    )

    [row] = read_roster(content, "roster.xlsx")[0].rows

    assert (row.last_name, row.first_name, row.patronymic) == ("Суворова", "Анна", "Петровна")
    assert (row.birth_date, row.hired, row.row) == (date(1980, 2, 1), date(2010, 4, 3), 4)


def test_a_school_written_once_in_a_merged_cell_holds_for_all_its_people(book, headings, person):
    rows = [
        headings,
        person(),
        person(no=2, organisation="", last="Петрова", snils=""),
        person(no=3, last="Яна"),
    ]
    content = book(*rows, merged=[(1, 1, 2, 1, "СОШ № 9")])

    roster, _ = read_roster(content, "roster.xlsx")

    assert [row.organisation for row in roster.rows] == ["СОШ № 9", "СОШ № 9", "МБОУ «Барсовская СОШ»"]


@pytest.mark.parametrize(
    ("told", "understood"),
    [
        (date(1970, 6, 14), date(1970, 6, 14)),
        (25733, date(1970, 6, 14)),
        ("14.06.1970", date(1970, 6, 14)),
        ("14.6.1970 г.", date(1970, 6, 14)),
        ("1970-06-14", date(1970, 6, 14)),
        ("14 июня 1970 года", date(1970, 6, 14)),
        ("29.02.1972", date(1972, 2, 29)),
        ("", None),
        ("нет", None),
    ],
)
def test_a_day_is_read_however_it_was_typed(book, headings, person, told, understood):
    roster, problems = read_roster(book(headings, person(born=told)), "roster.xlsx")

    assert roster.rows[0].birth_date == understood
    assert problems == []


@pytest.mark.parametrize("told", ["31.02.1980", "вчера", 12, "01.01.2020", "01.01.1870"])
def test_an_impossible_birth_date_is_told_by_cell_and_the_person_stays(book, headings, person, told):
    content = book(TITLE, headings, person(born=told))

    roster, problems = read_roster(content, "roster.xlsx")

    assert roster.rows[0].birth_date is None
    assert [(each.text_id, each.values["cell"]) for each in problems] == [("roster.bad_date", "G3")]


def test_a_snils_with_a_wrong_check_is_told_by_cell_and_left_out(book, headings, person):
    content = book(headings, person(snils="021-573-681 35"))

    roster, problems = read_roster(content, "roster.xlsx")

    assert roster.rows[0].snils is None
    assert [(each.text_id, dict(each.values)) for each in problems] == [
        ("roster.bad_snils", {"file": "roster.xlsx", "sheet": "Сотрудники", "cell": "F2"})
    ]


@pytest.mark.parametrize(
    ("blank", "expected"),
    [
        ({"last": ""}, ("roster.no_surname", "C2")),
        ({"first": " "}, ("roster.no_first_name", "D2")),
        ({"organisation": ""}, ("roster.no_organisation", "B2")),
    ],
)
def test_a_row_that_does_not_say_who_is_set_aside_and_the_others_stay(
    book, headings, person, blank, expected
):
    content = book(headings, person(**blank), person(no=2, last="Петрова", snils=""))

    roster, problems = read_roster(content, "roster.xlsx")

    assert [row.roster_no for row in roster.rows] == ["2"]
    assert [(each.text_id, each.values["cell"]) for each in problems] == [expected]


def test_the_same_person_twice_in_one_post_is_taken_once(book, headings, person):
    content = book(headings, person(), person(no=2), person(no=3, post="Учитель"))

    roster, problems = read_roster(content, "roster.xlsx")

    assert [row.roster_no for row in roster.rows] == ["1", "3"]
    assert [(each.text_id, each.values["cell"], each.values["first_cell"]) for each in problems] == [
        ("roster.twice", "C3", "C2")
    ]


def test_the_first_of_two_is_told_by_file_sheet_and_cell_wherever_it_stands(book, headings, person):
    here = book(headings, person(), sheets={"Лист 2": [[], headings, person(no=2)]})
    there = book([], [], headings, person(no=3))

    _, problems = read_rosters([(here, "a.xlsx"), (there, "b.xlsx")])

    told = [list(each.values.values()) for each in problems]
    assert told == [
        ["a.xlsx", "Лист 2", "C3", "a.xlsx", "Сотрудники", "C2"],
        ["b.xlsx", "Сотрудники", "C4", "a.xlsx", "Сотрудники", "C2"],
    ]


def test_one_snils_beside_two_people_identifies_neither(book, headings, person):
    content = book(headings, person(), person(no=2, last="Петров", first="Иван", patronymic="Ильич"))

    roster, problems = read_roster(content, "roster.xlsx")

    assert [row.snils for row in roster.rows] == [None, None]
    assert [each.values["cell"] for each in problems] == ["F2", "F3"]


def test_a_sum_and_a_signature_below_the_list_are_nobody(book, headings, person):
    content = book(
        headings, person(), [], ["", "Итого", 1], ["Начальник отдела", "", "", "", "", "", "", "Иванов И. И."]
    )

    assert problems_of(content) == []


def test_text_like_a_formula_stays_text(book, headings, person):
    roster, _ = read_roster(book(headings, person(last="=HYPERLINK(1)")), "roster.xlsx")

    assert roster.rows[0].last_name == "=HYPERLINK(1)"


@pytest.mark.parametrize(
    ("heading", "told", "main"),
    [("Совместитель", "да", False), ("Совместитель", "нет", True), ("Вид занятости", "внешнее совместительство", False),
     ("Вид занятости", "основная", True), ("Основное место работы (да/нет)", "нет", False), ("Совместитель", "", True)],
)  # fmt: skip
def test_a_second_post_is_known_by_its_column(book, headings, person, heading, told, main):
    content = book([*headings, heading], [*person(), told])

    assert read_roster(content, "roster.xlsx")[0].rows[0].main is main


def test_a_missing_column_refuses_the_whole_file_and_names_the_column(book, headings, person):
    content = book(TITLE, [*headings[:5], *headings[6:]], [*person()[:5], *person()[6:]])

    with pytest.raises(RefusedError) as refused:
        read_roster(content, "roster.xlsx")

    assert texts("ru").say(refused.value.text_id, **refused.value.detail) == (
        "Файл «roster.xlsx», лист «Сотрудники»: не хватает столбца «СНИЛС». Добавьте его (если сведений нет, "
        "оставьте ячейки пустыми) и повторите. Ничего не загружено."
    )


def test_every_staff_list_in_the_book_is_read(book, headings, person):
    other = [headings, person(no=2, last="Петрова", snils="")]
    content = book(headings, person(), sheets={"Лист 2": other, "Заметки": [["что-то"]]})

    roster, problems = read_roster(content, "roster.xlsx")

    assert [(row.sheet, row.row, row.roster_no) for row in roster.rows] == [
        ("Сотрудники", 2, "1"),
        ("Лист 2", 2, "2"),
    ]
    assert problems == []


def encrypted(content):
    target = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt("пароль", target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("make", "text_id"),
    [
        (lambda _: b"", "roster.file_blank"),
        (lambda _: b"<html>502</html>", "roster.is_web_page"),
        (lambda _: b"%PDF-1.7", "roster.is_pdf"),
        (lambda _: bytes(range(256)) * 9, "roster.not_a_spreadsheet"),
        (lambda book: book()[:500], "roster.not_a_spreadsheet"),
        (lambda book: encrypted(book(["x"])), "roster.file_encrypted"),
        (lambda book: book(), "roster.empty"),
        (lambda book: book(["просто", "текст"]), "roster.no_headings"),
    ],
)
def test_what_is_no_staff_list_is_refused_with_its_own_sentence(book, make, text_id):
    with pytest.raises(RefusedError) as refused:
        read_roster(make(book), "roster.xlsx")

    assert refused.value.text_id == text_id
    assert "roster.xlsx" in texts("ru").say(text_id, **refused.value.detail)


def test_headings_without_people_are_an_empty_list(book, headings):
    with pytest.raises(RefusedError, match=r"roster\.empty"):
        read_roster(book(TITLE, headings), "roster.xlsx")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(RefusedError, match=r"roster\.file_missing"):
        read_roster(tmp_path / "nothing.xlsx", "nothing.xlsx")


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8-sig"])
def test_csv_is_read_in_both_usual_encodings(headings, person, encoding):
    lines = [headings, [str(cell) for cell in person()]]
    content = "\r\n".join(";".join(line) for line in lines).encode(encoding)

    roster, problems = read_roster(content, "roster.csv")

    assert (roster.rows[0].last_name, roster.rows[0].birth_date, problems) == (
        "Суворова",
        date(1970, 6, 14),
        [],
    )


def test_no_record_and_no_problem_shows_a_person(book, headings, person):
    roster, problems = read_roster(book(headings, person(snils="1", born="31.02.1980")), "roster.xlsx")

    shown = repr(roster) + repr(problems)

    assert not any(secret in shown for secret in ("Суворова", "Наталия", "Владимировна", "1980"))


def test_every_problem_and_refusal_has_a_sentence_in_both_languages():
    code = "".join(
        file.read_text("utf-8") for room in ("connector", "mappings") for file in (ROOT / room).rglob("*.py")
    )
    used = set(re.findall(r'"(roster\.[a-z_]+)"', code))

    assert len(used) > 10
    for locale in ("ru", "en"):
        assert used == {each for each in texts(locale).ids() if each.startswith("roster.")}
