"""What an import's plan does to people, as lines to be shown before it is done, and after."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from mappings.staff.deeds import changed_names
from mappings.staff.telling import FieldChange, Happenings, PostLine, ShownChange, field_changes, tell
from mappings.staff.values import KnownPost, PersonChange, PersonFacts, PostFacts, StaffPlan, StaffState


def shown_changes(plan: StaffPlan, state: StaffState, numbers: Iterable[int]) -> tuple[ShownChange, ...]:
    """Return a line for each thing that happens, by organisation and number in the list.

    `numbers` are those of the people of the plan's changes, in order.
    """
    names = {key: each.name or key for key, each in state.organisations.items()} | dict(plan.organisations)
    lines = [
        line
        for change, number in zip(plan.changes, numbers, strict=True)
        for line in _lines(change, number, names)
    ]
    return tuple(sorted(lines, key=_order))


def _lines(change: PersonChange, number: int, names: Mapping[str, str]) -> Iterator[ShownChange]:
    facts = change.facts if change.organisations else change.before
    full_name = " ".join(filter(None, (facts.last_name, facts.first_name, facts.patronymic)))
    home = _home(change, names)
    for told in tell(_happenings(change, names)):
        placed = told if told.organisation else replace(told, organisation=home)
        yield ShownChange(number, facts.roster_no, full_name, change.is_new, placed)


def _home(change: PersonChange, names: Mapping[str, str]) -> str:
    return min((names[key] for key in change.organisations), default="")


def _happenings(change: PersonChange, names: Mapping[str, str]) -> Happenings:
    return Happenings(
        begun=tuple(PostLine(names[post.organisation], post.post) for post in change.begun),
        ended=tuple(_line(known, names) for known in change.ended),
        reopened=tuple(_line(known, names) for known in change.reopened),
        corrected=tuple(
            replace(_line(known, names), fields=_fields(known.facts, better))
            for known, better in change.corrected
        ),
        facts=() if change.is_new else _fields(change.before, change.facts),
    )


def _line(known: KnownPost, names: Mapping[str, str]) -> PostLine:
    return PostLine(names[known.facts.organisation], known.facts.post)


def _fields(before: PersonFacts | PostFacts, after: PersonFacts | PostFacts) -> tuple[FieldChange, ...]:
    told = changed_names(before, after)
    old, new = ({name: _value(getattr(facts, name)) for name in told} for facts in (before, after))
    return field_changes(old, new)


def _value(told: object) -> object:
    return dict(told) if isinstance(told, tuple) else told


def _order(line: ShownChange) -> tuple[object, ...]:
    number = line.roster_no or ""
    as_number = int(number) if number.isdecimal() else 0
    return line.told.organisation, as_number, number, line.full_name, line.person_id
