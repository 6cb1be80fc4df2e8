"""Individual routes: drafts by rule, and their approval."""

from dataclasses import dataclass
from datetime import date

from connector.errors import RefusedError
from jobs.context import Context
from jobs.reckoning import Reckoning
from mappings.facts import RouteFact, RouteState
from mappings.identity.names import normal_organisation
from mappings.keeping import routes_kept
from mappings.keeping.directory import load_directory
from mappings.keeping.loading_people import load_people
from mappings.regulation import routes
from mappings.regulation.population import staff_on
from mappings.store import Transaction


def build_routes(context: Context, reckoning: Reckoning) -> int:
    """Draft a route for everyone whose deficits have none yet; return how many.

    With `routes.approve = "on_build"` they are approved at once, on the as-of day.
    """
    told = reckoning.reckoned
    drafts = routes.build(
        told.facts, told.assessment.rounds, told.question, context.settings.routes, context.words
    )
    with context.store.transaction() as tx:
        kept = routes_kept.keep_routes(tx, drafts, now=context.clock())
    return kept.added + kept.replaced


@dataclass(frozen=True)
class Approval:
    """Which drafts are approved, as of when, and by whom."""

    on: date
    by: str
    organisation: str | None = None
    """As it is spelt on a roster; None: all of the district."""


def approve_routes(context: Context, approval: Approval) -> int:
    """Approve drafts and return how many there were; approved ones never change.

    Raises RefusedError for an organisation that no roster knows, or a day that is yet to come: a slip in the
    year could never be mended.
    """
    if approval.on > context.today():
        raise RefusedError("night.approved_ahead", day=approval.on.strftime("%d.%m.%Y"))
    with context.store.transaction() as tx:
        places = _organisations(tx, approval.organisation)
        return routes_kept.approve(
            tx, on=approval.on, by=approval.by, now=context.clock(), organisation_ids=places
        )


def _organisations(tx: Transaction, name: str | None) -> list[int] | None:
    """Return the numbers of the organisation meant; None for all."""
    if name is None:
        return None
    wanted = normal_organisation(name)
    found = [
        number
        for number, known in load_directory(tx).organisations.items()
        if normal_organisation(known) == wanted
    ]
    if not found:
        raise RefusedError("night.organisation_unknown")
    return found


@dataclass(frozen=True)
class RouteLine:
    """A route as it is listed."""

    route: RouteFact
    roster_no: str | None
    organisation: str


def list_routes(context: Context, as_of: date, state: RouteState | None = None) -> list[RouteLine]:
    """Return the routes of the staff of a day, by organisation and number in the roster."""
    with context.store.reading() as tx:
        kept = routes_kept.load_routes(tx)
        people = load_people(tx, frozenset(context.settings.staff.head_posts))
        directory = load_directory(tx)
    places = {
        member.person.person_id: directory.organisations[member.organisation_id]
        for member in staff_on(as_of, people, context.settings.readings)
    }
    lines = [
        RouteLine(each, directory.people[each.person_id].roster_no, places.get(each.person_id, ""))
        for each in kept
        if state is None or each.state is state
    ]
    return sorted(lines, key=lambda line: (line.organisation, line.route.person_id, line.route.route_id or 0))
