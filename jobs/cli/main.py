"""The whole of `marshrut`: its groups of commands, its global options, its way in."""

import io
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from jobs import logs
from jobs.cli import (
    config,
    demo,
    indicators,
    letters,
    lms,
    match,
    nightly,
    quarantine,
    reconcile,
    reconcile_review,
    reconcile_sheet,
    report,
    roster,
    routes,
    sync,
)
from jobs.cli.commands import Commands, help_text
from jobs.cli.edge import at_the_edge, report_unexpected
from jobs.cli.output import say
from jobs.cli.session import Session, session_of

app = Commands("app")
app.add_typer(config.commands, name="config")
app.add_typer(lms.commands, name="lms")
app.add_typer(sync.commands)
app.add_typer(quarantine.commands, name="quarantine")
app.add_typer(roster.commands, name="roster")
app.add_typer(match.commands)
reconcile.commands.add_typer(reconcile_review.commands)
reconcile.commands.add_typer(reconcile_sheet.commands)
app.add_typer(reconcile.commands, name="reconcile")
app.add_typer(routes.commands, name="routes")
app.add_typer(indicators.commands, name="indicators")
app.add_typer(report.commands)
app.add_typer(letters.commands, name="letters")
app.add_typer(nightly.commands)
app.add_typer(demo.commands)

_GLOBAL_FLAGS = frozenset({"--debug", "--verbose", "--log-json"})
_GLOBAL_OPTION = "--config"


def _show_version(asked: object) -> None:
    if asked:
        say(f"marshrut {version('marshrut')}")
        raise typer.Exit


@app.callback()
def _global_options(
    context: typer.Context,
    *,
    config_file: Annotated[
        Path | None, typer.Option(_GLOBAL_OPTION, metavar="FILE", help=help_text("config_file"))
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help=help_text("debug"))] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help=help_text("verbose"))] = False,
    log_json: Annotated[bool, typer.Option("--log-json", help=help_text("log_json"))] = False,
    _version: Annotated[
        bool,
        typer.Option("--version", help=help_text("version"), callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    session = session_of(context)
    session.config_file, session.debug = config_file, debug
    logs.configure_logs(level="debug" if debug else "info" if verbose else "warning", as_json=log_json)


def run(arguments: Sequence[str], session: Session | None = None) -> int:
    """Run one command line and return its exit code; what nobody expected is raised."""
    session = session or Session()
    words = _global_first(arguments)
    return at_the_edge(
        lambda: app(args=words, standalone_mode=False, prog_name="marshrut", obj=session), session
    )


def main() -> NoReturn:
    """Be the console command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    session = Session()
    report_unexpected(session)
    sys.exit(run(sys.argv[1:], session))


def _global_first(arguments: Sequence[str]) -> list[str]:
    """Put global options before the command, so that they may be typed anywhere up to `--`.

    An option that lacks its value is left alone on the line, for typer to say so.
    """
    first: list[str] = []
    others: list[str] = []
    rest = iter(arguments)
    for word in rest:
        if word == "--":
            others += [word, *rest]
        elif word in _GLOBAL_FLAGS or word.startswith(f"{_GLOBAL_OPTION}="):
            first.append(word)
        elif word == _GLOBAL_OPTION:
            value = next(rest, None)
            if value is None:
                return [word]
            first += [word, value]
        else:
            others.append(word)
    return first + others
