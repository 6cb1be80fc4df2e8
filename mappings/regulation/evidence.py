"""The links of the chain behind a verdict, as JSON values: from the roster's row to the completion.

Links carry numbers, days and codes, never a name or a birth date. Moments are ISO 8601 in UTC, days ISO.
"""

import math
from collections.abc import Iterable
from datetime import date, datetime

from pydantic import JsonValue

from mappings.facts import (
    AttemptFact,
    CatalogueItem,
    CompletionFact,
    Key,
    Level,
    LinkOrigin,
    Person,
    RegistryStay,
    Result,
    Round,
    RouteFact,
    SupportStay,
)

Link = dict[str, JsonValue]
Chain = tuple[Link, ...]


def identity(person: Person) -> Chain:
    """Return the roster's row, the confirmed accounts, and those that wait for a decision."""
    roster: Link = {"kind": "roster", "person_id": person.person_id, "roster_no": person.roster_no}
    return (
        roster,
        *(_account(key) | _origin(person.origins.get(key)) for key in sorted(person.accounts)),
        *(_account(key) | {"kind": "account_awaiting_decision"} for key in sorted(person.awaiting_accounts)),
    )


def _account(key: Key) -> Link:
    return {"kind": "account", "site": key[0], "account_id": key[1]}


def _origin(told: LinkOrigin | None) -> Link:
    return {"method": told.method, "confirmed_by": told.confirmed_by} if told else {}


def attempts(facts: Iterable[AttemptFact]) -> Chain:
    """Return attempts, in the order given."""
    return tuple(
        {
            "kind": "attempt",
            "site": each.key[0],
            "attempt_id": each.key[1],
            "quiz_id": each.quiz[1],
            "finished_at": _moment(each.finished_at),
            "graded": each.standing.value == "finished",
        }
        for each in facts
    )


def passed_round(each: Round, facts: Iterable[AttemptFact]) -> Chain:
    """Return a round's attempts, its passing and its results: deficits, and what awaits grading."""
    keys = frozenset(each.attempts)
    return (
        *attempts(fact for fact in facts if fact.key in keys),
        {
            "kind": "diagnostic",
            "diagnostic_id": each.diagnostic_id,
            "round": each.number,
            "passed_at": _moment(each.passed_at),
        },
        *results(each.results),
    )


def results(told: Iterable[Result]) -> Chain:
    """Return deficits and results that await grading; other results need no route and are left out."""
    return tuple(
        {"kind": "deficit", "competency": each.competency, "percent": percent(each)}
        if each.level is Level.DEFICIT
        else {"kind": "awaits_grading", "competency": each.competency}
        for each in told
        if each.level in {Level.DEFICIT, None}
    )


def percent(result: Result) -> float | None:
    """Return a result in percent, cut to two decimals: a deficit of 59.996 % must not read as 60 %."""
    return None if result.share is None else math.floor(result.share * 10_000) / 100


def route(fact: RouteFact) -> Chain:
    """Return the route."""
    return (
        {
            "kind": "route",
            "route_id": fact.route_id,
            "diagnostic_id": fact.diagnostic_id,
            "round": fact.round_number,
            "state": fact.state.value,
            "approved_on": _day(fact.approved_on),
        },
    )


def programme(item: CatalogueItem, stay: RegistryStay | None) -> Chain:
    """Return the programme, with the registry entry that held on the day asked about."""
    link: Link = {"kind": "programme", **_course(item.course), "registry_no": stay.number if stay else None}
    if stay:
        link |= {"included": _day(stay.included), "excluded": _day(stay.excluded)}
    return (link,)


def completion(fact: CompletionFact, begun_at: datetime) -> Chain:
    """Return the completion, and when the programme counts as begun."""
    return (
        {
            "kind": "completion",
            **_course(fact.course),
            "account_id": fact.account[1],
            "begun_at": _moment(begun_at),
            "completed_at": _moment(fact.completed_at),
        },
    )


def team(managers: int, trained: int, needed: int, rule: str) -> Chain:
    """Return what a team's rule asks for and what the team has."""
    return ({"kind": "team", "managers": managers, "trained": trained, "needed": needed, "rule": rule},)


def manager(person: Person, *, head: bool, trained_by: CompletionFact | None) -> Chain:
    """Return one manager of a team, with the completion that trained them."""
    link: Link = {
        "kind": "manager",
        "person_id": person.person_id,
        "roster_no": person.roster_no,
        "head": head,
        "trained": trained_by is not None,
    }
    if trained_by:
        link |= {**_course(trained_by.course), "completed_at": _moment(trained_by.completed_at)}
    return (link,)


def work_start(day: date | None, *, from_hiring: bool) -> Chain:
    """Return the start of work that was reckoned with, and where it comes from."""
    return ({"kind": "work_start", "day": _day(day), "source": "hired" if from_hiring else "work_started"},)


def support(stay: SupportStay) -> Chain:
    """Return a stay in a form of support."""
    return (
        {
            "kind": "support",
            "support_id": stay.support_id,
            "source": stay.source,
            "first_day": _day(stay.first_day),
            "last_day": _day(stay.last_day),
        },
    )


def _course(key: Key) -> Link:
    return {"site": key[0], "course_id": key[1]}


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
