"""`marshrut demo`: see it work, without an LMS."""

from pathlib import Path
from typing import Annotated

import typer

from config.indicators import definition
from config.locale import Texts
from config.locale.numbers import format_count, format_day, format_share
from jobs.cli.commands import AsJson, Commands, help_text
from jobs.cli.edge import WrongUseError
from jobs.cli.indicators import value_as_json
from jobs.cli.nightly import BarWatch
from jobs.cli.output import progress, say, show_json, show_table
from jobs.cli.session import session_of
from jobs.demo import FIRST_DAY, DemoPlan, DemoStory, run_demo
from mappings.facts import IndicatorValue
from mappings.regulation.changes import Change

commands = Commands("demo.demo")

FEWEST_STAFF = 20
"""A district smaller than that has no schools worth the name."""


@commands.add("demo", "demo.demo")
def demo(
    context: typer.Context,
    staff: Annotated[int, typer.Option("--staff", metavar="N", help=help_text("demo.staff"))] = 600,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help=help_text("demo.seed"))] = 7,
    folder: Annotated[Path, typer.Option("--folder", metavar="DIR", help=help_text("demo.folder"))] = Path(
        "demo"
    ),
    *,
    json: AsJson = False,
) -> None:
    """Run two nights of a made-up district and show what came of them."""
    words = session_of(context).words
    if staff < FEWEST_STAFF:
        raise WrongUseError("cli.usage.too_few_staff", least=str(FEWEST_STAFF))
    with progress() as bar:
        story = run_demo(DemoPlan(folder, staff, seed), lambda work: BarWatch(work.words, bar))
    if json:
        nights = {"first": story.first.values, "second": story.second.values}
        show_json({name: [value_as_json(each) for each in values] for name, values in nights.items()})
        return
    say(words.say("night.demo_opening", n=staff, seed=seed))
    say("")
    show_table(*_table(words, story), numbers=[2, 3, 4, 5])
    say(words.say("night.demo_approved", n=story.approved, day=format_day(FIRST_DAY, words.locale)))
    say("")
    say(words.say("night.demo_changes"))
    for change in story.changes:
        if change:
            say(f"  {_sentence(words, change)}")
    say("")
    _show_files(words, folder, story)


def _table(words: Texts, story: DemoStory) -> tuple[list[str], list[list[str]]]:
    columns = ("indicator", "name", "first_night", "share", "second_night", "share")
    rows = [
        [
            before.indicator,
            definition(before.indicator).short_name.say(words.locale),
            _counts(words, before),
            format_share(before.share, words.locale),
            _counts(words, after),
            format_share(after.share, words.locale),
        ]
        for before, after in zip(story.first.values, story.second.values, strict=True)
    ]
    return [words.say(f"night.column.{each}") for each in columns], rows


def _counts(words: Texts, value: IndicatorValue) -> str:
    numbers = (value.numerator, value.denominator)
    return words.say(
        "night.of", **dict(zip("ab", (format_count(n, words.locale) for n in numbers), strict=True))
    )


def _sentence(words: Texts, change: Change) -> str:
    """Say who came and went, what did not happen left out."""
    moved = set(change.entered_numerator) | set(change.left_numerator)
    counts = {
        "entered": len(change.entered_numerator),
        "left": len(change.left_numerator),
        "joined": len(change.entered_denominator),
        "gone": len(change.left_denominator),
        "otherwise": sum(each.subject_id not in moved for each in change.other_reason),
    }
    told = (words.say(f"night.demo_change.{name}", n=count) for name, count in counts.items() if count)
    return f"{change.indicator}: {'; '.join(told)}"


def _show_files(words: Texts, folder: Path, story: DemoStory) -> None:
    files = {
        "workbook": story.second.workbook,
        "letter": story.letters[-1] if story.letters else None,
        "configuration": folder / "marshrut.toml",
        "roster": folder / "roster.xlsx",
        "store": folder / "marshrut.sqlite3",
    }
    for name, file in files.items():
        if file is not None:
            say(words.say(f"night.demo_file.{name}", file=file))
