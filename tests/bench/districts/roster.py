"""The people of a made-up district, as its roster tells of them."""

from dataclasses import dataclass, replace

from mappings.identity.values import PersonKey
from tests.bench.districts.given_names import any_first_name, any_patronymic, eastern_patronymic
from tests.bench.districts.letters import in_latin
from tests.bench.districts.surnames import any_surname, for_woman

_POSTS = {
    "школа": (
        ("Учитель", 50), ("Учитель начальных классов", 14), ("Заместитель директора", 8), ("Директор", 3),
        ("Педагог-психолог", 4), ("Социальный педагог", 4), ("Педагог-организатор", 3), ("Учитель-логопед", 3),
        ("Тьютор", 2), ("Педагог-библиотекарь", 2), ("Руководитель структурного подразделения", 2), ("Воспитатель", 3),
    ),
    "сад": (
        ("Воспитатель", 60), ("Заведующий", 5), ("Музыкальный руководитель", 8), ("Инструктор по физической культуре", 5),
        ("Учитель-логопед", 7), ("Старший воспитатель", 5), ("Педагог-психолог", 5), ("Заместитель заведующего", 4),
    ),
    "центр": (("Педагог дополнительного образования", 60), ("Методист", 20), ("Тренер-преподаватель", 15), ("Директор", 5)),
}  # fmt: skip


@dataclass(frozen=True)
class Member:
    """A person of the roster with what their accounts are made from."""

    key: PersonKey
    sex: str
    place: int
    """Which organisation, by its place in the district's list."""

    work_mail: str


class RosterMaker:
    """Draws people one after the other; some are kin of those drawn before."""

    def __init__(self, dice, recipe, schools):
        self.dice, self.recipe, self.schools = dice, recipe, schools
        self.members = []
        self.numbered = dice.random() < recipe.staff_numbers
        self._sizes = [dice.paretovariate(1.6) for _ in schools]

    def draw(self, staff):
        """Return the members of a roster of so many people."""
        places = self.dice.choices(range(len(self.schools)), weights=self._sizes, k=staff)
        for number, place in enumerate(places, 1):
            self.members.append(self._member(number, place))
        return self.members

    def full_name(self):
        """Return sex, surname, first name and patronymic of anybody."""
        dice, recipe = self.dice, self.recipe
        sex = "м" if dice.random() < recipe.men else "ж"
        surname = any_surname(dice, recipe.flatness)
        if dice.random() < recipe.double_in_roster:
            surname = f"{surname}-{any_surname(dice, recipe.flatness)}"
        first = any_first_name(dice, sex, recipe.few_names)
        if dice.random() < recipe.eastern:
            return sex, self.form(surname, sex), first, eastern_patronymic(dice, sex)
        return sex, self.form(surname, sex), first, any_patronymic(dice, sex, recipe.few_names)

    @staticmethod
    def form(surname, sex):
        """Return the form of a surname that the sex bears."""
        return surname if sex == "м" else "-".join(for_woman(half) for half in surname.split("-"))

    def _member(self, number, place):
        sex, last, first, patronymic = self.full_name()
        if self.members and self.dice.random() < self.recipe.relatives:
            kin = self.dice.choice(self.members)
            place = kin.place
            last = kin.key.last_name if sex == kin.sex else last
        if self.dice.random() < self.recipe.no_patronymic_in_roster:
            patronymic = ""
        school = self.schools[place]
        mail = self._work_mail(number, last, first, place)
        posts, weights = zip(*_POSTS[school.kind], strict=True)
        places = [school.official]
        if self.dice.random() < self.recipe.two_places:
            places.append(self.dice.choice(self.schools).official)
        key = PersonKey(
            person_id=number, roster_no=str(number), last_name=last, first_name=first, patronymic=patronymic,
            snils_hash=None if self.dice.random() < self.recipe.no_snils_in_roster else f"s{number}",
            staff_number=f"{self.dice.randrange(100, 99999):06d}" if self.numbered else None,
            email=self._told_mail(mail, place), organisations=tuple(dict.fromkeys(places)),
            posts=(self.dice.choices(posts, weights)[0],),
        )  # fmt: skip
        return Member(key, sex, place, mail)

    def _work_mail(self, number, last, first, place):
        local = in_latin(last, "web").lower()
        style = (number + place) % 3
        name = {
            0: f"{local}.{in_latin(first[:1], 'web').lower()}",
            1: f"{local}{number % 100}",
            2: f"t{number}",
        }[style]
        return f"{name}.{number}@edu.test"

    def _told_mail(self, mail, place):
        chance = self.dice.random()
        if chance < self.recipe.no_mail_in_roster:
            return None
        if chance < self.recipe.no_mail_in_roster + self.recipe.school_mail_in_roster:
            return school_mail(place)
        return mail


def school_mail(place):
    """The mailbox of a whole organisation."""
    return f"info.oo{place}@edu.test"


def renamed(member, last_name):
    """The same person with another surname."""
    return replace(member, key=replace(member.key, last_name=last_name))
