"""Names and years of service are read however a school writes them."""

from datetime import date

import pytest

from connector.roster_names import name_of
from connector.roster_service import months_of_service
from connector.spreadsheets import read_roster

TITLE = ["Сведения о педагогических и управленческих кадрах на 01.06.2026"]


@pytest.mark.parametrize(
    ("told", "parts"),
    [
        ("ИВАНОВА АННА ПЕТРОВНА", ("Иванова", "Анна", "Петровна", "", "")),
        ("Мамедов Али Вагиф оглы", ("Мамедов", "Али", "Вагиф оглы", "", "")),
        ("Петрова (Сидорова) Анна Ивановна", ("Петрова", "Анна", "Ивановна", "Сидорова", "")),
        ("Анна Петровна Иванова", ("Иванова", "Анна", "Петровна", "", "")),
        ("Мамин Сибиряк Дмитрий Наркисович", ("Мамин Сибиряк", "Дмитрий", "Наркисович", "", "")),
        ("Салтыков - Щедрин Михаил Евграфович", ("Салтыков-Щедрин", "Михаил", "Евграфович", "", "")),
        ("Абрамович Анна Ивановна", ("Абрамович", "Анна", "Ивановна", "", "")),
        ("Ли Анна", ("Ли", "Анна", "", "", "")),
        ("Иванова А.П.", ("Иванова", "А.", "П.", "", "")),
        ("Иванова Анна Петровна, учитель", ("Иванова", "Анна", "Петровна", "", "учитель")),
        ("Иванова Анна Петровна - директор", ("Иванова", "Анна", "Петровна", "", "директор")),
        (",", ("", "", "", "", "")),
    ],
)
def test_a_whole_name_in_one_cell_is_parted(told, parts):
    name = name_of("", "", "", told)

    assert (name.last_name, name.first_name, name.patronymic, name.former, name.rest) == parts


@pytest.mark.parametrize(
    ("told", "months"),
    [("2", 24), ("2,5", 30), ("12 лет", 144), ("2 г. 5 мес.", 29), ("2 года 5 месяцев 10 дней", 29), ("5 мес", 5),
     ("менее года", 0), ("б/с", 0), ("90", None), ("много", None)],
)  # fmt: skip
def test_years_of_service_are_read_in_many_spellings(told, months):
    assert months_of_service(told) == months


@pytest.mark.parametrize(
    ("told", "hired", "began", "problems"),
    [
        ("2 г. 5 мес.", "", date(2024, 1, 1), ["roster.work_started_estimated"]),
        (12, "", date(2014, 6, 1), []),
        (0, "01.09.2025", date(2025, 9, 1), ["roster.work_started_estimated"]),
        ("много", "", None, ["roster.bad_service"]),
    ],
)
def test_years_of_service_make_the_day_work_began(book, headings, person, told, hired, began, problems):
    content = book(TITLE, [*headings, "Пед. стаж", "Дата приёма"], [*person(), told, hired])

    roster, found = read_roster(content, "roster.xlsx")

    assert (roster.rows[0].work_started, roster.rows[0].work_started_estimated) == (began, began is not None)
    assert [each.text_id for each in found] == problems


def test_the_whole_length_of_work_is_not_that_of_teaching(book, headings, person):
    content = book(TITLE, [*headings, "Общий стаж"], [*person(), 12])

    [row] = read_roster(content, "roster.xlsx")[0].rows

    assert row.work_started is None
    assert row.extra == {"Общий стаж": "12"}


def test_a_year_of_two_digits_is_the_only_possible_one_and_told(book, headings, person):
    roster, [problem] = read_roster(book(TITLE, headings, person(born="14.06.70")), "roster.xlsx")

    assert roster.rows[0].birth_date == date(1970, 6, 14)
    assert (problem.text_id, problem.values["cell"]) == ("roster.short_year", "G3")


def test_initials_are_no_name_and_the_row_is_set_aside_with_what_it_tells(book, headings, person):
    roster, [problem] = read_roster(book(TITLE, headings, person(first="Н.", patronymic="В.")), "roster.xlsx")

    [aside] = roster.set_aside
    assert roster.rows == ()
    assert (problem.text_id, aside.reason) == ("roster.only_initials", "roster.only_initials")
    assert (aside.last_name, aside.snils, aside.row) == ("Суворова", "02157368134", 3)


@pytest.mark.parametrize("told", ["Ива\u200bнова", "Иванова\u00a0", "Ивано\u00adва", "\nИванова"])
def test_signs_that_nobody_sees_do_not_part_a_name(book, headings, person, told):
    assert read_roster(book(headings, person(last=told)), "roster.xlsx")[0].rows[0].last_name == "Иванова"


@pytest.mark.parametrize(
    ("heading", "told", "main"),
    [
        ("Совместитель", "внутренний", False),
        ("Совместитель", "внешний", False),
        ("Совместитель", "Внеш.", False),
        ("Совместитель", "да", False),
        ("Совместитель", "нет", True),
        ("Совместитель", "не совместитель", True),
        ("Совместитель", "", True),
        ("Совместительство", "0,5 ставки (совм.)", False),
        ("Вид занятости", "внутренний совместитель", False),
        ("Вид занятости", "внешний", False),
        ("Вид занятости", "основное место", True),
        ("Ставка", "0,5 ставки (совм.)", False),
        ("Ставка", "1", True),
        ("Примечание", "внутр. совм.", False),
        ("Примечание", "совмещает классное руководство", True),
    ],
)
def test_a_second_post_is_told_in_many_words(book, headings, person, heading, told, main):
    roster, problems = read_roster(book(TITLE, [*headings, heading], [*person(), told]), "roster.xlsx")

    assert (roster.rows[0].main, problems) == (main, [])


@pytest.mark.parametrize(
    ("told", "post", "main"),
    [
        ("учитель (совместитель)", "учитель", False),
        ("учитель (внутренний совместитель)", "учитель", False),
        ("Учитель, внеш. совм.", "Учитель", False),
        ("учитель 0,5 ставки (совм.)", "учитель", False),
        ("учитель (0,5 ст., совм.)", "учитель", False),
        ("учитель (совм. 0,5 ст.)", "учитель", False),
        ("учитель по совместительству", "учитель", False),
        ("учитель-совместитель", "учитель", False),
        ("учитель (математика, совместитель)", "учитель (математика)", False),
        ("директор, по совместительству учитель", "директор, по совместительству учитель", True),
        ("заместитель директора", "заместитель директора", True),
        ("совместитель", "совместитель", True),
    ],
)
def test_a_post_that_is_said_to_be_a_second_one_keeps_its_own_name(book, headings, person, told, post, main):
    [row] = read_roster(book(TITLE, headings, person(post=told)), "roster.xlsx")[0].rows

    assert (row.post, row.main) == (post, main)


def test_a_mark_beside_the_name_is_no_part_of_it(book):
    columns = ["Школа", "ФИО", "СНИЛС", "Дата рождения", "Должность"]
    told = ["СОШ № 5", "Иванова Анна Петровна (совм.)", "", "14.06.1970", "учитель"]
    [row] = read_roster(book(TITLE, columns, told), "roster.xlsx")[0].rows

    assert (row.last_name, row.patronymic, row.main) == ("Иванова", "Петровна", False)


@pytest.mark.parametrize("told", ["2,15737E+09", "2.15737E+09", "1E+10"])
def test_a_snils_that_excel_has_rounded_is_told_in_its_own_words(book, headings, person, told):
    roster, [problem] = read_roster(book(TITLE, headings, person(snils=told)), "roster.xlsx")

    assert roster.rows[0].snils is None
    assert (problem.text_id, problem.values["cell"]) == ("roster.snils_rounded", "F3")
