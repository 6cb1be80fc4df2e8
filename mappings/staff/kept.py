"""The staff list in the store: what is known, and what an import's plan makes of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select

from config.problems import Problem
from mappings.facts import StaffKind
from mappings.keeping.problems_kept import problems_as_json
from mappings.keeping.secrecy import Keyring
from mappings.staff.plan import plan_import
from mappings.staff.values import (
    KnownOrganisation,
    KnownPerson,
    KnownPost,
    PersonChange,
    PersonFacts,
    PostFacts,
    StaffCounts,
    StaffPlan,
    StaffState,
)
from mappings.store import Transaction
from mappings.tables import employment, organisation, person, roster_import

__all__ = ["StaffCounts", "StaffPlan", "StaffState", "apply", "load_state", "plan_import"]


def load_state(tx: Transaction) -> StaffState:
    """Return everyone, every post and every organisation of the store."""
    facts = [person.c[name] for name in PersonFacts.__dataclass_fields__]
    held = employment.c
    posts = select(
        held.employment_id,
        held.person_id,
        organisation.c.normal_name,
        held.kind,
        held.post,
        held.subject,
        held.main,
        held.hired,
        held.left,
    ).join_from(employment, organisation)
    people = tx.rows(select(person.c.person_id, *facts).order_by(person.c.person_id))
    places = tx.rows(select(organisation.c.normal_name, organisation.c.organisation_id, organisation.c.as_of))
    return StaffState(
        people=tuple(KnownPerson(row[0], PersonFacts(*row[1:])) for row in people),
        posts=tuple(_known_post(*row) for row in tx.rows(posts.order_by(held.employment_id))),
        organisations={row[0]: KnownOrganisation(*row[1:]) for row in places},
    )


def _known_post(employment_id: int, person_id: int, normal_name: str, kind: str, *rest: Any) -> KnownPost:
    *told, left = rest
    return KnownPost(employment_id, person_id, PostFacts(normal_name, StaffKind(kind), *told), left)


def apply(
    tx: Transaction,
    plan: StaffPlan,
    *,
    keyring: Keyring,
    now: datetime,
    file_hash: str,
    problems: Iterable[Problem] = (),
) -> int:
    """Write what a plan decided and return the import's number.

    `problems` are those of reading the file; the plan's own are added.
    """
    import_id = tx.insert_one(roster_import, _import_row(plan, now, file_hash, problems))
    places = _write_organisations(tx, plan)
    numbers = _write_people(tx, plan.changes, keyring, import_id)
    tx.insert(employment, _begun(plan.changes, numbers, places, import_id))
    _correct_posts(tx, plan)
    return import_id


def _import_row(
    plan: StaffPlan, now: datetime, file_hash: str, problems: Iterable[Problem]
) -> dict[str, Any]:
    return {
        "file_hash": file_hash,
        "as_of": plan.as_of,
        "imported_at": now,
        "rows": plan.counts.rows,
        "problems": problems_as_json([*problems, *plan.problems]),
    }


def _write_organisations(tx: Transaction, plan: StaffPlan) -> dict[str, int]:
    """Add new organisations, date the others, and return the numbers of all by normal name."""
    new = [
        {"name": name, "normal_name": normal, "as_of": plan.as_of}
        for normal, name in plan.organisations.items()
        if normal in plan.new_organisations
    ]
    tx.insert(organisation, new)
    numbers = {
        row[0]: row[1] for row in tx.rows(select(organisation.c.normal_name, organisation.c.organisation_id))
    }
    dated = [numbers[each] for each in plan.organisations if each not in plan.new_organisations]
    tx.update(organisation, ({"organisation_id": each, "as_of": plan.as_of} for each in dated))
    return numbers


def _write_people(
    tx: Transaction, changes: tuple[PersonChange, ...], keyring: Keyring, import_id: int
) -> list[int]:
    """Write new and changed people; return the number of each change's person, in order."""
    known = [each for each in changes if each.person_id is not None and each.written]
    for sealed in (True, False):
        rows = [_person_row(each, keyring, import_id) for each in known if bool(each.snils) is sealed]
        tx.update(person, rows)
    new = [each for each in changes if each.person_id is None]
    added = iter(tx.insert_numbered(person, [_new_person_row(each, keyring, import_id) for each in new]))
    return [next(added) if each.person_id is None else each.person_id for each in changes]


def _person_row(change: PersonChange, keyring: Keyring, import_id: int) -> dict[str, Any]:
    row = {"person_id": change.person_id, "import_id": import_id, **asdict(change.facts)}
    return row | {"snils_sealed": keyring.seal(change.snils)} if change.snils else row


def _new_person_row(change: PersonChange, keyring: Keyring, import_id: int) -> dict[str, Any]:
    sealed = keyring.seal(change.snils) if change.snils else None
    return {"import_id": import_id, "snils_sealed": sealed, **asdict(change.facts)}


def _begun(
    changes: Iterable[PersonChange], numbers: Iterable[int], places: Mapping[str, int], import_id: int
) -> Iterator[dict[str, Any]]:
    for change, person_id in zip(changes, numbers, strict=True):
        for post in change.begun:
            yield {
                "person_id": person_id,
                "organisation_id": places[post.organisation],
                "import_id": import_id,
                **_post_row(post),
            }


def _post_row(post: PostFacts) -> dict[str, Any]:
    told = ("post", "subject", "main", "hired")
    return {"kind": post.kind.value, **{name: getattr(post, name) for name in told}}


def _correct_posts(tx: Transaction, plan: StaffPlan) -> None:
    """End, reopen and correct the employments that were known."""
    ended = [number for each in plan.changes for number in each.ended]
    reopened = [number for each in plan.changes for number in each.reopened]
    corrected = [pair for each in plan.changes for pair in each.corrected]
    tx.update(employment, ({"employment_id": number, "left": plan.as_of} for number in ended))
    tx.update(employment, ({"employment_id": number, "left": None} for number in reopened))
    tx.update(employment, ({"employment_id": number, **_post_row(post)} for number, post in corrected))
