"""`marshrut letters`: letters of which nobody knows whether they arrived."""

from enum import StrEnum
from typing import Annotated

import typer

from config.locale.numbers import format_moment
from jobs.cli.commands import AsJson, Commands, help_text
from jobs.cli.edge import WrongUseError
from jobs.cli.opening import workplace
from jobs.cli.output import say, show_json, show_table
from mappings.keeping import published

commands = Commands("letters.group")


class Fate(StrEnum):
    """What the recipient says."""

    ARRIVED = "arrived"
    LOST = "lost"


@commands.add("list", "letters.list")
def list_letters(context: typer.Context, *, json: AsJson = False) -> None:
    """List the letters that were handed over by a run that never said how it went."""
    with workplace(context) as work:
        with work.store.reading() as tx:
            found = published.doubtful_letters(tx)
        if json:
            show_json(
                [{"letter": each.letter, "run": each.run_id, "claimed_at": each.claimed_at} for each in found]
            )
            return
        words, zone = work.words, work.settings.zone()
        rows = [
            [each.letter, str(each.run_id), format_moment(each.claimed_at, zone, words.locale)]
            for each in found
        ]
        show_table([words.say(f"night.column.{each}") for each in ("letter", "run", "claimed_at")], rows)


@commands.add("settle", "letters.settle")
def settle(
    context: typer.Context,
    letter: Annotated[str, typer.Argument(metavar="LETTER", help=help_text("letters.letter"))],
    fate: Annotated[Fate, typer.Argument(metavar="arrived|lost", help=help_text("letters.fate"))],
) -> None:
    """Write down what became of a letter; a lost one may go out again."""
    with workplace(context) as work:
        with work.store.transaction() as tx:
            doubtful = {each.letter: each for each in published.doubtful_letters(tx)}
            if letter not in doubtful:
                raise WrongUseError("cli.usage.unknown_letter")
            if fate is Fate.ARRIVED:
                published.mark_letter_sent(tx, letter, now=work.clock())
            else:
                published.release_letter(tx, doubtful[letter].run_id, letter)
        say(work.words.say(f"night.letter_{fate.value}", letter=letter))
