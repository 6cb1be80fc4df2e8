"""How Moodle writes numbers, dates and names, by language."""

import html
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_TAG = re.compile(r"<[^>]*>")
_BARE_AMPERSAND = re.compile(r"&(?!#?\w+;)")

_DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "ru": ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
}
_MONTHS = {
    "en": ("January February March April May June July August September October November December").split(),
    "ru": ("января февраля марта апреля мая июня июля августа сентября октября ноября декабря").split(),
}
_WORDS = {
    "ru": {
        "Yes": "Да",
        "No": "Нет",
        "Never": "Никогда",
        "Active": "Активно",
        "Suspended": "Приостановлено",
        "Not current": "Не действует",
        "Manual enrolments": "Зачисление вручную",
        "Self enrolment": "Самостоятельная запись",
        "Guest access": "Гостевой доступ",
        "Full name with link": "Полное имя со ссылкой",
        "Username": "Логин",
        "First name": "Имя",
        "Last name": "Фамилия",
        "Email address": "Адрес электронной почты",
        "ID number": "Индивидуальный номер",
        "Institution": "Учреждение",
        "Time created": "Время создания",
        "Time modified": "Время изменения",
        "Time started": "Время начала",
        "Time completed": "Время завершения",
        "Last access": "Последний вход",
        "Last access to course": "Последний доступ к курсу",
        "Time ended": "Время окончания",
        "Method": "Метод",
        "Name": "Название",
        "Full name": "Полное имя",
        "Course full name": "Полное название курса",
        "Course short name with link": "Краткое название курса со ссылкой",
        "Course ID number with link": "Идентификационный номер курса со ссылкой",
        "Category ID number": "Идентификационный номер категории",
        "Completed": "Завершено",
        "Plugin": "Плагин",
        "Status": "Состояние",
        "Course full name with link": "Полное название курса со ссылкой",
        "Course short name": "Краткое название курса",
        "Course ID number": "Идентификационный номер курса",
        "Course visibility": "Видимость курса",
        "Category name": "Название категории",
        "Correct": "Верно",
        "Incorrect": "Неверно",
        "Answer saved": "Ответ сохранён",
        "Not yet answered": "Пока нет ответа",
        "Requires grading": "Требуется оценивание",
        "Self completion": "Самостоятельное завершение",
        "Marking yourself complete": "Отметить себя завершившим",
        "Course participants": "Участники курсов",
        "Users": "Пользователи",
        "Courses": "Курсы",
    }
}


def word(english: str, language: str) -> str:
    """Say a word of the interface in the language."""
    return _WORDS.get(language, {}).get(english, english)


def yes_no(language: str, *, told: bool) -> str:
    """Say yes or no."""
    return word("Yes" if told else "No", language)


def moment(seconds: int, language: str, zone: ZoneInfo) -> str:
    """Write a moment to the minute in the long format of reports, blank for never."""
    if not seconds:
        return ""
    at = datetime.fromtimestamp(seconds, UTC).astimezone(zone)
    day = f"{_DAYS[language][at.weekday()]}, {at.day} {_MONTHS[language][at.month - 1]} {at.year}"
    return f"{day}, {at:%H:%M}" if language == "ru" else f"{day}, {int(at.strftime('%I'))}:{at:%M %p}"


def decimal(value: float, places: int, language: str) -> str:
    """Write a number with the language's decimal separator."""
    told = f"{value:.{places}f}"
    return told.replace(".", ",") if language == "ru" else told


def number(value: float) -> float:
    """Drop the fraction of a whole number, as PHP's json_encode does."""
    return int(value) if float(value).is_integer() else value


def formatted(text: str, *, raw: bool = False) -> str:
    """Pass a name through format_string: as kept where raw, else without tags and with entities."""
    return text if raw else _BARE_AMPERSAND.sub("&amp;", _TAG.sub("", text))


def cell(text: str) -> str:
    """Escape text for a report's cell."""
    return html.escape(text, quote=False)
