"""What a filled row means: a decision about an account, or a sentence that names the cell it can't be read from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from config.problems import Problem
from jobs.queue_sheet.choices import Choice, read_choice, whole_number
from jobs.queue_sheet.reading import FilledRow, is_blank
from jobs.queue_sheet.row_key import RowKey
from mappings.facts import Key


@dataclass(frozen=True, slots=True)
class Meant:
    """A decision about the account of a row."""

    key: RowKey
    choice: Choice
    person_id: int | None = None
    """Whose it is: of a candidate, or the other person named."""

    @property
    def gist(self) -> tuple[Choice | None, int | None]:
        """Return what two rows about one account must share: a person is one whichever way they are named."""
        return (None, self.person_id) if self.person_id is not None else (self.choice, None)


Meaning = Meant | Problem | None
"""None: the row is left open."""


def meanings(rows: Sequence[FilledRow]) -> list[Meaning]:
    """Return what each row means; rows that say two things about one account are all left undone."""
    found = [_meaning(row) for row in rows]
    first: dict[Key, int] = {}
    torn: dict[Key, tuple[int, int]] = {}
    for place, meant in enumerate(found):
        if isinstance(meant, Meant):
            earlier = first.setdefault(meant.key.account, place)
            other = found[earlier]
            if isinstance(other, Meant) and other.gist != meant.gist:
                torn.setdefault(meant.key.account, (earlier, place))
    return [_whole(meant, torn, rows) for meant in found]


def _whole(meant: Meaning, torn: Mapping[Key, tuple[int, int]], rows: Sequence[FilledRow]) -> Meaning:
    if not isinstance(meant, Meant) or meant.key.account not in torn:
        return meant
    one, other = (rows[place] for place in torn[meant.key.account])
    return _said("twice", one.cell(), other=other.cell())


def _meaning(row: FilledRow) -> Meaning:
    if not isinstance(row.key, RowKey):
        if row.blank:
            return None
        return _said("no_key" if row.key is None else row.key.value, row.cell())
    person = None if is_blank(row.person) else whole_number(row.person)
    if person is None and not is_blank(row.person):
        return _said("bad_person", row.cell(person=True))
    if is_blank(row.decision):
        return None if person is None else Meant(row.key, Choice.OTHER, person)
    return _decision(row, row.key, person)


def _decision(row: FilledRow, key: RowKey, person: int | None) -> Meaning:
    chosen = read_choice(row.decision)
    if chosen is None:
        return _said("bad_decision", row.cell())
    if chosen.choice is Choice.CANDIDATE:
        return _candidate(row, key, chosen.place, person)
    if person is None:
        return _alone(row, key, chosen.choice)
    if chosen.choice in (Choice.OTHER, Choice.NONE_LISTED):
        return Meant(key, Choice.OTHER, person)
    return _said("contradiction", row.cell(), other=row.cell(person=True))


def _alone(row: FilledRow, key: RowKey, choice: Choice) -> Meaning:
    """Return what a decision means that names nobody."""
    if choice is Choice.SKIP:
        return None
    if choice is Choice.OTHER:
        return _said("number_missing", row.cell(person=True))
    if choice is Choice.NONE_LISTED and not key.candidates:
        return _said("none_to_reject", row.cell())
    return Meant(key, choice)


def _candidate(row: FilledRow, key: RowKey, place: int, person: int | None) -> Meaning:
    count = len(key.candidates)
    if not place and count > 1:
        return _said("which_candidate", row.cell(), count=count)
    place = place or 1
    if place > count:
        return _said("no_such_candidate" if count else "no_candidates", row.cell(), n=place, count=count)
    chosen = key.candidates[place - 1]
    if person not in (None, chosen):
        return _said("contradiction", row.cell(), other=row.cell(person=True))
    return Meant(key, Choice.CANDIDATE, chosen)


def _said(what: str, cell: str, **values: str | int) -> Problem:
    return Problem(f"queue.row.{what}", {"cell": cell, **values})
