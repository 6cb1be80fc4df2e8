"""Made-up districts by seed, ordinary and hard, with who is who and which mistake each account carries.

Nothing here uses the product's own tables of letters or names: a district must be able to surprise it.
"""

import random
from dataclasses import dataclass, field, replace

import pytest

from mappings.identity.values import AccountKey, PersonKey

SURNAMES = """
Абрамов Авдонин Айпин Алтунин Аникеев Арбузов Афонин Бабич Багаев Балуев Барсуков Батурин Беспалов Бикбулатов
Бобылев Богатырёв Бондаренко Борискин Брагин Бузин Булатов Бурцев Вагапов Валеев Варламов Вахрушев Вершинин
Власенко Волжин Вьюгин Габитов Гаврилов Галимов Гарифуллин Герасимчук Глухов Голубцов Горбунов Гребнев Грибанов
Гришин Гущин Давлетов Дегтярёв Демченко Дёмин Дорохов Дубинин Дягилев Евсеев Ежов Ермаков Ерофеев Жданов Жилин
Журба Забелин Зайнуллин Закиров Звягинцев Зимин Зорин Зубков Ибрагимов Игнатенко Ильин Исмагилов Кабанов Казанцев
Калинин Калмыков Камалов Карасёв Карпенко Касаткин Каюмов Кириченко Климчук Князев Кобелев Кожанов Козлов Колчин
Кондаков Копытов Коржов Коробов Косарев Костенко Кравченко Кривцов Кругликов Кудинов Кузин Кулагин Курбанов
Кутузов Лавренко Лагутин Лаптандер Левченко Лемезов Леушин Лимонов Лисицын Литвиненко Лобанов Логвинов Лосев Лукин
Лыков Люлин Магомедов Майоров Малахов Мамонтов Марченко Маслюков Махмутов Мелехов Мигунов Минаев Мирошниченко
Молданов Мороз Мосин Муратов Мусин Набиев Назаренко Насонов Нефёдов Никишин Новосёлов Носков Нургалиев Обухов
Овчаров Оленин Опарин Осинцев Остапенко Павленко Панкратов Парамонов Пахомчик Песков Пименов Плеханов Покачев
Полухин Помазан Пономаренко Прасолов Пузанов Пустовалов Пьянков Равилов Рамазанов Распутин Репин Рогожин Ромашов
Рудаков Русинов Рычков Савинов Садыков Салихов Самсонов Сапожников Сафин Селиверстов Семёнов Серебров Синицын
Ситников Скрябин Смоленцев Соболь Сотников Стародубцев Стрелец Сулейманов Сурков Сычёв Тагиров Тарасенко Терёхин
Тимченко Ткаченко Толмачёв Третьяк Трошин Туманов Тюрин Уваров Усманов Устюжанин Фадеев Фаткуллин Федорчук
Филинов Фокин Хабибуллин Халиков Хасанов Хлебников Хохлов Худяков Царёв Цыганков Чайкин Черепанов Чижов Чумаков
Шабалин Шамсутдинов Шаповал Шарипов Швецов Шевченко Шестаков Шилов Ширшов Шмаков Шубин Щеглов Щукин Юдин Юсупов
Якимов Ярмоленко Ярцев Яшин
""".split()
COMMON = [
    "Иванов",
    "Петров",
    "Смирнов",
    "Кузнецов",
    "Попов",
    "Васильев",
    "Соколов",
    "Новиков",
    "Морозов",
    "Волков",
]
WOMEN = """
Елена Ольга Наталья Татьяна Светлана Ирина Анна Мария Екатерина Юлия Марина Анастасия Людмила Галина Надежда
Любовь Валентина Оксана Вера Алла Лариса Евгения Ксения Дарья Алёна Гульнара Эльвира Зульфия София Виктория
Кристина Яна Полина Алина Арина Карина Нина Тамара Раиса Лидия Жанна Инна Айгуль Альбина Регина Роза Софья Наталия
""".split()
MEN = """
Александр Сергей Андрей Дмитрий Алексей Владимир Михаил Николай Иван Евгений Максим Павел Денис Игорь Юрий Виктор
Олег Роман Артём Рустам Марат Ильдар Пётр Фёдор Константин Антон Вячеслав Руслан Эдуард Тимур
""".split()
FATHERS = """
Александров Сергеев Андреев Дмитриев Алексеев Владимиров Михайлов Николаев Иванов Евгеньев Павлов Викторов Юрьев
Олегов Петров Фёдоров Геннадьев Борисов Анатольев Рашидов Ильдаров Васильев Григорьев Валерьев Маратов Рафаилов
""".split()
SHORT = {
    "Елена": "Лена", "Ольга": "Оля", "Наталья": "Наташа", "Татьяна": "Таня", "Светлана": "Света", "Ирина": "Ира",
    "Анна": "Аня", "Мария": "Маша", "Екатерина": "Катя", "Юлия": "Юля", "Анастасия": "Настя", "Людмила": "Люда",
    "Галина": "Галя", "Надежда": "Надя", "Любовь": "Люба", "Сергей": "Серёжа", "Дмитрий": "Дима", "Алексей": "Лёша",
    "Владимир": "Вова", "Михаил": "Миша", "Николай": "Коля", "Иван": "Ваня", "Евгений": "Женя", "Александр": "Саша",
}  # fmt: skip
PLACES = [
    "Лесная", "Озёрная", "Таёжная", "Северная", "Юганская", "Барсовская", "Солнечная", "Федоровская", "Ляминская",
]  # fmt: skip
GARDENS = [
    "Сказка",
    "Ручеёк",
    "Колокольчик",
    "Теремок",
    "Росинка",
    "Одуванчик",
    "Рябинушка",
    "Дюймовочка",
    "Алёнушка",
]
_PASSPORT = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", (
    "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y _ e iu ia"
).split(), strict=True)) | {"ь": ""}  # fmt: skip
_WEB = _PASSPORT | {"ё": "yo", "й": "y", "х": "h", "ц": "c", "щ": "sch", "ъ": "", "ю": "yu", "я": "ya"}
_ISO = _PASSPORT | {"ё": "jo", "й": "j", "х": "h", "ц": "c", "щ": "shh", "ъ": "", "ю": "ju", "я": "ja"}
_ROAD = _PASSPORT | {"ё": "yo", "й": "y", "ъ": "", "ю": "yu", "я": "ya"}
_LOOK = str.maketrans("аеорсхАВЕКМНОРСТХ", "aeopcxABEKMHOPCTX")


@dataclass(frozen=True)
class Recipe:
    """How often what happens, as shares of accounts."""

    snils: float = 0.6
    work_mail: float = 0.5
    no_school: float = 0.03
    common: float = 0.1
    few_first_names: int = 40
    typo: float = 0.05
    latin: float = 0.05
    initials: float = 0.05
    swapped: float = 0.05
    one_field: float = 0.02
    no_patronymic: float = 0.2
    look_alikes: float = 0.0
    short: float = 0.0
    patronymic_first: float = 0.0
    double: float = 0.0
    shared_mail: float = 0.05
    new_surname: float = 0.04
    second_account: float = 0.08
    relatives: float = 0.0
    strangers: float = 0.05
    doubles: float = 0.0
    wrong_snils: float = 0.01
    schemes: tuple = field(default=(_ROAD,), repr=False)


ORDINARY = Recipe()
HARD = Recipe(
    snils=0.25, work_mail=0.25, no_school=0.33, common=0.25, few_first_names=16, typo=0.08, latin=0.1, initials=0.06,
    one_field=0.06, look_alikes=0.03, short=0.04, patronymic_first=0.06, double=0.04, shared_mail=0.03, new_surname=0.06,
    relatives=0.06, strangers=0.05, doubles=0.05, wrong_snils=0.02, schemes=(_PASSPORT, _WEB, _ISO, _ROAD),
)  # fmt: skip


@dataclass(frozen=True)
class District:
    """People, accounts, and the truth by username; `mistakes` name what was done to an account."""

    people: list
    accounts: list
    truth: dict
    mistakes: dict


def _dashed(word, table):
    return "".join(table.get(letter, letter) for letter in word.lower()).title()


class Maker:
    """Makes one district."""

    def __init__(self, staff, seed, recipe):
        self.dice = random.Random(f"{staff} {seed}")
        self.recipe = recipe
        self.schools = [
            f"МБОУ «{place} СОШ № {number}»" for place in PLACES for number in range(1, 2 + staff // 200)
        ] + [f"МБДОУ детский сад «{name}»" for name in GARDENS]
        self.people = []
        for number in range(1, staff + 1):
            self.people.append(self.person(number))
        self.accounts, self.truth, self.mistakes = [], {}, {}

    def chance(self, share):
        return self.dice.random() < share

    def full_name(self):
        man = self.chance(0.15)
        surname = self.dice.choice(COMMON if self.chance(self.recipe.common) else SURNAMES)
        first = self.dice.choice((MEN if man else WOMEN)[: self.recipe.few_first_names])
        father = self.dice.choice(FATHERS[: self.recipe.few_first_names])
        if not man and surname.endswith(("ов", "ев", "ёв", "ин", "ын")):
            surname += "а"
        ending = "ич" if man else "на"
        return surname, first, father + ending

    def person(self, number):
        surname, first, patronymic = self.full_name()
        school = self.dice.choice(self.schools)
        if self.people and self.chance(self.recipe.relatives):
            kin = self.dice.choice(self.people)
            school = kin.organisations[0]
            if surname.endswith("а") == kin.last_name.endswith("а"):
                surname = kin.last_name
        mail = f"{_dashed(first[0] + surname, _ROAD).lower()}{number}@work.test"
        return PersonKey(
            number, str(number), surname, first, "" if self.chance(0.01) else patronymic, f"snils-{number}", None, mail,
            (school,),
        )  # fmt: skip

    def district(self):
        for person in self.people:
            if self.chance(0.9):
                self.account(person)
                if self.chance(self.recipe.second_account):
                    self.account(person)
        for number in range(int(len(self.people) * self.recipe.strangers)):
            surname, first, patronymic = self.full_name()
            self.add(None, ["stranger"], surname, f"{first} {patronymic}", f"out{number}@other.test", None,
                     "МБОУ «СОШ № 7» г. Нефтеюганск")  # fmt: skip
        for number in range(int(len(self.people) * self.recipe.doubles)):
            person = self.dice.choice(self.people)
            school = self.dice.choice(
                ["", "МАОУ Гимназия № 2 г. Сургут", "МБОУ «СОШ № 7» г. Нефтеюганск", "СОШ № 1"]
            )
            snils = f"foreign-{number}" if self.chance(0.3) else None
            self.add(None, ["double"], person.last_name, f"{person.first_name} {person.patronymic}",
                     f"x{number}@mail.test", snils, school)  # fmt: skip
        self.dice.shuffle(self.accounts)
        return District(self.people, self.accounts, self.truth, self.mistakes)

    def add(self, person, mistakes, last, first, mail, snils, school, number=None):
        key = len(self.accounts) + 1
        name = f"u{key:06d}"
        self.truth[name] = person and person.person_id
        self.mistakes[name] = mistakes
        self.accounts.append(AccountKey(("lms", key), name, first, last, mail, snils, number, school or None))

    def account(self, person):
        recipe, done = self.recipe, []
        last, first, patronymic = self.renamed(person, done)
        given = self.given(first, patronymic, done)
        last, given = self.mistyped(last, done), self.mistyped(given, done, 0.5)
        last, given = self.in_other_letters(last, given, done)
        last, given = self.in_other_fields(last, given, done)
        mail = person.email if self.chance(recipe.work_mail) else f"p{self.dice.randrange(10**8)}@mail.test"
        if self.chance(recipe.shared_mail):
            done.append("shared mail")
            mail = f"school{self.schools.index(person.organisations[0])}@work.test"
        snils = person.snils_hash if self.chance(recipe.snils) else None
        if self.chance(recipe.wrong_snils):
            done.append("wrong snils")
            snils = self.dice.choice(self.people).snils_hash
        number = person.roster_no if self.chance(0.08) else None
        self.add(person, done, last, given, mail, snils, self.school(person, done), number)

    def renamed(self, person, done):
        last = person.last_name
        if last.endswith("а") and self.chance(self.recipe.new_surname):
            done.append("new surname")
            new = self.dice.choice(SURNAMES) + "а"
            last = self.dice.choice([new, new, f"{new} ({last})" if self.recipe.double else new])
        elif self.chance(self.recipe.double):
            done.append("double surname")
            last = f"{last}-{self.dice.choice(SURNAMES)}а"
        if self.chance(0.2):
            last = last.replace("ё", "е")
        return last, person.first_name, person.patronymic

    def given(self, first, patronymic, done):
        if self.chance(self.recipe.initials) and patronymic:
            done.append("initials")
            return f"{first[0]}.{patronymic[0]}."
        if self.chance(self.recipe.short):
            done.append("short")
            return SHORT.get(first, first)
        if self.chance(self.recipe.no_patronymic) or not patronymic:
            done.append("no patronymic")
            return first
        if self.chance(self.recipe.patronymic_first):
            done.append("patronymic first")
            return f"{patronymic} {first}"
        return f"{first} {patronymic}"

    def mistyped(self, text, done, share=1.0):
        if len(text) < 5 or not self.chance(self.recipe.typo * share):
            return text
        done.append("typo")
        place = self.dice.randrange(1, len(text) - 1)
        letter = self.dice.choice("аеиорнтск")
        return self.dice.choice([
            text[:place] + text[place + 1 :],
            text[:place] + letter + text[place:],
            text[:place] + letter + text[place + 1 :],
            text[:place] + text[place + 1] + text[place] + text[place + 2 :],
        ])  # fmt: skip

    def in_other_letters(self, last, given, done):
        if self.chance(self.recipe.latin):
            done.append("latin")
            table = self.dice.choice(self.recipe.schemes)
            return _dashed(last, table), _dashed(given, table)
        if self.chance(self.recipe.look_alikes):
            done.append("look-alikes")
            return last.translate(_LOOK), given.translate(_LOOK)
        if self.chance(0.04):
            return last.upper(), given.upper()
        return (f"{last} ", f" {given.replace(' ', '  ')}") if self.chance(0.04) else (last, given)

    def in_other_fields(self, last, given, done):
        if self.chance(self.recipe.swapped):
            done.append("swapped")
            return given, last
        if self.chance(self.recipe.one_field):
            done.append("one field")
            return f"{last} {given}", "."
        return last, given

    def school(self, person, done):
        school = person.organisations[0]
        if self.chance(self.recipe.no_school):
            done.append("no school")
            return ""
        if self.chance(0.01):
            done.append("moved")
            return self.dice.choice(self.schools)
        spelt = [school.lower(), school.replace("«", '"').replace("»", '"'), school.replace("МБОУ ", "")]
        return (
            self.dice.choice(spelt)
            if self.chance(0.15)
            else school.replace(" № ", "№")
            if self.chance(0.05)
            else school
        )


@pytest.fixture
def make_district():
    """Make a district of a size and seed, ordinary or hard."""

    def make(staff, seed, *, hard=False, **otherwise):
        return Maker(staff, seed, replace(HARD if hard else ORDINARY, **otherwise)).district()

    return make
