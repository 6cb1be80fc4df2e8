"""Accounts to be decided about, loaded from the store whole sets at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields

from sqlalchemy import ColumnElement, and_, select

from mappings.facts import Key, LinkState, StaffKind
from mappings.identity.cases import AccountSide, Case, CaseCandidate, PersonSide, PostShown
from mappings.identity.ledger import Judgement, barred, last_rejection, open_candidates, standing_state
from mappings.identity.values import Candidate, Reason
from mappings.keeping import judgements
from mappings.keeping.links import cohorts_by_account
from mappings.store import Transaction
from mappings.tables import account, account_link, employment, organisation, person

_ASKED_AT_ONCE = 5_000
_EVERY_STATE = frozenset(LinkState)
_OWN = ("key", "has_snils", "cohorts", "gone")


def load(
    tx: Transaction, *, states: Collection[LinkState] = _EVERY_STATE, key: Key | None = None
) -> list[Case]:
    """Return the accounts in these states, in the order of their keys.

    Accounts that are gone from the LMS are left out, unless one is asked for by its key.
    """
    stood = [(each, standing) for each, standing in _standings(tx, key) if standing.state in states]
    return _cases(tx, stood, key)


def people(tx: Transaction, numbers: Iterable[int]) -> dict[int, PersonSide]:
    """Return people as the roster tells of them, with their posts and accounts, by number."""
    found: dict[int, PersonSide] = {}
    wanted = sorted(set(numbers))
    for start in range(0, len(wanted), _ASKED_AT_ONCE):
        found |= _people(tx, wanted[start : start + _ASKED_AT_ONCE])
    return found


def names(tx: Transaction) -> list[tuple[int, str | None, str, str, str]]:
    """Return number, № of the roster and the three names of everyone not withdrawn, by surname."""
    known = person.c
    told = (known.person_id, known.roster_no, known.last_name, known.first_name, known.patronymic)
    asked = select(*told).where(known.withdrawn.is_(False))
    asked = asked.order_by(known.last_name, known.first_name, known.patronymic, known.person_id)
    return [
        (number, roster_no, last, first, third) for number, roster_no, last, first, third in tx.rows(asked)
    ]


class _Standing:
    """How one account stands, before the people in it are looked up."""

    __slots__ = ("candidates", "line", "out", "state")

    def __init__(self, line: Judgement | None, out: frozenset[int]) -> None:
        self.line = line
        self.out = out
        self.candidates = _owner_first(line, open_candidates(line, out))
        self.state = standing_state(line, self.candidates)


def _standings(tx: Transaction, key: Key | None) -> Iterator[tuple[Key, _Standing]]:
    if key is not None:
        whole = judgements.history(tx, key)
        yield from ((each, _Standing(whole.standing, whole.barred)) for each in _keys(tx, key))
        return
    held, decided = judgements.holding(tx), judgements.decided_by_account(tx)
    for each in _keys(tx, None):
        decisions = decided.get(each, ())
        yield each, _Standing(held.get(each) or last_rejection(decisions), barred(decisions))


def _owner_first(line: Judgement | None, candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Put the owner of a linked account before the others, though nobody proposed them."""
    if line is None or line.state is not LinkState.LINKED or line.person_id is None:
        return candidates
    owner = next((each for each in line.candidates if each.person_id == line.person_id), None)
    others = tuple(each for each in candidates if each.person_id != line.person_id)
    return (owner or Candidate(line.person_id, line.score, line.factors), *others)


def _keys(tx: Transaction, key: Key | None) -> list[Key]:
    asked = select(account.c.site, account.c.account_id).where(_wanted(key))
    return [(site, number) for site, number in tx.rows(asked.order_by(account.c.site, account.c.account_id))]


def _wanted(key: Key | None) -> ColumnElement[bool]:
    if key is None:
        return account.c.gone_at.is_(None)
    return and_(account.c.site == key[0], account.c.account_id == key[1])


def _cases(tx: Transaction, stood: list[tuple[Key, _Standing]], key: Key | None) -> list[Case]:
    sides = _accounts(tx, key)
    shown = people(tx, (each.person_id for _, standing in stood for each in standing.candidates))
    return [_case(sides[each], standing, shown) for each, standing in stood]


def _case(side: AccountSide, standing: _Standing, shown: Mapping[int, PersonSide]) -> Case:
    line, state = standing.line, standing.state
    candidates = tuple(
        CaseCandidate(shown[each.person_id], each.score, each.factors) for each in standing.candidates
    )
    if line is None:
        return Case(side, None, state, Reason.NONE, 0.0, None)
    concerned = candidates[0].person.person_id if candidates else None
    waits_or_linked = state in {LinkState.LINKED, LinkState.REVIEW}
    return Case(
        account=side,
        line=line.line,
        state=state,
        reason=line.why if state is not LinkState.LINKED else Reason.NONE,
        score=candidates[0].score if waits_or_linked and candidates else line.score,
        person_id=concerned if waits_or_linked else None,
        candidates=candidates,
        method=line.method,
        decided_by=line.decided_by,
        decided_at=line.decided_at,
        note=line.note,
        by_hand=line.by_hand,
        ignored=line.ignored,
        barred=standing.out,
    )


def _accounts(tx: Transaction, key: Key | None) -> dict[Key, AccountSide]:
    told = [each.name for each in fields(AccountSide) if each.name not in _OWN]
    columns = [account.c[name] for name in told]
    members = cohorts_by_account(tx, key)
    asked = select(
        account.c.site, account.c.account_id, account.c.snils_hash, account.c.gone_at, *columns
    ).where(_wanted(key))
    return {
        (site, number): AccountSide(
            key=(site, number),
            has_snils=snils is not None,
            gone=gone_at is not None,
            cohorts=members.get((site, number), ()),
            **dict(zip(told, values, strict=True)),
        )
        for site, number, snils, gone_at, *values in tx.rows(asked)
    }


def _people(tx: Transaction, numbers: list[int]) -> dict[int, PersonSide]:
    posts, linked = _posts(tx, numbers), _linked(tx, numbers)
    told = ("roster_no", "last_name", "first_name", "patronymic", "birth_date", "email", "staff_number")
    asked = select(person.c.person_id, person.c.snils_hash, *(person.c[name] for name in told))
    return {
        number: PersonSide(
            person_id=number,
            has_snils=snils is not None,
            posts=posts.get(number, ()),
            accounts=tuple(linked.get(number, ())),
            **dict(zip(told, values, strict=True)),
        )
        for number, snils, *values in tx.rows(asked.where(person.c.person_id.in_(numbers)))
    }


def _posts(tx: Transaction, numbers: list[int]) -> dict[int, tuple[PostShown, ...]]:
    """Return the posts people hold, the main one first; of those who left, the last ones."""
    held = employment.c
    asked = select(
        held.person_id, organisation.c.organisation_id, organisation.c.name, held.post, held.kind, held.left
    ).join_from(employment, organisation)
    asked = asked.where(held.person_id.in_(numbers)).order_by(held.main.desc(), held.employment_id)
    found: dict[int, list[PostShown]] = defaultdict(list)
    for number, organisation_id, name, post, kind, left in tx.rows(asked):
        found[number].append(PostShown(organisation_id, name, post, StaffKind(kind), left))
    return {number: _held_or_last(posts) for number, posts in found.items()}


def _held_or_last(posts: list[PostShown]) -> tuple[PostShown, ...]:
    held = tuple(each for each in posts if each.left is None)
    if held:
        return held
    last = max(each.left for each in posts if each.left)
    return tuple(each for each in posts if each.left == last)


def _linked(tx: Transaction, numbers: list[int]) -> dict[int, list[Key]]:
    """Return the accounts that are linked to people."""
    line = account_link.c
    asked = select(line.person_id, line.site, line.account_id).where(
        line.superseded_at.is_(None), line.state == LinkState.LINKED.value, line.person_id.in_(numbers)
    )
    found: dict[int, list[Key]] = defaultdict(list)
    for number, site, account_id in tx.rows(asked.order_by(line.site, line.account_id)):
        found[number].append((site, account_id))
    return found
