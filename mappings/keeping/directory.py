"""Names for reports: rules need none, readers do."""

from dataclasses import dataclass, field

from sqlalchemy import select

from mappings import tables
from mappings.store import Transaction


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """How a person is shown."""

    person_id: int
    roster_no: str | None
    full_name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Directory:
    """Names of people and organisations by their numbers."""

    people: dict[int, PersonEntry]
    organisations: dict[int, str]


def load_directory(tx: Transaction) -> Directory:
    """Return everyone and every organisation that was ever on a roster."""
    person = tables.person.c
    names = (person.last_name, person.first_name, person.patronymic)
    people = tx.rows(select(person.person_id, person.roster_no, *names))
    organisations = tx.rows(select(tables.organisation.c.organisation_id, tables.organisation.c.name))
    return Directory(
        people={
            row.person_id: PersonEntry(row.person_id, row.roster_no, " ".join(filter(None, row[2:])))
            for row in people
        },
        organisations={row.organisation_id: row.name for row in organisations},
    )
