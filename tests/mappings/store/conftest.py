"""A small district to put into a store: two schools, some people, some accounts."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from connector.moodle import records
from connector.moodle.reading import Reading
from connector.roster_records import RosterRow
from mappings.keeping.pulled import keep
from mappings.keeping.secrecy import Keyring
from mappings.staff.kept import apply, load_state, plan_import
from mappings.store import Store

NOW = datetime(2026, 3, 1, 21, 30, tzinfo=UTC)


@dataclass
class District:
    """A store and short ways to fill it; every call is a transaction."""

    store: Store
    now: datetime = NOW
    site: str = "lms"
    keyring: Keyring = field(default_factory=lambda: Keyring(bytes(32)))

    def roster(self, *rows: RosterRow, as_of: date = date(2026, 1, 15)) -> None:
        """Import a staff list."""
        with self.store.transaction() as tx:
            plan = plan_import(load_state(tx), rows, as_of, self.keyring.snils_hash)
            apply(tx, plan, keyring=self.keyring, now=self.now, file_hash="0" * 64)

    def teacher(self, number: int, **told: Any) -> RosterRow:
        """A teacher of the first school; person numbers follow the order of import."""
        facts = {
            "row": number,
            "roster_no": str(number),
            "organisation": "СОШ № 1",
            "last_name": f"Учитель{'и' * number}",
            "first_name": "Анна",
            "patronymic": "Петровна",
            "birth_date": date(1990, 1, number),
            "post": "учитель",
            "hired": date(2015, 9, 1),
        }
        return RosterRow(**facts | told)

    def pull(self, name: str, *rows: dict[str, Any], now: datetime | None = None) -> None:
        """Keep a whole reading of a stream and, an hour later, the same again: what it lacks is gone."""
        told = Reading("attempts" if name == "part_marks" else name, records_of(name, rows))
        for moment in (now or self.now, (now or self.now) + timedelta(hours=1)):
            with self.store.transaction() as tx:
                keep(tx, self.site, name, told, keyring=self.keyring, now=moment, accepted=0)

    def accounts(self, *numbers: int, now: datetime | None = None) -> None:
        """Keep these accounts, and no others."""
        self.pull("accounts", *(account_row(number) for number in numbers), now=now)


RECORDS = {
    "accounts": records.Account,
    "categories": records.Category,
    "courses": records.Course,
    "enrolments": records.Enrolment,
    "completions": records.Completion,
    "quizzes": records.Quiz,
    "final_grades": records.FinalGrade,
    "attempts": records.Attempt,
    "cohorts": records.Cohort,
    "cohort_members": records.CohortMember,
}


def records_of(name: str, rows: Iterable[dict[str, Any]]) -> list[records.Record]:
    """Turn rows into records of a stream; marks of parts into attempts that have them."""
    if name != "part_marks":
        return [RECORDS[name](**row) for row in rows]
    by_attempt = defaultdict(list)
    for row in rows:
        part = {key: value for key, value in row.items() if key != "attempt_id"}
        by_attempt[row["attempt_id"]].append(records.PartMark(**part))
    unsaid = {"quiz_id": 1, "account_id": 1, "number": 1, "state": records.AttemptState.FINISHED}
    return [
        records.Attempt(attempt_id=number, parts=tuple(parts), **unsaid)
        for number, parts in by_attempt.items()
    ]


def account_row(number: int, **told: Any) -> dict[str, Any]:
    """An account as a row."""
    facts = {
        "account_id": number,
        "username": f"u{number}",
        "first_name": "Анна",
        "last_name": "Учитель",
        "email": f"u{number}@example.ru",
    }
    return facts | told


@pytest.fixture
def stream_records() -> dict[str, type[records.Record]]:
    """The record of each stream; marks of parts come inside attempts."""
    return RECORDS


@pytest.fixture
def district(store: Store) -> District:
    """An empty district on both databases."""
    return District(store)


@pytest.fixture
def account() -> Callable[..., dict[str, Any]]:
    """Makes account rows."""
    return account_row
