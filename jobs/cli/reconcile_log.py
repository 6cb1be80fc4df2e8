"""`marshrut reconcile log` and `stats`: who decided what, when and why; how it all stands in numbers."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Annotated

import typer

from config.locale import Texts
from config.locale.numbers import format_share
from jobs.cli.commands import AsJson, Commands, help_text
from jobs.cli.opening import workplace
from jobs.cli.output import say, show_json, show_table
from jobs.cli.reconcile_changes import because
from jobs.cli.reconcile_told import case_meant, count_text, moment_text, reading_desk
from jobs.context import Context
from jobs.reconciliation.called import account_name, chance_text
from jobs.reconciliation.desk import Desk, Judgement, Stats
from mappings.facts import Key, LinkState
from mappings.identity.ledger import REJECTION, UNDO, WITHDRAWAL, decided
from mappings.identity.link_changes import line_change

commands = Commands("reconcile.group")

_SHOWN = 50


@commands.add("log", "reconcile.log")
def log(
    context: typer.Context,
    account: Annotated[
        str | None, typer.Argument(metavar="[ACCOUNT]", help=help_text("reconcile.account"))
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help=help_text("reconcile.limit"))
    ] = _SHOWN,
    *,
    by_hand: Annotated[bool, typer.Option("--people", help=help_text("reconcile.by_people"))] = False,
    json: AsJson = False,
) -> None:
    """Show the ledger, the latest line first: of one account, or of all."""
    with workplace(context) as work:
        desk = reading_desk(work)
        key = case_meant(desk, account).account.key if account else None
        lines = [each for each in desk.log(key) if each.by_hand or not by_hand][: None if json else limit]
        if json:
            show_json(lines)
            return
        if not lines:
            say(work.words.say("reconcile.log.nothing"))
            return
        columns = ("line", "when", "account", "what", "who", "mark", "why")
        headings = [work.words.say(f"reconcile.column.{each}") for each in columns]
        show_table(headings, _rows(work, desk, lines), numbers=[0], unbroken=[0, 2])


@commands.add("stats", "reconcile.stats")
def stats(context: typer.Context, *, json: AsJson = False) -> None:
    """Show how reconciliation stands in numbers, and how often people agreed with the matcher."""
    with workplace(context) as work:
        found = reading_desk(work).stats()
        if json:
            show_json(found)
            return
        _show_stats(found, work.words)


def _rows(work: Context, desk: Desk, lines: Sequence[Judgement]) -> Iterator[list[str]]:
    former = desk.lines(each.supersedes for each in lines if each.supersedes is not None)
    standing = _standing(desk, {each.account for each in lines})
    for line in lines:
        before = former.get(line.supersedes) if line.supersedes is not None else None
        yield [
            str(line.line),
            moment_text(line.decided_at, work),
            account_name(line.account),
            _what(line, work.words),
            line.decided_by if line.by_hand else work.words.say("reconcile.log.matcher"),
            _mark(line, standing, work.words),
            _why(line, before, work.words),
        ]


def _standing(desk: Desk, accounts: set[Key]) -> set[int]:
    """Return the numbers of the decisions of these accounts that were not taken back."""
    lines: dict[Key, list[Judgement]] = {key: [] for key in accounts}
    for each in reversed(desk.log()):
        if each.account in lines:
            lines[each.account].append(each)
    return {line.line for each in lines.values() for line in decided(each)}


def _mark(line: Judgement, standing: set[int], words: Texts) -> str:
    if line.method in {UNDO, WITHDRAWAL}:
        return ""
    if line.holds or (line.method == REJECTION and line.line in standing):
        return words.say("reconcile.log.holds")
    undone = line.decides and line.line not in standing
    return words.say("reconcile.log.undone" if undone else "reconcile.log.superseded")


def _what(line: Judgement, words: Texts) -> str:
    told = words.say(
        f"reconcile.log.{_what_id(line)}",
        line=line.undoes,
        person=line.person_id,
        chance=chance_text(line.score, words),
        kind=words.say(f"reconcile.ignored.{line.ignored.value}") if line.ignored else "",
    )
    return words.say("reconcile.log.restored", what=told) if line.restored else told


def _what_id(line: Judgement) -> str:
    if line.method in {UNDO, WITHDRAWAL, REJECTION}:
        return line.method
    if line.state is LinkState.LINKED and line.by_hand:
        return "linked_by_hand"
    if line.state is LinkState.UNMATCHED and line.by_hand:
        return "nobody"
    return "review_open" if line.state is LinkState.REVIEW and line.person_id is None else line.state.value


def _why(line: Judgement, before: Judgement | None, words: Texts) -> str:
    """Return the decider's words; of the matcher's line, what changed against the one before."""
    if line.by_hand or line.restored or before is None:
        return line.note or ""
    return because(line_change(before, line), words)


def _show_stats(found: Stats, words: Texts) -> None:
    say(words.say("reconcile.stats.states"))
    names = {words.say(f"identity.state.{state.value}"): n for state, n in found.states.items()}
    _counts(names, "state", words)
    if found.reasons:
        say(words.say("reconcile.stats.reasons"))
        reasons = {
            words.say(f"reconcile.reason.{each.value or 'none'}"): n for each, n in found.reasons.items()
        }
        _counts(reasons, "reason", words)
        say(words.say("reconcile.stats.organisations"))
        places = {name or words.say("reconcile.stats.nowhere"): n for name, n in found.organisations}
        _counts(places, "organisation", words)
    say(words.say("reconcile.stats.agreement"))
    _show_bands(found, words)
    told = {"matcher": found.by_matcher, "hand": found.by_hand}
    told |= {"decisions": found.decisions, "undone": found.undone}
    say(words.say("reconcile.stats.hands", **{name: count_text(n, words) for name, n in told.items()}))
    without = found.staff - found.staff_with_account
    staff = count_text(found.staff, words)
    say(words.say("reconcile.stats.staff", staff=staff, without=count_text(without, words)))


def _counts(told: Mapping[str, int], column: str, words: Texts) -> None:
    headings = [words.say(f"reconcile.column.{each}") for each in (column, "accounts")]
    show_table(headings, [[name, count_text(n, words)] for name, n in told.items()], numbers=[1])
    say("")


def _show_bands(found: Stats, words: Texts) -> None:
    if not found.bands:
        say(words.say("reconcile.stats.no_agreement"))
        return
    headings = [words.say(f"reconcile.column.{each}") for each in ("band", "judged", "agreed", "share")]
    rows = [
        [
            words.say("reconcile.stats.band", low=round(band.low * 100), high=round(band.high * 100)),
            count_text(band.judged, words),
            count_text(band.agreed, words),
            format_share(Fraction(band.agreed, band.judged), words.locale),
        ]
        for band in found.bands
    ]
    show_table(headings, rows, numbers=[1, 2, 3])
