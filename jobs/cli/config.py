"""`marshrut config`: make a configuration file, check it, show what is in force."""

from pathlib import Path
from typing import Annotated

import typer

from config.example import example as example_text
from config.problems import ConfigProblems, Problem
from config.shown import as_toml, in_force
from jobs.cli.commands import AsJson, Commands, help_text
from jobs.cli.edge import sentence
from jobs.cli.output import say, show_json, tell
from jobs.cli.session import Session, session_of
from jobs.exit_codes import ExitCode

commands = Commands("config.group")


@commands.add("example", "config.example")
def example(
    context: typer.Context,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help=help_text("config.output"))
    ] = None,
    *,
    force: Annotated[bool, typer.Option("--force", help=help_text("config.force"))] = False,
) -> None:
    """Print the commented example, or write it; a file that is there already is left alone."""
    words = session_of(context).words
    if output is None:
        typer.echo(example_text(), nl=False)
        return
    if output.exists() and not force:
        tell(words.say("cli.config.exists", file=output))
        raise typer.Exit(ExitCode.WRONG_USE)
    output.write_text(example_text(), "utf-8")
    say(words.say("cli.config.written", file=output))


@commands.add("check", "config.check")
def check(context: typer.Context, *, json: AsJson = False) -> None:
    """List everything that is wrong with the configuration, secrets that can't be read included."""
    session = session_of(context)
    problems, warnings = _findings(session)
    if json:
        show_json({"file": str(session.path), **_told(session, problems, warnings)})
    else:
        _list(session, problems, warnings)
    if problems:
        raise typer.Exit(ExitCode.WRONG_USE)


def _findings(session: Session) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Return problems and warnings."""
    try:
        loaded = session.loaded()
    except ConfigProblems as error:
        session.locale = error.locale
        return error.problems, ()
    return loaded.secret_problems(), loaded.warnings


def _told(
    session: Session, problems: tuple[Problem, ...], warnings: tuple[Problem, ...]
) -> dict[str, object]:
    def rows(found: tuple[Problem, ...]) -> list[dict[str, object]]:
        return [{"key": each.values["key"], "text": sentence(session.words, each)} for each in found]

    return {"problems": rows(problems), "warnings": rows(warnings)}


def _list(session: Session, problems: tuple[Problem, ...], warnings: tuple[Problem, ...]) -> None:
    words, file = session.words, session.path
    if problems:
        tell(words.say("cli.config.problems", file=file, n=len(problems)))
    else:
        say(words.say("cli.config.good", file=file))
    for problem in problems:
        tell(f"  {sentence(words, problem)}")
    if warnings:
        tell(words.say("cli.config.warnings", n=len(warnings)))
    for warning in warnings:
        tell(f"  {sentence(words, warning)}")


@commands.add("show", "config.show")
def show(context: typer.Context, *, json: AsJson = False) -> None:
    """Print the configuration in force, defaults included; secrets by their source only."""
    settings = session_of(context).loaded().settings
    if json:
        show_json(in_force(settings))
    else:
        typer.echo(as_toml(settings), nl=False)
