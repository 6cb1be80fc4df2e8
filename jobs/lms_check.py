"""A site checked: what is ready there, what is missing, and what each missing thing is worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from config.load import Loaded
from config.problems import Problem
from config.settings import Lms
from connector.errors import BorderError
from connector.moodle.client import Moodle
from connector.moodle.planning.checkup import (
    ADDRESS,
    Finding,
    State,
    dates_found,
    entry,
    functions_found,
    reports_found,
    worst,
)
from connector.moodle.planning.checkup_rights import rights_found
from connector.moodle.planning.date_check import with_verified_dates
from connector.moodle.planning.preflight import Site
from connector.moodle.planning.prices import Price
from connector.moodle.planning.sizes import Sizes
from connector.moodle.reading import Options
from jobs.lms_site import planner, reckoned
from jobs.site_options import access_to, pull_options


@dataclass(frozen=True)
class Checkup:
    """What has been found at one site."""

    name: str
    url: str
    findings: tuple[Finding, ...]
    prices: Mapping[str, Price] = field(default_factory=dict)
    """By thing."""

    sizes: Sizes | None = None
    """What the prices are reckoned with."""

    @property
    def state(self) -> State:
        """Return how it stands with the site."""
        return worst(self.findings)


def check_site(loaded: Loaded, lms: Lms) -> Checkup:
    """Ask a site; whatever goes wrong there is a finding. Raises ConfigProblems where its token can't be read."""
    options = pull_options(loaded.settings, lms)
    with Moodle(access_to(loaded, lms)) as moodle:
        findings, site = entry(moodle, participants_report=lms.participants_report)
        if site is None:
            return Checkup(lms.name, lms.url, tuple(findings))
        try:
            return _looked_at(moodle, lms, site, options, findings)
        except BorderError as error:
            told = Finding(ADDRESS, State.BROKEN, reason=Problem(error.text_id, dict(error.detail)))
            return Checkup(lms.name, lms.url, (*findings, told))


def _looked_at(moodle: Moodle, lms: Lms, site: Site, options: Options, findings: list[Finding]) -> Checkup:
    plan = with_verified_dates(moodle, site, planner(lms)(site))
    found = (
        *findings,
        *functions_found(site),
        *rights_found(moodle, site, plan, options.profile),
        *reports_found(site, plan, courses_matter=options.may_need_id_numbers),
        *dates_found(site, plan, time_zone=lms.time_zone),
    )
    ahead = reckoned(lms, site, plan, options, _seen(found))
    return Checkup(lms.name, lms.url, found, {each.thing: each for each in ahead.prices}, ahead.sizes)


def _seen(found: Sequence[Finding]) -> dict[str, int]:
    """Return how much has been seen on the way."""
    items = {"right_courses": "courses", "right_quizzes": "quizzes", "right_cohorts": "cohorts"}
    return {
        items[each.item]: int(each.values["n"])
        for each in found
        if each.item in items and each.state is State.READY
    }
