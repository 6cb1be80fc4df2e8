"""All accounts: in one call while the site is small enough and sound, else the way that gets round what is not.

one call for everybody
  └ too many, or a bad record ─► a report of users: read by itself where it tells enough
                                   └ else its numbers, asked for in parts; culprits read from it
                              ─► no report: by first letters of addresses, those not found by number
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from config.problems import Problem
from connector.errors import BorderError, OddError
from connector.moodle.accounts.parts import (
    by_addresses,
    by_numbers,
    from_number,
    one_by_one,
    unreadable,
)
from connector.moodle.accounts.remembered import Remembered, as_hints
from connector.moodle.accounts.report import UsersReport
from connector.moodle.accounts.told import (
    GUEST,
    STREAM,
    People,
    Told,
    account_of,
    choose_fields,
    read_people,
)
from connector.moodle.asking.poison import Culprit, may_be_poisoned
from connector.moodle.client import Moodle
from connector.moodle.functions import Function
from connector.moodle.memory import Memory
from connector.moodle.plan import Plan
from connector.moodle.planning.preflight import Site
from connector.moodle.reading import ProfileFields, Reading, Unreadable
from connector.moodle.records import Account
from connector.moodle.reports.pages import ReportRows, Row, report_rows
from connector.moodle.wire import list_of

MOST_IN_ONE_CALL = 20_000
"""Accounts: 80 s of the server's time and 16 MB (WEBSERVICE.md 12)."""

_EVERYBODY: list[dict[str, str | int]] = [{"key": "all", "value": 1}]
"""A key Moodle does not know and so passes over with a warning: nobody is filtered out, not even those
without an address, whom `email` = `%` would drop (WEBSERVICE.md 4a)."""

_POISONED = "invalidresponse"

_SAMPLE = 100
"""Accounts read by number to learn which profile fields there are."""


@dataclass(frozen=True)
class Found:
    """Everybody, as far as can be told, by whichever way."""

    people: People
    fields: ProfileFields
    hints: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    complete: bool = True


def whole(
    moodle: Moodle, site: Site, plan: Plan, wanted: ProfileFields, memory: Memory, before: Remembered
) -> Reading[Account]:
    """Return every account that is not deleted, suspended ones too, the guest left out.

    Raises WaitError, RefusedError, OddError.
    """
    total = max(plan.users_report.rows if plan.users_report else 0, len(memory.accounts))
    found = None if total > MOST_IN_ONE_CALL or before.culprits else _in_one_call(moodle, wanted)
    if found is None:
        report = UsersReport.of(plan)
        large = total > MOST_IN_ONE_CALL
        if report is None:
            found = _without_report(moodle, wanted, memory, before, large=large)
        else:
            found = _with_report(moodle, site, plan, wanted, report, large=large)
    return reading_of(found, wanted)


def reading_of(found: Found, wanted: ProfileFields) -> Reading[Account]:
    """Return what was found of everybody as a reading, with what the next one wants to know."""
    people = {each.account_id: each for each in found.people.told}
    accounts = [account_of(each, found.fields) for each in people.values()]
    left = [each for each in found.people.unreadable if each.keys.get("account_id") not in people]
    kept = Remembered(
        wanted=wanted,
        used=found.fields,
        hints=as_hints(found.hints),
        names=dict(found.people.names),
        culprits=culprits_of(left),
    )
    return Reading(
        STREAM,
        accounts,
        complete=found.complete,
        problems=(*found.problems, *found.hints),
        coverage={
            "accounts": len(accounts),
            "with_snils": sum(each.snils is not None for each in accounts),
        },
        unreadable=tuple(left),
        notes=kept.notes(),
    )


def culprits_of(left: Iterable[Unreadable]) -> tuple[int, ...]:
    """Return the numbers of accounts that could not be read, where they are known."""
    return tuple(sorted(each.keys["account_id"] for each in left if each.keys))


def _in_one_call(moodle: Moodle, wanted: ProfileFields) -> Found | None:
    """Return everybody; None where there are too many, or a record stands in the way."""
    try:
        told = moodle.call(Function.USERS, criteria=_EVERYBODY)
    except BorderError as error:
        if not may_be_poisoned(error):
            raise
        return None
    return _found(read_people(list_of(told, Function.USERS, "users")), wanted)


def _found(people: People, wanted: ProfileFields) -> Found:
    fields, hints = choose_fields(people, wanted)
    return Found(people, fields, hints)


def _with_report(
    moodle: Moodle, site: Site, plan: Plan, wanted: ProfileFields, report: UsersReport, *, large: bool
) -> Found:
    assert plan.users_report is not None
    told = report_rows(moodle, plan.users_report.report_id, site.functions)
    report = replace(report, headings=told.headings)
    rows = {number: row for row in told.rows if (number := report.number(row)) is not None}
    numbers = list(rows)
    if large:
        sample = _found(by_numbers(moodle, numbers[:: max(1, len(numbers) // _SAMPLE)])[0], wanted)
        if report.tells_everything(sample.fields, sample.people.names):
            found = replace(sample, people=_all_of(report, rows.values(), sample))
            return pages_apart(found, told)
    people, culprits = by_numbers(moodle, numbers)
    return pages_apart(with_culprits(_found(people, wanted), culprits, report, rows), told)


def _all_of(report: UsersReport, rows: Iterable[Row], sample: Found) -> People:
    told = report.people(rows, sample.fields, sample.people.names)
    return People([each for each in told if each.username != GUEST], names=sample.people.names)


def with_culprits(
    found: Found, culprits: Sequence[Culprit[int]], report: UsersReport, rows: dict[int, Row]
) -> Found:
    """Return what was found with those the user functions can't tell, read from their rows of the report.

    Who has no row, or where the report tells too little, is left unreadable.
    """
    people = found.people
    readable: list[Told] = []
    odd = {each.part: each for each in culprits}
    apart = {each.keys.get("account_id"): each for each in people.unreadable}
    if report.tells_everything(found.fields, people.names):
        of_interest = [rows[number] for number in (*odd, *apart) if number in rows]
        readable = list(report.people(of_interest, found.fields, people.names))
    read = {each.account_id for each in readable}
    left = [unreadable(number, each.error, each.reason) for number, each in odd.items()]
    stay = [each for each in (*people.unreadable, *left) if each.keys.get("account_id") not in read]
    return replace(found, people=People([*people.told, *readable], tuple(stay), people.names))


def pages_apart(found: Found, told: ReportRows) -> Found:
    """Return what was found, incomplete where the report has lost rows between its pages."""
    if told.whole:
        return found
    values: dict[str, str | int] = {"stream": STREAM, "rows": len(told.rows), "total": told.total}
    return replace(found, complete=False, problems=(Problem("lms.problem.report_pages", values),))


def _without_report(
    moodle: Moodle, wanted: ProfileFields, memory: Memory, before: Remembered, *, large: bool
) -> Found:
    """Return everybody by number, or where that is too dear by address."""
    known = sorted(memory.accounts.union(before.culprits))
    if large and before.wanted is None:
        return _by_addresses(moodle, wanted, known)
    # Whoever has never been read, and is not remembered as a culprit, may have any number.
    sure = known if before.wanted is not None else []
    try:
        people, culprits = by_numbers(moodle, sure)
        newer, more = from_number(moodle, sure[-1] + 1 if sure else 1, known)
    except OddError:
        return _by_addresses(moodle, wanted, known)
    people += newer
    left = [unreadable(each.part, each.error, each.reason) for each in (*culprits, *more)]
    return _found(replace(people, unreadable=(*people.unreadable, *left)), wanted)


def _by_addresses(moodle: Moodle, wanted: ProfileFields, known: Sequence[int]) -> Found:
    """Return everybody by address; who is known and has not been found so is asked for by number."""
    people, anonymous = by_addresses(moodle)
    seen = {each.account_id for each in people.told}
    people += one_by_one(moodle, [number for number in known if number not in seen])
    nameless = [Unreadable(f"#{place}", _POISONED) for place in range(1, anonymous + 1)]
    return _found(replace(people, unreadable=(*people.unreadable, *nameless)), wanted)
