"""A group of commands whose help is in Russian down to the headings that typer writes itself."""

import re
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from config.locale import texts

Action = TypeVar("Action", bound=Callable[..., Any])

_HELP = texts("ru")
"""Help is written before a configuration, and with it a language, is known."""

_TYPERS_OWN = (
    (r"^Usage: ", "usage"),
    (r"^Options:$", "options"),
    (r"^Arguments:$", "arguments"),
    (r"^Commands:$", "commands"),
    (r"Show this message and exit\.$", "this_help"),
    (r"\[required\]", "required"),
    (r"\[default:\s+([^\]]*?)\]", "default"),
    (r"\[OPTIONS\]", "options_place"),
    (r"\bCOMMAND \[ARGS\]\.\.\.", "command_place"),
)
"""What typer writes in English → message id below `cli.typer`; \\1 is what stood in brackets."""


def help_text(message_id: str) -> str:
    """Return the help that stands at `cli.help.<message_id>`."""
    return _HELP.say(f"cli.help.{message_id}")


def _in_russian(told: str) -> str:
    for pattern, name in _TYPERS_OWN:
        sentence = _HELP.say(f"cli.typer.{name}", value=r"\1")
        told = re.sub(pattern, sentence, told, flags=re.MULTILINE)
    return told


class _Command(TyperCommand):
    def get_help(self, ctx: Any) -> str:
        return _in_russian(super().get_help(ctx))


class _Group(TyperGroup):
    def get_help(self, ctx: Any) -> str:
        return _in_russian(super().get_help(ctx))


class Commands(typer.Typer):
    """A group; `help_id` is a message id below `cli.help`; one that acts alone does something without a command."""

    def __init__(self, help_id: str, *, acts_alone: bool = False) -> None:
        super().__init__(
            cls=_Group,
            help=help_text(help_id),
            no_args_is_help=not acts_alone,
            invoke_without_command=acts_alone,
            add_completion=False,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
        )

    def add(self, name: str, help_id: str) -> Callable[[Action], Action]:
        """Make the decorated function a command; its help stands at `cli.help.<help_id>`."""
        return self.command(name, cls=_Command, help=help_text(help_id))


AsJson = Annotated[bool, typer.Option("--json", help=help_text("json"))]
"""The option of every command that prints a table."""

DryRun = Annotated[bool, typer.Option("--dry-run", help=help_text("dry_run"))]
"""The option of every command that writes: do it all, show it, undo it."""
