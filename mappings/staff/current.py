"""The staff as the store knows it now, so that somebody can find a person's number."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from mappings.store import Transaction
from mappings.tables import employment, organisation, person


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One post of one person."""

    person_id: int
    roster_no: str | None
    organisation: str
    full_name: str = field(repr=False)
    post: str
    main: bool
    hired: date | None
    left: date | None


def organisation_names(tx: Transaction) -> tuple[str, ...]:
    """Return every organisation's name, sorted."""
    return tuple(sorted(organisations_named(tx).values()))


def organisations_named(tx: Transaction) -> dict[int, str]:
    """Return every organisation's number and name."""
    told = organisation.c
    asked = select(told.organisation_id, told.name).where(told.withdrawn.is_(False))
    return {row.organisation_id: row.name for row in tx.rows(asked)}


def staff_lines(
    tx: Transaction, *, organisation_ids: Collection[int] | None, roster_no: str | None, everyone: bool
) -> Sequence[StaffLine]:
    """Return posts by organisation and name: those held, or with `everyone` also those left."""
    told = employment.c
    names = (person.c.last_name, person.c.first_name, person.c.patronymic)
    asked = (
        select(
            told.person_id,
            person.c.roster_no,
            organisation.c.name,
            *names,
            told.post,
            told.main,
            told.hired,
            told.left,
        )
        .join_from(employment, organisation)
        .join(person, person.c.person_id == told.person_id)
        .where(person.c.withdrawn.is_(False))
        .order_by(organisation.c.name, *names, told.employment_id)
    )
    if organisation_ids is not None:
        asked = asked.where(told.organisation_id.in_(organisation_ids))
    if roster_no is not None:
        asked = asked.where(person.c.roster_no == roster_no)
    if not everyone:
        asked = asked.where(told.left.is_(None))
    return [
        StaffLine(
            person_id=row.person_id,
            roster_no=row.roster_no,
            organisation=row.name,
            full_name=" ".join(filter(None, (row.last_name, row.first_name, row.patronymic))),
            post=row.post,
            main=row.main,
            hired=row.hired,
            left=row.left,
        )
        for row in tx.rows(asked)
    ]
