"""Accounts as the user functions tell them, and which profile fields tell who somebody is."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from config.problems import Problem
from connector.moodle.reading import ProfileFields, Unreadable
from connector.moodle.records import Account
from connector.moodle.wire import Moment, Wire, Words, numbered, read_rows_apart

STREAM = "accounts"

KEY = "account_id"

GUEST = "guest"

OWN_FIELD = "idnumber"
"""Moodle's own field, where others are profile fields."""

TELLING = {"snils": "снилс", "organisation": "организац"}
"""What a field's full name contains when its short name is not the one configured."""

_ERASED_EMAIL = re.compile(r"[0-9a-f]{32}")
_ERASED_USERNAME = re.compile(r".*\.\d+", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Told:
    """An account as told, before it is decided which profile fields matter."""

    account_id: int
    username: str = field(repr=False)
    first_name: str = field(default="", repr=False)
    last_name: str = field(default="", repr=False)
    email: str | None = field(default=None, repr=False)
    id_number: str | None = field(default=None, repr=False)
    institution: str | None = field(default=None, repr=False)
    suspended: bool = False
    last_access: datetime | None = None
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Profile fields by short name, blank ones left out."""

    @property
    def deleted(self) -> bool:
        """Tell whether this is what Moodle leaves of a deleted account: it comes back without a mark.

        `delete_user` makes the address its hash and adds the moment to the name (lib/moodlelib.php; T2).
        """
        return bool(_ERASED_EMAIL.fullmatch(self.email or "") and _ERASED_USERNAME.fullmatch(self.username))


@dataclass(frozen=True)
class People:
    """What some replies say."""

    told: Sequence[Told] = field(default=(), repr=False)
    unreadable: tuple[Unreadable, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of the profile fields that somebody has filled in, by short name."""

    def __add__(self, other: "People") -> "People":
        return People(
            [*self.told, *other.told],
            (*self.unreadable, *other.unreadable),
            {**self.names, **other.names},
        )


class _Field(Wire):
    shortname: str
    name: str = ""
    value: Words = None


class _User(Wire):
    id: int
    username: str = ""
    firstname: Words = None
    lastname: Words = None
    fullname: Words = None
    email: Words = None
    idnumber: Words = None
    institution: Words = None
    suspended: bool = False
    lastaccess: Moment = None
    customfields: tuple[_Field, ...] = ()


def read_people(rows: Iterable[Any]) -> People:
    """Return the accounts in rows of a user function, the guest and deleted ones left out."""
    users, unreadable = read_rows_apart(_User, rows, numbered(account_id="id"))
    names = {each.shortname: each.name for user in users for each in user.customfields}
    told = [_told(user) for user in users if user.username != GUEST]
    return People([each for each in told if not each.deleted], tuple(unreadable), names)


def _told(user: _User) -> Told:
    named = user.firstname or user.lastname
    return Told(
        account_id=user.id,
        username=user.username,
        # Where the account may not see the parts, the site tells the whole name only (4.2).
        first_name=(user.firstname if named else user.fullname) or "",
        last_name=user.lastname or "",
        email=user.email,
        id_number=user.idnumber,
        institution=user.institution,
        suspended=user.suspended,
        last_access=user.lastaccess,
        fields={each.shortname: each.value for each in user.customfields if each.value is not None},
    )


def account_of(told: Told, fields: ProfileFields) -> Account:
    """Return the account, with what the chosen profile fields tell of its owner."""
    own = fields.staff_number == OWN_FIELD
    return Account(
        account_id=told.account_id,
        username=told.username,
        first_name=told.first_name,
        last_name=told.last_name,
        email=told.email,
        staff_number=told.id_number if own else told.fields.get(fields.staff_number),
        snils=told.fields.get(fields.snils),
        organisation=told.fields.get(fields.organisation) or told.institution,
        post=told.fields.get(fields.post),
        suspended=told.suspended,
        last_access=told.last_access,
    )


def choose_fields(people: People, told: ProfileFields) -> tuple[ProfileFields, tuple[Problem, ...]]:
    """Return the profile fields to read: those configured, or those that look like what was meant."""
    snils, of_snils = _field("snils", told.snils, people.names)
    organisation, of_organisation = _field("organisation", told.organisation, people.names)
    if organisation == told.organisation and any(each.institution for each in people.told):
        of_organisation = []  # the standard field serves as well
    others = [
        Problem("lms.problem.profile_field_absent", {"field": each})
        for each in (told.staff_number, told.post)
        if each not in (OWN_FIELD, "", *people.names)
    ]
    used = ProfileFields(snils, organisation, told.staff_number, told.post)
    return used, (*of_snils, *of_organisation, *others)


def _field(meaning: str, told: str, known: Mapping[str, str]) -> tuple[str, list[Problem]]:
    if told in known:
        return told, []
    telling = TELLING[meaning]
    alike = min((short for short, name in known.items() if telling in name.casefold()), default=None)
    if alike is None:
        return told, [Problem("lms.problem.profile_field_absent", {"field": told})]
    return alike, [Problem("lms.problem.profile_field_guessed", {"field": told, "used": alike})]
