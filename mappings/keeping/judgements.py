"""The ledger's lines in the store: read, and written where a human being decides or takes back.

The matcher's own lines are written by `mappings.keeping.links`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from mappings.facts import Key, LinkState
from mappings.identity.deciding import Deed, carried
from mappings.identity.ledger import MATCHER, REJECTION, UNDO, History, Judgement, decided
from mappings.identity.values import RULE_VERSION, Candidate, Factor
from mappings.store import Transaction
from mappings.tables import account, account_link, person

_LINE = account_link.c
_ORDER = (_LINE.site, _LINE.account_id, _LINE.link_id)

_NUMBERS = 5_000
"""Line numbers asked for at once."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who writes, when, why, and together with what."""

    by: str
    now: datetime
    why: str | None = None
    batch: str | None = None


def history(tx: Transaction, key: Key) -> History:
    """Return every line of an account."""
    return History(tuple(_found(tx, _lines().where(_of(key)).order_by(_LINE.link_id))))


def latest(tx: Transaction, limit: int | None = None) -> list[Judgement]:
    """Return the ledger's lines, the latest first."""
    return _found(tx, _lines().order_by(_LINE.link_id.desc()).limit(limit))


def numbered(tx: Transaction, numbers: Iterable[int]) -> dict[int, Judgement]:
    """Return lines by their numbers."""
    wanted = sorted(set(numbers))
    found: dict[int, Judgement] = {}
    for start in range(0, len(wanted), _NUMBERS):
        chunk = wanted[start : start + _NUMBERS]
        found |= {each.line: each for each in _found(tx, _lines().where(_LINE.link_id.in_(chunk)))}
    return found


def holding(tx: Transaction, condition: ColumnElement[bool] | None = None) -> dict[Key, Judgement]:
    """Return the line that holds for each account that has one, or for those of a condition on it."""
    asked = _lines().where(_LINE.superseded_at.is_(None))
    found = _found(tx, asked if condition is None else asked.where(condition))
    return {each.account: each for each in found}


def decided_by_account(tx: Transaction) -> dict[Key, tuple[Judgement, ...]]:
    """Return what human beings have decided and not taken back, oldest first, by account."""
    asked = _lines().where(or_(_LINE.decided_by != MATCHER, _LINE.undoes.is_not(None))).order_by(*_ORDER)
    by_account = groupby(_found(tx, asked), key=lambda line: line.account)
    standing = {key: decided(tuple(lines)) for key, lines in by_account}
    return {key: lines for key, lines in standing.items() if lines}


def accounts_of_batch(tx: Transaction, batch: str) -> list[Key]:
    """Return the accounts about which something was decided in a batch."""
    asked = select(_LINE.site, _LINE.account_id).distinct().where(_LINE.batch == batch)
    found = tx.rows(asked.order_by(_LINE.site, _LINE.account_id))
    return [(site, number) for site, number in found]


def lock_account(tx: Transaction, key: Key) -> bool:
    """Make others who decide about an account wait until the transaction ends; False: there is none."""
    its = and_(account.c.site == key[0], account.c.account_id == key[1])
    return tx.scalar(select(account.c.account_id).where(its).with_for_update()) is not None


def person_known(tx: Transaction, person_id: int) -> bool:
    """Tell whether the roster has or had a person of this number whose import was not taken back."""
    theirs = (person.c.person_id == person_id, person.c.withdrawn.is_(False))
    return tx.scalar(select(person.c.person_id).where(*theirs)) is not None


def write(tx: Transaction, key: Key, before: History, deed: Deed, stamp: Stamp) -> None:
    """Write a decision; `before` is how the account stood."""
    standing, held = before.standing, before.holding
    if deed.takes_place and held:
        supersede(tx, [held.line], stamp.now)
    shown = next((each.factors for each in before.candidates if each.person_id == deed.person_id), ())
    row = _row(key, stamp) | {
        "person_id": deed.person_id,
        "state": deed.state.value,
        "score": deed.score,
        "method": deed.method,
        "reason": deed.reason,
        "factors": factors_told(shown),
        "candidates": candidates_told(carried(before, deed)),
        "supersedes": standing.line if deed.takes_place and standing else None,
        "superseded_at": None if deed.holds else stamp.now,
    }
    tx.insert_one(account_link, row)


def undo(tx: Transaction, key: Key, before: History, stamp: Stamp) -> bool:
    """Take back the last decision that stands; what stood before it stands again. False: there is none."""
    if not before.decided:
        return False
    target, held = before.decided[-1], before.holding
    ends = held if target.method != REJECTION or target.supersedes is not None else None
    taken_back = _row(key, stamp) | {
        "person_id": target.person_id,
        "state": target.state.value,
        "method": UNDO,
        "reason": target.reason,
        "supersedes": ends and ends.line,
        "undoes": target.line,
        "superseded_at": stamp.now,
    }
    tx.insert_one(account_link, taken_back)
    if ends:
        supersede(tx, [ends.line], stamp.now)
    former = before.line(target.supersedes)
    if former and former.method != REJECTION:
        tx.insert_one(account_link, _restored(former, target, ends, stamp.now))
    return True


def supersede(tx: Transaction, numbers: Iterable[int], now: datetime) -> None:
    """End lines."""
    tx.update(account_link, ({"link_id": each, "superseded_at": now} for each in numbers))


def factors_told(factors: Iterable[Factor]) -> list[dict[str, Any]]:
    """Return factors as a line keeps them."""
    return [{"factor": code, "says": _says(weight), "weight": weight} for code, weight in factors]


def candidates_told(candidates: Iterable[Candidate]) -> list[dict[str, Any]]:
    """Return candidates as a line keeps them."""
    return [
        {"person_id": each.person_id, "score": each.score, "factors": [list(told) for told in each.factors]}
        for each in candidates
    ]


def _restored(former: Judgement, target: Judgement, ended: Judgement | None, now: datetime) -> dict[str, Any]:
    """Return a line like one that was superseded, that holds from now on."""
    stamp = Stamp(former.decided_by, now, former.note)
    return _row(former.account, stamp) | {
        "person_id": former.person_id,
        "state": former.state.value,
        "score": former.score,
        "method": former.method,
        "reason": former.reason,
        "factors": factors_told(former.factors),
        "candidates": candidates_told(former.candidates),
        "rule_version": former.rule_version,
        "supersedes": ended and ended.line,
        "undoes": target.line,
    }


def _row(key: Key, stamp: Stamp) -> dict[str, Any]:
    return {
        "site": key[0],
        "account_id": key[1],
        "person_id": None,
        "state": LinkState.REVIEW.value,
        "score": 0.0,
        "method": UNDO,
        "factors": [],
        "candidates": [],
        "reason": "",
        "note": stamp.why,
        "batch": stamp.batch,
        "supersedes": None,
        "undoes": None,
        "rule_version": RULE_VERSION,
        "decided_by": stamp.by,
        "decided_at": stamp.now,
        "superseded_at": None,
    }


def _says(weight: float) -> str:
    if weight == 0:
        return "silent"
    return "for" if weight > 0 else "against"


def _lines() -> Select[Any]:
    return select(
        _LINE.link_id,
        _LINE.site,
        _LINE.account_id,
        _LINE.state,
        _LINE.person_id,
        _LINE.score,
        _LINE.method,
        _LINE.reason,
        _LINE.note,
        _LINE.batch,
        _LINE.supersedes,
        _LINE.undoes,
        _LINE.rule_version,
        _LINE.decided_by,
        _LINE.decided_at,
        _LINE.superseded_at,
        _LINE.factors,
        _LINE.candidates,
    )


def _of(key: Key) -> ColumnElement[bool]:
    return and_(_LINE.site == key[0], _LINE.account_id == key[1])


def _found(tx: Transaction, asked: Select[Any]) -> list[Judgement]:
    return [_judgement(row) for row in tx.rows(asked)]


def _judgement(row: Sequence[Any]) -> Judgement:
    number, site, account_id, state, person_id, *rest, factors, candidates = row
    told = tuple((each["factor"], each["weight"]) for each in factors)
    best = candidates[0]["person_id"] if person_id is None and candidates else person_id
    shown = tuple(_candidate(each, told if each["person_id"] == best else ()) for each in candidates)
    rest += [told, shown]
    return Judgement(number, (site, account_id), LinkState(state), person_id, *rest)


def _candidate(told: Mapping[str, Any], best: tuple[Factor, ...]) -> Candidate:
    """Return a candidate; the line's own factors are the best one's, and not kept twice."""
    factors = tuple((code, weight) for code, weight in told.get("factors", ()))
    return Candidate(told["person_id"], told["score"], factors or best)
