"""Accounts by a report of users: quick, and told even where a record is too bad for the user functions.

Its cells are text that nobody checks (WEBSERVICE.md 4a); ids come from links. Deleted accounts and the guest
are not in it.
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from connector.moodle.accounts.told import OWN_FIELD, TELLING, Told
from connector.moodle.plan import Plan
from connector.moodle.reading import ProfileFields, alike
from connector.moodle.reports.cells import cell, linked_account, words
from connector.moodle.reports.dates import read_date
from connector.moodle.reports.headings import AccountColumns
from connector.moodle.reports.pages import Row

_TAG = re.compile(r"<[^>]*>")
_YES = frozenset(("yes", "да"))


@dataclass(frozen=True)
class UsersReport:
    """The columns of a report of users, asked by meaning."""

    columns: AccountColumns
    headings: tuple[str, ...]
    zone: tzinfo

    @classmethod
    def of(cls, plan: Plan) -> "UsersReport | None":
        """Return the plan's report where its rows tell whose they are by number."""
        if plan.users_report is None or plan.users_columns.account_link is None:
            return None
        return cls(plan.users_columns, plan.users_report.headings, plan.zone)

    def number(self, row: Row) -> int | None:
        """Return the account a row is about."""
        return linked_account(row, self.columns.account_link)

    def tells_everything(self, used: ProfileFields, names: Mapping[str, str]) -> bool:
        """Tell whether a row says all that is kept of an account; `names` are the profile fields there are."""
        columns = self.columns
        needed = [columns.username, columns.first_name, columns.last_name, columns.email, columns.suspended]
        needed += [columns.institution, columns.last_access]
        if used.staff_number == OWN_FIELD:
            needed.append(columns.id_number)
        fields = self.fields(used, names)
        wanted = {used.snils, used.organisation, used.staff_number, used.post} & names.keys()
        return None not in needed and wanted <= fields.keys()

    def fields(self, used: ProfileFields, names: Mapping[str, str]) -> dict[str, int]:
        """Return the places of profile fields by short name, as the plan has found them, else by their names."""
        spelt = [alike(html.unescape(heading)) for heading in self.headings]
        shown = {used.snils: TELLING["snils"], used.organisation: TELLING["organisation"]}
        found = dict(self.columns.profile)
        for short_name in (used.snils, used.organisation, used.staff_number, used.post):
            name = alike(names.get(short_name, ""))
            telling = shown.get(short_name) if short_name not in names else None
            place = next(
                (
                    at
                    for at, each in enumerate(spelt)
                    if (name and each == name) or (telling and telling in each)
                ),
                None,
            )
            if short_name not in found and place is not None:
                found[short_name] = place
        return found

    def people(self, rows: Iterable[Row], used: ProfileFields, names: Mapping[str, str]) -> Iterator[Told]:
        """Yield the accounts of rows that name one."""
        places = self.fields(used, names)
        for row in rows:
            number = self.number(row)
            if number is not None:
                yield self._told(number, row, places)

    def _told(self, number: int, row: Row, places: Mapping[str, int]) -> Told:
        columns = self.columns
        fields = {short_name: _text(row, place) for short_name, place in places.items()}
        return Told(
            account_id=number,
            username=_text(row, columns.username),
            first_name=_text(row, columns.first_name),
            last_name=_text(row, columns.last_name),
            email=_text(row, columns.email) or None,
            id_number=_text(row, columns.id_number) or None,
            institution=_text(row, columns.institution) or None,
            suspended=words(row, columns.suspended).casefold() in _YES,
            last_access=self._moment(words(row, columns.last_access)),
            fields={short_name: text for short_name, text in fields.items() if text},
        )

    def _moment(self, text: str) -> datetime | None:
        """Return when a visit was; «Never» is none, and neither is what can't be read: a visit is no news."""
        try:
            return read_date(text, self.zone)
        except ValueError:
            return None


def _text(row: Row, place: int | None) -> str:
    """Return a cell's text as the user functions would tell it: spaces within stay."""
    told = cell(row, place)
    if "<" in told:
        told = _TAG.sub("", told)
    if "&" in told:
        told = html.unescape(told)
    return told.strip()
