"""Match accounts to people: what is sure is linked, what is doubtful waits, what people decided stays."""

from collections import Counter
from dataclasses import dataclass

from jobs.context import Context
from mappings.facts import LinkState
from mappings.identity.link_changes import LinkChange
from mappings.identity.matcher import match
from mappings.identity.values import MatchOptions
from mappings.keeping import links


@dataclass(frozen=True)
class MatchOutcome:
    """How the accounts stand after matching."""

    states: dict[LinkState, int]
    changes: tuple[LinkChange, ...] = ()
    """Accounts about which something else is thought than before, and what made it so."""

    @property
    def changed(self) -> int:
        """Return about how many accounts something else is thought than before."""
        return len(self.changes)


def match_accounts(context: Context) -> MatchOutcome:
    """Match every account of every site anew and write down what changed.

    Nobody who decides meanwhile has to wait: the store is locked only while the result is written.
    """
    options = MatchOptions(context.settings.matching.link_at, context.settings.matching.ask_at)
    with context.store.reading() as tx:
        people, accounts, decided = links.people(tx), links.accounts(tx), links.decisions(tx)
    found = match(people, accounts, decided, options)
    with context.store.transaction() as tx:
        changes = links.record(tx, found, now=context.clock(), judged_by=decided)
    states = Counter(each.state for each in found)
    return MatchOutcome({state: states[state] for state in LinkState}, tuple(changes))
