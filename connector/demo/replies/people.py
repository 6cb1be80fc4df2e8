"""Replies about users and cohorts."""

import re
from collections.abc import Callable, Iterable
from hashlib import md5
from typing import Any

from connector.demo.asking import Asking
from connector.demo.drawing import drawn_alone
from connector.demo.failures import MoodleError, missing_record
from connector.demo.rendering import Drawn
from connector.demo.site import GUEST_ID
from connector.demo.values import Account

_SEARCHED: dict[str, Callable[[Account], str]] = {
    "id": lambda account: str(account.account_id),
    "idnumber": lambda account: account.id_number,
    "username": lambda account: account.username,
    "email": lambda account: account.email,
    "auth": lambda _: "manual",
    "firstname": lambda account: account.first_name,
    "lastname": lambda account: account.last_name,
}
_LIKE = {"firstname", "lastname", "email"}
"""Keys compared as SQL LIKE; the others must be equal."""

_FIELDS_TO_ASK_BY = ("id", "idnumber", "username", "email")
TELLTALE = {"username", "name", "email", "auth"}
"""Fields of a description that may hold what its own types forbid."""

_NO_SUCH_FIELD = "Coding error detected, it must be fixed by a programmer: invalid field parameter"
_WHOLE = re.compile(r"0|-?[1-9][0-9]*")


def users(asking: Asking, args: dict[str, Any]) -> dict[str, Any]:
    """core_user_get_users: everybody not deleted who meets all criteria it knows, unknown ones only warned of."""
    keys = [criterion["key"] for criterion in args["criteria"]]
    if len(set(keys)) < len(keys):
        raise MoodleError("keyalreadyset")
    known = [criterion for criterion in args["criteria"] if criterion["key"] in _SEARCHED]
    found: Iterable[Account] = asking.district.live_accounts
    for criterion in known:
        meets = _test_of(criterion["key"], criterion["value"])
        found = [account for account in found if meets(account)]
    found = list(found)
    refuse_dirty(found, TELLTALE)
    return {
        "users": _described(asking, found),
        "warnings": [_unknown_key(key) for key in keys if key not in _SEARCHED],
    }


def _unknown_key(key: str) -> dict[str, str]:
    message = f"The search key '{key}' is not supported, look at the web service documentation"
    return {"item": key, "warningcode": "invalidfieldparameter", "message": message}


def _test_of(key: str, value: str) -> Callable[[Account], bool]:
    told = _SEARCHED[key]
    if key == "username":
        value = value.lower()
    if key not in _LIKE:
        return lambda account: told(account) == value and told(account) != ""
    pattern = re.compile(re.escape(value).replace("%", ".*").replace("_", "."), re.IGNORECASE | re.DOTALL)
    return lambda account: pattern.fullmatch(told(account)) is not None and told(account) != ""


def users_by_field(asking: Asking, args: dict[str, Any]) -> Drawn:
    """core_user_get_users_by_field: those with one of the values, deleted ones too, in order of their ids.

    A deleted account comes back with a mangled name until the clean-up; after it the call fails with invaliduser.
    """
    name, values = args["field"], set(args["values"])
    if name not in _FIELDS_TO_ASK_BY:
        raise MoodleError("codingerror", _NO_SUCH_FIELD)
    if name == "id" and not all(map(_WHOLE.fullmatch, values)):
        raise MoodleError("invalidparameter")
    found = _with_ids(asking, values) if name == "id" else _with_values(asking, name, values)
    if any(account.purged for account in found):
        raise MoodleError("invaliduser")
    refuse_dirty(found, TELLTALE)
    return _described(asking, found)


def _with_ids(asking: Asking, values: set[str]) -> list[Account]:
    known = asking.district.account_by_id
    return [known[number] for number in sorted(map(int, values)) if number in known]


def _with_values(asking: Asking, name: str, values: set[str]) -> list[Account]:
    told = _SEARCHED[name]
    return [one for one in asking.district.live_accounts if told(one) in values and told(one)]


def _described(asking: Asking, accounts: Iterable[Account]) -> Drawn:
    rows = ((account.account_id, account) for account in accounts)
    return drawn_alone(asking, ("users",), rows, lambda account: user(asking, account))


def refuse_dirty(accounts: Iterable[Account], told: set[str]) -> None:
    """Let one record that breaks Moodle's own types spoil a whole answer that tells these of its fields (T1)."""
    if any(account.dirty in told for account in accounts):
        raise MoodleError("invalidresponse")


def who_it_is(asking: Asking, account: Account) -> dict[str, Any]:
    """Give what every description of an account begins with."""
    return {
        "id": account.account_id,
        "username": account.username,
        **name_parts(asking, account),
        "fullname": account.full_name,
        "email": account.email,
        "department": "",
        **where_filled({"institution": account.institution, "idnumber": account.id_number}),
        "firstaccess": account.created_at if account.last_access else 0,
        "lastaccess": account.last_access,
    }


def user(asking: Asking, account: Account) -> dict[str, Any]:
    """Describe one account in full; most blank fields are left out rather than told blank."""
    told: dict[str, Any] = {
        **who_it_is(asking, account),
        "auth": "gone" if account.dirty == "auth" else "manual",
        "suspended": account.suspended,
        "confirmed": True,
        "lang": "en",
        "theme": "",
        "timezone": "99",
        "mailformat": 1,
        **({"trackforums": 0} if asking.flavour.recent_fields else {}),
        "profileimageurlsmall": asking.picture("f2"),
        "profileimageurl": asking.picture("f1"),
    }
    if account.deleted:
        told = _mangled(told, account)
    fields = [] if account.deleted else profile_fields(account, with_display=True)
    if fields:
        told["customfields"] = fields
    if account == asking.district.service_account:
        told["preferences"] = [{"name": "auth_manual_passwordupdatetime", "value": account.created_at}]
    return told


def _mangled(told: dict[str, Any], account: Account) -> dict[str, Any]:
    """Describe a deleted account: nothing says that it is one."""
    username = f"{account.email}.{account.changed_at}"
    rest = {key: value for key, value in told.items() if key != "idnumber"}
    email = md5(account.username.encode(), usedforsecurity=False).hexdigest()
    return rest | {"username": username, "email": email, "suspended": False}


def name_parts(asking: Asking, account: Account) -> dict[str, str]:
    """Tell first and last name where this site does."""
    if not asking.flavour.name_parts:
        return {}
    return {"firstname": account.first_name, "lastname": account.last_name}


def where_filled(told: dict[str, str]) -> dict[str, str]:
    """Leave out what is blank."""
    return {key: value for key, value in told.items() if value}


def profile_fields(account: Account, *, with_display: bool) -> list[dict[str, str]]:
    """Describe the profile fields that are filled in."""
    filled = [
        ("СНИЛС", "snils", account.snils),
        ("Образовательная организация", "school", account.school),
    ]
    return [
        {
            "type": "text",
            "value": value,
            **({"displayvalue": value} if with_display else {}),
            "name": name,
            "shortname": short_name,
        }
        for name, short_name, value in filled
        if value
    ]


def active_user(asking: Asking, account_id: int) -> Account:
    """Find a user whom questions may be asked about."""
    account = asking.district.account_by_id.get(account_id)
    if account is None:
        raise MoodleError("invaliduser")
    if account.deleted:
        raise MoodleError("userdeleted")
    if account_id == GUEST_ID:
        raise MoodleError("guestsarenotallowed")
    return account


def cohorts(asking: Asking, args: dict[str, Any]) -> list[dict[str, Any]]:
    """core_cohort_get_cohorts: the cohorts asked for, or all."""
    wanted = args["cohortids"]
    return [
        {
            "id": cohort.cohort_id,
            "name": cohort.name,
            "idnumber": cohort.id_number,
            "description": "",
            "descriptionformat": 1,
            "visible": True,
            "theme": "",
            "customfields": [],
        }
        for cohort in asking.district.cohorts
        if not wanted or cohort.cohort_id in wanted
    ]


def cohort_members(asking: Asking, args: dict[str, Any]) -> list[dict[str, Any]]:
    """core_cohort_get_cohort_members: account ids by cohort."""
    by_id = {cohort.cohort_id: cohort for cohort in asking.district.cohorts}
    if set(args["cohortids"]) - by_id.keys():
        raise missing_record("cohort")
    return [{"cohortid": number, "userids": list(by_id[number].members)} for number in args["cohortids"]]
