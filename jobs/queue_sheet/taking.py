"""Take a filled queue to the desk: each row ends as one of `Taken`, and those not taken say why in a sentence."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from config.problems import Problem
from jobs.queue_sheet.choices import Choice
from jobs.queue_sheet.meaning import Meaning, Meant, meanings
from jobs.queue_sheet.reading import FilledRow
from jobs.queue_sheet.row_key import RowKey, stands_as_seen
from jobs.reconciliation.called import account_name
from jobs.reconciliation.desk import Desk
from jobs.reconciliation.wanted import Wanted
from mappings.facts import Key, LinkState
from mappings.identity.cases import Case, Ignored, Outcome

_ASK_ONE_BY_ONE = 200
"""Accounts up to which each is asked for by itself; for more, all are loaded at once."""

_IGNORED = {
    Choice.TEST: Ignored.TEST,
    Choice.OUTSIDER: Ignored.OUTSIDER,
    Choice.PUPIL: Ignored.PUPIL,
}


class Taken(StrEnum):
    """How a row ended."""

    DONE = "done"
    ALREADY = "already"
    OPEN = "open"
    """Nothing was decided in it."""

    CHANGED = "changed"
    NOT_UNDERSTOOD = "not_understood"
    NO_ACCOUNT = "no_account"
    NO_PERSON = "no_person"
    NO_CANDIDATE = "no_candidate"


NOT_TAKEN = frozenset(Taken) - {Taken.DONE, Taken.ALREADY, Taken.OPEN}

_ENDED = {
    Outcome.DONE: Taken.DONE,
    Outcome.ALREADY: Taken.ALREADY,
    Outcome.NO_ACCOUNT: Taken.NO_ACCOUNT,
    Outcome.NO_PERSON: Taken.NO_PERSON,
    Outcome.NO_CANDIDATE: Taken.NO_CANDIDATE,
}


@dataclass(frozen=True, slots=True)
class TakenRow:
    """A row and how it ended."""

    row: FilledRow
    taken: Taken
    problem: Problem | None = None
    """What is told of a row that was not taken."""

    @property
    def account(self) -> Key | None:
        """Return which account it is about, as far as its key can be read."""
        return self.row.key.account if isinstance(self.row.key, RowKey) else None


@dataclass(frozen=True, slots=True)
class Taking:
    """A file's rows, and what came of them."""

    batch: str
    rows: tuple[TakenRow, ...]
    rejudged: int = 0
    """Accounts about which the matcher thinks otherwise because of it."""

    @property
    def counts(self) -> Mapping[Taken, int]:
        """Return how many rows ended in which way."""
        return Counter(each.taken for each in self.rows)

    @property
    def not_taken(self) -> tuple[TakenRow, ...]:
        """Return the rows with a decision that was not written."""
        return tuple(each for each in self.rows if each.taken in NOT_TAKEN)


def batch_of(content: bytes, day: date) -> str:
    """Return the name under which all decisions of a file are kept, and may be undone."""
    return f"sheet-{hashlib.sha256(content).hexdigest()[:8]}-{day:%Y%m%d}"


def take(desk: Desk, rows: Sequence[FilledRow], batch: str) -> Taking:
    """Decide every row at the desk, then let the matcher judge anew once if anything was decided."""
    meant = meanings(rows)
    cases = _cases(desk, (each.key.account for each in meant if isinstance(each, Meant)))
    done: set[Key] = set()
    ended = []
    for row, each in zip(rows, meant, strict=True):
        told = _end(desk, row, each, cases, done)
        if told.taken is Taken.DONE and isinstance(each, Meant):
            done.add(each.key.account)
        ended.append(told)
    rejudged = desk.rejudge().changed if done else 0
    return Taking(batch, tuple(ended), rejudged)


def _end(desk: Desk, row: FilledRow, meant: Meaning, cases: Mapping[Key, Case], done: set[Key]) -> TakenRow:
    if meant is None:
        return TakenRow(row, Taken.OPEN)
    if isinstance(meant, Problem):
        return TakenRow(row, Taken.NOT_UNDERSTOOD, meant)
    if meant.key.account in done:
        return TakenRow(row, Taken.ALREADY)
    case = cases.get(meant.key.account)
    if case is not None and not stands_as_seen(meant.key, case, desk.context.keyring.mark):
        return _overtaken(row, meant, case)
    seen = meant.key.line if case is None else case.line
    outcome = _decide(desk, meant, seen, row.note)
    if outcome is Outcome.CHANGED:
        return TakenRow(row, Taken.CHANGED, _now(row, desk.case(meant.key.account)))
    return _told(row, _ENDED[outcome], meant)


def _overtaken(row: FilledRow, meant: Meant, case: Case) -> TakenRow:
    """Return how a row ends whose account has another line by now: it may say just this."""
    if _says_so(case, meant):
        return TakenRow(row, Taken.ALREADY)
    return TakenRow(row, Taken.CHANGED, _now(row, case))


def _told(row: FilledRow, taken: Taken, meant: Meant) -> TakenRow:
    if taken not in NOT_TAKEN:
        return TakenRow(row, taken)
    values: dict[str, str | int] = {
        "cell": row.cell(person=meant.choice is Choice.OTHER),
        "account": account_name(meant.key.account),
        "person": meant.person_id or 0,
    }
    return TakenRow(row, taken, Problem(f"queue.row.{taken}", values))


def _decide(desk: Desk, meant: Meant, seen: int | None, why: str | None) -> Outcome:
    account, choice = meant.key.account, meant.choice
    if choice is Choice.CANDIDATE:
        return desk.accept(account, meant.person_id, why=why, seen=seen)
    if choice is Choice.OTHER and meant.person_id is not None:
        return desk.link(account, meant.person_id, why=why, seen=seen)
    if choice is Choice.ABSENT:
        return desk.nobody(account, why=why, seen=seen)
    if choice is Choice.NONE_LISTED:
        return _reject_all(desk, meant.key, seen, why)
    return desk.ignore(account, _IGNORED[choice], why=why, seen=seen)


def _reject_all(desk: Desk, key: RowKey, seen: int | None, why: str | None) -> Outcome:
    """Bar everybody shown; the first rejection sees how the account stands, the others what it has left."""
    first, *others = key.candidates
    outcome = desk.reject(key.account, first, why=why, seen=seen)
    if outcome in (Outcome.DONE, Outcome.ALREADY):
        ends = [outcome, *(desk.reject(key.account, each, why=why) for each in others)]
        return Outcome.DONE if Outcome.DONE in ends else Outcome.ALREADY
    return outcome


def _says_so(case: Case, meant: Meant) -> bool:
    """Tell whether a human being has decided so already."""
    if meant.choice is Choice.NONE_LISTED:
        return frozenset(meant.key.candidates) <= case.barred
    if not case.by_hand:
        return False
    if meant.person_id is not None:
        return case.state is LinkState.LINKED and case.person_id == meant.person_id
    if meant.choice is Choice.ABSENT:
        return case.state is LinkState.UNMATCHED and case.method == "decision"
    return case.state is LinkState.IGNORED and case.ignored is _IGNORED[meant.choice]


def _now(row: FilledRow, case: Case | None) -> Problem:
    """Return how an account stands by now."""
    if case is None:
        return Problem("queue.row.changed", {"cell": row.cell()})
    hand = "_by_hand" if case.by_hand else ""
    candidates = ", ".join(f"№ {each.person.person_id}" for each in case.candidates)
    values: dict[str, str | int] = {
        "cell": row.cell(),
        "account": account_name(case.account.key),
        "person": case.person_id or 0,
        "by": case.decided_by,
        "people": candidates or "—",
    }
    return Problem(f"queue.row.changed_{case.state}{hand}", values)


def _cases(desk: Desk, keys: Iterable[Key]) -> dict[Key, Case]:
    wanted = set(keys)
    found: dict[Key, Case] = {}
    if len(wanted) > _ASK_ONE_BY_ONE:
        everyone = desk.queue(Wanted(states=frozenset(LinkState)))
        found = {each.account.key: each for each in everyone if each.account.key in wanted}
    for key in wanted - found.keys():
        case = desk.case(key)
        if case is not None:
            found[key] = case
    return found
