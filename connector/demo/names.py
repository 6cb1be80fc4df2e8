"""Names for made-up people and organisations, with Russian endings by sex."""

from connector.demo.dice import Dice

WOMAN = "ж"
MAN = "м"

_SURNAMES = (
    "Авдеев Агеев Акимов Аксёнов Александров Алексеев Андреев Анисимов Антипов Антонов Архипов Афанасьев "
    "Баженов Балашов Баранов Белов Белоусов Беляев Березин Бирюков Блинов Бобров Богданов Большаков Бондарев "
    "Борисов Бородин Бочаров Быков Васильев Виноградов Винокуров Власов Волков Воробьёв Воронин Воронцов "
    "Герасимов Голованов Головин Голубев Гончаров Горбачёв Гордеев Горелов Горшков Грачёв Григорьев Гришин "
    "Громов Гуляев Гусев Давыдов Данилов Дементьев Демидов Денисов Дмитриев Дорофеев Дьяконов Егоров Елисеев "
    "Емельянов Ермаков Ермолаев Ершов Ефимов Жданов Журавлёв Завьялов Зайцев Захаров Зверев Зимин Зиновьев "
    "Золотов Зотов Зубов Зуев Иванов Игнатов Ильин Исаев Исаков Казаков Калашников Карпов Кечимов Кириллов "
    "Климов Ковалёв Кожевников Колесников Колосов Комаров Кондратьев Коновалов Копылов Корнилов Королёв "
    "Костин Котов Краснов Круглов Кудрявцев Кузнецов Кузьмин Кулаков Куликов Лавров Лаптев Лапшин Ларин "
    "Лебедев Леонов Леонтьев Литвинов Лобанов Логинов Лосев Лукин Лукьянов Львов Макаров Максимов Малышев "
    "Мальцев Марков Мартынов Маслов Матвеев Медведев Мельников Миронов Михайлов Михеев Моисеев Морозов "
    "Муравьёв Мухин Назаров Наумов Некрасов Нестеров Нефёдов Нечаев Никитин Николаев Никольский Новиков "
    "Носов Овсянников Овчинников Орлов Осипов Павлов Панин Панфилов Парфёнов Пахомов Петров Петровский "
    "Петухов Платонов Плотников Поляков Попов Потапов Прокофьев Родионов Романов Румянцев Русскин Рыбаков "
    "Рябов Савельев Самойлов Сафонов Сахаров Свиридов Седов Селезнёв Сергеев Серов Сидоров Скворцов Смирнов "
    "Соболев Соколов Сопочин Сорокин Софронов Спиридонов Старостин Степанов Суворов Суханов Тарасов Терентьев "
    "Терехов Титов Тихонов Ткачёв Токарев Третьяков Трофимов Ульянов Уткин Ушаков Фадеев Федосеев Федотов "
    "Филатов Филимонов Филиппов Фирсов Фокин Фомин Фролов Фёдоров Хантыев Харитонов Хохлов Цветков Чернов "
    "Чистяков Шаповалов Шестаков Широков Шишкин Шмелёв Шубин Щербаков Юдин Яковлев"
).split()
_UNBENT_SURNAMES = ("Айваседа", "Вэлло", "Шевченко")
"""The same for both sexes."""

_FIRST_NAMES = {
    WOMAN: (
        "Алла Алёна Анастасия Анна Валентина Вера Галина Гульнара Дарья Евгения Екатерина Елена Зульфия Ирина "
        "Ксения Лариса Любовь Людмила Марина Мария Надежда Наталия Наталья Оксана Ольга Светлана София Софья "
        "Татьяна Эльвира Юлия"
    ).split(),
    MAN: (
        "Александр Алексей Андрей Антон Артём Виктор Владимир Денис Дмитрий Евгений Иван Игорь Илья Константин "
        "Максим Марат Михаил Николай Олег Павел Пётр Рустам Сергей Тимофей Фёдор Юрий"
    ).split(),
}
_PATRONYMIC_STEMS = (
    "Александров Алексеев Анатольев Андреев Борисов Викторов Владимиров Геннадьев Дмитриев Иванов Ильдаров "
    "Михайлов Николаев Петров Рашидов Сергеев Фёдоров Юрьев"
).split()
_PATRONYMIC_ENDINGS = {WOMAN: "на", MAN: "ич"}

_VILLAGES = (
    "Барсовская",
    "Белоярская",
    "Лянторская",
    "Фёдоровская",
    "Солнечная",
    "Нижнесортымская",
    "Ляминская",
    "Русскинская",
    "Ульт-Ягунская",
    "Сытоминская",
    "Локосовская",
    "Угутская",
    "Сайгатинская",
    "Высокомысовская",
    "Тром-Аганская",
)
_SCHOOLS_OF = {
    "Белоярская": (1, 3),
    "Лянторская": (1, 3, 4, 5, 6),
    "Фёдоровская": (1, 2, 5),
    "Солнечная": (1, 2),
}
_KINDERGARTENS = (
    "Белочка Берёзка Брусничка Гусельки Журавушка Золотая_рыбка Кораблик Лесная_сказка Медвежонок Мишутка "
    "Огонёк Радуга Ромашка Рябинка Светлячок Снегирёк Соболёк Солнышко Улыбка Умка Чебурашка"
).split()

_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh sch _ y _ e yu ya".split(),
        strict=True,
    )
)


def surname(dice: Dice, sex: str) -> str:
    """Pick a surname and give it the ending of the sex."""
    if dice.happens(0.01):
        return dice.choice(_UNBENT_SURNAMES)
    return bent(dice.choice(_SURNAMES), sex)


def bent(stem: str, sex: str) -> str:
    """Give a man's surname the ending of the sex."""
    if sex == MAN:
        return stem
    return f"{stem[:-2]}ая" if stem.endswith("ий") else f"{stem}а"


def first_name(dice: Dice, sex: str) -> str:
    """Pick a first name."""
    return dice.choice(_FIRST_NAMES[sex])


def patronymic(dice: Dice, sex: str) -> str:
    """Pick a patronymic; one person in a hundred has none."""
    if dice.happens(0.01):
        return ""
    return dice.choice(_PATRONYMIC_STEMS) + _PATRONYMIC_ENDINGS[sex]


def latin(text: str) -> str:
    """Write Russian letters the way most registration forms do, leaving the others as they are."""
    spelt = "".join(_one_latin(letter) for letter in text)
    return spelt.replace("_", "")


def _one_latin(letter: str) -> str:
    told = _LATIN.get(letter.lower(), letter)
    return told.capitalize() if letter.isupper() else told


def organisations(count: int) -> list[str]:
    """Name so many organisations, schools and kindergartens by turns, in the order of a department's list.

    The district's own villages come first; a world larger than that gets numbered schools.
    """
    schools = [f"МБОУ «{village} СОШ{number}»" for village in _VILLAGES for number in _numbers_of(village)]
    gardens = [f"МБДОУ детский сад «{name.replace('_', ' ')}»" for name in _KINDERGARTENS]
    numbered = [f"МБОУ «СОШ № {number}»" for number in range(10, 10 + max(0, count - 44))]
    few_gardens = gardens[: max(1, min(count, 44) * len(gardens) // 44)]
    known = schools[: max(0, min(count, 44) - len(few_gardens))] + few_gardens
    return (known + numbered)[:count]


def _numbers_of(village: str) -> list[str]:
    return [f" № {number}" for number in _SCHOOLS_OF.get(village, ())] or [""]


def is_kindergarten(organisation: str) -> bool:
    """Tell whether the organisation is a kindergarten."""
    return "детский сад" in organisation
