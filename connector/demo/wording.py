"""How Moodle writes numbers, dates and names, by language."""

import html
import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_TAG = re.compile(r"<[^>]*>")
_BARE_AMPERSAND = re.compile(r"&(?!#?\w+;)")

_QUARTER, _DAY, _NOON = 900, 86_400, 12
_FIRST_DAY = date(1970, 1, 1)

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
    local = seconds + _offset(seconds // _QUARTER, zone)
    day, rest = divmod(local, _DAY)
    return _day(day, language) + _time_of_day(rest // 60, language)


@lru_cache(maxsize=100_000)
def _offset(quarter: int, zone: ZoneInfo) -> int:
    """Give the seconds the zone is ahead of UTC; that changes at quarters of an hour only."""
    ahead = datetime.fromtimestamp(quarter * _QUARTER, UTC).astimezone(zone).utcoffset()
    return int(ahead.total_seconds()) if ahead else 0


@lru_cache(maxsize=50_000)
def _day(number: int, language: str) -> str:
    """Write a day, by its number since 1970."""
    day = _FIRST_DAY + timedelta(days=number)
    return f"{_DAYS[language][day.weekday()]}, {day.day} {_MONTHS[language][day.month - 1]} {day.year}, "


@lru_cache(maxsize=4 * 24 * 60)
def _time_of_day(minute: int, language: str) -> str:
    hour, minute = divmod(minute, 60)
    if language == "ru":
        return f"{hour:02}:{minute:02}"
    return f"{(hour + 11) % 12 + 1}:{minute:02} {'AM' if hour < _NOON else 'PM'}"


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
