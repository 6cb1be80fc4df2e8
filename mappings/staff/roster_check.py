"""What only the domain's rules can find wrong in a staff list that was read."""

from config.problems import Problem
from connector.roster_records import RosterSheet
from mappings.staff.posts import known_kind


def unknown_kinds(roster: RosterSheet) -> list[Problem]:
    """Return a problem for each «Категория» that is neither teachers' nor managers'."""
    column = roster.columns.get("kind_text", "")
    return [
        Problem(
            "roster.unknown_kind",
            {"file": roster.file_name, "sheet": roster.sheet, "cell": f"{column}{row.row}"},
        )
        for row in roster.rows
        if not known_kind(row.kind_text)
    ]
