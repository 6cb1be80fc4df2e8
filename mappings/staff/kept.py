"""The staff list in the store: what is known, and what an import's plan makes of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from config.problems import Problem
from mappings.keeping.problems_kept import problems_as_json
from mappings.keeping.secrecy import Keyring
from mappings.staff.deeds import Deed, Kind, Written, deeds_of
from mappings.staff.known import load_state
from mappings.staff.plan import plan_import, plan_reading
from mappings.staff.values import KnownPost, PersonChange, PostFacts, StaffCounts, StaffPlan, StaffState
from mappings.store import Transaction
from mappings.tables import (
    employment,
    organisation,
    organisation_spelling,
    person,
    roster_change,
    roster_import,
)

__all__ = [
    "Source",
    "StaffCounts",
    "StaffPlan",
    "StaffState",
    "apply",
    "apply_plan",
    "load_state",
    "plan_import",
    "plan_reading",
]

_JOURNALED_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Source:
    """Where a list came from, and who took it in when."""

    now: datetime
    file_hash: str
    files: tuple[str, ...] = ()
    by: str = ""
    problems: tuple[Problem, ...] = ()
    """Those of reading it."""


def apply(
    tx: Transaction,
    plan: StaffPlan,
    *,
    keyring: Keyring,
    now: datetime,
    file_hash: str,
    problems: Iterable[Problem] = (),
) -> int:
    """Write what a plan decided and return the import's number; `problems` are those of reading the file."""
    return apply_plan(tx, plan, keyring, Source(now, file_hash, problems=tuple(problems)))[0]


def apply_plan(tx: Transaction, plan: StaffPlan, keyring: Keyring, source: Source) -> tuple[int, list[int]]:
    """Write what a plan decided; return the import's number and that of each change's person, in order."""
    import_id = tx.insert_one(roster_import, _import_row(plan, source))
    places, of_organisations = _write_organisations(tx, plan)
    seals = [keyring.seal(each.snils) if each.snils else None for each in plan.changes]
    numbers = _write_people(tx, plan.changes, seals, import_id)
    written = [Written(number, import_id, seal) for number, seal in zip(numbers, seals, strict=True)]
    tx.insert(employment, _begun(plan.changes, written, places))
    _correct_posts(tx, plan)
    _remember_spellings(tx, plan, places, import_id)
    _journal(tx, import_id, [*of_organisations, *_deeds(plan.changes, written, places)])
    seen = sorted({*plan.seen, *(each.person_id for each in written)})
    tx.update(roster_import, [{"import_id": import_id, "seen": seen}])
    return import_id, numbers


def _import_row(plan: StaffPlan, source: Source) -> dict[str, Any]:
    return {
        "file_hash": source.file_hash,
        "as_of": plan.as_of,
        "imported_at": source.now,
        "rows": plan.counts.rows,
        "problems": problems_as_json([*source.problems, *plan.problems]),
        "files": list(source.files),
        "imported_by": source.by,
        "counts": asdict(plan.counts),
    }


def _write_organisations(tx: Transaction, plan: StaffPlan) -> tuple[dict[str, int], list[Deed]]:
    """Add new organisations, date the others; return the numbers of all by key, and what was done."""
    before = {row.normal_name: row for row in tx.rows(_select_organisations())}
    new = [
        {"name": name, "normal_name": key, "as_of": plan.as_of}
        for key, name in plan.organisations.items()
        if key not in before
    ]
    tx.insert(organisation, new)
    back = [before[key] for key in plan.organisations if key in before and before[key].withdrawn]
    dated = [before[key] for key in plan.organisations if key in before]
    tx.update(organisation, ({"organisation_id": row.organisation_id, "as_of": plan.as_of} for row in dated))
    named = (
        {
            "organisation_id": row.organisation_id,
            "name": plan.organisations[row.normal_name],
            "withdrawn": False,
        }
        for row in back
    )
    tx.update(organisation, named)
    numbers = {row.normal_name: row.organisation_id for row in tx.rows(_select_organisations())}
    deeds = (_of_organisation(plan, before.get(key), numbers[key]) for key in plan.organisations)
    return numbers, [deed for deed in deeds if deed]


def _select_organisations() -> Any:
    """Return the query of all organisations, withdrawn ones too."""
    return organisation.select().order_by(organisation.c.organisation_id)


def _of_organisation(plan: StaffPlan, before: Any, number: int) -> Deed | None:
    after = {"as_of": plan.as_of.isoformat()}
    if before is None:
        return Deed(Kind.ORGANISATION, organisation_id=number, after=after)
    if before.as_of == plan.as_of and not before.withdrawn:
        return None
    told = {"as_of": before.as_of.isoformat(), "withdrawn": before.withdrawn}
    return Deed(Kind.ORGANISATION, organisation_id=number, before=told, after=after)


def _write_people(
    tx: Transaction, changes: Sequence[PersonChange], seals: Sequence[str | None], import_id: int
) -> list[int]:
    """Write new and changed people; return the number of each change's person, in order."""
    written = [pair for pair in zip(changes, seals, strict=True) if pair[0].known and pair[0].written]
    back = [
        _person_row(each, seal, import_id) | {"snils_sealed": seal} for each, seal in written if each.is_new
    ]
    tx.update(person, back)
    for sealed in (True, False):
        rows = [
            _person_row(*pair, import_id)
            for pair in written
            if bool(pair[1]) is sealed and not pair[0].is_new
        ]
        tx.update(person, rows)
    new = [
        {"import_id": import_id, "snils_sealed": seal, **asdict(each.facts)}
        for each, seal in zip(changes, seals, strict=True)
        if each.known is None
    ]
    added = iter(tx.insert_numbered(person, new))
    return [next(added) if each.person_id is None else each.person_id for each in changes]


def _person_row(change: PersonChange, seal: str | None, import_id: int) -> dict[str, Any]:
    told = {"person_id": change.person_id, "import_id": import_id, "withdrawn": False}
    row = told | asdict(change.facts)
    return row | {"snils_sealed": seal} if seal else row


def _begun(
    changes: Iterable[PersonChange], written: Iterable[Written], places: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    for change, each in zip(changes, written, strict=True):
        for post in change.begun:
            yield {
                "person_id": each.person_id,
                "organisation_id": places[post.organisation],
                "import_id": each.import_id,
                **_post_row(post),
            }


def _post_row(post: PostFacts) -> dict[str, Any]:
    told = ("post", "subject", "main", "hired")
    row = {name: getattr(post, name) for name in told}
    return {"kind": post.kind.value, "extra": dict(post.extra), **row}


def _correct_posts(tx: Transaction, plan: StaffPlan) -> None:
    """End, reopen and correct the employments that were known."""
    ended = [post.employment_id for each in plan.changes for post in each.ended]
    reopened = [post.employment_id for each in plan.changes for post in each.reopened]
    corrected: list[tuple[KnownPost, PostFacts]] = [pair for each in plan.changes for pair in each.corrected]
    tx.update(employment, ({"employment_id": number, "left": plan.as_of} for number in ended))
    tx.update(employment, ({"employment_id": number, "left": None} for number in reopened))
    tx.update(
        employment, ({"employment_id": known.employment_id, **_post_row(post)} for known, post in corrected)
    )


def _remember_spellings(tx: Transaction, plan: StaffPlan, places: Mapping[str, int], import_id: int) -> None:
    tx.insert(
        organisation_spelling,
        [
            {
                "normal_name": normal,
                "organisation_id": places[key],
                "spelling": spelling,
                "import_id": import_id,
            }
            for normal, (key, spelling) in plan.spellings.items()
        ],
    )


def _deeds(
    changes: Iterable[PersonChange], written: Iterable[Written], places: Mapping[str, int]
) -> Iterator[Deed]:
    for change, each in zip(changes, written, strict=True):
        yield from deeds_of(change, each, places)


def _journal(tx: Transaction, import_id: int, deeds: Sequence[Deed]) -> None:
    """Write the journal, column by column: it has as many rows as the list, and often more."""
    chunks = range(0, len(deeds), _JOURNALED_AT_ONCE)
    tx.load(
        roster_change,
        (_columns(import_id, start, deeds[start : start + _JOURNALED_AT_ONCE]) for start in chunks),
    )


def _columns(import_id: int, start: int, deeds: Sequence[Deed]) -> list[list[Any]]:
    return [
        [import_id] * len(deeds),
        list(range(start, start + len(deeds))),
        [each.kind.value for each in deeds],
        *(
            [getattr(each, name) for each in deeds]
            for name in ("person_id", "employment_id", "organisation_id", "before", "after")
        ),
    ]
