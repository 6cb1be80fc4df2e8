"""`marshrut reconcile show ACCOUNT`: the account beside its candidates, and what speaks for each, like a waterfall."""

import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence

import typer

from config.locale import Texts
from config.locale.numbers import format_day
from jobs.cli.commands import AsJson, Commands
from jobs.cli.opening import workplace
from jobs.cli.output import is_terminal, say, show_json
from jobs.cli.reconcile_told import (
    AccountArgument,
    case_meant,
    count_text,
    moment_text,
    reading_desk,
    reason_text,
    standing_text,
)
from jobs.context import Context
from jobs.reconciliation.called import (
    account_name,
    accounts_named,
    chance_text,
    factor_text,
    person_name,
    weight_text,
)
from jobs.reconciliation.comparison import Beside, Field, Line, beside
from jobs.reconciliation.letters import Piece
from jobs.reconciliation.waterfall import OTHERS, START, Step, bar, steps
from mappings.facts import LinkState
from mappings.identity.cases import Case, CaseCandidate

commands = Commands("reconcile.group")

_LEAST, _MOST = 72, 120
_LABEL, _WEIGHT = 16, 7
_TEXT = 38
"""Cells of a factor's sentence."""


@commands.add("show", "reconcile.show")
def show(context: typer.Context, account: AccountArgument, *, json: AsJson = False) -> None:
    """Show an account and who it may belong to, field by field and factor by factor."""
    with workplace(context) as work:
        desk = reading_desk(work)
        case = case_meant(desk, account)
        if json:
            show_json(case)
            return
        for line in _page(work, case, desk.staff_count()):
            say(line)


def _page(work: Context, case: Case, people: int) -> Iterator[str]:
    words, name = work.words, account_name(case.account.key)
    yield from _head(work, case)
    if not case.candidates:
        yield ""
        yield from _side_by_side(beside(case.account, None), words)
        yield ""
        yield words.say("reconcile.show.no_candidates", account=name)
        return
    for place, candidate in enumerate(case.candidates, 1):
        yield ""
        yield from _candidate(work, case, candidate, place, people)
    yield ""
    yield words.say("reconcile.show.legend")
    if case.state is LinkState.REVIEW:
        yield words.say("reconcile.show.help", account=name)


def _head(work: Context, case: Case) -> Iterator[str]:
    words, side = work.words, case.account
    name = account_name(side.key)
    yield words.say("reconcile.show.title", account=name, how=standing_text(case, words))
    if case.state is LinkState.REVIEW:
        yield words.say("reconcile.show.why", reason=reason_text(case, words))
    if case.line is not None:
        origin = "by_hand" if case.by_hand else "by_matcher"
        when = moment_text(case.decided_at, work)
        yield words.say(f"reconcile.show.{origin}", by=case.decided_by, when=when)
    if case.note:
        yield words.say("reconcile.show.note", note=case.note)
    if case.barred:
        yield words.say("reconcile.show.barred", people=", ".join(map(str, sorted(case.barred))))
    for told, there in (("suspended", side.suspended), ("gone", side.gone)):
        if there:
            yield words.say(f"reconcile.show.{told}")
    if side.last_access:
        yield words.say("reconcile.show.last_access", day=moment_text(side.last_access, work))


def _candidate(work: Context, case: Case, candidate: CaseCandidate, place: int, people: int) -> Iterator[str]:
    words, person = work.words, candidate.person
    owner = case.state is LinkState.LINKED and case.person_id == person.person_id
    title = words.say(
        f"reconcile.show.{'owner' if owner and case.by_hand else 'candidate'}",
        place=place,
        name=person_name(person),
        person=person.person_id,
        chance=chance_text(candidate.score, words),
    )
    yield title
    told = "; ".join(_further(work, case, candidate))
    if told:
        yield f"   {told}"
    birthday = format_day(person.birth_date, words.locale) if person.birth_date else ""
    yield from _side_by_side(beside(case.account, candidate, birthday), words)
    yield ""
    yield from _waterfall(candidate, people, words)


def _further(work: Context, case: Case, candidate: CaseCandidate) -> Iterator[str]:
    words, person = work.words, candidate.person
    if person.roster_no:
        yield words.say("reconcile.show.roster_no", number=person.roster_no)
    if person.posts and person.posts[0].left:
        yield words.say("reconcile.show.left", day=format_day(person.posts[0].left, words.locale))
    others = [each for each in person.accounts if each != case.account.key]
    if others:
        yield words.say("reconcile.show.accounts", accounts=accounts_named(others))


def _side_by_side(sides: Beside, words: Texts) -> Iterator[str]:
    """Yield both sides field by field; what differs stands in brackets."""
    cell = (_width() - _LABEL - 6) // 2
    heads = ("", words.say("reconcile.show.lms"), words.say("reconcile.show.roster"))
    yield _row(heads[0], " ", heads[1], heads[2], cell)
    for line in sides.lines:
        label = words.say(f"review.field.{line.of.value}")
        left, right = _side(line.left, line, words), _side(line.right, line, words)
        columns = [textwrap.wrap(text, cell) or [""] for text in (left, right)]
        for place in range(max(map(len, columns))):
            one, other = (column[place] if place < len(column) else "" for column in columns)
            yield _row(label if place == 0 else "", line.sign.value if place == 0 else " ", one, other, cell)


def _row(label: str, sign: str, left: str, right: str, cell: int) -> str:
    return f"   {label:<{_LABEL}}{left:<{cell}} {sign} {right}".rstrip()


def _side(pieces: Sequence[Piece], line: Line, words: Texts) -> str:
    if line.of is Field.SNILS:
        text = "".join(each.text for each in pieces)
        return words.say(f"review.snils.{text}") if text else ""
    return "".join(f"[{each.text}]" if each.differs else each.text for each in pieces)


def _waterfall(candidate: CaseCandidate, people: int, words: Texts) -> Iterator[str]:
    """Yield a step a line, each bar beginning where the one before ended, down to the probability."""
    if not candidate.factors:
        yield f"   {words.say('reconcile.show.no_factors')}"
        return
    found = steps(candidate.factors, candidate.score, people)
    sums = [0.0, *(step.after for step in found)]
    low, high, width = min(sums), max(sums), _width() - _TEXT - _WEIGHT - 6
    for step in found:
        label, *more = textwrap.wrap(_step_text(step, people, words), _TEXT)
        weight = weight_text(step.weight, words)
        yield f"   {label:<{_TEXT}}{weight:>{_WEIGHT}}  {_coloured(bar(step, low, high, width))}".rstrip()
        yield from (f"     {each}" for each in more)
    total = words.say("reconcile.show.sum")
    weight = weight_text(found[-1].after, words)
    yield f"   {total:<{_TEXT}}{weight:>{_WEIGHT}}  {chance_text(candidate.score, words)}"


def _step_text(step: Step, people: int, words: Texts) -> str:
    if step.name == START:
        return words.say("reconcile.show.start", n=count_text(people, words))
    return words.say("reconcile.show.others") if step.name == OTHERS else factor_text(step.name, words)


def _coloured(drawn: str) -> str:
    """Return a bar green or red where a person looks at it."""
    if not is_terminal(sys.stdout) or not drawn.strip():
        return drawn
    return typer.style(drawn, fg=typer.colors.RED if "▒" in drawn else typer.colors.GREEN)


def _width() -> int:
    told = shutil.get_terminal_size((80, 24)).columns if is_terminal(sys.stdout) else 80
    return min(max(told, _LEAST), _MOST) - 1
