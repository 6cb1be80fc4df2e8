"""What changed between two sets of verdicts: who entered and left each denominator and numerator."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mappings.facts import Verdict
from mappings.reasons import Reason


@dataclass(frozen=True, slots=True)
class ReasonChange:
    """Someone who stayed in the denominator and got another reason."""

    subject_id: int
    before: Reason
    after: Reason


@dataclass(frozen=True, slots=True)
class Change:
    """One indicator's movement, in subject ids (people, for 6.1.4 organisations), each list sorted."""

    indicator: str
    entered_denominator: tuple[int, ...]
    left_denominator: tuple[int, ...]
    entered_numerator: tuple[int, ...]
    left_numerator: tuple[int, ...]
    other_reason: tuple[ReasonChange, ...]
    """In both denominators, with another reason; those who entered or left the numerator among them."""

    def __bool__(self) -> bool:
        """Tell whether anything changed at all."""
        return bool(
            self.entered_denominator
            or self.left_denominator
            or self.entered_numerator
            or self.left_numerator
            or self.other_reason
        )


def changes(before: Iterable[Verdict], after: Iterable[Verdict]) -> tuple[Change, ...]:
    """Return one change an indicator that stands in either set, by id, unchanged ones too.

    Who entered the numerator may have entered the denominator with it: the lists overlap, so that each of
    them adds up with the counts on either side.
    """
    old, new = _reasons(before), _reasons(after)
    return tuple(
        _change(indicator, old.get(indicator, {}), new.get(indicator, {}))
        for indicator in sorted(old.keys() | new.keys())
    )


def _reasons(verdicts: Iterable[Verdict]) -> dict[str, dict[int, Reason]]:
    found: dict[str, dict[int, Reason]] = defaultdict(dict)
    for each in verdicts:
        found[each.indicator][each.subject_id] = each.reason
    return found


def _change(indicator: str, old: Mapping[int, Reason], new: Mapping[int, Reason]) -> Change:
    was, now = _counted(old), _counted(new)
    return Change(
        indicator=indicator,
        entered_denominator=tuple(sorted(new.keys() - old.keys())),
        left_denominator=tuple(sorted(old.keys() - new.keys())),
        entered_numerator=tuple(sorted(now - was)),
        left_numerator=tuple(sorted(was - now)),
        other_reason=tuple(
            ReasonChange(each, old[each], new[each])
            for each in sorted(old.keys() & new.keys())
            if old[each] is not new[each]
        ),
    )


def _counted(reasons: Mapping[int, Reason]) -> set[int]:
    return {each for each, reason in reasons.items() if reason is Reason.COUNTED}
