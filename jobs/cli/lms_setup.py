"""`marshrut lms setup`: what the administrator of the LMS clicks and where, step by step."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

import typer

from config.locale import Texts
from config.problems import ConfigProblems
from config.settings import Lms
from connector.moodle.functions import NEEDS
from connector.moodle.reports.looks import USERS
from jobs.cli.commands import AsJson
from jobs.cli.output import say, show_json
from jobs.cli.session import Session, session_of
from jobs.lms_setup import REPORTS, STEPS, Element, Step, capabilities, functions, profile_columns

_EXAMPLE = Lms(url="https://lms.example.ru")
"""Whose address and profile fields are told where there is no configuration yet."""


def setup(context: typer.Context, *, json: AsJson = False) -> None:
    """Print the steps, with the addresses of the first site of the configuration."""
    session = session_of(context)
    lms = _site(session)
    if json:
        show_json({"site": lms.url, "steps": [_told(session.words, lms, each) for each in STEPS]})
        return
    for line in lines(session.words, lms):
        say(line)


def lines(words: Texts, lms: Lms) -> Iterator[str]:
    """Yield what is printed, line by line."""
    yield words.say("setup.head")
    for number, step in enumerate(STEPS, 1):
        told = _told(words, lms, step)
        yield ""
        yield words.say("setup.numbered", number=number, title=told["title"])
        yield f"   {told['path']}"
        yield f"   {words.say('setup.address', address=told['address'])}"
        yield from (f"   {line}" for line in _lines(told["what"]))
        yield from _listed(words, lms, step)
    yield ""
    yield words.say("setup.foot")


def _site(session: Session) -> Lms:
    with suppress(ConfigProblems):
        return session.loaded().settings.lms[0]
    return _EXAMPLE


def _told(words: Texts, lms: Lms, step: Step) -> dict[str, object]:
    names = {"snils": lms.profile.snils, "organisation": lms.profile.organisation}
    told: dict[str, object] = {
        "step": step.name,
        "title": words.say(f"setup.step.{step.name}.title"),
        "path": words.say(f"setup.step.{step.name}.path"),
        "address": lms.url.rstrip("/") + step.address,
        "what": words.say(f"setup.step.{step.name}.what", **names).strip(),
    }
    return {**told, **_lists(lms, step)}


def _lists(lms: Lms, step: Step) -> Mapping[str, object]:
    """Return what a step lists, for programs."""
    if step.lists == "capabilities":
        return {"capabilities": capabilities()}
    if step.lists == "functions":
        return {"functions": functions()}
    if step.lists in REPORTS:
        report = REPORTS[step.lists]
        return {
            "columns": [each.identifier for each in _columns(lms, step)],
            "filters": [each.identifier for each in report.filters],
            "sorting": list(report.sorting),
        }
    return {}


def _lines(text: object) -> Sequence[str]:
    return str(text).splitlines()


def _listed(words: Texts, lms: Lms, step: Step) -> Iterator[str]:
    """Yield the lists of a step, for people."""
    if step.lists == "capabilities":
        yield f"   {words.say('setup.capabilities')}"
        yield from (f"     {each}" for each in capabilities())
    elif step.lists == "functions":
        yield f"   {words.say('setup.functions')}"
        yield from (f"     {'*' if need.required else ' '} {each.value}" for each, need in NEEDS.items())
    elif step.lists in REPORTS:
        yield from _report(words, lms, step)


def _report(words: Texts, lms: Lms, step: Step) -> Iterator[str]:
    report = REPORTS[step.lists]
    columns = {each.identifier: each for each in report.columns}
    yield f"   {words.say('setup.columns')}"
    yield from (f"     {_element(words, each)}" for each in _columns(lms, step))
    if report.sorting:
        names = ", ".join(words.say(columns[each].message_id) for each in report.sorting)
        yield f"   {words.say('setup.sorting', columns=names)}"
    if report.filters:
        yield f"   {words.say('setup.filters')}"
        yield from (f"     {_element(words, each)}" for each in report.filters)


def _columns(lms: Lms, step: Step) -> Sequence[Element]:
    profile = lms.profile
    own = (profile.snils, profile.organisation, profile.staff_number) if step.lists == USERS else ()
    return (*REPORTS[step.lists].columns, *profile_columns(own))


def _element(words: Texts, element: Element) -> str:
    entity = words.say(f"setup.entity.{element.entity}")
    if not words.knows(element.message_id):
        return words.say("setup.custom_field", entity=entity, name=element.name)
    name = words.say(element.message_id)
    both = name if name == element.name else f"{name} ({element.name})"
    return words.say("setup.in_group", entity=entity, name=both)
