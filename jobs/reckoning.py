"""Reckon: what the LMS's things mean, what is known of everyone, and what the regulation says of it."""

from dataclasses import dataclass
from datetime import date

from config.problems import Problem
from jobs.context import Context
from jobs.reports.viewing import Reckoned
from mappings.facts import Catalogue
from mappings.keeping.directory import load_directory
from mappings.keeping.loading import load_facts, load_selected
from mappings.regulation.assessment import assess
from mappings.regulation.catalogue import resolve
from mappings.regulation.question import question_for


@dataclass(frozen=True)
class Reckoning:
    """An assessment with everything it was made from."""

    reckoned: Reckoned
    problems: tuple[Problem, ...]
    """Of the configuration's selectors and of the data."""


def read_catalogue(context: Context) -> tuple[Catalogue, tuple[Problem, ...]]:
    """Return what the configuration means in the LMS as it was last read."""
    with context.store.reading() as tx:
        return resolve(context.settings, *load_selected(tx))


def reckon(context: Context, as_of: date) -> Reckoning:
    """Assess a day by what is in the store now."""
    question = question_for(context.settings, as_of)
    with context.store.reading() as tx:
        catalogue, found = resolve(context.settings, *load_selected(tx))
        facts = load_facts(tx, catalogue, frozenset(context.settings.staff.head_posts))
        directory = load_directory(tx)
    assessment = assess(facts, question)
    return Reckoning(Reckoned(facts, question, assessment, directory), (*found, *assessment.problems))
