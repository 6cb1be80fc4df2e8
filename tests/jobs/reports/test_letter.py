"""The letter, read as its reader reads it: subject, text, page and attachment."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser

import pytest

from config.locale import texts
from jobs.reports.letter import Letter, build_message, write_letter
from jobs.reports.view import Previous, ReportView, Tally

WORKBOOK = b"PK the workbook"


class Page(HTMLParser):
    """Collects the words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        if told := data.strip():
            self.words.append(told)


def letter(view: ReportView, locale: str = "ru", *, protected: bool = False) -> Letter:
    return write_letter(view, texts(locale), WORKBOOK, protected=protected)


def message(view: ReportView) -> EmailMessage:
    return build_message(
        letter(view),
        "robot@edu.example.ru",
        "monitoring@edu.example.ru",
        "<7.1@edu.example.ru>",
        datetime(2026, 11, 23, 21, 45, tzinfo=UTC),
    )


def words(html: str) -> list[str]:
    page = Page()
    page.feed(html.partition("</head>")[2])
    return page.words


def with_indicator(view: ReportView, place: int, **changes: object) -> ReportView:
    lines = list(view.indicators)
    lines[place] = replace(lines[place], **changes)
    return replace(view, indicators=tuple(lines))


def test_the_subject_says_whose_numbers_of_which_day(view):
    assert letter(view).subject == "Сургутский район: показатели 6.1.1–6.1.5 на 24.11.2026"


def test_the_subject_says_when_the_data_is_incomplete(made_up):
    told = letter(made_up(gaps=("LMS lms не отвечала.",)))

    assert told.subject == "Сургутский район: показатели 6.1.1–6.1.5 на 24.11.2026 — неполные данные"


def test_a_line_break_in_the_districts_name_does_not_reach_the_headers(made_up):
    odd = made_up(district="Район\r\nBcc: someone@example.ru")

    assert message(odd)["Subject"] == "Район Bcc: someone@example.ru: показатели 6.1.1–6.1.5 на 24.11.2026"
    assert message(odd)["Bcc"] is None


def test_the_text_reads_from_greeting_to_signature(view):
    assert letter(view).text.replace("\xa0", " ") == (
        "Добрый день!\n"
        "\n"
        "Сургутский район: показатели мониторинга на 24.11.2026\n"
        "Период мониторинга: с 01.01.2026 по 31.12.2026 (ещё идёт, данные предварительные).\n"
        "\n"
        "6.1.1 Прошли диагностику: 74,6 % (1 187 из 1 591 человека), изменение: +2,2 п. п.\n"
        "6.1.2 Имеют маршрут на основе диагностики: 39,8 % (633 из 1 591 человека), изменение: −0,5 п. п.\n"
        "6.1.3 Освоили программы ФР ДПП с учётом диагностики: 28,8 % (402 из 1 398 человек), изменение: "
        "+1,5 п. п.\n"
        "6.1.4 Управленческие команды повысили квалификацию: 28,3 % (17 из 60 организаций), изменение: "
        "без изменений\n"
        "6.1.5 Молодые педагоги в формах поддержки: 62,7 % (74 из 118 человек), изменение: +4,2 п. п.\n"
        "\n"
        "Показатель 6.1.2: среди прошедших диагностику — 53,3 % (633 из 1 187 человек).\n"
        "Изменение — по сравнению с отчётом на 23.11.2026.\n"
        "В данных 5 замечаний — лист «Проблемы данных».\n"
        "\n"
        "Во вложении книга Excel «Сургутский район, показатели на 24.11.2026.xlsx»: организации, сотрудники с "
        "пояснением, почему каждый засчитан или нет, дефициты, методика.\n"
        "В книге персональные данные: не пересылайте её тем, кто не допущен к ним.\n"
        "\n"
        "Ответственный за мониторинг: отдел развития и оценки качества образования.\n"
        "Письмо составлено программой marshrut 0.1.0 24.11.2026 02:41 (Asia/Yekaterinburg), отвечать на него не "
        "нужно.\n"
    )


def test_the_page_holds_a_table_of_the_five_numbers(view):
    told = words(letter(view).html)

    assert told[:3] == [
        "Добрый день!",
        "Сургутский район: показатели мониторинга на 24.11.2026",
        "Период мониторинга: с 01.01.2026 по 31.12.2026 (ещё идёт, данные предварительные).",
    ]
    assert told[3:12] == [
        "Показатель",
        "Доля",
        "Засчитано",
        "Изменение",
        "6.1.1",
        "Прошли диагностику",
        "74,6\xa0%",
        "1\xa0187 из 1\xa0591 человека",
        "+2,2\xa0п.\xa0п.",
    ]


def test_both_ways_of_reading_say_what_could_not_be_read(made_up):
    told = letter(made_up(gaps=("LMS lms не отвечала.", "Нет кадрового состава.")))

    assert (
        "Данные неполные, числа могут быть ниже действительных. Что не удалось прочитать:\n"
        "- LMS lms не отвечала.\n- Нет кадрового состава.\n"
    ) in told.text
    place = words(told.html).index("LMS lms не отвечала.")
    assert words(told.html)[place - 1 : place + 2] == [
        "Данные неполные, числа могут быть ниже действительных. Что не удалось прочитать:",
        "LMS lms не отвечала.",
        "Нет кадрового состава.",
    ]


@pytest.mark.parametrize(
    ("tally", "said"),
    [
        (Tally(1, 1), "100,0 % (1 из 1 человека)"),
        (Tally(1, 2), "50,0 % (1 из 2 человек)"),
        (Tally(3, 21), "14,3 % (3 из 21 человека)"),
        (Tally(0, 11), "0,0 % (0 из 11 человек)"),
        (Tally(0, 0), "— (0 из 0 человек)"),
    ],
)
def test_people_are_counted_in_good_russian(view, tally, said):
    told = letter(with_indicator(view, 0, tally=tally)).text.replace("\xa0", " ")

    assert f"6.1.1 Прошли диагностику: {said}, изменение:" in told


def test_a_dash_for_a_share_is_explained(view):
    told = letter(with_indicator(view, 4, tally=Tally(0, 0)))

    assert "Знак «—» вместо доли: знаменатель равен нулю, доля не определена." in told.text
    assert "изменение: сравнить не с чем" in told.text


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "В данных 1 замечание — лист «Проблемы данных»."),
        (3, "В данных 3 замечания — лист «Проблемы данных»."),
        (11, "В данных 11 замечаний — лист «Проблемы данных»."),
    ],
)
def test_notes_on_the_data_are_counted_in_good_russian(view, count, said):
    assert said in letter(replace(view, problems=view.problems[:1] * count)).text


def test_the_first_letter_compares_with_nothing(view):
    first = replace(view, indicators=tuple(replace(each, previous=None) for each in view.indicators))

    assert letter(first).text.count("изменение: сравнить не с чем") == 5
    assert "по сравнению с отчётом" not in letter(first).text


def test_a_change_of_methodology_is_told_instead_of_a_difference(view):
    before = Previous(date(2026, 11, 23), Tally(1, 2), same_methodology=False)

    assert "изменение: методика изменилась" in letter(with_indicator(view, 0, previous=before)).text


def test_a_workbook_closed_by_a_password_is_called_so(view):
    told = letter(view, protected=True)

    assert "Книга закрыта паролем: в ней персональные данные." in told.text
    assert "не пересылайте" not in told.text


def test_nobody_is_named_outside_the_attachment(view):
    told = letter(view)

    for person in view.people:
        surname = person.full_name.split()[0]
        assert surname not in told.text + told.html + told.subject + told.attachment.name


def test_what_looks_like_a_tag_is_only_text(made_up):
    told = letter(made_up(district="<b>Район</b>", gaps=("<script>",)))

    assert "<b>" not in told.html
    assert "<script>" not in told.html
    assert "<b>Район</b>: показатели мониторинга на 24.11.2026" in words(told.html)
    assert "<b>Район</b>" in told.text


def test_the_page_fetches_nothing_from_elsewhere(view):
    assert not re.search(r"(src|href)=|url\(|<script", letter(view).html)


def test_the_message_carries_text_page_and_workbook(view):
    read = message_from_bytes(message(view).as_bytes(), policy=default)

    assert read["Subject"] == "Сургутский район: показатели 6.1.1–6.1.5 на 24.11.2026"
    assert read["From"] == "robot@edu.example.ru"
    assert read["To"] == "monitoring@edu.example.ru"
    assert read["Message-ID"] == "<7.1@edu.example.ru>"
    assert read["Date"].datetime == datetime(2026, 11, 23, 21, 45, tzinfo=UTC)
    assert read["Auto-Submitted"] == "auto-generated"
    assert read.get_body(("plain",)).get_content().replace("\r", "").startswith("Добрый день!\n")
    assert "<table" in read.get_body(("html",)).get_content()
    [workbook] = read.iter_attachments()
    assert workbook.get_content() == WORKBOOK
    assert workbook.get_content_type() == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_the_workbook_has_a_russian_name_and_a_plain_one_for_old_programs(view):
    [workbook] = message_from_bytes(message(view).as_bytes(), policy=default).iter_attachments()

    assert workbook.get_filename() == "Сургутский район, показатели на 24.11.2026.xlsx"
    assert workbook["Content-Type"].params["name"] == "pokazateli-2026-11-24.xlsx"


def test_a_file_name_holds_nothing_a_file_system_would_not_take(made_up):
    told = letter(made_up(district='Район: "Север/Юг"'))

    assert told.attachment.name == "Район Север Юг, показатели на 24.11.2026.xlsx"


def test_any_server_can_pass_the_message_on(view):
    """Seven bits and lines below 998 signs ask no extension of it."""
    told = message(view).as_bytes()

    assert told.isascii()
    assert max(map(len, told.splitlines())) < 998


def test_the_same_values_give_the_same_bytes(view):
    assert message(view).as_bytes() == message(view).as_bytes()


def test_the_letter_speaks_english_where_asked(view):
    told = letter(view, "en")

    assert told.subject == "Сургутский район: indicators 6.1.1–6.1.5 as of 24 Nov 2026"
    assert "6.1.1 Passed a diagnostic: 74.6% (1,187 of 1,591 people), change: +2.2 points\n" in told.text
    assert told.attachment.ascii_name == "indicators-2026-11-24.xlsx"
