"""`marshrut reconcile accept | reject | link | split | ignore | nobody | undo`: one word about an account each."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Annotated, Protocol

import typer

from jobs.cli.commands import Commands, DryRun, help_text
from jobs.cli.edge import WrongUseError
from jobs.cli.opening import rehearsed, workplace
from jobs.cli.output import say
from jobs.cli.reconcile_told import (
    AccountArgument,
    AccountArguments,
    By,
    Why,
    case_meant,
    desk_of,
    moment_text,
    standing_text,
)
from jobs.exit_codes import ExitCode
from jobs.reconciliation.called import account_name, accounts_named, person_name
from jobs.reconciliation.desk import Desk, Ignored, Outcome
from mappings.facts import Key
from mappings.identity.cases import Case, PersonSide
from mappings.identity.ledger import REJECTION

commands = Commands("reconcile.group")

Person = Annotated[
    int | None, typer.Option("--person", metavar="NUMBER", help=help_text("reconcile.person_of"))
]
PersonArgument = Annotated[int, typer.Argument(metavar="PERSON", help=help_text("reconcile.person"))]
PersonOrBest = Annotated[
    int | None, typer.Argument(metavar="[PERSON]", help=help_text("reconcile.person_or_best"))
]


class Kind(StrEnum):
    """Why an account is nobody's business."""

    TEST = Ignored.TEST.value
    OUTSIDER = Ignored.OUTSIDER.value
    PUPIL = Ignored.PUPIL.value


class _Act(Protocol):
    """One of the desk's decisions; `seen` is the ledger's line that was looked at."""

    def __call__(self, desk: Desk, key: Key, /, *, why: str | None, seen: int | None) -> Outcome: ...


@dataclass(frozen=True)
class _Word:
    """What is said about accounts, and how it is told afterwards."""

    name: str
    act: _Act
    person_id: int | None = None
    kind: Ignored | None = None
    rejudges: bool = False


@commands.add("accept", "reconcile.accept")
def accept(
    context: typer.Context,
    accounts: AccountArguments,
    person: Person = None,
    why: Why = None,
    by: By = None,
    *,
    dry_run: DryRun = False,
) -> None:
    """Say that accounts are their best candidates', or one account a named candidate's."""
    if person is not None and len(accounts) > 1:
        raise WrongUseError("reconcile.error.one_person", n=str(len(accounts)))
    word = _Word("link", partial(Desk.accept, person_id=person), person)
    _say_word(context, accounts, word, why, by, dry_run=dry_run)


@commands.add("reject", "reconcile.reject")
def reject(
    context: typer.Context,
    account: AccountArgument,
    person: PersonOrBest = None,
    why: Why = None,
    by: By = None,
    *,
    dry_run: DryRun = False,
) -> None:
    """Say that an account is not this person's; without one, not the best candidate's."""
    word = _Word("reject", partial(Desk.reject, person_id=person), person, rejudges=True)
    _say_word(context, [account], word, why, by, dry_run=dry_run)


@commands.add("link", "reconcile.link")
def link(
    context: typer.Context,
    account: AccountArgument,
    person: PersonArgument,
    why: Why = None,
    by: By = None,
    *,
    dry_run: DryRun = False,
) -> None:
    """Say that an account is this person's, whoever of the roster that is."""
    word = _Word("link", partial(Desk.link, person_id=person), person)
    _say_word(context, [account], word, why, by, dry_run=dry_run)


@commands.add("split", "reconcile.split")
def split(
    context: typer.Context,
    account: AccountArgument,
    why: Why = None,
    by: By = None,
    *,
    dry_run: DryRun = False,
) -> None:
    """Take an account from its owner, who is not proposed for it again."""
    word = _Word("split", Desk.split, rejudges=True)
    _say_word(context, [account], word, why, by, dry_run=dry_run)


@commands.add("nobody", "reconcile.nobody")
def nobody(
    context: typer.Context,
    accounts: AccountArguments,
    why: Why = None,
    by: By = None,
    *,
    dry_run: DryRun = False,
) -> None:
    """Say that accounts are of people who are not on our roster."""
    word = _Word("nobody", Desk.nobody)
    _say_word(context, accounts, word, why, by, dry_run=dry_run)


@commands.add("ignore", "reconcile.ignore")
def ignore(
    context: typer.Context,
    accounts: AccountArguments,
    kind: Annotated[Kind, typer.Option("--as", help=help_text("reconcile.as"))],
    why: Why = None,
    by: By = None,
    *,
    dry_run: DryRun = False,
) -> None:
    """Say that accounts are tests, outsiders' or pupils', and nobody's business."""
    meant = Ignored(kind.value)
    word = _Word("ignore", partial(Desk.ignore, kind=meant), kind=meant)
    _say_word(context, accounts, word, why, by, dry_run=dry_run)


@commands.add("undo", "reconcile.undo")
def undo(
    context: typer.Context,
    accounts: AccountArguments,
    why: Why = None,
    by: By = None,
    *,
    dry_run: DryRun = False,
) -> None:
    """Take back the last decision about each account; what stood before stands again."""
    word = _Word("undo", _undo, rejudges=True)
    _say_word(context, accounts, word, why, by, dry_run=dry_run)


def _undo(desk: Desk, key: Key, /, *, why: str | None, seen: int | None) -> Outcome:
    """Take a decision back, whatever was seen: it is the last one that is meant."""
    del seen
    return desk.undo(key, why=why)


def _say_word(
    context: typer.Context,
    accounts: Sequence[str],
    word: _Word,
    why: str | None,
    by: str | None,
    *,
    dry_run: bool,
) -> None:
    """Say a word about accounts, then let the matcher think anew where the word calls for it."""
    with workplace(context) as work, rehearsed(work, dry_run=dry_run):
        desk = desk_of(work, by)
        meant = [case_meant(desk, told) for told in dict.fromkeys(accounts)]
        if dry_run:
            say(work.words.say("reconcile.dry_run"))
        done = [(case, _do(desk, case, word, why)) for case in meant]
        changed = [case for case, outcome in done if outcome is Outcome.DONE]
        if changed and word.rejudges:
            _rejudge(desk, changed)
        if not all(outcome in {Outcome.DONE, Outcome.ALREADY} for _, outcome in done):
            raise typer.Exit(ExitCode.INCOMPLETE)


def _do(desk: Desk, case: Case, word: _Word, why: str | None) -> Outcome:
    """Do it, and say in a sentence what came of it."""
    taken_back = _last_decision(desk, case) if word.name == "undo" else {}
    outcome = word.act(desk, case.account.key, why=why, seen=case.line)
    account = account_name(case.account.key)
    words = desk.context.words
    if outcome is Outcome.NO_PERSON:
        raise WrongUseError("reconcile.error.person", told=str(word.person_id))
    if outcome is not Outcome.DONE:
        text_id = f"reconcile.outcome.{_not_done(outcome, word)}"
        say(words.say(text_id, account=account, person=word.person_id))
        return outcome
    kind = words.say(f"reconcile.ignored.{word.kind.value}") if word.kind else ""
    person = _person_meant(desk, case, word)
    named = {"person": person.person_id, "name": person_name(person)} if person else {}
    say(words.say(f"reconcile.done.{word.name}", account=account, kind=kind, **named, **taken_back))
    others = [each for each in person.accounts if each != case.account.key] if person else []
    if word.name == "link" and person and others:
        told = accounts_named(others)
        say(words.say("reconcile.linked_already", person=person.person_id, accounts=told))
    return outcome


def _not_done(outcome: Outcome, word: _Word) -> str:
    if outcome is Outcome.NO_CANDIDATE:
        named = "not_proposed" if word.person_id is not None else "no_candidate"
        return "no_owner" if word.name == "split" else named
    return outcome.value


def _person_meant(desk: Desk, case: Case, word: _Word) -> PersonSide | None:
    if word.name not in {"link", "reject", "split"}:
        return None
    number = word.person_id if word.person_id is not None else case.person_id
    found = desk.people(str(number), limit=1) if number is not None else []
    return found[0] if found else None


def _last_decision(desk: Desk, case: Case) -> dict[str, object]:
    """Return what an undo will take back, in words."""
    decided = desk.history(case.account.key).decided
    if not decided:
        return {}
    line, words = decided[-1], desk.context.words
    name = "rejection" if line.method == REJECTION else line.state.value
    what = words.say(f"reconcile.undone_what.{name}", person=line.person_id)
    return {"what": what, "by": line.decided_by, "when": moment_text(line.decided_at, desk.context)}


def _rejudge(desk: Desk, changed: Sequence[Case]) -> None:
    """Let the matcher think anew, and say how the accounts stand now."""
    words = desk.context.words
    keys = [case.account.key for case in changed]
    outcome = desk.rejudge()
    for key in keys:
        case = desk.case(key)
        if case is not None:
            how = standing_text(case, words)
            shown = f"{account_name(key)}: {how}" if len(keys) > 1 else how
            say(words.say("reconcile.now", how=shown))
    others = sum(each.account not in keys for each in outcome.changes)
    if others:
        say(words.say("reconcile.rejudged", n=others))
