"""News of the accounts since the last reading: by the filters of a report of users, and by counting.

report: total · changed since · created since    one request
by number: changed, once missing, unreadable      one request, none where there are none
report whole: whose numbers are no longer there   only where the total is not what it should be
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from connector.moodle.accounts.parts import by_numbers, one_by_one
from connector.moodle.accounts.remembered import Remembered
from connector.moodle.accounts.report import UsersReport
from connector.moodle.accounts.told import KEY, STREAM, account_of
from connector.moodle.accounts.whole import Found, culprits_of, pages_apart, with_culprits
from connector.moodle.asking.calls import Call
from connector.moodle.asking.errors import wrong_shape
from connector.moodle.client import Moodle
from connector.moodle.functions import Function
from connector.moodle.memory import Memory
from connector.moodle.plan import Plan
from connector.moodle.planning.preflight import Site
from connector.moodle.reading import Reading, Scope
from connector.moodle.records import Account
from connector.moodle.reports.filters import MODIFIED, reset_filters, set_filters
from connector.moodle.reports.pages import PAGE, Row, report_rows
from connector.moodle.wire import list_of, mapping_of

_CREATED = "user:timecreated"
_RANGE = 3
"""The operator of a date filter: from one moment on (WEBSERVICE.md 5.4)."""


@dataclass(frozen=True)
class News:
    """What the filtered report says."""

    total: int
    rows: Mapping[int, Row]
    """Accounts changed or created since, by number."""

    whole: bool
    """Whether all of them fitted into a page; else reading everybody is the way."""


def can_ask_for_news(plan: Plan, memory: Memory) -> bool:
    """Tell whether the site can be asked for what has changed, and something is known of what was before."""
    stream = memory.streams.get(STREAM)
    known = stream is not None and stream.whole_at is not None and bool(memory.accounts)
    return known and plan.batches and UsersReport.of(plan) is not None and MODIFIED in plan.users_windows


def news_since(moodle: Moodle, plan: Plan, since: datetime) -> News:
    """Return who has changed; the report's filters are taken off again in the same request.

    Raises WaitError, RefusedError, OddError.
    """
    assert plan.users_report is not None
    number, report = plan.users_report.report_id, UsersReport.of(plan)
    assert report is not None
    windows = [name for name in (MODIFIED, _CREATED) if name in plan.users_windows]
    filtered = [
        call for name in windows for call in (set_filters(number, _from(name, since)), _page(number, PAGE))
    ]
    calls = [reset_filters(number), _page(number, 1), *filtered, reset_filters(number)]
    replies = moodle.batch(calls, in_order=True)
    values = [reply.get() for reply in replies]
    total, *pages = [
        _read(value) for call, value in zip(calls, values, strict=True) if call.function is Function.REPORT
    ]
    rows = {report.number(row): row for page in pages for row in page[1]}
    changed = {number: row for number, row in rows.items() if number is not None}
    return News(total[0], changed, all(len(page[1]) == page[0] for page in pages))


def _from(name: str, since: datetime) -> dict[str, int]:
    return {f"{name}_operator": _RANGE, f"{name}_from": int(since.timestamp()), f"{name}_to": 0}


def _page(number: int, size: int) -> Call:
    return Call(Function.REPORT, {"reportid": number, "page": 0, "perpage": size})


def _read(value: object) -> tuple[int, list[Row]]:
    data = mapping_of(mapping_of(value, Function.REPORT).get("data"), Function.REPORT)
    total = data.get("totalrowcount")
    if not isinstance(total, int):
        raise wrong_shape(Function.REPORT)
    rows = (list_of(each, Function.REPORT, "columns") for each in list_of(data, Function.REPORT, "rows"))
    return total, [tuple("" if cell is None else str(cell) for cell in row) for row in rows]


def changed_accounts(
    moodle: Moodle, site: Site, plan: Plan, memory: Memory, before: Remembered, news: News
) -> Reading[Account]:
    """Return the accounts that have changed, and say of the others which are no longer there.

    Raises WaitError, RefusedError, OddError.
    """
    report = UsersReport.of(plan)
    assert report is not None
    assert plan.users_report is not None
    expected = memory.accounts.union(news.rows, before.culprits).difference(before.missing)
    if news.total == len(expected):
        return _without_counting(moodle, report, before, news)
    told = report_rows(moodle, plan.users_report.report_id, site.functions)
    everybody = {number: row for row in told.rows if (number := report.number(row)) is not None}
    # Who is there and was not known has come without a date that the filters would see.
    doubted = (everybody.keys() - memory.accounts) | (everybody.keys() & {*before.missing, *before.culprits})
    rows = {**news.rows, **{number: everybody[number] for number in doubted}}
    found = _found(moodle, before, report, rows)
    if not told.whole:
        return _reading(pages_apart(found, told), before, rows.keys(), (), news.total)
    return _reading(found, before, rows.keys(), memory.accounts - everybody.keys(), news.total)


def _without_counting(
    moodle: Moodle, report: UsersReport, before: Remembered, news: News
) -> Reading[Account]:
    """Return the news of a site where nobody else can have come or gone; who was missing is looked for again."""
    found = _found(moodle, before, report, {**dict.fromkeys(before.culprits, ()), **news.rows})
    back = one_by_one(moodle, [each for each in before.missing if each not in news.rows])
    found = replace(found, people=found.people + back)
    looked_at = {*news.rows, *before.culprits, *before.missing}
    return _reading(found, before, looked_at, (), news.total)


def _found(moodle: Moodle, before: Remembered, report: UsersReport, rows: Mapping[int, Row]) -> Found:
    """Return the accounts of these rows, in full."""
    people, culprits = by_numbers(moodle, sorted(rows))
    found = Found(replace(people, names={**before.names, **people.names}), before.used)
    return with_culprits(found, culprits, report, {number: row for number, row in rows.items() if row})


def _reading(
    found: Found, before: Remembered, looked_at: Collection[int], absent: Collection[int], total: int
) -> Reading[Account]:
    accounts = [account_of(each, before.used) for each in found.people.told]
    culprits = culprits_of(found.people.unreadable)
    scope = {*looked_at, *absent}
    missing = scope.difference((each.account_id for each in accounts), culprits)
    kept = replace(
        before,
        names=dict(found.people.names),
        culprits=culprits,
        # Twice missing is gone, and no more looked for.
        missing=tuple(sorted(missing.difference(before.missing))),
    )
    return Reading(
        STREAM,
        accounts,
        complete=found.complete,
        problems=(*found.problems, *before.problems),
        coverage={"accounts": total, "changed": len(accounts), "missing": len(missing)},
        scope=Scope(KEY, frozenset(scope)),
        unreadable=found.people.unreadable,
        notes=kept.notes(),
    )
