"""The staff of a made-up district, as its department would list them."""

from collections.abc import Iterator
from datetime import date, timedelta

from connector.demo import names
from connector.demo.dice import Dice, dice_for
from connector.demo.values import Person

_SUBJECTS = (
    "математика",
    "русский язык и литература",
    "английский язык",
    "история и обществознание",
    "физика",
    "химия",
    "биология",
    "география",
    "информатика",
    "начальные классы",
    "физическая культура",
    "технология",
    "музыка",
)
_SCHOOL_POSTS = {
    "Учитель": 72,
    "Педагог-психолог": 6,
    "Социальный педагог": 6,
    "Педагог дополнительного образования": 9,
    "Методист": 7,
}
_GARDEN_POSTS = {
    "Воспитатель": 84,
    "Педагог-психолог": 7,
    "Методист": 4,
    "Педагог дополнительного образования": 5,
}
_DEPUTY_POSTS = {"Заместитель директора": 5, "Руководитель структурного подразделения": 1}
_GARDEN_DEPUTY_POSTS = {"Заместитель заведующего": 5, "Руководитель структурного подразделения": 1}

_STAFF_AN_ORGANISATION = 14
_SAMPLE_DISTRICT_ORGANISATIONS = 44
_STAFF_A_LARGE_ORGANISATION = 70
_STAFF_A_DEPUTY = 8
_ROOM_FOR_DEPUTIES = 4

_DAYS_A_YEAR = 365.25
_FIRST_WORKING_AGE = 22
_UNKNOWN_SHARE = 0.005

_SNILS_WEIGHTS = range(9, 0, -1)
_FIRST_CHECKED_SNILS = 1_001_999


def make_people(staff: int, seed: int, day: date) -> tuple[Person, ...]:
    """Make the roster of so many posts as of a day: heads first, deputies, then teachers.

    The same numbers and day give the same people.
    """
    dice = dice_for("people", staff, seed)
    numbers = _snils_numbers(dice, staff)
    return tuple(
        _person(dice, roster_no, place, snils=next(numbers), day=day)
        for roster_no, place in enumerate(_places(dice, staff), start=1)
    )


def organisation_count(staff: int) -> int:
    """Say how many organisations a district of so many people has; it grows in size before in number."""
    small = min(staff // _STAFF_AN_ORGANISATION, _SAMPLE_DISTRICT_ORGANISATIONS)
    return max(1, small, staff // _STAFF_A_LARGE_ORGANISATION)


def _places(dice: Dice, staff: int) -> list[tuple[str, str, bool]]:
    """List the posts as (organisation, post, whether it is a manager's)."""
    organisations = names.organisations(organisation_count(staff))
    heads = [(organisation, _head_post(organisation), True) for organisation in organisations]
    size = staff // len(organisations)
    deputies = [
        (organisation, dice.pick(_deputy_posts(organisation)), True)
        for organisation in organisations
        for _ in range(_deputies(dice, size))
    ]
    teachers = [
        (organisation, dice.pick(_teacher_posts(organisation)), False)
        for organisation in (dice.choice(organisations) for _ in range(staff))
    ]
    return (heads + deputies + teachers)[:staff]


def _deputies(dice: Dice, size: int) -> int:
    if size < _ROOM_FOR_DEPUTIES:
        return 0
    return dice.randint(1, 3) + size // (2 * _STAFF_A_DEPUTY)


def _head_post(organisation: str) -> str:
    return "Заведующий" if names.is_kindergarten(organisation) else "Директор"


def _deputy_posts(organisation: str) -> dict[str, int]:
    return _GARDEN_DEPUTY_POSTS if names.is_kindergarten(organisation) else _DEPUTY_POSTS


def _teacher_posts(organisation: str) -> dict[str, int]:
    return _GARDEN_POSTS if names.is_kindergarten(organisation) else _SCHOOL_POSTS


def _person(dice: Dice, roster_no: int, place: tuple[str, str, bool], *, snils: str, day: date) -> Person:
    organisation, post, manager = place
    sex = names.MAN if dice.happens(0.15) else names.WOMAN
    last, first = names.surname(dice, sex), names.first_name(dice, sex)
    age, years_of_work = _years(dice, manager=manager)
    hired_years = years_of_work * dice.random() if dice.happens(0.7) else years_of_work
    return Person(
        roster_no=roster_no,
        organisation=organisation,
        last_name=last,
        first_name=first,
        patronymic=names.patronymic(dice, sex),
        snils="" if dice.happens(_UNKNOWN_SHARE) else snils,
        birth_date=None if not manager and dice.happens(_UNKNOWN_SHARE) else _years_before(day, age),
        sex=sex,
        post=post,
        manager=manager,
        subject=dice.choice(_SUBJECTS) if post == "Учитель" else "",
        work_started=None if dice.happens(_UNKNOWN_SHARE) else _years_before(day, years_of_work),
        hired=_years_before(day, hired_years),
        email=f"{names.latin(first[0] + last).lower()}{roster_no}@surgut-edu.test",
    )


def _years(dice: Dice, *, manager: bool) -> tuple[float, float]:
    """Roll an age and, within it, the years of pedagogical work."""
    if manager:
        age = dice.uniform(32, 66)
        return age, dice.uniform(4, age - _FIRST_WORKING_AGE)
    if dice.happens(0.28):
        age = dice.uniform(_FIRST_WORKING_AGE + 0.1, 35.5)
        beginner = dice.happens(0.6)
        most = min(3.2, age - _FIRST_WORKING_AGE) if beginner else age - _FIRST_WORKING_AGE
        return age, dice.uniform(0.05, most)
    age = dice.uniform(35, 68)
    return age, dice.uniform(0.5, age - _FIRST_WORKING_AGE)


def _years_before(day: date, years: float) -> date:
    return day - timedelta(days=round(years * _DAYS_A_YEAR))


def _snils_numbers(dice: Dice, count: int) -> Iterator[str]:
    numbers = dice.sample(range(_FIRST_CHECKED_SNILS, 999_999_999), count)
    return map(with_check_digits, numbers)


def with_check_digits(number: int) -> str:
    """Write a nine-digit insurance number with its check digits, as NNN-NNN-NNN CC."""
    digits = f"{number:09d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, _SNILS_WEIGHTS, strict=True))
    check = total % 101 % 100
    return f"{digits[:3]}-{digits[3:6]}-{digits[6:]} {check:02d}"
