"""Accounts of a made-up site, as people and school secretaries really fill them in."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from connector.demo import names
from connector.demo.dice import Dice, dice_for
from connector.demo.people import with_check_digits
from connector.demo.site import ADMIN_ID, FIRST_ACCOUNT_ID, GUEST_ID
from connector.demo.values import Account, Person

_HAS_ACCOUNT = 0.9
_HAS_SECOND_ACCOUNT = 0.05
_STRANGERS_A_PERSON = 0.035
_STRANGE_SCHOOL = "МБОУ «СОШ № 7» г. Нефтеюганск"
_DAY = 86_400


def make_accounts(people: tuple[Person, ...], seed: int, midnight: int) -> tuple[Account, ...]:
    """Make the site's accounts by id: guest, admin, people and strangers in no order, the service last.

    `midnight` is the end of the world so far, in UTC seconds: nothing has happened later.
    """
    dice = dice_for("accounts", len(people), seed)
    told = [
        *_accounts_of_people(dice, people),
        *_strangers(dice, max(2, round(len(people) * _STRANGERS_A_PERSON))),
    ]
    named = [replace(account, username=f"u{number:06d}") for number, account in enumerate(told, start=1)]
    dice.shuffle(named)
    dated = [
        replace(_with_dates(dice, account, midnight), account_id=account_id)
        for account_id, account in enumerate(named, start=FIRST_ACCOUNT_ID)
    ]
    return (*_given_accounts(), *dated, _service_account(FIRST_ACCOUNT_ID + len(dated), midnight))


def _given_accounts() -> tuple[Account, Account]:
    """Every Moodle is born with these two."""
    return (
        Account(GUEST_ID, "guest", "Guest user", " ", "root@localhost"),
        Account(ADMIN_ID, "admin", "Admin", "User", "admin@example.com"),
    )


def _service_account(account_id: int, midnight: int) -> Account:
    created = midnight - 700 * _DAY
    return Account(account_id, "sync", "Sync", "Service", "sync@example.test", created_at=created)


def _accounts_of_people(dice: Dice, people: tuple[Person, ...]) -> Iterator[Account]:
    for person in people:
        if dice.happens(_HAS_ACCOUNT):
            yield account_of(dice, person)
            if dice.happens(_HAS_SECOND_ACCOUNT):
                yield account_of(dice, person)


def account_of(dice: Dice, person: Person) -> Account:
    """Fill in a registration form the way the person, or somebody for them, might have."""
    first, last = _written_name(dice, person)
    return Account(
        account_id=0,
        username="",
        first_name=first,
        last_name=last,
        email=_written_email(dice, person),
        id_number=str(person.roster_no) if dice.happens(0.25) else "",
        institution=(school := _written_school(dice, person.organisation)),
        snils=_written_snils(dice, person.snils),
        school=school,
        suspended=dice.happens(0.03),
        deleted=(deleted := dice.happens(0.02)),
        purged=deleted and dice.happens(0.5),
        roster_no=person.roster_no,
    )


def _strangers(dice: Dice, count: int) -> Iterator[Account]:
    """People of other districts, whom no roster lists."""
    for number in range(count):
        sex = names.MAN if dice.happens(0.15) else names.WOMAN
        middle = names.patronymic(dice, sex)
        yield Account(
            account_id=0,
            username="",
            first_name=f"{names.first_name(dice, sex)} {middle}".strip(),
            last_name=names.surname(dice, sex),
            email=f"out{number}@other.test",
            institution=_STRANGE_SCHOOL,
            snils=with_check_digits(dice.randrange(2_000_000, 999_999_999)),
            school=_STRANGE_SCHOOL,
        )


def _with_dates(dice: Dice, account: Account, midnight: int) -> Account:
    created = midnight - dice.randint(520, 900) * _DAY - dice.randrange(_DAY)
    last = midnight - dice.randint(1, 400) * _DAY if dice.happens(0.85) else 0
    return replace(account, created_at=created, last_access=last)


def _written_name(dice: Dice, person: Person) -> tuple[str, str]:
    """Give (first name, last name) as typed in; most people put the patronymic beside the first name."""
    habit = dice.pick(_NAME_HABITS)
    return habit(dice, _with_patronymic(person), person)


def _with_patronymic(person: Person) -> str:
    return f"{person.first_name} {person.patronymic}".strip()


def _properly(_: Dice, full_first: str, person: Person) -> tuple[str, str]:
    return full_first, person.last_name


def _without_patronymic(_: Dice, __: str, person: Person) -> tuple[str, str]:
    return person.first_name, person.last_name


def _without_yo(_: Dice, full_first: str, person: Person) -> tuple[str, str]:
    return full_first.replace("ё", "е"), person.last_name.replace("ё", "е")


def _swapped(_: Dice, full_first: str, person: Person) -> tuple[str, str]:
    return person.last_name, full_first


def _all_in_last_name(_: Dice, full_first: str, person: Person) -> tuple[str, str]:
    return ".", f"{person.last_name} {full_first}"


def _stray_spaces(_: Dice, full_first: str, person: Person) -> tuple[str, str]:
    return f" {full_first.replace(' ', '  ')} ", f"{person.last_name} "


def _initials(_: Dice, __: str, person: Person) -> tuple[str, str]:
    letters = [part[0] for part in (person.first_name, person.patronymic) if part]
    return "".join(f"{letter}." for letter in letters), person.last_name


def _in_latin(_: Dice, full_first: str, person: Person) -> tuple[str, str]:
    return names.latin(full_first), names.latin(person.last_name)


def _with_typo(dice: Dice, full_first: str, person: Person) -> tuple[str, str]:
    place = dice.randrange(1, len(person.last_name) - 1)
    last = person.last_name
    return full_first, last[:place] + last[place + 1] + last[place] + last[place + 2 :]


def _in_capitals(_: Dice, full_first: str, person: Person) -> tuple[str, str]:
    return full_first.upper(), person.last_name.upper()


def _under_another_surname(dice: Dice, full_first: str, person: Person) -> tuple[str, str]:
    """Married since, or before, the roster was made."""
    return full_first, names.surname(dice, person.sex)


_NAME_HABITS: dict[Callable[[Dice, str, Person], tuple[str, str]], float] = {
    _properly: 58,
    _without_patronymic: 11,
    _without_yo: 8,
    _swapped: 3,
    _all_in_last_name: 3,
    _stray_spaces: 5,
    _initials: 3,
    _in_latin: 2,
    _with_typo: 4,
    _in_capitals: 1,
    _under_another_surname: 2,
}


def _written_email(dice: Dice, person: Person) -> str:
    own = f"{names.latin(person.first_name).lower()}.{dice.randrange(1000, 999_999)}@mail.test"
    shared = f"school{dice.randrange(1, 9)}@surgut-edu.test"
    return dice.pick({person.email: 60, own: 36, shared: 4})


def _written_snils(dice: Dice, snils: str) -> str:
    digits = snils.replace("-", "").replace(" ", "")
    if not digits:
        return ""
    spellings = {snils: 35, digits: 25, snils.replace(" ", "-"): 8, _mistyped(dice, digits): 2, "": 30}
    return dice.pick(spellings)


def _mistyped(dice: Dice, digits: str) -> str:
    place = dice.randrange(len(digits))
    return digits[:place] + str((int(digits[place]) + 1) % 10) + digits[place + 1 :]


def _written_school(dice: Dice, organisation: str) -> str:
    return dice.pick({organisation: 86, organisation.lower(): 7, "": 7})
