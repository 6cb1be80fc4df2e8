"""`marshrut reconcile`: whose accounts are whose, looked at and decided account by account."""

from jobs.cli import reconcile_decide, reconcile_list, reconcile_log, reconcile_show
from jobs.cli.commands import Commands

commands = Commands("reconcile.group")
for part in (reconcile_list, reconcile_show, reconcile_decide, reconcile_log):
    commands.add_typer(part.commands)
