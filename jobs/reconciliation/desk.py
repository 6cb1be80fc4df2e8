"""The desk where somebody decides whose accounts are whose; the screen, the sheet and the commands sit at it.

Each decision is a transaction of its own, kept at once. Whoever shows an account and decides later says which
line of the ledger they saw (`seen`): where another one stands by then nothing is written.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from jobs.context import Context
from jobs.matching import MatchOutcome, match_accounts
from jobs.reconciliation.people import Named, find
from jobs.reconciliation.stats import Stats, stats_of
from jobs.reconciliation.wanted import Wanted, quickest_first
from mappings.facts import Key
from mappings.identity import deciding
from mappings.identity.cases import Case, Ignored, Outcome, PersonSide
from mappings.identity.deciding import Choice
from mappings.identity.ledger import MATCHER, History, Judgement
from mappings.keeping import cases, judgement_counts, judgements
from mappings.keeping.judgements import Stamp

__all__ = ["Desk", "Ignored", "Judgement", "Outcome", "Stats", "Wanted"]

_LOGIN_LENGTH = 40


@dataclass
class Desk:
    """Where somebody decides whose accounts are whose."""

    context: Context
    by: str
    """Login of who decides."""

    batch: str | None = None
    """Name of one session or one spreadsheet, so that all of it can be taken back at once."""

    _named: list[Named] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        """Keep the login to what the ledger holds; raise ValueError where it is the matcher's or none."""
        self.by = self.by.strip()[:_LOGIN_LENGTH]
        if not self.by or self.by == MATCHER:
            raise ValueError("a human being decides")

    def queue(self, wanted: Wanted = Wanted()) -> list[Case]:  # noqa: B008 a frozen value
        """Return the accounts wanted, in the order in which they are decided quickest."""
        with self.context.store.reading() as tx:
            found = cases.load(tx, states=wanted.states)
        return quickest_first(each for each in found if wanted.takes(each))

    def case(self, key: Key) -> Case | None:
        """Return one account as it stands, gone from the LMS or not; None where there never was one."""
        with self.context.store.reading() as tx:
            return next(iter(cases.load(tx, key=key)), None)

    def accept(
        self, key: Key, person_id: int | None = None, *, why: str | None = None, seen: int | None = None
    ) -> Outcome:
        """Say that the account is this candidate's; None: the best one's. Not proposed: NO_CANDIDATE."""
        return self._decide(key, deciding.accept(person_id), person_id, why, seen)

    def reject(
        self, key: Key, person_id: int | None = None, *, why: str | None = None, seen: int | None = None
    ) -> Outcome:
        """Say that the account is not this person's; None: not the best candidate's, or the owner's."""
        return self._decide(key, deciding.reject(person_id), person_id, why, seen)

    def link(self, key: Key, person_id: int, *, why: str | None = None, seen: int | None = None) -> Outcome:
        """Say that the account is this person's, whoever of the roster that is."""
        return self._decide(key, deciding.link(person_id), person_id, why, seen)

    def split(self, key: Key, *, why: str | None = None, seen: int | None = None) -> Outcome:
        """Take the account from its owner, who is not proposed for it again."""
        return self._decide(key, deciding.split(), None, why, seen)

    def nobody(self, key: Key, *, why: str | None = None, seen: int | None = None) -> Outcome:
        """Say that the account is a real person's, who is not on our roster."""
        return self._decide(key, deciding.nobody(), None, why, seen)

    def ignore(self, key: Key, kind: Ignored, *, why: str | None = None, seen: int | None = None) -> Outcome:
        """Say that the account is a test, an outsider's or a pupil's, and nobody's business."""
        return self._decide(key, deciding.ignore(kind), None, why, seen)

    def undo(self, key: Key, *, why: str | None = None) -> Outcome:
        """Take back the last decision not yet taken back; what stood before stands again."""
        with self.context.store.transaction() as tx:
            if not judgements.lock_account(tx, key):
                return Outcome.NO_ACCOUNT
            undone = judgements.undo(tx, key, judgements.history(tx, key), self._stamp(why))
            return Outcome.DONE if undone else Outcome.NOTHING_TO_UNDO

    def undo_batch(self, batch: str) -> dict[Key, Outcome]:
        """Take back everything decided in a batch; CHANGED where something was decided upon it since."""
        with self.context.store.reading() as tx:
            keys = judgements.accounts_of_batch(tx, batch)
        return {key: self._undo_of_batch(key, batch) for key in keys}

    def log(self, key: Key | None = None, *, limit: int | None = None) -> list[Judgement]:
        """Return the ledger's lines, of one account or of all, the latest first."""
        with self.context.store.reading() as tx:
            if key is not None:
                return list(reversed(judgements.history(tx, key).lines))[:limit]
            return judgements.latest(tx, limit)

    def history(self, key: Key) -> History:
        """Return every line about an account, oldest first, and what of it stands."""
        with self.context.store.reading() as tx:
            return judgements.history(tx, key)

    def lines(self, numbers: Iterable[int]) -> dict[int, Judgement]:
        """Return lines of the ledger by number."""
        with self.context.store.reading() as tx:
            return judgements.numbered(tx, numbers)

    def staff_count(self) -> int:
        """Return how many people the rosters ever named: among so many the matcher looks."""
        with self.context.store.reading() as tx:
            return judgement_counts.people(tx)

    def stats(self) -> Stats:
        """Return how reconciliation stands in numbers."""
        with self.context.store.reading() as tx:
            decided = judgements.decided_by_account(tx)
            replaced = {line.supersedes for lines in decided.values() for line in lines}
            return stats_of(
                cases.load(tx),
                decided,
                judgements.numbered(tx, (each for each in replaced if each is not None)),
                undone=judgement_counts.undone(tx),
                staff=judgement_counts.staff(tx),
            )

    def people(self, text: str, limit: int = 20) -> list[PersonSide]:
        """Return people of the roster by our number, № of the roster, or the beginning of names."""
        with self.context.store.reading() as tx:
            if not self._named:
                self._named = cases.names(tx)
            numbers = find(self._named, text, limit)
            found = cases.people(tx, numbers)
        return [found[number] for number in numbers if number in found]

    def rejudge(self) -> MatchOutcome:
        """Let the matcher think anew, once after a session that rejected, split or took back."""
        return match_accounts(self.context)

    def _decide(
        self, key: Key, choice: Choice, person_id: int | None, why: str | None, seen: int | None
    ) -> Outcome:
        with self.context.store.transaction() as tx:
            if not judgements.lock_account(tx, key):
                return Outcome.NO_ACCOUNT
            if person_id is not None and not judgements.person_known(tx, person_id):
                return Outcome.NO_PERSON
            before = judgements.history(tx, key)
            if _changed(before, seen):
                return Outcome.CHANGED
            deed = choice(before)
            if isinstance(deed, Outcome):
                return deed
            judgements.write(tx, key, before, deed, self._stamp(why))
            return Outcome.DONE

    def _undo_of_batch(self, key: Key, batch: str) -> Outcome:
        """Take back a batch's decisions about one account, the latest first."""
        undone = False
        with self.context.store.transaction() as tx:
            judgements.lock_account(tx, key)
            before = judgements.history(tx, key)
            while before.decided and before.decided[-1].batch == batch:
                undone = judgements.undo(tx, key, before, self._stamp(None))
                before = judgements.history(tx, key)
        if any(each.batch == batch for each in before.decided):
            return Outcome.CHANGED
        return Outcome.DONE if undone else Outcome.NOTHING_TO_UNDO

    def _stamp(self, why: str | None) -> Stamp:
        told = why.strip() if why else ""
        return Stamp(self.by, self.context.clock(), told or None, self.batch)


def _changed(before: History, seen: int | None) -> bool:
    """Tell whether an account stands otherwise than the decider has seen."""
    standing = before.standing
    return seen is not None and (standing is None or standing.line != seen)
