"""Schools, kindergartens and centres of a made-up district, and the many ways in which each is spelt."""

from dataclasses import dataclass
from random import Random

from tests.bench.districts.surnames import STEMS

_TOWNS = (
    ("Приозёрный", "Приозёрная", "пгт"), ("Кедровый Яр", "Кедровская", "п."), ("Сосновка", "Сосновская", "с."),
    ("Усть-Вах", "Усть-Ваховская", "с."), ("Медвежье", "Медвежинская", "д."), ("Новоорловск", "Новоорловская", "г."),
    ("Берёзовый Мыс", "Берёзовомысская", "п."), ("Каргаполье", "Каргапольская", "с."), ("Яркино", "Яркинская", "п."),
    ("Верхняя Салда", "Верхнесалдинская", "г."), ("Хулимсунт", "Хулимсунтская", "д."), ("Светлогорье", "Светлогорская", "п."),
    ("Полноват", "Полноватская", "с."), ("Заречье", "Зареченская", "п."), ("Лопари", "Лопаревская", "с."),
)  # fmt: skip
_NAMED_AFTER = (
    "имени Героя Советского Союза П. Н. Зорькина", "имени А. С. Пушкина", "им. М. В. Ломоносова",
    "имени Героя России С. В. Дорошина", "им. Ю. А. Гагарина", "имени Н. И. Вавилова",
)  # fmt: skip
_GARDENS = (
    """
Ладушки|Непоседы|Аленький цветочек|Золотой ключик|Ивушка|Лукоморье|Капитошка|Почемучка|Семицветик|Жемчужинка|Буратино
Северяночка|Чебоксарик|Весёлые ребята|Родничок|Морошка|Оленёнок|Звёздочка|Незабудка|Тополёк|Гномик|Василёк|Подснежник
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
_CENTRES = (
    ("МАУ ДО", "Центр дополнительного образования", "Поиск", "ЦДО"),
    ("МБУ ДО", "Детско-юношеская спортивная школа", "Атлант", "ДЮСШ"),
    ("МАУ ДО", "Дом детского творчества", "Гармония", "ДДТ"),
    ("МБУ ДО", "Детская школа искусств", "Камертон", "ДШИ"),
    ("МКУ", "Информационно-методический центр", "", "ИМЦ"),
    ("МБУ ДО", "Станция юных техников", "Квант", "СЮТ"),
    ("МБУ", "Центр психолого-педагогической, медицинской и социальной помощи", "Доверие", "ППМС-центр"),
)
_FULL_FORM = {
    "МБОУ": "Муниципальное бюджетное общеобразовательное учреждение",
    "МАОУ": "Муниципальное автономное общеобразовательное учреждение",
    "МКОУ": "Муниципальное казённое общеобразовательное учреждение",
    "МБДОУ": "Муниципальное бюджетное дошкольное образовательное учреждение",
    "МАДОУ": "Муниципальное автономное дошкольное образовательное учреждение",
    "МКДОУ": "Муниципальное казённое дошкольное образовательное учреждение",
    "МАУ ДО": "Муниципальное автономное учреждение дополнительного образования",
    "МБУ ДО": "Муниципальное бюджетное учреждение дополнительного образования",
    "МКУ": "Муниципальное казённое учреждение",
    "МБУ": "Муниципальное бюджетное учреждение",
}
ELSEWHERE = (
    "МБОУ СОШ № 5 г. Мегион", "МАОУ «Лицей» г. Лангепас", "МБОУ «СОШ № 2» г. Пыть-Ях", "МАДОУ «Детский сад № 9» г. Урай",
    "ГБОУ Школа № 1512, Москва", "БУ ВО «Сургутский государственный университет»", "МАОУ СОШ № 65 г. Тюмени",
    "МБОУ «Гимназия № 2» г. Нягань", "СУНЦ", "МБОУ СОШ № 10 г. Когалым", "АУ ДПО «Институт развития образования»",
)  # fmt: skip


@dataclass(frozen=True)
class Organisation:
    """One organisation: what the roster calls it, and the ways in which people do."""

    official: str
    kind: str
    """школа or сад or центр."""

    ways: tuple[tuple[str, str], ...]
    """(kind of spelling, spelling)."""


def _school(form, what, short, number, town, place, after):
    """A school is named by its town («Сосновская СОШ № 2») or stands in it («СОШ № 2 с. Сосновка»)."""
    settlement, adjective, sort = town
    numbered = f" № {number}" if number else ""
    words = {"СОШ": "средняя общеобразовательная школа", "ООШ": "основная общеобразовательная школа",
             "НОШ": "начальная общеобразовательная школа", "Гимназия": "гимназия", "Лицей": "лицей"}[what]  # fmt: skip
    tail = f" {after}" if after else ""
    if place == "adjective":
        official = f"{form} «{adjective} {what}{numbered}{tail}»"
        bare = f"{adjective} {what}{numbered}"
        full = f"{_FULL_FORM[form]} «{adjective} {words}{numbered}{tail}»"
    else:
        official = f"{form} «{what}{numbered}{tail}» {sort} {settlement}"
        bare = f"{what}{numbered} {settlement}"
        full = f"{_FULL_FORM[form]} «{words.capitalize()}{numbered}{tail}» {sort} {settlement}"
    return Organisation(official, "школа", (
        ("org plain", official), ("org plain", official.lower()), ("org plain", official.replace("«", '"').replace("»", '"')),
        ("org plain", official.replace("«", "").replace("»", "")), ("org plain", official.replace(f"{form} ", "")),
        ("org plain", official.replace("№ ", "№")), ("org full", full), ("org full", full.upper()),
        ("org short", bare), ("org short", f"{short}{number or ''} {settlement}"),
        ("org short", f"{what.lower()} №{number or ''} {settlement}"), ("org short", f"школа {number or ''} {sort}{settlement}"),
        ("org long", f"{official}, ХМАО-Югра"), ("org long", f"{official} (корпус 2)"), ("org long", f"{bare}, Приозёрный район"),
    ))  # fmt: skip


def _garden(form, number, name, town, named):
    settlement, _, sort = town
    official = {
        "both": f"{form} «Детский сад № {number} «{name}»",
        "name": f"{form} детский сад «{name}» {sort} {settlement}",
        "kind": f"{form} «Детский сад комбинированного вида «{name}»",
        "centre": f"{form} ЦРР – детский сад «{name}»",
    }[named]
    numbered = f" № {number}" if named == "both" else ""
    return Organisation(official, "сад", (
        ("org plain", official), ("org plain", official.lower()), ("org plain", official.replace("«", '"').replace("»", '"')),
        ("org plain", official.replace("«", "").replace("»", "")), ("org plain", official.replace(f"{form} ", "")),
        ("org full", official.replace(form, _FULL_FORM[form])),
        ("org short", f"д/с «{name}»"), ("org short", f"ДОУ{numbered} {name}"), ("org short", f"дс {name}"),
        ("org short", f"Детский сад{numbered} «{name}»"), ("org short", f"садик {name}"), ("org short", name),
        ("org long", f"{official}, {sort} {settlement}, ХМАО-Югра"),
    ))  # fmt: skip


def _centre(form, words, name, short):
    named = f" «{name}»" if name else "»"
    official = f"{form} «{words}{named}"
    return Organisation(official, "центр", (
        ("org plain", official), ("org plain", official.upper()), ("org plain", official.replace(f"{form} ", "")),
        ("org full", official.replace(form, _FULL_FORM[form])), ("org short", f"{short} {name}".strip()),
        ("org short", f"{form} {short} «{name}»" if name else f"{form} {short}"),
    ))  # fmt: skip


def _more_towns(count):
    """Towns of a whole region: a district has few."""
    return [(f"{stem}ово", f"{stem}овская", sort) for sort in ("с.", "п.", "д.") for stem in STEMS][:count]


def organisations(dice: Random, staff: int) -> list[Organisation]:
    """As many as so many people work in: about one in nine people, as in a real district of small places."""
    made: dict[str, Organisation] = {}
    towns = [*_TOWNS]
    dice.shuffle(towns)
    towns += _more_towns(staff // 300)
    round_ = 0
    while len(made) < max(12, staff // 9) and round_ < 4000:
        town = towns[round_ % len(towns)]
        number = 1 + round_ // len(towns) if round_ >= len(towns) or dice.random() < 0.5 else None
        what, short = dice.choices(
            (("СОШ", "сш"), ("ООШ", "оош"), ("НОШ", "нош"), ("Гимназия", "гимн. №"), ("Лицей", "лицей ")),
            weights=(10, 2, 1, 2, 2),
        )[0]
        after = dice.choice(_NAMED_AFTER) if dice.random() < 0.12 else ""
        place = dice.choice(("adjective", "town"))
        school = _school(dice.choice(("МБОУ", "МАОУ", "МКОУ")), what, short, number, town, place, after)
        form = dice.choice(("МБДОУ", "МАДОУ", "МКДОУ"))
        name = _GARDENS[round_ % len(_GARDENS)]
        named = dice.choice(("both", "name", "kind", "centre") if round_ < len(_GARDENS) else ("both",))
        garden = _garden(form, round_ + 1, name, town, named)
        for each in (school, garden):
            made.setdefault(each.official, each)
        round_ += 1
    centres = (_centre(*told) for told in _CENTRES[: 2 + staff // 200])
    return [*made.values(), *centres]
