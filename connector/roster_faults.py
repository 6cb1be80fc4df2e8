"""Which problems of a staff list are faults: a row set aside, a sheet or a file not read."""

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

REFUSALS = frozenset(
    {
        "roster.file_missing",
        "roster.file_blank",
        "roster.file_encrypted",
        "roster.not_a_spreadsheet",
        "roster.too_large",
        "roster.too_far",
        "roster.is_pdf",
        "roster.is_word",
        "roster.is_archive",
        "roster.is_picture",
        "roster.is_onec",
        "roster.is_web_page",
        "roster.empty",
        "roster.no_headings",
        "roster.missing_column",
        "roster.whose_list",
    }
)
"""A file, or one sheet of it, was not imported: raised for a single file, told among others."""


def is_fault(problem: Problem) -> bool:
    """Tell whether rows were left out, which a strict import refuses; other problems are notices."""
    return problem.text_id in SETS_ASIDE | REFUSALS
