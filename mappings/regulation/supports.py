"""Who was in which form of support, and when: from completions, enrolments, cohorts and the register.

By a course `participation` decides: `completed` is a stay on the day of completion, `enrolled` a stay from
the day an enrolment that is in force began (an enrolment out of force tells no end, and is no stay). By a
cohort it is the time of membership. The register's entries are stays as they stand. Days are local, both
ends inclusive.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta

from mappings.facts import Facts, Key, SupportDefinition, SupportStay
from mappings.regulation.question import Question

_ByKey = Mapping[Key, list[SupportDefinition]]


def stays_in_supports(facts: Facts, question: Question) -> Iterator[SupportStay]:
    """Yield every stay that began on or before the as-of day."""
    supports = facts.catalogue.supports
    yield from _completed(facts, question, _index(supports, lambda each: _courses(each, "completed")))
    yield from _enrolled(facts, question, _index(supports, lambda each: _courses(each, "enrolled")))
    yield from _members(facts, question, _index(supports, lambda each: each.cohorts))
    for stay in facts.supports:
        if stay.first_day is None or stay.first_day <= question.as_of:
            yield stay


def _courses(support: SupportDefinition, participation: str) -> frozenset[Key]:
    return support.courses if support.participation == participation else frozenset()


def _index(
    supports: Iterable[SupportDefinition], keys: Callable[[SupportDefinition], Iterable[Key]]
) -> _ByKey:
    found: dict[Key, list[SupportDefinition]] = defaultdict(list)
    for support in supports:
        for key in keys(support):
            found[key].append(support)
    return found


def _completed(facts: Facts, question: Question, supports: _ByKey) -> Iterator[SupportStay]:
    for each in facts.completions:
        if each.course in supports and question.exists(each.completed_at):
            day = question.day(each.completed_at)
            for support in supports[each.course]:
                source = f"course:{each.course[1]}"
                yield SupportStay(support.support_id, each.person_id, source, day, day)


def _enrolled(facts: Facts, question: Question, supports: _ByKey) -> Iterator[SupportStay]:
    for each in facts.enrolments:
        if each.course in supports and each.active:
            first = question.day(each.starts_at) if each.starts_at else None
            if first is None or first <= question.as_of:
                for support in supports[each.course]:
                    source = f"course:{each.course[1]}"
                    yield SupportStay(support.support_id, each.person_id, source, first, None)


def _members(facts: Facts, question: Question, supports: _ByKey) -> Iterator[SupportStay]:
    for each in facts.memberships:
        if each.cohort not in supports:
            continue
        first = question.day(each.joined_at) if each.joined_at else None
        # Who left at midnight was not a member on the day that began then.
        last = question.day(each.left_at - timedelta(microseconds=1)) if each.left_at else None
        if first is None or first <= question.as_of:
            for support in supports[each.cohort]:
                source = f"cohort:{each.cohort[1]}"
                yield SupportStay(support.support_id, each.person_id, source, first, last)
