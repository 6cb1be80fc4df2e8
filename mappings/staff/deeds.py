"""The journal of imports: what each changed, with what stood before, so that it can be told and taken back.

A deed is one row of `roster_change`. Days are ISO text in it, as JSON has none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from mappings.staff.values import KnownPost, PersonChange, PersonFacts, PostFacts

Columns = dict[str, Any]


class Kind(StrEnum):
    """What was done."""

    JOINED = "joined"
    """A person was added, or came back after the import that had added them was taken back."""

    FACTS = "facts"
    """Columns of a person changed."""

    BEGUN = "begun"
    """An employment was added."""

    ENDED = "ended"
    REOPENED = "reopened"
    """The day of leaving was written, or blotted out."""

    CORRECTED = "corrected"
    """Other columns of an employment changed."""

    ORGANISATION = "organisation"
    """An organisation was added, or stood in the list: its day."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One change; `before` of what was added is None."""

    kind: Kind
    person_id: int | None = None
    employment_id: int | None = None
    organisation_id: int | None = None
    before: Columns | None = field(default=None, repr=False)
    after: Columns | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Written:
    """What of a change only the writing knows."""

    person_id: int
    import_id: int
    snils_sealed: str | None = field(default=None, repr=False)


def deeds_of(change: PersonChange, written: Written, places: Mapping[str, int]) -> Iterator[Deed]:
    """Yield what was done to one person and their posts; `places` are the numbers of organisations by key."""
    yield from _of_person(change, written)
    for post in change.begun:
        yield Deed(
            Kind.BEGUN, written.person_id, organisation_id=places[post.organisation], after=post_columns(post)
        )
    for known in change.ended:
        yield _of_post(Kind.ENDED, known, places)
    for known in change.reopened:
        yield _of_post(Kind.REOPENED, known, places)
    for known, better in change.corrected:
        deed = _of_post(Kind.CORRECTED, known, places)
        yield replace(deed, after=post_columns(better))


def _of_person(change: PersonChange, written: Written) -> Iterator[Deed]:
    if change.is_new:
        gone: Columns | None = {"withdrawn": True} if change.known else None
        told = {"snils_hash": change.facts.snils_hash, "snils_sealed": written.snils_sealed}
        yield Deed(Kind.JOINED, written.person_id, before=gone, after=told)
    elif change.written and change.known:
        names = changed_names(change.before, change.facts)
        before: Columns = {name: as_json(getattr(change.before, name)) for name in names}
        after: Columns = {name: as_json(getattr(change.facts, name)) for name in names}
        if "snils_hash" in names:
            before["snils_sealed"] = change.known.snils_sealed
            after["snils_sealed"] = written.snils_sealed
        before["import_id"], after["import_id"] = change.known.import_id, written.import_id
        yield Deed(Kind.FACTS, written.person_id, before=before, after=after)


def _of_post(kind: Kind, known: KnownPost, places: Mapping[str, int]) -> Deed:
    return Deed(
        kind,
        known.person_id,
        known.employment_id,
        places[known.facts.organisation],
        before=post_columns(known.facts) | {"left": as_json(known.left)},
    )


def changed_names(one: PersonFacts | PostFacts, other: PersonFacts | PostFacts) -> list[str]:
    """Return the names of the facts that differ."""
    return [name for name in one.__dataclass_fields__ if getattr(one, name) != getattr(other, name)]


def post_columns(post: PostFacts) -> Columns:
    """Return a post's columns as JSON values, without its organisation."""
    told = asdict(post)
    del told["organisation"]
    return {name: as_json(value) for name, value in told.items()} | {
        "kind": post.kind.value,
        "extra": dict(post.extra),
    }


def as_json(value: Any) -> Any:
    """Return a value as JSON can tell it."""
    return value.isoformat() if isinstance(value, date) else value
