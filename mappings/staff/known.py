"""What the store knows of staff before an import: everyone, every post, every organisation and its spellings."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from mappings.facts import StaffKind
from mappings.staff.deeds import Kind
from mappings.staff.values import (
    KnownOrganisation,
    KnownPerson,
    KnownPost,
    PersonFacts,
    PostFacts,
    StaffState,
)
from mappings.store import Transaction
from mappings.tables import employment, organisation, organisation_spelling, person, roster_change

_FACTS = tuple(PersonFacts.__dataclass_fields__)


def load_state(tx: Transaction) -> StaffState:
    """Return everyone, every post and every organisation of the store; who was withdrawn is told apart."""
    places = organisation.c
    asked = select(places.normal_name, places.organisation_id, places.as_of, places.name, places.withdrawn)
    spelt = select(organisation_spelling.c.normal_name, places.normal_name).join_from(
        organisation_spelling, organisation
    )
    return StaffState(
        people=_people(tx),
        posts=_posts(tx),
        organisations={row[0]: KnownOrganisation(*row[1:]) for row in tx.rows(asked)},
        spellings={row[0]: row[1] for row in tx.rows(spelt)},
    )


def _people(tx: Transaction) -> tuple[KnownPerson, ...]:
    kept = (person.c.person_id, person.c.withdrawn, person.c.snils_sealed, person.c.import_id)
    found = tx.rows(select(*kept, *(person.c[name] for name in _FACTS)).order_by(person.c.person_id))
    gone = {row.person_id for row in found if row.withdrawn}
    hashes, places = _of_withdrawn(tx) if gone else ({}, {})
    return tuple(
        KnownPerson(row[0], PersonFacts(*row[4:]), row[1], row[2], row[3])
        if not row.withdrawn
        else _withdrawn(row[0], PersonFacts(*row[4:]), hashes, places)
        for row in found
    )


def _withdrawn(
    number: int,
    facts: PersonFacts,
    hashes: Mapping[int, str | None],
    places: Mapping[int, set[str]],
) -> KnownPerson:
    told = {name: getattr(facts, name) for name in _FACTS} | {"snils_hash": hashes.get(number)}
    return KnownPerson(
        number,
        PersonFacts(**told),
        withdrawn=True,
        former_organisations=tuple(sorted(places.get(number, ()))),
    )


def _of_withdrawn(tx: Transaction) -> tuple[dict[int, str | None], dict[int, set[str]]]:
    """Return the СНИЛС and the organisations of those whose import was taken back, from its journal."""
    its = roster_change.c
    asked = select(its.kind, its.person_id, its.after, organisation.c.normal_name)
    asked = asked.join_from(roster_change, person, person.c.person_id == its.person_id)
    asked = asked.outerjoin(organisation, organisation.c.organisation_id == its.organisation_id)
    asked = asked.where(person.c.withdrawn, its.kind.in_([Kind.JOINED.value, Kind.BEGUN.value]))
    hashes: dict[int, str | None] = {}
    places: dict[int, set[str]] = defaultdict(set)
    for kind, number, after, key in tx.rows(asked.order_by(its.import_id, its.position)):
        if kind == Kind.JOINED.value:
            hashes[number] = after["snils_hash"]
        elif key:
            places[number].add(key)
    return hashes, places


def _posts(tx: Transaction) -> tuple[KnownPost, ...]:
    held = employment.c
    asked = select(
        held.employment_id,
        held.person_id,
        organisation.c.normal_name,
        held.kind,
        held.post,
        held.subject,
        held.main,
        held.hired,
        held.extra,
        held.left,
    ).join_from(employment, organisation)
    return tuple(_known_post(*row) for row in tx.rows(asked.order_by(held.employment_id)))


def _known_post(employment_id: int, person_id: int, key: str, kind: str, *rest: Any) -> KnownPost:
    post, subject, main, hired, extra, left = rest
    facts = PostFacts(key, StaffKind(kind), post, subject, main, hired, tuple(sorted(extra.items())))
    return KnownPost(employment_id, person_id, facts, left)
