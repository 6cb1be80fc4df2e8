"""The workbook, read back cell by cell as the department reads it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from io import BytesIO
from zipfile import ZipFile

import msoffcrypto
import pytest
from msoffcrypto.exceptions import InvalidKeyError
from python_calamine import CalamineWorkbook

from config.locale import texts
from config.locale.numbers import format_share
from jobs.reports.view import Previous, ReportView, Tally
from jobs.reports.workbook import protect_workbook, render_workbook

Read = Callable[[ReportView], dict[str, list[list[object]]]]


def read_back(view: ReportView, locale: str = "ru") -> dict[str, list[list[object]]]:
    """Return the rows of every sheet, trailing empty cells cut off."""
    book = CalamineWorkbook.from_filelike(BytesIO(render_workbook(view, texts(locale))))
    return {
        name: [_cut(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)]
        for name in book.sheet_names
    }


def _cut(row: list[object]) -> list[object]:
    while row and row[-1] == "":
        row = row[:-1]
    return row


def table(rows: list[list[object]]) -> list[list[object]]:
    """Return what stands below the numbered columns."""
    numbers = next(place for place, row in enumerate(rows) if row[:2] == [1, 2])
    return rows[numbers + 1 :]


def xml(view: ReportView, part: str) -> str:
    with ZipFile(BytesIO(render_workbook(view, texts("ru")))) as book:
        return book.read(f"xl/{part}").decode()


def with_indicator(view: ReportView, place: int, **changes: object) -> ReportView:
    lines = list(view.indicators)
    lines[place] = replace(lines[place], **changes)
    return replace(view, indicators=tuple(lines))


def test_the_sheets_stand_in_the_order_they_are_read(view):
    assert list(read_back(view)) == [
        "Показатели",
        "Организации",
        "Сотрудники",
        "Дефициты",
        "Проблемы данных",
        "Методика",
    ]


def test_the_first_sheet_says_whose_numbers_they_are_and_the_numbers(view):
    day = date(2026, 11, 23)

    assert [row for row in read_back(view)["Показатели"] if row] == [
        [
            (
                "Показатели эффективности муниципальной системы научно-методического сопровождения педагогических "
                "работников и управленческих кадров"
            )
        ],
        ["Сургутский район"],
        ["Отчётная дата: 24.11.2026"],
        ["Период мониторинга: с 01.01.2026 по 31.12.2026 (ещё идёт, данные предварительные)"],
        ["Кому: Департамент образования администрации Сургутского района"],
        ["Учтено: 1\xa0398 педагогических работников, 193 управленца, 6 организаций."],
        ["Данные полные: ночная загрузка прочитала всё, что должна."],
        [
            "№",
            "Показатель",
            "Кто считается",
            "Числитель",
            "Знаменатель",
            "Доля",
            "Сравнение с прошлым отчётом",
        ],
        ["", "", "", "", "", "", "Дата", "Доля", "Изменение, п. п."],
        [1, 2, 3, 4, 5, 6, 7, 8, 9],
        ["6.1.1", view.indicators[0].definition.name.ru, "люди", 1187, 1591, 0.746, day, 0.724, 2.2],
        ["6.1.2", view.indicators[1].definition.name.ru, "люди", 633, 1591, 0.398, day, 0.403, -0.5],
        ["", "справочно: из прошедших диагностику", "люди", 633, 1187, 0.533],
        ["6.1.3", view.indicators[2].definition.name.ru, "люди", 402, 1398, 0.288, day, 0.273, 1.5],
        ["6.1.4", view.indicators[3].definition.name.ru, "организации", 17, 60, 0.283, day, 0.283, 0],
        ["6.1.5", view.indicators[4].definition.name.ru, "люди", 74, 118, 0.627, day, 0.585, 4.2],
        [
            "Кто засчитан, кто нет и почему — листы «Сотрудники» и «Организации». Как считалось — лист «Методика»."
        ],
        ["Ответственный за мониторинг: отдел развития и оценки качества образования"],
        ["Подпись ____________________   Расшифровка ____________________"],
        ["Составлено программой marshrut 0.1.0: 24.11.2026 02:41 (Asia/Yekaterinburg)."],
    ]


def test_an_incomplete_night_stands_above_the_numbers(made_up):
    told = read_back(made_up(gaps=("LMS lms не отвечала.", "Кадровый состав не обновлялся.")))["Показатели"]

    place = told.index(["ДАННЫЕ НЕПОЛНЫЕ. Числа могут быть ниже действительных."])
    assert told[place + 1 : place + 3] == [["• LMS lms не отвечала."], ["• Кадровый состав не обновлялся."]]
    assert place < told.index([1, 2, 3, 4, 5, 6, 7, 8, 9])
    assert ["Данные полные: ночная загрузка прочитала всё, что должна."] not in told


def test_a_night_that_read_next_to_nothing_still_leaves_the_numbers_in_sight(made_up):
    told = read_back(made_up(gaps=tuple(f"Курс № {number} не прочитан." for number in range(1234))))

    first = told["Показатели"]
    assert ["• и ещё 1\xa0224 — лист «Проблемы данных»"] in first
    assert first.index([1, 2, 3, 4, 5, 6, 7, 8, 9]) < 25
    assert ["• Курс № 1233 не прочитан."] in told["Проблемы данных"]


def test_numbers_are_not_preliminary_once_the_period_is_over(made_up):
    over = made_up(as_of=date(2027, 1, 1))

    assert ["Период мониторинга: с 01.01.2026 по 31.12.2026"] in read_back(over)["Показатели"]


@pytest.mark.parametrize(
    ("teachers", "managers", "said"),
    [
        (1, 1, "Учтено: 1 педагогический работник, 1 управленец, 1 организация."),
        (2, 3, "Учтено: 2 педагогических работника, 3 управленца, 1 организация."),
        (5, 11, "Учтено: 5 педагогических работников, 11 управленцев, 1 организация."),
        (21, 0, "Учтено: 21 педагогический работник, 0 управленцев, 1 организация."),
    ],
)
def test_people_are_counted_in_good_russian(view, teachers, managers, said):
    one = replace(view.organisations[0], teachers=teachers, managers=managers)

    assert [said] in read_back(replace(view, organisations=(one,)))["Показатели"]


def test_the_first_report_compares_with_nothing(view):
    first = replace(view, indicators=tuple(replace(each, previous=None) for each in view.indicators))

    told = read_back(first)["Показатели"]

    assert table(told)[0][3:] == [1187, 1591, 0.746, "—", "—", "—"]
    assert ["Сравнить пока не с чем: это первый отчёт."] in told


def test_numbers_of_another_methodology_are_not_subtracted(view):
    before = Previous(date(2026, 11, 23), Tally(1, 2), same_methodology=False)

    told = read_back(with_indicator(view, 0, previous=before))["Показатели"]

    assert table(told)[0][6:] == [date(2026, 11, 23), "50,0\xa0% *", "—"]
    assert [
        "Прошлая доля отмечена знаком *: методика показателя с тех пор изменилась, сравнение не показано."
    ] in told


def test_the_change_is_what_a_reader_gets_who_subtracts_the_printed_shares(view):
    """66,649 % and 66,651 % differ by 0,002 points, but 66,6 and 66,7 stand on the page."""
    before = Previous(date(2026, 11, 23), Tally(66649, 100000))

    told = read_back(with_indicator(view, 0, tally=Tally(66651, 100000), previous=before))["Показатели"]

    assert table(told)[0][5:] == [0.667, date(2026, 11, 23), 0.666, 0.1]


def test_a_share_of_nobody_is_a_dash_and_never_zero(view):
    told = read_back(with_indicator(view, 4, tally=Tally(0, 0)))["Показатели"]

    assert table(told)[5][3:] == [0, 0, "—", date(2026, 11, 23), 0.585, "—"]
    assert ["Знак «—» в графе «Доля»: знаменатель равен нулю, доля не определена."] in told


@pytest.mark.parametrize(
    "tally",
    [Tally(1, 2000), Tally(3, 2000), Tally(1, 16), Tally(2, 3), Tally(0, 7), Tally(7, 7), Tally(1999, 2000)],
)
def test_the_number_in_the_cell_is_the_printed_share(view, tally):
    share = table(read_back(with_indicator(view, 0, tally=tally))["Показатели"])[0][5]

    assert format_share(Fraction(str(share)), "ru") == format_share(tally.share, "ru")


def test_numbers_are_shown_with_a_decimal_comma_whatever_the_readers_settings(view):
    """419 is Russian: LibreOffice and Excel then print a comma and non-breaking thousands."""
    styles = xml(view, "styles.xml")

    assert 'formatCode="[$-419]0.0&quot;\xa0&quot;%_)"' in styles
    assert 'formatCode="[$-419]#,##0_)"' in styles
    assert 'formatCode="dd.mm.yyyy"' in styles


def test_an_organisation_has_its_shares_and_its_teams_verdict(view):
    rows = table(read_back(view)["Организации"])

    school, nobody = "МБОУ «Средняя общеобразовательная школа № 2»", rows[3]
    assert rows[1][:4] == [2, school, 233, 39]
    assert rows[1][4:13] == [198, 265, 0.747, 106, 265, 0.4, 67, 233, 0.288]
    assert rows[1][13:] == [
        "нет",
        "руководитель организации не завершил программу по управлению качеством образования",
        13,
        20,
        0.65,
    ]
    assert nobody[13:15] == ["х", "нет управленцев"]
    assert rows[0][13:] == ["да", "", 0, 0, "—"]


def test_the_last_line_of_organisations_is_the_district_as_on_the_first_sheet(view):
    assert table(read_back(view)["Организации"])[-1] == [
        "", "Всего по району", 1398, 193, 1187, 1591, 0.746, 633, 1591, 0.398, 402, 1398, 0.288,
        "17 из 60", "28,3\xa0%", 74, 118, 0.627,
    ]  # fmt: skip


def test_everyone_has_a_verdict_and_whoever_is_not_counted_a_reason(view):
    rows = table(read_back(view)["Сотрудники"])

    assert rows[1] == [
        "2",
        "МБОУ «Средняя общеобразовательная школа № 2»",
        "Белов Иван Сергеевич",
        "учитель математики",
        "педагог",
        "есть",
        "да",
        "",
        "нет",
        "маршрут разработан, но не утверждён",
        "нет",
        (
            "программа не состояла в федеральном реестре (ФР ДПП) в день зачисления или завершения, по которому "
            "ведётся учёт"
        ),
        "нет",
        "участие в формах поддержки и сопровождения не отмечено",
    ]
    assert rows[0][4:] == [
        "управленец", "есть", "да", "", "да", "", "х", "", "х", "", "Предметные компетенции (59,9\xa0%)"
    ]  # fmt: skip
    assert [row[5] for row in rows[:4]] == ["есть", "есть", "нет", "на проверке"]


def test_a_name_that_begins_like_a_formula_stays_a_name(view):
    odd = replace(view.people[0], full_name="=HYPERLINK(1)", organisation="{=1+1}", post="https://example.ru")
    changed = replace(view, people=(odd,))

    assert table(read_back(changed)["Сотрудники"])[0][1:4] == [
        "{=1+1}",
        "=HYPERLINK(1)",
        "https://example.ru",
    ]
    assert "<f>" not in xml(changed, "worksheets/sheet3.xml")
    assert "<hyperlink" not in xml(changed, "worksheets/sheet3.xml")


def test_a_text_too_long_for_a_cell_is_cut_and_not_lost(view):
    long = replace(view.problems[0], what="ой " * 20_000)

    [row] = table(read_back(replace(view, problems=(long,)))["Проблемы данных"])

    assert row[2].startswith("ой ой")
    assert row[2].endswith("…")
    assert len(row[2]) == 32_767
    heights = re.findall(r' ht="([\d.]+)"', xml(replace(view, problems=(long,)), "worksheets/sheet5.xml"))
    assert max(map(float, heights)) <= 409


def test_signs_that_xml_cannot_hold_do_not_spoil_the_file(view):
    odd = replace(view.people[0], full_name="Бе\x0bлов\x00 & <Ко>")

    assert "лов" in str(table(read_back(replace(view, people=(odd,)))["Сотрудники"])[0][2])


def test_deficits_are_summed_for_the_district_before_the_organisations(view):
    rows = table(read_back(view)["Дефициты"])

    assert rows[0] == ["Весь район", "Предметные компетенции", "60", 87, 15, 0.172]
    assert [row[0] for row in rows[:5]] == ["Весь район"] * 4 + [view.organisations[0].name]
    assert len(rows) == 4 + 6 * 4


def test_a_threshold_with_a_decimal_has_a_comma(view):
    methodology = view.methodology
    first = replace(methodology.competencies[0], threshold=62.5)
    changed = replace(methodology, competencies=(first, *methodology.competencies[1:]))

    told = read_back(replace(view, methodology=changed))

    assert table(told["Дефициты"])[0][2] == "62,5"
    assert "ниже 62,5 %" in [cell for row in told["Методика"] for cell in row]


def test_problems_say_where_what_and_what_to_do(view):
    rows = table(read_back(view)["Проблемы данных"])

    assert rows[0] == [
        1,
        "Кадровый состав, № 17",
        (
            "Дата рождения неизвестна, возраст для показателя 6.1.5 не определить. "
            "Внести дату рождения в кадровый состав."
        ),
    ]
    assert rows[1] == [2, "LMS lms, учётная запись 118", "Похожа сразу на двух человек."]


def test_the_methodology_holds_passports_readings_levels_sources_and_words(view):
    rows = read_back(view)["Методика"]
    by_first = {str(row[0]): row for row in rows if row}

    assert by_first["Формула"][1] == (
        "П₁ = Д / Ч × 100 %\n"
        "Д — число педагогических работников и управленцев, прошедших диагностику в периоде мониторинга\n"
        "Ч — число всех педагогических работников и управленцев на отчётную дату"
    )
    assert by_first["Версия методики"][1:] == [each.version for each in view.indicators]
    assert by_first["Принятое прочтение Положения"][4] == "№ 5, 6, 7 в разделе 2"
    said = [[cell for cell in row if cell != ""] for row in rows]
    assert [7, "Засчитываются программы, завершённые за последние 3 года до отчётной даты.",
            "team_window_years", "3"] in said  # fmt: skip
    assert ["Методические компетенции", "ниже 60 %", "от 60 % до 80 %", "80 % и выше"] in said
    assert ["Кадровый состав", datetime(2026, 11, 20, 14, 15), 1591, "да"] in said
    assert ["Управленческая команда", "Все управленцы одной организации."] in said


def test_an_empty_district_has_a_report_too(view, made_up):
    empty = made_up(
        people=0,
        organisations=0,
        problems=(),
        methodology=replace(view.methodology, competencies=(), diagnostics=(), sources=()),
        indicators=tuple(
            replace(each, tally=Tally(0, 0), previous=None, among_diagnosed=None) for each in view.indicators
        ),
    )

    told = read_back(empty)

    assert [row[3:6] for row in table(told["Показатели"])[:5]] == [[0, 0, "—"]] * 5
    assert told["Организации"][-1] == ["В кадровом составе нет ни одной организации."]
    assert told["Сотрудники"][-1] == ["В кадровом составе на отчётную дату никого нет."]
    assert told["Дефициты"][-1] == ["Результатов диагностики пока нет."]
    assert told["Проблемы данных"][-1] == ["Замечаний к данным нет."]


def test_columns_are_numbered_and_long_tables_can_be_filtered_and_printed(view):
    people = xml(view, "worksheets/sheet3.xml")

    assert table(read_back(view)["Сотрудники"])
    assert read_back(view)["Сотрудники"][4] == list(range(1, 16))
    assert '<autoFilter ref="A5:O29"/>' in people
    assert '<pane xSplit="3" ySplit="5"' in people
    assert re.search(
        r"<definedName name=\"_xlnm.Print_Titles\"[^>]*>Сотрудники!\$3:\$5<", xml(view, "workbook.xml")
    )


@pytest.mark.parametrize("number", range(1, 7))
def test_every_sheet_prints_on_numbered_a4_pages_as_wide_as_itself(view, number):
    sheet = xml(view, f"worksheets/sheet{number}.xml")

    assert re.search(r'<pageSetup paperSize="9"[^>]* fitToHeight="0"', sheet)
    assert "Приложение" in sheet
    assert "Стр. &amp;P из &amp;N" in sheet


def test_an_ampersand_in_the_districts_name_is_printed_as_one(made_up):
    sheet = xml(made_up(district="Район «А&Б»"), "worksheets/sheet1.xml")

    assert "Район «А&amp;&amp;Б»: показатели" in sheet


def test_the_same_view_gives_the_same_bytes(made_up, russian):
    assert render_workbook(made_up(), russian) == render_workbook(made_up(), russian)


def test_the_file_is_dated_by_the_report_and_not_by_the_clock(view, made_up, russian):
    later = made_up(generated_at=datetime(2026, 11, 24, 21, 41, tzinfo=UTC))
    with ZipFile(BytesIO(render_workbook(later, russian))) as book:
        core = book.read("docProps/core.xml").decode()

    assert "2026-11-24T21:41:00Z" in core
    assert render_workbook(later, russian) != render_workbook(view, russian)


def test_the_workbook_speaks_english_where_asked(view):
    told = read_back(view, "en")

    assert list(told)[:3] == ["Indicators", "Organisations", "Staff"]
    assert ["Reckoned with: 1,398 teachers, 193 managers, 6 organisations."] in told["Indicators"]


def test_a_protected_workbook_opens_with_its_password_alone(view, russian):
    plain = render_workbook(view, russian)
    opened = BytesIO()
    file = msoffcrypto.OfficeFile(BytesIO(protect_workbook(plain, "очень-тайно 7")))

    assert file.is_encrypted()
    file.load_key(password="очень-тайно 7", verify_password=True)
    file.decrypt(opened)
    assert opened.getvalue() == plain
    with pytest.raises(InvalidKeyError):
        file.load_key(password="другое", verify_password=True)
    assert "Белов".encode() not in protect_workbook(plain, "очень-тайно 7")
