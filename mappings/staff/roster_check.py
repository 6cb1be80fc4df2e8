"""What only the domain's rules can find wrong in staff lists that were read, by file, sheet and cell."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from config.problems import Problem
from connector.roster_records import Roster, RosterRow, pointing_back
from mappings.identity.names import full_name, normal_organisation
from mappings.staff.post_names import PostSort, nearest_post, sort_of_post
from mappings.staff.posts import known_kind


def check_roster(roster: Roster) -> list[Problem]:
    """Return a problem for each cell that the domain doubts; none of them keeps a row out."""
    return [*unknown_kinds(roster), *unknown_posts(roster), *namesakes(roster)]


def unknown_kinds(roster: Roster) -> list[Problem]:
    """Return a problem for each «Категория» that is neither teachers' nor managers'."""
    return [
        Problem("roster.unknown_kind", roster.place(row, "kind_text"))
        for row in roster.rows
        if not known_kind(row.kind_text)
    ]


def unknown_posts(roster: Roster) -> Iterator[Problem]:
    """Yield a problem for each post that is not education's; a mistyped one is told what it is near to."""
    for row in roster.rows:
        sort = sort_of_post(row.post)
        if sort is PostSort.TECHNICAL:
            yield Problem("staff.technical_post", {**roster.place(row, "post"), "post": row.post})
        elif sort is PostSort.UNKNOWN:
            yield _unknown_post(roster, row)


def _unknown_post(roster: Roster, row: RosterRow) -> Problem:
    told = {**roster.place(row, "post"), "post": row.post}
    nearest = nearest_post(row.post)
    if nearest is None:
        return Problem("staff.unknown_post", told)
    return Problem("staff.mistyped_post", {**told, "nearest": nearest})


def namesakes(roster: Roster) -> Iterator[Problem]:
    """Yield a problem for each row whose full name somebody else of the same organisation has."""
    by_name: dict[tuple[str, str], list[RosterRow]] = defaultdict(list)
    for row in roster.rows:
        name = full_name(row.last_name, row.first_name, row.patronymic)
        by_name[normal_organisation(row.organisation), name].append(row)
    for rows in by_name.values():
        if len(rows) > 1:
            yield from _others(roster, rows)


def _others(roster: Roster, rows: Iterable[RosterRow]) -> Iterator[Problem]:
    met: list[RosterRow] = []
    for row in rows:
        other = next((each for each in met if _another(each, row)), None)
        if other is not None and not any(_same(each, row) for each in met):
            told = roster.place(row, "last_name") | pointing_back(roster.place(other, "last_name"))
            yield Problem("staff.namesake_here", told)
        met.append(row)


def _another(one: RosterRow, other: RosterRow) -> bool:
    """Tell whether two rows of one name are surely two people."""
    return _differ(one.snils, other.snils) or (
        _differ(one.birth_date, other.birth_date) and not (one.snils and one.snils == other.snils)
    )


def _same(one: RosterRow, other: RosterRow) -> bool:
    if one.snils and other.snils:
        return one.snils == other.snils
    return one.birth_date is not None and one.birth_date == other.birth_date


def _differ(one: object, other: object) -> bool:
    return bool(one and other and one != other)
