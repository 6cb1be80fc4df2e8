"""`marshrut roster import`, as the person at the terminal reads it."""

import json
import tomllib
from dataclasses import replace
from datetime import date
from importlib import resources

import pytest
import xlsxwriter

from config.locale import texts

SCHOOL, OTHER = "МБОУ СОШ № 1", "МБОУ «Барсовская СОШ»"
SEPTEMBER = date(2026, 9, 1)
DRY = "Пробный запуск: ниже то, что изменилось бы; в базе и в почте всё осталось как было."


def counts(rows, people, new, changed, hired, moved, left, organisations):
    return [
        f"  строк в списке: {rows}",
        f"  человек: {people}",
        f"  новых: {new}",
        f"  с изменёнными сведениями: {changed}",
        f"  принято: {hired}",
        f"  переведено: {moved}",
        f"  выбыло: {left}",
        f"  новых организаций: {organisations}",
    ]


def test_a_first_import_tells_its_counts_and_how_to_take_it_back(empty_desk, everybody):
    empty_desk.list("june.xlsx", everybody)

    done = empty_desk.roster("import", "june.xlsx")

    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "Кадровый состав на 01.06.2026",
        *counts(20, 20, 20, 0, 20, 0, 0, 2),
        (
            "Загрузка № 1, список на 01.06.2026, файлов: 1. "
            "Что она изменила: marshrut roster list; отменить: marshrut roster undo 1"
        ),
    ]


def test_a_dry_run_shows_each_change_as_a_table(desk, september):
    desk.list("september.xlsx", september, SEPTEMBER)

    done = desk.roster("import", "september.xlsx", "--dry-run")

    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        DRY,
        "Кадровый состав на 01.09.2026",
        *counts(20, 20, 1, 1, 1, 2, 1, 0),
        "",
        "По организациям:",
        "Организация\tПринято\tВыбыло\tПереведено сюда\tПереведено отсюда\tДругая должность",
        f"{OTHER}\t1\t\t\t1\t",
        f"{SCHOOL}\t\t1\t1\t\t1",
        "Что изменится:",
        "Организация\tЧто\t№ в системе\t№ п/п\tСотрудник\tПодробности",
        f"{OTHER}\tприём\tновый\t31\tНовикова Анна Петровна\tУчитель",
        f"{SCHOOL}\tвыбытие\t1\t1\tАвдеева Анна Петровна\tУчитель",
        f"{SCHOOL}\tперевод\t20\t20\tЛаптева Ольга Петровна\tиз: {OTHER}; Учитель",
        f"{SCHOOL}\tдругая должность\t9\t9\tКотова Анна Петровна\tУчитель → Методист",
        f"{SCHOOL}\tдругая фамилия\t8\t8\tОрлова Анна Петровна\tЗимина → Орлова",
        "Загрузить на самом деле — та же команда без --dry-run.",
    ]


def test_a_dry_run_keeps_nothing(desk, september):
    desk.list("september.xlsx", september, SEPTEMBER)

    desk.roster("import", "september.xlsx", "--dry-run")

    assert len(desk.roster("list").out.splitlines()) == 2


def test_a_list_that_says_nothing_new_is_told_so(desk):
    done = desk.roster("import", "june.xlsx", "--dry-run")

    assert "Список не меняет ничего: всё это уже известно." in done.lines


def test_a_whole_new_school_is_one_line_unless_everyone_is_wanted(desk, make):
    desk.list("new.xlsx", [make(number, "Седова", "Лицей № 3") for number in range(40, 52)], SEPTEMBER)

    short = desk.roster("import", "new.xlsx", "--dry-run")
    full = desk.roster("import", "new.xlsx", "--dry-run", "--all")

    assert "Лицей № 3\tприём\t\t\t\t12 человек" in short.lines
    assert "Длинные перечни свёрнуты; показать каждого — ключ --all." in short.lines
    assert sum(each.startswith("Лицей № 3\tприём\tновый\t") for each in full.lines) == 12


def test_several_files_are_one_import(empty_desk, everybody):
    empty_desk.list("one.xlsx", everybody[:10])
    empty_desk.list("two.xlsx", everybody[10:])

    done = empty_desk.roster("import", "one.xlsx", "two.xlsx")

    assert done.out.splitlines()[1:9] == counts(20, 20, 20, 0, 20, 0, 0, 2)
    assert "файлов: 2" in done.out.splitlines()[-1]


def test_who_is_in_another_schools_file_has_moved(desk, everybody):
    desk.list("one.xlsx", [*everybody[:10], replace(everybody[19], organisation=SCHOOL)], SEPTEMBER)
    desk.list("two.xlsx", everybody[10:19], SEPTEMBER)

    done = desk.roster("import", "one.xlsx", "two.xlsx", "--json")

    told = json.loads(done.out)
    assert (told["moved"], told["hired"], told["left"]) == (1, 0, 0)


@pytest.fixture
def faulty(desk, everybody):
    """A list with a wrong СНИЛС, a row without a surname and a row without a post."""
    rows = [replace(everybody[0], snils="11223300199"), replace(everybody[1], last_name=""), *everybody[2:]]
    desk.list("faulty.xlsx", [*rows[:2], replace(rows[2], post="", kind_text=""), *rows[3:]], SEPTEMBER)
    return desk


def test_what_is_wrong_is_told_by_cell_and_without_names(faulty, everybody):
    done = faulty.roster("import", "faulty.xlsx")

    assert done.code == 3
    told = done.err.splitlines()
    assert told[0].startswith("Не загружены 2 строки; почему — сказано ниже по ячейкам.")
    assert (
        "  «faulty.xlsx», лист «Сотрудники», ячейка F3: СНИЛС с ошибкой "
        "(не 11 цифр или не сходится контрольное число). Строка загружена без СНИЛС."
    ) in told
    assert "  «faulty.xlsx», лист «Сотрудники», ячейка C4: нет фамилии. Строка не загружена." in told
    assert not [each.last_name for each in everybody if each.last_name in done.err]


def test_strict_takes_nothing_where_a_row_is_faulty(faulty):
    done = faulty.roster("import", "faulty.xlsx", "--strict")

    assert done.code == 3
    assert done.err.splitlines()[0] == (
        "Ничего не загружено: с ключом --strict все строки должны быть в порядке, а 2 не читаются. "
        "Исправьте их или повторите без --strict: остальные загрузятся."
    )
    assert len(faulty.roster("list").out.splitlines()) == 2


@pytest.fixture
def two_sheets(desk):
    """A desk with a workbook of two sheets, of which one does not tell whose it is."""
    head = ["ФИО", "СНИЛС", "Дата рождения", "Должность"]
    with xlsxwriter.Workbook(str(desk.folder / "sheets.xlsx")) as book:
        for name in ("СОШ № 1", "Новые"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, head)
            sheet.write_row(1, 0, [f"Седова Анна {name}", "", "14.06.1970", "учитель"])
    return desk


def test_a_sheet_that_is_not_read_leaves_the_import_incomplete(two_sheets):
    done = two_sheets.roster("import", "sheets.xlsx", "--as-of", "2026-09-01", "--accept-leavers")

    assert done.code == 3
    assert "лист «Новые»: непонятно, чей это список" in done.err
    assert len(two_sheets.roster("list").out.splitlines()) == 3


def test_strict_takes_nothing_where_a_whole_sheet_is_not_read(two_sheets):
    desk = two_sheets

    done = desk.roster("import", "sheets.xlsx", "--as-of", "2026-09-01", "--accept-leavers", "--strict")

    assert done.code == 3
    assert done.err.startswith("Ничего не загружено: с ключом --strict должен читаться каждый лист")
    assert len(desk.roster("list").out.splitlines()) == 2


def test_remarks_are_written_for_the_school_cell_by_cell(faulty):
    done = faulty.roster("import", "faulty.xlsx", "--report", "remarks.xlsx")

    rows = faulty.sheet("remarks.xlsx")
    assert rows[0][0] == "Замечания к кадровому списку на 01.09.2026"
    assert rows[1][0].startswith("Строк в списке: 18. Не загружено строк: 2. Замечаний: ")
    head = rows.index(["Файл", "Лист", "Ячейка", "Что не так", "Что сделано со строкой", "Что сделать"])
    assert rows[head + 1] == [
        "faulty.xlsx",
        "Сотрудники",
        "F3",
        "СНИЛС с ошибкой: в нём не 11 цифр или не сходится контрольное число.",
        "Загружена без СНИЛС",
        "Сверьте номер с документом. Если его нет — оставьте ячейку пустой.",
    ]
    assert [row[2] for row in rows[head + 1 :]] == sorted((row[2] for row in rows[head + 1 :]), key=row_of)
    told = [row[3:] for row in rows if row[2] == "C4"]
    assert [
        "Нет фамилии.",
        "Строка не загружена",
        "Впишите фамилию. Если ставка свободна — удалите строку.",
    ] in told
    assert done.out.splitlines()[-1].startswith("Замечания для школы: remarks.xlsx (")


def row_of(cell):
    return int("".join(each for each in cell if each.isdigit()))


def test_remarks_of_a_dry_run_say_that_nothing_was_taken_in(faulty):
    faulty.roster("import", "faulty.xlsx", "--dry-run", "--report", "remarks.xlsx")

    assert [faulty.sheet("remarks.xlsx")[2][0]] == ["Это проверка: в базу ещё ничего не внесено."]


def test_remarks_replace_earlier_remarks_but_never_a_staff_list(faulty):
    before = (faulty.folder / "june.xlsx").read_bytes()

    refused = faulty.roster("import", "faulty.xlsx", "--report", "june.xlsx")
    once = faulty.roster("import", "faulty.xlsx", "--report", "remarks.xlsx")
    again = faulty.roster("import", "faulty.xlsx", "--report", "remarks.xlsx")

    assert (refused.code, once.code, again.code) == (2, 3, 3)
    assert refused.err.splitlines() == [
        "Файл june.xlsx уже есть, и это не книга замечаний; он не изменён. Укажите в --report другое имя."
    ]
    assert (faulty.folder / "june.xlsx").read_bytes() == before


def test_a_list_in_order_has_no_remarks(desk, september):
    desk.list("september.xlsx", september, SEPTEMBER)

    desk.roster("import", "september.xlsx", "--report", "remarks.xlsx")

    assert desk.sheet("remarks.xlsx")[2][0] == "Замечаний нет: список в порядке."


def test_a_list_cut_short_is_held_back(desk, everybody):
    desk.list("cut.xlsx", everybody[:6], SEPTEMBER)

    done = desk.roster("import", "cut.xlsx")

    assert done.code == 3
    assert done.err.splitlines() == [
        "Ничего не загружено: по этому списку выбыло бы слишком много людей.",
        f"  {SCHOOL}: выбыли бы 4 из 10",
        (
            "Проверьте, полон ли список. Если неполон — пришлите полный. "
            "Если люди правда ушли — повторите команду с ключом --accept-leavers."
        ),
    ]
    assert len(desk.roster("list").out.splitlines()) == 2


def test_it_is_taken_in_once_somebody_says_that_they_have_left(desk, everybody):
    desk.list("cut.xlsx", everybody[:6], SEPTEMBER)

    done = desk.roster("import", "cut.xlsx", "--accept-leavers")

    assert done.code == 0
    assert "  выбыло: 4" in done.out.splitlines()


@pytest.fixture
def spelt_anew(desk, everybody):
    """A list of the second school with a slip in its name."""
    rows = [replace(each, organisation="МБОУ Барсовска СОШ") for each in everybody[10:]]
    desk.list("anew.xlsx", rows, SEPTEMBER)
    return desk


def test_an_organisation_spelt_anew_is_asked_about(spelt_anew):
    done = spelt_anew.roster("import", "anew.xlsx")

    assert done.code == 3
    assert f"  «МБОУ Барсовска СОШ» (10 строк) — не «{OTHER}» ли это?" in done.err.splitlines()
    assert "  выбыло: 0" in done.out.splitlines()


@pytest.mark.parametrize(("answer", "organisations"), [("known", 0), ("new", 1)])
def test_the_answer_is_taken_at_its_word(spelt_anew, answer, organisations):
    done = spelt_anew.roster("import", "anew.xlsx", "--organisations", answer, "--json")

    told = json.loads(done.out)
    assert (done.code, told["new_organisations"], told["left"]) == (0, organisations, 0)


def test_programs_read_the_same_as_json(desk, september):
    desk.list("september.xlsx", september, SEPTEMBER)

    told = json.loads(desk.roster("import", "september.xlsx", "--json", "--dry-run").out)

    assert (told["as_of"], told["held"], told["set_aside"], told["problems"]) == ("2026-09-01", None, 0, [])
    assert [each["told"]["what"] for each in told["changes"]].count("left") == 1
    assert [(each["import_id"], each["files"]) for each in told["imports"]] == [(2, ["september.xlsx"])]


def test_only_a_dry_run_names_people(desk, september):
    """What a real run prints may end up in some log."""
    desk.list("september.xlsx", september, SEPTEMBER)

    for words in ([], ["--json"]):
        done = desk.roster("import", "september.xlsx", *words)

        assert not [each.last_name for each in september if each.last_name in done.out + done.err]


@pytest.mark.parametrize("room", ["roster", "staff"])
def test_every_problem_of_a_cell_says_what_to_do_about_it(room):
    file = resources.files("config.locale").joinpath("ru", f"{room}.toml")
    sentences = tomllib.loads(file.read_text("utf-8"))
    of_cells = [name for name, told in sentences.items() if "{cell}" in str(told) or "{row}" in str(told)]

    assert len(of_cells) > 5
    assert not [each for each in of_cells if not texts("ru").knows(f"rosters.remark.{room}.{each}.todo")]
