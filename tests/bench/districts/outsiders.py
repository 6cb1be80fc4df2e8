"""Accounts that belong to nobody of the roster, and look as if they did."""

from dataclasses import dataclass

from tests.bench.districts.organisations import ELSEWHERE
from tests.bench.districts.roster import RosterMaker, school_mail


@dataclass(frozen=True)
class Outsider:
    """One such account, without its number."""

    kind: str
    last: str
    first: str
    mail: str | None = None
    snils: str | None = None
    school: str | None = None
    post: str | None = None
    number: str | None = None
    place: int | None = None
    """Of which organisation of ours it is, where it is."""

    cohorts: tuple[str, ...] = ()


_TESTS = (
    ("Тестов", "Тест"), ("Учитель", "Демо"), ("User", "Admin"), ("Иванов", "Иван Иванович"), ("Слушатель 12", "."),
    ("Гость", "Гость"), ("Тестовый", "Педагог"), ("Петров", "Пётр Петрович"), ("Test", "Teacher"), ("1", "1"), ("", "Служба"),
)  # fmt: skip


class OutsiderMaker:
    """Draws outsiders of the kinds a district's LMS has."""

    def __init__(self, dice, roster: RosterMaker, profiler):
        self.dice, self.roster, self.profiler = dice, roster, profiler

    def stranger(self):
        """Somebody of another district, whose name is nobody's of ours but by chance."""
        _sex, last, first, patronymic = self.roster.full_name()
        return self._from_elsewhere("stranger", last, first, patronymic)

    def double(self):
        """Somebody of another district with exactly the name of one of ours."""
        key = self.dice.choice(self.roster.members).key
        return self._from_elsewhere("double", key.last_name, key.first_name, key.patronymic)

    def _from_elsewhere(self, kind, last, first, patronymic):
        given = first if self.dice.random() < 0.1 else f"{first} {patronymic}".strip()
        snils = f"n{self.dice.randrange(10**9)}" if self.dice.random() < 0.3 else None
        school = self.dice.choice((*ELSEWHERE, None, None, "МБОУ СОШ № 1", "школа № 2", "Учитель"))
        return Outsider(kind, last, given, self.profiler.own_mail(first, last), snils, school)

    def other(self):
        """Anybody else who is not on the roster."""
        drawers = (
            (self._technical_staff, 8), (self._pupil, 6), (self._left, 6), (self._successor, 3), (self._school, 2),
            (self._test, 3),
        )  # fmt: skip
        kinds, weights = zip(*drawers, strict=True)
        return self.dice.choices(kinds, weights)[0]()

    def _technical_staff(self):
        _sex, last, first, patronymic = self.roster.full_name()
        place = self.dice.choice(self.roster.members).place
        post = self.dice.choice(("секретарь", "завхоз", "лаборант", "бухгалтер", "повар", None))
        return self._ours("technical staff", last, f"{first} {patronymic}", place, post)

    def _pupil(self):
        """A child at the parent's school: the same surname, sometimes the same first name."""
        parent = self.dice.choice(self.roster.members)
        sex, _, first, patronymic = self.roster.full_name()
        last = parent.key.last_name
        if sex != parent.sex:
            last = last.removesuffix("а") if sex == "м" else self.roster.form(last, sex)
        given = first if self.dice.random() < 0.6 else f"{first} {patronymic}"
        return self._ours(
            "pupil", last, given, parent.place, None, cohorts=(f"{self.dice.randrange(5, 12)}А",)
        )

    def _left(self):
        """A former colleague of ours, gone before the first roster; the mailbox is a work one of theirs."""
        _sex, last, first, patronymic = self.roster.full_name()
        place = self.dice.choice(self.roster.members).place
        told = self._ours("left", last, f"{first} {patronymic}", place, "учитель")
        return Outsider(**{**told.__dict__, "mail": f"old{self.dice.randrange(10**6)}@edu.test"})

    def _successor(self):
        """A former colleague whose mailbox, of the post and not of the person, is now somebody else's."""
        now = self.dice.choice(self.roster.members)
        _sex, last, first, patronymic = self.roster.full_name()
        told = self._ours("handed-on mail", last, f"{first} {patronymic}", now.place, None)
        return Outsider(**{**told.__dict__, "mail": now.work_mail})

    def _school(self):
        """An account of an organisation, not of a person."""
        place = self.dice.choice(self.roster.members).place
        school = self.roster.schools[place]
        last, first = self.dice.choice(
            ((school.official, "."), ("Администратор", school.ways[-1][1]), ("Администрация", "Школы"))
        )
        return Outsider(
            "school account", last, first, school_mail(place), None, school.official, None, None, place
        )

    def _test(self):
        last, first = self.dice.choice(_TESTS)
        return Outsider("test account", last, first, f"test{self.dice.randrange(10**6)}@edu.test")

    def _ours(self, kind, last, given, place, post, cohorts=()):
        school = self.dice.choice(self.roster.schools[place].ways)[1]
        mail = self.profiler.own_mail(given, last) if self.dice.random() < 0.8 else school_mail(place)
        told = school if self.dice.random() < 0.8 else None
        snils = f"n{self.dice.randrange(10**9)}" if self.dice.random() < 0.3 else None
        return Outsider(kind, last, given, mail, snils, told, post, None, place, cohorts)
