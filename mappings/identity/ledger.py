"""The ledger of one account: what was thought and decided about it, in order, and what of that stands.

A line is superseded, never changed or deleted; at most one holds. Human beings write *decisions* (linked,
nobody's, ignored) and *rejections* ("not this person's", never holding themselves: they bar a person, and end
what said otherwise). Decisions and rejections lie on each other like papers on a pile: an undo takes the top one
away, and what stood before stands again as a line of its own, a copy of the one that was superseded.

        matcher ─► decision ─► undo        lines:  1 review  2 linked  3 undo of 2  4 review again (copy of 1)
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mappings.facts import Key, LinkState
from mappings.identity.cases import Ignored
from mappings.identity.values import Candidate, Factor, Reason

MATCHER = "matcher"

DECISION = "decision"
REJECTION = "rejection"
UNDO = "undo"
WITHDRAWAL = "withdrawal"
"""Of former versions: it took back everything decided before it."""

_REASONS = frozenset(each.value for each in Reason)
_IGNORED = frozenset(each.value for each in Ignored)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One line of the ledger."""

    line: int
    account: Key
    state: LinkState
    person_id: int | None
    """The owner where linked, whom it bars where a rejection, else the best candidate."""

    score: float
    method: str
    reason: str = ""
    """Why it is not linked, or why it is ignored."""

    note: str | None = field(default=None, repr=False)
    batch: str | None = None
    supersedes: int | None = None
    undoes: int | None = None
    rule_version: str = ""
    decided_by: str = MATCHER
    decided_at: datetime | None = None
    superseded_at: datetime | None = None
    factors: tuple[Factor, ...] = ()
    candidates: tuple[Candidate, ...] = ()

    @property
    def holds(self) -> bool:
        """Tell whether it is what is thought now."""
        return self.superseded_at is None

    @property
    def by_hand(self) -> bool:
        """Tell whether a human being has written it."""
        return self.decided_by != MATCHER

    @property
    def decides(self) -> bool:
        """Tell whether a human being has decided something by it: neither an undo nor what one put back."""
        return self.by_hand and self.undoes is None and self.method in {DECISION, REJECTION}

    @property
    def restored(self) -> bool:
        """Tell whether an undo has put it back."""
        return self.undoes is not None and self.method != UNDO

    @property
    def why(self) -> Reason:
        """Return why it is not linked."""
        return Reason(self.reason) if self.reason in _REASONS else Reason.NONE

    @property
    def ignored(self) -> Ignored | None:
        """Return why it is nobody's business."""
        return Ignored(self.reason) if self.reason in _IGNORED else None


@dataclass(frozen=True, slots=True)
class History:
    """Every line of one account, oldest first."""

    lines: tuple[Judgement, ...] = ()

    @property
    def decided(self) -> tuple[Judgement, ...]:
        """Return what human beings have decided and not taken back, oldest first."""
        return decided(self.lines)

    @property
    def holding(self) -> Judgement | None:
        """Return the line that holds, if one does."""
        return next((line for line in self.lines if line.holds), None)

    @property
    def standing(self) -> Judgement | None:
        """Return the line that tells how the account stands.

        That is the one that holds; after a rejection, until the matcher has judged anew, the rejection.
        """
        return self.holding or last_rejection(self.decided)

    @property
    def owner(self) -> int | None:
        """Return whose the account is."""
        held = self.holding
        return held.person_id if held and held.state is LinkState.LINKED else None

    @property
    def barred(self) -> frozenset[int]:
        """Return whom it was said not to belong to."""
        return barred(self.decided)

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Return who may own it, best first, without those it was said not to belong to."""
        return open_candidates(self.standing, self.barred)

    @property
    def state(self) -> LinkState:
        """Return how the account stands."""
        return standing_state(self.standing, self.candidates)

    def line(self, number: int | None) -> Judgement | None:
        """Return the line with a number."""
        return next((each for each in self.lines if each.line == number), None)


def decided(lines: Sequence[Judgement]) -> tuple[Judgement, ...]:
    """Return what human beings have decided and not taken back; both oldest first."""
    undone = {line.undoes for line in lines if line.method == UNDO}
    found: list[Judgement] = []
    for line in lines:
        if line.method == WITHDRAWAL:
            found.clear()
        elif line.decides and line.line not in undone:
            found.append(line)
    return tuple(found)


def last_rejection(decisions: Sequence[Judgement]) -> Judgement | None:
    """Return the latest decision if it is a rejection."""
    return decisions[-1] if decisions and decisions[-1].method == REJECTION else None


def barred(decisions: Sequence[Judgement]) -> frozenset[int]:
    """Return whom decisions bar from an account."""
    return frozenset(
        line.person_id for line in decisions if line.method == REJECTION and line.person_id is not None
    )


def open_candidates(standing: Judgement | None, out: frozenset[int]) -> tuple[Candidate, ...]:
    """Return the candidates of a line, best first, without those barred."""
    if standing is None:
        return ()
    return tuple(each for each in standing.candidates if each.person_id not in out)


def standing_state(standing: Judgement | None, candidates: Sequence[Candidate]) -> LinkState:
    """Return how an account stands: after a rejection it waits while there is somebody else to propose."""
    if standing is None:
        return LinkState.UNMATCHED
    if standing.method != REJECTION:
        return standing.state
    return LinkState.REVIEW if candidates else LinkState.UNMATCHED
