"""The ledger of account links: who was thought, or decided, to own which account, when and why.

A line is superseded, never deleted or changed. At most one line of an account is current. The matcher writes
only what differs from the current line, and never over a human being's decision. A rejection ("not this
person") is a line that is never current: it bars a person from being proposed, and the matcher goes on.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select

from mappings.facts import Key, LinkState
from mappings.identity.values import RULE_VERSION, AccountKey, Decision, Link, PersonKey
from mappings.store import Transaction
from mappings.tables import account, account_link, cohort, cohort_member, employment, organisation, person

MATCHER = "matcher"

_REJECTION = "rejection"
_WITHDRAWAL = "withdrawal"
_DECISION = "decision"
_SCORE_DIGITS = 2
"""Scores move a little with every change of the roster; a move below this is no news."""


@dataclass(frozen=True, slots=True)
class CurrentLink:
    """An account's line that holds now."""

    link_id: int
    account: Key
    state: LinkState
    person_id: int | None
    score: float
    method: str
    decided_by: str

    @property
    def by_hand(self) -> bool:
        """Tell whether a human being has decided it."""
        return self.decided_by != MATCHER


@dataclass(frozen=True, slots=True)
class Listed:
    """One account for `reconcile list`."""

    site: str
    account_id: int
    username: str = field(repr=False)
    state: LinkState = LinkState.UNMATCHED
    person_id: int | None = None
    roster_no: str | None = None
    score: float = 0.0
    method: str = "none"
    decided_by: str = MATCHER


def people(tx: Transaction) -> list[PersonKey]:
    """Return everyone who was ever on a roster, as identity looks at them."""
    held = _employments_by_person(tx)
    names = [name for name in PersonKey.__dataclass_fields__ if name not in ("organisations", "posts")]
    found = tx.rows(select(*(person.c[name] for name in names)).order_by(person.c.person_id))
    nowhere: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    return [
        PersonKey(
            **dict(zip(names, row, strict=True)),
            organisations=held.get(row.person_id, nowhere)[0],
            posts=held.get(row.person_id, nowhere)[1],
        )
        for row in found
    ]


def accounts(tx: Transaction) -> list[AccountKey]:
    """Return every account that is still in its LMS, as identity looks at them."""
    names = [name for name in AccountKey.__dataclass_fields__ if name not in ("key", "cohorts")]
    asked = select(account.c.site, account.c.account_id, *(account.c[name] for name in names))
    found = tx.rows(asked.where(account.c.gone_at.is_(None)).order_by(account.c.site, account.c.account_id))
    members = _cohorts_by_account(tx)
    return [
        AccountKey(
            key=(site, number),
            **dict(zip(names, told, strict=True)),
            cohorts=members.get((site, number), ()),
        )
        for site, number, *told in found
    ]


def current(tx: Transaction) -> dict[Key, CurrentLink]:
    """Return the line that holds now for each account that has one."""
    line = account_link.c
    asked = select(
        line.link_id,
        line.site,
        line.account_id,
        line.state,
        line.person_id,
        line.score,
        line.method,
        line.decided_by,
    ).where(line.superseded_at.is_(None))
    return {
        (site, number): CurrentLink(link_id, (site, number), LinkState(state), *rest)
        for link_id, site, number, state, *rest in tx.rows(asked)
    }


def decisions(tx: Transaction) -> dict[Key, Decision]:
    """Return what human beings have decided and not withdrawn, rejections among it."""
    rejected = _rejected(tx)
    by_hand = {key: link for key, link in current(tx).items() if link.by_hand}
    return {
        key: Decision(
            state=by_hand[key].state if key in by_hand else LinkState.REVIEW,
            person_id=by_hand[key].person_id if key in by_hand else None,
            rejected=rejected.get(key, frozenset()),
        )
        for key in by_hand.keys() | rejected.keys()
    }


def record(tx: Transaction, links: Iterable[Link], *, now: datetime, by: str = MATCHER) -> int:
    """Write the lines that differ from the current ones; return how many.

    The matcher's lines leave those of human beings alone.
    """
    held = current(tx)
    news = [link for link in links if _is_news(link, held.get(link.account), by)]
    _supersede(tx, [held[link.account].link_id for link in news if link.account in held], now)
    tx.insert(account_link, [_row(link, now=now, by=by) for link in news])
    return len(news)


def decide(
    tx: Transaction,
    site: str,
    account_id: int,
    state: LinkState,
    person_id: int | None,
    *,
    by: str,
    now: datetime,
) -> bool:
    """Write a human being's decision; return False where the store has no such account or person.

    LINKED takes the owner, UNMATCHED ("nobody of the roster") and IGNORED ("nobody at all") none. REVIEW with
    a person says that it is not that person's.
    """
    nobody_named = state in {LinkState.LINKED, LinkState.REVIEW} and person_id is None
    if nobody_named or not _known(tx, site, account_id, person_id):
        return False
    key = (site, account_id)
    if state is LinkState.REVIEW:
        _reject(tx, key, person_id, by=by, now=now)
        return True
    owner = person_id if state is LinkState.LINKED else None
    score = 1.0 if state is LinkState.LINKED else 0.0
    record(tx, [Link(key, state, owner, score, _DECISION)], now=now, by=by)
    return True


def withdraw(tx: Transaction, site: str, account_id: int, *, by: str, now: datetime) -> bool:
    """Take back what was decided about an account, rejections too; tell whether anything was.

    The matcher judges it anew.
    """
    key = (site, account_id)
    if key not in decisions(tx):
        return False
    held = current(tx).get(key)
    if held is not None and held.by_hand:
        _supersede(tx, [held.link_id], now)
    link = Link(key, LinkState.REVIEW, None, 0.0, _WITHDRAWAL)
    tx.insert_one(account_link, _row(link, now=now, by=by) | {"superseded_at": now})
    return True


def listed(tx: Transaction, *, states: Iterable[LinkState] | None = None) -> list[Listed]:
    """Return every account still in its LMS with what is thought of it, or those in the states asked for."""
    line = account_link.c
    own = and_(line.site == account.c.site, line.account_id == account.c.account_id)
    joined = account.outerjoin(account_link, and_(own, line.superseded_at.is_(None))).outerjoin(
        person, person.c.person_id == line.person_id
    )
    told = (line.state, line.person_id, person.c.roster_no, line.score, line.method, line.decided_by)
    asked = select(account.c.site, account.c.account_id, account.c.username, *told).select_from(joined)
    found = tx.rows(asked.where(account.c.gone_at.is_(None)).order_by(account.c.site, account.c.account_id))
    wanted = frozenset(LinkState if states is None else states)
    everyone = (_listed(row[:3], row[3:]) for row in found)
    return [each for each in everyone if each.state in wanted]


def _listed(own: Sequence[Any], line: Sequence[Any]) -> Listed:
    site, account_id, username = own
    state, *rest = line
    if state is None:
        return Listed(site, account_id, username)
    return Listed(site, account_id, username, LinkState(state), *rest)


def _employments_by_person(tx: Transaction) -> Mapping[int, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the organisations and posts of people; of those who left, where and what they were last."""
    asked = select(
        employment.c.person_id, employment.c.left, organisation.c.name, employment.c.post
    ).join_from(employment, organisation)
    held: dict[int, set[tuple[str, str]]] = defaultdict(set)
    former: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for person_id, left, *told in tx.rows(asked):
        (held if left is None else former)[person_id].add(tuple(told))
    return {each: _columns(held[each] or former[each]) for each in held.keys() | former.keys()}


def _columns(told: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    places, posts = zip(*told, strict=True)
    return tuple(sorted(set(places))), tuple(sorted({post for post in posts if post}))


def _cohorts_by_account(tx: Transaction) -> Mapping[Key, tuple[str, ...]]:
    """Return the names of the cohorts each account is in."""
    own = and_(cohort.c.site == cohort_member.c.site, cohort.c.cohort_id == cohort_member.c.cohort_id)
    asked = select(cohort_member.c.site, cohort_member.c.account_id, cohort.c.name).join_from(
        cohort_member, cohort, own
    )
    asked = asked.where(cohort_member.c.gone_at.is_(None), cohort.c.gone_at.is_(None))
    found: dict[Key, list[str]] = defaultdict(list)
    for site, number, name in tx.rows(asked.order_by(cohort.c.name, cohort.c.cohort_id)):
        found[site, number].append(name)
    return {key: tuple(names) for key, names in found.items()}


def _is_news(link: Link, held: CurrentLink | None, by: str) -> bool:
    if held is None:
        return True
    if by == MATCHER and held.by_hand:
        return False
    return _gist(link) != _gist(held) or (by != MATCHER and not held.by_hand)


def _gist(link: Link | CurrentLink) -> tuple[object, ...]:
    return link.state, link.person_id, link.method, round(link.score, _SCORE_DIGITS)


def _row(link: Link, *, now: datetime, by: str) -> dict[str, Any]:
    return {
        "site": link.account[0],
        "account_id": link.account[1],
        "person_id": link.person_id,
        "state": link.state.value,
        "score": link.score,
        "method": link.method,
        "factors": [dict(each) for each in link.factors],
        "candidates": [asdict(each) for each in link.candidates],
        "reason": link.reason.value,
        "rule_version": RULE_VERSION,
        "decided_by": by,
        "decided_at": now,
        "superseded_at": None,
    }


def _supersede(tx: Transaction, link_ids: Iterable[int], now: datetime) -> None:
    tx.update(account_link, ({"link_id": each, "superseded_at": now} for each in link_ids))


def _reject(tx: Transaction, key: Key, person_id: int | None, *, by: str, now: datetime) -> None:
    """Bar a person from an account, and end a line that says it is theirs."""
    held = current(tx).get(key)
    if held is not None and held.person_id == person_id:
        _supersede(tx, [held.link_id], now)
    link = Link(key, LinkState.REVIEW, person_id, 0.0, _REJECTION)
    tx.insert_one(account_link, _row(link, now=now, by=by) | {"superseded_at": now})


def _rejected(tx: Transaction) -> dict[Key, frozenset[int]]:
    """Return who was rejected for which account since the last withdrawal."""
    line = account_link.c
    asked = select(line.site, line.account_id, line.method, line.person_id)
    asked = asked.where(line.method.in_([_REJECTION, _WITHDRAWAL])).order_by(line.link_id)
    found: dict[Key, set[int]] = {}
    for site, number, method, person_id in tx.rows(asked):
        if method == _WITHDRAWAL:
            found.pop((site, number), None)
        elif person_id is not None:
            found.setdefault((site, number), set()).add(person_id)
    return {key: frozenset(numbers) for key, numbers in found.items()}


def _known(tx: Transaction, site: str, account_id: int, person_id: int | None) -> bool:
    its = and_(account.c.site == site, account.c.account_id == account_id)
    if tx.scalar(select(account.c.account_id).where(its)) is None:
        return False
    theirs = person.c.person_id == person_id
    return person_id is None or tx.scalar(select(person.c.person_id).where(theirs)) is not None
