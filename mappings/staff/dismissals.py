"""Whom a list dismisses, by organisation, and when that is too many to be believed: the list may be cut short."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from config.problems import Problem
from mappings.staff.choices import DismissLimit, GuardedOrganisation
from mappings.staff.values import PersonChange, StaffState


def guarded_organisations(
    state: StaffState, changes: Iterable[PersonChange], limit: DismissLimit
) -> list[tuple[str, GuardedOrganisation]]:
    """Return the organisations that would lose too many people, by key.

    Who gets a post in another organisation by the same list moves, and is not dismissed.
    """
    leaving: dict[str, int] = defaultdict(int)
    for change in changes:
        if not (change.begun or change.reopened):
            for organisation in change.lost:
                leaving[organisation] += 1
    before: dict[str, set[int]] = defaultdict(set)
    for post in state.posts:
        if post.left is None and post.facts.organisation in leaving:
            before[post.facts.organisation].add(post.person_id)
    return [
        (key, GuardedOrganisation(state.organisations[key].name or key, len(before[key]), count))
        for key, count in sorted(leaving.items())
        if limit.passed(before=len(before[key]), leaving=count)
    ]


def guard_problems(
    state: StaffState, guarded: Iterable[tuple[str, GuardedOrganisation]], limit: DismissLimit
) -> Iterator[Problem]:
    """Yield a problem for each of them."""
    for key, each in guarded:
        told: dict[str, str | int] = {
            "organisation": each.organisation,
            "before": each.before,
            "leaving": each.leaving,
        }
        number = state.organisations[key].organisation_id
        yield Problem(
            "staff.too_many_leave", {**told, "percent": f"{limit.percent:g}"}, organisation_id=number
        )
