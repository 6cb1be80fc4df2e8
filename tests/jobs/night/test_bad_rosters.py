"""A staff list that cannot be taken in: one clear sentence, and nothing has changed."""

from datetime import date, datetime, time

import pytest
from xlsxwriter import Workbook

from connector.demo.roster import roster_rows, title_of


@pytest.fixture
def write(settled):
    """Write a staff list of the district: some columns only, under a title of one's own."""

    def write(*, without=(), title=None, rows=None):
        told = roster_rows(settled.district) if rows is None else rows
        columns = [each for each in roster_rows(settled.district)[0] if each not in without]
        with Workbook(str(settled.folder / "bad.xlsx")) as book:
            sheet, day = book.add_worksheet("Сотрудники"), book.add_format({"num_format": "dd.mm.yyyy"})
            sheet.write_string(0, 0, title_of(settled.district) if title is None else title)
            sheet.write_row(1, 0, columns)
            for line, row in enumerate(told, start=2):
                for place, column in enumerate(columns):
                    value = row[column]
                    if isinstance(value, date):
                        sheet.write_datetime(line, place, datetime.combine(value, time()), day)
                    elif value is not None:
                        sheet.write(line, place, value)

    return write


MISSING = (
    "Файл «bad.xlsx», лист «Сотрудники»: не хватает столбца {column}. "
    "Добавьте его (если сведений нет, оставьте ячейки пустыми) и повторите. Ничего не загружено."
)


def told_alone(home, sentence, *words):
    """Import the bad list and hold that one sentence is all, and nothing has changed."""
    before = home.dump()

    done = home.marshrut("roster", "import", "bad.xlsx", *words)

    assert (done.code, done.out, done.err.splitlines()) == (1, "", [sentence])
    assert home.dump() == before


@pytest.mark.parametrize(
    ("without", "column"),
    [
        ({"СНИЛС"}, "«СНИЛС»"),
        ({"Имя", "Дата рождения"}, "«Имя», «Дата рождения»"),
    ],
    ids=["snils", "two"],
)
def test_a_missing_column_is_named(settled, write, without, column):
    write(without=without)

    told_alone(settled, MISSING.format(column=column))


def test_a_list_that_does_not_tell_whose_it_is_is_told_so(settled, write):
    write(without={"Образовательная организация"})

    told_alone(
        settled,
        "Файл «bad.xlsx», лист «Сотрудники»: непонятно, чей это список. Добавьте столбец «Образовательная "
        "организация» или напишите название организации над таблицей. Лист не загружен.",
    )


def test_a_list_without_a_date_asks_for_one(settled, write):
    write(title="Сведения о педагогических кадрах")

    told_alone(
        settled,
        "В файле «bad.xlsx» не найдена дата, на которую составлен список. "
        "Впишите её в заголовок («… на 01.06.2026») или укажите ключом --as-of.",
    )


def test_a_date_on_the_command_line_is_enough(settled, write):
    write(title="Сведения о педагогических кадрах")

    done = settled.marshrut("roster", "import", "bad.xlsx", "--as-of", "16.06.2026")

    assert (done.code, done.out.splitlines()[0]) == (0, "Кадровый состав на 16.06.2026")
    assert settled.rows("SELECT max(as_of) FROM roster_import") == [("2026-06-16",)]


def test_a_list_of_nobody_is_no_list(settled, write):
    write(rows=[])

    told_alone(
        settled,
        "В файле «bad.xlsx» нет ни одного сотрудника. Проверьте, тот ли это файл. Ничего не загружено.",
    )


def test_what_is_no_spreadsheet_is_told_so(settled):
    (settled.folder / "bad.xlsx").write_bytes(b"\x00\x01\x02" * 40)

    told_alone(
        settled,
        "Файл «bad.xlsx» — не электронная таблица. Сохраните список сотрудников как XLSX и повторите.",
    )


def test_a_csv_called_a_workbook_is_read_for_what_it_is(settled):
    (settled.folder / "bad.xlsx").write_text("Фамилия;Имя", "utf-8")

    told_alone(
        settled,
        "В файле «bad.xlsx» не найдена строка заголовков («Фамилия», «Имя», «СНИЛС», «Должность» …). "
        "Ничего не загружено.",
    )


def test_a_file_that_is_not_there_is_told_so(settled):
    told_alone(settled, "Файл «bad.xlsx» не найден или не читается. Проверьте путь и права доступа.")


def test_a_folder_is_no_list(settled):
    (settled.folder / "bad.xlsx").mkdir()
    before = settled.dump()

    done = settled.marshrut("roster", "import", "bad.xlsx")

    assert (done.code, done.out, len(done.err.splitlines())) == (1, "", 1)
    assert "bad.xlsx" in done.err
    assert settled.dump() == before


def test_the_same_list_twice_changes_nobody(settled):
    before = settled.facts()["person"], settled.facts()["employment"]

    done = settled.marshrut("roster", "import", "roster.xlsx", "--json")

    counts = {key: done.json[key] for key in ("rows", "new", "changed", "hired", "moved", "left")}
    assert counts == {"rows": 80, "new": 0, "changed": 0, "hired": 0, "moved": 0, "left": 0}
    assert (settled.facts()["person"], settled.facts()["employment"]) == before
