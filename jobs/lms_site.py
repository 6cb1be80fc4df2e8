"""A look at a site without pulling it: what preflight learns, the plan, and how much there is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from config.load import Loaded
from config.settings import Lms
from connector.moodle.client import Moodle
from connector.moodle.plan import Plan, make_plan
from connector.moodle.planning.costs import Cost, costs_of
from connector.moodle.planning.date_check import with_verified_dates
from connector.moodle.planning.preflight import Site, preflight
from connector.moodle.planning.prices import Price, prices
from connector.moodle.planning.sizes import Sizes, sizes_of
from connector.moodle.reading import Options
from connector.moodle.reports.looks import COURSES
from jobs.site_options import pull_options


@dataclass(frozen=True)
class Prospect:
    """A site as it would be pulled."""

    name: str
    site: Site
    plan: Plan
    sizes: Sizes
    whole: tuple[Cost, ...]
    """Of a pull of everything."""

    news: tuple[Cost, ...]
    """Of a night with nothing new."""

    prices: tuple[Price, ...]


def planner(lms: Lms) -> Callable[[Site], Plan]:
    """Return what makes the plan of a site as this one is configured."""
    wanted = {lms.profile.snils: None, lms.profile.organisation: None}

    def plan_of(site: Site) -> Plan:
        return make_plan(
            site,
            participants_report=lms.participants_report,
            time_zone=lms.time_zone,
            profile=wanted,
        )

    return plan_of


def prospect(moodle: Moodle, loaded: Loaded, lms: Lms, kept: Mapping[str, int]) -> Prospect:
    """Return how the site would be pulled, and what it costs. Raises BorderError where it can't be asked."""
    options = pull_options(loaded.settings, lms)
    site = preflight(moodle, courses_reports=True, participants_report=lms.participants_report)
    plan = with_verified_dates(moodle, site, planner(lms)(site))
    return reckoned(lms, site, plan, options, kept)


def reckoned(lms: Lms, site: Site, plan: Plan, options: Options, kept: Mapping[str, int]) -> Prospect:
    """Return the prospect of a site that has been looked at; asks nothing."""
    sizes = sizes_of(site, plan, kept)
    if not options.may_need_id_numbers:  # the night would not look into these reports
        site = replace(site, reports=tuple(each for each in site.reports if each.source != COURSES))
        plan = replace(plan, courses_report=None)
    slots = len(options.slot_quizzes)
    return Prospect(
        lms.name,
        site,
        plan,
        sizes,
        costs_of(site, plan, sizes, slot_quizzes=slots),
        costs_of(site, plan, sizes, slot_quizzes=slots, news=True),
        prices(
            site,
            sizes,
            planner(lms),
            slot_quizzes=slots,
            id_numbers=options.may_need_id_numbers,
        ),
    )
