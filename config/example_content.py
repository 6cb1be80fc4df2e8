"""What fills the example file: its sections in the order an administrator thinks, and a made-up district."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Section:
    """A table of the file, a heading above it, and the values of the made-up district."""

    path: tuple[str, ...]
    heading: str
    rows: tuple[Mapping[str, Any], ...] = ({},)
    """One a table; keys not named here are shown commented out, in the first of several tables."""


HEAD = """\
Настройки marshrut: что читать в LMS, как понимать прочитанное и кому отправлять отчёт.

Строки вида «# ключ = значение» ничего не меняют: они показывают значение по умолчанию, а если ключ
можно не указывать — пример. Чтобы задать своё, уберите «# » в начале строки и исправьте значение.
Относительные пути считаются от папки, где лежит этот файл. Секретов в нём нет: только откуда их взять.

Проверить файл: marshrut config check. Показать, что действует: marshrut config show.
"""


def _by_name(competency: str, name: str) -> Mapping[str, Any]:
    return {"competency": competency, "quiz": {"course": "DIAG-PED", "name": name}}


def _by_part(competency: str, grade_item: str) -> Mapping[str, Any]:
    return {"competency": competency, "quiz": {"id_number": "DIAG-KOMPL"}, "grade_item": grade_item}


_SUBJECT = "Предметные компетенции"
_METHOD = "Методические компетенции"
_PSYCHOLOGY = "Психолого-педагогические компетенции"
_COMMUNICATION = "Коммуникативные компетенции"
_DIGITAL = "Цифровые компетенции"
_MANAGEMENT = "Управленческие компетенции"

_DIAGNOSTICS: tuple[Mapping[str, Any], ...] = (
    {
        "id": "teachers-2026",
        "name": "Диагностика педагогических работников",
        "for": "teachers",
        "parts": [
            _by_name("subject", _SUBJECT),
            _by_name("method", _METHOD),
            _by_name("psychology", _PSYCHOLOGY),
            _by_name("communication", _COMMUNICATION),
            _by_name("digital", _DIGITAL),
        ],
    },
    {
        "id": "complex-2026",
        "name": "Комплексная диагностика учителя",
        "for": "teachers",
        "parts": [_by_part("subject", _SUBJECT), _by_part("method", _METHOD), _by_part("digital", _DIGITAL)],
    },
    {
        "id": "managers-2026",
        "name": "Диагностика управленческих кадров",
        "for": "managers",
        "parts": [{"competency": "management", "quiz": {"id_number": "DIAG-UPR"}}],
    },
)

_PROGRAMMES: tuple[Mapping[str, Any], ...] = (
    {
        "courses": {"short_name": "DPP-04"},
        "competencies": ["management"],
        "topics": ["quality_management"],
        "for": "managers",
        "organiser": "Институт развития образования",
        "registry": [{"number": "ФР-2025-4", "from": date(2025, 2, 1), "to": date(2028, 2, 1)}],
    },
    {"courses": {"short_name": "DPP-01"}, "competencies": ["subject"], "for": "teachers"},
    {"courses": {"short_name": "DPP-02"}, "competencies": ["digital"], "for": "teachers"},
    {"courses": {"pattern": "DPP-*"}, "competencies": ["method", "psychology", "communication"]},
)

SECTIONS = (
    Section((), ""),
    Section(
        ("lms",),
        "Площадка LMS (Moodle). Какие права дать токену, скажет marshrut lms rights.\n"
        "Площадок несколько — повторите [[lms]], у каждой своё name.",
        ({"url": "https://lms.example.ru", "token": {"env": "MARSHRUT_LMS_TOKEN"}},),
    ),
    Section(("lms", "profile"), "Поля учётной записи, по которым её узнают."),
    Section(
        ("guard",),
        "Предохранитель: список LMS, который сократился больше, чем на то и на другое, не принимается,\n"
        "прежние данные остаются. Принять: marshrut sync --accept ПОТОК.",
    ),
    Section(
        ("roster",),
        "Предохранитель загрузки кадров: список, по которому из организации выбывает больше и того и другого,\n"
        "не загружается без ключа --accept-leavers.",
    ),
    Section(
        ("store",), "База данных. Файл SQLite годится для района любого размера; PostgreSQL — по желанию."
    ),
    Section(
        ("report",),
        "Отчёт и письмо: кому и как.",
        ({"recipients": ["monitoring@edu.example.ru"], "sender": "marshrut@edu.example.ru"},),
    ),
    Section(
        ("report", "smtp"),
        "Почтовый сервер, через который уходит письмо.",
        (
            {
                "host": "mail.example.ru",
                "port": 587,
                "security": "starttls",
                "login": "marshrut",
                "password": {"env": "MARSHRUT_SMTP_PASSWORD"},
            },
        ),
    ),
    Section(
        ("district",),
        "Чьи это показатели: так печатается в отчёте.",
        (
            {
                "name": "Приозёрный район",
                "department": "Департамент образования администрации Приозёрного района",
                "responsible": "Отдел оценки качества образования",
            },
        ),
    ),
    Section(("period",), "Период мониторинга. Не указан — календарный год отчётной даты."),
    Section(("nightly",), "Когда начинать, если marshrut запущен командой marshrut run."),
    Section(
        ("competencies",),
        "Компетенции, которые измеряют диагностики. Результат ниже threshold — профессиональный дефицит.",
        (
            {"id": "subject", "name": _SUBJECT},
            {"id": "method", "name": _METHOD},
            {"id": "psychology", "name": _PSYCHOLOGY},
            {"id": "communication", "name": _COMMUNICATION},
            {"id": "digital", "name": _DIGITAL},
            {"id": "management", "name": _MANAGEMENT},
        ),
    ),
    Section(
        ("diagnostics",),
        "Диагностики: из каких тестов состоят и что измеряет каждый. Показатели 6.1.1–6.1.3.",
        _DIAGNOSTICS,
    ),
    Section(
        ("programmes",),
        "Программы ДПО: что значат курсы LMS. К курсу применяется первое подошедшее правило,\n"
        "поэтому частные правила стоят выше общих. Показатели 6.1.3 и 6.1.4.",
        _PROGRAMMES,
    ),
    Section(
        ("events",),
        "Мероприятия без удостоверения: вебинары, мастер-классы, стажировки. Из них и программ строятся ИОМ.",
        ({"courses": {"pattern": "NF-*"}, "competencies": ["method", "communication"]},),
    ),
    Section(
        ("supports",),
        "Поддержка и сопровождение молодых педагогов. Показатель 6.1.5.",
        (
            {"id": "young-school", "name": "Школа молодого педагога", "cohort": {"id_number": "YOUNG"}},
            {
                "id": "internship",
                "name": "Стажировка молодого педагога",
                "courses": {"short_name": "NF-04"},
                "participation": "completed",
            },
        ),
    ),
    Section(("routes",), "Индивидуальные образовательные маршруты (ИОМ)."),
    Section(
        ("matching",), "Чья учётная запись: когда связь ставится сама, а когда решает человек. От 0 до 1."
    ),
    Section(("staff",), "Как читать должности кадрового состава."),
    Section(
        ("readings",),
        "Что положение оставляет на выбор. Выбранное печатается в отчёте, на листе методики.",
    ),
)
