"""Which sheets of a file are staff lists, and whose: found by headings, titles and names of sheets."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from config.problems import Problem
from connector.cell_values import text_of
from connector.errors import RefusedError
from connector.roster_headings import WRITTEN, Headings, find_headings
from connector.roster_titles import is_organisation, name_organisation, title_organisation
from connector.sheets import Cell, Sheet

_NOT_NAMED = frozenset({"CSV", "HTML"})
"""Names of sheets in files that have none: the file's own name stands for it, as Excel shows it."""

_NEARLY = 2
"""Columns a staff list may have forgotten; a sheet that lacks more is a list of something else."""


@dataclass(frozen=True, slots=True)
class StaffList:
    """A sheet of staff, and where its parts are."""

    sheet: Sheet
    headings: Headings
    organisation: str = ""
    """Whose list it is where the rows do not tell."""

    extras: dict[int, str] = field(default_factory=dict)
    """Columns nobody asked for, from 0, by heading."""

    @property
    def title(self) -> Sequence[Sequence[Cell]]:
        """Return the rows above the headings."""
        return self.sheet.rows[: self.headings.last_row]


def staff_lists(sheets: Sequence[Sheet], file_name: str) -> tuple[list[StaffList], list[Problem]]:
    """Return the sheets that are staff lists, and a problem for each that nearly is or is hidden.

    Hidden sheets are old lists mostly: they are read only where no sheet in sight is one. Raises RefusedError
    where none can be read: `roster.no_headings`, `roster.missing_column`, `roster.whose_list`.
    """
    found = [(sheet, headings) for sheet in sheets if (headings := find_headings(sheet.rows))]
    if not found:
        raise RefusedError("roster.no_headings", file=file_name)
    seen = [pair for pair in found if not pair[0].hidden] or found
    problems = [
        Problem("roster.sheet_hidden", {"file": file_name, "sheet": sheet.name})
        for sheet, _ in found
        if sheet.hidden and not seen[0][0].hidden
    ]
    read = [_staff_list(sheet, headings, file_name) for sheet, headings in seen]
    refusals = [each for each in read if isinstance(each, RefusedError)]
    lists = [each for each in read if isinstance(each, StaffList)]
    if not lists:
        raise min(refusals, key=_lacking)
    nearly = [each for each in refusals if _lacking(each) <= _NEARLY]
    return lists, problems + [Problem(each.text_id, dict(each.detail)) for each in nearly]


def _lacking(refusal: RefusedError) -> int:
    return str(refusal.detail.get("column", "")).count("«")


def _staff_list(sheet: Sheet, headings: Headings, file_name: str) -> StaffList | RefusedError:
    told = {"file": file_name, "sheet": sheet.name}
    lacking = [name for name in headings.missing if name != "organisation"]
    organisation = "" if "organisation" in headings.columns else _organisation(sheet, headings, file_name)
    if organisation is None and lacking:
        lacking = list(headings.missing)
    if lacking:
        return RefusedError(
            "roster.missing_column", **told, column=", ".join(f"«{WRITTEN[n]}»" for n in lacking)
        )
    if organisation is None:
        return RefusedError("roster.whose_list", **told)
    return StaffList(sheet, headings, organisation, _extras(sheet, headings))


def _organisation(sheet: Sheet, headings: Headings, file_name: str) -> str | None:
    """Return whose list it is; empty text where rows above groups of people tell it."""
    name = PurePath(file_name).stem if sheet.name in _NOT_NAMED else sheet.name
    told = title_organisation(sheet.rows[: headings.last_row]) or name_organisation(name)
    if told:
        return told
    groups = ({text_of(cell) for cell in row} - {""} for row in sheet.rows[headings.last_row + 1 :])
    return "" if any(len(texts) == 1 and is_organisation(*texts) for texts in groups) else None


def _extras(sheet: Sheet, headings: Headings) -> dict[int, str]:
    used = set(headings.columns.values())
    told: dict[int, str] = {}
    for column, cell in enumerate(sheet.rows[headings.last_row]):
        heading = text_of(cell)
        if heading and column not in used:
            told[column] = f"{heading} ({column + 1})" if heading in told.values() else heading
    return told
