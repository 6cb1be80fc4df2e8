"""The command line: `marshrut …`, one file a group of commands.

How to add commands:

- A group is a module with `commands = Commands("backup.group")` and functions decorated with
  `@commands.add("list", "backup.list")`; the second words are message ids below `cli.help`, in
  `config/locale/*/cli.toml`. Name it in `main.py`: `app.add_typer(backup.commands, name="backup")`.
- A command that stands alone is the same module with one command, added without a name:
  `app.add_typer(nightly.commands)`.
- A command takes `context: typer.Context` and starts with `session = session_of(context)`:
  `session.loaded()` is the configuration, `session.words` are the sentences, in its language.
- What was asked for goes to stdout (`output.say`, `show_table`, `show_json` under `--json`, an `AsJson` option);
  what a person should know beside it goes to stderr (`output.tell`); bars come from `output.progress`.
- Errors are raised, not printed: `edge.TABLE` has a row for each kind. A command that ends otherwise than well
  without an error raises `typer.Exit(ExitCode.INCOMPLETE)`.

What does not belong here: anything that decides or acts. A command reads its options, calls one function of
`jobs`, and prints what that returns.
"""

from jobs.cli.main import main

__all__ = ["main"]
