"""Which problems of a staff list are faults: a row set aside, a cell blanked, a sheet or a file not read."""

from config.problems import Problem

SETS_ASIDE = frozenset(
    {
        "roster.no_surname",
        "roster.no_first_name",
        "roster.only_initials",
        "roster.no_organisation",
        "roster.no_post",
    }
)
"""The row was not imported."""

BLANKS = frozenset(
    {"roster.bad_snils", "roster.bad_date", "roster.bad_email", "roster.snils_of_two"},
)
"""The row was imported without the cell."""

FAULTS = SETS_ASIDE | BLANKS | {"roster.twice"}
"""What a strict import refuses; every other problem is a notice: all that the list says went in."""


def is_fault(problem: Problem) -> bool:
    """Tell whether something the list says was not imported."""
    return problem.text_id in FAULTS
