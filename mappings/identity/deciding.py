"""What a human being's word about an account comes to: a line to write, or an outcome that writes nothing."""

from collections.abc import Callable
from dataclasses import dataclass

from mappings.facts import LinkState
from mappings.identity.cases import Ignored, Outcome
from mappings.identity.ledger import DECISION, REJECTION, History
from mappings.identity.values import Candidate


@dataclass(frozen=True, slots=True)
class Deed:
    """A line that a decision writes."""

    method: str
    state: LinkState
    person_id: int | None = None
    reason: str = ""
    takes_place: bool = True
    """It takes the place of how the account stands; else that stands on."""

    @property
    def holds(self) -> bool:
        """Tell whether it is what is thought from now on; a rejection leaves that to the matcher."""
        return self.method == DECISION

    @property
    def score(self) -> float:
        """Return how sure it is: a human being is."""
        return 1.0 if self.state is LinkState.LINKED else 0.0


Choice = Callable[[History], Deed | Outcome]


def accept(person_id: int | None) -> Choice:
    """Say that the account is this candidate's; None: the best one's."""

    def choose(history: History) -> Deed | Outcome:
        known = person_id is None or person_id in _proposed(history)
        person = (_best(history) if person_id is None else person_id) if known else None
        return Outcome.NO_CANDIDATE if person is None else link(person)(history)

    return choose


def link(person_id: int) -> Choice:
    """Say that the account is this person's, whoever it is."""
    return _decision(LinkState.LINKED, person_id)


def nobody() -> Choice:
    """Say that the account is a real person's, who is not on our roster."""
    return _decision(LinkState.UNMATCHED)


def ignore(kind: Ignored) -> Choice:
    """Say that the account is nobody's business."""
    return _decision(LinkState.IGNORED, reason=kind.value)


def reject(person_id: int | None) -> Choice:
    """Say that the account is not this person's; None: not the owner's, or the best candidate's."""

    def choose(history: History) -> Deed | Outcome:
        person = _best(history) if person_id is None else person_id
        if person is None:
            return Outcome.NO_CANDIDATE
        if person in history.barred and person != history.owner:
            return Outcome.ALREADY
        return Deed(
            method=REJECTION,
            state=LinkState.REVIEW,
            person_id=person,
            reason=_reason_standing(history),
            takes_place=_says_otherwise(history, person),
        )

    return choose


def split() -> Choice:
    """Take the account from its owner."""

    def choose(history: History) -> Deed | Outcome:
        return Outcome.NO_CANDIDATE if history.owner is None else reject(history.owner)(history)

    return choose


def carried(history: History, deed: Deed) -> tuple[Candidate, ...]:
    """Return the candidates a decision's line keeps: what the decider was shown, less whom it bars."""
    out = {deed.person_id} if deed.method == REJECTION else set()
    return tuple(each for each in history.candidates if each.person_id not in out)


def _proposed(history: History) -> list[int]:
    """Return the owner, then the candidates, best first."""
    owner = [] if history.owner is None else [history.owner]
    return owner + [each.person_id for each in history.candidates if each.person_id != history.owner]


def _best(history: History) -> int | None:
    """Return the owner or the best candidate of an account that is linked or waits; else nobody is meant."""
    if history.state not in {LinkState.LINKED, LinkState.REVIEW}:
        return None
    return next(iter(_proposed(history)), None)


def _decision(state: LinkState, person_id: int | None = None, reason: str = "") -> Choice:
    def choose(history: History) -> Deed | Outcome:
        held = history.holding
        if held and held.by_hand and (held.state, held.person_id, held.reason) == (state, person_id, reason):
            return Outcome.ALREADY
        return Deed(DECISION, state, person_id, reason)

    return choose


def _says_otherwise(history: History, person_id: int) -> bool:
    """Tell whether how the account stands speaks of a person; where nothing holds, a rejection takes over."""
    held = history.holding
    return held is None or held.person_id == person_id


def _reason_standing(history: History) -> str:
    return history.standing.reason if history.standing and history.standing.why else ""
