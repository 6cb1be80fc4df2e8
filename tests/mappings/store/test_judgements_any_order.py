"""Whatever is decided and taken back in whatever order: the ledger stands as a plain pile of papers does."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from mappings.facts import LinkState
from mappings.identity import deciding
from mappings.identity.cases import Ignored, Outcome
from mappings.identity.deciding import Deed
from mappings.identity.values import Candidate, Link
from mappings.keeping import cases, judgements, links
from mappings.keeping.judgements import Stamp
from mappings.store import Store
from mappings.tables import account, account_link, person, roster_import

NOW = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
LINKED, REVIEW, UNMATCHED, IGNORED = (
    LinkState.LINKED,
    LinkState.REVIEW,
    LinkState.UNMATCHED,
    LinkState.IGNORED,
)
THOUGHT = {
    1: Link(("lms", 1), REVIEW, 1, 0.7, "name", candidates=(Candidate(1, 0.7), Candidate(2, 0.2))),
    2: Link(("lms", 2), LINKED, 2, 0.99, "email", candidates=(Candidate(2, 0.99),)),
    3: Link(("lms", 3), UNMATCHED, None, 0.1, "none", candidates=(Candidate(3, 0.1),)),
}
"""What the matcher thinks of accounts 1 to 3; of account 4 it never thought."""


@dataclass(frozen=True)
class Sheet:
    """How an account stands, on top of the pile."""

    state: LinkState = UNMATCHED
    thought_of: int | None = None
    """The owner, or who is proposed first, by the line that holds."""

    holds: bool = False
    by_hand: bool = False
    kind: Ignored | None = None
    open: tuple[int, ...] = ()
    barred: frozenset[int] = frozenset()

    @property
    def owner(self) -> int | None:
        return self.thought_of if self.state is LINKED else None

    @property
    def proposed(self) -> list[int]:
        return [each for each in (self.owner,) if each] + [each for each in self.open if each != self.owner]

    @property
    def best(self) -> int | None:
        return next(iter(self.proposed), None) if self.state in (LINKED, REVIEW) else None


@dataclass
class Pile:
    """The plain model: every decision lays a sheet on the pile, an undo takes the top one away."""

    sheets: list[Sheet] = field(default_factory=list)

    def decide(self, what: str, who: int | None) -> Outcome:
        laid = getattr(self, what)(self.sheets[-1], who)
        if isinstance(laid, Outcome):
            return laid
        self.sheets.append(laid)
        return Outcome.DONE

    def undo(self) -> Outcome:
        if len(self.sheets) == 1:
            return Outcome.NOTHING_TO_UNDO
        self.sheets.pop()
        return Outcome.DONE

    def link(self, top: Sheet, who: int) -> Sheet | Outcome:
        if top.by_hand and top.owner == who:
            return Outcome.ALREADY
        return replace(top, state=LINKED, thought_of=who, holds=True, by_hand=True, kind=None)

    def accept(self, top: Sheet, who: int | None) -> Sheet | Outcome:
        meant = who if who in top.proposed else top.best if who is None else None
        return Outcome.NO_CANDIDATE if meant is None else self.link(top, meant)

    def nobody(self, top: Sheet, _who: int | None) -> Sheet | Outcome:
        if top.by_hand and top.state is UNMATCHED:
            return Outcome.ALREADY
        return replace(top, state=UNMATCHED, thought_of=None, holds=True, by_hand=True, kind=None)

    def ignore(self, top: Sheet, who: int | None) -> Sheet | Outcome:
        kind = Ignored.TEST if who == 1 else Ignored.PUPIL
        if top.by_hand and top.kind is kind:
            return Outcome.ALREADY
        return replace(top, state=IGNORED, thought_of=None, holds=True, by_hand=True, kind=kind)

    def reject(self, top: Sheet, who: int | None) -> Sheet | Outcome:
        who = top.best if who is None else who
        if who is None:
            return Outcome.NO_CANDIDATE
        if who in top.barred and who != top.owner:
            return Outcome.ALREADY
        left = tuple(each for each in top.open if each != who)
        barred = replace(top, open=left, barred=top.barred | {who})
        if top.holds and top.thought_of != who:
            return barred
        return Sheet(REVIEW if left else UNMATCHED, open=left, barred=barred.barred)

    def split(self, top: Sheet, _who: int | None) -> Sheet | Outcome:
        return Outcome.NO_CANDIDATE if top.owner is None else self.reject(top, top.owner)


CHOICES = {
    "link": deciding.link,
    "accept": deciding.accept,
    "reject": deciding.reject,
    "nobody": lambda _: deciding.nobody(),
    "split": lambda _: deciding.split(),
    "ignore": lambda who: deciding.ignore(Ignored.TEST if who == 1 else Ignored.PUPIL),
}

somebody = st.integers(1, 3)
words = st.one_of(
    st.tuples(st.just("link"), somebody),
    st.tuples(st.sampled_from(["accept", "reject"]), st.none() | somebody),
    st.tuples(st.sampled_from(["nobody", "split", "undo"]), st.none()),
    st.tuples(st.just("undo"), st.none()),
    st.tuples(st.just("ignore"), st.sampled_from([1, 2])),
)


def begin() -> dict[int, Pile]:
    piles = {4: Pile([Sheet()])}
    for number, link in THOUGHT.items():
        proposed = tuple(each.person_id for each in link.candidates)
        piles[number] = Pile([Sheet(link.state, link.person_id, holds=True, open=proposed)])
    return piles


@pytest.fixture(scope="module")
def people_and_accounts() -> Iterator[Store]:
    """Migrating anew for each example would be most of the test's time."""
    with Store.open("sqlite://") as store:
        store.upgrade()
        fill(store)
        yield store


def empty_ledger(store: Store) -> Store:
    with store.transaction() as tx:
        tx.execute(delete(account_link))
        links.record(tx, THOUGHT.values(), now=NOW)
    return store


def fill(store: Store) -> None:
    with store.transaction() as tx:
        imported = {
            "file_hash": "0" * 64,
            "as_of": date(2026, 9, 1),
            "imported_at": NOW,
            "rows": 3,
            "problems": [],
        }
        import_id = tx.insert_one(roster_import, imported)
        names = {"last_name": "Ы", "first_name": "Ы", "patronymic": "Ы", "import_id": import_id}
        tx.insert(person, [names | {"person_id": number} for number in (1, 2, 3)])
        told = {"site": "lms", "username": "u", "first_name": "Ы", "last_name": "Ы", "suspended": False}
        seen = {"first_seen": NOW, "changed_at": NOW}
        tx.insert(account, [told | seen | {"account_id": number} for number in (1, 2, 3, 4)])


def do(store: Store, number: int, what: str, who: int | None) -> Outcome:
    key, stamp = ("lms", number), Stamp("ivanova", NOW)
    with store.transaction() as tx:
        before = judgements.history(tx, key)
        if what == "undo":
            return Outcome.DONE if judgements.undo(tx, key, before, stamp) else Outcome.NOTHING_TO_UNDO
        deed = CHOICES[what](who)(before)
        if isinstance(deed, Deed):
            judgements.write(tx, key, before, deed, stamp)
            return Outcome.DONE
        return deed


def stands(store: Store) -> dict[int, Sheet]:
    """Read how every account stands, as the queue shows it and as the matcher is told."""
    with store.reading() as tx:
        found, told = cases.load(tx), links.decisions(tx)
        holding = judgements.holding(tx)
    queue = {}
    for each in found:
        key = each.account.key
        by_hand = key in told and told[key].state is not REVIEW
        assert each.barred == (told[key].rejected if key in told else frozenset())
        queue[key[1]] = Sheet(
            state=each.state,
            thought_of=holding[key].person_id if key in holding else None,
            holds=key in holding,
            by_hand=by_hand,
            kind=each.ignored,
            open=tuple(one.person.person_id for one in each.candidates),
            barred=each.barred,
        )
    return queue


def shown(sheet: Sheet) -> Sheet:
    """An owner comes first among the candidates shown."""
    return replace(sheet, open=tuple(sheet.proposed))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), words), max_size=14))
def test_any_run_of_decisions_and_undos_stands_as_a_pile_of_papers(people_and_accounts, told):
    piles, store = begin(), empty_ledger(people_and_accounts)
    for number, (what, who) in told:
        pile = piles[number]
        expected = pile.undo() if what == "undo" else pile.decide(what, who)
        assert do(store, number, what, who) is expected
    assert stands(store) == {number: shown(pile.sheets[-1]) for number, pile in piles.items()}


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), words), max_size=10), st.tuples(st.integers(1, 4), words))
def test_a_decision_and_its_undo_leave_everything_as_it_was(people_and_accounts, before, last):
    number, (what, who) = last
    store = empty_ledger(people_and_accounts)
    for earlier, (did, about) in before:
        do(store, earlier, did, about)
    stood = stands(store)
    assume(what != "undo" and do(store, number, what, who) is Outcome.DONE)
    assert do(store, number, "undo", None) is Outcome.DONE
    assert stands(store) == stood


def test_a_fixed_run_stands_alike_on_both_databases(store):
    fill(store)
    empty_ledger(store)
    piles = begin()
    run = "link:3 reject:1 undo accept reject:3 nobody undo undo ignore:1 ignore:2 undo undo undo undo undo undo"
    for word in run.split():
        what, _, who = word.partition(":")
        for number, pile in piles.items():
            about = int(who) if who else None
            expected = pile.undo() if what == "undo" else pile.decide(what, about)
            assert do(store, number, what, about) is expected
            assert stands(store)[number] == shown(pile.sheets[-1])
    assert all(len(pile.sheets) == 1 for pile in piles.values())
