"""What is thought otherwise than before, as a table: before, after, and the factors that made it so."""

from collections.abc import Sequence

from config.locale import Texts
from jobs.cli.output import say, show_table
from jobs.reconciliation.called import account_name, chance_text, factor_text, weight_text
from mappings.facts import LinkState
from mappings.identity.link_changes import LinkChange, Thought

_SHOWN = 20


def show_changes(changes: Sequence[LinkChange], words: Texts) -> None:
    """Print the first changes and how many more there are; accounts thought of for the first time are counted."""
    again = [each for each in changes if each.before is not None]
    if not again:
        return
    headings = [words.say(f"reconcile.column.{each}") for each in ("account", "before", "after", "because")]
    rows = [
        [
            account_name(each.account),
            _thought(each.before, words),
            _thought(each.after, words),
            because(each, words),
        ]
        for each in again[:_SHOWN]
    ]
    show_table(headings, rows, unbroken=[0])
    if again[_SHOWN:]:
        say(words.say("reconcile.more", n=len(again) - _SHOWN))


def because(change: LinkChange, words: Texts) -> str:
    """Say which factors appeared, vanished or changed their weight."""
    told = [
        words.say(
            "reconcile.change.appeared", factor=factor_text(code, words), weight=weight_text(weight, words)
        )
        for code, weight in change.appeared
    ]
    told += [
        words.say("reconcile.change.vanished", factor=factor_text(code, words)) for code, _ in change.vanished
    ]
    told += [
        words.say(
            "reconcile.change.moved",
            factor=factor_text(code, words),
            before=weight_text(before, words),
            after=weight_text(after, words),
        )
        for code, before, after in change.moved
    ]
    return "; ".join(told) or words.say("reconcile.change.roster")


def _thought(thought: Thought | None, words: Texts) -> str:
    if thought is None:
        return words.say("reconcile.change.new")
    state = words.say(f"identity.state.{thought.state.value}")
    if thought.person_id is None or thought.state is LinkState.UNMATCHED:
        return words.say("reconcile.change.alone", state=state)
    chance = chance_text(thought.score, words)
    return words.say("reconcile.change.score", state=state, person=thought.person_id, chance=chance)
