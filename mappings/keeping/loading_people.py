"""The people of the roster as rules know them, with their posts and accounts."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select

from mappings.facts import Employment, Key, LinkOrigin, LinkState, Person, StaffKind
from mappings.staff.posts import is_head
from mappings.store import Transaction
from mappings.tables import account_link, employment, person


def load_people(tx: Transaction, head_posts: frozenset[str]) -> tuple[Person, ...]:
    """Return everyone who ever had a post on a roster; `head_posts` are the posts that lead an organisation."""
    posts, (accounts, origins) = _employments(tx, head_posts), _accounts(tx)
    known = person.c
    asked = select(known.person_id, known.roster_no, known.birth_date, known.work_started)
    return tuple(
        Person(
            person_id=row.person_id,
            roster_no=row.roster_no,
            birth_date=row.birth_date,
            work_started=row.work_started,
            employments=tuple(posts[row.person_id]),
            accounts=tuple(accounts.get((row.person_id, LinkState.LINKED.value), ())),
            awaiting_accounts=tuple(accounts.get((row.person_id, LinkState.REVIEW.value), ())),
            origins=origins.get(row.person_id, {}),
        )
        for row in tx.rows(asked.order_by(known.person_id))
        if row.person_id in posts
    )


def _employments(tx: Transaction, head_posts: frozenset[str]) -> Mapping[int, list[Employment]]:
    found: dict[int, list[Employment]] = defaultdict(list)
    leads: dict[str, bool] = {}
    for row in tx.rows(select(employment).order_by(employment.c.employment_id)):
        if row.post not in leads:
            leads[row.post] = is_head(row.post, head_posts)
        kind = StaffKind(row.kind)
        found[row.person_id].append(
            Employment(
                organisation_id=row.organisation_id,
                kind=kind,
                post=row.post,
                is_head=leads[row.post] and kind is StaffKind.MANAGER,
                main=row.main,
                hired=row.hired,
                left=row.left,
            )
        )
    return found


_Accounts = Mapping[tuple[int, str], list[Key]]
_Origins = Mapping[int, dict[Key, LinkOrigin]]


def _accounts(tx: Transaction) -> tuple[_Accounts, _Origins]:
    """Return the accounts of each person in each state, and how the confirmed ones came to be theirs."""
    line = account_link.c
    asked = select(line.person_id, line.state, line.site, line.account_id, line.method, line.decided_by)
    asked = asked.where(line.superseded_at.is_(None), line.person_id.is_not(None))
    found: dict[tuple[int, str], list[Key]] = defaultdict(list)
    origins: dict[int, dict[Key, LinkOrigin]] = defaultdict(dict)
    for person_id, state, site, number, *origin in tx.rows(asked.order_by(line.site, line.account_id)):
        found[person_id, state].append((site, number))
        if state == LinkState.LINKED.value:
            origins[person_id][site, number] = LinkOrigin(*origin)
    return found, origins
