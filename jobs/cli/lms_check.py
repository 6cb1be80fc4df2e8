"""`marshrut lms check`: what is ready at a site, what is missing, and what that means and costs."""

import typer

from config.locale import Texts
from config.locale.numbers import format_count
from connector.moodle.planning.checkup import Finding, State
from jobs.cli.commands import AsJson
from jobs.cli.edge import sentence
from jobs.cli.lms_plan import OneSite, sites_named, worth_told
from jobs.cli.output import say, show_json
from jobs.cli.session import session_of
from jobs.exit_codes import ExitCode
from jobs.lms_check import Checkup, check_site

_CODES = {State.MISSING: ExitCode.INCOMPLETE, State.BROKEN: ExitCode.FAILED}


def check(context: typer.Context, *, site: OneSite = None, json: AsJson = False) -> None:
    """Ask each site and print item by item what has been found."""
    session = session_of(context)
    loaded = session.loaded()
    found = [check_site(loaded, lms) for lms in sites_named(loaded.settings.lms, site)]
    if json:
        show_json({"sites": [_told(session.words, each) for each in found]})
    else:
        for each in found:
            _show(session.words, each)
    states = {each.state for each in found}
    code = next((_CODES[each] for each in (State.BROKEN, State.MISSING) if each in states), None)
    if code is not None:
        raise typer.Exit(code)


def _show(words: Texts, found: Checkup) -> None:
    say(words.say("setup.check.head", site=found.name, url=found.url))
    for finding in found.findings:
        mark = words.say(f"setup.check.mark.{finding.state.value}")
        first, *further = finding_told(words, finding, found)
        say(f"  {mark:<2} {first}")
        for line in further:
            say(f"     {line}")
    missing = sum(each.state is State.MISSING for each in found.findings)
    if found.sizes is not None and "enrolments" in found.sizes.assumed:
        sizes = {
            name: format_count(getattr(found.sizes, name), words.locale)
            for name in ("accounts", "enrolments")
        }
        say(words.say("setup.check.assumed", **sizes))
    ending = {State.READY: "all_ready", State.MISSING: "missing", State.BROKEN: "broken"}[found.state]
    say(words.say(f"setup.check.{ending}", n=missing))


def finding_told(words: Texts, finding: Finding, found: Checkup) -> list[str]:
    """Return what is said of an item, line by line: what is the matter, what the LMS says, what it costs."""
    values = {**finding.values}
    if "names" in values:
        names = str(values["names"]).split()
        values["names"] = ", ".join(words.say(f"setup.element.{each}") for each in names)
    lines = [words.say(f"setup.check.{finding.item}.{finding.state.value}", **values)]
    if finding.reason is not None:
        lines.append(words.say("setup.check.said", reason=sentence(words, finding.reason)))
    price = found.prices.get(finding.thing)
    worth = worth_told(words, price) if price is not None and not price.there else ""
    return [*lines, words.say("setup.check.price", price=worth)] if worth else lines


def _told(words: Texts, found: Checkup) -> dict[str, object]:
    return {
        "site": found.name,
        "url": found.url,
        "state": found.state.value,
        "findings": [
            {
                "item": each.item,
                "state": each.state.value,
                "values": dict(each.values),
                "reason": each.reason.text_id if each.reason else None,
                "told": finding_told(words, each, found),
            }
            for each in found.findings
        ],
    }
