"""A sitting over the queue: which account is looked at, what has been decided, what is put off, what is undone.

Every decision goes to the desk and is kept there before the next account is shown; a sitting only remembers which
they were. It knows no terminal.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from jobs.reconciliation.called import account_name
from jobs.reconciliation.desk import Desk
from mappings.facts import Key, LinkState
from mappings.identity.cases import Case, CaseCandidate, Ignored, Outcome, PersonSide


class Deed(StrEnum):
    """What somebody did about an account; its sentence is `review.done.<value>`."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    LINKED = "linked"
    SPLIT = "split"
    NOBODY = "nobody"
    IGNORED = "ignored"


ASKS_ANEW = frozenset({Deed.REJECTED, Deed.SPLIT})
"""After these the matcher has to judge anew."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is to be told after a key: a message id below `review.` and its values."""

    text_id: str
    values: dict[str, object] = field(default_factory=dict)
    worrying: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the sitting is; `place` counts from 1 and is beyond `total` when the queue is through."""

    place: int
    total: int
    decided: int
    put_off: int

    @property
    def left(self) -> int:
        """Return how many wait still."""
        return self.total - self.decided


@dataclass(slots=True)
class _Done:
    key: Key
    deed: Deed
    line: int | None = None
    """The ledger's line after it, where it could be read: undone is only what stands so still."""


class Sitting:
    """What happens between the first account and the last."""

    def __init__(self, desk: Desk, queue: Sequence[Case]) -> None:
        self._desk = desk
        self._cases = list(queue)
        self._decided: dict[Key, bool] = {}
        """Accounts that are off the queue; True: by somebody else, meanwhile."""

        self._put_off: set[Key] = set()
        self._done: list[_Done] = []
        self._found: dict[Key, PersonSide] = {}
        self._notes: dict[Key, str] = {}
        self.undone = 0
        self.place = 0

    @property
    def case(self) -> Case | None:
        """The account looked at; None when the queue is through."""
        return self._cases[self.place] if self.place < len(self._cases) else None

    @property
    def candidates(self) -> tuple[CaseCandidate, ...]:
        """Return who is proposed for it, and last, who was looked up by hand."""
        case = self.case
        if case is None:
            return ()
        found = self._found.get(case.account.key)
        if found is None or found.person_id in {each.person.person_id for each in case.candidates}:
            return case.candidates
        return (*case.candidates, CaseCandidate(found, 0.0))

    @property
    def note(self) -> str | None:
        """Return why, as written for the decision to come."""
        return self._notes.get(self.case.account.key) if self.case else None

    @property
    def progress(self) -> Progress:
        """Return how far it is."""
        put_off = len(self._put_off - self._decided.keys())
        return Progress(self.place + 1, len(self._cases), len(self._decided), put_off)

    @property
    def deeds(self) -> Counter[Deed]:
        """Return what has been done and not undone, decision by decision."""
        return Counter(each.deed for each in self._done)

    @property
    def asks_anew(self) -> bool:
        """Tell whether the matcher has to judge anew."""
        return bool(self.undone or ASKS_ANEW & self.deeds.keys())

    def is_found(self, candidate: CaseCandidate) -> bool:
        """Tell whether somebody looked this person up, so that the decision is a link and no acceptance."""
        return self.case is not None and candidate not in self.case.candidates

    def is_decided(self) -> bool:
        """Tell whether the account looked at is off the queue."""
        return self.case is not None and self.case.account.key in self._decided

    def begin(self) -> Said | None:
        """Look at the first account."""
        return self._look_at(0)

    def forward(self) -> Said | None:
        """Go on without deciding: the account is put off."""
        if self.case is not None and not self.is_decided():
            self._put_off.add(self.case.account.key)
        return self._look_at(min(self.place + 1, len(self._cases)))

    def back(self) -> Said | None:
        """Go back to the account before; from the end, to the last one that was put off."""
        if self.case is None:
            waiting = [n for n, each in enumerate(self._cases) if each.account.key not in self._decided]
            return self._look_at(waiting[-1] if waiting else max(len(self._cases) - 1, 0))
        return self._look_at(self.place - 1) if self.place else Said("first")

    def write(self, note: str) -> Said:
        """Keep a note for the decision to come; an empty one takes it back."""
        if self.case is None:
            return Said("nothing_here")
        bare = " ".join(note.split())
        self._notes.pop(self.case.account.key, None)
        if bare:
            self._notes[self.case.account.key] = bare
        return Said("noted" if bare else "note_dropped")

    def look_up(self, person: PersonSide) -> None:
        """Put a person from the roster among the candidates."""
        if self.case is not None:
            self._found[self.case.account.key] = person

    def people(self, text: str, limit: int) -> list[PersonSide]:
        """Return people of the roster by surname or number."""
        return self._desk.people(text, limit)

    def accept(self, candidate: CaseCandidate) -> Said:
        """Give the account to this person."""
        person = candidate.person.person_id
        if self.is_found(candidate):
            return self._decide(
                Deed.LINKED, lambda key, seen, why: self._desk.link(key, person, why=why, seen=seen), person
            )
        return self._decide(
            Deed.ACCEPTED, lambda key, seen, why: self._desk.accept(key, person, why=why, seen=seen), person
        )

    def reject(self, candidate: CaseCandidate) -> Said:
        """Bar this person from the account."""
        person = candidate.person.person_id
        return self._decide(
            Deed.REJECTED, lambda key, seen, why: self._desk.reject(key, person, why=why, seen=seen), person
        )

    def nobody(self) -> Said:
        """Leave the account to somebody who is not on the roster."""
        return self._decide(Deed.NOBODY, lambda key, seen, why: self._desk.nobody(key, why=why, seen=seen))

    def ignore(self, kind: Ignored) -> Said:
        """Make the account nobody's business."""
        return self._decide(
            Deed.IGNORED, lambda key, seen, why: self._desk.ignore(key, kind, why=why, seen=seen)
        )

    def split(self) -> Said:
        """Take the account from its owner."""
        if self.case is not None and self.case.state is not LinkState.LINKED:
            return Said("not_linked", worrying=True)
        return self._decide(Deed.SPLIT, lambda key, seen, why: self._desk.split(key, why=why, seen=seen))

    def undo(self) -> Said:
        """Take back the last decision of this sitting, and look at its account again."""
        if not self._done:
            return Said("nothing_to_undo")
        last = self._done[-1]
        case = self._desk.case(last.key)
        if last.line is not None and (case is None or case.line != last.line):
            self._done.pop()
            return self._look_at_key(last.key) or Said("undo_too_late", worrying=True)
        outcome = self._desk.undo(last.key)
        self._done.pop()
        if outcome is not Outcome.DONE:
            return self._look_at_key(last.key) or Said("undo_too_late", worrying=True)
        self.undone += 1
        return self._taken_back(last.key)

    def _taken_back(self, key: Key) -> Said:
        self._decided.pop(key, None)
        self._put_off.discard(key)
        self._look_at_key(key)
        earlier = [each for each in self._done if each.key == key]
        if earlier and self.case is not None:
            earlier[-1].line = self.case.line
        return Said("undone")

    def _decide(
        self, deed: Deed, ask: Callable[[Key, int | None, str | None], Outcome], person: int | None = None
    ) -> Said:
        case = self.case
        if case is None:
            return Said("nothing_here")
        key = case.account.key
        outcome = ask(key, case.line, self._notes.get(key))
        if outcome in (Outcome.DONE, Outcome.ALREADY):
            return self._kept(key, deed, person, is_news=outcome is Outcome.DONE)
        told = self._look_at(self.place)
        return told or Said(f"refused.{outcome.value}", worrying=True)

    def _kept(self, key: Key, deed: Deed, person: int | None, *, is_news: bool) -> Said:
        """Remember a decision that the desk has kept, and go on to what waits."""
        place = self.place
        done = _Done(key, deed)
        if is_news:
            self._done.append(done)
        self._notes.pop(key, None)
        self._found.pop(key, None)
        self._decided.setdefault(key, False)
        self._reload(place)
        done.line = self._cases[place].line
        if deed in ASKS_ANEW and self._waits_still(place):
            del self._decided[key]
        else:
            self._look_at(self._next_open(place))
        told = f"done.{deed.value}" if is_news else "already"
        return Said(told, {"person": person, "account": account_name(key)})

    def _waits_still(self, place: int) -> bool:
        case = self._cases[place]
        return bool(case.candidates) and case.state is LinkState.REVIEW

    def _next_open(self, place: int) -> int:
        """Return the next account that nobody has decided about and that is not put off; the end, if none."""
        closed = self._decided.keys() | self._put_off
        following = range(place + 1, len(self._cases))
        return next((n for n in following if self._cases[n].account.key not in closed), len(self._cases))

    def _look_at_key(self, key: Key) -> Said | None:
        places = [n for n, each in enumerate(self._cases) if each.account.key == key]
        return self._look_at(places[0])

    def _look_at(self, place: int) -> Said | None:
        """Show an account as it stands now; tell where it has been decided elsewhere since the queue was made."""
        if place >= len(self._cases):
            self.place = place
            return None
        before = self._cases[place]
        known = self._reload(place)
        self.place = place
        key = before.account.key
        if not known:
            self._decided.setdefault(key, True)
            return Said("gone", worrying=True)
        after = self._cases[place]
        if key not in self._decided and after.line != before.line and after.by_hand:
            self._decided[key] = True
            return Said("decided_elsewhere", worrying=True)
        return None

    def _reload(self, place: int) -> bool:
        """Read a case anew: who is linked to whom changes with every decision; tell whether it is there still."""
        case = self._desk.case(self._cases[place].account.key)
        if case is not None:
            self._cases[place] = case
        return case is not None
