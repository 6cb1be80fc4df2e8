"""The key each row carries: which account, as it stood, with which candidates; signed, so that none is made up.

    q1|<store>|<site>|<account>|<line>|<decided>|<person,person,…>|<signature>

`line` and `decided` name the ledger's line the row was made from: a store that was filled anew may have given the
same number to another line. The signature rests on the store's key: a row of another district's store has another.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mappings.facts import Key
from mappings.identity.cases import Case

VERSION = "q1"
SHOWN = 3
"""Candidates that have a column of their own; others are told by number."""

_PARTS = 8
_ANY = re.compile(r"q\d+\|")
_MARK_SIGNS = 12

Sign = Callable[[str], str]
"""Gives a text's mark, which only our key can give."""


@dataclass(frozen=True, slots=True)
class RowKey:
    """What a row was made from."""

    account: Key
    line: int | None
    decided: str
    """Moment of the line, as text; blank where there is no line."""

    candidates: tuple[int, ...]
    """Numbers of the people in the candidates' columns, best first."""


class KeyTrouble(StrEnum):
    """Why a key is of no use."""

    OTHER_VERSION = "other_version"
    OTHER_STORE = "other_store"
    DAMAGED = "damaged"


def key_of(case: Case) -> RowKey:
    """Return the key of the row that shows a case."""
    shown = tuple(each.person.person_id for each in case.candidates[:SHOWN])
    return RowKey(case.account.key, case.line, _moment(case.decided_at), shown)


def write_key(key: RowKey, sign: Sign) -> str:
    """Return a key as a cell's text."""
    site, number = key.account
    line = "" if key.line is None else str(key.line)
    people = ",".join(map(str, key.candidates))
    told = "|".join((VERSION, _store(sign), site, str(number), line, key.decided, people))
    return f"{told}|{_mark(told, sign)}"


def looks_like_key(text: object) -> bool:
    """Tell whether a cell holds the key of a row, of whichever version and store."""
    return isinstance(text, str) and bool(_ANY.match(text.strip()))


def read_key(text: str, sign: Sign) -> RowKey | KeyTrouble:
    """Return the key a cell holds, or why it can't be used."""
    parts = text.strip().split("|")
    if parts[0] != VERSION:
        return KeyTrouble.OTHER_VERSION
    if len(parts) != _PARTS:
        return KeyTrouble.DAMAGED
    if parts[1] != _store(sign):
        return KeyTrouble.OTHER_STORE
    if parts[-1] != _mark("|".join(parts[:-1]), sign):
        return KeyTrouble.DAMAGED
    _, _, site, number, line, decided, people, _ = parts
    shown = tuple(int(each) for each in people.split(",") if each)
    return RowKey((site, int(number)), int(line) if line else None, decided, shown)


def stands_as_seen(key: RowKey, case: Case) -> bool:
    """Tell whether the ledger's line that the row was made from holds still."""
    return (case.line, _moment(case.decided_at)) == (key.line, key.decided)


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.timestamp():.6f}"


def _store(sign: Sign) -> str:
    return sign("queue sheet store")[:8]


def _mark(told: str, sign: Sign) -> str:
    return sign(f"queue sheet row {told}")[:_MARK_SIGNS]
