"""Which organisations the rows of a list speak of: known ones, new ones, and those somebody has to be asked about."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from config.problems import Problem
from connector.roster_records import RosterRow, SetAside
from mappings.identity.names import normal_organisation
from mappings.staff.choices import AskedOrganisation, OrganisationChoice
from mappings.staff.organisation_likeness import near_each_other, near_organisations
from mappings.staff.values import StaffState


@dataclass(frozen=True, slots=True)
class Settled:
    """The rows of a list with their organisations' keys instead of the names as written."""

    rows: tuple[RosterRow, ...]
    set_aside: tuple[SetAside, ...]
    names: Mapping[str, str]
    """How the organisations are called, by key: a known one by its own name, a new one as first written."""

    spellings: Mapping[str, tuple[str, str]]
    """To be remembered: key and spelling by normal name."""

    asked: tuple[AskedOrganisation, ...] = ()
    asked_rows: tuple[RosterRow, ...] = field(default=(), repr=False)
    doubtful: frozenset[str] = frozenset()
    """Keys of the organisations that those asked about may be: nobody leaves them."""

    problems: tuple[Problem, ...] = ()


def settle_organisations(
    state: StaffState,
    rows: Sequence[RosterRow],
    set_aside: Sequence[SetAside],
    choice: OrganisationChoice,
) -> Settled:
    """Return what the rows speak of; a spelling near two known organisations is asked about whatever the choice."""
    known = _known(state)
    unknown = _unknown(rows, known)
    near = {} if choice is OrganisationChoice.NEW else _near(state, unknown)
    taken = {normal: keys[0] for normal, keys in near.items() if _is_taken(keys, choice)}
    asked = {normal: keys for normal, keys in near.items() if normal not in taken}
    keys = known | {normal: normal for normal in unknown if normal not in near} | taken
    of_asked = [row for row in rows if normal_organisation(row.organisation) in asked]
    asked_of = _asked(state, asked, of_asked)
    return Settled(
        rows=tuple(_keyed(row, keys) for row in rows if normal_organisation(row.organisation) in keys),
        set_aside=tuple(_keyed_aside(row, keys) for row in set_aside),
        names=_names(state, rows, keys),
        spellings={normal: (key, unknown[normal].organisation) for normal, key in taken.items()},
        asked=asked_of,
        asked_rows=tuple(of_asked),
        doubtful=frozenset(key for found in asked.values() for key in found),
        problems=tuple(_problems(state, unknown, asked, taken, asked_of, keys)),
    )


def _known(state: StaffState) -> dict[str, str]:
    """Return the keys of the organisations by every normal name they are known under.

    That of their own name as it is made today is among them: another version may have made the key.
    """
    standing = {key: each for key, each in state.organisations.items() if not each.withdrawn}
    today = {normal_organisation(each.name): key for key, each in standing.items() if each.name}
    return today | {key: key for key in standing} | dict(state.spellings)


def _unknown(rows: Iterable[RosterRow], known: Mapping[str, str]) -> dict[str, RosterRow]:
    """Return the first row of each organisation that is not known, by normal name."""
    found: dict[str, RosterRow] = {}
    for row in rows:
        normal = normal_organisation(row.organisation)
        if normal not in known:
            found.setdefault(normal, row)
    return found


def _near(state: StaffState, unknown: Iterable[str]) -> dict[str, tuple[str, ...]]:
    standing = [key for key, each in state.organisations.items() if not each.withdrawn]
    found = {normal: near_organisations(normal, standing) for normal in unknown}
    return {normal: keys for normal, keys in found.items() if keys}


def _is_taken(keys: Sequence[str], choice: OrganisationChoice) -> bool:
    return choice is OrganisationChoice.KNOWN and len(keys) == 1


def _keyed(row: RosterRow, keys: Mapping[str, str]) -> RosterRow:
    return replace(row, organisation=keys[normal_organisation(row.organisation)])


def _keyed_aside(row: SetAside, keys: Mapping[str, str]) -> SetAside:
    normal = normal_organisation(row.organisation) if row.organisation else ""
    return replace(row, organisation=keys.get(normal, normal))


def _names(state: StaffState, rows: Iterable[RosterRow], keys: Mapping[str, str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for row in rows:
        key = keys.get(normal_organisation(row.organisation))
        if key is not None and key not in names:
            known = state.organisations.get(key)
            names[key] = known.name if known and known.name and not known.withdrawn else row.organisation
    return names


def _asked(
    state: StaffState, asked: Mapping[str, Sequence[str]], rows: Iterable[RosterRow]
) -> tuple[AskedOrganisation, ...]:
    counts = Counter(normal_organisation(row.organisation) for row in rows)
    spelt = {normal_organisation(row.organisation): row.organisation for row in reversed(list(rows))}
    return tuple(
        AskedOrganisation(
            spelt[normal], tuple(state.organisations[key].name or key for key in found), counts[normal]
        )
        for normal, found in sorted(asked.items())
    )


def _problems(
    state: StaffState,
    unknown: Mapping[str, RosterRow],
    asked: Mapping[str, Sequence[str]],
    taken: Mapping[str, str],
    told: Sequence[AskedOrganisation],
    keys: Mapping[str, str],
) -> Iterable[Problem]:
    for normal, each in zip(sorted(asked), told, strict=True):
        row = unknown[normal]
        which = "staff.organisation_asked" if len(each.known) == 1 else "staff.organisation_of_several"
        values: dict[str, str | int] = {
            "organisation": each.spelling,
            "known": "», «".join(each.known),
            "rows": each.rows,
        }
        yield Problem(which, _place(row) | values)
    for normal, key in sorted(taken.items()):
        row, known = unknown[normal], state.organisations[key]
        found: dict[str, str | int] = {"organisation": row.organisation, "known": known.name or key}
        yield Problem("staff.organisation_taken", _place(row) | found, organisation_id=known.organisation_id)
    new = [normal for normal in unknown if keys.get(normal) == normal]
    for one, other in near_each_other(new):
        alike: dict[str, str | int] = {
            "organisation": unknown[one].organisation,
            "other": unknown[other].organisation,
        }
        yield Problem("staff.organisations_alike", _place(unknown[one]) | alike)


def _place(row: RosterRow) -> dict[str, str | int]:
    return {"file": row.file, "sheet": row.sheet, "row": row.row}
