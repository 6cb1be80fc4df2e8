"""The key each row carries: which account, as it stood, with which candidates; signed, so that none is made up.

    q1|<store>|<site>|<account>|<line>|<decided>|<standing>|<person,person,…>|<signature>

`line` and `decided` name the ledger's line the row was made from: a store that was filled anew may have given the
same number to another line. `standing` and the people tell what was seen: the matcher writes a new line whenever
a score moves, as it does when somebody else's account is decided, and that alone is no change. The signature rests
on the store's key: a row of another district's store has another.
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

_PARTS = 9
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

    standing: str
    """State, reason, whether a human being has decided, and a mark of the candidates' names, as text."""

    candidates: tuple[int, ...]
    """Numbers of the people in the candidates' columns, best first."""


class KeyTrouble(StrEnum):
    """Why a key is of no use."""

    OTHER_VERSION = "other_version"
    OTHER_STORE = "other_store"
    DAMAGED = "damaged"


def key_of(case: Case, sign: Sign) -> RowKey:
    """Return the key of the row that shows a case."""
    shown = tuple(each.person.person_id for each in case.candidates[:SHOWN])
    return RowKey(case.account.key, case.line, _moment(case.decided_at), _standing(case, sign), shown)


def write_key(key: RowKey, sign: Sign) -> str:
    """Return a key as a cell's text."""
    site, number = key.account
    line = "" if key.line is None else str(key.line)
    people = ",".join(map(str, key.candidates))
    told = "|".join((VERSION, _store(sign), site, str(number), line, key.decided, key.standing, people))
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
    _, _, site, number, line, decided, standing, people, _ = parts
    shown = tuple(int(each) for each in people.split(",") if each)
    return RowKey((site, int(number)), int(line) if line else None, decided, standing, shown)


def stands_as_seen(key: RowKey, case: Case, sign: Sign) -> bool:
    """Tell whether an account stands as the row shows it.

    So it does while the line holds that the row was made from, and while the matcher, which alone has judged since,
    says the same for the same reason of the same people: then only a score has moved.
    """
    if (case.line, _moment(case.decided_at)) == (key.line, key.decided):
        return True
    now = key_of(case, sign)
    return not case.by_hand and (now.standing, now.candidates) == (key.standing, key.candidates)


def _standing(case: Case, sign: Sign) -> str:
    names = [
        (each.person.last_name, each.person.first_name, each.person.patronymic, each.person.birth_date)
        for each in case.candidates[:SHOWN]
    ]
    faces = sign(f"queue sheet faces {names}")[:8]
    return f"{case.state.value} {case.reason.value} {'hand' if case.by_hand else 'matcher'} {faces}"


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.timestamp():.6f}"


def _store(sign: Sign) -> str:
    return sign("queue sheet store")[:8]


def _mark(told: str, sign: Sign) -> str:
    return sign(f"queue sheet row {told}")[:_MARK_SIGNS]
