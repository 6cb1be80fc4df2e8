"""What only the domain's rules can find wrong in a staff list that was read."""

from config.problems import Problem
from connector.roster_records import Roster
from mappings.staff.posts import known_kind


def unknown_kinds(roster: Roster) -> list[Problem]:
    """Return a problem for each «Категория» that is neither teachers' nor managers'."""
    return [
        Problem("roster.unknown_kind", roster.place(row, "kind_text"))
        for row in roster.rows
        if not known_kind(row.kind_text)
    ]
