"""What happens to accounts and cohorts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from connector.demo.district import District, changed
from connector.demo.values import Account, Cohort

_SPOILT: dict[str, Callable[[Account], Account]] = {
    "username": lambda account: replace(account, username=account.username.upper()),
    "name": lambda account: replace(account, first_name=f"{account.first_name}<b>"),
    "email": lambda account: replace(account, email=f"{account.email} "),
    "auth": lambda account: account,
}
"""How a field comes to hold what Moodle may not tell: capitals, a tag, a space, a plugin taken away (T1)."""

_MENDED: dict[str, Callable[[Account], Account]] = {
    "username": lambda account: replace(account, username=account.username.lower()),
    "name": lambda account: replace(account, first_name=account.first_name.removesuffix("<b>")),
    "email": lambda account: replace(account, email=account.email.rstrip()),
    "auth": lambda account: account,
}


def create_account(district: District, at: int, account: Account) -> District:
    """Make an account; its number is the next free one, its username comes from the number unless it has one."""
    account_id = max(district.account_by_id) + 1
    username = account.username or f"n{account_id:06d}"
    made = replace(account, account_id=account_id, username=username, created_at=at, modified_at=0)
    return changed(district, accounts=(*district.accounts, made))


def edit_account(district: District, at: int, account_id: int, **fields: Any) -> District:
    """Change fields of an account by their names in `Account`."""
    return _edited(district, account_id, lambda account: replace(account, **fields, modified_at=at))


def suspend_account(district: District, at: int, account_id: int) -> District:
    """Suspend an account; its enrolments stay."""
    return edit_account(district, at, account_id, suspended=True)


def resume_account(district: District, at: int, account_id: int) -> District:
    """Let a suspended account in again."""
    return edit_account(district, at, account_id, suspended=False)


def rename_account(
    district: District, at: int, account_id: int, *, first_name: str, last_name: str
) -> District:
    """Give an account another name."""
    return edit_account(district, at, account_id, first_name=first_name, last_name=last_name)


def delete_account(district: District, at: int, account_id: int) -> District:
    """Delete an account: enrolments, visits, grades of the gradebook and cohorts go, attempts stay.

    By its id it still comes back, mangled, until `clean_up_deleted`.
    """
    gone = edit_account(district, at, account_id, deleted=True)
    return changed(
        gone,
        enrolments=tuple(row for row in gone.enrolments if row.account_id != account_id),
        completions=tuple(row for row in gone.completions if row.account_id != account_id),
        visits=tuple(row for row in gone.visits if row.account_id != account_id),
        overrides=tuple(row for row in gone.overrides if row.account_id != account_id),
        hidden_grades=tuple(pair for pair in gone.hidden_grades if pair[1] != account_id),
        cohorts=tuple(_without(cohort, account_id) for cohort in gone.cohorts),
    )


def clean_up_deleted(district: District, _at: int) -> District:
    """Run the task that removes contexts: from now on the id of a deleted account fails a call (T2)."""
    accounts = (replace(one, purged=True) if one.deleted else one for one in district.accounts)
    return changed(district, accounts=tuple(accounts))


def spoil_account(district: District, _at: int, account_id: int, field: str = "username") -> District:
    """Let a record get what spoils every list it is told in: `username`, `name`, `email` or `auth`.

    That is done behind Moodle's back, so no time of change moves.
    """
    return _edited(district, account_id, lambda one: replace(_SPOILT[field](one), dirty=field))


def mend_account(district: District, at: int, account_id: int) -> District:
    """Mend a spoilt record."""
    return _edited(
        district, account_id, lambda one: replace(_MENDED[one.dirty](one), dirty="", modified_at=at)
    )


def join_cohort(district: District, _at: int, cohort_id: int, account_id: int) -> District:
    """Make an account a member of a cohort."""

    def joined(cohort: Cohort) -> Cohort:
        return replace(cohort, members=(*_without(cohort, account_id).members, account_id))

    return _with_cohort(district, cohort_id, joined)


def leave_cohort(district: District, _at: int, cohort_id: int, account_id: int) -> District:
    """Take an account out of a cohort."""
    return _with_cohort(district, cohort_id, lambda cohort: _without(cohort, account_id))


def _without(cohort: Cohort, account_id: int) -> Cohort:
    return replace(cohort, members=tuple(one for one in cohort.members if one != account_id))


def _with_cohort(district: District, cohort_id: int, change: Callable[[Cohort], Cohort]) -> District:
    rows = (change(one) if one.cohort_id == cohort_id else one for one in district.cohorts)
    return changed(district, cohorts=tuple(rows))


def _edited(district: District, account_id: int, change: Callable[[Account], Account]) -> District:
    if account_id not in district.account_by_id:
        raise LookupError(account_id)
    rows = (change(one) if one.account_id == account_id else one for one in district.accounts)
    return changed(district, accounts=tuple(rows))
