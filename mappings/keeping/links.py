"""What identity matching takes from the store, and what it writes into the ledger of account links.

Only what differs from the line that holds is written, and nothing over a human being's decision: those are
written by `mappings.keeping.judgements`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select

from mappings.facts import Key, LinkState
from mappings.identity.ledger import MATCHER, Judgement, barred
from mappings.identity.link_changes import LinkChange, is_news, link_change
from mappings.identity.organisation_names import normal_organisation
from mappings.identity.values import RULE_VERSION, AccountKey, Candidate, Decision, Link, PersonKey
from mappings.keeping import judgements
from mappings.staff.history import former_last_names
from mappings.store import Transaction
from mappings.tables import (
    account,
    account_link,
    cohort,
    cohort_member,
    employment,
    organisation,
    organisation_spelling,
    person,
)


def people(tx: Transaction) -> list[PersonKey]:
    """Return everyone who ever had a post, as identity looks at them; not those whose import was taken back."""
    held, former = _employments_by_person(tx), former_last_names(tx)
    elsewhere = ("organisations", "posts", "former_last_names")
    names = [name for name in PersonKey.__dataclass_fields__ if name not in elsewhere]
    found = tx.rows(select(*(person.c[name] for name in names)).order_by(person.c.person_id))
    return [
        PersonKey(
            **dict(zip(names, row, strict=True)),
            organisations=held[row.person_id][0],
            posts=held[row.person_id][1],
            former_last_names=former.get(row.person_id, ()),
        )
        for row in found
        if row.person_id in held
    ]


def accounts(tx: Transaction) -> list[AccountKey]:
    """Return every account that is still in its LMS, as identity looks at them.

    An organisation that an import was told to be a known one bears the roster's name here, too.
    """
    names = [name for name in AccountKey.__dataclass_fields__ if name not in ("key", "cohorts")]
    asked = select(account.c.site, account.c.account_id, *(account.c[name] for name in names))
    found = tx.rows(asked.where(account.c.gone_at.is_(None)).order_by(account.c.site, account.c.account_id))
    members, spelt = cohorts_by_account(tx), _names_by_spelling(tx)
    known = [
        AccountKey(
            key=(site, number),
            **dict(zip(names, told, strict=True)),
            cohorts=members.get((site, number), ()),
        )
        for site, number, *told in found
    ]
    return [_as_the_roster_says(each, spelt) for each in known] if spelt else known


def _names_by_spelling(tx: Transaction) -> dict[str, str]:
    """Return the roster's names of organisations by the other spellings that were confirmed, normal ones."""
    asked = select(organisation_spelling.c.normal_name, organisation.c.name)
    told = tx.rows(asked.join_from(organisation_spelling, organisation))
    return {row.normal_name: row.name for row in told}


def _as_the_roster_says(told: AccountKey, spelt: Mapping[str, str]) -> AccountKey:
    def named(name: str) -> str:
        return spelt.get(normal_organisation(name), name)

    place = named(told.organisation) if told.organisation else None
    return replace(told, organisation=place, cohorts=tuple(named(each) for each in told.cohorts))


def decisions(tx: Transaction) -> dict[Key, Decision]:
    """Return what human beings have decided and not taken back, rejections among it."""
    decided = judgements.decided_by_account(tx)
    by_hand = judgements.holding(tx, account_link.c.decided_by != MATCHER)
    return {
        key: Decision(
            state=by_hand[key].state if key in by_hand else LinkState.REVIEW,
            person_id=by_hand[key].person_id if key in by_hand else None,
            rejected=barred(decided.get(key, ())),
        )
        for key in by_hand.keys() | decided.keys()
    }


def record(
    tx: Transaction,
    links: Iterable[Link],
    *,
    now: datetime,
    judged_by: Mapping[Key, Decision] | None = None,
) -> list[LinkChange]:
    """Write what the matcher thinks where it differs from what holds; return what changed.

    What human beings have decided stays. `judged_by` are the decisions the matcher was told: an account about
    which something else was decided since then waits for the next matching.
    """
    decided = decisions(tx)
    held = judgements.holding(tx)
    known = decided if judged_by is None else judged_by
    news = [
        link
        for link in links
        if known.get(link.account) == decided.get(link.account) and _is_news(link, held.get(link.account))
    ]
    judgements.supersede(tx, [held[link.account].line for link in news if link.account in held], now)
    tx.insert(account_link, [_row(link, held.get(link.account), now) for link in news])
    return [link_change(held.get(link.account), link) for link in news]


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


def cohorts_by_account(tx: Transaction, key: Key | None = None) -> Mapping[Key, tuple[str, ...]]:
    """Return the names of the cohorts each account is in, or this account."""
    own = and_(cohort.c.site == cohort_member.c.site, cohort.c.cohort_id == cohort_member.c.cohort_id)
    asked = select(cohort_member.c.site, cohort_member.c.account_id, cohort.c.name).join_from(
        cohort_member, cohort, own
    )
    asked = asked.where(cohort_member.c.gone_at.is_(None), cohort.c.gone_at.is_(None))
    if key is not None:
        asked = asked.where(cohort_member.c.site == key[0], cohort_member.c.account_id == key[1])
    found: dict[Key, list[str]] = defaultdict(list)
    for site, number, name in tx.rows(asked.order_by(cohort.c.name, cohort.c.cohort_id)):
        found[site, number].append(name)
    return {key: tuple(names) for key, names in found.items()}


def _is_news(link: Link, held: Judgement | None) -> bool:
    return held is None or (not held.by_hand and is_news(held, link))


def _row(link: Link, held: Judgement | None, now: datetime) -> dict[str, Any]:
    return {
        "site": link.account[0],
        "account_id": link.account[1],
        "person_id": link.person_id,
        "state": link.state.value,
        "score": link.score,
        "method": link.method,
        "factors": [dict(each) for each in link.factors],
        "candidates": judgements.candidates_told(_told_once(link)),
        "reason": link.reason.value,
        "supersedes": held and held.line,
        "rule_version": RULE_VERSION,
        "decided_by": MATCHER,
        "decided_at": now,
        "superseded_at": None,
    }


def _told_once(link: Link) -> Iterable[Candidate]:
    """Leave out the best candidate's factors: the line has them."""
    for place, each in enumerate(link.candidates):
        yield Candidate(each.person_id, each.score) if place == 0 else each
