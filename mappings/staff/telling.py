"""What happened to people, told as one tells it: hired, moved, left, another surname; shown before and kept after.

A post that ended and one that began in the same import are told as one move, or one change of post.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from mappings.facts import StaffKind

FieldValue = str | date | bool | None


_UNTOLD = frozenset({"roster_no", "snils_sealed", "import_id", "withdrawn", "left"})
"""Columns whose change is nothing that happened to the person."""


class Happened(StrEnum):
    """What happened."""

    HIRED = "hired"
    """A post began, and no other ended."""

    LEFT = "left"
    """A post ended, and no other began."""

    MOVED = "moved"
    """A post ended in one organisation, and one began in another."""

    POST_CHANGED = "post_changed"
    """One post ended, and another began in the same organisation."""

    RETURNED = "returned"
    """A post that an earlier list of the same day had ended goes on."""

    SURNAME = "surname"
    """The surname is another; `fields` has it alone."""

    FACTS = "facts"
    """Something else about the person was put right."""

    POST_FACTS = "post_facts"
    """Something about a post that goes on was put right: subject, main or not, day of hiring, extra columns."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One fact, before and after."""

    name: str
    """A field of `RosterRow`; `extra.<heading>` for an extra column. Of `snils` the values tell only whether known."""

    before: FieldValue = field(default=None, repr=False)
    after: FieldValue = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened to a person."""

    what: Happened
    organisation: str = ""
    """Where it happened; of a move, where to. Empty for what is not of a post."""

    post: str = ""
    former_organisation: str = ""
    """Of a move: from where."""

    former_post: str = ""
    """Of a move or a change of post."""

    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One line of what an import does, or would do, for the terminal."""

    person_id: int
    """Our number; within a dry run that of a new person is not kept."""

    roster_no: str | None
    full_name: str = field(repr=False)
    is_new: bool
    """Whether the person was unknown before."""

    told: Told


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line of a person's history."""

    as_of: date
    """The day of the list that told it."""

    import_id: int
    imported_at: datetime
    told: Told


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One import as it is listed."""

    import_id: int
    as_of: date
    imported_at: datetime
    by: str
    files: tuple[str, ...]
    counts: dict[str, int]
    """By the names of `StaffCounts`; empty for imports of a version that kept none."""

    problems: int
    undone_at: datetime | None = None
    undone_by: str | None = None


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post as it is told: where and what, and what was put right of it."""

    organisation: str
    post: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Happenings:
    """All that one import did to one person."""

    begun: tuple[PostLine, ...] = ()
    ended: tuple[PostLine, ...] = ()
    reopened: tuple[PostLine, ...] = ()
    corrected: tuple[PostLine, ...] = ()
    facts: tuple[FieldChange, ...] = ()


def tell(happened: Happenings) -> Iterator[Told]:
    """Yield what happened, posts first."""
    begun, ended = list(happened.begun), list(happened.ended)
    yield from _paired(begun, ended, Happened.POST_CHANGED)
    yield from _paired(begun, ended, Happened.MOVED)
    for line in begun:
        yield Told(Happened.HIRED, line.organisation, line.post)
    for line in happened.reopened:
        yield Told(Happened.RETURNED, line.organisation, line.post)
    for line in ended:
        yield Told(Happened.LEFT, line.organisation, line.post)
    for line in happened.corrected:
        if fields := _told_fields(line.fields):
            yield Told(Happened.POST_FACTS, line.organisation, line.post, fields=fields)
    yield from _of_person(_told_fields(happened.facts))


def _paired(begun: list[PostLine], ended: list[PostLine], what: Happened) -> Iterator[Told]:
    """Yield, and take from both lists, a post that began for each that ended, in the same organisation or not."""
    for new in list(begun):
        old = next((each for each in ended if _goes_with(each, new, what)), None)
        if old is not None:
            begun.remove(new)
            ended.remove(old)
            yield Told(what, new.organisation, new.post, _elsewhere(old, new), old.post)


def _goes_with(old: PostLine, new: PostLine, what: Happened) -> bool:
    return (old.organisation == new.organisation) is (what is Happened.POST_CHANGED)


def _elsewhere(old: PostLine, new: PostLine) -> str:
    return old.organisation if old.organisation != new.organisation else ""


def _of_person(fields: Sequence[FieldChange]) -> Iterator[Told]:
    surname = tuple(each for each in fields if each.name == "last_name")
    others = tuple(each for each in fields if each.name != "last_name")
    if surname:
        yield Told(Happened.SURNAME, fields=surname)
    if others:
        yield Told(Happened.FACTS, fields=others)


def _told_fields(fields: Sequence[FieldChange]) -> tuple[FieldChange, ...]:
    return tuple(each for each in fields if each.name not in _UNTOLD)


def field_changes(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[FieldChange, ...]:
    """Return what differs of two sets of columns, extra columns by heading; of a СНИЛС only whether it is known."""
    changed: list[FieldChange] = []
    for name, new in after.items():
        old = before.get(name)
        if old == new:
            continue
        if name == "extra":
            changed += _extra_changes(old, new)
        elif name == "snils_hash":
            changed.append(FieldChange("snils", old is not None, new is not None))
        else:
            changed.append(FieldChange(name, _plain(old), _plain(new)))
    return tuple(changed)


def _extra_changes(old: object, new: object) -> Iterator[FieldChange]:
    before, after = dict(old) if isinstance(old, dict) else {}, dict(new) if isinstance(new, dict) else {}
    for heading in sorted(before.keys() | after.keys()):
        if before.get(heading) != after.get(heading):
            yield FieldChange(f"extra.{heading}", before.get(heading), after.get(heading))


def _plain(value: object) -> FieldValue:
    if isinstance(value, StaffKind):
        return value.value
    return value if isinstance(value, str | date | bool) or value is None else str(value)
