"""Match accounts to people: what is sure is linked, what is doubtful waits, what people decided stays."""

from collections import Counter
from dataclasses import dataclass

from jobs.context import Context
from mappings.facts import LinkState
from mappings.identity.matcher import match
from mappings.identity.values import MatchOptions
from mappings.keeping import links


@dataclass(frozen=True)
class MatchOutcome:
    """How the accounts stand after matching."""

    states: dict[LinkState, int]
    changed: int
    """Accounts about which something else is thought than before."""


def match_accounts(context: Context) -> MatchOutcome:
    """Match every account of every site anew and write down what changed."""
    options = MatchOptions(context.settings.matching.link_at, context.settings.matching.ask_at)
    with context.store.transaction() as tx:
        people, accounts = links.people(tx), links.accounts(tx)
        found = match(people, accounts, links.decisions(tx), options)
        changed = links.record(tx, found, now=context.clock())
    states = Counter(each.state for each in found)
    return MatchOutcome({state: states[state] for state in LinkState}, changed)
