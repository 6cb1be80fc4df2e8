"""A small district to put into a store: two schools, some people, some accounts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest

from connector.roster_records import RosterRow
from mappings.keeping import pulled
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

    def pull(self, name: str, *rows: dict[str, Any], now: datetime | None = None) -> pulled.Kept:
        """Keep a whole reading of a stream."""
        with self.store.transaction() as tx:
            return pulled.keep(tx, self.site, name, rows, now=now or self.now, complete=True)

    def accounts(self, *numbers: int, now: datetime | None = None) -> None:
        """Keep these accounts, and no others."""
        self.pull("accounts", *(account_row(number) for number in numbers), now=now)


def account_row(number: int, **told: Any) -> dict[str, Any]:
    """An account as a row."""
    facts = {
        "account_id": number,
        "username": f"u{number}",
        "first_name": "Анна",
        "last_name": "Учитель",
        "email": f"u{number}@example.ru",
        "staff_number": None,
        "snils_hash": None,
        "snils_sealed": None,
        "organisation": None,
        "suspended": False,
        "last_access": None,
    }
    return facts | told


@pytest.fixture
def district(store: Store) -> District:
    """An empty district on both databases."""
    return District(store)


@pytest.fixture
def account() -> Callable[..., dict[str, Any]]:
    """Makes account rows."""
    return account_row
