"""The same person twice in a staff list, and one СНИЛС given to two people."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from config.problems import Problem
from connector.roster_records import Roster, RosterRow, RosterSheet, Skipped, SkippedAs, pointing_back


def without_repeats(roster: Roster) -> tuple[Roster, list[Problem]]:
    """Return the sheets without repeats, and a problem for each.

    A second post of one person is no repeat. A СНИЛС that stands beside two names identifies neither: it is
    taken from both rows.
    """
    doubtful = _numbers_of_two(roster.rows)
    problems: list[Problem] = []
    seen: dict[tuple[object, ...], RosterRow] = {}
    sheets: list[RosterSheet] = []
    for sheet in roster.sheets:
        kept: list[RosterRow] = []
        skipped = list(sheet.skipped)
        for told in sheet.rows:
            row = replace(told, snils=None) if told.snils in doubtful else told
            if row is not told:
                problems.append(Problem("roster.snils_of_two", roster.place(row, "snils")))
            first = seen.setdefault(_post_of_person(row), row)
            if first is row:
                kept.append(row)
            else:
                skipped.append(Skipped(row.row, row.file, row.sheet, SkippedAs.REPEATED))
                told_of = roster.place(row, "last_name") | pointing_back(roster.place(first, "last_name"))
                problems.append(Problem("roster.twice", told_of))
        sheets.append(replace(sheet, rows=tuple(kept), skipped=tuple(skipped)))
    return Roster(tuple(sheets)), problems


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
