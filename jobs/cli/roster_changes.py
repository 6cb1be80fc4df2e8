"""What an import does, or would do, as tables: by organisation, then person by person."""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from config.locale import Texts
from config.locale.numbers import format_count
from jobs.cli.output import is_terminal, say, show_table
from jobs.cli.roster_told import details, what
from jobs.rostering import Happened, ShownChange

FULL_UP_TO = 10
"""More of one kind in one organisation are told by their number, as when a whole school is new."""

_ALWAYS_FULL = frozenset({Happened.LEFT, Happened.MOVED, Happened.SURNAME, Happened.POST_CHANGED})
"""What somebody should look at one by one, however many they are."""

_COUNTED = ("hired", "left", "moved_in", "moved_out", "post_changed")
_COLUMNS = ("organisation", "what", "person", "roster_no", "name", "details")


def show_changes(words: Texts, changes: Sequence[ShownChange], *, everyone: bool) -> None:
    """Print both tables; long enumerations are told by their number unless everyone is wanted."""
    if not changes:
        say(words.say("rosters.done.nothing_changes"))
        return
    say("")
    say(words.say("rosters.change.organisations_head"))
    headings = [words.say(f"rosters.column.{each}") for each in ("organisation", *_COUNTED)]
    show_table(headings, _by_organisation(words, changes), numbers=range(1, len(headings)))
    say(words.say("rosters.change.head"))
    rows, collapsed = _one_by_one(words, changes, everyone=everyone)
    show_table([words.say(f"rosters.column.{each}") for each in _COLUMNS], rows, numbers=[2, 3])
    if collapsed:
        say(words.say("rosters.change.collapsed"))


def _by_organisation(words: Texts, changes: Iterable[ShownChange]) -> list[list[str]]:
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    for change in changes:
        told = change.told
        if told.what is Happened.MOVED:
            tallies[told.organisation]["moved_in"] += 1
            tallies[told.former_organisation]["moved_out"] += 1
        elif told.organisation:
            column = Happened.HIRED if told.what is Happened.RETURNED else told.what
            tallies[told.organisation][column.value] += 1
    return [
        [name, *(_count(words, tally[column]) for column in _COUNTED)]
        for name, tally in sorted(tallies.items())
        if any(tally[column] for column in _COUNTED)
    ]


def _count(words: Texts, count: int) -> str:
    return format_count(count, words.locale) if count else ""


def _one_by_one(
    words: Texts, changes: Iterable[ShownChange], *, everyone: bool
) -> tuple[list[list[str]], bool]:
    """Return the rows, and whether some of them stand for many people."""
    groups: dict[tuple[str, Happened], list[ShownChange]] = defaultdict(list)
    for change in changes:
        groups[change.told.organisation, change.told.what].append(change)
    order = list(Happened)
    rows: list[list[str]] = []
    collapsed = False
    for organisation, kind in sorted(groups, key=lambda key: (not key[0], key[0], order.index(key[1]))):
        found = groups[organisation, kind]
        if everyone or kind in _ALWAYS_FULL or len(found) <= FULL_UP_TO:
            rows += [_row(words, each) for each in found]
        else:
            collapsed = True
            rows.append(
                [
                    organisation,
                    what(words, found[0].told),
                    "",
                    "",
                    "",
                    words.say("rosters.change.people", n=len(found)),
                ]
            )
    return (_without_repeats(rows) if is_terminal(sys.stdout) else rows), collapsed


def _row(words: Texts, change: ShownChange) -> list[str]:
    person = words.say("rosters.change.new_person") if change.is_new else str(change.person_id)
    told = change.told
    return [
        told.organisation,
        what(words, told),
        person,
        change.roster_no or "",
        change.full_name,
        details(words, told),
    ]


def _without_repeats(rows: Iterable[list[str]]) -> list[list[str]]:
    """Leave an organisation's name out below itself: eyes find the next one sooner."""
    shown: list[list[str]] = []
    above = ""
    for name, *rest in rows:
        shown.append(["" if name == above else name, *rest])
        above = name
    return shown
