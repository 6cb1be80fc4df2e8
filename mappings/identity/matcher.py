"""Whose account is whose: pure judgement from a roster, the accounts and what people have decided already.

    roster ─► index ─┐
    accounts ─► readings of the name ─► candidates ─► evidence ─► judgement ─► one link an account
    decisions ───────┘

Nothing is guessed. An account is linked only where a second thing besides the name agrees (СНИЛС, mailbox,
staff number, organisation), nobody else fits nearly as well and nothing speaks of another person. Whatever
falls short of that waits for a human being, whose decision stands for ever.
"""

import gc
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from mappings.facts import Key, LinkState
from mappings.identity.evidence import Evidence, Weigher
from mappings.identity.index import RosterIndex, normal_email
from mappings.identity.judgement import claim, judge, name_may_be, settled
from mappings.identity.name_reading import Reading, readings, tokens_of
from mappings.identity.owners import Claim, Owners, owners
from mappings.identity.shortlist import Shortlist
from mappings.identity.values import AccountKey, Decision, Link, MatchOptions, PersonKey

_KEPT = 8
"""Candidates an account's judgement looks at; the next ones are thousands of times less likely."""

_IDENTIFIERS = {"snils_same": "snils_shared", "email_same": "email_shared"}


@dataclass(frozen=True, slots=True)
class _Compared:
    """An account with everything found about it."""

    account: AccountKey
    evidence: tuple[Evidence, ...]


@contextmanager
def _garbage_left_lying() -> Iterator[None]:
    """Keep the collector from looking through millions of values, none of which is in a circle: a sixth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@_garbage_left_lying()
def match(
    people: Sequence[PersonKey],
    accounts: Sequence[AccountKey],
    decided: Mapping[Key, Decision],
    options: MatchOptions | None = None,
) -> list[Link]:
    """Return one link an account, in the order of the accounts.

    The order of people and accounts changes no judgement. A person may own several accounts, an account
    belongs to one person at most. Decisions outrank everything; people they reject are never proposed.
    """
    options = options or MatchOptions()
    index = RosterIndex(people)
    weigher, shortlist = Weigher(index), Shortlist(index)
    compared = [
        _compare(account, index, shortlist, weigher, decided.get(account.key)) for account in accounts
    ]
    shared = _shared_identifiers(compared)
    judged = [_Compared(each.account, _without_shared(each, shared)) for each in compared]
    has_account = owners(_claims(judged, decided, len(people), options), len(people))
    return [_link(each, has_account, decided.get(each.account.key), len(people), options) for each in judged]


def _compare(
    account: AccountKey,
    index: RosterIndex,
    shortlist: Shortlist,
    weigher: Weigher,
    decision: Decision | None,
) -> _Compared:
    told: tuple[Reading, ...] = readings(
        tokens_of(account.last_name, account.first_name, index.vocabulary), index.vocabulary
    )
    rejected = decision.rejected if decision else frozenset()
    open_to = [each for each in index.candidates(account, told) if each.key.person_id not in rejected]
    found = [weigher.weigh(account, told, person) for person in shortlist.of(account, told, open_to)]
    found.sort(key=lambda each: (-each.weight, each.person.key.person_id))
    return _Compared(account, tuple(each for place, each in enumerate(found) if _worth_keeping(each, place)))


def _worth_keeping(evidence: Evidence, place: int) -> bool:
    """Tell whether evidence may matter for the judgement: among the best, or resting on an identifier."""
    return place < _KEPT or evidence.identified


def _claims(
    judged: Sequence[_Compared], decided: Mapping[Key, Decision], people: int, options: MatchOptions
) -> Iterator[Claim]:
    """Yield every account that is somebody's by itself: by decision, or beyond doubt."""
    for each in judged:
        key = each.account.key
        decision = decided.get(key)
        if decision is None or decision.state is LinkState.REVIEW:
            found = claim(key, each.evidence, people, options)
            if found:
                yield found
        elif decision.state is LinkState.LINKED and decision.person_id is not None:
            yield Claim(key, decision.person_id, sure=True, least=1.0)


def _link(
    judged: _Compared, has_account: Owners, decision: Decision | None, people: int, options: MatchOptions
) -> Link:
    if decision and decision.state is not LinkState.REVIEW:
        return settled(judged.account.key, decision)
    return judge(judged.account.key, judged.evidence, people, options, has_account)


def _shared_identifiers(compared: Sequence[_Compared]) -> frozenset[str]:
    """Return СНИЛС and mailboxes that several accounts use which cannot all be one person's.

    One person's second account has the same ones: while every account's name may be the holder's, they stay
    evidence.
    """
    uses: Counter[str] = Counter()
    agreeing: dict[str, int] = defaultdict(int)
    for each in compared:
        for code, value in _identifiers(each.account):
            uses[value] += 1
            agreeing[value] += any(found.has(code) and name_may_be(found) for found in each.evidence)
    return frozenset(value for value, count in uses.items() if count > 1 and agreeing[value] < count)


def _identifiers(account: AccountKey) -> list[tuple[str, str]]:
    values = (("snils_same", account.snils_hash), ("email_same", normal_email(account.email)))
    return [(code, f"{code}:{value}") for code, value in values if value]


def _without_shared(compared: _Compared, shared: frozenset[str]) -> tuple[Evidence, ...]:
    """Take the weight from identifiers that several people use."""
    idle = {code for code, value in _identifiers(compared.account) if value in shared}
    if not idle:
        return compared.evidence
    return tuple(_idle(each, idle) for each in compared.evidence)


def _idle(evidence: Evidence, idle: set[str]) -> Evidence:
    found = frozenset(code for code in idle if evidence.has(code))
    if not found:
        return evidence
    return evidence.with_factors(*((_IDENTIFIERS[code], 0.0, 0.0) for code in sorted(found)), without=found)
