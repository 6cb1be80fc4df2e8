"""Who has an account: all of them in one call, with the profile fields that tell who somebody is."""

from collections.abc import Iterable, Sequence

from config.problems import Problem
from connector.moodle.client import Moodle
from connector.moodle.functions import Function
from connector.moodle.reading import ProfileFields, Reading
from connector.moodle.records import Account
from connector.moodle.wire import Moment, Wire, Words, list_of, read_rows

STREAM = "accounts"

_EVERYBODY: list[dict[str, str | int]] = [{"key": "all", "value": 1}]
"""A key Moodle does not know and so passes over with a warning: nobody is filtered out, not even those
without an address, whom `email` = `%` would drop (WEBSERVICE.md 4a)."""

_GUEST = "guest"
_OWN_FIELD = "idnumber"
_TELLING = {"snils": "снилс", "organisation": "организац"}
"""What a field's full name contains when its short name is not the one configured."""


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

    def custom(self, short_name: str | None) -> str | None:
        """Return a profile field's value; Moodle leaves blank ones out."""
        return next((each.value for each in self.customfields if each.shortname == short_name), None)


def accounts(moodle: Moodle, profile: ProfileFields) -> Reading[Account]:
    """Return every account that is not deleted, suspended ones too, the guest left out.

    Raises WaitError, RefusedError, OddError.
    """
    told = moodle.call(Function.USERS, criteria=_EVERYBODY)
    users, problems = read_rows(_User, list_of(told, Function.USERS, "users"), STREAM)
    users = [user for user in users if user.username != _GUEST]
    fields, hints = _fields(users, profile)
    return Reading(
        STREAM,
        [_account(user, fields) for user in users],
        complete=not problems,
        problems=(*problems, *hints),
        coverage={
            "accounts": len(users),
            "with_snils": sum(user.custom(fields.snils) is not None for user in users),
        },
    )


def _account(user: _User, fields: ProfileFields) -> Account:
    named = user.firstname or user.lastname
    staff_number = user.idnumber if fields.staff_number == _OWN_FIELD else user.custom(fields.staff_number)
    return Account(
        account_id=user.id,
        username=user.username,
        # Where the account may not see the parts, the site tells the whole name only (4.2).
        first_name=(user.firstname if named else user.fullname) or "",
        last_name=user.lastname or "",
        email=user.email,
        staff_number=staff_number,
        snils=user.custom(fields.snils),
        organisation=user.custom(fields.organisation) or user.institution,
        suspended=user.suspended,
        last_access=user.lastaccess,
    )


def _fields(users: Sequence[_User], told: ProfileFields) -> tuple[ProfileFields, list[Problem]]:
    """Return the profile fields to read: those configured, or those that look like what was meant."""
    known = {each.shortname: each.name for user in users for each in user.customfields}
    snils, of_snils = _field("snils", told.snils, known)
    organisation, of_organisation = _field("organisation", told.organisation, known)
    if any(user.institution for user in users) and organisation == told.organisation:
        of_organisation = []  # the standard field serves as well
    of_number = (
        [Problem("lms.problem.profile_field_absent", {"field": told.staff_number})]
        if told.staff_number not in (_OWN_FIELD, *known)
        else []
    )
    return ProfileFields(snils, organisation, told.staff_number), [*of_snils, *of_organisation, *of_number]


def _field(meaning: str, told: str, known: dict[str, str]) -> tuple[str, list[Problem]]:
    if told in known:
        return told, []
    alike = _alike(known.items(), _TELLING[meaning])
    if alike is None:
        return told, [Problem("lms.problem.profile_field_absent", {"field": told})]
    return alike, [Problem("lms.problem.profile_field_guessed", {"field": told, "used": alike})]


def _alike(known: Iterable[tuple[str, str]], telling: str) -> str | None:
    return min((short for short, name in known if telling in name.casefold()), default=None)
