"""Problems as lines on a terminal: the first few of each kind, each sentence once, and how many more."""

from collections import defaultdict
from collections.abc import Iterable

from config.locale import Texts
from config.problems import Problem
from jobs.cli.edge import sentence
from jobs.cli.output import tell
from jobs.pull_outcomes import SiteOutcome

SHOWN_OF_A_KIND = 5
"""Sixty lines of one kind hide the one line of another."""


def tell_problems(words: Texts, problems: Iterable[Problem]) -> None:
    """Print problems to stderr, by kind."""
    kinds: dict[str, dict[str, None]] = defaultdict(dict)
    for problem in problems:
        kinds[problem.text_id][sentence(words, problem)] = None
    for found in kinds.values():
        for told in list(found)[:SHOWN_OF_A_KIND]:
            tell(f"  {told}")
        if len(found) > SHOWN_OF_A_KIND:
            tell(words.say("night.more_problems", n=len(found) - SHOWN_OF_A_KIND))


def tell_problems_of_sites(words: Texts, sites: Iterable[SiteOutcome]) -> None:
    """Print the problems of each LMS below its name."""
    for site in sites:
        if site.problems:
            tell(words.say("night.problems_of_site", site=site.site))
            tell_problems(words, site.problems)
