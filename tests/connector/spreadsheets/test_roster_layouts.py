"""A staff list is read whole, whoever made it: no row is lost without being told."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector import spreadsheets
from connector.cell_values import text_of
from connector.errors import RefusedError
from connector.roster_faults import is_fault
from connector.roster_lists import staff_lists
from connector.roster_records import SkippedAs
from connector.sheets import Sheet
from connector.spreadsheets import read_roster, read_rosters

SCHOOL = ["№", "ФИО", "СНИЛС", "Дата рождения", "Должность"]
ANNA = [1, "Иванова Анна Петровна", "021-573-681 34", "14.06.1970", "учитель"]
OLGA = [2, "Петрова Ольга Ивановна", "", "01.02.1980", "директор"]


@pytest.mark.parametrize(
    ("title", "organisation"),
    [
        ("МБОУ «Лянторская СОШ № 1»", "МБОУ «Лянторская СОШ № 1»"),
        ("Список работников МБОУ СОШ № 5 на 01.09.2026", "МБОУ СОШ № 5"),
        ("Кадровый состав МАДОУ «Сказка» по состоянию на 1 сентября 2026 г.", "МАДОУ «Сказка»"),
    ],
)
def test_a_list_without_that_column_is_of_the_organisation_in_its_title(book, title, organisation):
    roster, problems = read_roster(book([title], [], SCHOOL, ANNA, OLGA), "список.xlsx")

    assert problems == []
    assert [row.organisation for row in roster.rows] == [organisation, organisation]


def test_who_signs_and_whose_order_it_is_are_not_asked(book):
    title = [
        ["Приложение к приказу от 12.03.2015 № 5"],
        ["УТВЕРЖДАЮ Директор МБОУ СОШ № 9"],
        ["МБОУ СОШ № 5"],
    ]
    roster, _ = read_roster(book(*title, ["Список на «1» сентября 2026 г."], SCHOOL, ANNA), "список.xlsx")

    assert (roster.rows[0].organisation, roster.as_of) == ("МБОУ СОШ № 5", date(2026, 9, 1))


def test_sheets_named_for_schools_are_one_roster(book):
    sheets = {"СОШ № 1": [SCHOOL, ANNA], "Д_с Ромашка": [SCHOOL, OLGA]}
    roster, problems = read_roster(book(["Заметки"], sheets=sheets), "район.xlsx")

    assert [(row.sheet, row.organisation) for row in roster.rows] == [
        ("СОШ № 1", "СОШ № 1"),
        ("Д_с Ромашка", "Д/с Ромашка"),
    ]
    assert problems == []


def test_a_sheet_that_does_not_tell_whose_it_is_stops_no_other_and_is_told(book):
    sheets = {"СОШ № 1": [SCHOOL, ANNA], "Новые": [SCHOOL, OLGA]}
    roster, problems = read_roster(book(["Заметки"], sheets=sheets), "район.xlsx")

    assert [row.sheet for row in roster.rows] == ["СОШ № 1"]
    assert [each.text_id for each in problems] == ["roster.whose_list"]
    assert all(map(is_fault, problems))


def test_a_list_of_nobody_knows_whom_is_refused_by_file_and_sheet(book):
    with pytest.raises(RefusedError, match=r"roster\.whose_list \(file=a\.xlsx, sheet=Сотрудники\)"):
        read_roster(book(SCHOOL, ANNA), "a.xlsx")


def test_a_row_above_a_group_names_its_school_and_headings_may_repeat(book):
    rows = [["МБОУ СОШ № 1"], ANNA, ["", "Итого: 1"], SCHOOL, [1, 2, 3, 4, 5], ["МБОУ СОШ № 2"], OLGA]
    roster, problems = read_roster(book(SCHOOL, *rows), "a.xlsx")

    assert problems == []
    assert [row.organisation for row in roster.rows] == ["МБОУ СОШ № 1", "МБОУ СОШ № 2"]
    assert [(each.row, each.why) for each in roster.skipped] == [
        (2, SkippedAs.GROUP),
        (4, SkippedAs.FOOTER),
        (5, SkippedAs.HEADINGS),
        (6, SkippedAs.COLUMN_NUMBERS),
        (7, SkippedAs.GROUP),
    ]


@pytest.mark.parametrize(
    ("told", "read"),
    [
        (["СОШ № 1", "", "СОШ № 2", "", ""], ["СОШ № 1", "СОШ № 1", "СОШ № 2", "СОШ № 2", "СОШ № 2"]),
        (["СОШ № 1", "СОШ № 1", "", "", ""], ["СОШ № 1", "СОШ № 1"]),
        (["СОШ № 1", "СОШ № 2", ""], ["СОШ № 1", "СОШ № 2"]),
        (["", "СОШ № 1", ""], ["СОШ № 1"]),
    ],
    ids=["written once", "repeated", "one forgotten", "none above"],
)
def test_an_organisation_written_once_holds_for_the_people_below_it(book, told, read):
    people = [
        [name, f"Иванова Анна{'а' * at} Петровна", "", "14.06.1970", "учитель"]
        for at, name in enumerate(told)
    ]
    roster, problems = read_roster(book(["Школа", *SCHOOL[1:]], *people), "a.xlsx")

    assert [row.organisation for row in roster.rows] == read
    assert [each.text_id for each in problems] == ["roster.no_organisation"] * (len(told) - len(read))


def test_a_person_with_a_name_and_nothing_else_is_not_lost_silently(book):
    rows = [
        ["МБОУ СОШ № 1"],
        SCHOOL,
        ANNA,
        [2, "Петрова Ольга Ивановна"],
        ["", "Вакансия", "", "", "учитель"],
    ]
    roster, problems = read_roster(book(*rows), "a.xlsx")

    assert [(each.row, each.last_name, each.reason) for each in roster.set_aside] == [
        (4, "Петрова", "roster.no_post")
    ]
    assert [each.why for each in roster.skipped] == [SkippedAs.VACANCY]
    assert len(problems) == 1


def test_one_refused_file_does_not_stop_the_others(book):
    good = book(["МБОУ СОШ № 1"], SCHOOL, ANNA)
    roster, [problem] = read_rosters([(b"%PDF-1.4", "a.xlsx"), (good, "b.xlsx")])

    assert [(row.file, row.row) for row in roster.rows] == [("b.xlsx", 3)]
    assert (problem.text_id, is_fault(problem)) == ("roster.is_pdf", True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1251", "cp866", "koi8-r"])
@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_text_tables_are_read_in_any_russian_encoding(encoding, sign):
    lines = [
        SCHOOL,
        [1, '"Иванова\nАнна Петровна"', "021-573-681 34", "14.06.1970", '"учитель, логопед; педагог"'],
    ]
    content = "\r\n".join(sign.join(map(str, line)) for line in lines).replace("№", "N").encode(encoding)

    [row] = read_roster(content, "СОШ № 5.csv")[0].rows

    assert (row.first_name, row.post, row.organisation) == ("Анна", "учитель, логопед; педагог", "СОШ № 5")


def test_a_quote_that_is_never_closed_swallows_nobody():
    lines = [
        "ФИО;СНИЛС;Дата рождения;Должность;Школа",
        'Иванова Анна;;;"учитель;СОШ № 1',
        "Петрова Яна;;;учитель;СОШ № 1",
    ]
    roster, _ = read_roster("\n".join(lines).encode(), "a.csv")

    assert [row.last_name for row in roster.rows] == ["Иванова", "Петрова"]


def test_a_web_page_called_xls_is_read():
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in (SCHOOL, ANNA))
    page = f"<html><body><h1>МБОУ СОШ № 5</h1><table>{rows}</table></body></html>"

    [row] = read_roster(page.encode(), "export.xls")[0].rows

    assert (row.last_name, row.organisation, row.row) == ("Иванова", "МБОУ СОШ № 5", 3)


CELLS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [*ANNA, *OLGA, *SCHOOL, "Итого", "нет", "#Н/Д", "1.2345E+10", "А.", "Директор", "31.02.1980"]
    ),
    st.integers(-5, 10**12),
    st.floats(),
    st.dates(),
    st.booleans(),
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(CELLS, min_size=5, max_size=7), min_size=1, max_size=8))
def test_no_row_is_lost_silently_whatever_stands_in_it(rows):
    table = [["МБОУ СОШ № 5"], SCHOOL, *rows]
    [told], _ = staff_lists([Sheet("Лист", table)], "a.xlsx")
    sheet, problems = spreadsheets._read(told, "a.xlsx", date(2026, 6, 1))

    places = [each.row for part in (sheet.rows, sheet.set_aside, sheet.skipped) for each in part]
    below = range(told.headings.last_row + 1, len(table))
    assert sorted(places) == [at + 1 for at in below if any(text_of(cell) for cell in table[at])]
    assert len({each.values["cell"] for each in problems}) >= len(sheet.set_aside)
