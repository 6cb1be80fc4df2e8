"""The empty staff list: what a person types into it is read back, and its help does not get in the way."""

import io
import re
import zipfile
from datetime import date

import pytest
from python_calamine import load_workbook

from config.locale import texts
from connector.errors import RefusedError
from connector.roster_headings import REQUIRED, WRITTEN, heading_field
from connector.roster_template import HEADINGS, write_template
from connector.roster_template_checks import snils_check
from connector.spreadsheets import read_roster

DAY = date(2026, 11, 24)
SCHOOLS = ("МБОУ СОШ № 1", "МБДОУ детский сад «Солнышко»")
TYPED = {
    "roster_no": "1",
    "organisation": "МБОУ СОШ № 1",
    "last_name": "Суворова",
    "first_name": "Наталия",
    "patronymic": "Владимировна",
    "snils": "021-573-681 34",
    "birth_date": "14.06.1970",
    "sex": "ж",
    "post": "учитель",
    "kind_text": "педагогические работники",
    "main": "основное место",
    "subject": "математика",
    "work_started": "01.09.1998",
    "hired": "25.08.2015",
    "email": "suvorova@school1.example",
    "staff_number": "00427",
}


@pytest.fixture(params=["ru", "en"])
def template(request):
    return write_template(texts(request.param), DAY, SCHOOLS)


def parts(workbook):
    """Return the files of a workbook by name."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def fill(workbook, *people):
    """Type people into the sheet below its headings, as a spreadsheet program would write them."""
    rows = ""
    for place, person in enumerate(people, 3):
        cells = "".join(
            f'<c r="{chr(ord("A") + column)}{place}" t="inlineStr"><is><t>{person[name]}</t></is></c>'
            for column, name in enumerate(HEADINGS)
            if person.get(name)
        )
        rows += f'<row r="{place}">{cells}</row>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in parts(workbook).items():
            end = f"{rows}</sheetData>" if name == "xl/worksheets/sheet1.xml" else "</sheetData>"
            packed.writestr(name, content.replace(b"</sheetData>", end.encode()))
    return target.getvalue()


def test_what_a_person_types_is_read_back_without_a_problem(template):
    second = {**TYPED, "roster_no": "2", "post": "социальный педагог", "main": "совместитель", "subject": ""}

    roster, problems = read_roster(fill(template, TYPED, second), "список.xlsx")

    assert problems == []
    assert [(each.sheet, each.as_of) for each in roster.sheets] == [("Сотрудники", DAY)]
    [first, other] = roster.rows
    assert (first.row, first.roster_no, first.organisation) == (3, "1", "МБОУ СОШ № 1")
    assert (first.last_name, first.first_name, first.patronymic) == ("Суворова", "Наталия", "Владимировна")
    assert (first.snils, first.birth_date, first.sex) == ("02157368134", date(1970, 6, 14), "ж")
    assert (first.post, first.kind_text, first.subject) == (
        "учитель",
        "педагогические работники",
        "математика",
    )
    assert (first.work_started, first.hired) == (date(1998, 9, 1), date(2015, 8, 25))
    assert (first.email, first.staff_number) == ("suvorova@school1.example", "00427")
    assert (first.main, other.main) == (True, False)


def test_the_least_that_is_obligatory_is_enough(template):
    least = {name: TYPED[name] for name in ("organisation", "last_name", "first_name", "post", "snils")}

    roster, problems = read_roster(fill(template, least), "список.xlsx")

    assert (len(roster.rows), problems) == (1, [])


def test_every_heading_means_its_column_to_the_reader():
    assert {name: heading_field(heading) for name, heading in HEADINGS.items()} == {
        name: name for name in HEADINGS
    }


def test_the_headings_are_those_that_a_department_writes():
    assert {name: HEADINGS[name] for name in WRITTEN} == WRITTEN
    assert set(REQUIRED) <= set(HEADINGS)


def test_the_same_wishes_make_the_same_bytes(template):
    assert template in [write_template(texts(language), DAY, SCHOOLS) for language in ("ru", "en")]


def test_every_column_is_explained_on_the_page_of_explanations(template):
    rows = load_workbook(io.BytesIO(template)).get_sheet_by_name("Пояснения").to_python()
    told = {row[0]: row[1:] for row in rows if row[0] in HEADINGS.values()}

    assert list(told) == list(HEADINGS.values())
    assert all(all(str(cell).strip() for cell in cells) for cells in told.values())


def test_what_must_be_chosen_is_offered_to_be_chosen(template):
    sheet = parts(template)["xl/worksheets/sheet1.xml"].decode()
    offered = re.findall(
        r'<dataValidation type="list"[^>]* sqref="([A-Z])3:\1\d+".*?<formula1>(.*?)</formula1>', sheet
    )
    columns = dict(zip("ABCDEFGHIJKLMNOP", HEADINGS, strict=True))

    assert {columns[letter]: told for letter, told in offered} == {
        "organisation": "Организации",
        "sex": '"м,ж"',
        "post": "Должности",
        "kind_text": '"педагогические работники,управленческие кадры"',
        "main": '"основное место,совместитель"',
    }


def test_known_organisations_stand_in_the_list_to_choose_from(template):
    lists = load_workbook(io.BytesIO(template)).get_sheet_by_name("Списки").to_python()

    assert [row[2] for row in lists if row[2]] == list(SCHOOLS)


def test_without_known_organisations_any_name_is_taken():
    sheet = parts(write_template(texts("ru"), DAY))["xl/worksheets/sheet1.xml"].decode()

    assert "Организации" not in sheet


def test_the_check_of_a_number_fits_what_a_spreadsheet_program_takes():
    """Beyond 255 letters Excel calls the whole file damaged."""
    assert len(snils_check("F3")) <= 255


def test_a_list_with_only_headings_says_that_nobody_is_in_it(template):
    with pytest.raises(RefusedError, match=r"roster\.empty"):
        read_roster(template, "список.xlsx")
