"""`marshrut reconcile list`: accounts as they stand, those that are decided quickest first."""

import sys
from typing import Annotated

import typer

from config.locale import Texts
from jobs.cli.commands import AsJson, Commands, help_text
from jobs.cli.opening import workplace
from jobs.cli.output import is_terminal, say, show_json, show_table, tell
from jobs.cli.reconcile_told import reading_desk, reason_text
from jobs.cli.reconcile_wanted import Because, Filter, ForReason, OfOrganisation, OnSite, reason_meant
from jobs.reconciliation.called import account_name, chance_text, person_name
from jobs.reconciliation.desk import Wanted
from mappings.facts import LinkState
from mappings.identity.cases import Case

commands = Commands("reconcile.group")


@commands.add("list", "reconcile.list")
def list_accounts(
    context: typer.Context,
    state: Annotated[Filter | None, typer.Option("--state", help=help_text("reconcile.state"))] = None,
    organisation: OfOrganisation = None,
    reason: ForReason = None,
    site: OnSite = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help=help_text("reconcile.all"))] = False,
    json: AsJson = False,
) -> None:
    """List accounts; without a filter those that wait for a decision."""
    states = frozenset(LinkState) if everything else frozenset({_state(state, reason)})
    wanted = Wanted(states, organisation, reason_meant(reason), site)
    with workplace(context) as work:
        found = reading_desk(work).queue(wanted)
        if json:
            show_json([_for_programs(each) for each in found])
            return
        words = work.words
        if not found:
            say(words.say("reconcile.nothing"))
            return
        several = len(states) > 1
        if is_terminal(sys.stdout):
            _show_narrow(found, words, with_state=several)
        else:
            _show_wide(found, words, with_state=several)
        told = "reconcile.waits" if wanted.states == {LinkState.REVIEW} else "reconcile.shown"
        tell(words.say(told, n=len(found)))


def _state(state: Filter | None, reason: Because | None) -> LinkState:
    """Return the state asked for; nobody's accounts don't wait, so that reason asks for those."""
    if state is None and reason is Because.NOBODY:
        return LinkState.UNMATCHED
    return LinkState(state.value) if state else LinkState.REVIEW


def _show_narrow(cases: list[Case], words: Texts, *, with_state: bool) -> None:
    """Print names with their organisations below them: it fits a terminal."""
    columns = ["account", "lms", "person", "roster", "chance", "state" if with_state else "reason"]
    rows = [
        [
            account_name(case.account.key),
            "\n".join(filter(None, (_name(case), case.account.organisation))),
            *_candidate_narrow(case),
            _chance(case, words),
            _last(case, words, with_state=with_state),
        ]
        for case in cases
    ]
    show_table(_headings(columns, words), rows, numbers=[2, 4], unbroken=[0, 4])


def _show_wide(cases: list[Case], words: Texts, *, with_state: bool) -> None:
    """Print one thing a column, for programs and spreadsheets."""
    columns = ["account", "lms", "lms_organisation", "person", "roster", "roster_organisation", "chance"]
    rows = [
        [
            account_name(case.account.key),
            _name(case),
            case.account.organisation or "",
            *_candidate(case),
            _chance(case, words),
            _last(case, words, with_state=with_state),
        ]
        for case in cases
    ]
    show_table(_headings([*columns, "state" if with_state else "reason"], words), rows)


def _headings(columns: list[str], words: Texts) -> list[str]:
    return [words.say(f"reconcile.column.{each}") for each in columns]


def _name(case: Case) -> str:
    return f"{case.account.last_name} {case.account.first_name}".strip()


def _candidate(case: Case) -> tuple[str, str, str]:
    """Return our number, name and organisation of the owner or the best candidate."""
    if case.person_id is None or not case.candidates:
        return "", "", ""
    person = case.candidates[0].person
    return str(person.person_id), person_name(person), person.posts[0].organisation if person.posts else ""


def _candidate_narrow(case: Case) -> tuple[str, str]:
    number, *told = _candidate(case)
    return number, "\n".join(filter(None, told))


def _chance(case: Case, words: Texts) -> str:
    return chance_text(case.score, words) if case.person_id is not None and not case.by_hand else ""


def _last(case: Case, words: Texts, *, with_state: bool) -> str:
    return words.say(f"identity.state.{case.state.value}") if with_state else reason_text(case, words)


def _for_programs(case: Case) -> dict[str, object]:
    number, name, organisation = _candidate(case)
    return {
        "site": case.account.key[0],
        "account_id": case.account.key[1],
        "username": case.account.username,
        "last_name": case.account.last_name,
        "first_name": case.account.first_name,
        "organisation": case.account.organisation,
        "state": case.state,
        "reason": case.reason.value or None,
        "ignored": case.ignored,
        "person_id": case.person_id,
        "roster_no": case.candidates[0].person.roster_no if number else None,
        "person": name or None,
        "person_organisation": organisation or None,
        "score": round(case.score, 4),
        "method": case.method,
        "decided_by": case.decided_by or None,
        "candidates": [
            {"person_id": each.person.person_id, "score": round(each.score, 4)} for each in case.candidates
        ],
    }
