"""The pull: every stream of facts by the ways the plan has chosen.

    categories, courses, cohorts → enrolments, completions → quizzes, final grades, attempts
    accounts, meanwhile

The list of accounts is the slowest answer of a site and needs no other, so it comes on a thread of its own. A
stream that fails is given as incomplete with its problem, and the others go on; only a token or an account that
has been taken out of service stops everything.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from connector.moodle.accounts.stream import STREAM as ACCOUNTS
from connector.moodle.accounts.stream import accounts
from connector.moodle.catalogue.asked import ask_catalogue
from connector.moodle.catalogue.id_numbers import with_id_numbers
from connector.moodle.client import Moodle
from connector.moodle.involvement.streams import involvement
from connector.moodle.memory import NOTHING_KNOWN, Memory
from connector.moodle.plan import Plan
from connector.moodle.planning.preflight import Site
from connector.moodle.quizzes.streams import quiz_results
from connector.moodle.reading import Options, Reading, guarded
from connector.moodle.records import Account


def pull(
    moodle: Moodle, site: Site, plan: Plan, options: Options, memory: Memory = NOTHING_KNOWN
) -> Iterator[Reading[Any]]:
    """Yield a reading of each stream, part marks excepted, which stand inside attempts.

    With a memory of earlier readings only what is new is asked for, as far as the site can be asked so. Raises
    RefusedError when the token or its account is put out of service on the way.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="accounts") as beside:
        people = beside.submit(people_of, moodle, site, plan, options, memory)
        lists = ask_catalogue(moodle, plan, memory)
        tree, offered = with_id_numbers(moodle, site, plan, options, lists.categories, lists.courses)
        yield from (tree, offered)
        named = people.result() if needs_names(plan) else Reading[Account](ACCOUNTS)
        enrolments, completions = involvement(
            moodle, site, plan, named, offered, memory, look_back=options.look_back
        )
        yield from (enrolments, completions)
        yield from quiz_results(moodle, plan, options, offered, enrolments, memory)
        yield from (lists.cohorts, lists.members)
        yield people.result()


def people_of(moodle: Moodle, site: Site, plan: Plan, options: Options, memory: Memory) -> Reading[Account]:
    """Return the accounts: all of them where the participants report names them, else what is new."""
    if needs_names(plan):  # of all of them, not of those that are new
        others = {name: each for name, each in memory.streams.items() if name != ACCOUNTS}
        memory = replace(memory, streams=others)
    return guarded((ACCOUNTS,), lambda: [accounts(moodle, site, plan, options.profile, memory)])[0]


def needs_names(plan: Plan) -> bool:
    """Tell whether the participants report names accounts without a link to them."""
    return plan.report is not None and plan.columns.account_link is None
