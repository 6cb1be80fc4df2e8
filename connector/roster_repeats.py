"""The same person twice in a staff list, and one СНИЛС given to two people."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from config.problems import Problem
from connector.roster_records import RosterRow
from connector.sheets import cell_name


def without_repeats(
    rows: Sequence[RosterRow], columns: Mapping[str, int], file: str, sheet: str
) -> tuple[list[RosterRow], list[Problem]]:
    """Return the rows without repeats, and a problem for each.

    A second post of one person is no repeat. A СНИЛС that stands beside two names identifies neither: it is
    taken from both rows.
    """
    doubtful = _numbers_of_two(rows)
    kept: list[RosterRow] = []
    problems: list[Problem] = []
    seen: dict[tuple[object, ...], int] = {}
    for told in rows:
        row = replace(told, snils=None) if told.snils in doubtful else told
        if row is not told:
            problems.append(_problem("roster.snils_of_two", row, columns.get("snils", 0), file, sheet))
        first_row = seen.setdefault(_post_of_person(row), row.row)
        if first_row == row.row:
            kept.append(row)
        else:
            column = columns.get("last_name", columns.get("full_name", 0))
            problems.append(_problem("roster.twice", row, column, file, sheet, first_row=first_row))
    return kept, problems


def _numbers_of_two(rows: Sequence[RosterRow]) -> frozenset[str]:
    names: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in rows:
        if row.snils:
            names[row.snils].add((_plain(row.first_name), _plain(row.patronymic)))
    return frozenset(number for number, bearers in names.items() if len(bearers) > 1)


def _post_of_person(row: RosterRow) -> tuple[object, ...]:
    name = (_plain(row.last_name), _plain(row.first_name), _plain(row.patronymic))
    person = (row.snils,) if row.snils else (*name, row.birth_date)
    return (*person, _plain(row.organisation), _plain(row.post), _plain(row.subject))


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split())


def _problem(text_id: str, row: RosterRow, column: int, file: str, sheet: str, **more: int) -> Problem:
    place: dict[str, str | int] = {"file": file, "sheet": sheet, "cell": cell_name(row.row - 1, column)}
    return Problem(text_id, place | more)
