"""Staff in force on a day who have no account of their own, by organisation."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_, select

from mappings.facts import Key, LinkState, StaffKind
from mappings.store import Transaction
from mappings.tables import account_link, employment, organisation, person


@dataclass(frozen=True, slots=True)
class WithoutAccount:
    """A person and the post by which an organisation is asked about them."""

    person_id: int
    roster_no: str | None
    full_name: str = field(repr=False)
    post: str
    kind: StaffKind
    main: bool
    waiting: tuple[Key, ...] = ()
    """Accounts that may be theirs and wait for a decision."""


@dataclass(frozen=True, slots=True)
class OrganisationStaff:
    """An organisation, how many work there, and those of them who have no account."""

    organisation_id: int
    name: str
    staff: int
    missing: tuple[WithoutAccount, ...] = ()


def staff_without_accounts(tx: Transaction, day: date) -> list[OrganisationStaff]:
    """Return every organisation that has staff on the day, by name; people by name.

    Somebody who works in two organisations stands in both: either may know the login.
    """
    owners, waiting = _owners(tx), _waiting(tx)
    staff: dict[tuple[str, int], set[int]] = defaultdict(set)
    missing: dict[tuple[str, int], dict[int, WithoutAccount]] = defaultdict(dict)
    for place, each in _held(tx, day):
        staff[place].add(each[0])
        if each[0] not in owners and each[0] not in missing[place]:
            missing[place][each[0]] = WithoutAccount(*each, waiting=waiting.get(each[0], ()))
    return [
        OrganisationStaff(number, name, len(people), tuple(missing[name, number].values()))
        for (name, number), people in sorted(staff.items())
    ]


_Told = tuple[int, str | None, str, str, StaffKind, bool]


def _held(tx: Transaction, day: date) -> list[tuple[tuple[str, int], _Told]]:
    """Return who holds which post where on the day, by name, the main post first."""
    held, known = employment.c, person.c
    names = (known.last_name, known.first_name, known.patronymic)
    asked = (
        select(
            organisation.c.name,
            organisation.c.organisation_id,
            held.person_id,
            known.roster_no,
            held.post,
            held.kind,
            held.main,
            *names,
        )
        .join_from(employment, organisation)
        .join(person, person.c.person_id == held.person_id)
        .where(or_(held.hired.is_(None), held.hired <= day), or_(held.left.is_(None), held.left > day))
        .order_by(*names, held.person_id, held.main.desc(), held.employment_id)
    )
    return [
        (
            (name, number),
            (person_id, roster_no, " ".join(filter(None, told)), post, StaffKind(kind), main),
        )
        for name, number, person_id, roster_no, post, kind, main, *told in tx.rows(asked)
    ]


def _owners(tx: Transaction) -> frozenset[int]:
    line = account_link.c
    asked = select(line.person_id).where(line.superseded_at.is_(None), line.state == LinkState.LINKED.value)
    return frozenset(person_id for (person_id,) in tx.rows(asked))


def _waiting(tx: Transaction) -> dict[int, tuple[Key, ...]]:
    line = account_link.c
    asked = select(line.person_id, line.site, line.account_id).where(
        line.superseded_at.is_(None), line.state == LinkState.REVIEW.value, line.person_id.is_not(None)
    )
    found: dict[int, list[Key]] = defaultdict(list)
    for person_id, site, number in tx.rows(asked.order_by(line.site, line.account_id)):
        found[person_id].append((site, number))
    return {person_id: tuple(keys) for person_id, keys in found.items()}
